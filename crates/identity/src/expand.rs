//! From a word as somebody typed it to the words that records have: same, variants, near spellings, alike in sound, longer.

use crate::dictionary::{Dictionary, Token, hash_of, mixed};
use crate::likeness::{Alike, alike_bytes};
use crate::postings::Postings;
use crate::sound::sound;
use crate::variants;

/// Finds words of the dictionary that are near a given one.
#[derive(Clone, Default)]
pub(crate) struct Spellings {
    /// Words under each form with one letter left out, under their sound, and under their first three letters.
    near: Postings,
    learned: usize,
}

const DELETED: u64 = 1;
const SOUND: u64 = 2;
const BEGINS: u64 = 3;

/// Most words that one typed word stands for.
const MOST: usize = 48;

impl Spellings {
    /// Takes in the words that are new since the last time.
    pub(crate) fn learn(&mut self, words: &Dictionary) {
        let many = words.len() - self.learned > 10_000;
        for at in self.learned.max(1)..words.len() {
            let token = Token(at as u32);
            let text = words.bytes(token);
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

    /// The words that a folded word may stand for, nearest first.
    pub(crate) fn of(&self, words: &Dictionary, word: &str) -> Vec<(Token, Alike)> {
        let mut found: Vec<(Token, Alike)> = Vec::new();
        let own = words.find(word);
        found.extend(own.map(|token| (token, Alike::Equal)));
        if word.len() < 2 {
            return found;
        }
        let groups = variants::groups(word);
        for name in variants::members(&groups) {
            found.extend(
                words.find(name).filter(|token| Some(*token) != own).map(|token| (token, Alike::Variant)),
            );
        }
        let heard = sound(word);
        let mut near: Vec<u32> =
            forms(word.as_bytes(), heard).into_iter().flat_map(|key| self.near.get(key)).collect();
        near.sort_unstable();
        near.dedup();
        for token in near.into_iter().map(Token) {
            let sounds = heard != 0 && words.entry(token).sound == heard;
            let alike = alike_bytes(word.as_bytes(), words.bytes(token), sounds);
            if alike < Alike::Different && !found.iter().any(|(held, _)| *held == token) {
                found.push((token, alike));
            }
        }
        let initial = words.find(&word[..word.chars().next().map_or(0, char::len_utf8)]);
        found.extend(initial.map(|token| (token, Alike::Initial)));
        found.sort_by_key(|(token, alike)| (*alike, words.entry(*token).hash));
        found.truncate(MOST);
        found
    }

    /// The nearest word of the dictionary, such as a street that was mistyped.
    pub(crate) fn nearest(&self, words: &Dictionary, word: &str) -> Token {
        if let Some(token) = words.find(word) {
            return token;
        }
        let near = self.of(words, word);
        near.first().filter(|(_, alike)| *alike < Alike::Initial).map_or(Token::NONE, |(token, _)| *token)
    }
}

/// The keys under which a word stands and is looked for.
fn forms(text: &[u8], sound: u32) -> Vec<u32> {
    let mut forms = Vec::with_capacity(text.len() + 3);
    let key = |kind: u64, value: u64| mixed(value, kind) as u32;
    let spelt = |bytes: &[u8]| u64::from(std::str::from_utf8(bytes).map_or(0, hash_of));
    if text.len() >= 4 && text.is_ascii() {
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
