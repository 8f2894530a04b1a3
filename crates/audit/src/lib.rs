//! Remembers: every sign-in, search, view and refusal, on disk before anything is handed over.
//!
//! Rows are only ever added. The searchable part of an entry names no client: people stand in it by a keyed token, and
//! free text stands sealed in the body. Begin with [`Audit::append`].

mod entry;
mod look_ups;
mod tables;
mod writer;

pub use entry::{Entry, Kind, Receipt};
pub use look_ups::LookUps;

use database::{Cell, Database, DatabaseError, Sealer};
use records::{Clock, PersonId};
use std::sync::Arc;
use thiserror::Error;

/// So many entries are handed to the writer before the first answer is waited for.
const ENTRIES_AT_ONCE: usize = 200;

/// The log.
pub struct Audit {
    database: Arc<Database>,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
    writer: writer::Writer,
}

/// The entry is not on disk; nothing may be handed over.
#[derive(Debug, Error)]
#[error("the audit log cannot be written ({0}); nothing was shown")]
pub struct AuditError(pub(crate) String);

impl Audit {
    /// A log in `database`, written by a thread of its own.
    pub fn new(database: Arc<Database>, sealer: Sealer, clock: Arc<dyn Clock>) -> Audit {
        let writer = writer::Writer::start(database.clone());
        Audit { database, sealer, clock, writer }
    }

    /// Writes an entry and returns when it is on disk.
    ///
    /// # Errors
    /// When it could not be written. The caller then hands over nothing.
    pub fn append(&self, entry: &Entry) -> Result<Receipt, AuditError> {
        let handed = self.writer.write(self.row(entry)?)?;
        self.writer.wait(handed)
    }

    /// Writes many entries, which share their commits, and returns when the last is on disk.
    ///
    /// # Errors
    /// As for [`Audit::append`]; then some of them may stand there all the same.
    pub fn append_all(&self, entries: &[Entry]) -> Result<(), AuditError> {
        for part in entries.chunks(ENTRIES_AT_ONCE) {
            let waiting = part
                .iter()
                .map(|entry| self.writer.write(self.row(entry)?))
                .collect::<Result<Vec<_>, AuditError>>()?;
            for one in waiting {
                self.writer.wait(one)?;
            }
        }
        Ok(())
    }

    fn row(&self, entry: &Entry) -> Result<tables::EventRow, AuditError> {
        let failed = |cause: DatabaseError| AuditError(cause.to_string());
        let mut event = [0u8; 16];
        getrandom::fill(&mut event).map_err(|_| AuditError("the system has no randomness".to_owned()))?;
        let body = match entry.body() {
            Some(text) => Some(self.sealer.seal(body_cell(&event), text.as_bytes()).map_err(failed)?),
            None => None,
        };
        let subject = entry.subject.map(|person| self.subject_token(person));
        Ok(tables::EventRow {
            event,
            at: self.clock.now().as_millisecond(),
            subject,
            body,
            entry: entry.clone(),
        })
    }

    /// How many entries there are of one kind about one person; for accounts of disclosures and for tests.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count(&self, kind: Kind, person: Option<PersonId>) -> Result<i64, DatabaseError> {
        let subject = person.map(|person| self.subject_token(person));
        self.database.read(|t| tables::count(t, kind.word(), subject.as_deref()))
    }

    /// How many entries of one kind an account has caused since an instant, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count_by(&self, kind: Kind, account: i64, since: i64) -> Result<i64, DatabaseError> {
        self.database.read(|t| tables::count_by(t, kind.word(), account, since))
    }

    fn subject_token(&self, person: PersonId) -> Vec<u8> {
        self.sealer.token("audit subject", &person.0.to_be_bytes()).to_vec()
    }
}

fn body_cell(event: &[u8; 16]) -> Cell<'_> {
    Cell { table: "audit_event", column: "body", row: event }
}

#[cfg(test)]
mod tests {
    use super::*;
    use database::{KeyFile, Place};
    use records::StandingClock;

    fn log(folder: &std::path::Path) -> (Audit, Arc<Database>) {
        let database = Arc::new(Database::open(&Place::File(folder.join("t.db"))).unwrap());
        let sealer = Sealer::new(&KeyFile::create(&folder.join("key")).unwrap());
        let clock = Arc::new(StandingClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
        (Audit::new(database.clone(), sealer, clock), database)
    }

    #[test]
    fn entries_written_at_once_all_get_a_receipt_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let (audit, _) = log(folder.path());
        let entry = Entry::about(Kind::View, PersonId(7));
        let mut receipts: Vec<i64> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| (0..25).map(|_| audit.append(&entry).unwrap().seq).collect::<Vec<_>>())
                })
                .collect();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        receipts.sort_unstable();
        receipts.dedup();
        assert_eq!(receipts.len(), 200);
        assert_eq!(audit.count(Kind::View, Some(PersonId(7))).unwrap(), 200);
        assert_eq!(audit.count(Kind::View, Some(PersonId(8))).unwrap(), 0);
    }

    #[test]
    fn what_was_typed_is_not_readable_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (audit, database) = log(folder.path());
        let entry = Entry { words: "zyzzyva".to_owned(), ..Entry::new(Kind::Search) };
        audit.append(&entry).unwrap();
        drop((audit, database));
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(7).any(|window| window == b"zyzzyva"));
        }
    }
}
