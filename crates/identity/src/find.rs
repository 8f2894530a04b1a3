//! Finds people by little information: everybody who fits, most likely first, with the reasons.

use crate::RecordId;
use crate::bits::{BIT, Bits};
use crate::compare::Lens;
use crate::engine::Engine;
use crate::explain::{classes, in_bits};
use crate::features::PlaceTokens;
use crate::index::{By, home_key};
use crate::likeness::{Alike, Memo};
use crate::permitted::Permitted;
use crate::places::PlaceWords;
use crate::plan::Plan;
use crate::query::Query;
use crate::score::{Part, Score};
use records::{Address, FieldClass, PersonId};
use rustc_hash::FxHashMap;

/// What a search found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// The likeliest people, best first.
    pub hits: Vec<Hit>,
    /// How many people fit at all, those beyond the limit included.
    pub total: usize,
}

/// One person who fits.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Who.
    pub person: PersonId,
    /// That person's record that fits best.
    pub record: RecordId,
    /// How likely this is the person meant, 0 to 1; over all hits and nobody known it sums to 1.
    pub probability: f64,
    /// Bits for this person beside a stranger.
    pub bits: f64,
    /// Why, strongest first; what speaks against has bits below 0.
    pub reasons: Vec<Reason>,
}

/// One reason of a hit.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// What agrees or differs, in plain words, without the value.
    pub words: &'static str,
    /// The classes of the values behind it.
    pub classes: Vec<FieldClass>,
    /// Bits for (above 0) or against.
    pub bits: f64,
}

/// Somebody at an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Neighbour {
    /// Who.
    pub person: PersonId,
    /// The record that says so.
    pub record: RecordId,
}

/// A hit may be this much worse than the best one and still counts.
const BEHIND: Bits = 14 * BIT;

/// A hit needs at least this much evidence.
const LEAST: Bits = BIT;

impl Engine {
    /// Finds the people whom a question may mean. Parts of the question that are not `permitted` are passed over as if not
    /// asked, source by source. People who are not `visible` change nothing: no count, no order, no probability. At most
    /// `limit` hits.
    pub fn find(
        &self,
        query: &Query,
        permitted: &Permitted,
        limit: usize,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Found {
        let plan = Plan::new(self, query, permitted.all());
        let masks: Vec<u64> = self.sources.iter().map(|source| permitted.of(source)).collect();
        let lens = self.store.lens(&self.model);
        let mut memo = Memo::new();
        let mut ranked = self.near_best(&plan, &lens, &masks, &mut memo, visible);
        ranked.sort_unstable_by_key(|(bits, person, _)| (std::cmp::Reverse(*bits), *person));
        let closer = ranked.len().min(2 * limit + 50);
        let mut scored: Vec<(Score, PersonId, u32)> = ranked[..closer]
            .iter()
            .map(|(_, person, at)| {
                (self.whole_person(&plan, &lens, *person, &masks, &mut memo), *person, *at)
            })
            .collect();
        scored.sort_by_key(|(score, person, _)| (std::cmp::Reverse(score.bits()), *person));
        let top = scored.first().map_or(0, |(score, _, _)| score.bits());
        let enough = LEAST.max(top - BEHIND);
        let total = scored.iter().filter(|(score, _, _)| score.bits() >= enough).count()
            + ranked[closer..].iter().filter(|(bits, _, _)| *bits >= enough).count();
        scored.retain(|(score, _, _)| score.bits() >= enough);
        let hits = self.hits(&plan, scored, &ranked[closer..], limit);
        Found { hits, total }
    }

    /// Visible people with a record that is not too far behind the best one, each with the best such record. The best is
    /// that of the people who are visible.
    fn near_best(
        &self,
        plan: &Plan,
        lens: &Lens,
        masks: &[u64],
        memo: &mut Memo,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Vec<(Bits, PersonId, u32)> {
        let mut scored: Vec<(Bits, u32)> = Vec::new();
        for at in plan.candidates(self).into_iter().filter(|at| self.person[*at as usize].is_some()) {
            let mask = self.mask(masks, at);
            if mask == 0 {
                continue;
            }
            let bits = plan.score(lens, &self.store.features[at as usize], memo).within(mask).bits();
            if bits >= LEAST - 4 * BIT {
                scored.push((bits, at));
            }
        }
        scored.sort_unstable_by_key(|(bits, _)| std::cmp::Reverse(*bits));
        let mut best: FxHashMap<PersonId, Option<(Bits, u32)>> = FxHashMap::default();
        let mut top = None;
        for (bits, at) in scored {
            if top.is_some_and(|top| bits < top - BEHIND) {
                break;
            }
            let Some(person) = self.person[at as usize] else { continue };
            let held = best.entry(person).or_insert_with(|| visible(person).then_some((bits, at)));
            if let Some(held) = held.as_mut().filter(|held| held.0 == bits) {
                held.1 =
                    if self.store.ids[at as usize] < self.store.ids[held.1 as usize] { at } else { held.1 };
            }
            if top.is_none() && best.get(&person).is_some_and(Option::is_some) {
                top = Some(bits);
            }
        }
        best.into_iter().filter_map(|(person, held)| held.map(|(bits, at)| (bits, person, at))).collect()
    }

    /// The best of each part of the question over all records of a person.
    fn whole_person(
        &self,
        plan: &Plan,
        lens: &Lens,
        person: PersonId,
        masks: &[u64],
        memo: &mut Memo,
    ) -> Score {
        let mut whole = Score::default();
        for at in self.people.get(&person).into_iter().flatten() {
            let score = plan.score(lens, &self.store.features[*at as usize], memo);
            whole.join(&score.within(self.mask(masks, *at)));
        }
        whole
    }

    /// Bits of the classes by which a record may be found.
    fn mask(&self, masks: &[u64], at: u32) -> u64 {
        masks.get(usize::from(self.source[at as usize])).copied().unwrap_or(0)
    }

    fn hits(
        &self,
        plan: &Plan,
        scored: Vec<(Score, PersonId, u32)>,
        rest: &[(Bits, PersonId, u32)],
        limit: usize,
    ) -> Vec<Hit> {
        let weight = |bits: Bits| (f64::from(bits) / f64::from(BIT)).exp2();
        let nobody = (self.people.len() as f64).max(1.0);
        let listed: f64 = scored.iter().map(|(score, _, _)| weight(score.bits())).sum();
        let all = nobody + listed + rest.iter().map(|(bits, _, _)| weight(*bits)).sum::<f64>();
        scored
            .into_iter()
            .take(limit)
            .map(|(score, person, at)| Hit {
                person,
                record: self.store.ids[at as usize],
                probability: weight(score.bits()) / all,
                bits: in_bits(score.bits()),
                reasons: reasons(plan, &score),
            })
            .collect()
    }

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
        let own = self.person[at as usize];
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
        let source = self.sources.get(usize::from(self.source[at as usize]));
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
                let person = self.person[at as usize].filter(|person| visible(*person))?;
                Some(Neighbour { person, record: self.store.ids[at as usize] })
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn reasons(plan: &Plan, score: &Score) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = score
        .parts()
        .map(|(part, level, bits)| {
            let (words, classes) = match part {
                Part::Age if bits > 0 => ("age fits", vec![FieldClass::BirthDate]),
                Part::Age => ("age does not fit", vec![FieldClass::BirthDate]),
                Part::Field(field) => (plan.level_words(field, level), classes(field, level)),
            };
            Reason { words, classes, bits: in_bits(bits) }
        })
        .collect();
    reasons.sort_by(|one, two| two.bits.total_cmp(&one.bits));
    reasons
}
