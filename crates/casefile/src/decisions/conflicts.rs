//! Which decision is in the way of a new one: together and apart must not meet, however long the chain between them.

use super::Verdict;
use crate::CaseFileError;
use crate::tables::decisions;
use database::Transaction;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Everything that decisions in force say about pairs.
#[derive(Default)]
pub(super) struct Constrained {
    /// For each record those that it is held together with, and by which decision.
    together: BTreeMap<i64, Vec<(i64, i64)>>,
    apart: BTreeMap<(i64, i64), i64>,
}

impl Constrained {
    pub(super) fn standing(t: &mut Transaction<'_>) -> Result<Constrained, CaseFileError> {
        let mut all = Constrained::default();
        for pair in decisions::standing(t)? {
            if pair.kind == Verdict::Link.name() {
                all.hold(pair.low, pair.high, pair.decision);
            } else {
                all.apart.insert((pair.low, pair.high), pair.decision);
            }
        }
        Ok(all)
    }

    /// The decision that says the opposite of a verdict on these pairs.
    pub(super) fn against(mut self, verdict: Verdict, pairs: &[(i64, i64)]) -> Option<i64> {
        match verdict {
            Verdict::Undecided => None,
            Verdict::Apart => pairs.iter().find_map(|(one, two)| self.chain(*one, *two)),
            Verdict::Link => {
                for (one, two) in pairs {
                    self.hold(*one, *two, 0);
                }
                let reached: BTreeSet<i64> =
                    pairs.first().map(|(one, _)| self.reached(*one)).unwrap_or_default();
                let inside = |(one, two): &(i64, i64)| reached.contains(one) && reached.contains(two);
                self.apart.iter().find(|(pair, _)| inside(pair)).map(|(_, decision)| *decision)
            }
        }
    }

    fn hold(&mut self, one: i64, two: i64, decision: i64) {
        self.together.entry(one).or_default().push((two, decision));
        self.together.entry(two).or_default().push((one, decision));
    }

    fn reached(&self, from: i64) -> BTreeSet<i64> {
        let (mut seen, mut waiting) = (BTreeSet::from([from]), vec![from]);
        while let Some(at) = waiting.pop() {
            for (next, _) in self.together.get(&at).into_iter().flatten() {
                if seen.insert(*next) {
                    waiting.push(*next);
                }
            }
        }
        seen
    }

    /// The last decision on the shortest chain that holds two records together.
    fn chain(&self, from: i64, to: i64) -> Option<i64> {
        let (mut seen, mut waiting) = (BTreeSet::from([from]), VecDeque::from([from]));
        while let Some(at) = waiting.pop_front() {
            for (next, decision) in self.together.get(&at).into_iter().flatten() {
                if *next == to {
                    return Some(*decision);
                }
                if seen.insert(*next) {
                    waiting.push_back(*next);
                }
            }
        }
        None
    }
}
