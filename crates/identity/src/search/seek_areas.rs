//! Everybody of an area, and words that are no name but a place.

use crate::engine::Engine;
use crate::index::By;
use crate::search::find::Asker;
use crate::search::query::{Query, Role};
use crate::search::seek::{Glanced, Look, Sought};
use crate::words::dictionary::Token;
use crate::words::places::PlaceWords;
use crate::words::text::fold;
use records::{Address, FieldClass};

/// Most words of a place without a street word.
const LONGEST: usize = 4;

impl Look<'_> {
    /// Everybody who lives or lived in the ZIP code or the city, where no street is asked for; false where no area is.
    pub(crate) fn by_area(&self, sought: &mut Sought) -> bool {
        let Some(place) = self.plan.place.as_ref().filter(|place| place.is_area()) else { return false };
        for near in [false, true] {
            let lists = place.areas(self.engine, near).into_iter();
            let mut there: Vec<u32> =
                lists.flat_map(|(by, token)| self.engine.index.by(by, token.0)).collect();
            there.sort_unstable();
            there.dedup();
            for at in there {
                let features = &self.engine.store.features[at as usize];
                let Some(bits) = place.in_area(&self.lens, features, near) else { continue };
                let glance = &self.engine.glances[at as usize];
                let Some((person, mask)) = self.person_and_mask(glance) else { continue };
                if mask & FieldClass::Address.bit() == 0 {
                    continue;
                }
                self.weighed.set(self.weighed.get() + 1);
                // Of so many, only those against whom nothing else speaks.
                let more = self.plan.at_a_glance(&self.lens, glance, mask);
                if more >= 0 && bits + more >= sought.least {
                    sought.wide.push(Glanced { bits: bits + more, person, at });
                }
            }
            if !sought.wide.is_empty() {
                break;
            }
        }
        true
    }

    fn bears(&self, name: Token) -> bool {
        let named = |at: u32| self.mask(at) & FieldClass::Name.bit() != 0;
        [By::GivenWord, By::FamilyWord].into_iter().any(|by| self.engine.index.by(by, name.0).any(named))
    }

    fn lives_in(&self, by: By, place: Token) -> bool {
        let lives = |at: u32| self.mask(at) & FieldClass::Address.bit() != 0;
        self.engine.index.by(by, place.0).any(lives)
    }
}

impl Engine {
    /// The question with its names taken for a street or a city, where nobody who may be found bears them and somebody who
    /// may be found lives there; otherwise as it is.
    pub fn placed(&self, query: &Query, asker: &Asker<'_>) -> Query {
        let mut placed = query.clone();
        let address = query.address.clone().unwrap_or_default();
        let any = query.names.iter().all(|word| word.role == Role::Any) && query.relative.is_none();
        let free = address.street.is_empty() && address.city.is_empty();
        if !any || !free || !(1..=LONGEST).contains(&query.names.len()) {
            return placed;
        }
        let typed: Vec<&str> = query.names.iter().map(|word| word.text.as_str()).collect();
        let line = typed.join(" ");
        let nobody = Query { only: query.only.clone(), ..Query::default() };
        let plan = self.plan(&nobody, asker);
        let look = self.look(&nobody, &plan, asker);
        let words = &self.store.words;
        if typed.iter().all(|word| words.find(word).is_some_and(|name| look.bears(name))) {
            return placed;
        }
        let street = Address { street: line.clone(), ..Address::default() };
        let street = words.find(&PlaceWords::read(&street).street);
        let city = words.find(&fold(&line).replace(' ', ""));
        if street.is_some_and(|street| look.lives_in(By::Street, street)) {
            placed.address = Some(Address { street: line, ..address });
        } else if city.is_some_and(|city| look.lives_in(By::City, city)) {
            placed.address = Some(Address { city: line, ..address });
        } else {
            return placed;
        }
        placed.names.clear();
        placed
    }
}
