//! Compares two records field by field: at which level they agree, and how surprising that would be between strangers.

use crate::birth::Birth;
use crate::bits::{BIT, Bits};
use crate::compare_names::{NameLevels, compare_names};
use crate::dictionary::{Dictionary, Token, mixed};
use crate::features::{Features, More, NameTokens, Number9, Numbered, PlaceTokens};
use crate::levels::{FIELDS, Field, area, birth, home, plain, ssn};
use crate::likeness::{Alike, Memo};
use crate::model::{Model, ValueOf};

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
        if a.more == 0 && b.more == 0 {
            compare_names(self, a.name, b.name, memo).put(&mut pattern);
            self.places(a.place, b.place, memo).put(&mut pattern);
        } else {
            self.best_name(a, b, memo).put(&mut pattern);
            self.best_place(a, b, memo).put(&mut pattern);
        }
        self.birth(a.birth, b.birth, &mut pattern);
        self.ssn(a.ssn, b.ssn, &mut pattern);
        if a.sex != 0 && b.sex != 0 {
            pattern.set(self.model, Field::Sex, if a.sex == b.sex { 1 } else { 2 });
        }
        if a.suffix != 0 && b.suffix != 0 {
            pattern.set(self.model, Field::Suffix, if a.suffix == b.suffix { 1 } else { 2 });
        }
        self.contacts(a, b, &mut pattern);
        if a.birth_place.is_known() && b.birth_place.is_known() {
            self.birth_place(a.birth_place, b.birth_place, memo, &mut pattern);
        }
        pattern
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
                let levels = self.places(one, two, memo);
                let worth = levels.worth(self.model);
                if best.as_ref().is_none_or(|(held, _)| worth > *held) {
                    best = Some((worth, levels));
                }
            }
        }
        best.map(|(_, levels)| levels).unwrap_or_default()
    }

    fn birth(&self, a: Birth, b: Birth, pattern: &mut Pattern) {
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
            match crate::distance::edits(&a.digits(), &b.digits()) {
                1 => ssn::DIGIT,
                2 => ssn::TWO_DIGITS,
                _ => ssn::DIFFERENT,
            }
        };
        pattern.set(self.model, Field::Ssn, level);
    }

    fn contacts(&self, a: &Features, b: &Features, pattern: &mut Pattern) {
        let (mine, yours) = (self.more_of(a), self.more_of(b));
        let phones = (listed(a.phone, mine.map(|m| &m.phones)), listed(b.phone, yours.map(|m| &m.phones)));
        if let Some((level, value)) = best_number(phones.0, phones.1, 0, |a, b| phone_level(*a, *b)) {
            self.set_value(pattern, Field::Phone, level, ValueOf::Phone, value);
        }
        let emails = (listed(a.email, mine.map(|m| &m.emails)), listed(b.email, yours.map(|m| &m.emails)));
        if let Some((level, value)) = best_number(emails.0, emails.1, 0, |a, b| same_or_not(a == b)) {
            self.set_value(pattern, Field::Email, level, ValueOf::Email, value.into());
        }
        let homes = (
            listed(a.household, mine.map(|m| &m.households)),
            listed(b.household, yours.map(|m| &m.households)),
        );
        if let Some((plain::EQUAL, value)) = best_number(homes.0, homes.1, 0, |a, b| same_or_not(a == b)) {
            self.set_value(pattern, Field::Household, plain::EQUAL, ValueOf::Household, value.into());
        }
        let numbers =
            (listed(a.number, mine.map(|m| &m.numbers)), listed(b.number, yours.map(|m| &m.numbers)));
        let none = Numbered::default();
        let ids = (numbers.0.clone().filter(|n| !n.is_text()), numbers.1.clone().filter(|n| !n.is_text()));
        if let Some((level, _)) = best_number(ids.0, ids.1, none, number_level) {
            pattern.set(self.model, Field::Number, level);
        }
        let texts = (numbers.0.filter(|n| n.is_text()), numbers.1.filter(|n| n.is_text()));
        if let Some((level, text)) = best_number(texts.0, texts.1, none, number_level) {
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

    fn places(&self, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo) -> PlaceLevels {
        let mut levels = PlaceLevels::default();
        if a.street.is_known() && b.street.is_known() {
            levels.home = self.home_level(a, b, memo);
            levels.home_other = match levels.home {
                home::EQUAL => {
                    self.model.value_rarity(ValueOf::Home, home_value(self.words, a), 40_000).min(13 * BIT)
                }
                home::STREET => {
                    let street = self.words.entry(a.street).hash.into();
                    self.model.value_rarity(ValueOf::Street, street, 1_000).min(9 * BIT)
                }
                level => self.model.other[Field::Home as usize][usize::from(level)],
            };
        }
        if levels.home == 0 && self.named_house(a, b, memo) {
            levels.home = home::ALMOST;
            levels.home_other = self.model.other[Field::Home as usize][usize::from(home::ALMOST)];
        }
        if !matches!(levels.home, home::EQUAL | home::BUILDING | home::ALMOST) {
            self.area(a, b, memo, &mut levels);
        }
        levels
    }

    /// Without a street on one side, the same name of a house or farm says nearly as much.
    fn named_house(&self, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo) -> bool {
        let named =
            |token| self.words.bytes(token).len() >= 6 && self.words.bytes(token)[0].is_ascii_alphabetic();
        let both = a.unit.is_known() && b.unit.is_known();
        both && named(a.unit) && named(b.unit) && memo.alike(self.words, a.unit, b.unit) <= Alike::Edit
    }

    fn home_level(&self, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo) -> u8 {
        let street = memo.alike(self.words, a.street, b.street);
        let house = match (a.house.is_known(), b.house.is_known()) {
            (true, true) => memo.alike(self.words, a.house, b.house),
            (false, false) => Alike::Variant,
            _ => Alike::Near,
        };
        let units = a.unit.is_known() && b.unit.is_known();
        match (street, house) {
            (Alike::Equal, Alike::Equal | Alike::Variant) => {
                if units && memo.alike(self.words, a.unit, b.unit) == Alike::Different {
                    home::BUILDING
                } else if house == Alike::Variant {
                    home::ALMOST
                } else {
                    home::EQUAL
                }
            }
            (Alike::Edit | Alike::Near, Alike::Equal) => home::ALMOST,
            (Alike::Equal | Alike::Edit, Alike::Edit) => home::ALMOST,
            (Alike::Equal, Alike::Near) if !a.house.is_known() || !b.house.is_known() => home::ALMOST,
            (Alike::Equal, _) => home::STREET,
            _ => home::DIFFERENT,
        }
    }

    fn area(&self, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo, levels: &mut PlaceLevels) {
        let zips = both(a.zip, b.zip).map(|(one, two)| memo.alike(self.words, one, two));
        let cities = both(a.city, b.city).map(|(one, two)| memo.alike(self.words, one, two));
        if zips.is_none() && cities.is_none() {
            return;
        }
        let hash = |token: Token| self.words.entry(token).hash.into();
        let (level, other) = match (zips, cities) {
            (Some(Alike::Equal), _) => (area::ZIP, self.model.value_rarity(ValueOf::Zip, hash(a.zip), 500)),
            (_, Some(Alike::Equal)) => {
                (area::CITY, self.model.value_rarity(ValueOf::City, hash(a.city), 200))
            }
            (Some(Alike::Edit), _) | (_, Some(Alike::Edit | Alike::Near)) => (area::NEAR, 5 * BIT),
            _ => (area::DIFFERENT, 0),
        };
        (levels.area, levels.area_other) = (level, other);
    }
}

/// A value of one home that is the same in every run.
pub(crate) fn home_value(words: &Dictionary, place: PlaceTokens) -> u64 {
    mixed(words.entry(place.street).hash.into(), words.entry(place.house).hash.into())
}

#[derive(Clone, Copy, Default)]
struct PlaceLevels {
    home: u8,
    home_other: Bits,
    area: u8,
    area_other: Bits,
}

impl PlaceLevels {
    fn worth(&self, model: &Model) -> Bits {
        let home = self.home_other - model.same[Field::Home as usize][usize::from(self.home)];
        home + self.area_other - model.same[Field::Area as usize][usize::from(self.area)]
    }

    fn put(self, pattern: &mut Pattern) {
        pattern.set_rare(Field::Home, self.home, self.home_other);
        pattern.set_rare(Field::Area, self.area, self.area_other);
    }
}

fn both(a: Token, b: Token) -> Option<(Token, Token)> {
    (a.is_known() && b.is_known()).then_some((a, b))
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

fn listed<T: Copy>(first: T, more: Option<&Vec<T>>) -> impl Iterator<Item = T> + Clone {
    std::iter::once(first).chain(more.into_iter().flatten().copied())
}

/// The best level over all pairs of known values, and the value that reached it.
fn best_number<T: Copy + PartialEq>(
    ones: impl Iterator<Item = T>,
    twos: impl Iterator<Item = T> + Clone,
    unknown: T,
    level: impl Fn(&T, &T) -> u8,
) -> Option<(u8, T)> {
    let mut best: Option<(u8, T)> = None;
    for one in ones.filter(|one| *one != unknown) {
        for two in twos.clone().filter(|two| *two != unknown) {
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
    let near = long >= 5 && wide >= 5 && crate::distance::edits(&one[..long], &two[..wide]) == 1;
    if near { plain::NEAR } else { plain::DIFFERENT }
}
