//! Clusters without chains: average linkage inside each component, bounded by its worst pair and by what people decided.

use crate::bits::{BIT, Bits, probability};
use crate::blocks::Edge;
use crate::judge::{AUTOMATIC, MOST};
use std::collections::BTreeMap;

/// What clustering asks for about records, by their place.
pub(crate) trait Weigh {
    /// What a pair says.
    fn weigh(&mut self, a: u32, b: u32) -> Weighed;
    /// Something that orders records in the same way in every run.
    fn rank(&self, at: u32) -> i64;
    /// People decided that these are not one person.
    fn apart(&self, a: u32, b: u32) -> bool;
    /// People decided that these are one person.
    fn together(&self, a: u32, b: u32) -> bool;
}

/// What a pair says.
#[derive(Clone, Copy)]
pub(crate) struct Weighed {
    /// log2 of the odds that it is one person.
    pub(crate) weight: Bits,
    /// What the fields say for or against it, however little that is.
    pub(crate) evidence: Bits,
    /// It may be linked without a person.
    pub(crate) alone: bool,
}

/// Records held to be one person.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Group {
    pub(crate) members: Vec<u32>,
    /// Evidence of the weakest step that joined it; the most possible for a single record.
    pub(crate) weakest: Bits,
}

/// Average evidence of all cross pairs that a merger needs. Pairs that share little say little; pairs that contradict each
/// other speak against it.
const AVERAGE: Bits = 2 * BIT;

/// No cross pair of a merger may be worse than this.
const WORST: Bits = -4 * BIT;

/// Larger components are first cut at a higher weight.
const LARGEST: usize = 300;

/// Parts one component into groups. `edges` are read only when the component is too large to compare everybody in it.
pub(crate) fn cluster(members: Vec<u32>, edges: &[Edge], weigh: &mut impl Weigh) -> Vec<Group> {
    let mut groups = Vec::new();
    settle(members, edges, AUTOMATIC, weigh, &mut groups);
    groups
}

fn settle(members: Vec<u32>, edges: &[Edge], cut: Bits, weigh: &mut impl Weigh, groups: &mut Vec<Group>) {
    if members.len() <= LARGEST {
        groups.extend(agglomerate(members, weigh));
        return;
    }
    let inside: Vec<Edge> = edges
        .iter()
        .filter(|edge| edge.weight >= cut && members.binary_search(&edge.a).is_ok())
        .copied()
        .collect();
    let parts = components(&inside);
    let mut left: Vec<u32> = members;
    for part in &parts {
        left.retain(|at| part.binary_search(at).is_err());
    }
    groups.extend(left.into_iter().map(|at| Group { members: vec![at], weakest: MOST }));
    for part in parts {
        if cut > MOST && part.len() > LARGEST {
            // Nothing separates them: a person has to look, nobody is linked.
            groups.extend(part.into_iter().map(|at| Group { members: vec![at], weakest: MOST }));
        } else {
            settle(part, &inside, cut + 2 * BIT, weigh, groups);
        }
    }
}

/// Sets of places that hang together, each sorted.
pub(crate) fn components(edges: &[Edge]) -> Vec<Vec<u32>> {
    let mut places: Vec<u32> = edges.iter().flat_map(|edge| [edge.a, edge.b]).collect();
    places.sort_unstable();
    places.dedup();
    let at = |place: u32| places.partition_point(|held| *held < place);
    let mut parent: Vec<usize> = (0..places.len()).collect();
    for edge in edges {
        let (one, two) = (root(&mut parent, at(edge.a)), root(&mut parent, at(edge.b)));
        parent[one.max(two)] = one.min(two);
    }
    let mut found: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (index, place) in places.iter().enumerate() {
        found.entry(root(&mut parent, index)).or_default().push(*place);
    }
    found.into_values().collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// What is known between two clusters.
#[derive(Clone, Copy)]
struct Between {
    sum: Bits,
    worst: Bits,
    /// Evidence of the best pair that may be linked without a person.
    best: Bits,
    apart: bool,
    together: bool,
}

fn agglomerate(mut members: Vec<u32>, weigh: &mut impl Weigh) -> Vec<Group> {
    members.sort_unstable_by_key(|at| weigh.rank(*at));
    let count = members.len();
    let mut between = Vec::with_capacity(count * count);
    for one in &members {
        for two in &members {
            between.push(first_between(*one, *two, weigh));
        }
    }
    let mut clusters: Vec<Option<Group>> =
        members.into_iter().map(|at| Some(Group { members: vec![at], weakest: MOST })).collect();
    while let Some((one, two, strength)) = best_merger(&clusters, &between) {
        let Some(joined) = clusters[two].take() else { break };
        if let Some(group) = &mut clusters[one] {
            group.members.extend(joined.members);
            group.weakest = group.weakest.min(joined.weakest).min(strength);
        }
        for other in 0..count {
            let sum = between[one * count + other].joined(between[two * count + other]);
            between[one * count + other] = sum;
            between[other * count + one] = sum;
        }
    }
    clusters.into_iter().flatten().collect()
}

fn first_between(one: u32, two: u32, weigh: &mut impl Weigh) -> Between {
    if one == two {
        return Between { sum: 0, worst: 0, best: Bits::MIN, apart: false, together: false };
    }
    let weighed = weigh.weigh(one.min(two), one.max(two));
    let evidence = weighed.evidence.clamp(-MOST, MOST);
    let best = if weighed.alone { weighed.weight } else { Bits::MIN };
    Between {
        sum: evidence,
        worst: evidence,
        best,
        apart: weigh.apart(one, two),
        together: weigh.together(one, two),
    }
}

impl Between {
    fn joined(self, other: Between) -> Between {
        Between {
            sum: self.sum + other.sum,
            worst: self.worst.min(other.worst),
            best: self.best.max(other.best),
            apart: self.apart || other.apart,
            together: self.together || other.together,
        }
    }
}

/// The merger with the best average that is allowed, the first of equals in the order of ranks; with the weight of its best
/// pair.
fn best_merger(clusters: &[Option<Group>], between: &[Between]) -> Option<(usize, usize, Bits)> {
    let count = clusters.len();
    let mut best: Option<(bool, Bits, usize, usize, Bits)> = None;
    for one in 0..count {
        let Some(first) = &clusters[one] else { continue };
        for two in one + 1..count {
            let Some(second) = &clusters[two] else { continue };
            let held = between[one * count + two];
            let average = held.sum / (first.members.len() * second.members.len()) as Bits;
            let earned = held.best >= AUTOMATIC && average >= AVERAGE && held.worst >= WORST;
            if held.apart || !(held.together || earned) {
                continue;
            }
            if best.is_none_or(|(together, most, _, _, _)| (held.together, average) > (together, most)) {
                best = Some((held.together, average, one, two, held.best));
            }
        }
    }
    best.map(|(together, _, one, two, weight)| (one, two, if together { MOST } else { weight }))
}

impl Group {
    /// How sure the weakest step is, 0 to 1.
    pub(crate) fn probability(&self) -> f64 {
        probability(self.weakest)
    }
}
