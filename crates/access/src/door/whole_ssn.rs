//! The whole Social Security number: after the password was typed again, with a reason, and only so many times a day.

use super::{Door, DoorError};
use crate::view::{Opened, ShownSsn, SsnView};
use crate::words;
use audit::{Entry, Kind};
use records::{FieldClass, Particulars, PersonId, SectionKind, SourceId};
use staff::{Confirmed, Session};

/// Whole numbers that one account may be shown within a day, so that nobody copies a list.
pub const SSNS_A_DAY: i64 = 30;
const DAY_SECONDS: i64 = 86_400;

/// How asking for a whole number went.
#[derive(Debug)]
pub enum Asked {
    /// Here it is.
    Shown(Box<SsnView>),
    /// The password is wrong.
    WrongPassword,
    /// Too many wrong passwords; so many seconds until the next one counts.
    Wait(i64),
    /// A reason of a few words is missing.
    NoReason,
    /// Enough for today.
    Enough,
}

impl Door {
    /// Whose number could be shown whole; not found when the use case does not open it.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn may_ask_ssn(&self, session: &Session, person: PersonId) -> Result<Opened<SsnView>, DoorError> {
        self.whole_ssns(
            &Session { confirmed_at: self.now().as_millisecond(), ..session.clone() },
            person,
            "asked",
        )
        .map(|view| match view {
            Some(view) => Opened::Open(Box::new(SsnView { numbers: Vec::new(), ..view })),
            None => Opened::NotFound,
        })
    }

    /// Shows whole numbers for a reason, when the password fits.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn show_ssn(
        &self,
        session: &Session,
        person: PersonId,
        password: &str,
        reason: &str,
    ) -> Result<Opened<Asked>, DoorError> {
        if matches!(self.may_ask_ssn(session, person)?, Opened::NotFound) {
            return self.refuse(session, person, &SourceId::new(""));
        }
        let answer = |asked| Ok(Opened::Open(Box::new(asked)));
        if reason.trim().chars().count() < 5 {
            return answer(Asked::NoReason);
        }
        let since = self.now().as_millisecond() - DAY_SECONDS * 1000;
        if self.parts.audit.count_by(Kind::WholeSsn, session.account.id, since)? >= SSNS_A_DAY {
            self.note(session, Entry { words: reason.to_owned(), ..Entry::about(Kind::Denied, person) })?;
            return answer(Asked::Enough);
        }
        match self.parts.staff.confirm(session, password)? {
            Confirmed::Yes => {}
            Confirmed::No => {
                self.note(session, Entry { words: reason.to_owned(), ..Entry::about(Kind::Denied, person) })?;
                return answer(Asked::WrongPassword);
            }
            Confirmed::Wait(seconds) => return answer(Asked::Wait(seconds)),
        }
        let confirmed = Session { confirmed_at: self.now().as_millisecond(), ..session.clone() };
        match self.whole_ssns(&confirmed, person, reason)? {
            None => self.refuse(session, person, &SourceId::new("")),
            Some(view) => {
                let noted = Entry {
                    allowed: FieldClass::SsnFull.bit(),
                    words: reason.trim().to_owned(),
                    ..Entry::about(Kind::WholeSsn, person)
                };
                self.note(session, noted)?;
                answer(Asked::Shown(Box::new(view)))
            }
        }
    }

    /// The numbers that are open with this reason, each with who says so.
    fn whole_ssns(
        &self,
        session: &Session,
        person: PersonId,
        reason: &str,
    ) -> Result<Option<SsnView>, DoorError> {
        let decisions = self.deciding(session)?;
        let Some((cuts, around)) = decisions.visible(person)? else { return Ok(None) };
        let situation = decisions.need.situation(around.person);
        let grants = self.decided(session, situation, false, reason)?;
        let open = |source: &SourceId| grants.opens(source, SectionKind::Demographics, FieldClass::SsnFull);
        let (cut, own) = (cuts.of(around.person), &around.people[&around.person]);
        if !self.agencies.iter().any(|agency| open(&agency.id)) {
            return Ok(None);
        }
        let mut numbers: Vec<ShownSsn> = Vec::new();
        for stored in own.0.iter().filter(|stored| open(&stored.record.source)) {
            let Some(ssn) = Particulars::of(&stored.record).ssn else { continue };
            let number = words::whole_ssn(&ssn);
            let agency = cut.agency(&stored.record.source);
            match numbers.iter_mut().find(|known| known.number == number) {
                Some(known) if !known.agencies.contains(&agency) => known.agencies.push(agency),
                Some(_) => {}
                None => numbers.push(ShownSsn { number, agencies: vec![agency] }),
            }
        }
        Ok(Some(SsnView { bar: self.bar(&cut, around.person, own), numbers }))
    }
}
