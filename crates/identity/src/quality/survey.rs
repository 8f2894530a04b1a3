//! A walk over all pairs of records that are linked or could be: how many there are of each kind, how they agree, and how they
//! are spread over groups of people. People who are left out change nothing in it.

use crate::RecordId;
use crate::engine::Engine;
use crate::link::blocks::{Blocks, Edge};
use crate::link::partition::Constraints;
use crate::parallel::in_chunks;
use crate::quality::drift::Profile;
use crate::quality::strata::{LEAST, Stratum};
use crate::quality::traits::{Groups, Trait};
use crate::weigh::bits::{BIT, Bits, probability};
use crate::weigh::compare::Pattern;
use crate::weigh::judge::judge;
use crate::words::likeness::Memo;
use jiff::civil::Date;
use records::PersonId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A pair about which nobody has decided.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pair {
    /// The record with the lower id.
    pub one: RecordId,
    /// The other.
    pub two: RecordId,
    /// How it stands to the matcher.
    pub stratum: Stratum,
    /// How likely it is that they are one person, 0 to 1.
    pub probability: f64,
}

/// What a walk over all pairs found.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Records that were looked at.
    pub records: u64,
    /// People whose they are.
    pub people: u64,
    /// Every pair that is linked or could be, without those about which people decided.
    pub pairs: Vec<Pair>,
    /// Linked pairs that people decided.
    pub decided_links: u64,
    /// Pairs that people keep apart.
    pub decided_apart: u64,
    /// How linked pairs agree.
    pub profile: Profile,
    /// Each group of people.
    pub groups: Vec<GroupCount>,
}

/// One group of people and the pairs in which a record of theirs is.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct GroupCount {
    /// By what people are grouped, in plain words.
    pub by: String,
    /// The group, in plain words.
    pub group: String,
    /// Its records.
    pub records: u64,
    /// Linked pairs.
    pub linked: u64,
    /// How many of them are right, as the matcher expects.
    pub right: f64,
    /// Pairs that are not linked, by stratum: left to people, just not linked, not linked.
    pub not: [u64; 3],
    /// How many of these are of one person, as the matcher expects.
    pub missed: [f64; 3],
    /// The variance of their sum.
    pub variance: f64,
}

/// A person of more records than this is looked at by so many of them.
const MOST: usize = 100;

/// A pair as it was weighed.
struct Weighed {
    at: (u32, u32),
    weight: Bits,
    linked: bool,
}

impl Engine {
    /// Looks at every pair that is linked or could be. `hidden` people are left out.
    pub fn survey(&self, decided: &Constraints, hidden: &HashSet<PersonId>, today: Date) -> Survey {
        let (mut weighed, profile) = self.linked_pairs(hidden);
        weighed.extend(self.near_pairs(hidden));
        let seen = |at: &u32| self.person_at(*at).is_some_and(|person| !hidden.contains(&person));
        let people = self.people.keys().filter(|person| !hidden.contains(person)).count() as u64;
        let records = self.store.living().filter(seen).count() as u64;
        let mut survey = Survey { people, records, profile, ..Survey::default() };
        let mut groups = Grouping::new(self, today, hidden);
        for pair in weighed {
            let ids = [pair.at.0, pair.at.1].map(|at| self.store.ids[at as usize]);
            let (one, two) = (ids[0].min(ids[1]), ids[0].max(ids[1]));
            if decided.are_together(one, two) || decided.are_apart(one, two) {
                survey.decided_links += u64::from(pair.linked);
                survey.decided_apart += u64::from(!pair.linked);
                continue;
            }
            let Some(stratum) = Stratum::of(pair.linked, bits(pair.weight)) else { continue };
            let probability = probability(pair.weight);
            groups.add(pair.at, stratum, probability);
            survey.pairs.push(Pair { one, two, stratum, probability });
        }
        survey.groups = groups.counted(self);
        survey
    }

    /// How a pair stands by now; nothing when a record is not here, or next to nothing speaks for it.
    pub fn stratum_of(&self, one: RecordId, two: RecordId) -> Option<Stratum> {
        let (a, b) = (self.store.find(one)?, self.store.find(two)?);
        let linked = self.person_at(a).is_some() && self.person_at(a) == self.person_at(b);
        let pattern = self.pattern(a, b, &mut Memo::new());
        Stratum::of(linked, bits(judge(&self.model, &pattern).weight))
    }

    /// The groups of a record, in plain words.
    pub fn groups_by_name(&self, record: RecordId, today: Date) -> Vec<(&'static str, String)> {
        let Some(at) = self.store.find(record) else { return Vec::new() };
        let groups = self.groups_of(at, today);
        Trait::ALL
            .into_iter()
            .zip(groups)
            .map(|(by, group)| (by.name(), self.group_name(by, group)))
            .collect()
    }

    fn person_at(&self, at: u32) -> Option<PersonId> {
        self.glances[at as usize].person()
    }

    fn pattern(&self, a: u32, b: u32, memo: &mut Memo) -> Pattern {
        let features = &self.store.features;
        self.store.lens(&self.model).compare(&features[a as usize], &features[b as usize], memo)
    }

    fn linked_pairs(&self, hidden: &HashSet<PersonId>) -> (Vec<Weighed>, Profile) {
        let mut people: Vec<(&PersonId, &Vec<u32>)> = self.people.iter().collect();
        people.retain(|(person, records)| records.len() > 1 && !hidden.contains(person));
        people.sort_unstable();
        let (mut weighed, mut profile) = (Vec::new(), Profile::new());
        let mut memo = Memo::new();
        for (_, records) in people {
            let some = &records[..records.len().min(MOST)];
            for (place, one) in some.iter().enumerate() {
                for two in &some[..place] {
                    let pattern = self.pattern(*two, *one, &mut memo);
                    profile.add(&pattern);
                    let weight = judge(&self.model, &pattern).weight;
                    weighed.push(Weighed { at: (*two, *one), weight, linked: true });
                }
            }
        }
        (weighed, profile)
    }

    /// Pairs of different people of which something agrees.
    fn near_pairs(&self, hidden: &HashSet<PersonId>) -> impl Iterator<Item = Weighed> {
        let mut blocks = Blocks::build(&self.store, &self.model, self.threads());
        blocks.least = (LEAST * f64::from(BIT)) as Bits;
        let (edges, _) = blocks.edges(&self.store, &self.model, self.threads());
        let apart = |edge: &Edge| {
            let (one, two) = (self.person_at(edge.a), self.person_at(edge.b));
            let seen = |person: Option<PersonId>| person.is_some_and(|person| !hidden.contains(&person));
            one != two && seen(one) && seen(two)
        };
        let kept: Vec<Edge> = edges.into_iter().filter(apart).collect();
        kept.into_iter().map(|edge| Weighed { at: (edge.a, edge.b), weight: edge.weight, linked: false })
    }
}

/// Counts pairs by groups.
struct Grouping {
    of: Vec<Groups>,
    counts: FxHashMap<(usize, u16), GroupCount>,
}

impl Grouping {
    fn new(engine: &Engine, today: Date, hidden: &HashSet<PersonId>) -> Grouping {
        const CHUNK: usize = 8192;
        let records = engine.store.features.len();
        let made = in_chunks(
            engine.threads(),
            records.div_ceil(CHUNK),
            || (),
            |(), chunk| {
                let part = chunk * CHUNK..records.min((chunk + 1) * CHUNK);
                part.map(|at| engine.groups_of(at as u32, today)).collect::<Vec<Groups>>()
            },
        );
        let mut grouping =
            Grouping { of: made.into_iter().flatten().collect(), counts: FxHashMap::default() };
        for at in engine.store.living() {
            if engine.person_at(at).is_some_and(|person| !hidden.contains(&person)) {
                for (by, group) in grouping.of[at as usize].into_iter().enumerate() {
                    grouping.counts.entry((by, group)).or_default().records += 1;
                }
            }
        }
        grouping
    }

    /// A pair counts once in each group of one of its records.
    fn add(&mut self, (a, b): (u32, u32), stratum: Stratum, probability: f64) {
        let (one, two) = (self.of[a as usize], self.of[b as usize]);
        for (by, groups) in one.into_iter().zip(two).enumerate() {
            self.count((by, groups.0), stratum, probability);
            if groups.0 != groups.1 {
                self.count((by, groups.1), stratum, probability);
            }
        }
    }

    fn count(&mut self, group: (usize, u16), stratum: Stratum, probability: f64) {
        let count = self.counts.entry(group).or_default();
        match place(stratum) {
            None => {
                count.linked += 1;
                count.right += probability;
            }
            Some(at) => {
                count.not[at] += 1;
                count.missed[at] += probability;
                count.variance += probability * (1.0 - probability);
            }
        }
    }

    fn counted(self, engine: &Engine) -> Vec<GroupCount> {
        let mut all: Vec<((usize, u16), GroupCount)> = self.counts.into_iter().collect();
        all.sort_by_key(|(group, _)| *group);
        let named = |((by, group), count): ((usize, u16), GroupCount)| {
            let by = Trait::ALL[by];
            GroupCount { by: by.name().to_owned(), group: engine.group_name(by, group), ..count }
        };
        all.into_iter().map(named).collect()
    }
}

/// The place of a stratum among those that are not linked.
fn place(stratum: Stratum) -> Option<usize> {
    match stratum {
        Stratum::Asked => Some(0),
        Stratum::Close => Some(1),
        Stratum::Far => Some(2),
        _ => None,
    }
}

fn bits(weight: Bits) -> f64 {
    f64::from(weight) / f64::from(BIT)
}
