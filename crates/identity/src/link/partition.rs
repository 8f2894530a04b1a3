//! From edges to persons: every component by itself, with what people decided.

use crate::RecordId;
use crate::link::blocks::Edge;
use crate::link::clusters::{Group, Weigh, Weighed, cluster, components};
use crate::parallel::in_chunks;
use crate::store::Store;
use crate::weigh::judge::{judge, may_link_alone, only_named};
use crate::weigh::levels::{Field, birth, ssn};
use crate::weigh::model::Model;
use crate::words::likeness::Memo;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// What people decided about pairs of records. Every job obeys it.
#[derive(Clone, Default)]
pub struct Constraints {
    apart: FxHashSet<(RecordId, RecordId)>,
    /// Each of two linked records with the other.
    together: FxHashMap<RecordId, BTreeSet<RecordId>>,
}

impl Constraints {
    /// Nobody has decided anything.
    pub fn none() -> Constraints {
        Constraints::default()
    }

    /// These two are not one person. Replaces the opposite decision.
    pub fn keep_apart(&mut self, one: RecordId, two: RecordId) {
        self.unlink(one, two);
        self.apart.insert(ordered(one, two));
    }

    /// These two are one person. Replaces the opposite decision.
    pub fn keep_together(&mut self, one: RecordId, two: RecordId) {
        self.apart.remove(&ordered(one, two));
        self.together.entry(one).or_default().insert(two);
        self.together.entry(two).or_default().insert(one);
    }

    /// Forgets a decision about these two.
    pub fn forget(&mut self, one: RecordId, two: RecordId) {
        self.apart.remove(&ordered(one, two));
        self.unlink(one, two);
    }

    fn unlink(&mut self, one: RecordId, two: RecordId) {
        for (mine, other) in [(one, two), (two, one)] {
            if let Some(others) = self.together.get_mut(&mine) {
                others.remove(&other);
            }
        }
    }

    /// Pairs that people linked.
    pub(crate) fn links(&self) -> impl Iterator<Item = (RecordId, RecordId)> + '_ {
        let pairs = self.together.iter().flat_map(|(one, others)| others.iter().map(|two| (*one, *two)));
        pairs.filter(|(one, two)| one < two)
    }

    /// Records that people linked with this one.
    pub(crate) fn linked_with(&self, one: RecordId) -> impl Iterator<Item = RecordId> + '_ {
        self.together.get(&one).into_iter().flatten().copied()
    }

    pub(crate) fn are_apart(&self, one: RecordId, two: RecordId) -> bool {
        self.apart.contains(&ordered(one, two))
    }

    pub(crate) fn are_together(&self, one: RecordId, two: RecordId) -> bool {
        self.together.get(&one).is_some_and(|others| others.contains(&two))
    }
}

fn ordered(one: RecordId, two: RecordId) -> (RecordId, RecordId) {
    if one <= two { (one, two) } else { (two, one) }
}

/// Weighs pairs of the store for clustering.
pub(crate) struct PairWeigher<'a> {
    pub(crate) store: &'a Store,
    pub(crate) model: &'a Model,
    pub(crate) constraints: &'a Constraints,
    pub(crate) memo: Memo,
}

impl Weigh for PairWeigher<'_> {
    fn weigh(&mut self, a: u32, b: u32) -> Weighed {
        let (one, two) = (&self.store.features[a as usize], &self.store.features[b as usize]);
        let pattern = self.store.lens(self.model).compare(one, two, &mut self.memo);
        let judged = judge(self.model, &pattern);
        Weighed {
            weight: judged.weight,
            evidence: judged.evidence,
            alone: may_link_alone(self.model, &pattern),
            other_birth: matches!(pattern.at(Field::Birth), birth::NEAR | birth::DIFFERENT),
            other_number: pattern.at(Field::Ssn) == ssn::DIFFERENT,
            only_named: only_named(&pattern),
        }
    }

    fn rank(&self, at: u32) -> i64 {
        self.store.ids[at as usize].0
    }

    fn apart(&self, a: u32, b: u32) -> bool {
        self.constraints.are_apart(self.store.ids[a as usize], self.store.ids[b as usize])
    }

    fn anybody_apart(&self) -> bool {
        !self.constraints.apart.is_empty()
    }

    fn together(&self, a: u32, b: u32) -> bool {
        self.constraints.are_together(self.store.ids[a as usize], self.store.ids[b as usize])
    }
}

/// Groups of all records that have a strong edge; the others stand alone.
pub(crate) fn partition(
    store: &Store,
    model: &Model,
    edges: &[Edge],
    constraints: &Constraints,
    threads: usize,
) -> Vec<Group> {
    const CHUNK: usize = 512;
    let strong: Vec<Edge> = edges.iter().filter(|edge| edge.is_strong()).copied().collect();
    let sets = components(&strong);
    let found = in_chunks(
        threads,
        sets.len().div_ceil(CHUNK),
        || PairWeigher { store, model, constraints, memo: Memo::new() },
        |weigher, chunk| {
            let part = &sets[chunk * CHUNK..sets.len().min((chunk + 1) * CHUNK)];
            part.iter().flat_map(|members| cluster(members.clone(), &strong, weigher)).collect::<Vec<Group>>()
        },
    );
    found.into_iter().flatten().collect()
}
