//! From a word as somebody typed it to the words that records have: same, variants, near spellings, alike in sound, longer.

use crate::lists::Lists;
use crate::search::spellings::other_spellings;
use crate::weigh::bits::Bits;
use crate::words::dictionary::{Dictionary, Token, hash_of, mixed};
use crate::words::distance::edits;
use crate::words::likeness::{Alike, alike_bytes};
use crate::words::sound::sound;
use crate::words::variants;

/// Finds words of the dictionary that are near a given one.
#[derive(Clone, Default)]
pub(crate) struct Spellings {
    /// Words under each form with one letter left out, under their sound, and under their first three letters.
    near: Lists,
    /// Longer words by their first letter: which letters each has and how many.
    letters: Vec<Vec<(Letters, u32)>>,
    learned: usize,
}

const DELETED: u64 = 1;
const SOUND: u64 = 2;
const BEGINS: u64 = 3;

/// Most words that one typed word stands for.
const MOST: usize = 64;

/// Shorter words two letters apart are different words.
const FAR: usize = 6;

const ALPHABET: usize = 26;

impl Spellings {
    /// Takes in the words that are new since the last time.
    pub(crate) fn learn(&mut self, words: &Dictionary) {
        let many = words.len() - self.learned > 10_000;
        self.letters.resize(ALPHABET, Vec::new());
        for at in self.learned.max(1)..words.len() {
            let token = Token(at as u32);
            let text = words.bytes(token);
            if text.len() >= FAR && text[0].is_ascii_lowercase() {
                self.letters[usize::from(text[0] - b'a')].push((Letters::of(text), token.0));
            }
            if text.len() < 2 || text[0].is_ascii_digit() {
                continue;
            }
            for key in forms(text, words.entry(token).sound) {
                self.near.add(key, token.0);
            }
        }
        self.learned = words.len();
        if many {
            self.near.settle();
        }
    }

    /// The words that a folded word may stand for, nearest first and the commonest of those. With `far`, also words of two
    /// letters' difference that neither sound nor begin alike. `rare` says how rare a word is, and whether nobody bears it.
    pub(crate) fn of(
        &self,
        words: &Dictionary,
        word: &str,
        far: bool,
        rare: &dyn Fn(Token) -> (Bits, bool),
    ) -> Vec<(Token, Alike)> {
        let mut found: Vec<(Token, Alike)> = Vec::new();
        let own = words.find(word);
        found.extend(own.map(|token| (token, Alike::Equal)));
        if word.len() < 2 {
            return found;
        }
        let groups = variants::groups(word);
        for name in variants::members(&groups).chain(other_spellings(word)) {
            found.extend(
                words.find(name).filter(|token| Some(*token) != own).map(|token| (token, Alike::Variant)),
            );
        }
        let (listed, heard) = (found.len(), sound(word));
        let mut near: Vec<u32> =
            forms(word.as_bytes(), heard).into_iter().flat_map(|key| self.near.get(key)).collect();
        if far && word.len() >= FAR && word.is_ascii() {
            near.extend(self.far(word.as_bytes()));
        }
        near.sort_unstable();
        near.dedup();
        for token in near.into_iter().map(Token) {
            let sounds = heard != 0 && words.entry(token).sound == heard;
            let alike = alike_typed(word.as_bytes(), words.bytes(token), sounds, far);
            if alike < Alike::Different && !found[..listed].iter().any(|(held, _)| *held == token) {
                found.push((token, alike));
            }
        }
        if far {
            found.extend(parts(words, word).map(|token| (token, Alike::Edit)));
        }
        let initial = words.find(&word[..word.chars().next().map_or(0, char::len_utf8)]);
        found.extend(initial.map(|token| (token, Alike::Initial)));
        found.sort_by_cached_key(|(token, alike)| (*alike, rare(*token).0, words.entry(*token).hash));
        // Names that nobody is known to bear take no place from others.
        let mut places = [MOST; 2];
        found.retain(|(token, _)| {
            let places = &mut places[usize::from(rare(*token).1)];
            *places = places.saturating_sub(1);
            *places > 0
        });
        found
    }

    /// Words of nearly the same letters that begin alike.
    fn far(&self, word: &[u8]) -> impl Iterator<Item = u32> + '_ {
        let own = Letters::of(word);
        let first = usize::from(word[0].wrapping_sub(b'a'));
        let like = self.letters.get(first).into_iter().flatten();
        like.filter(move |(held, _)| held.are_like(own)).map(|(_, token)| *token)
    }

    /// The nearest word of the dictionary, such as a street that was mistyped.
    pub(crate) fn nearest(&self, words: &Dictionary, word: &str) -> Token {
        if let Some(token) = words.find(word) {
            return token;
        }
        let near = self.of(words, word, false, &|_| (0, false));
        near.first().filter(|(_, alike)| *alike < Alike::Initial).map_or(Token::NONE, |(token, _)| *token)
    }
}

/// How alike a typed word is to one of the records. Of a word that nobody bears more is forgiven: a letter of three, and
/// whatever sounds the same.
fn alike_typed(typed: &[u8], held: &[u8], sounds: bool, unknown: bool) -> Alike {
    let alike = alike_bytes(typed, held, sounds);
    let short = typed.len().min(held.len());
    let near = unknown && alike == Alike::Different && short >= 3 && typed[0] == held[0];
    if near && (edits(typed, held) == 1 || (sounds && short >= 4)) { Alike::Near } else { alike }
}

/// Which letters a word has, as bits, and how many.
#[derive(Clone, Copy)]
struct Letters {
    which: u32,
    count: u8,
}

impl Letters {
    fn of(word: &[u8]) -> Letters {
        let letters = word.iter().filter(|byte| byte.is_ascii_lowercase());
        let which = letters.fold(0, |bits, byte| bits | 1 << (byte - b'a'));
        Letters { which, count: word.len().min(usize::from(u8::MAX)) as u8 }
    }

    /// Two edits could make one word of the other.
    fn are_like(self, other: Letters) -> bool {
        self.count.abs_diff(other.count) <= 2 && (self.which ^ other.which).count_ones() <= 4
    }
}

/// The two names that were written as one, such as `maryann`, and a name without its article, as `alhassan`.
fn parts<'a>(words: &'a Dictionary, word: &'a str) -> impl Iterator<Item = Token> + 'a {
    let cut = |at: usize| Some((words.find(word.get(..at)?)?, words.find(word.get(at..)?)?));
    let halves = (3..word.len().saturating_sub(2)).filter_map(cut).flat_map(|(one, two)| [one, two]);
    let bare = ["al", "el"].iter().filter_map(|article| word.strip_prefix(article));
    halves.chain(bare.filter(|bare| bare.len() >= 4).filter_map(|bare| words.find(bare)))
}

/// The keys under which a word stands and is looked for.
fn forms(text: &[u8], sound: u32) -> Vec<u32> {
    let mut forms = Vec::with_capacity(text.len() + 3);
    let key = |kind: u64, value: u64| mixed(value, kind) as u32;
    let spelt = |bytes: &[u8]| u64::from(std::str::from_utf8(bytes).map_or(0, hash_of));
    if text.len() >= 3 && text.is_ascii() {
        forms.push(key(DELETED, spelt(text)));
        let mut shorter = Vec::with_capacity(text.len());
        for left_out in 0..text.len().min(24) {
            shorter.clear();
            shorter.extend_from_slice(&text[..left_out]);
            shorter.extend_from_slice(&text[left_out + 1..]);
            forms.push(key(DELETED, spelt(&shorter)));
        }
    }
    if sound != 0 {
        forms.push(key(SOUND, sound.into()));
    }
    if text.len() == 3 && text.is_ascii() {
        forms.push(key(BEGINS, spelt(text)));
    }
    forms
}
