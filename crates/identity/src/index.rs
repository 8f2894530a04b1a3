//! Finds records by keys: the blocking keys for linking, and single features for searching.

use crate::blocks::Blocks;
use crate::compare::Lens;
use crate::dictionary::{Dictionary, Token, mixed};
use crate::features::{Features, PlaceTokens};
use crate::keys::{FAMILIES, keys_of};
use crate::parallel::in_chunks;
use crate::postings::{Postings, entry};
use crate::store::Store;

/// Single features by which records are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum By {
    GivenWord,
    FamilyWord,
    /// How given name and surname sound, in either order.
    SoundPair,
    LastFour,
    FirstFive,
    BirthDate,
    MonthDay,
    Year,
    Phone,
    Email,
    Number,
    Home,
    Street,
}

const WAYS: usize = 13;

/// All lists.
#[derive(Clone)]
pub(crate) struct Index {
    blocking: Vec<Postings>,
    search: Vec<Postings>,
}

impl Index {
    pub(crate) fn new() -> Index {
        Index { blocking: vec![Postings::default(); FAMILIES], search: vec![Postings::default(); WAYS] }
    }

    /// The index of everything in the store.
    pub(crate) fn build(store: &Store, lens: &Lens, blocks: &Blocks, threads: usize) -> Index {
        let blocking =
            in_chunks(threads, FAMILIES, || (), |(), family| Postings::settled(blocks.family(family)));
        const PARTS: usize = 64;
        let size = store.features.len().div_ceil(PARTS).max(1);
        let parts = in_chunks(
            threads,
            PARTS,
            || (),
            |(), part| {
                let mut lists: Vec<Vec<u64>> = vec![Vec::new(); WAYS];
                let to = store.features.len().min((part + 1) * size);
                for at in (part * size).min(to)..to {
                    if store.alive[at] {
                        search_keys(lens, &store.features[at], |by, key| {
                            lists[by as usize].push(entry(key, at as u32))
                        });
                    }
                }
                lists
            },
        );
        let search = in_chunks(
            threads,
            WAYS,
            || (),
            |(), way| {
                let mut all: Vec<u64> = parts.iter().flat_map(|lists| &lists[way]).copied().collect();
                all.sort_unstable();
                all.dedup();
                Postings::settled(all)
            },
        );
        Index { blocking, search }
    }

    pub(crate) fn add(&mut self, lens: &Lens, features: &Features, at: u32) {
        keys_of(lens, features, |family, key| self.blocking[family].add(key, at));
        search_keys(lens, features, |by, key| self.search[by as usize].add(key, at));
    }

    /// Everybody who shares a blocking key, once each, in the order of places.
    pub(crate) fn partners(&self, lens: &Lens, features: &Features) -> Vec<u32> {
        let mut found = Vec::new();
        keys_of(lens, features, |family, key| found.extend(self.blocking[family].get(key)));
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(crate) fn by(&self, by: By, key: u32) -> impl Iterator<Item = u32> + '_ {
        self.search[by as usize].get(key)
    }

    pub(crate) fn count(&self, by: By, key: u32) -> usize {
        self.search[by as usize].count(key)
    }
}

/// Calls `found` for each single feature of a record.
fn search_keys(lens: &Lens, of: &Features, mut found: impl FnMut(By, u32)) {
    let words = lens.words;
    for name in lens.names(of) {
        for token in [name.given, name.middle].into_iter().filter(|token| words.bytes(*token).len() > 1) {
            found(By::GivenWord, token.0);
        }
        if words.bytes(name.given).len() > 1 && words.bytes(name.middle).len() > 1 {
            found(By::SoundPair, sound_pair(words, name.given, name.middle));
        }
        for token in [name.family, name.family2].into_iter().filter(|token| token.is_known()) {
            found(By::FamilyWord, token.0);
            for given in [name.given, name.middle].into_iter().filter(|given| words.bytes(*given).len() > 1) {
                found(By::SoundPair, sound_pair(words, given, token));
            }
        }
    }
    for place in lens.homes(of).filter(|place| place.street.is_known()) {
        found(By::Street, place.street.0);
        if place.house.is_known() {
            found(By::Home, home_key(place));
        }
    }
    if of.ssn.is_known() {
        found(By::LastFour, of.ssn.last_four());
    }
    if of.ssn.is_whole() {
        found(By::FirstFive, of.ssn.whole() / 10_000);
    }
    let birth = of.birth;
    if birth.is_known() {
        found(By::Year, birth.year().into());
    }
    if birth.is_exact() {
        found(By::BirthDate, birth.bits());
        found(By::MonthDay, u32::from(birth.month()) * 128 + u32::from(birth.day()));
    }
    let more = lens.more_of(of);
    let (phones, emails) = (more.map(|m| m.phones.iter()), more.map(|m| m.emails.iter()));
    for phone in std::iter::once(&of.phone).chain(phones.into_iter().flatten()).filter(|phone| **phone != 0) {
        found(By::Phone, (phone % 10_000_000) as u32);
    }
    for email in std::iter::once(&of.email).chain(emails.into_iter().flatten()).filter(|email| **email != 0) {
        found(By::Email, *email);
    }
    let numbers = more.map(|m| m.numbers.iter()).into_iter().flatten();
    for number in std::iter::once(&of.number).chain(numbers).filter(|number| number.is_known()) {
        found(By::Number, number_key(number.number));
    }
}

/// The key of two names in either order, by their sound.
pub(crate) fn sound_pair(words: &Dictionary, one: Token, two: Token) -> u32 {
    pair_key(sound_of(words, one), sound_of(words, two))
}

pub(crate) fn pair_key(one: u32, two: u32) -> u32 {
    mixed(one.min(two).into(), one.max(two).into()) as u32
}

/// How a word sounds; its spelling when nothing can be heard.
pub(crate) fn sound_of(words: &Dictionary, token: Token) -> u32 {
    let entry = words.entry(token);
    if entry.sound != 0 { entry.sound } else { entry.hash }
}

pub(crate) fn home_key(place: PlaceTokens) -> u32 {
    mixed(place.house.0.into(), place.street.0.into()) as u32
}

pub(crate) fn number_key(number: u64) -> u32 {
    mixed(number, 0) as u32
}
