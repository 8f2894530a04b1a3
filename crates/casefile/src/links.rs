//! Which records are one person: asks the matcher, keeps the decision, never touches what an agency said.

use crate::storing::Touched;
use crate::{CaseFile, CaseFileError, Stored, tables};
use database::Transaction;
use identity::{Cluster, Constraints, Engine, Found, Model, Permitted, Query, RecordId};
use records::{Particulars, PersonId, RecordKey, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};

/// What a round of linking did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Linked {
    /// Records that now belong to another person than before.
    pub moved: u64,
}

/// From so many changed records on, or from a quarter of all, the whole is linked anew: it trains the weights as well.
const MANY: usize = 2_000;
/// Records read at once when the memory is built.
const PAGE: i64 = 5_000;

pub(crate) fn empty_engine() -> Engine {
    Engine::new(Model::shipped())
}

impl CaseFile {
    /// Links all records anew, with weights trained on all of them.
    ///
    /// # Errors
    /// When the database fails; then no link was changed.
    pub fn link_everything(&self) -> Result<Linked, CaseFileError> {
        let _no_intake_meanwhile = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        self.link_all()
    }

    fn link_all(&self) -> Result<Linked, CaseFileError> {
        let apart = self.constraints()?;
        let clusters = self.engine_mut().resolve_all(&apart);
        self.keep(&clusters)
    }

    pub(crate) fn link_touched(&self, touched: Touched) -> Result<Linked, CaseFileError> {
        let Touched { said, gone, behind } = touched;
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
            return self.link_all();
        }
        if said.is_empty() && gone.is_empty() {
            return Ok(Linked::default());
        }
        let apart = self.constraints()?;
        let concerned: Vec<RecordId> = concerned.into_iter().collect();
        let clusters = self.engine().resolve_several(&concerned, &apart).clusters;
        self.keep(&clusters)
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
        // The weights that new records will be judged by are those of the city's own data.
        let mut engine = self.engine_mut();
        if !engine.is_empty() {
            let model = engine.train();
            engine.install(model);
        }
        Ok(())
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

    /// For looking; many can look at once.
    fn engine(&self) -> RwLockReadGuard<'_, Engine> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn engine_mut(&self) -> RwLockWriteGuard<'_, Engine> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn constraints(&self) -> Result<Constraints, CaseFileError> {
        let apart = self.database.read(tables::kept_apart)?;
        let mut constraints = Constraints::none();
        for (low, high) in apart {
            constraints.keep_apart(RecordId(low), RecordId(high));
        }
        Ok(constraints)
    }

    /// Gives each cluster its person, and writes down what that changes.
    fn keep(&self, clusters: &[Cluster]) -> Result<Linked, CaseFileError> {
        let now = self.now();
        let (linked, assigned) = self.database.write(|t| {
            let before = people_before(t, clusters)?;
            let mut linked = Linked::default();
            let mut assigned = Vec::new();
            let mut taken = BTreeSet::new();
            for cluster in clusters {
                let person = match person_to_keep(cluster, &before, &taken) {
                    Some(person) => person,
                    None => tables::add_person(t, now)?,
                };
                taken.insert(person);
                for record in &cluster.records {
                    let Some(old) = before.get(&record.0).copied() else { continue };
                    assigned.push((*record, PersonId(person)));
                    if old != person {
                        let ppm = (cluster.probability * 1_000_000.0) as i64;
                        tables::move_record(t, record.0, old, person, now, ppm)?;
                        tables::lead_person(t, old, person)?;
                        linked.moved += 1;
                    }
                }
            }
            for person in &taken {
                tables::stands_for_itself(t, *person)?;
            }
            tables::all_linked(t)?;
            Ok::<_, CaseFileError>((linked, assigned))
        })?;
        let mut engine = self.engine_mut();
        for (record, person) in assigned {
            engine.assign(record, person);
        }
        Ok(linked)
    }
}

fn people_before(t: &mut Transaction<'_>, clusters: &[Cluster]) -> Result<BTreeMap<i64, i64>, CaseFileError> {
    let concerned: usize = clusters.iter().map(|cluster| cluster.records.len()).sum();
    if concerned > MANY {
        return Ok(tables::people_of_records(t)?);
    }
    let mut before = BTreeMap::new();
    for record in clusters.iter().flat_map(|cluster| &cluster.records) {
        if let Some(person) = tables::person_of_record(t, record.0)? {
            before.insert(record.0, person);
        }
    }
    Ok(before)
}

/// The person most of whose records are here keeps the number; among equals the oldest number.
fn person_to_keep(cluster: &Cluster, before: &BTreeMap<i64, i64>, taken: &BTreeSet<i64>) -> Option<i64> {
    let mut shares: BTreeMap<i64, usize> = BTreeMap::new();
    for person in cluster.records.iter().filter_map(|record| before.get(&record.0)) {
        if !taken.contains(person) {
            *shares.entry(*person).or_default() += 1;
        }
    }
    shares
        .into_iter()
        .max_by_key(|(person, share)| (*share, std::cmp::Reverse(*person)))
        .map(|(person, _)| person)
}
