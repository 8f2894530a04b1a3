//! Marks on records, and the people who need to know them.

use crate::{Privacy, PrivacyError, reason_cell, tables};
use database::Token;
use records::SourceId;
use std::collections::BTreeMap;

/// How private a record is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Level {
    /// Like any record.
    #[default]
    Open,
    /// Detail for the care team only; basics for everybody whom a use case lets see the record.
    Private,
    /// Not found, but for people who are named one by one (address-protection programs).
    Sealed,
}

/// Who set a mark. Each origin has a mark of its own; the more private of them counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// The state system, by status transactions.
    State,
    /// A data specialist or steward.
    Staff,
}

/// A record as it stands in the marks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Subject {
    /// Whose record it is.
    pub source: SourceId,
    /// The keyed token of its key.
    pub token: Token,
}

/// Which part an account has in somebody's care.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// The counselor to whom a private case is assigned.
    Assigned,
    /// Named one by one as somebody who may know of a sealed record.
    Named,
}

/// One record's mark, and who is in its care team by name. Specialists and monitors are so by duty, and the supervisor by
/// being that of an assigned counselor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// The level by each origin that set one.
    pub levels: BTreeMap<Origin, Level>,
    /// Accounts to whom the case is assigned.
    pub assigned: Vec<i64>,
    /// Accounts that may know of it when it is sealed.
    pub named: Vec<i64>,
}

/// Every mark at one moment.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    generation: i64,
    by_subject: BTreeMap<Subject, Mark>,
}

impl Mark {
    /// The level that counts.
    pub fn level(&self) -> Level {
        self.levels.values().copied().max().unwrap_or_default()
    }
}

impl Marks {
    pub(crate) fn new(generation: i64, by_subject: BTreeMap<Subject, Mark>) -> Marks {
        Marks { generation, by_subject }
    }

    /// Rises with every change.
    pub fn generation(&self) -> i64 {
        self.generation
    }

    /// Records that are private or sealed, each with its mark.
    pub fn closed(&self) -> impl Iterator<Item = (&Subject, &Mark)> {
        self.by_subject.iter().filter(|(_, mark)| mark.level() > Level::Open)
    }

    /// The mark of a record; none when nobody ever set one.
    pub fn of(&self, subject: &Subject) -> Option<&Mark> {
        self.by_subject.get(subject)
    }
}

impl Privacy {
    /// Sets or clears somebody's own mark on a record, with a reason. The state system's mark beside it stays as it is.
    ///
    /// # Errors
    /// When the reason is empty or the database fails.
    pub fn mark(&self, subject: &Subject, level: Level, by: i64, reason: &str) -> Result<(), PrivacyError> {
        if reason.trim().is_empty() {
            return Err(PrivacyError::Unfit(
                "say why the mark is set or cleared; the reason is kept".to_owned(),
            ));
        }
        let now = self.now();
        let words = reason.trim();
        let reason = self.sealer.seal(reason_cell(&subject.token), words.as_bytes())?;
        self.database.write(|t| {
            tables::turn(t)?;
            tables::name(t, subject, None)?;
            let row = tables::MarkRow { subject, origin: Origin::Staff, level, at: now, by: Some(by) };
            tables::set_mark(t, &row, Some(reason.clone()))?;
            self.happened(t, subject, marked_words(level), Some(by), None, words)?;
            Ok(tables::changed(t, now)?)
        })
    }

    /// Puts an account into the care of a record, or takes it out; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_care(
        &self,
        subject: &Subject,
        account: i64,
        part: Part,
        member: bool,
        by: i64,
    ) -> Result<(), PrivacyError> {
        let now = self.now();
        self.database.write(|t| {
            tables::turn(t)?;
            tables::name(t, subject, None)?;
            if member {
                tables::add_care(t, subject, account, part, now, by)?;
            } else {
                tables::remove_care(t, subject, account, part)?;
            }
            self.happened(t, subject, care_words(part, member), Some(by), Some(account), "")?;
            Ok(tables::changed(t, now)?)
        })
    }
}

fn marked_words(level: Level) -> &'static str {
    match level {
        Level::Open => "cleared by staff",
        Level::Private => "marked private by staff",
        Level::Sealed => "sealed by staff",
    }
}

fn care_words(part: Part, member: bool) -> &'static str {
    match (part, member) {
        (Part::Assigned, true) => "assigned",
        (Part::Assigned, false) => "no longer assigned",
        (Part::Named, true) => "named",
        (Part::Named, false) => "no longer named",
    }
}

impl Level {
    /// The name in files, forms and the log.
    pub fn name(self) -> &'static str {
        match self {
            Level::Open => "open",
            Level::Private => "private",
            Level::Sealed => "sealed",
        }
    }

    /// The level with this name.
    pub fn named(name: &str) -> Option<Level> {
        [Level::Open, Level::Private, Level::Sealed].into_iter().find(|level| level.name() == name)
    }

    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    /// A level that this version does not know is read as the most private one.
    pub(crate) fn read(number: i64) -> Level {
        match number {
            0 => Level::Open,
            1 => Level::Private,
            _ => Level::Sealed,
        }
    }
}

impl Origin {
    /// Anything but the state system's own word is staff's.
    pub(crate) fn read(name: &str) -> Origin {
        if name == Origin::State.name() { Origin::State } else { Origin::Staff }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Origin::State => "state",
            Origin::Staff => "staff",
        }
    }
}

impl Part {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Assigned => "assigned",
            Part::Named => "named",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use database::{Database, KeyFile, Place, Sealer};
    use records::StandingClock;
    use std::sync::Arc;

    fn room(folder: &std::path::Path) -> Privacy {
        let database = Arc::new(Database::open(&Place::File(folder.join("t.db"))).unwrap());
        let key = folder.join("key");
        let key = if key.exists() { KeyFile::read(&key) } else { KeyFile::create(&key) };
        let clock = Arc::new(StandingClock::at("2026-03-02T09:00:00Z".parse().unwrap()));
        Privacy::new(database, Sealer::new(&key.unwrap()), clock)
    }

    #[test]
    fn a_mark_is_seen_by_another_process_at_once_and_the_more_private_origin_counts() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (room(folder.path()), room(folder.path()));
        let maria = one.subject(&SourceId::new("state"), "K-1");
        assert_eq!(other.marks().unwrap().closed().count(), 0);
        one.mark(&maria, Level::Private, 7, "asked for by the participant").unwrap();
        assert_eq!(other.marks().unwrap().of(&maria).unwrap().level(), Level::Private);
        one.set_care(&maria, 9, Part::Assigned, true, 7).unwrap();
        assert_eq!(other.marks().unwrap().of(&maria).unwrap().assigned, [9]);
        one.set_care(&maria, 9, Part::Assigned, false, 7).unwrap();
        one.mark(&maria, Level::Open, 7, "no longer asked for").unwrap();
        assert_eq!(other.marks().unwrap().closed().count(), 0);
    }

    #[test]
    fn a_mark_without_a_reason_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let room = room(folder.path());
        let maria = room.subject(&SourceId::new("state"), "K-1");
        assert!(room.mark(&maria, Level::Private, 7, "  ").is_err());
        assert_eq!(room.marks().unwrap().closed().count(), 0);
    }

    #[test]
    fn a_level_of_a_later_version_is_read_as_the_most_private() {
        assert_eq!(Level::read(7), Level::Sealed);
    }
}
