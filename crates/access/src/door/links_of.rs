//! How a person came to have her records.

use super::links::{LinkDesk, each_cut, sides};
use super::{Door, DoorError};
use crate::view::{Guarded, LinkMoveLine, LinksOfPerson};
use casefile::{LinkMove, MovedBy};
use records::PersonId;
use staff::Session;

impl Door {
    /// A person's records side by side, with the decisions about them and how they came and went.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn links_of(&self, session: &Session, person: PersonId) -> Result<Guarded<LinksOfPerson>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let words = format!("links of person {}", person.0);
        let person = self.parts.casefile.led_to(person)?;
        let Some(case) = self.link_case_of(&desk, &[person])? else {
            return self.no_link_case(session, &words);
        };
        self.note_link_review(session, &desk, &[person], &words)?;
        let whole = self.cuts_of(&desk, std::iter::once(person))?;
        let Some(shown) = self.link_people(&desk, &case, &whole).pop() else {
            return self.no_link_case(session, &words);
        };
        let cuts = each_cut(&whole, &case);
        let ids: Vec<i64> =
            case.people.iter().flat_map(|(_, own)| own.0.iter().map(|stored| stored.id)).collect();
        let mark = |_: PersonId, record: i64| {
            ids.iter().position(|own| *own == record).map_or(String::new(), |at| (at + 1).to_string())
        };
        let (sides, _) = sides(&cuts, &case, &mark);
        let (moved, decided) = self.parts.casefile.link_history(person)?;
        let mut decisions = Vec::new();
        for decision in &decided {
            if self.sees_decision(&desk, decision)? {
                decisions.push(self.decision_line(decision)?);
            }
        }
        let mut moves = Vec::new();
        for one in moved {
            let mut line = self.move_line(&desk, person, &one)?;
            if let Some(line) = &mut line {
                line.decision =
                    line.decision.filter(|number| decisions.iter().any(|one| one.number == *number));
            }
            moves.extend(line);
        }
        Ok(Guarded::Open(Box::new(LinksOfPerson {
            person: shown,
            sides,
            decisions,
            moves,
            needs_two: self.why_two(&desk, &case),
            stamp: case.stamp.clone(),
        })))
    }

    /// What happened to a record, unless it went to somebody of whom she may not know.
    fn move_line(
        &self,
        desk: &LinkDesk<'_>,
        person: PersonId,
        moved: &LinkMove,
    ) -> Result<Option<LinkMoveLine>, DoorError> {
        let came = moved.after == person;
        if !came && moved.before != Some(person) {
            return Ok(None);
        }
        let other = if came { moved.before } else { Some(moved.after) };
        let there = other.map(|other| self.parts.casefile.led_to(other)).transpose()?;
        let mut seen = None;
        if let Some(there) = there.filter(|there| *there != person) {
            seen = self.link_case_of(desk, &[there])?.map(|_| there);
            if seen.is_none() && !came {
                return Ok(None);
            }
        }
        let short = self.agencies.iter().find(|agency| agency.id == moved.source);
        let short = short.map_or(moved.source.0.as_str(), |agency| agency.short.as_str());
        let way = if came { "came to this person" } else { "left this person" };
        let (by, decision) = match moved.by {
            MovedBy::Matcher => {
                let sure = (moved.probability * 100.0).floor().clamp(0.0, 100.0);
                (if came { format!("the matcher, {sure} % sure") } else { "the matcher".to_owned() }, None)
            }
            MovedBy::Decision(number) => ("a decision".to_owned(), Some(number)),
            MovedBy::Undo(number) => ("the undoing of a decision".to_owned(), Some(number)),
            MovedBy::Model(_) => ("the matcher, whose weights two stewards had changed".to_owned(), None),
        };
        Ok(Some(LinkMoveLine {
            at: moved.at,
            what: format!("A record of {short} {way}, by {by}"),
            other: seen,
            decision,
        }))
    }
}
