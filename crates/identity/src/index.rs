//! Finds records by keys: the blocking keys for linking, and single features for searching.

use crate::bring::bring;
use crate::features::{Features, PlaceTokens};
use crate::link::blocks::{Blocks, CAP, first_of};
use crate::link::keys::{FAMILIES, keys_of};
use crate::lists::{Lists, entry};
use crate::parallel::in_chunks;
use crate::store::Store;
use crate::weigh::compare::Lens;
use crate::words::dictionary::{Token, mixed};

/// Single features by which records are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum By {
    GivenWord,
    FamilyWord,
    /// Two words of a name, in either order.
    NamePair,
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
    Zip,
    City,
}

const WAYS: usize = 15;

/// All lists.
#[derive(Clone)]
pub(crate) struct Index {
    blocking: Vec<Lists>,
    search: Vec<Lists>,
}

impl Index {
    pub(crate) fn new() -> Index {
        Index { blocking: vec![Lists::default(); FAMILIES], search: vec![Lists::default(); WAYS] }
    }

    /// The index of everything in the store.
    pub(crate) fn build(store: &Store, lens: &Lens, blocks: &Blocks, threads: usize) -> Index {
        let blocking = blocks.each_family(threads, |_, entries| {
            Lists::settled(entries.iter().map(|held| entry((held >> 32) as u32, *held as u32)).collect())
        });
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
            |(), way| Lists::settled(parts.iter().flat_map(|lists| &lists[way]).copied().collect()),
        );
        Index { blocking, search }
    }

    pub(crate) fn add(&mut self, lens: &Lens, features: &Features, at: u32) {
        keys_of(lens, features, |family, key, _| self.blocking[family].add(key, at));
        search_keys(lens, features, |by, key| self.search[by as usize].add(key, at));
    }

    /// The living who share a blocking key with a record, once each, in the order of places; of a crowded block those with
    /// whom it is compared.
    pub(crate) fn partners(&self, store: &Store, lens: &Lens, at: u32) -> Vec<u32> {
        let mut keys = Vec::with_capacity(2 * FAMILIES);
        keys_of(lens, &store.features[at as usize], |family, key, crowded| keys.push((family, key, crowded)));
        self.look_up(&keys);
        let mut found = Vec::new();
        let living = |other: &u32| store.alive[*other as usize];
        for (family, key, crowded) in keys {
            let sharing = self.blocking[family].get(key).filter(living);
            if !crowded {
                found.extend(sharing);
                continue;
            }
            let run: Vec<u64> = sharing.map(u64::from).collect();
            let first = first_of(store, &run);
            let among = if first.contains(&u64::from(at)) || run.len() <= CAP { &run } else { &first };
            found.extend(among.iter().map(|other| *other as u32));
        }
        found.retain(|other| *other != at);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Looks where the lists of these keys are, all at once, before they are read one by one.
    fn look_up(&self, keys: &[(usize, u32, bool)]) {
        let begin: Vec<usize> =
            keys.iter().map(|(family, key, _)| self.blocking[*family].beginning(*key)).collect();
        let look =
            |((family, ..), begin): (&(usize, u32, bool), &usize)| self.blocking[*family].glimpse(*begin);
        bring(keys.iter().zip(&begin).map(look));
    }

    pub(crate) fn by(&self, by: By, key: u32) -> impl Iterator<Item = u32> + '_ {
        self.search[by as usize].get(key)
    }

    /// The same, `many` at a time.
    pub(crate) fn by_many(&self, by: By, key: u32, many: usize, work: impl FnMut(&[u32])) {
        self.search[by as usize].get_by(key, many, work);
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
            found(By::NamePair, pair_key(name.given, name.middle));
        }
        for token in [name.family, name.family2].into_iter().filter(|token| token.is_known()) {
            found(By::FamilyWord, token.0);
            for given in [name.given, name.middle].into_iter().filter(|given| words.bytes(*given).len() > 1) {
                found(By::NamePair, pair_key(given, token));
            }
        }
        if name.family.is_known() && name.family2.is_known() {
            found(By::NamePair, pair_key(name.family, name.family2));
        }
    }
    for place in lens.homes(of) {
        for (by, token) in [(By::Street, place.street), (By::Zip, place.zip), (By::City, place.city)] {
            if token.is_known() {
                found(by, token.0);
            }
        }
        if place.street.is_known() && place.house.is_known() {
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

/// The key of two words of a name in either order.
pub(crate) fn pair_key(one: Token, two: Token) -> u32 {
    mixed(one.min(two).0.into(), one.max(two).0.into()) as u32
}

pub(crate) fn home_key(place: PlaceTokens) -> u32 {
    mixed(place.house.0.into(), place.street.0.into()) as u32
}

pub(crate) fn number_key(number: u64) -> u32 {
    mixed(number, 0) as u32
}
