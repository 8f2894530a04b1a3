//! Pairs that were drawn for checking: two records side by side, without a word of what the matcher thinks.
//!
//! A check is there for whom a link case of the same people would be, and only while none of them is private or sealed.

use super::links::{LinkDesk, each_cut, sides};
use super::quality::refused;
use super::{Door, DoorError};
use crate::view::{CheckTold, CheckView, Guarded, Ruled, Sides};
use audit::{Entry, Kind};
use casefile::{Check, CheckAnswer, LinkCase};
use records::PersonId;
use staff::Session;

impl Door {
    /// A pair to check; what the matcher did only when it has been answered.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn check(&self, session: &Session, number: i64) -> Result<Guarded<CheckView>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let words = format!("check {number}");
        let Some((check, case)) = self.check_for(&desk, number)? else {
            return self.no_link_case(session, &words);
        };
        let people: Vec<PersonId> = case.people.iter().map(|(person, _)| *person).collect();
        self.note_link_review(session, &desk, &people, &words)?;
        let waiting = self.checks_for(&desk)?;
        let after = waiting.iter().find(|other| other.id > number);
        let next = after.or(waiting.iter().find(|other| other.id != number));
        Ok(Guarded::Open(Box::new(CheckView {
            number,
            sides: self.two_records(&desk, &check, &case)?,
            told: self.told(&check)?,
            next: next.map(|check| check.id),
            waiting: waiting.len(),
        })))
    }

    /// Keeps what she says of a pair: `same`, `other` or `unsure`. No link is moved by it.
    ///
    /// # Errors
    /// As for [`Door::check`].
    pub fn answer_check(&self, session: &Session, number: i64, answer: &str) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let Some((check, case)) = self.check_for(&desk, number)? else {
            self.no_link_case::<()>(session, &format!("check {number}"))?;
            return Ok(Ruled::NotFound);
        };
        let Some(answer) = CheckAnswer::named(answer) else {
            return Ok(refused("answer", "Choose what you think of the two records."));
        };
        const FASTER: &str = "Somebody has answered this check already; it is answered once.";
        if check.answer.is_some() {
            return Ok(refused("", FASTER));
        }
        for (person, _) in &case.people {
            let words = format!("check {number}: {}", answer.name());
            self.note(session, Entry { words, ..Entry::about(Kind::LinkCheck, *person) })?;
        }
        let kept = self.parts.casefile.answer_check(number, answer, session.account.id)?;
        Ok(if kept { Ruled::Done(number) } else { refused("", FASTER) })
    }

    /// The people of a check, when she may look at both and nobody of them is private or sealed.
    pub(super) fn check_case(
        &self,
        desk: &LinkDesk<'_>,
        check: &Check,
    ) -> Result<Option<LinkCase>, DoorError> {
        if !check.people.iter().all(|person| desk.decisions.need.is_open(*person)) {
            return Ok(None);
        }
        let people = if check.is_linked() { &check.people[..1] } else { &check.people[..] };
        self.link_case_of(desk, people)
    }

    fn check_for(&self, desk: &LinkDesk<'_>, number: i64) -> Result<Option<(Check, LinkCase)>, DoorError> {
        let Some(check) = self.parts.casefile.check(number)? else { return Ok(None) };
        Ok(self.check_case(desk, &check)?.map(|case| (check, case)))
    }

    /// Only the two records, as A and B: whose else they may be is not told.
    fn two_records(&self, desk: &LinkDesk<'_>, check: &Check, case: &LinkCase) -> Result<Sides, DoorError> {
        let mut two = case.clone();
        for (_, own) in &mut two.people {
            own.0.retain(|stored| check.records.contains(&stored.id));
        }
        let whole = self.cuts_of(desk, two.people.iter().map(|(person, _)| *person))?;
        let cuts = each_cut(&whole, &two);
        let mark = |_: PersonId, record: i64| if record == check.records[0] { "A" } else { "B" }.to_owned();
        Ok(sides(&cuts, &two, &mark).0)
    }

    fn told(&self, check: &Check) -> Result<Option<CheckTold>, DoorError> {
        let Some((answer, by, at)) = check.answer else { return Ok(None) };
        let linked = check.is_linked();
        let [one, two] = check.people.map(|person| person.0);
        let decide = match answer {
            CheckAnswer::Same if !linked => Some(format!("/links/{}-{}", one.min(two), one.max(two))),
            CheckAnswer::Other if linked => Some(format!("/people/{one}/links")),
            _ => None,
        };
        Ok(Some(CheckTold {
            answer: match answer {
                CheckAnswer::Same => "the same person",
                CheckAnswer::Other => "not the same person",
                CheckAnswer::Unsure => "cannot say",
            },
            by: self.name_of(by)?,
            at,
            stratum: check.stratum.name(),
            likely: crate::cut::likely(check.probability),
            linked,
            decide,
        }))
    }
}
