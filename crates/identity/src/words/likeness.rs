//! How alike two words are, remembered because the same pairs of names meet again and again.

use crate::words::dictionary::{Dictionary, Token};
use crate::words::distance::{edits, letters, likeness, most_likeness};
use crate::words::variants;

/// How alike two known words are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(crate) enum Alike {
    Equal = 1,
    /// Nickname or variant spelling.
    Variant,
    /// One letter wrong, missing, added, or two exchanged.
    Edit,
    /// Sounds alike, or two letters apart, or begins alike.
    Near,
    /// One is the other's initial.
    Initial,
    Different,
}

/// Answers given lately. One per thread; the answers do not depend on it.
pub(crate) struct Memo {
    held: Vec<(u32, u32, Alike)>,
}

const HELD: usize = 1 << 14;

/// For one question a short memory is enough, and quicker to make.
const HELD_SHORT: usize = 1 << 8;

impl Memo {
    pub(crate) fn new() -> Memo {
        Memo { held: vec![(0, 0, Alike::Different); HELD] }
    }

    pub(crate) fn short() -> Memo {
        Memo { held: vec![(0, 0, Alike::Different); HELD_SHORT] }
    }

    /// How alike two known words are; the same both ways round.
    pub(crate) fn alike(&mut self, words: &Dictionary, one: Token, two: Token) -> Alike {
        if one == two {
            return Alike::Equal;
        }
        let (low, high) = (one.0.min(two.0), one.0.max(two.0));
        let at = (low.wrapping_mul(0x9e37_79b1) ^ high.wrapping_mul(0x85eb_ca6b)) as usize >> 7
            & (self.held.len() - 1);
        let held = self.held[at];
        if (held.0, held.1) == (low, high) {
            return held.2;
        }
        let answer = judge(words, one, two);
        self.held[at] = (low, high, answer);
        answer
    }
}

fn judge(words: &Dictionary, one: Token, two: Token) -> Alike {
    let (a, b) = (words.bytes(one), words.bytes(two));
    let (first, second) = (words.entry(one), words.entry(two));
    if a.len() == 1 || b.len() == 1 {
        return if a[0] == b[0] { Alike::Initial } else { Alike::Different };
    }
    if variants::related(&first.groups, &second.groups) {
        return Alike::Variant;
    }
    let sound_alike = first.sound != 0 && first.sound == second.sound;
    alike_letters(a, b, (first.letters, second.letters), sound_alike)
}

/// How alike two spellings are, nicknames aside.
pub(crate) fn alike_bytes(a: &[u8], b: &[u8], sound_alike: bool) -> Alike {
    alike_letters(a, b, (letters(a), letters(b)), sound_alike)
}

fn alike_letters(a: &[u8], b: &[u8], which: (u32, u32), sound_alike: bool) -> Alike {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let words = a[0].is_ascii_alphabetic() && b[0].is_ascii_alphabetic();
    let apart = if (which.0 ^ which.1).count_ones() > 4 { 3 } else { edits(a, b) };
    match apart {
        0 => return Alike::Equal,
        1 if long >= 4 || !words => return Alike::Edit,
        2 if short >= 6 => return Alike::Near,
        1 | 2 if sound_alike && words => return Alike::Near,
        _ => {}
    }
    let begins = short >= 3 && words && a[..short] == b[..short];
    if begins {
        return Alike::Near;
    }
    // Arabic and Hebrew leave short vowels out: mhmd is Mohammed.
    if words && short >= 3 && (bare(a) || bare(b)) && skeleton(a).eq(skeleton(b)) {
        return Alike::Near;
    }
    let least = if sound_alike { 800 } else { 900 };
    let looks = short >= 4 && words && most_likeness(a, b, which) >= least && likeness(a, b) >= least;
    if looks { Alike::Near } else { Alike::Different }
}

/// The word has no vowel.
fn bare(word: &[u8]) -> bool {
    !word.iter().any(|letter| b"aeiou".contains(letter))
}

/// The letters of a word that are no vowels, double ones once.
fn skeleton(word: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut last = 0;
    let consonants = word.iter().copied().filter(|letter| !b"aeiou".contains(letter));
    consonants.filter(move |letter| std::mem::replace(&mut last, *letter) != *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_alike_as_people_would_say() {
        let mut words = Dictionary::new();
        let mut memo = Memo::new();
        for (one, two, expected) in [
            ("maria", "maria", Alike::Equal),
            ("bill", "william", Alike::Variant),
            ("johnson", "jonson", Alike::Variant),
            ("carpenter", "carpentre", Alike::Edit),
            ("carpenter", "karpentir", Alike::Near),
            ("chris", "c", Alike::Initial),
            ("maria", "robert", Alike::Different),
            ("lee", "lea", Alike::Near),
            ("mhmd", "mohammed", Alike::Near),
            ("mhmd", "mahmoud", Alike::Near),
            ("mhmd", "ahmed", Alike::Different),
        ] {
            let (a, b) = (words.enter(one), words.enter(two));
            for _ in 0..2 {
                assert_eq!(memo.alike(&words, a, b), expected, "{one} {two}");
                assert_eq!(memo.alike(&words, b, a), expected, "{two} {one}");
            }
        }
    }
}
