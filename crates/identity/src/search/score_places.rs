//! How well an address fits the one that is asked for. What was typed is compared as text: whether somebody hidden has such
//! a street or house must not matter.

use crate::engine::Engine;
use crate::features::{Features, PlaceTokens};
use crate::index::By;
use crate::search::near_numbers::each_slip;
use crate::search::plan::Plan;
use crate::search::score::{Score, TYPED};
use crate::weigh::bits::{BIT, Bits};
use crate::weigh::compare::Lens;
use crate::weigh::compare_places::home_value;
use crate::weigh::levels::{Field, area, home};
use crate::weigh::model::ValueOf;
use crate::words::dictionary::Token;
use crate::words::likeness::{Alike, alike_bytes};
use crate::words::places::PlaceWords;

/// An address as it was typed, and what it may stand for.
#[derive(Default)]
pub(crate) struct AskedPlace {
    typed: PlaceWords,
    /// The street itself, or the nearest that somebody lives in, and others near to it.
    pub(crate) streets: Vec<Token>,
    /// House numbers that are the typed one or near to it.
    pub(crate) houses: Vec<Token>,
    zips: Vec<Token>,
}

/// Level and bits of the home, and of the area.
type Levels = ((u8, Bits), (u8, Bits));

/// Streets that a mistyped one may stand for.
const STREETS: usize = 6;

/// What a ZIP code or a city is worth at least where no street is asked for: whoever lives there is meant, however many.
const AREA: Bits = 2 * BIT;

/// What a street that is only near to the typed one is worth less.
const NEAR_STREET: Bits = 2 * BIT;

impl AskedPlace {
    /// `lived_in` says whether somebody who may be found lives in a street.
    pub(crate) fn new(engine: &Engine, typed: PlaceWords, lived_in: &dyn Fn(Token) -> bool) -> AskedPlace {
        let words = &engine.store.words;
        let mut place = AskedPlace::default();
        if !typed.street.is_empty() {
            let near = engine.spellings.of(words, &typed.street, true, &|street| (0, !lived_in(street)));
            let near =
                near.into_iter().filter(|(_, alike)| *alike < Alike::Initial).map(|(street, _)| street);
            place.streets = near.filter(|street| lived_in(*street)).take(STREETS).collect();
        }
        let slips = |text: &str, found: &mut Vec<Token>| {
            if !text.is_empty() {
                found.extend(words.find(text));
                each_slip(text, |slip| found.extend(words.find(slip)));
            }
        };
        slips(&typed.house, &mut place.houses);
        if let Ok(number) = typed.house.parse::<u32>() {
            let near = [number.saturating_sub(2), number.saturating_sub(1), number + 1, number + 2];
            place.houses.extend(near.iter().filter_map(|number| words.find(&number.to_string())));
        }
        slips(&typed.zip, &mut place.zips);
        place.houses.sort_unstable();
        place.houses.dedup();
        place.typed = typed;
        place
    }

    /// A house number was typed.
    pub(crate) fn has_house(&self) -> bool {
        !self.typed.house.is_empty()
    }

    /// A ZIP code or a city was typed, and no street.
    pub(crate) fn is_area(&self) -> bool {
        self.typed.street.is_empty() && !(self.typed.zip.is_empty() && self.typed.city.is_empty())
    }

    /// Lists in which everybody of the area stands; with `near`, also those of nearly the same ZIP codes.
    pub(crate) fn areas(&self, engine: &Engine, near: bool) -> Vec<(By, Token)> {
        let words = &engine.store.words;
        let zips = if near { self.zips.clone() } else { words.find(&self.typed.zip).into_iter().collect() };
        let zips = zips.into_iter().map(|zip| (By::Zip, zip));
        zips.chain(words.find(&self.typed.city).map(|city| (By::City, city))).collect()
    }

    /// What it is worth that somebody lives in the area that was typed; none for whoever does not. With `near`, in one of
    /// nearly the same ZIP code.
    pub(crate) fn in_area(&self, lens: &Lens, of: &Features, near: bool) -> Option<Bits> {
        let wanted = |level: u8| matches!(level, area::ZIP | area::CITY) || (near && level == area::NEAR);
        let all = lens.homes(of).map(|held| self.levels(lens, held).1);
        all.filter(|(level, _)| wanted(*level)).map(|(_, bits)| bits).max()
    }

    /// The place itself, as far as it is known.
    pub(crate) fn exact(&self, engine: &Engine) -> PlaceTokens {
        let house = engine.store.words.find(&self.typed.house).unwrap_or_default();
        PlaceTokens {
            house,
            street: self.streets.first().copied().unwrap_or_default(),
            ..PlaceTokens::default()
        }
    }

    fn home(&self, lens: &Lens, held: PlaceTokens) -> (u8, Bits) {
        let level_bits = |level: u8| {
            let at = Field::Home as usize;
            (level, lens.model.other[at][usize::from(level)] - TYPED.same[at][usize::from(level)])
        };
        let Some(rank) = self.streets.iter().position(|street| *street == held.street) else {
            return level_bits(home::DIFFERENT);
        };
        let less = if rank == 0 { 0 } else { NEAR_STREET };
        let street = |against: u8| {
            let hash = lens.words.entry(held.street).hash.into();
            let rare = lens.model.value_rarity(ValueOf::Street, hash, 1_000).min(9 * BIT);
            (home::STREET, rare - less - TYPED.same[Field::Home as usize][usize::from(against)])
        };
        if !self.has_house() {
            // Who asks for a street alone can get no better than the street, which is worth as much as it is rare.
            return street(home::EQUAL);
        }
        if lens.words.bytes(held.house) != self.typed.house.as_bytes() || rank > 0 {
            let near = self.houses.contains(&held.house);
            return if near { level_bits(home::ALMOST) } else { street(home::STREET) };
        }
        let unit = lens.words.bytes(held.unit);
        let both = !unit.is_empty() && !self.typed.unit.is_empty();
        if both && alike_bytes(self.typed.unit.as_bytes(), unit, false) == Alike::Different {
            return level_bits(home::BUILDING);
        }
        let rare = lens.model.value_rarity(ValueOf::Home, home_value(lens.words, held), 40_000).min(13 * BIT);
        (home::EQUAL, rare - TYPED.same[Field::Home as usize][usize::from(home::EQUAL)])
    }

    fn area(&self, lens: &Lens, held: PlaceTokens) -> (u8, Bits) {
        let (level, other) = if lens.words.bytes(held.zip) == self.typed.zip.as_bytes() {
            let hash = lens.words.entry(held.zip).hash.into();
            (area::ZIP, lens.model.value_rarity(ValueOf::Zip, hash, 500))
        } else if self.zips.contains(&held.zip) {
            (area::NEAR, 5 * BIT)
        } else {
            (area::DIFFERENT, 0)
        };
        let bits = other - TYPED.same[Field::Area as usize][usize::from(level)];
        let alone = level == area::ZIP && self.typed.street.is_empty();
        (level, if alone { bits.max(AREA) } else { bits })
    }

    /// A city is worth little: many live in it.
    fn city(&self, lens: &Lens, held: PlaceTokens) -> (u8, Bits) {
        let same = lens.words.bytes(held.city) == self.typed.city.as_bytes();
        if same { (area::CITY, AREA) } else { (area::DIFFERENT, -AREA) }
    }

    fn levels(&self, lens: &Lens, held: PlaceTokens) -> Levels {
        let (mut home_level, mut area_level) = ((0, 0), (0, 0));
        if !self.typed.street.is_empty() && held.street.is_known() {
            home_level = self.home(lens, held);
        }
        let at_home = matches!(home_level.0, home::EQUAL | home::BUILDING | home::ALMOST);
        if !at_home && !self.typed.zip.is_empty() && held.zip.is_known() {
            area_level = self.area(lens, held);
        } else if !at_home && !self.typed.city.is_empty() && held.city.is_known() {
            area_level = self.city(lens, held);
        }
        (home_level, area_level)
    }
}

impl Plan {
    /// Lays the address beside the one that fits best.
    pub(crate) fn put_places(&self, lens: &Lens, of: &Features, score: &mut Score) {
        let Some(place) = &self.place else { return };
        let all = lens.homes(of).map(|held| place.levels(lens, held));
        let Some((at_home, around)) = all.max_by_key(|(at_home, around)| at_home.1 + around.1) else {
            return;
        };
        for (field, (level, bits)) in [(Field::Home, at_home), (Field::Area, around)] {
            if level != 0 {
                score.put(field, level, bits);
            }
        }
    }
}
