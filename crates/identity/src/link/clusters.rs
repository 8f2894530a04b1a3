//! Clusters without chains: average linkage inside each component, bounded by its worst pair and by what people decided.

use crate::link::blocks::Edge;
use crate::weigh::bits::{BIT, Bits, probability};
use crate::weigh::judge::{AUTOMATIC, MOST};
use std::collections::BTreeMap;

/// What clustering asks for about records, by their place.
pub(crate) trait Weigh {
    /// What a pair says.
    fn weigh(&mut self, a: u32, b: u32) -> Weighed;
    /// Something that orders records in the same way in every run.
    fn rank(&self, at: u32) -> i64;
    /// People decided that these are not one person.
    fn apart(&self, a: u32, b: u32) -> bool;
    /// People decided of anybody that they are not one person.
    fn anybody_apart(&self) -> bool;
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
    /// Both say when the person was born, and differ.
    pub(crate) other_birth: bool,
    /// Both have a whole Social Security number, and they are not near to each other.
    pub(crate) other_number: bool,
    /// Nothing agrees but names and a birth date.
    pub(crate) only_named: bool,
}

/// Records held to be one person.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Group {
    pub(crate) members: Vec<u32>,
    /// Evidence of the weakest step that joined it; the most possible for a single record.
    pub(crate) weakest: Bits,
}

/// Average evidence of all cross pairs that a merger needs. Below 0, because pairs that share little lean towards
/// relatives however much the others agree; pairs that contradict each other still outweigh that.
const AVERAGE: Bits = -2 * BIT;

/// No cross pair of a merger may be worse than this.
const WORST: Bits = -6 * BIT;

/// In larger components not everybody is compared with everybody.
const LARGEST: usize = 300;

/// Members of such a component that are looked at together.
const TURN: usize = 60;

/// Parts one component into groups. `edges` are read only when it is too large to compare everybody in it.
pub(crate) fn cluster(members: Vec<u32>, edges: &[Edge], weigh: &mut impl Weigh) -> Vec<Group> {
    if members.len() <= LARGEST { agglomerate(members, weigh) } else { in_turns(members, edges, weigh) }
}

/// A few members at a time are parted into groups, and then the first of each group, until nothing more comes together. So the
/// hundredth record of somebody is linked without being compared with all the others.
fn in_turns(members: Vec<u32>, edges: &[Edge], weigh: &mut impl Weigh) -> Vec<Group> {
    let mut groups: Vec<Group> =
        members.iter().map(|at| Group { members: vec![*at], weakest: MOST }).collect();
    loop {
        groups.sort_by_key(|group| weigh.rank(group.members[0]));
        let before = groups.len();
        groups = groups.chunks(TURN).flat_map(|some| join_first(some, weigh)).collect();
        if groups.len() == before {
            break;
        }
    }
    let decided = edges.iter().filter(|edge| members.binary_search(&edge.a).is_ok());
    for edge in decided {
        if weigh.together(edge.a, edge.b) {
            unite(&mut groups, edge, weigh);
        }
    }
    groups
}

/// Joins groups whose first members belong together; whom people hold apart stay apart.
fn join_first(groups: &[Group], weigh: &mut impl Weigh) -> Vec<Group> {
    let mut joined: Vec<Group> = Vec::new();
    for found in agglomerate(groups.iter().map(|group| group.members[0]).collect(), weigh) {
        let mut whole: Option<Group> = None;
        for first in &found.members {
            let Some(own) = groups.iter().find(|group| group.members[0] == *first) else { continue };
            match &mut whole {
                Some(whole) if !are_apart(whole, own, weigh) => {
                    whole.members.extend(&own.members);
                    whole.weakest = whole.weakest.min(own.weakest).min(found.weakest);
                }
                Some(_) => joined.push(own.clone()),
                None => whole = Some(own.clone()),
            }
        }
        joined.extend(whole);
    }
    joined
}

fn unite(groups: &mut Vec<Group>, edge: &Edge, weigh: &impl Weigh) {
    let of = |groups: &[Group], at| groups.iter().position(|group| group.members.contains(&at));
    let (Some(one), Some(two)) = (of(groups, edge.a), of(groups, edge.b)) else { return };
    if one != two && !are_apart(&groups[one], &groups[two], weigh) {
        let other = groups.swap_remove(one.max(two));
        groups[one.min(two)].members.extend(other.members);
    }
}

fn are_apart(one: &Group, two: &Group, weigh: &impl Weigh) -> bool {
    weigh.anybody_apart() && one.members.iter().any(|a| two.members.iter().any(|b| weigh.apart(*a, *b)))
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
#[derive(Clone, Copy, Default)]
struct Between {
    sum: Bits,
    worst: Bits,
    /// Evidence of the best pair that may be linked without a person.
    best: Bits,
    /// A pair that may be linked without a person agrees in more than names and a birth date.
    beyond_names: bool,
    apart: bool,
    together: bool,
    other_birth: bool,
    other_number: bool,
}

fn agglomerate(mut members: Vec<u32>, weigh: &mut impl Weigh) -> Vec<Group> {
    members.sort_unstable_by_key(|at| weigh.rank(*at));
    let count = members.len();
    let mut between = vec![Between { best: Bits::MIN, ..Between::default() }; count * count];
    for (row, one) in members.iter().enumerate() {
        for (column, two) in members[..row].iter().enumerate() {
            let both = first_between(*one, *two, weigh);
            between[row * count + column] = both;
            between[column * count + row] = both;
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
    let weighed = weigh.weigh(one.min(two), one.max(two));
    let evidence = weighed.evidence.clamp(-MOST, MOST);
    let best = if weighed.alone { weighed.weight } else { Bits::MIN };
    Between {
        sum: evidence,
        worst: evidence,
        best,
        beyond_names: weighed.alone && weighed.weight >= AUTOMATIC && !weighed.only_named,
        apart: weigh.apart(one, two),
        together: weigh.together(one, two),
        other_birth: weighed.other_birth,
        other_number: weighed.other_number,
    }
}

impl Between {
    fn joined(self, other: Between) -> Between {
        Between {
            sum: self.sum + other.sum,
            worst: self.worst.min(other.worst),
            best: self.best.max(other.best),
            beyond_names: self.beyond_names || other.beyond_names,
            apart: self.apart || other.apart,
            together: self.together || other.together,
            other_birth: self.other_birth || other.other_birth,
            other_number: self.other_number || other.other_number,
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
            // Siblings of one name: neither birth dates nor numbers agree, however much the rest does. Namesakes born on one
            // day: their numbers differ, and nothing else tells of one person.
            let two_people = held.other_number && (held.other_birth || !held.beyond_names);
            let earned = held.best >= AUTOMATIC && average >= AVERAGE && held.worst >= WORST && !two_people;
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
