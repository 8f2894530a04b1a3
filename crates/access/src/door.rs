//! The one door: who asks, what is decided, what is written down, what is handed over.

mod acts;
mod agreement;
mod availability;
mod decisions;
mod desk;
mod discrepancies;
mod document;
mod dry_run;
mod exchange;
mod guarding;
mod in_force;
mod inquiry;
mod last_month;
mod link_cases;
mod link_queue;
mod link_rulings;
mod links;
mod links_of;
mod match_models;
mod membership;
mod narrowing;
mod need;
mod open;
mod own_access;
mod private;
mod quality;
mod quality_checks;
mod question;
mod relatives;
mod requests;
mod review;
mod review_steps;
mod search;
mod searching;
mod sign_in;
mod status;
mod trial;
mod version;
mod whole_ssn;
mod why;

pub use desk::{Permit, Post};
pub use dry_run::{Supposed, TryQuestion};
pub use inquiry::LONGEST_TEXT;
pub use link_cases::LinkCaseAnswer;
pub use link_rulings::LONGEST_REASON;
pub use quality::MOST_CHECKS;
pub use question::Question;
pub use review_steps::{Acted, Decision};
pub use status::{StatusAnswer, StatusTaken};
pub use whole_ssn::{Asked as SsnAsked, SSNS_A_DAY};

use crate::rules::{self, Asked, Grants, Rules, Situation};
use crate::view::{Agency, Unit, UseCaseCard};
use audit::{Audit, AuditError, Entry, Kind};
use casefile::{CaseFile, CaseFileError};
use database::{Database, DatabaseError, Sealer};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use privacy::{Privacy, PrivacyError};
use records::{Clock, PersonId, SectionKind, SourceId};
use staff::{Account, Duty, DutyKind, Session, Staff, StaffError};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use thiserror::Error;

/// What the door is made of.
pub struct Parts {
    /// The records of all agencies.
    pub casefile: Arc<CaseFile>,
    /// Accounts and sessions.
    pub staff: Staff,
    /// Private marks and care teams.
    pub privacy: Privacy,
    /// The log.
    pub audit: Audit,
    /// For the questions that are kept while a search is looked at.
    pub database: Arc<Database>,
    /// Seals those questions.
    pub sealer: Sealer,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The city's time zone, in which days begin.
    pub zone: TimeZone,
    /// The agencies whose staff may sign in, in the order of the sign-in page.
    pub employers: Vec<Agency>,
    /// How long a page waits for a system.
    pub deadline: Duration,
}

/// The only way to a person's data.
pub struct Door {
    parts: Parts,
    use_cases: usecases::Store,
    in_force: in_force::InForce,
    agencies: Vec<Agency>,
    marked: Mutex<need::Marked>,
    /// One at a time has all pairs looked at.
    surveying: Mutex<()>,
}

/// Why the door stayed shut. The outside sees a fixed sentence; the inside keeps the cause.
#[derive(Debug, Error)]
pub enum DoorError {
    /// The audit log cannot be written, so nothing is shown.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The case file failed.
    #[error(transparent)]
    CaseFile(#[from] CaseFileError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Accounts or sessions failed.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// Private marks failed; nothing about anybody can be shown without them.
    #[error(transparent)]
    Privacy(#[from] PrivacyError),
    /// The use cases kept in the database failed; nothing can be shown without knowing what is in force.
    #[error(transparent)]
    UseCases(#[from] usecases::UseCaseError),
    /// The policy engine erred: everything is denied.
    #[error("alarm: {0}")]
    Rules(String),
    /// The matcher's memory is unusable after a failure and is being rebuilt.
    #[error("the search is not ready")]
    NotReady,
}

impl Door {
    /// The door over its parts, with these use cases in force.
    pub fn new(parts: Parts, rules: Rules) -> Door {
        let named = |source: &Arc<dyn records::Source>| {
            let profile = source.profile();
            Agency { id: profile.id.clone(), name: profile.agency.clone(), short: profile.short.clone() }
        };
        let agencies = parts.casefile.sources().iter().map(named).collect();
        let (database, sealer, clock) = (parts.database.clone(), parts.sealer.clone(), parts.clock.clone());
        let use_cases = usecases::Store::new(database, sealer, clock);
        let in_force = in_force::InForce::new(rules);
        Door { parts, use_cases, in_force, agencies, marked: Mutex::default(), surveying: Mutex::default() }
    }

    /// The case file, for the intake and other work that shows nothing to anybody.
    pub fn casefile(&self) -> &Arc<CaseFile> {
        &self.parts.casefile
    }

    /// Accounts, for the commands that manage them.
    pub fn staff(&self) -> &Staff {
        &self.parts.staff
    }

    /// The agencies, as pages name them.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies
    }

    /// The agencies whose staff may sign in.
    pub fn employers(&self) -> &[Agency] {
        &self.parts.employers
    }

    /// The time zone in which pages tell the time.
    pub fn zone(&self) -> &TimeZone {
        &self.parts.zone
    }

    /// People may work from this address.
    pub fn is_inside(&self, address: IpAddr) -> bool {
        self.rules().is_inside(address)
    }

    /// Now.
    pub fn now(&self) -> jiff::Timestamp {
        self.parts.clock.now()
    }

    /// The use cases that she may choose now.
    pub fn use_cases(&self, session: &Session) -> Vec<UseCaseCard> {
        let rules = self.rules();
        rules.open_to(&session.account.groups, self.now()).into_iter().map(rules::card).collect()
    }

    /// The use case in force for a session, when it still is.
    pub fn use_case(&self, session: &Session) -> Option<UseCaseCard> {
        self.use_cases(session).into_iter().find(|card| card.id == session.use_case)
    }

    /// Her user groups, with their provisioners and liaisons.
    ///
    /// # Errors
    /// When the database fails.
    pub fn units(&self, session: &Session) -> Result<Vec<Unit>, DoorError> {
        let rules = self.rules();
        let groups = session.account.groups.iter().filter_map(|id| rules.group(id));
        let unit = |group: &usecases::UserGroup| {
            Ok(Unit {
                group: group.id.clone(),
                name: group.name.clone(),
                provisioners: self.parts.staff.having(&Duty::new(DutyKind::Provisioner, &group.id))?,
                liaisons: self.parts.staff.having(&Duty::new(DutyKind::Liaison, &group.id))?,
            })
        };
        groups.map(unit).collect()
    }

    /// There is a user group by this settings name.
    pub fn has_group(&self, id: &str) -> bool {
        self.rules().group(id).is_some()
    }

    /// States the purpose of the look-ups that follow. `false` when the use case or the purpose is not open to her.
    ///
    /// # Errors
    /// When the audit log or the database fails.
    pub fn state_purpose(&self, session: &Session, use_case: &str, purpose: &str) -> Result<bool, DoorError> {
        let cards = self.use_cases(session);
        let known = cards.iter().find(|card| card.id == use_case);
        if !known.is_some_and(|card| card.purposes.iter().any(|(id, _)| id == purpose)) {
            self.note(session, Entry { words: format!("{use_case} {purpose}"), ..Entry::new(Kind::Denied) })?;
            return Ok(false);
        }
        let stated =
            Entry { use_case: use_case.to_owned(), purpose: purpose.to_owned(), ..Entry::new(Kind::Purpose) };
        self.parts.audit.append(&Entry {
            account: Some(session.account.id),
            session: Some(session.id.clone()),
            ..stated
        })?;
        self.parts.staff.state_purpose(session, use_case, purpose)?;
        Ok(true)
    }

    /// How many entries of a kind the log has about a person.
    ///
    /// # Errors
    /// When the database fails.
    pub fn audited(&self, kind: Kind, person: Option<PersonId>) -> Result<i64, DoorError> {
        Ok(self.parts.audit.count(kind, person)?)
    }

    /// Private marks and care teams, for intake and for commands.
    pub fn privacy(&self) -> &Privacy {
        &self.parts.privacy
    }

    /// What a session may see of people in a situation, and search them by when it is `searching`.
    fn decided(
        &self,
        session: &Session,
        situation: Situation,
        searching: bool,
        reason: &str,
    ) -> Result<Grants, DoorError> {
        let current = self.current()?;
        let asked = self.asked(session, &session.account, reason, &current.hidden);
        current.rules.decide(&asked, situation, &self.kinds(), searching).map_err(DoorError::Rules)
    }

    fn asked<'a>(
        &self,
        session: &'a Session,
        account: &'a Account,
        reason: &'a str,
        hidden: &'a BTreeSet<SourceId>,
    ) -> Asked<'a> {
        Asked {
            account: account.id,
            agency: &account.agency,
            groups: &account.groups,
            active: true,
            privileged: account.privileged,
            agreed: account.agreed,
            use_case: &session.use_case,
            purpose: &session.purpose,
            now: self.now(),
            address: session.address,
            confirmed_seconds: seconds_since(session.confirmed_at, self.now()),
            reason,
            hidden,
        }
    }

    /// Every source with the kinds of section that it fills.
    fn kinds(&self) -> Vec<(SourceId, Vec<SectionKind>)> {
        let profiles = self.parts.casefile.sources().iter().map(|source| source.profile());
        profiles.map(|profile| (profile.id.clone(), profile.sections.clone())).collect()
    }

    fn today(&self) -> Date {
        self.now().to_zoned(self.parts.zone.clone()).date()
    }

    /// Writes an entry on behalf of a session; when this fails, nothing may be handed over.
    fn note(&self, session: &Session, entry: Entry) -> Result<(), DoorError> {
        self.parts.audit.append(&Entry {
            account: Some(session.account.id),
            session: Some(session.id.clone()),
            use_case: session.use_case.clone(),
            purpose: session.purpose.clone(),
            ..entry
        })?;
        Ok(())
    }
}

/// A moment in the future, after the clock was set back, is as long ago as can be.
fn seconds_since(then: i64, now: jiff::Timestamp) -> i64 {
    match now.as_millisecond() - then {
        passed @ 0.. => passed / 1000,
        _ => i64::MAX,
    }
}
