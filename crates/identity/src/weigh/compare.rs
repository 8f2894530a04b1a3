//! Compares two records field by field: at which level they agree, and how surprising that would be between strangers.

use crate::features::{Features, More, NameTokens, Number9, Numbered, PlaceTokens, may_be_near};
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare_names::{NameLevels, compare_names};
use crate::weigh::compare_places::{PlaceLevels, places};
use crate::weigh::levels::{FIELDS, Field, birth, plain, ssn};
use crate::weigh::model::{Model, ValueOf};
use crate::words::birth::Birth;
use crate::words::dictionary::{Dictionary, Token};
use crate::words::distance::edits;
use crate::words::likeness::{Alike, Memo};

/// The level of each field, and the surprise between strangers at it, in 1/64 bit.
#[derive(Clone, Copy)]
pub(crate) struct Pattern {
    pub(crate) level: [u8; FIELDS],
    pub(crate) other: [Bits; FIELDS],
}

/// What comparing reads besides the two records.
#[derive(Clone, Copy)]
pub(crate) struct Lens<'a> {
    pub(crate) words: &'a Dictionary,
    pub(crate) model: &'a Model,
    pub(crate) more: &'a [More],
}

impl Pattern {
    pub(crate) fn empty() -> Pattern {
        Pattern { level: [0; FIELDS], other: [0; FIELDS] }
    }

    pub(crate) fn at(&self, field: Field) -> u8 {
        self.level[field as usize]
    }

    /// A level whose chance between strangers stands in the model's table.
    fn set(&mut self, model: &Model, field: Field, level: u8) {
        self.set_rare(field, level, model.other[field as usize][usize::from(level)]);
    }

    /// A level whose chance between strangers depends on the value.
    pub(crate) fn set_rare(&mut self, field: Field, level: u8, other: Bits) {
        self.level[field as usize] = level;
        self.other[field as usize] = other;
    }
}

impl<'a> Lens<'a> {
    /// Compares two records; the same both ways round.
    pub(crate) fn compare(&self, a: &Features, b: &Features, memo: &mut Memo) -> Pattern {
        let mut pattern = Pattern::empty();
        self.compare_numbers(a, b, &mut pattern);
        self.compare_words(a, b, memo, &mut pattern);
        pattern
    }

    /// The same; nothing when the pair cannot reach a weight of `least`, whatever its words say.
    pub(crate) fn compare_above(
        &self,
        least: Bits,
        a: &Features,
        b: &Features,
        memo: &mut Memo,
    ) -> Option<Pattern> {
        let mut pattern = Pattern::empty();
        self.compare_numbers(a, b, &mut pattern);
        if self.most(a, b, &pattern) < least {
            return None;
        }
        self.compare_words(a, b, memo, &mut pattern);
        Some(pattern)
    }

    /// What is compared without looking at letters.
    pub(crate) fn compare_numbers(&self, a: &Features, b: &Features, pattern: &mut Pattern) {
        self.birth(a.birth, b.birth, pattern);
        self.ssn(a.ssn, b.ssn, pattern);
        if a.sex != 0 && b.sex != 0 {
            pattern.set(self.model, Field::Sex, if a.sex == b.sex { 1 } else { 2 });
        }
        if a.suffix != 0 && b.suffix != 0 {
            pattern.set(self.model, Field::Suffix, if a.suffix == b.suffix { 1 } else { 2 });
        }
        self.contacts(a, b, pattern);
    }

    fn compare_words(&self, a: &Features, b: &Features, memo: &mut Memo, pattern: &mut Pattern) {
        if a.more == 0 && b.more == 0 {
            compare_names(self, a.name, b.name, memo).put(pattern);
            places(self, a.place, b.place, memo).put(pattern);
        } else {
            self.best_name(a, b, memo).put(pattern);
            self.best_place(a, b, memo).put(pattern);
        }
        if a.birth_place.is_known() && b.birth_place.is_known() {
            self.birth_place(a.birth_place, b.birth_place, memo, pattern);
        }
    }

    pub(crate) fn names(&self, of: &'a Features) -> impl Iterator<Item = NameTokens> + 'a {
        let more = self.more_of(of).map_or(&[][..], |more| &more.names);
        std::iter::once(of.name).chain(more.iter().copied())
    }

    pub(crate) fn homes(&self, of: &'a Features) -> impl Iterator<Item = PlaceTokens> + 'a {
        let more = self.more_of(of).map_or(&[][..], |more| &more.places);
        std::iter::once(of.place).chain(more.iter().copied())
    }

    pub(crate) fn more_of(&self, of: &Features) -> Option<&'a More> {
        (of.more as usize).checked_sub(1).and_then(|at| self.more.get(at))
    }

    fn best_name(&self, a: &Features, b: &Features, memo: &mut Memo) -> NameLevels {
        let mut best: Option<(Bits, NameLevels)> = None;
        for one in self.names(a) {
            for two in self.names(b) {
                let levels = compare_names(self, one, two, memo);
                let worth = levels.worth(self.model);
                if best.as_ref().is_none_or(|(held, _)| worth > *held) {
                    best = Some((worth, levels));
                }
            }
        }
        best.map(|(_, levels)| levels).unwrap_or_default()
    }

    fn best_place(&self, a: &Features, b: &Features, memo: &mut Memo) -> PlaceLevels {
        let mut best: Option<(Bits, PlaceLevels)> = None;
        for one in self.homes(a) {
            for two in self.homes(b) {
                let levels = places(self, one, two, memo);
                let worth = levels.worth(self.model);
                if best.as_ref().is_none_or(|(held, _)| worth > *held) {
                    best = Some((worth, levels));
                }
            }
        }
        best.map(|(_, levels)| levels).unwrap_or_default()
    }

    fn birth(&self, a: Birth, b: Birth, pattern: &mut Pattern) {
        let (a, b) = (self.model.birth_said(a), self.model.birth_said(b));
        if !a.is_known() || !b.is_known() {
            return;
        }
        let level = birth_level(a, b);
        if level == birth::EQUAL {
            let rarity = self.model.value_rarity(ValueOf::Birth, a.bits().into(), 25_000);
            pattern.set_rare(Field::Birth, level, rarity);
        } else {
            pattern.set(self.model, Field::Birth, level);
        }
    }

    fn ssn(&self, a: Number9, b: Number9, pattern: &mut Pattern) {
        if !a.is_known() || !b.is_known() {
            return;
        }
        let level = if !a.is_whole() || !b.is_whole() {
            if a.last_four() == b.last_four() { ssn::LAST_EQUAL } else { ssn::LAST_DIFFERENT }
        } else if a == b {
            if self.model.shared.contains(&a.bits()) { ssn::SHARED } else { ssn::EQUAL }
        } else {
            let (one, two) = (a.digits(), b.digits());
            match if may_be_near(&one, &two) { edits(&one, &two) } else { 3 } {
                1 => ssn::DIGIT,
                2 => ssn::TWO_DIGITS,
                _ => ssn::DIFFERENT,
            }
        };
        pattern.set(self.model, Field::Ssn, level);
    }

    fn contacts(&self, a: &Features, b: &Features, pattern: &mut Pattern) {
        let (mine, yours) = (self.more_of(a), self.more_of(b));
        let phones = (Listed::of(a.phone, mine, |m| &m.phones), Listed::of(b.phone, yours, |m| &m.phones));
        if let Some((level, value)) = best_number(phones, |phone| *phone != 0, |a, b| phone_level(*a, *b)) {
            self.set_value(pattern, Field::Phone, level, ValueOf::Phone, value);
        }
        let emails = (Listed::of(a.email, mine, |m| &m.emails), Listed::of(b.email, yours, |m| &m.emails));
        if let Some((level, value)) = best_number(emails, |email| *email != 0, |a, b| same_or_not(a == b)) {
            self.set_value(pattern, Field::Email, level, ValueOf::Email, value.into());
        }
        let homes = (
            Listed::of(a.household, mine, |m| &m.households),
            Listed::of(b.household, yours, |m| &m.households),
        );
        if let Some((plain::EQUAL, value)) = best_number(homes, |home| *home != 0, |a, b| same_or_not(a == b))
        {
            self.set_value(pattern, Field::Household, plain::EQUAL, ValueOf::Household, value.into());
        }
        let numbers =
            (Listed::of(a.number, mine, |m| &m.numbers), Listed::of(b.number, yours, |m| &m.numbers));
        let is_number = |number: &Numbered| number.is_known() && !number.is_text();
        if let Some((level, _)) = best_number(numbers, is_number, number_level) {
            pattern.set(self.model, Field::Number, level);
        }
        if let Some((level, text)) = best_number(numbers, Numbered::is_text, number_level) {
            pattern.set(self.model, Field::Text, level);
            if level == plain::EQUAL {
                let rarity = self.model.value_rarity(ValueOf::Text, text.value(), 50);
                pattern.set_rare(Field::Text, level, rarity.min(8 * BIT));
            }
        }
    }

    /// An equal value is as surprising as it is rare; other levels as the table says.
    fn set_value(&self, pattern: &mut Pattern, field: Field, level: u8, role: ValueOf, value: u64) {
        if level == plain::EQUAL {
            let table = self.model.other[field as usize][usize::from(level)];
            pattern.set_rare(field, level, self.model.value_rarity(role, value, 200_000).min(table));
        } else {
            pattern.set(self.model, field, level);
        }
    }

    fn birth_place(&self, a: Token, b: Token, memo: &mut Memo, pattern: &mut Pattern) {
        let level = match memo.alike(self.words, a, b) {
            Alike::Equal => plain::EQUAL,
            Alike::Edit | Alike::Near => plain::NEAR,
            _ => plain::DIFFERENT,
        };
        if level == plain::EQUAL {
            let hash = self.words.entry(a).hash.into();
            pattern.set_rare(
                Field::BirthPlace,
                level,
                self.model.value_rarity(ValueOf::BirthPlace, hash, 100),
            );
        } else {
            pattern.set(self.model, Field::BirthPlace, level);
        }
    }
}

pub(crate) fn birth_level(a: Birth, b: Birth) -> u8 {
    let years = a.year().abs_diff(b.year());
    if !a.is_exact() || !b.is_exact() {
        let month = a.month() == 0 || b.month() == 0 || a.month() == b.month();
        return match years {
            0 if month => birth::PART_EQUAL,
            0..=2 => birth::PART_NEAR,
            _ => birth::PART_DIFFERENT,
        };
    }
    if a == b {
        return birth::EQUAL;
    }
    let (month, day) = (a.month() == b.month(), a.day() == b.day());
    // The usual case: a slip leaves one part of three as it was.
    if years > 1 && !month && !day {
        return birth::DIFFERENT;
    }
    if years == 0 && a.month() == b.day() && a.day() == b.month() {
        birth::SWAPPED
    } else if a.digit_errors(b) == 1 {
        birth::DIGIT
    } else if u8::from(years == 0) + u8::from(month) + u8::from(day) == 2 {
        birth::TWO_PARTS
    } else if years <= 1 {
        birth::NEAR
    } else {
        birth::DIFFERENT
    }
}

/// The values of one kind that a record has: the first, and what there is more of.
#[derive(Clone, Copy)]
struct Listed<'a, T> {
    first: T,
    more: &'a [T],
}

impl<'a, T: Copy> Listed<'a, T> {
    fn of(first: T, more: Option<&'a More>, list: impl Fn(&'a More) -> &'a Vec<T>) -> Listed<'a, T> {
        Listed { first, more: more.map_or(&[], |more| list(more)) }
    }

    fn iter(self) -> impl Iterator<Item = T> + 'a {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }
}

/// The best level over all pairs of values that count, and the value that reached it.
fn best_number<T: Copy>(
    (one, two): (Listed<'_, T>, Listed<'_, T>),
    counts: impl Fn(&T) -> bool,
    level: impl Fn(&T, &T) -> u8,
) -> Option<(u8, T)> {
    // Nearly all records have one value at most.
    if one.more.is_empty() && two.more.is_empty() {
        let known = counts(&one.first) && counts(&two.first);
        let reached = if known { level(&one.first, &two.first) } else { 0 };
        return (reached != 0).then_some((reached, one.first));
    }
    let mut best: Option<(u8, T)> = None;
    for one in one.iter().filter(&counts) {
        for two in two.iter().filter(&counts) {
            let reached = level(&one, &two);
            if reached != 0 && best.is_none_or(|(held, _)| reached < held) {
                best = Some((reached, one));
            }
        }
    }
    best
}

fn same_or_not(same: bool) -> u8 {
    if same { plain::EQUAL } else { plain::DIFFERENT }
}

fn phone_level(a: u64, b: u64) -> u8 {
    // A local number of seven digits agrees with the end of a whole one.
    let (a, b) = if a < 10_000_000 || b < 10_000_000 { (a % 10_000_000, b % 10_000_000) } else { (a, b) };
    if a == b {
        return plain::EQUAL;
    }
    let (mut one, mut two, mut wrong) = (a, b, 0);
    while one > 0 || two > 0 {
        wrong += u32::from(one % 10 != two % 10);
        (one, two) = (one / 10, two / 10);
    }
    if wrong == 1 { plain::NEAR } else { plain::DIFFERENT }
}

fn number_level(a: &Numbered, b: &Numbered) -> u8 {
    if a.scheme != b.scheme {
        return 0;
    }
    if a.number == b.number {
        return plain::EQUAL;
    }
    let ((one, long), (two, wide)) = (a.letters(), b.letters());
    let near = long >= 5 && wide >= 5 && edits(&one[..long], &two[..wide]) == 1;
    if near { plain::NEAR } else { plain::DIFFERENT }
}
