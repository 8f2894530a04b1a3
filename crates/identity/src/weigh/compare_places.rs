//! Compares two addresses: the home first, and the area only when the homes are not the same.

use crate::features::PlaceTokens;
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::{Lens, Pattern};
use crate::weigh::levels::{Field, area, home};
use crate::weigh::model::{Model, ValueOf};
use crate::words::dictionary::{Dictionary, Token, mixed};
use crate::words::likeness::{Alike, Memo};

/// Levels and strangers' surprise of home and area.
#[derive(Clone, Copy, Default)]
pub(crate) struct PlaceLevels {
    home: u8,
    home_other: Bits,
    area: u8,
    area_other: Bits,
}

impl PlaceLevels {
    pub(crate) fn worth(&self, model: &Model) -> Bits {
        let home = self.home_other - model.same[Field::Home as usize][usize::from(self.home)];
        home + self.area_other - model.same[Field::Area as usize][usize::from(self.area)]
    }

    pub(crate) fn put(self, pattern: &mut Pattern) {
        pattern.set_rare(Field::Home, self.home, self.home_other);
        pattern.set_rare(Field::Area, self.area, self.area_other);
    }
}

/// How two addresses agree.
pub(crate) fn places(lens: &Lens, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo) -> PlaceLevels {
    let mut levels = PlaceLevels::default();
    if a.street.is_known() && b.street.is_known() {
        levels.home = home_level(lens, a, b, memo);
        levels.home_other = match levels.home {
            home::EQUAL => {
                lens.model.value_rarity(ValueOf::Home, home_value(lens.words, a), 40_000).min(13 * BIT)
            }
            home::STREET => {
                let street = lens.words.entry(a.street).hash.into();
                lens.model.value_rarity(ValueOf::Street, street, 1_000).min(9 * BIT)
            }
            level => lens.model.other[Field::Home as usize][usize::from(level)],
        };
    }
    if levels.home == 0 && named_house(lens, a, b, memo) {
        levels.home = home::ALMOST;
        levels.home_other = lens.model.other[Field::Home as usize][usize::from(home::ALMOST)];
    }
    if !matches!(levels.home, home::EQUAL | home::BUILDING | home::ALMOST) {
        set_area(lens, a, b, memo, &mut levels);
    }
    levels
}

/// Without a street on one side, the same name of a house or farm says nearly as much.
fn named_house(lens: &Lens, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo) -> bool {
    let named =
        |token| lens.words.bytes(token).len() >= 6 && lens.words.bytes(token)[0].is_ascii_alphabetic();
    let both = a.unit.is_known() && b.unit.is_known();
    both && named(a.unit) && named(b.unit) && memo.alike(lens.words, a.unit, b.unit) <= Alike::Edit
}

fn home_level(lens: &Lens, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo) -> u8 {
    let street = memo.alike(lens.words, a.street, b.street);
    let house = match (a.house.is_known(), b.house.is_known()) {
        (true, true) => memo.alike(lens.words, a.house, b.house),
        (false, false) => Alike::Variant,
        _ => Alike::Near,
    };
    let units = a.unit.is_known() && b.unit.is_known();
    match (street, house) {
        (Alike::Equal, Alike::Equal | Alike::Variant) => {
            if units && memo.alike(lens.words, a.unit, b.unit) == Alike::Different {
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

fn set_area(lens: &Lens, a: PlaceTokens, b: PlaceTokens, memo: &mut Memo, levels: &mut PlaceLevels) {
    let zips = both(a.zip, b.zip).map(|(one, two)| memo.alike(lens.words, one, two));
    let cities = both(a.city, b.city).map(|(one, two)| memo.alike(lens.words, one, two));
    if zips.is_none() && cities.is_none() {
        return;
    }
    let hash = |token: Token| lens.words.entry(token).hash.into();
    let (level, other) = match (zips, cities) {
        (Some(Alike::Equal), _) => (area::ZIP, lens.model.value_rarity(ValueOf::Zip, hash(a.zip), 500)),
        (_, Some(Alike::Equal)) => (area::CITY, lens.model.value_rarity(ValueOf::City, hash(a.city), 200)),
        (Some(Alike::Edit), _) | (_, Some(Alike::Edit | Alike::Near)) => (area::NEAR, 5 * BIT),
        _ => (area::DIFFERENT, 0),
    };
    (levels.area, levels.area_other) = (level, other);
}

/// A value of one home that is the same in every run.
pub(crate) fn home_value(words: &Dictionary, place: PlaceTokens) -> u64 {
    mixed(words.entry(place.street).hash.into(), words.entry(place.house).hash.into())
}

fn both(a: Token, b: Token) -> Option<(Token, Token)> {
    (a.is_known() && b.is_known()).then_some((a, b))
}
