//! What is done where private records are guarded: marking, assigning, naming, and saying who may see them at all.
//!
//! Each act is decided by the engine under its guards, and stands in the log before it takes effect.

use super::{Door, DoorError};
use crate::rules::{Act, Guarding};
use crate::view::{Agency, GuardRights, Guarded, Settled};
use audit::{Entry, Kind};
use privacy::{Level, Origin, Part, PrivateRecord};
use records::SourceId;
use staff::{Account, Colleague, DutyKind, Session};
use std::collections::BTreeSet;

/// A record and the place from which it is guarded.
pub(super) struct Guard {
    pub(super) record: PrivateRecord,
    pub(super) agency: Agency,
    pub(super) rights: GuardRights,
}

impl Door {
    /// Marks a record by hand, or takes staff's own mark away, with a reason. Nobody lowers the state system's mark.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing was done then.
    pub fn mark_private(
        &self,
        session: &Session,
        number: i64,
        level: &str,
        reason: &str,
    ) -> Result<Settled, DoorError> {
        let Some(guard) = self.guarded(session, number)? else { return Ok(Settled::NotFound) };
        let Some(level) = Level::named(level) else {
            return Ok(refused("level", "Choose how private the record is to be."));
        };
        if reason.trim().is_empty() {
            return Ok(refused(
                "reason",
                "Say why; the reason is kept and shown to those who guard this record.",
            ));
        }
        let before = guard.record.level_by(Origin::Staff);
        if before == level {
            return Ok(refused(
                "level",
                match level {
                    Level::Open => {
                        "Staff has no mark on this record. What the state system marks, only the state system opens."
                    }
                    Level::Private => "Staff marked this record private already.",
                    Level::Sealed => "Staff sealed this record already.",
                },
            ));
        }
        let (step, holds) = match level {
            Level::Private if before == Level::Open => (Guarding::Mark, guard.rights.assigns),
            _ => (Guarding::Seal, guard.rights.seals),
        };
        if let Some(no) = self.not_permitted(session, step, None, holds)? {
            return Ok(no);
        }
        let words = format!("{} {} -> {}: {}", guard.record.key, before.name(), level.name(), reason.trim());
        self.note_about(session, Kind::Mark, &guard, words)?;
        self.parts.privacy.mark(&guard.record.subject, level, session.account.id, reason)?;
        self.settle(std::slice::from_ref(&guard.record.subject))?;
        Ok(Settled::Done)
    }

    /// Assigns a private record to somebody, or names her for a sealed one.
    ///
    /// # Errors
    /// As for [`Door::mark_private`].
    pub fn let_care(
        &self,
        session: &Session,
        number: i64,
        agency: &str,
        user_name: &str,
    ) -> Result<Settled, DoorError> {
        let Some(guard) = self.guarded(session, number)? else { return Ok(Settled::NotFound) };
        let part = match guard.record.level() {
            Level::Open => {
                return Ok(refused(
                    "",
                    "The record is open to everybody whom a use case lets see it. Mark it first.",
                ));
            }
            Level::Private => Part::Assigned,
            Level::Sealed => Part::Named,
        };
        let colleague = match self.colleague(agency, user_name)? {
            Ok(colleague) => colleague,
            Err(words) => return Ok(refused("user", &words)),
        };
        if let Some(no) = self.not_permitted_care(session, &guard, part, colleague.account)? {
            return Ok(no);
        }
        if !colleague.privileged {
            let words = format!(
                "{} may not see private records. Her agency's data specialist can change that under “Who may see private records”.",
                colleague.name
            );
            return Ok(refused("user", &words));
        }
        if guard.record.having(part).any(|account| account == colleague.account) {
            return Ok(refused("user", &format!("{} has this record already.", colleague.name)));
        }
        self.change_care(session, &guard, part, colleague.account, true)
    }

    /// Takes somebody out of the care of a record.
    ///
    /// # Errors
    /// As for [`Door::mark_private`].
    pub fn end_care(
        &self,
        session: &Session,
        number: i64,
        account: i64,
        named: bool,
    ) -> Result<Settled, DoorError> {
        let part = if named { Part::Named } else { Part::Assigned };
        let Some(guard) = self.guarded(session, number)? else { return Ok(Settled::NotFound) };
        if !guard.record.having(part).any(|have| have == account) {
            return Ok(refused("", "She is not in the care of this record any more."));
        }
        if let Some(no) = self.not_permitted_care(session, &guard, part, account)? {
            return Ok(no);
        }
        self.change_care(session, &guard, part, account, false)
    }

    /// Says whether somebody of the specialist's own agency may see private records at all, and who supervises her.
    ///
    /// # Errors
    /// As for [`Door::mark_private`].
    pub fn admit(
        &self,
        session: &Session,
        user_name: &str,
        admitted: bool,
        supervisor: &str,
    ) -> Result<Settled, DoorError> {
        let agency = &session.account.agency;
        if !rights(&session.account, &SourceId::new(agency)).admits {
            return Ok(Settled::NotFound);
        }
        let colleague = match self.colleague(agency, user_name)? {
            Ok(colleague) => colleague,
            Err(words) => return Ok(refused("user", &words)),
        };
        let above = match (supervisor.trim(), admitted) {
            (_, false) => colleague.supervisor,
            ("", true) => None,
            (name, true) => match self.colleague(agency, name)? {
                Ok(above) if above.account == colleague.account => {
                    return Ok(refused("supervisor", "Nobody supervises herself."));
                }
                Ok(above) if above.account == session.account.id => {
                    let words = "You would let yourself into what is assigned to her. Ask another specialist to set you as supervisor.";
                    return Ok(refused("supervisor", words));
                }
                Ok(above) if self.is_above(colleague.account, above.account)? => {
                    let words = "She or he reports to this person already, directly or through others; nobody supervises her own supervisor.";
                    return Ok(refused("supervisor", words));
                }
                Ok(above) => Some(above.account),
                Err(words) => return Ok(refused("supervisor", &words)),
            },
        };
        if let Some(no) = self.not_permitted(session, Guarding::Admit, Some(colleague.account), true)? {
            return Ok(no);
        }
        let words = format!(
            "account {} private records: {}; supervisor: {}",
            colleague.account,
            if admitted { "yes" } else { "no" },
            above.map_or("none".to_owned(), |above| format!("account {above}"))
        );
        self.note(session, Entry { source: agency.clone(), words, ..Entry::new(Kind::Privilege) })?;
        self.parts.staff.set_privileged(colleague.account, admitted, above)?;
        Ok(Settled::Done)
    }

    /// Finds a record by its exact key and gives its number. The inner error is a sentence.
    ///
    /// # Errors
    /// As for [`Door::mark_private`].
    pub fn find_record(
        &self,
        session: &Session,
        source: &str,
        key: &str,
    ) -> Result<Guarded<Result<i64, String>>, DoorError> {
        let source = SourceId::new(source);
        let sources = match self.desk(session)? {
            Guarded::Open(sources) => sources,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let Some((agency, _)) = sources.iter().find(|(agency, _)| agency.id == source) else {
            return Ok(Guarded::NotFound);
        };
        let key = key.trim();
        let open = |answer| Ok(Guarded::Open(Box::new(answer)));
        if key.is_empty() {
            return open(Err(format!("Type the record's key as {} writes it.", agency.short)));
        }
        let subject = self.parts.privacy.subject(&source, key);
        let person = self.people_of(std::slice::from_ref(&subject))?.pop().flatten();
        let words = format!("by key: {key}");
        let entry =
            Entry { source: source.0.clone(), subject: person, words, ..Entry::new(Kind::PrivateList) };
        self.note(session, entry)?;
        if person.is_none() && !self.parts.privacy.was_told_of(&subject)? {
            return open(Err(format!(
                "{} has delivered no record with exactly this key, and the state system has named none. Look at every character.",
                agency.short
            )));
        }
        open(Ok(self.parts.privacy.numbered(&source, key)?))
    }

    /// The sources that she guards, when she may go in now.
    pub(super) fn desk(&self, session: &Session) -> Result<Guarded<Vec<(Agency, GuardRights)>>, DoorError> {
        let account = &session.account;
        let kinds = [DutyKind::Specialist, DutyKind::Steward, DutyKind::Monitor];
        let guards = |agency: &&Agency| kinds.iter().any(|kind| account.has(*kind, &agency.id.0));
        let sources = self.agencies.iter().filter(guards);
        let sources: Vec<_> = sources.map(|agency| (agency.clone(), rights(account, &agency.id))).collect();
        if sources.is_empty() {
            let words = "private records".to_owned();
            self.note(session, Entry { words, ..Entry::new(Kind::Denied) })?;
            return Ok(Guarded::NotFound);
        }
        let act = Act::Guard { step: Guarding::Read, member: None, holders: &[account.id] };
        Ok(match self.may(session, act)? {
            Ok(()) => Guarded::Open(Box::new(sources)),
            Err(no) => Guarded::Shut(sentence(no.0)),
        })
    }

    /// A record of a source that she guards. Absent and not hers look the same, and the log keeps the attempt.
    pub(super) fn guarded(&self, session: &Session, number: i64) -> Result<Option<Guard>, DoorError> {
        let Guarded::Open(sources) = self.desk(session)? else { return Ok(None) };
        let record = self.parts.privacy.record(number)?;
        let found = record.and_then(|record| {
            let (agency, rights) = sources.into_iter().find(|(one, _)| one.id == record.subject.source)?;
            Some(Guard { record, agency, rights })
        });
        if found.is_none() {
            let words = format!("private record {number}");
            self.note(session, Entry { words, ..Entry::new(Kind::Denied) })?;
        }
        Ok(found)
    }

    /// The sentence of a refusal, when the engine refuses.
    pub(super) fn not_permitted(
        &self,
        session: &Session,
        step: Guarding,
        member: Option<i64>,
        holds: bool,
    ) -> Result<Option<Settled>, DoorError> {
        let own = [session.account.id];
        let holders: &[i64] = if holds { &own } else { &[] };
        let decided = self.may(session, Act::Guard { step, member, holders })?;
        Ok(decided.err().map(|no| refused("", &sentence(no.0))))
    }

    fn not_permitted_care(
        &self,
        session: &Session,
        guard: &Guard,
        part: Part,
        account: i64,
    ) -> Result<Option<Settled>, DoorError> {
        let (step, holds) = match part {
            Part::Assigned => (Guarding::Assign, guard.rights.assigns),
            Part::Named => (Guarding::Name, guard.rights.seals),
        };
        self.not_permitted(session, step, Some(account), holds)
    }

    fn change_care(
        &self,
        session: &Session,
        guard: &Guard,
        part: Part,
        account: i64,
        member: bool,
    ) -> Result<Settled, DoorError> {
        let what = match (part, member) {
            (Part::Assigned, true) => "assigned to",
            (Part::Assigned, false) => "no longer assigned to",
            (Part::Named, true) => "named for it:",
            (Part::Named, false) => "no longer named for it:",
        };
        let words = format!("{} {what} account {account}", guard.record.key);
        self.note_about(session, Kind::Care, guard, words)?;
        self.parts.privacy.set_care(&guard.record.subject, account, part, member, session.account.id)?;
        Ok(Settled::Done)
    }

    fn note_about(
        &self,
        session: &Session,
        kind: Kind,
        guard: &Guard,
        words: String,
    ) -> Result<(), DoorError> {
        let subject = self.people_of(std::slice::from_ref(&guard.record.subject))?.pop().flatten();
        let source = guard.agency.id.0.clone();
        self.note(session, Entry { source, subject, words, ..Entry::new(kind) })
    }

    /// Somebody of an agency whose account is on. The inner error is a sentence.
    pub(super) fn colleague(
        &self,
        agency: &str,
        user_name: &str,
    ) -> Result<Result<Colleague, String>, DoorError> {
        if user_name.trim().is_empty() {
            return Ok(Err("Type the name with which she signs in.".to_owned()));
        }
        let account = self.parts.staff.find(agency, user_name)?;
        let found = account.map(|account| self.parts.staff.colleague(account)).transpose()?.flatten();
        let employer = self.parts.employers.iter().find(|employer| employer.id.0 == agency);
        let short = employer.map_or(agency, |employer| employer.short.as_str());
        let missing = || format!("Nobody signs in at {short} with this name.");
        Ok(found.filter(|one| one.active).ok_or_else(missing))
    }
}

/// What somebody may do about the private records of a source.
pub(super) fn rights(account: &Account, source: &SourceId) -> GuardRights {
    let specialist = account.has(DutyKind::Specialist, &source.0);
    let steward = account.has(DutyKind::Steward, &source.0);
    GuardRights {
        assigns: specialist || steward,
        seals: steward,
        admits: specialist && account.agency == source.0,
    }
}

pub(super) fn refused(field: &'static str, words: &str) -> Settled {
    Settled::Refused { field, words: words.to_owned() }
}

/// The engine's words as a sentence of their own.
pub(super) fn sentence(words: String) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

impl Door {
    /// Somebody stands above an account, through however many supervisors.
    fn is_above(&self, upper: i64, account: i64) -> Result<bool, DoorError> {
        let mut below = vec![upper];
        let mut seen = BTreeSet::new();
        while let Some(next) = below.pop() {
            for report in self.parts.staff.reports_of(next)? {
                if report == account {
                    return Ok(true);
                }
                if seen.insert(report) {
                    below.push(report);
                }
            }
        }
        Ok(false)
    }
}
