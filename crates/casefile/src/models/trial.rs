//! What other weights would change, on the city's own records. People who are left out count nowhere.

use crate::tables::{decisions, links, quality};
use crate::{CaseFile, CaseFileError};
use identity::{Constraints, RecordId, Resolution, Weights};
use records::PersonId;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Before and after: the links as they are, and as weights on trial would have them.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Trial {
    /// Records.
    pub records: u64,
    /// People, before and after.
    pub people: [u64; 2],
    /// Records that would come to another person.
    pub moved: u64,
    /// Pairs of records that would be linked and are not.
    pub made: u64,
    /// Pairs of records that are linked and would not be.
    pub undone: u64,
    /// Pairs of people left to stewards, before and after.
    pub cases: [u64; 2],
    /// Stewards' decisions that the matcher would come to by itself, before and after.
    pub decisions: Agreement,
    /// The same of checked pairs.
    pub checks: Agreement,
    /// Pairs that would be linked or parted.
    pub examples: Vec<Example>,
}

/// How often the matcher by itself agrees with people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Agreement {
    /// Of so many.
    pub of: u64,
    /// Before and after.
    pub agree: [u64; 2],
}

/// Two records of which the trial says another thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Example {
    /// The records.
    pub records: [i64; 2],
    /// They would be linked; otherwise parted.
    pub linked: bool,
}

/// So many examples of each kind are kept; whoever looks at them may see only some.
const EXAMPLES: usize = 60;

/// What differs between the links as they are and a resolution.
#[derive(Default)]
pub(crate) struct Moves {
    pub(crate) moved: u64,
    records: u64,
    people: [u64; 2],
    made: u64,
    undone: u64,
    examples: Vec<Example>,
}

/// Whose each record would be, by the place of its cluster.
struct Clusters(HashMap<RecordId, usize>);

impl CaseFile {
    pub(super) fn on_trial(
        &self,
        weights: &Weights,
        hidden: &HashSet<PersonId>,
    ) -> Result<Trial, CaseFileError> {
        let (decided, waiting) =
            self.database.read(|t| Ok::<_, CaseFileError>((self.constraints(t)?, links::waiting(t)?)))?;
        let free = Constraints::none();
        let before = Clusters::of(&self.engine().resolution(&free));
        let mut after = self.engine().resolutions_by(weights, &[&decided, &free]);
        let (alone, after) = (after.pop().unwrap_or_default(), after.pop().unwrap_or_default());
        let alone = Clusters::of(&alone);
        let moves = self.moves(&after, hidden);
        let visible = |person: i64| !hidden.contains(&PersonId(person));
        let cases: BTreeSet<(i64, i64)> = waiting
            .iter()
            .map(|row| crate::review::ordered(row.people.0, row.people.1))
            .filter(|(one, two)| visible(*one) && visible(*two))
            .collect();
        let (decisions, checks) = self.opinions(hidden)?;
        let agreement = |opinions: &[Opinion]| Agreement {
            of: opinions.len() as u64,
            agree: [&before, &alone].map(|by| opinions.iter().filter(|one| by.agree(one)).count() as u64),
        };
        Ok(Trial {
            records: moves.records,
            people: moves.people,
            moved: moves.moved,
            made: moves.made,
            undone: moves.undone,
            cases: [cases.len() as u64, self.cases_of(&after, hidden)],
            decisions: agreement(&decisions),
            checks: agreement(&checks),
            examples: moves.examples,
        })
    }

    /// Pairs of clusters that a resolution leaves to stewards.
    fn cases_of(&self, after: &Resolution, hidden: &HashSet<PersonId>) -> u64 {
        let clusters = Clusters::of(after);
        let engine = self.engine();
        let visible = |record| engine.person_of(record).is_some_and(|person| !hidden.contains(&person));
        let pairs = after.review.iter().filter(|pair| visible(pair.one) && visible(pair.two));
        let cases: BTreeSet<(usize, usize)> = pairs
            .filter_map(|pair| Some((*clusters.0.get(&pair.one)?, *clusters.0.get(&pair.two)?)))
            .map(|(one, two)| (one.min(two), one.max(two)))
            .collect();
        cases.len() as u64
    }

    /// What differs between the links as they are and a resolution.
    pub(crate) fn moves(&self, after: &Resolution, hidden: &HashSet<PersonId>) -> Moves {
        let engine = self.engine();
        let mut moves = Moves::default();
        let mut of: BTreeMap<PersonId, Vec<(usize, u64, RecordId)>> = BTreeMap::new();
        let mut claims = Vec::new();
        let mut made = Vec::new();
        for (at, cluster) in after.clusters.iter().enumerate() {
            let mut people: BTreeMap<PersonId, (u64, RecordId)> = BTreeMap::new();
            for record in &cluster.records {
                let Some(person) = engine.person_of(*record).filter(|one| !hidden.contains(one)) else {
                    continue;
                };
                people.entry(person).or_insert((0, *record)).0 += 1;
            }
            let all: u64 = people.values().map(|(count, _)| count).sum();
            moves.records += all;
            moves.people[1] += u64::from(all > 0);
            moves.made += pairs(all) - people.values().map(|(count, _)| pairs(*count)).sum::<u64>();
            let mut first = None;
            for (person, (count, record)) in people {
                claims.push((Reverse(count), person, at));
                of.entry(person).or_default().push((at, count, record));
                match first {
                    None => first = Some(record),
                    Some(first) => made.push(Example { records: [first.0, record.0], linked: true }),
                }
            }
        }
        moves.people[0] = of.len() as u64;
        moves.moved = moves.records - stay(claims);
        let mut parted = Vec::new();
        for parts in of.values().filter(|parts| parts.len() > 1) {
            let all: u64 = parts.iter().map(|(_, count, _)| count).sum();
            moves.undone += pairs(all) - parts.iter().map(|(_, count, _)| pairs(*count)).sum::<u64>();
            parted.push(Example { records: [parts[0].2.0, parts[1].2.0], linked: false });
        }
        moves.examples = [some_of(made), some_of(parted)].concat();
        moves
    }

    /// What people said of pairs, as far as all records are there and nobody in them is hidden: decisions, and checks.
    fn opinions(&self, hidden: &HashSet<PersonId>) -> Result<(Vec<Opinion>, Vec<Opinion>), CaseFileError> {
        let (standing, checks) = self
            .database
            .read(|t| Ok::<_, CaseFileError>((decisions::standing(t)?, quality::checks(t, None)?)))?;
        let mut decided: BTreeMap<i64, Opinion> = BTreeMap::new();
        for pair in standing {
            let same = pair.kind == "link";
            let opinion = decided.entry(pair.decision).or_insert_with(|| Opinion { same, pairs: Vec::new() });
            opinion.pairs.push((RecordId(pair.low), RecordId(pair.high)));
        }
        let checked = checks.iter().filter(|check| matches!(check.answer.as_str(), "same" | "other"));
        let checked = checked.map(|check| Opinion {
            same: check.answer == "same",
            pairs: vec![(RecordId(check.pair.0), RecordId(check.pair.1))],
        });
        let engine = self.engine();
        let visible = |record| engine.person_of(record).is_some_and(|person| !hidden.contains(&person));
        let seen = |one: &Opinion| one.pairs.iter().all(|(one, two)| visible(*one) && visible(*two));
        Ok((decided.into_values().filter(seen).collect(), checked.filter(seen).collect()))
    }
}

/// What people said of pairs.
struct Opinion {
    same: bool,
    pairs: Vec<(RecordId, RecordId)>,
}

impl Clusters {
    fn of(resolution: &Resolution) -> Clusters {
        let each = resolution.clusters.iter().enumerate();
        Clusters(
            each.flat_map(|(at, cluster)| cluster.records.iter().map(move |record| (*record, at))).collect(),
        )
    }

    fn agree(&self, opinion: &Opinion) -> bool {
        let linked =
            |(one, two): &(RecordId, RecordId)| self.0.get(one).is_some_and(|at| self.0.get(two) == Some(at));
        opinion.pairs.iter().all(|pair| linked(pair) == opinion.same)
    }
}

/// Records that stay where they are: a person goes with most of her records, and a cluster has one person.
fn stay(mut claims: Vec<(Reverse<u64>, PersonId, usize)>) -> u64 {
    claims.sort_unstable();
    let (mut people, mut clusters) = (BTreeSet::new(), BTreeSet::new());
    let mut stay = 0;
    for (Reverse(count), person, cluster) in claims {
        if !people.contains(&person) && !clusters.contains(&cluster) {
            people.insert(person);
            clusters.insert(cluster);
            stay += count;
        }
    }
    stay
}

/// Some of many, as if by chance but the same each time.
fn some_of(mut examples: Vec<Example>) -> Vec<Example> {
    examples.sort_by_key(|one| crate::checks::mixed(0, one.records[0], one.records[1]));
    examples.truncate(EXAMPLES);
    examples
}

fn pairs(records: u64) -> u64 {
    records * records.saturating_sub(1) / 2
}
