//! Who lives, or lived, at an address.

use crate::RecordId;
use crate::engine::Engine;
use crate::features::PlaceTokens;
use crate::index::{By, home_key};
use crate::search::permitted::Permitted;
use crate::words::likeness::{Alike, Memo};
use crate::words::places::PlaceWords;
use records::{Address, FieldClass, PersonId};

/// Somebody at an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Neighbour {
    /// Who.
    pub person: PersonId,
    /// The record that says so.
    pub record: RecordId,
}

impl Engine {
    /// Who has, or had, this address, by the sources that permit addresses.
    pub fn at_address(
        &self,
        address: &Address,
        permitted: &Permitted,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Vec<Neighbour> {
        let words = PlaceWords::read(address);
        let place = PlaceTokens {
            house: self.store.words.find(&words.house).unwrap_or_default(),
            street: self.spellings.nearest(&self.store.words, &words.street),
            unit: self.store.words.find(&words.unit).unwrap_or_default(),
            ..PlaceTokens::default()
        };
        self.at_place(place, permitted, visible)
    }

    /// Who else has, or had, an address of this record.
    pub fn neighbours(
        &self,
        of: RecordId,
        permitted: &Permitted,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Vec<Neighbour> {
        let Some(at) = self.store.find(of).filter(|at| self.shows_address(*at, permitted)) else {
            return Vec::new();
        };
        let own = self.glances[at as usize].person();
        let lens = self.store.lens(&self.model);
        let places = lens.homes(&self.store.features[at as usize]);
        let mut found: Vec<Neighbour> =
            places.flat_map(|place| self.at_place(place, permitted, visible)).collect();
        found.retain(|neighbour| Some(neighbour.person) != own);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn shows_address(&self, at: u32, permitted: &Permitted) -> bool {
        let source = self.sources.get(usize::from(self.glances[at as usize].source()));
        source.is_some_and(|source| permitted.of(source) & FieldClass::Address.bit() != 0)
    }

    fn at_place(
        &self,
        place: PlaceTokens,
        permitted: &Permitted,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Vec<Neighbour> {
        if !place.street.is_known() || !place.house.is_known() {
            return Vec::new();
        }
        let lens = self.store.lens(&self.model);
        let mut memo = Memo::new();
        let mut same_unit = |other: PlaceTokens| {
            let both = place.unit.is_known() && other.unit.is_known();
            let same = (place.house, place.street) == (other.house, other.street);
            same && (!both || memo.alike(&self.store.words, place.unit, other.unit) != Alike::Different)
        };
        let mut found: Vec<Neighbour> = self
            .index
            .by(By::Home, home_key(place))
            .filter(|at| self.store.alive[*at as usize] && self.shows_address(*at, permitted))
            .filter(|at| lens.homes(&self.store.features[*at as usize]).any(&mut same_unit))
            .filter_map(|at| {
                let person = self.glances[at as usize].person().filter(|person| visible(*person))?;
                Some(Neighbour { person, record: self.store.ids[at as usize] })
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
