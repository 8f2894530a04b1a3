//! What the front desk asks of the door: leave for its staff, and how private its customers are.
//!
//! The front desk keeps its own customers, as an agency does. Whether somebody may be greeted by name, listed or looked at is
//! decided here, by the same marks and care teams as everywhere.

use super::{Door, DoorError};
use crate::rules::{Act, NotPermitted, Serving};
use audit::{Entry, Kind};
use privacy::{Level, Mark, Subject};
use records::{PersonId, SourceId};
use staff::{Colleague, Duty, DutyKind, Session};

/// Leave to do one thing at a front desk. Only the door gives one, after the log has it.
#[derive(Clone, Copy, Debug)]
pub struct Permit {
    account: Option<i64>,
    serving: Serving,
}

/// A post that is given or taken.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// Where she signs in.
    pub agency: &'a str,
    /// The name that she types there.
    pub user_name: &'a str,
    /// Which.
    pub kind: DutyKind,
    /// Given, or taken away.
    pub given: bool,
}

/// The posts that an administrator of an area gives.
const POSTS: [DutyKind; 4] =
    [DutyKind::Greeter, DutyKind::CaseManager, DutyKind::CentreManager, DutyKind::AreaAdministrator];

impl Permit {
    /// Who has it; nobody when the program's own commands do it.
    pub fn account(&self) -> Option<i64> {
        self.account
    }

    /// For what.
    pub fn serving(&self) -> Serving {
        self.serving
    }
}

impl Door {
    /// Leave for somebody who holds a duty for `step` at one of `places`: a site, or the area that it lies in. `words` say
    /// what is done, for the log.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing may be done then.
    pub fn serve(
        &self,
        session: &Session,
        step: Serving,
        places: &[&str],
        words: &str,
    ) -> Result<Result<Permit, NotPermitted>, DoorError> {
        if let Err(no) = self.decided_to_serve(session, step, places, None)? {
            self.note(session, Entry { words: format!("{words}: {}", no.0), ..Entry::new(Kind::Denied) })?;
            return Ok(Err(no));
        }
        self.note(session, Entry { words: words.to_owned(), ..Entry::new(Kind::FrontDesk) })?;
        Ok(Ok(Permit { account: Some(session.account.id), serving: step }))
    }

    /// Leave for a command of whoever runs the program, who holds its keys; the log has it before.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn operate(&self, serving: Serving, words: &str) -> Result<Permit, DoorError> {
        self.parts.audit.append(&Entry { words: words.to_owned(), ..Entry::new(Kind::FrontDesk) })?;
        Ok(Permit { account: None, serving })
    }

    /// Whether somebody could get leave for `step` there; nothing is done, so nothing is logged.
    ///
    /// # Errors
    /// When the database or the policy engine fails.
    pub fn may_serve(
        &self,
        session: &Session,
        step: Serving,
        places: &[&str],
    ) -> Result<Result<(), NotPermitted>, DoorError> {
        self.decided_to_serve(session, step, places, None)
    }

    /// Everybody active who has a post at one of `places`, by place and name: place, duty, person.
    ///
    /// # Errors
    /// When the database fails.
    pub fn posted(&self, places: &[&str]) -> Result<Vec<(String, DutyKind, Colleague)>, DoorError> {
        let mut posted = Vec::new();
        for place in places {
            for kind in POSTS {
                for one in self.parts.staff.having(&Duty::new(kind, place))? {
                    let known = self.parts.staff.colleague(one.account)?;
                    posted.extend(known.map(|known| ((*place).to_owned(), kind, known)));
                }
            }
        }
        Ok(posted)
    }

    /// Gives somebody a post at a place of an area, or takes it from her. The administrator of the area decides, never about
    /// herself. The inner error is a sentence.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing was done then.
    pub fn post(
        &self,
        session: &Session,
        area: &str,
        place: &str,
        post: &Post<'_>,
    ) -> Result<Result<(), String>, DoorError> {
        if !POSTS.contains(&post.kind) {
            return Ok(Err("Choose a post at a front desk.".to_owned()));
        }
        let account = match self.colleague(post.agency, post.user_name)? {
            Ok(colleague) => colleague.account,
            Err(words) => return Ok(Err(words)),
        };
        let words = format!("{} {place} account {account}", post.kind.name());
        if let Err(no) = self.decided_to_serve(session, Serving::SetUp, &[area], Some(account))? {
            self.note(session, Entry { words: format!("{words}: {}", no.0), ..Entry::new(Kind::Denied) })?;
            return Ok(Err(super::guarding::sentence(no.0)));
        }
        let kind = if post.given { Kind::DutyGiven } else { Kind::DutyTaken };
        self.note(session, Entry { words, ..Entry::new(kind) })?;
        let duty = Duty::new(post.kind, place);
        if post.given {
            self.parts.staff.give_duty(account, &duty)?;
        } else {
            self.parts.staff.take_duty(account, &duty)?;
        }
        Ok(Ok(()))
    }

    fn decided_to_serve(
        &self,
        session: &Session,
        step: Serving,
        places: &[&str],
        member: Option<i64>,
    ) -> Result<Result<(), NotPermitted>, DoorError> {
        let mut holders = Vec::new();
        for kind in step.duties() {
            for place in places {
                let duty = Duty::new(*kind, place);
                holders.extend(self.parts.staff.having(&duty)?.into_iter().map(|one| one.account));
            }
        }
        let hidden = std::collections::BTreeSet::new();
        let asked = self.asked(session, &session.account, "", &hidden);
        self.rules().act(&asked, Act::Serve { step, member, holders: &holders }).map_err(DoorError::Rules)
    }

    /// How private each record of a source is to somebody: as private as the person it belongs to, and open to who is in the
    /// care of every mark. In the order of `keys`.
    ///
    /// # Errors
    /// When marks or links cannot be read; nothing about anybody may be shown then.
    pub fn levels(
        &self,
        session: &Session,
        source: &SourceId,
        keys: &[&str],
    ) -> Result<Vec<Level>, DoorError> {
        let need = self.need_to_know(session)?;
        if need.is_empty() {
            return Ok(vec![Level::Open; keys.len()]);
        }
        let level = |(subject, person): (&Subject, Option<PersonId>)| {
            // A mark on a record that is not linked yet counts by itself.
            let situation = match person {
                Some(person) => need.situation(person),
                None => need.situation_of_record(subject),
            };
            if situation.cares || situation.named { Level::Open } else { situation.level }
        };
        let subjects = self.as_subjects(source, keys);
        Ok(subjects.iter().zip(self.owners(&subjects)?).map(level).collect())
    }

    /// Writes down that a kiosk is about to greet somebody, and says how private she is: of nobody private a kiosk tells the
    /// name. `words` name the device and the customer's record.
    ///
    /// # Errors
    /// When the log, marks or links fail; the kiosk then greets nobody.
    pub fn greet(&self, source: &SourceId, key: &str, words: &str) -> Result<Level, DoorError> {
        let level = self.levels_to_nobody(source, &[key])?.first().copied().unwrap_or(Level::Sealed);
        self.parts.audit.append(&Entry {
            source: source.0.clone(),
            words: words.to_owned(),
            ..Entry::new(Kind::Kiosk)
        })?;
        Ok(level)
    }

    /// How private the owners of records are, to somebody in nobody's care. In the order of `keys`.
    ///
    /// # Errors
    /// When marks or links cannot be read; nothing about anybody may be shown then.
    pub fn levels_to_nobody(&self, source: &SourceId, keys: &[&str]) -> Result<Vec<Level>, DoorError> {
        let marks = self.parts.privacy.marks()?;
        if marks.closed().next().is_none() {
            return Ok(vec![Level::Open; keys.len()]);
        }
        let subjects = self.as_subjects(source, keys);
        let people = self.marked_people(&marks)?.0;
        let level = |(subject, person): (&Subject, Option<PersonId>)| {
            let of_person = person.and_then(|person| people.get(&person)).into_iter().flatten();
            let marked = of_person.chain([subject]).filter_map(|subject| marks.of(subject)).map(Mark::level);
            marked.max().unwrap_or_default()
        };
        Ok(subjects.iter().zip(self.owners(&subjects)?).map(level).collect())
    }

    /// Sites and areas where somebody holds a duty for `step`, to offer her what is hers; leave is given by [`Door::serve`].
    pub fn places(&self, session: &Session, step: Serving) -> Vec<String> {
        let duties = session.account.duties.iter().filter(|duty| step.duties().contains(&duty.kind));
        duties.map(|duty| duty.scope.clone()).collect()
    }

    /// The keys under which a source knows people whom a search named, one list for each. Of whoever is private to the asker
    /// there is none.
    ///
    /// # Errors
    /// When marks or records cannot be read.
    pub fn keys_of(
        &self,
        session: &Session,
        source: &SourceId,
        people: &[PersonId],
    ) -> Result<Vec<Vec<String>>, DoorError> {
        let need = self.need_to_know(session)?;
        let keys = |person: &PersonId| {
            let situation = need.situation(*person);
            if situation.level != Level::Open && !situation.cares && !situation.named {
                return Ok(Vec::new());
            }
            let records = self.parts.casefile.person_records(*person)?;
            let own = records.0.into_iter().filter(|stored| stored.record.source == *source);
            Ok(own.map(|stored| stored.record.key.0).collect())
        };
        people.iter().map(keys).collect()
    }

    /// The person to whom a record belongs, when the case file has her and she is open to the asker.
    ///
    /// # Errors
    /// When marks or links cannot be read.
    pub fn person_behind(
        &self,
        session: &Session,
        source: &SourceId,
        key: &str,
    ) -> Result<Option<PersonId>, DoorError> {
        if self.levels(session, source, &[key])?.first() != Some(&Level::Open) {
            return Ok(None);
        }
        Ok(self.owners(&self.as_subjects(source, &[key]))?.into_iter().next().flatten())
    }

    fn as_subjects(&self, source: &SourceId, keys: &[&str]) -> Vec<Subject> {
        keys.iter().map(|key| self.parts.privacy.subject(source, key)).collect()
    }

    fn owners(&self, subjects: &[Subject]) -> Result<Vec<Option<PersonId>>, DoorError> {
        let tokens: Vec<_> = subjects.iter().map(|subject| (&subject.source, &subject.token)).collect();
        Ok(self.parts.casefile.people_of(&tokens)?)
    }
}
