//! How alike two words are, remembered because the same pairs of names meet again and again.

use crate::dictionary::{Dictionary, Token};
use crate::distance::{edits, likeness};
use crate::variants;

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

impl Memo {
    pub(crate) fn new() -> Memo {
        Memo { held: vec![(0, 0, Alike::Different); HELD] }
    }

    /// How alike two known words are; the same both ways round.
    pub(crate) fn alike(&mut self, words: &Dictionary, one: Token, two: Token) -> Alike {
        if one == two {
            return Alike::Equal;
        }
        let (low, high) = (one.0.min(two.0), one.0.max(two.0));
        let at = (low.wrapping_mul(0x9e37_79b1) ^ high.wrapping_mul(0x85eb_ca6b)) as usize >> 7 & (HELD - 1);
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
    alike_bytes(a, b, first.sound != 0 && first.sound == second.sound)
}

/// How alike two spellings are, nicknames aside.
pub(crate) fn alike_bytes(a: &[u8], b: &[u8], sound_alike: bool) -> Alike {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let letters = a[0].is_ascii_alphabetic() && b[0].is_ascii_alphabetic();
    match edits(a, b) {
        0 => return Alike::Equal,
        1 if long >= 4 || !letters => return Alike::Edit,
        2 if short >= 6 => return Alike::Near,
        1 | 2 if sound_alike && letters => return Alike::Near,
        _ => {}
    }
    let begins = short >= 3 && letters && a[..short] == b[..short];
    let looks = short >= 4 && letters && likeness(a, b) >= 900;
    if begins || looks || (sound_alike && short >= 4 && letters && likeness(a, b) >= 800) {
        Alike::Near
    } else {
        Alike::Different
    }
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
        ] {
            let (a, b) = (words.enter(one), words.enter(two));
            for _ in 0..2 {
                assert_eq!(memo.alike(&words, a, b), expected, "{one} {two}");
                assert_eq!(memo.alike(&words, b, a), expected, "{two} {one}");
            }
        }
    }
}
