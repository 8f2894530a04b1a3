//! What the matcher leaves to stewards: pairs of records, gathered into cases by the two people whose they are.

use crate::Compared;
use crate::links::in_ppm;
use crate::stored::instant;
use crate::tables::links::ReviewRow;
use crate::tables::{decisions, links};
use crate::{CaseFile, CaseFileError, PersonRecords};
use database::Transaction;
use identity::{ASK_BIRTH_DATES, Candidate, Engine, Evidence, RecordId};
use jiff::Timestamp;
use records::{FieldClass, PersonId, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Two people who may be one.
#[derive(Clone, Debug)]
pub struct ReviewCase {
    /// The two, the lower number first.
    pub people: [PersonId; 2],
    /// How many records each of them has from each source.
    pub sources: [Vec<(SourceId, i64)>; 2],
    /// The likeliest pair of records, the lower number first.
    pub(crate) likeliest: (i64, i64),
    /// How likely that pair is one person, 0 to 1.
    pub probability: f64,
    /// Since when a pair waits.
    pub found_at: Timestamp,
}

/// One person or two, with all records, as they are looked at.
#[derive(Clone, Debug)]
pub struct LinkCase {
    /// The people, each once.
    pub people: Vec<(PersonId, PersonRecords)>,
    /// By this a decision knows that it is about what was looked at.
    pub stamp: String,
}

/// A pair about which a steward could not say comes back when its probability has changed by so much.
const CLEARLY: i64 = 200_000;

/// Cases from three to one for one person on are asked of stewards; with these, some two records of a hundred wait in a case
/// (Anytown 1.6 to 2.0, the made-up city 0.1). Less likely ones are there for who has the time.
const ASKED: f64 = 0.75;

impl ReviewCase {
    /// Likely enough to be asked of a steward without her looking for it.
    pub fn is_asked(&self) -> bool {
        self.probability >= ASKED
    }

    /// Expected number of pairs of records put right by deciding it.
    pub fn benefit(&self) -> f64 {
        let count = |side: &Vec<(SourceId, i64)>| side.iter().map(|(_, count)| *count as f64).sum::<f64>();
        self.probability * count(&self.sources[0]) * count(&self.sources[1])
    }
}

impl CaseFile {
    /// Every case that waits for a decision, the most useful first. Left out are people whom a decision keeps apart, and pairs
    /// about which a steward could not say as long as nothing about them has changed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn review_queue(&self) -> Result<Vec<ReviewCase>, CaseFileError> {
        self.database.read(|t| {
            let apart: BTreeSet<(i64, i64)> =
                decisions::people_apart(t)?.into_iter().map(|(one, two)| ordered(one, two)).collect();
            let mut put_off: BTreeMap<(i64, i64), i64> = BTreeMap::new();
            put_off.extend(decisions::put_off(t)?.into_iter().map(|(low, high, ppm)| ((low, high), ppm)));
            let mut cases: BTreeMap<(i64, i64), ReviewRow> = BTreeMap::new();
            for row in links::waiting(t)? {
                let people = ordered(row.people.0, row.people.1);
                let known = put_off.get(&(row.pair.low, row.pair.high));
                let unchanged = known.is_some_and(|ppm| (ppm - row.pair.ppm).abs() < CLEARLY);
                if unchanged || apart.contains(&people) {
                    continue;
                }
                let likeliest = cases.entry(people).or_insert(row.pair);
                let found_at = likeliest.found_at.min(row.pair.found_at);
                if row.pair.ppm > likeliest.ppm {
                    *likeliest = row.pair;
                }
                likeliest.found_at = found_at;
            }
            let mut sources: BTreeMap<i64, Vec<(SourceId, i64)>> = BTreeMap::new();
            for (person, source, count) in links::sources_of_waiting(t)? {
                sources.entry(person).or_default().push((SourceId(source), count));
            }
            let of = |person: &i64| sources.get(person).cloned().unwrap_or_default();
            let mut queue: Vec<ReviewCase> = cases
                .into_iter()
                .map(|((one, two), pair)| ReviewCase {
                    people: [PersonId(one), PersonId(two)],
                    sources: [of(&one), of(&two)],
                    likeliest: (pair.low, pair.high),
                    probability: pair.ppm as f64 / 1_000_000.0,
                    found_at: instant(pair.found_at),
                })
                .collect();
            queue.sort_by(|one, two| two.benefit().total_cmp(&one.benefit()));
            Ok(queue)
        })
    }

    /// People with all their records and the stamp of this moment. A number that leads to another person is followed; who has no
    /// records is left out, and there is nothing when nobody has any.
    ///
    /// # Errors
    /// When the database fails or a record cannot be opened.
    pub fn link_case(&self, people: &[PersonId]) -> Result<Option<LinkCase>, CaseFileError> {
        self.database.read(|t| {
            let mut found: Vec<(PersonId, PersonRecords)> = Vec::new();
            for person in people {
                let person = PersonId(crate::around::followed(t, person.0)?);
                if found.iter().any(|(known, _)| *known == person) {
                    continue;
                }
                let records = self.records_of(t, person)?;
                if !records.0.is_empty() {
                    found.push((person, records));
                }
            }
            if found.is_empty() {
                return Ok(None);
            }
            found.sort_by_key(|(person, _)| *person);
            let people: BTreeSet<i64> = found.iter().map(|(person, _)| person.0).collect();
            Ok(Some(LinkCase { stamp: self.stamp(t, &people)?, people: found }))
        })
    }

    /// The matcher leaves a pair of records of these two sides to people.
    ///
    /// # Errors
    /// When the database fails.
    pub fn is_proposed(&self, one: &[i64], two: &[i64]) -> Result<bool, CaseFileError> {
        self.database.read(|t| {
            for record in one {
                let rows = links::in_review_with(t, *record)?;
                if rows.iter().any(|row| two.contains(&row.low) || two.contains(&row.high)) {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// What speaks for and against each pair of two sides, the likeliest first.
    pub fn compared(&self, one: &[i64], two: &[i64]) -> Vec<Compared> {
        self.weighed(one, two, |engine, first, second| engine.explain(first, second))
    }

    /// The same as far as classes are open in both records: what is closed changes nothing, neither the order nor a bit.
    pub fn compared_openly(
        &self,
        one: &[i64],
        two: &[i64],
        opens: impl Fn([i64; 2], FieldClass) -> bool,
    ) -> Vec<Compared> {
        self.weighed(one, two, |engine, first, second| {
            engine.explain_open(first, second, &|class| opens([first.0, second.0], class))
        })
    }

    fn weighed(
        &self,
        one: &[i64],
        two: &[i64],
        explain: impl Fn(&Engine, RecordId, RecordId) -> Option<Evidence>,
    ) -> Vec<Compared> {
        let engine = self.engine();
        let mut found: Vec<((i64, i64), Evidence)> = Vec::new();
        for first in one {
            for second in two {
                let evidence = explain(&engine, RecordId(*first), RecordId(*second));
                found.extend(evidence.map(|evidence| ((*first, *second), evidence)));
            }
        }
        // Where numbers or birth dates of the two speak against each other, one more number settles nothing.
        let apart = found.iter().any(|(_, one)| one.generation_apart);
        if apart || found.iter().any(|(_, one)| one.numbers_differ) {
            let number = |settles: &(&str, FieldClass)| settles.1 == FieldClass::SsnLastFour;
            for (_, one) in found.iter_mut().filter(|(_, one)| one.would_settle.as_ref().is_some_and(number))
            {
                one.would_settle = apart.then_some((ASK_BIRTH_DATES, FieldClass::BirthDate));
            }
        }
        let mut weighed: Vec<Compared> =
            found.into_iter().map(|(pair, evidence)| Compared::of(pair, evidence)).collect();
        weighed.sort_by(|one, two| two.probability.total_cmp(&one.probability));
        weighed
    }

    /// Names the state of some people's records and of what was decided about them: two that are equal are of the same state.
    /// The newest decision stands before it, so that a later one is known.
    pub(crate) fn stamp(
        &self,
        t: &mut Transaction<'_>,
        people: &BTreeSet<i64>,
    ) -> Result<String, CaseFileError> {
        let (mut state, mut decided) = (Vec::new(), BTreeSet::new());
        for person in people {
            for (record, version) in links::versions_of(t, *person)? {
                state.extend([*person, record, version]);
                decided.extend(decisions::about(t, record)?);
            }
        }
        let mut bytes: Vec<u8> = state.iter().flat_map(|number| number.to_be_bytes()).collect();
        for (decision, state) in &decided {
            bytes.extend(decision.to_be_bytes());
            bytes.extend(state.as_bytes());
        }
        let newest = decided.last().map_or(0, |(decision, _)| *decision);
        let token = self.sealer.token("link case", &bytes);
        let token: String = token[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("{newest}-{token}"))
    }
}

/// Puts what a resolution leaves to people in the place of what waited: of all pairs, or of those that touch records within.
pub(crate) fn leave(
    t: &mut Transaction<'_>,
    found: &[Candidate],
    within: Option<&[i64]>,
    now: i64,
) -> Result<(), CaseFileError> {
    let mut waited: BTreeMap<(i64, i64), ReviewRow> = BTreeMap::new();
    let rows = match within {
        None => links::all_in_review(t)?,
        Some(records) => {
            let mut rows = Vec::new();
            for record in records {
                rows.extend(links::in_review_with(t, *record)?);
            }
            rows
        }
    };
    waited.extend(rows.into_iter().map(|row| ((row.low, row.high), row)));
    for pair in found {
        let fresh =
            ReviewRow { low: pair.one.0, high: pair.two.0, ppm: in_ppm(pair.probability), found_at: now };
        match waited.remove(&(fresh.low, fresh.high)) {
            Some(known) if known.ppm == fresh.ppm => {}
            _ => links::leave_to_review(t, &fresh)?,
        }
    }
    for (low, high) in waited.into_keys() {
        links::take_from_review(t, low, high)?;
    }
    Ok(())
}

pub(crate) fn ordered(one: i64, two: i64) -> (i64, i64) {
    (one.min(two), one.max(two))
}
