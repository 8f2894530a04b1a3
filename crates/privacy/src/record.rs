//! A record as a desk shows it: its key, who marked it and why, who cares for it, and all that happened.

use crate::tables::Whose;
use crate::{Level, Origin, Part, Privacy, PrivacyError, Subject, tables};
use database::{Cell, DatabaseError, Transaction};
use jiff::Timestamp;
use records::SourceId;
use std::collections::HashMap;
use std::fmt;

/// A record with its marks.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateRecord {
    /// Its number, for addresses of pages.
    pub number: i64,
    /// As it stands in the marks.
    pub subject: Subject,
    /// The source's key; empty where only the token was ever known.
    pub key: String,
    /// Who set what.
    pub marks: Vec<MarkSet>,
    /// Who cares for it by name.
    pub care: Vec<Care>,
}

/// One origin's mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkSet {
    /// Whose.
    pub origin: Origin,
    /// How private.
    pub level: Level,
    /// Since when.
    pub at: Timestamp,
    /// The account that set it; none for the state system.
    pub by: Option<i64>,
    /// Why.
    pub reason: String,
}

/// Somebody's part in the care of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Care {
    /// Who.
    pub account: i64,
    /// As what.
    pub part: Part,
    /// Since when.
    pub since: Timestamp,
}

/// Something that happened about a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// When it was done here, or came here.
    pub at: Timestamp,
    /// What, in words.
    pub what: String,
    /// As of when the state system says so, by its own clock.
    pub said: Option<Timestamp>,
    /// By whom; none for the state system.
    pub by: Option<i64>,
    /// About whom of the staff.
    pub about: Option<i64>,
    /// A reason or note.
    pub words: String,
}

impl PrivateRecord {
    /// The level that counts.
    pub fn level(&self) -> Level {
        self.marks.iter().map(|mark| mark.level).max().unwrap_or_default()
    }

    /// The level that one origin set.
    pub fn level_by(&self, origin: Origin) -> Level {
        self.marks.iter().find(|mark| mark.origin == origin).map_or(Level::Open, |mark| mark.level)
    }

    /// Accounts that have a part.
    pub fn having(&self, part: Part) -> impl Iterator<Item = i64> {
        self.care.iter().filter(move |care| care.part == part).map(|care| care.account)
    }
}

impl Privacy {
    /// Private and sealed records of a source.
    ///
    /// # Errors
    /// When the database fails.
    pub fn closed_records(&self, source: &SourceId) -> Result<Vec<PrivateRecord>, PrivacyError> {
        self.database.read(|t| {
            let rows = tables::closed(t, source)?;
            let (mut sets, mut care) = (HashMap::new(), HashMap::new());
            for (token, row) in tables::sets(t, Whose::All(source))? {
                sets.entry(token).or_insert_with(Vec::new).push(row);
            }
            for (token, row) in tables::care(t, Whose::All(source))? {
                care.entry(token).or_insert_with(Vec::new).push(row);
            }
            let whole = |row: tables::RecordRow| {
                let token = row.subject.token;
                self.whole(
                    row,
                    sets.remove(&token).unwrap_or_default(),
                    care.remove(&token).unwrap_or_default(),
                )
            };
            rows.into_iter().map(whole).collect()
        })
    }

    /// A record by its number, marked or not.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record(&self, number: i64) -> Result<Option<PrivateRecord>, PrivacyError> {
        self.database.read(|t| {
            let Some(row) = tables::record(t, number)? else { return Ok(None) };
            let sets = tables::sets(t, Whose::One(&row.subject))?.into_iter().map(|(_, set)| set).collect();
            let care = tables::care(t, Whose::One(&row.subject))?.into_iter().map(|(_, care)| care).collect();
            Ok(Some(self.whole(row, sets, care)?))
        })
    }

    /// Gives a record its number, and keeps its key.
    ///
    /// # Errors
    /// When the database fails.
    pub fn numbered(&self, source: &SourceId, key: &str) -> Result<i64, PrivacyError> {
        let subject = self.subject(source, key);
        self.database.write(|t| {
            tables::turn(t)?;
            self.name(t, &subject, key)
        })
    }

    /// Whether anything was ever said here of a record, delivered or not.
    ///
    /// # Errors
    /// When the database fails.
    pub fn was_told_of(&self, subject: &Subject) -> Result<bool, PrivacyError> {
        Ok(self.database.read(|t| tables::record_of(t, subject))?.is_some())
    }

    /// All that happened about a record, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn history(&self, subject: &Subject) -> Result<Vec<Event>, PrivacyError> {
        self.database.read(|t| {
            let mut events = Vec::new();
            for row in tables::told(t, subject)? {
                let said = Timestamp::from_microsecond(row.said_at).map_err(no_time)?;
                events.push(Event {
                    at: time(row.received_at)?,
                    what: format!("the state system said: {}", row.level.name()),
                    said: Some(said),
                    by: None,
                    about: None,
                    words: format!("transaction {}", self.open_id(&row.id, &row.body)?),
                });
            }
            for row in tables::events(t, subject)? {
                let words = match &row.body {
                    Some(body) => self.sealer.open(event_cell(&row.event), body)?.to_vec(),
                    None => Vec::new(),
                };
                let words = String::from_utf8_lossy(&words).into_owned();
                events.push(Event {
                    at: time(row.at)?,
                    what: row.what,
                    said: None,
                    by: row.by,
                    about: row.about,
                    words,
                });
            }
            events.sort_by_key(|event| std::cmp::Reverse(event.at));
            Ok(events)
        })
    }

    /// Keeps the key of a record beside its token.
    pub(crate) fn name(
        &self,
        t: &mut Transaction<'_>,
        subject: &Subject,
        key: &str,
    ) -> Result<i64, PrivacyError> {
        if let Some(row) = tables::record_of(t, subject)?.filter(|row| row.label.is_some()) {
            return Ok(row.number);
        }
        let label = self.sealer.seal(label_cell(subject), key.as_bytes())?;
        Ok(tables::name(t, subject, Some(label))?)
    }

    /// Writes down what happened about a record.
    pub(crate) fn happened(
        &self,
        t: &mut Transaction<'_>,
        subject: &Subject,
        what: &str,
        by: Option<i64>,
        about: Option<i64>,
        words: &str,
    ) -> Result<(), PrivacyError> {
        let mut event = [0u8; 16];
        getrandom::fill(&mut event).map_err(|_| DatabaseError::Corrupt("the system has no randomness"))?;
        let body = match words {
            "" => None,
            words => Some(self.sealer.seal(event_cell(&event), words.as_bytes())?),
        };
        let event = event.to_vec();
        let row = tables::EventRow { event, at: self.now(), what: what.to_owned(), by, about, body };
        Ok(tables::add_event(t, subject, &row)?)
    }

    pub(crate) fn key_of(&self, subject: &Subject, label: Option<&Vec<u8>>) -> Result<String, PrivacyError> {
        let Some(label) = label else { return Ok(String::new()) };
        let plain = self.sealer.open(label_cell(subject), label)?;
        Ok(String::from_utf8_lossy(&plain).into_owned())
    }

    fn whole(
        &self,
        row: tables::RecordRow,
        sets: Vec<tables::SetRow>,
        care: Vec<tables::CareRow>,
    ) -> Result<PrivateRecord, PrivacyError> {
        let mut marks = Vec::new();
        for set in sets {
            let tables::SetRow { origin, level, at, by, reason } = set;
            let reason = match reason {
                Some(reason) => self.sealer.open(crate::reason_cell(&row.subject.token), &reason)?.to_vec(),
                None => Vec::new(),
            };
            let reason = String::from_utf8_lossy(&reason).into_owned();
            marks.push(MarkSet { origin, level, at: time(at)?, by, reason });
        }
        let care = care.into_iter().map(|row| {
            let tables::CareRow { account, part, since } = row;
            Ok(Care { account, part, since: time(since)? })
        });
        let care = care.collect::<Result<Vec<_>, PrivacyError>>()?;
        let key = self.key_of(&row.subject, row.label.as_ref())?;
        Ok(PrivateRecord { number: row.number, subject: row.subject, key, marks, care })
    }
}

pub(crate) fn time(milliseconds: i64) -> Result<Timestamp, PrivacyError> {
    Timestamp::from_millisecond(milliseconds).map_err(no_time)
}

fn no_time(_: jiff::Error) -> PrivacyError {
    PrivacyError::Database(DatabaseError::Corrupt("a mark has no proper time"))
}

fn label_cell(subject: &Subject) -> Cell<'_> {
    Cell { table: "private_record", column: "label", row: &subject.token }
}

fn event_cell(event: &[u8]) -> Cell<'_> {
    Cell { table: "privacy_event", column: "body", row: event }
}

impl fmt::Debug for PrivateRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateRecord({} ***)", self.number)
    }
}
