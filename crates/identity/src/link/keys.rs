//! Blocking keys: a pair of records is compared when at least one key of both is the same. Each key joins two or three
//! features and forgives an error in some other one; together they forgive errors in every field.

use crate::features::{Features, NameTokens, PlaceTokens};
use crate::weigh::compare::Lens;
use crate::words::dictionary::{Dictionary, Token, mixed};

/// Number of key families. Each record has at most one key of each, further names and addresses aside.
pub(crate) const FAMILIES: usize = 28;

/// The keys of one record, 0 where a feature is missing.
pub(crate) type Keys = [u32; FAMILIES];

/// A key, once and twice refined, for blocks that are too large.
pub(crate) const DEPTH: usize = 3;

struct Parts {
    given: u64,
    given_group: u64,
    given_initial: u64,
    middle_initial: u64,
    initials: u64,
    family: u64,
    family2: u64,
    year: u64,
    month: u64,
    day: u64,
    home: u64,
    house: u64,
    zip: u64,
}

/// Families whose key is of one person as a rule: the whole SSN, a phone with initials, an e-mail, another number.
const OF_ONE: [usize; 4] = [0, 14, 15, 16];

/// All keys of a record under a model: crowded ones are refined. Calls `found(family, key, crowded)` for each; `crowded`
/// where the block stays too large however refined, and for a number itself that many share.
pub(crate) fn keys_of(lens: &Lens, of: &Features, mut found: impl FnMut(usize, u32, bool)) {
    for_each_raw(lens, of, |family, raw, name, place| {
        let (key, crowded) = settle(lens, of, family, raw, name, place);
        found(family, key, crowded);
        let own = if OF_ONE.contains(&family) { whole(family, raw) } else { key };
        if own != key {
            found(family, own, true);
        }
    });
}

/// The key that is not refined.
fn whole(family: usize, raw: u64) -> u32 {
    (mixed(raw, family as u64 + 1) as u32).max(1)
}

/// Calls `found(family, raw key, name, place)` for every key of every name and address of the record.
pub(crate) fn for_each_raw(
    lens: &Lens,
    of: &Features,
    mut found: impl FnMut(usize, u64, NameTokens, PlaceTokens),
) {
    for (count, name) in lens.names(of).enumerate() {
        let places = if count == 0 { usize::MAX } else { 1 };
        for (nth, place) in lens.homes(of).take(places).enumerate() {
            let parts = Parts::of(lens.words, of, name, place);
            let later = count > 0 || nth > 0;
            for (family, raw) in raw_keys(&parts, of).into_iter().enumerate() {
                if raw != 0 && !(later && (family == 0 || family == 16)) {
                    found(family, raw, name, place);
                }
            }
        }
    }
    if let Some(more) = lens.more_of(of) {
        for phone in &more.phones {
            let parts = Parts::of(lens.words, of, of.name, of.place);
            found(14, join(&[*phone % 10_000_000, parts.initials]), of.name, of.place);
        }
        for email in &more.emails {
            found(15, join(&[(*email).into()]), of.name, of.place);
        }
        for number in more.numbers.iter().filter(|number| !number.is_text()) {
            found(16, join(&[number.scheme.into(), number.number]), of.name, of.place);
        }
    }
}

/// The key itself, or the first refinement that is not crowded; the last one when all are.
fn settle(
    lens: &Lens,
    of: &Features,
    family: usize,
    raw: u64,
    name: NameTokens,
    place: PlaceTokens,
) -> (u32, bool) {
    let mut key = 0;
    for depth in 0..DEPTH {
        key = refined(lens.words, of, family, raw, name, place, depth);
        if !lens.model.crowded.contains(&crowded_key(family, key)) {
            return (key, false);
        }
    }
    (key, true)
}

/// How crowded blocks are remembered.
pub(crate) fn crowded_key(family: usize, key: u32) -> u64 {
    (family as u64) << 32 | u64::from(key)
}

/// The key at a depth of refinement: with the ZIP code and the given name's initial, then with the whole name and the
/// birth date or the house number.
pub(crate) fn refined(
    words: &Dictionary,
    of: &Features,
    family: usize,
    raw: u64,
    name: NameTokens,
    place: PlaceTokens,
    depth: usize,
) -> u32 {
    let hash = |token: Token| u64::from(words.entry(token).hash);
    let initial = u64::from(words.bytes(name.given).first().copied().unwrap_or(0));
    let key = match depth {
        0 => return whole(family, raw),
        1 => hashed(&[raw, hash(place.zip), initial, u64::from(of.sex)]),
        _ => hashed(&[raw, hash(name.given), hash(name.family), of.birth.bits().into(), hash(place.house)]),
    };
    whole(family, key)
}

/// A hash of parts that are all known; 0 when one is not.
fn join(parts: &[u64]) -> u64 {
    if parts.contains(&0) { 0 } else { hashed(parts) }
}

fn hashed(parts: &[u64]) -> u64 {
    parts.iter().fold(1, |sum, part| mixed(sum, *part)).max(1)
}

impl Parts {
    fn of(words: &Dictionary, of: &Features, name: NameTokens, place: PlaceTokens) -> Parts {
        let sound = |token: Token| {
            let entry = words.entry(token);
            u64::from(if entry.sound != 0 { entry.sound } else { entry.hash })
        };
        let initial = |token: Token| u64::from(words.bytes(token).first().copied().unwrap_or(0));
        let group = |token: Token| {
            let entry = words.entry(token);
            if entry.groups[0] != 0 { u64::from(entry.groups[0]) } else { sound(token) }
        };
        let hash = |token: Token| u64::from(words.entry(token).hash);
        let birth = of.birth;
        let (first, last) = (initial(name.given), initial(name.family));
        Parts {
            given: sound(name.given),
            given_group: group(name.given),
            given_initial: first,
            middle_initial: initial(name.middle),
            initials: if first == 0 || last == 0 { 0 } else { first.min(last) << 8 | first.max(last) },
            family: sound(name.family),
            family2: sound(name.family2),
            year: birth.year().into(),
            month: birth.month().into(),
            day: birth.day().into(),
            home: join(&[hash(place.house), hash(place.street)]),
            house: hash(place.house),
            zip: hash(place.zip),
        }
    }
}

fn raw_keys(p: &Parts, of: &Features) -> [u64; FAMILIES] {
    let whole = u64::from(of.ssn.whole());
    let four = if of.ssn.is_known() { u64::from(of.ssn.last_four()) + 1 } else { 0 };
    let date = join(&[p.year, p.month, p.day]);
    let (low, high) = (p.given.min(p.family), p.given.max(p.family));
    let exact = of.birth.is_exact();
    let turned = if exact { join(&[p.month.min(p.day), p.month.max(p.day), p.year]) } else { 0 };
    [
        whole,
        if whole == 0 { 0 } else { join(&[digit_set(of), p.given]) },
        join(&[four, p.family]),
        join(&[four, p.given_group]),
        join(&[date, p.given_group]),
        join(&[date, p.family]),
        join(&[date, p.family2]),
        join(&[turned, p.initials]),
        join(&[p.month, p.day, p.given, p.family]),
        join(&[p.year, p.month, p.given, p.family]),
        join(&[low, high, p.year]),
        join(&[low, high, p.zip]),
        join(&[p.given_group, p.home]),
        join(&[p.family, p.home]),
        join(&[of.phone % 10_000_000, p.initials]),
        u64::from(of.email),
        if of.number.is_text() { 0 } else { join(&[of.number.scheme.into(), of.number.number]) },
        join(&[p.given_group, p.month, p.day, p.zip]),
        join(&[low, high, p.middle_initial]),
        join(&[low, high]),
        join(&[p.initials, p.year, p.month]),
        join(&[of.household.into(), p.given_group]),
        join(&[p.home, p.year]),
        join(&[p.given, p.family2]),
        join(&[date, p.zip]),
        join(&[date, p.house]),
        join(&[letter_set(of), p.family]),
        join(&[p.family, p.given_initial, p.zip]),
    ]
}

/// The characters of a number whatever their order; 0 for text and for long numbers.
fn letter_set(of: &Features) -> u64 {
    let (mut letters, length) = of.number.letters();
    if of.number.is_text() || length == 0 {
        return 0;
    }
    letters[..length].sort_unstable();
    letters[..length]
        .iter()
        .fold(of.number.scheme.into(), |sum, letter| sum.wrapping_mul(37).wrapping_add(u64::from(*letter)))
}

/// The digits of an SSN whatever their order.
fn digit_set(of: &Features) -> u64 {
    let mut digits = of.ssn.digits();
    digits.sort_unstable();
    digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')) + 1
}
