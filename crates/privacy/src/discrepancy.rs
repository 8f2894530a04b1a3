//! What disagrees between the state system and this house, as a queue for people. What no longer holds closes by itself.

use crate::record::time;
use crate::status::standing;
use crate::{Level, Origin, Privacy, PrivacyError, Subject, tables};
use database::{Cell, Transaction};
use jiff::Timestamp;
use records::SourceId;
use std::collections::BTreeSet;
use std::fmt;

/// What can disagree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DiscrepancyKind {
    /// A full list names the record, and no transaction said so: it was marked when the list came.
    NotMarkedHere,
    /// The state system marked it, and its newest full list does not name it: it stays private.
    NotListed,
    /// Staff marked it, and the newest full list does not name it.
    StaffOnly,
    /// The state system speaks of a record that its source never delivered.
    NoRecord,
}

/// How far somebody has come with it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// Nobody has done anything yet.
    Open,
    /// A ticket was sent to whoever must mend it.
    Sent,
    /// Somebody says that it is settled.
    Resolved,
}

/// Something that disagrees.
#[derive(Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Its number.
    pub number: i64,
    /// About which record.
    pub subject: Subject,
    /// The number of that record.
    pub record: i64,
    /// The record's key at its source.
    pub key: String,
    /// What disagrees.
    pub kind: DiscrepancyKind,
    /// How far somebody has come.
    pub step: Step,
    /// Since when it is known.
    pub since: Timestamp,
    /// When it closed by itself.
    pub ended: Option<Timestamp>,
    /// When somebody did something last, and who.
    pub changed: (Timestamp, Option<i64>),
    /// What she wrote about it.
    pub note: String,
    /// The level by the state system and by staff.
    pub levels: (Level, Level),
}

/// All that bears on whether something about a record disagrees.
struct Facts {
    state: Level,
    /// Only a list makes it private.
    by_list: bool,
    /// The instant of the newest transaction, and when the first came.
    said: Option<i64>,
    heard: Option<i64>,
    /// The newest list that names it, and the newest of all.
    listed: Option<i64>,
    newest: Option<i64>,
    staff: Level,
    delivered: bool,
}

/// A record may come after its first transaction by so much, in milliseconds, before anybody is asked about it.
const RECORD_MAY_COME: i64 = 24 * 3_600_000;

impl Privacy {
    /// The records of a source about which something may disagree.
    ///
    /// # Errors
    /// When the database fails.
    pub fn watched(&self, source: &SourceId) -> Result<Vec<Subject>, PrivacyError> {
        Ok(self.database.read(|t| tables::watched(t, source))?)
    }

    /// Looks at some records anew: what disagrees is opened, what no longer does is closed. `delivered` says which of them their
    /// source has delivered. Gives how many were opened and closed.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn settle(&self, subjects: &[(Subject, bool)]) -> Result<(u64, u64), PrivacyError> {
        let now = self.now();
        self.database.write(|t| {
            tables::turn(t)?;
            let (mut opened, mut closed) = (0, 0);
            for (subject, delivered) in subjects {
                let facts = self.facts(t, subject, *delivered)?;
                let wanted = facts.wanted(now);
                let as_of = facts.newest.unwrap_or(0);
                let holding = tables::holding(t, subject)?;
                for row in holding.iter().filter(|row| !wanted.contains(&row.kind)) {
                    tables::end(t, row.number, now)?;
                    self.happened(t, subject, row.kind.closed_words(), None, None, "")?;
                    closed += 1;
                }
                for kind in wanted {
                    match holding.iter().find(|row| row.kind == kind) {
                        // Settled by somebody, and a newer list says that it is not.
                        Some(row) if row.step == Step::Resolved && row.as_of < as_of => {
                            tables::end(t, row.number, now)?;
                        }
                        Some(_) => continue,
                        None => {}
                    }
                    tables::open(t, subject, kind, as_of, now)?;
                    self.happened(t, subject, kind.opened_words(), None, None, "")?;
                    opened += 1;
                }
            }
            Ok((opened, closed))
        })
    }

    /// What waits for somebody, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn discrepancies(&self, source: &SourceId) -> Result<Vec<Discrepancy>, PrivacyError> {
        self.listed_rows(|t| tables::waiting(t, source))
    }

    /// What was settled last, or closed by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settled(&self, source: &SourceId, most: i64) -> Result<Vec<Discrepancy>, PrivacyError> {
        self.listed_rows(|t| tables::settled(t, source, most))
    }

    /// What disagrees or disagreed about a record.
    ///
    /// # Errors
    /// When the database fails.
    pub fn disagrees(&self, subject: &Subject) -> Result<Vec<Discrepancy>, PrivacyError> {
        self.listed_rows(|t| tables::about(t, subject))
    }

    /// One discrepancy by its number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn discrepancy(&self, number: i64) -> Result<Option<Discrepancy>, PrivacyError> {
        let rows = self.listed_rows(|t| Ok(tables::discrepancy(t, number)?.into_iter().collect()))?;
        Ok(rows.into_iter().next())
    }

    /// Somebody took a step. `false` when it closed meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub fn step(&self, number: i64, step: Step, by: i64, note: &str) -> Result<bool, PrivacyError> {
        let now = self.now();
        self.database.write(|t| {
            tables::turn(t)?;
            let Some(row) = tables::discrepancy(t, number)?.filter(|row| row.ended_at.is_none()) else {
                return Ok(false);
            };
            let as_of = tables::newest_list(t, &row.subject.source)?.unwrap_or(0);
            let note = note.trim();
            let body = self.sealer.seal(note_cell(&row.subject), note.as_bytes())?;
            self.happened(t, &row.subject, step.words(), Some(by), None, note)?;
            let row = tables::DiscrepancyRow {
                step,
                as_of,
                changed_at: now,
                changed_by: Some(by),
                note: Some(body).filter(|_| !note.is_empty()),
                ..row
            };
            tables::step(t, &row)?;
            Ok(true)
        })
    }

    fn facts(
        &self,
        t: &mut Transaction<'_>,
        subject: &Subject,
        delivered: bool,
    ) -> Result<Facts, PrivacyError> {
        let said = tables::newest_said(t, subject)?;
        let listed = tables::listed(t, subject)?;
        let stands = standing(said.as_ref(), listed);
        Ok(Facts {
            state: stands.map_or(Level::Open, |stands| stands.level),
            by_list: stands.is_some_and(|stands| stands.by_list),
            said: said.map(|said| said.at),
            heard: tables::first_heard(t, subject)?,
            listed,
            newest: tables::newest_list(t, &subject.source)?,
            staff: tables::level_by(t, subject, Origin::Staff)?.unwrap_or_default(),
            delivered,
        })
    }

    fn listed_rows(
        &self,
        rows: impl FnOnce(&mut Transaction<'_>) -> Result<Vec<tables::DiscrepancyRow>, database::DatabaseError>,
    ) -> Result<Vec<Discrepancy>, PrivacyError> {
        self.database.read(|t| {
            let rows = rows(t)?;
            rows.into_iter().map(|row| self.whole_discrepancy(t, row)).collect()
        })
    }

    fn whole_discrepancy(
        &self,
        t: &mut Transaction<'_>,
        row: tables::DiscrepancyRow,
    ) -> Result<Discrepancy, PrivacyError> {
        let record = tables::record_of(t, &row.subject)?;
        let note = match &row.note {
            Some(note) => self.sealer.open(note_cell(&row.subject), note)?.to_vec(),
            None => Vec::new(),
        };
        let mut level = |origin| tables::level_by(t, &row.subject, origin).map(Option::unwrap_or_default);
        Ok(Discrepancy {
            number: row.number,
            record: record.as_ref().map_or(0, |record| record.number),
            key: self.key_of(&row.subject, record.and_then(|record| record.label).as_ref())?,
            kind: row.kind,
            step: row.step,
            since: time(row.since)?,
            ended: row.ended_at.map(time).transpose()?,
            changed: (time(row.changed_at)?, row.changed_by),
            note: String::from_utf8_lossy(&note).into_owned(),
            levels: (level(Origin::State)?, level(Origin::Staff)?),
            subject: row.subject,
        })
    }
}

impl Facts {
    fn wanted(&self, now: i64) -> BTreeSet<DiscrepancyKind> {
        use DiscrepancyKind::{NoRecord, NotListed, NotMarkedHere, StaffOnly};
        let is_named = self.newest.is_some() && self.listed >= self.newest;
        let is_private = self.state > Level::Open;
        // A word newer than the list is no contradiction to it.
        let left_out =
            self.newest.is_some_and(|newest| !is_named && self.said.is_none_or(|said| said <= newest));
        let waited = self.listed.is_some() || self.heard.is_some_and(|heard| now - heard >= RECORD_MAY_COME);
        let all = [
            // Where there is no record yet, that alone is asked about.
            (NotMarkedHere, self.by_list && is_named && self.delivered),
            (NotListed, is_private && left_out),
            (StaffOnly, self.staff > Level::Open && !is_private && self.newest.is_some() && !is_named),
            (NoRecord, is_private && !self.delivered && waited),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(kind, _)| kind).collect()
    }
}

impl DiscrepancyKind {
    const ALL: [DiscrepancyKind; 4] = [
        DiscrepancyKind::NotMarkedHere,
        DiscrepancyKind::NotListed,
        DiscrepancyKind::StaffOnly,
        DiscrepancyKind::NoRecord,
    ];

    /// The name in storage.
    pub fn name(self) -> &'static str {
        match self {
            DiscrepancyKind::NotMarkedHere => "not marked here",
            DiscrepancyKind::NotListed => "not listed there",
            DiscrepancyKind::StaffOnly => "by staff only",
            DiscrepancyKind::NoRecord => "no record",
        }
    }

    pub(crate) fn named(name: &str) -> Option<DiscrepancyKind> {
        DiscrepancyKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What disagrees, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            DiscrepancyKind::NotMarkedHere => "privileged there, was not marked here",
            DiscrepancyKind::NotListed => "private here, not in the state system's list",
            DiscrepancyKind::StaffOnly => "private here by staff, not privileged there",
            DiscrepancyKind::NoRecord => "no such record here",
        }
    }

    fn opened_words(self) -> &'static str {
        match self {
            DiscrepancyKind::NotMarkedHere => "disagrees: privileged there, was not marked here",
            DiscrepancyKind::NotListed => "disagrees: private here, not in the state system's list",
            DiscrepancyKind::StaffOnly => "disagrees: private here by staff, not privileged there",
            DiscrepancyKind::NoRecord => "disagrees: no such record here",
        }
    }

    fn closed_words(self) -> &'static str {
        match self {
            DiscrepancyKind::NotMarkedHere => "agrees again: marked by a transaction, or no longer listed",
            DiscrepancyKind::NotListed => "agrees again: listed, or no longer private",
            DiscrepancyKind::StaffOnly => "agrees again: privileged there too, or cleared here",
            DiscrepancyKind::NoRecord => "agrees again: the record came, or is no longer private",
        }
    }
}

impl Step {
    /// The name in storage and forms.
    pub fn name(self) -> &'static str {
        match self {
            Step::Open => "open",
            Step::Sent => "sent",
            Step::Resolved => "resolved",
        }
    }

    /// The step with this name.
    pub fn named(name: &str) -> Option<Step> {
        [Step::Open, Step::Sent, Step::Resolved].into_iter().find(|step| step.name() == name)
    }

    fn words(self) -> &'static str {
        match self {
            Step::Open => "discrepancy opened again",
            Step::Sent => "ticket sent",
            Step::Resolved => "discrepancy resolved",
        }
    }
}

fn note_cell(subject: &Subject) -> Cell<'_> {
    Cell { table: "discrepancy", column: "note", row: &subject.token }
}

impl fmt::Debug for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Discrepancy({} {} {:?} ***)", self.number, self.kind.name(), self.step)
    }
}
