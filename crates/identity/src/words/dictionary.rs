//! Words as numbers: each folded word is stored once with what comparing needs to know about it.

use crate::words::distance::letters;
use crate::words::sound::sound;
use crate::words::variants::{self, Groups};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// A word of the dictionary; `Token::NONE` is an unknown one. Its number depends on the order of arrival and means
/// nothing by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub(crate) struct Token(pub(crate) u32);

impl Token {
    pub(crate) const NONE: Token = Token(0);

    pub(crate) fn is_known(self) -> bool {
        self.0 != 0
    }

    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// What comparing needs to know about a word.
#[derive(Clone, Copy, Default)]
pub(crate) struct Entry {
    start: u32,
    length: u8,
    /// How the word sounds.
    pub(crate) sound: u32,
    /// Groups of nicknames and variant spellings that it belongs to.
    pub(crate) groups: Groups,
    /// A hash of the spelling, the same in every run.
    pub(crate) hash: u32,
    /// Which letters it has; see [`letters`].
    pub(crate) letters: u32,
}

/// All words seen so far.
#[derive(Clone)]
pub(crate) struct Dictionary {
    text: Vec<u8>,
    entries: Vec<Entry>,
    /// Open addressing, a power of two long, never more than half full; 0 is free.
    slots: Vec<u32>,
}

/// A word longer than this keeps its beginning only.
const LONGEST: usize = 60;

impl Dictionary {
    pub(crate) fn new() -> Dictionary {
        Dictionary { text: Vec::new(), entries: vec![Entry::default()], slots: vec![0; 1024] }
    }

    /// The word's number; enters it when it is new. The empty word is unknown.
    pub(crate) fn enter(&mut self, word: &str) -> Token {
        let word = clipped(word);
        if word.is_empty() {
            return Token::NONE;
        }
        let hash = hash_of(word);
        let at = match self.place(word, hash) {
            Ok(token) => return token,
            Err(at) => at,
        };
        let token = self.entries.len() as u32;
        let start = self.text.len() as u32;
        self.text.extend_from_slice(word.as_bytes());
        let groups = variants::groups(word);
        self.entries.push(Entry {
            start,
            length: word.len() as u8,
            sound: sound(word),
            groups,
            hash,
            letters: letters(word.as_bytes()),
        });
        self.slots[at] = token;
        if self.entries.len() * 2 > self.slots.len() {
            self.grow();
        }
        Token(token)
    }

    /// The word's number, when it has been entered.
    pub(crate) fn find(&self, word: &str) -> Option<Token> {
        let word = clipped(word);
        if word.is_empty() { None } else { self.place(word, hash_of(word)).ok() }
    }

    pub(crate) fn entry(&self, token: Token) -> &Entry {
        &self.entries[token.at()]
    }

    pub(crate) fn bytes(&self, token: Token) -> &[u8] {
        let entry = self.entry(token);
        &self.text[entry.start as usize..entry.start as usize + usize::from(entry.length)]
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every word.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = Token> + use<> {
        (1..self.entries.len() as u32).map(Token)
    }

    fn place(&self, word: &str, hash: u32) -> Result<Token, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let token = Token(self.slots[at]);
            if !token.is_known() {
                return Err(at);
            }
            if self.entry(token).hash == hash && self.bytes(token) == word.as_bytes() {
                return Ok(token);
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let mut slots = vec![0; mask + 1];
        for token in self.tokens() {
            let mut at = self.entry(token).hash as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = token.0;
        }
        self.slots = slots;
    }
}

fn clipped(word: &str) -> &str {
    let mut end = word.len().min(LONGEST);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

/// A hash of text that is the same in every run and on every machine.
pub(crate) fn hash_of(word: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    mixed(hasher.finish(), 0) as u32
}

/// Mixes two numbers so that every bit of the result depends on every bit of both (the finisher of SplitMix64).
pub(crate) fn mixed(one: u64, two: u64) -> u64 {
    let mut z = one.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ two.wrapping_add(0x2545_f491_4f6c_dd1d);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_also_after_growing() {
        let mut words = Dictionary::new();
        let tokens: Vec<Token> = (0..5000).map(|n| words.enter(&format!("word{n}"))).collect();
        for (n, token) in tokens.iter().enumerate() {
            assert_eq!(words.find(&format!("word{n}")), Some(*token));
            assert_eq!(words.bytes(*token), format!("word{n}").as_bytes());
        }
        assert_eq!((words.find("other"), words.enter("")), (None, Token::NONE));
    }
}
