//! Which records are one person: asks the matcher, keeps the decision, never touches what an agency said.

mod homes;

use crate::storing::Touched;
use crate::tables::links::Moving;
use crate::tables::{decisions, links};
use crate::{CaseFile, CaseFileError, Stored, review, tables};
use database::Transaction;
use identity::{
    Asker, Cluster, Constraints, Couple, Engine, Found, Hit, Model, Permitted, Query, RecordId, Resolution,
    Spread,
};
use jiff::civil::Date;
use records::{Particulars, PersonId, RecordKey, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{MutexGuard, PoisonError, RwLockReadGuard, RwLockWriteGuard};

/// What a round of linking did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Linked {
    /// Records that now belong to another person than before.
    pub moved: u64,
}

/// From so many changed records on, or from a quarter of all, the whole is linked anew: it counts how common values are as well.
const MANY: usize = 2_000;
/// Records read at once when the memory is built.
const PAGE: i64 = 5_000;

pub(crate) fn empty_engine() -> Engine {
    Engine::new(Model::shipped())
}

impl CaseFile {
    /// Links all records anew, by the weights in force; with weights learned from them when there are none, or when the matcher
    /// learns by itself still and has much more to learn from.
    ///
    /// # Errors
    /// When the database fails; then no link was changed.
    pub fn link_everything(&self) -> Result<Linked, CaseFileError> {
        let _no_intake_meanwhile = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        self.link_all()
    }

    fn link_all(&self) -> Result<Linked, CaseFileError> {
        let _alone = self.linking();
        self.link_all_alone()
    }

    fn link_all_alone(&self) -> Result<Linked, CaseFileError> {
        let decided = self.database.read(|t| self.constraints(t))?;
        let weights = self.weights_for_all()?;
        let found = match &weights {
            Some(weights) => self.engine_mut().resolve_by(weights, &decided),
            None => self.engine_mut().train_and_resolve(&decided),
        };
        let learned = weights.is_none().then(|| self.engine().weights());
        let kept = self.database.write(|t| {
            if let Some(weights) = &learned {
                self.learned(t, weights)?;
            }
            self.keep_all(t, &found, "matcher")
        })?;
        Ok(self.assigned(kept))
    }

    pub(crate) fn link_touched(&self, touched: Touched) -> Result<Linked, CaseFileError> {
        let Touched { said, gone, behind } = touched;
        let _alone = self.linking();
        let mut engine = self.engine_mut();
        let mut concerned = BTreeSet::new();
        for record in &gone {
            concerned.extend(engine.remove(RecordId(*record)));
        }
        for (record, particulars) in &said {
            concerned.extend(engine.upsert(RecordId(*record), particulars));
            concerned.insert(RecordId(*record));
        }
        let many = said.len() >= MANY || said.len() * 4 >= engine.len();
        drop(engine);
        for record in &gone {
            concerned.remove(&RecordId(*record));
        }
        if behind || (many && !concerned.is_empty()) {
            return self.link_all_alone();
        }
        if said.is_empty() && gone.is_empty() {
            return Ok(Linked::default());
        }
        let changed = said.iter().map(|(record, _)| record).chain(&gone);
        let decided = self.database.read(|t| {
            for record in changed {
                concerned.extend(companions(t, *record)?);
            }
            self.constraints(t)
        })?;
        let concerned: Vec<RecordId> = concerned.into_iter().collect();
        let found = self.engine().resolve_several(&concerned, &decided);
        self.keep(&found, &gone)
    }

    /// Links everything when a former run stored records and ended before it had linked them.
    pub(crate) fn catch_up(&self) -> Result<(), CaseFileError> {
        if self.is_behind()? {
            self.link_all()?;
        }
        Ok(())
    }

    pub(crate) fn is_behind(&self) -> Result<bool, CaseFileError> {
        Ok(self.database.read(tables::awaits_linking)?)
    }

    /// Walks over all records with the person that each belongs to; for judging links against a key of true persons.
    ///
    /// # Errors
    /// When the database fails or a record cannot be opened.
    pub fn each_link(
        &self,
        seen: &mut dyn FnMut(&SourceId, &RecordKey, PersonId),
    ) -> Result<(), CaseFileError> {
        let mut after = 0;
        loop {
            let rows = self.database.read(|t| tables::records_after(t, after, PAGE))?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for row in &rows {
                let stored = self.unseal(row)?;
                seen(&stored.record.source, &stored.record.key, stored.person);
            }
        }
    }

    /// Builds the matcher's memory from what is stored.
    pub(crate) fn remember_all(&self) -> Result<(), CaseFileError> {
        let mut after = 0;
        loop {
            let rows = self.database.read(|t| tables::records_after(t, after, PAGE))?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            let opened = rows.iter().map(|row| self.unseal(row)).collect::<Result<Vec<Stored>, _>>()?;
            let mut engine = self.engine_mut();
            for stored in opened {
                engine.upsert(RecordId(stored.id), &Particulars::of(&stored.record));
                engine.assign(RecordId(stored.id), stored.person);
            }
        }
        self.weigh_as_before()
    }

    /// The people whom a question may mean, by what is permitted of each source. People who are not `visible` change
    /// nothing.
    pub fn find(
        &self,
        query: &Query,
        permitted: &Permitted,
        limit: usize,
        visible: &dyn Fn(PersonId) -> bool,
    ) -> Found {
        self.engine().find(query, permitted, limit, visible)
    }

    /// The people whom a question may mean, where people of several kinds may be searched by different things.
    pub fn search(&self, query: &Query, asker: &Asker<'_>, limit: usize) -> Found {
        self.engine().search(query, asker, limit)
    }

    /// The question with its names taken for a street or a city, where they are no names.
    pub fn placed(&self, query: &Query, asker: &Asker<'_>) -> Query {
        self.engine().placed(query, asker)
    }

    /// How well each of these people fits a question.
    pub fn weigh(&self, query: &Query, asker: &Asker<'_>, people: &[PersonId]) -> Vec<Hit> {
        self.engine().weigh(query, asker, people)
    }

    /// How those who fit a question differ.
    pub fn spread(&self, query: &Query, asker: &Asker<'_>, today: Date) -> Spread {
        self.engine().spread(query, asker, today)
    }

    /// People of two questions who live in one household.
    pub fn together(&self, one: &Query, other: &Query, asker: &Asker<'_>, limit: usize) -> Vec<Couple> {
        self.engine().together(one, other, asker, limit)
    }

    /// For looking; many can look at once.
    pub(crate) fn engine(&self) -> RwLockReadGuard<'_, Engine> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn engine_mut(&self) -> RwLockWriteGuard<'_, Engine> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// What people decided, the newest word about a pair last.
    pub(crate) fn constraints(&self, t: &mut Transaction<'_>) -> Result<Constraints, CaseFileError> {
        let mut constraints = Constraints::none();
        for pair in decisions::standing(t)? {
            let (one, two) = (RecordId(pair.low), RecordId(pair.high));
            match pair.kind.as_str() {
                "link" => constraints.keep_together(one, two),
                _ => constraints.keep_apart(one, two),
            }
        }
        Ok(constraints)
    }

    /// One job at a time decides on links, or a steward.
    pub(crate) fn linking(&self) -> MutexGuard<'_, ()> {
        self.linking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what a job found out about what it touched.
    fn keep(&self, found: &Resolution, gone: &[i64]) -> Result<Linked, CaseFileError> {
        let kept = self.database.write(|t| {
            let kept = self.keep_within(t, found, "matcher")?;
            let left: Vec<i64> = found.clusters.iter().flat_map(|one| &one.records).map(|id| id.0).collect();
            review::leave(t, &found.review, Some(&[left.as_slice(), gone].concat()), self.now())?;
            tables::all_linked(t)?;
            Ok::<_, CaseFileError>(kept)
        })?;
        Ok(self.assigned(kept))
    }

    /// Keeps what was found out about everything.
    pub(crate) fn keep_all(
        &self,
        t: &mut Transaction<'_>,
        found: &Resolution,
        by: &str,
    ) -> Result<Kept, CaseFileError> {
        let kept = self.keep_within(t, found, by)?;
        review::leave(t, &found.review, None, self.now())?;
        tables::all_linked(t)?;
        Ok(kept)
    }

    /// Resolves anew what these records touch, in the transaction in which something was decided about them.
    pub(crate) fn settle(
        &self,
        t: &mut Transaction<'_>,
        records: &[i64],
        by: &str,
    ) -> Result<Kept, CaseFileError> {
        let constraints = self.constraints(t)?;
        let concerned: Vec<RecordId> = records.iter().map(|record| RecordId(*record)).collect();
        let found = self.engine().resolve_several(&concerned, &constraints);
        let kept = self.keep_within(t, &found, by)?;
        let left: Vec<i64> = found.clusters.iter().flat_map(|one| &one.records).map(|id| id.0).collect();
        review::leave(t, &found.review, Some(&left), self.now())?;
        Ok(kept)
    }

    /// Tells the memory what is in the database by now.
    pub(crate) fn assigned(&self, kept: Kept) -> Linked {
        let mut engine = self.engine_mut();
        for (record, person) in kept.assigned {
            engine.assign(record, person);
        }
        kept.linked
    }

    /// Gives each cluster its person, and writes down what that changes.
    fn keep_within(
        &self,
        t: &mut Transaction<'_>,
        found: &Resolution,
        by: &str,
    ) -> Result<Kept, CaseFileError> {
        let now = self.now();
        let clusters = &found.clusters;
        let before = people_before(t, clusters)?;
        let people = homes::people_to_keep(t, clusters, &before, by)?;
        let mut kept = Kept::default();
        for (cluster, person) in clusters.iter().zip(&people) {
            if !cluster.records.iter().any(|record| before.contains_key(&record.0)) {
                continue;
            }
            let person = person.map_or_else(|| tables::add_person(t, now), Ok)?;
            for record in &cluster.records {
                let Some(old) = before.get(&record.0).copied() else { continue };
                kept.assigned.push((*record, PersonId(person)));
                if old != person {
                    let ppm = in_ppm(cluster.probability);
                    let moving = Moving { record: record.0, before: old, after: person, at: now, by, ppm };
                    links::move_record(t, &moving)?;
                    tables::lead_person(t, old, person)?;
                    kept.linked.moved += 1;
                }
            }
        }
        for person in kept.assigned.iter().map(|(_, person)| person.0).collect::<BTreeSet<_>>() {
            tables::stands_for_itself(t, person)?;
        }
        Ok(kept)
    }
}

/// What was written down, for the memory.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) linked: Linked,
    pub(crate) assigned: Vec<(RecordId, PersonId)>,
}

/// A probability in millionths.
pub(crate) fn in_ppm(probability: f64) -> i64 {
    (probability * 1_000_000.0) as i64
}

/// The records of the person to whom a record belongs or, when it is withdrawn, belonged: whatever linked them, by people or
/// by evidence of former days, is judged anew.
fn companions(t: &mut Transaction<'_>, record: i64) -> Result<Vec<RecordId>, CaseFileError> {
    let Some((_, person, ..)) = links::standing_of(t, record)? else { return Ok(Vec::new()) };
    Ok(links::versions_of(t, person)?.into_iter().map(|(record, _)| RecordId(record)).collect())
}

fn people_before(t: &mut Transaction<'_>, clusters: &[Cluster]) -> Result<BTreeMap<i64, i64>, CaseFileError> {
    let concerned: usize = clusters.iter().map(|cluster| cluster.records.len()).sum();
    if concerned > MANY {
        return Ok(links::people_of_records(t)?);
    }
    let mut before = BTreeMap::new();
    for record in clusters.iter().flat_map(|cluster| &cluster.records) {
        if let Some(person) = tables::person_of_record(t, record.0)? {
            before.insert(record.0, person);
        }
    }
    Ok(before)
}
