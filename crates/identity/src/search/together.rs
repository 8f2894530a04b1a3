//! Two people in one question: households in which both live.

use crate::engine::Engine;
use crate::search::find::Asker;
use crate::search::query::Query;
use crate::search::seek::Look;
use crate::weigh::explain::in_bits;
use crate::words::likeness::Memo;
use records::{FieldClass, PersonId};
use rustc_hash::FxHashMap;

/// Two people whom one agency counts in one household.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Couple {
    /// Who fits the first question.
    pub one: PersonId,
    /// Who fits the other.
    pub other: PersonId,
    /// How well both fit.
    pub bits: f64,
}

/// Most people of each question who are looked at.
const MOST: usize = 5_000;

impl Engine {
    /// People who fit the first question and live in a household with somebody who fits the other, best first, at most
    /// `limit`; both have every name that was typed of them. Who lives where is taken only from records of which households may be searched by.
    pub fn together(&self, one: &Query, other: &Query, asker: &Asker<'_>, limit: usize) -> Vec<Couple> {
        let (first, second) = (self.plan(one, asker), self.plan(other, asker));
        let (first, second) = (self.look(one, &first, asker), self.look(other, &second, asker));
        let mut homes: FxHashMap<u32, Vec<(PersonId, i32)>> = FxHashMap::default();
        for (bits, person) in first.best(MOST) {
            for home in first.households(person) {
                homes.entry(home).or_default().push((person, bits));
            }
        }
        let mut found: FxHashMap<(PersonId, PersonId), i32> = FxHashMap::default();
        for (bits, other) in second.best(MOST) {
            for home in second.households(other) {
                for (one, own) in homes.get(&home).into_iter().flatten().filter(|(one, _)| *one != other) {
                    found.insert((*one, other), own + bits);
                }
            }
        }
        let couples =
            found.into_iter().map(|((one, other), bits)| Couple { one, other, bits: in_bits(bits) });
        let mut couples: Vec<Couple> = couples.collect();
        couples.sort_by(|a, b| b.bits.total_cmp(&a.bits).then((a.one, a.other).cmp(&(b.one, b.other))));
        let mut memo = Memo::short();
        let mut named = |look: &Look<'_>, person| look.plan.is_named(&look.whole_person(person, &mut memo));
        let really =
            couples.into_iter().filter(|couple| named(&first, couple.one) && named(&second, couple.other));
        really.take(limit).collect()
    }
}

impl Look<'_> {
    fn households(&self, person: PersonId) -> Vec<u32> {
        let mut found = Vec::new();
        for at in self.engine.people.get(&person).into_iter().flatten() {
            if self.mask(*at) & FieldClass::Household.bit() != 0 {
                let features = &self.engine.store.features[*at as usize];
                let more = self.lens.more_of(features).map_or(&[][..], |more| &more.households);
                let all = std::iter::once(features.household).chain(more.iter().copied());
                found.extend(all.filter(|home| *home != 0));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
