//! Status transactions: what the state system says about a record, one change at a time.
//!
//! What stands is worked out anew from all that was ever said about a record, never from the order in which it came: so
//! whatever is repeated, swapped or late, the newest word counts. Begin with [`Privacy::take`].

mod faults;
mod list;
mod read;
mod signature;
mod standing;

pub use faults::Fault;
pub use list::{FullList, Listed};
pub use read::{FilePart, Line};
pub use signature::StatusKey;

pub(crate) use standing::{Said, standing};

use crate::{Level, Origin, Privacy, PrivacyError, Subject, tables};
use database::{Cell, Token, Transaction};
use jiff::Timestamp;
use records::SourceId;
use std::collections::BTreeSet;
use std::fmt;

/// One change of a record's status, as the state system tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusTransaction {
    /// Names the change; the same id is the same change.
    pub id: String,
    /// The source's key of the record.
    pub key: String,
    /// How private the record is from then on.
    pub level: Level,
    /// When, by the clock of the state system.
    pub at: Timestamp,
    /// Orders changes of the same instant.
    pub sequence: Option<i64>,
}

/// What became of a transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// New, and nothing newer is known of the record.
    Accepted,
    /// It was taken before; nothing changes.
    Duplicate,
    /// New, but something newer is known of the record: kept, and nothing changes.
    Late,
    /// Not taken, with a sentence.
    Refused(String),
}

/// A line and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// The transaction's id; empty where none could be read.
    pub id: String,
    /// Where the line stands.
    pub place: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// A later transaction took an id that stands for something else.
pub const TAKEN_ID: &str = "another transaction with this id and other content was taken before; nothing was changed: \
    send it again under an id of its own";

impl Privacy {
    /// What would become of these lines now, without taking them: for the log, which is written first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn foresee(&self, source: &SourceId, lines: &[Line]) -> Result<Vec<Outcome>, PrivacyError> {
        self.database.read(|t| {
            let outcome = |line: &Line| {
                let told = match &line.read {
                    Ok(told) => told,
                    Err(reason) => return Ok(Outcome::Refused(reason.clone())),
                };
                Ok(match self.known(t, source, told)? {
                    Some(true) => Outcome::Duplicate,
                    Some(false) => Outcome::Refused(TAKEN_ID.to_owned()),
                    None => Outcome::Accepted,
                })
            };
            lines.iter().map(outcome).collect()
        })
    }

    /// Takes lines, all of them or none; in force on the next request. What cannot be read goes to quarantine.
    ///
    /// # Errors
    /// When the database fails; then nothing was taken, and the same lines can be handed in again.
    pub fn take(&self, source: &SourceId, lines: &[Line]) -> Result<Vec<Answered>, PrivacyError> {
        let now = self.now();
        self.database.write(|t| {
            tables::turn(t)?;
            let (mut answered, mut touched) = (Vec::with_capacity(lines.len()), BTreeSet::new());
            for line in lines {
                let outcome = match &line.read {
                    Ok(told) => self.keep(t, source, told, &mut touched)?,
                    Err(reason) => Outcome::Refused(reason.clone()),
                };
                if let Outcome::Refused(reason) = &outcome {
                    self.quarantine(t, source, line, reason)?;
                }
                answered.push(Answered { id: line.id.clone(), place: line.place.clone(), outcome });
            }
            let mut changed = false;
            for subject in &touched {
                changed |= self.restate(t, subject)?;
            }
            if changed {
                tables::changed(t, now)?;
            }
            Ok(answered)
        })
    }

    /// Whether a transaction with this id was taken, and whether it said the same.
    fn known(
        &self,
        t: &mut Transaction<'_>,
        source: &SourceId,
        told: &StatusTransaction,
    ) -> Result<Option<bool>, PrivacyError> {
        let known = tables::transaction(t, source, &self.id_token(source, &told.id))?;
        let subject = self.subject(source, &told.key);
        let same = (subject.token, told.level, told.at.as_microsecond(), told.sequence);
        Ok(known.map(|row| (row.token, row.level, row.said_at, row.sequence) == same))
    }

    fn keep(
        &self,
        t: &mut Transaction<'_>,
        source: &SourceId,
        told: &StatusTransaction,
        touched: &mut BTreeSet<Subject>,
    ) -> Result<Outcome, PrivacyError> {
        match self.known(t, source, told)? {
            Some(true) => return Ok(Outcome::Duplicate),
            Some(false) => return Ok(Outcome::Refused(TAKEN_ID.to_owned())),
            None => {}
        }
        let subject = self.subject(source, &told.key);
        let before = tables::newest_said(t, &subject)?;
        let token = self.id_token(source, &told.id);
        let row = tables::TransactionRow {
            token: subject.token,
            level: told.level,
            said_at: told.at.as_microsecond(),
            sequence: told.sequence,
        };
        let body = self.sealer.seal(body_cell(&token), told.id.as_bytes())?;
        tables::add_transaction(t, source, &token, &row, self.now(), &body)?;
        self.name(t, &subject, &told.key)?;
        let late = before.is_some_and(|said| said.is_newer_than(row.said_at, row.sequence));
        touched.insert(subject);
        Ok(if late { Outcome::Late } else { Outcome::Accepted })
    }

    /// Works out the state system's mark from all that it said of a record. Whether the level changed.
    pub(crate) fn restate(&self, t: &mut Transaction<'_>, subject: &Subject) -> Result<bool, PrivacyError> {
        let said = tables::newest_said(t, subject)?;
        let listed = tables::listed(t, subject)?;
        let Some(stands) = standing(said.as_ref(), listed) else { return Ok(false) };
        let had = tables::level_by(t, subject, Origin::State)?;
        let at = stands.since.div_euclid(1000);
        let row = tables::MarkRow { subject, origin: Origin::State, level: stands.level, at, by: None };
        tables::set_mark(t, &row, None)?;
        Ok(had.unwrap_or_default() != stands.level)
    }

    fn id_token(&self, source: &SourceId, id: &str) -> Token {
        self.sealer.token("status transaction", format!("{}\u{0}{id}", source.0).as_bytes())
    }

    /// The id of a transaction as it came.
    pub(crate) fn open_id(&self, token: &Token, body: &[u8]) -> Result<String, PrivacyError> {
        let plain = self.sealer.open(body_cell(token), body)?;
        Ok(String::from_utf8_lossy(&plain).into_owned())
    }
}

fn body_cell(token: &Token) -> Cell<'_> {
    Cell { table: "status_transaction", column: "body", row: token }
}

impl Outcome {
    /// The word in answers and reports.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Duplicate => "duplicate",
            Outcome::Late => "late",
            Outcome::Refused(_) => "refused",
        }
    }
}

impl fmt::Debug for StatusTransaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusTransaction({} ***)", self.level.name())
    }
}
