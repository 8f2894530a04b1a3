//! Knows which records are private and who needs to know them all the same.
//!
//! A mark lies on one source's record, by a keyed token; a person is as private as the most private of the records linked to
//! her or him. This room never decides what is shown: access does, from what [`Privacy::marks`] says. Begin with `mark.rs`; how the
//! state system's word comes in stands in `status.rs`, and what disagrees in `discrepancy.rs`.

mod discrepancy;
mod mark;
mod record;
mod status;
mod tables;

pub use discrepancy::{Discrepancy, DiscrepancyKind, Step};
pub use mark::{Level, Mark, Marks, Origin, Part, Subject};
pub use record::{Care, Event, MarkSet, PrivateRecord};
pub use status::{
    Answered, Fault, FilePart, FullList, Line, Listed, Outcome, StatusKey, StatusTransaction, TAKEN_ID,
};

use database::{Cell, Database, DatabaseError, Sealer};
use records::{Clock, SourceId};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use thiserror::Error;

/// The marks and care teams.
pub struct Privacy {
    database: Arc<Database>,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
    known: RwLock<Option<Arc<Marks>>>,
    keys: BTreeMap<SourceId, StatusKey>,
}

/// Why something about private records could not be done.
#[derive(Debug, Error)]
pub enum PrivacyError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// What was asked for cannot be done, in a sentence for the person who asked.
    #[error("{0}")]
    Unfit(String),
}

impl Privacy {
    /// Marks and care teams kept in `database`.
    pub fn new(database: Arc<Database>, sealer: Sealer, clock: Arc<dyn Clock>) -> Privacy {
        Privacy { database, sealer, clock, known: RwLock::new(None), keys: BTreeMap::new() }
    }

    /// The same, with the keys by which state systems sign what they send.
    #[must_use]
    pub fn with_keys(self, keys: BTreeMap<SourceId, StatusKey>) -> Privacy {
        Privacy { keys, ..self }
    }

    /// Every mark that stands at this moment. The whole is kept in memory, and read anew when any process changed one.
    ///
    /// # Errors
    /// When the database fails; then nothing about anybody may be shown.
    pub fn marks(&self) -> Result<Arc<Marks>, PrivacyError> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let newest = self.database.read(tables::generation)?;
        if let Some(marks) = known.filter(|marks| marks.generation() == newest) {
            return Ok(marks);
        }
        let marks = Arc::new(self.database.read(tables::marks)?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(marks.clone());
        Ok(marks)
    }

    /// The token by which a record stands in the marks.
    pub fn subject(&self, source: &SourceId, key: &str) -> Subject {
        Subject { source: source.clone(), token: self.sealer.record_token(&source.0, key) }
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

fn reason_cell<'a>(row: &'a [u8]) -> Cell<'a> {
    Cell { table: "privacy_mark", column: "reason", row }
}
