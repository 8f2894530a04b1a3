//! Keeps what agencies said, as they said it, decides with the matcher whose it is, and assembles one person's file.
//!
//! It never changes a source record, and never knows who is asking: access cuts what comes out of here.
//! Begin with [`CaseFile::take_in`] (the way in) and [`CaseFile::around`] (the way out).

mod around;
mod availability;
mod checks;
mod decisions;
mod expiry;
mod figures;
mod history;
mod intake;
mod links;
mod live;
mod marked;
mod models;
mod quarantine;
mod review;
mod stored;
mod storing;
mod tables;

pub use around::{Around, HouseholdTie, KinTie, PersonRecords};
pub use availability::Standing;
pub use checks::{Check, CheckAnswer};
pub use decisions::{Argument, Compared, Decided, MatchDecision, Proposal, State, Verdict};
pub use figures::{CheckCounts, Counted, Figures, Gap, GroupFigure, Load, StratumFigure};
pub use history::{LinkMove, MovedBy};
pub use intake::Intake;
pub use links::Linked;
pub use live::Heard;
pub use marked::Generation;
pub use models::{Agreement, Example, MatchModel, ModelState, ModelStep, Trial};
pub use quarantine::Quarantined;
pub use review::{LinkCase, ReviewCase};
pub use stored::Stored;

use database::{Database, DatabaseError, Sealer};
use identity::Engine;
use records::{Clock, Source, SourceError, SourceId};
use std::sync::{Arc, Mutex, RwLock};
use thiserror::Error;

/// The records of all agencies, who they belong to, and the systems that can be asked.
pub struct CaseFile {
    database: Arc<Database>,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
    sources: Vec<Arc<dyn Source>>,
    engine: RwLock<Engine>,
    /// One intake at a time: links are decided on one state of the records.
    intake: Mutex<()>,
    /// One at a time decides on links: a job or a steward.
    linking: Mutex<()>,
    circuit: live::Circuit,
}

/// What can go wrong with the case file. Names no person.
#[derive(Debug, Error)]
pub enum CaseFileError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A system failed.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// No such system in the settings.
    #[error("there is no source `{0}` in the settings; the sources are: {1}")]
    NoSource(String, String),
    /// A stored body is not of this version's catalogue.
    #[error("a stored record cannot be read: {0}")]
    Unreadable(String),
}

impl CaseFile {
    /// Opens the case file over its database and sources, and builds the matcher's memory from what is stored.
    ///
    /// # Errors
    /// When the database fails or a stored record cannot be opened with this key.
    pub fn open(
        database: Arc<Database>,
        sealer: Sealer,
        clock: Arc<dyn Clock>,
        sources: Vec<Arc<dyn Source>>,
    ) -> Result<CaseFile, CaseFileError> {
        let circuit = live::Circuit::closed(sources.len());
        let engine = RwLock::new(links::empty_engine());
        let (intake, linking) = (Mutex::new(()), Mutex::new(()));
        let file = CaseFile { database, sealer, clock, sources, engine, intake, linking, circuit };
        file.remember_all()?;
        file.catch_up()?;
        Ok(file)
    }

    /// The systems, in the order of the settings.
    pub fn sources(&self) -> &[Arc<dyn Source>] {
        &self.sources
    }

    fn source(&self, id: &SourceId) -> Result<(usize, &Arc<dyn Source>), CaseFileError> {
        let found = self.sources.iter().enumerate().find(|(_, source)| source.profile().id == *id);
        found.ok_or_else(|| {
            let names = self.sources.iter().map(|source| source.profile().id.0.as_str()).collect::<Vec<_>>();
            CaseFileError::NoSource(id.0.clone(), names.join(", "))
        })
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}
