//! Questions to provisioners and liaisons, and their answers. What was typed is sealed: people are asked not to write about
//! clients, and some will.

use super::{Door, DoorError};
use crate::tables::inquiry::{self as tables, Row};
use crate::view::{Changed, Inquiry, Wish};
use audit::{Entry, Kind};
use database::Cell;
use jiff::Timestamp;
use records::{FieldClass, SectionKind};
use staff::{Duty, DutyKind, Session};
use std::collections::BTreeMap;

/// The longest question or answer, in characters.
pub const LONGEST_TEXT: usize = 2_000;
/// More questions than this cannot wait for an answer at once.
const WAITING: usize = 20;

impl Door {
    /// What a question can be about, in words: a use case of hers, an agency, a kind of content. None for anything else,
    /// whether or not it exists.
    pub fn about(&self, session: &Session, about: &str) -> Option<String> {
        let card = self.use_cases(session).into_iter().find(|card| card.id == about);
        let agency = || self.agencies.iter().find(|agency| agency.id.0 == about);
        let section = || SectionKind::named(about).map(|kind| kind.title().to_owned());
        let class = || FieldClass::named(about).map(|class| class.words().to_owned());
        card.map(|card| format!("{}: {}", card.id, card.title))
            .or_else(|| agency().map(|agency| agency.name.clone()))
            .or_else(section)
            .or_else(class)
    }

    /// Sends a question to the provisioners or liaisons of one of her groups.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn inquire(
        &self,
        session: &Session,
        (group, wish): (&str, Wish),
        about: &str,
        text: &str,
    ) -> Result<Changed<()>, DoorError> {
        if !session.account.groups.iter().any(|own| own == group) {
            return Ok(Changed::Nowhere);
        }
        if !about.is_empty() && self.about(session, about).is_none() {
            return Ok(Changed::Nowhere);
        }
        if let Some(why) = unfit(text, wish == Wish::Question) {
            return Ok(Changed::Not(why));
        }
        let own = self.parts.database.read(|t| tables::of_account(t, session.account.id))?;
        if own.iter().filter(|row| row.is_open()).count() >= WAITING {
            return Ok(Changed::Not(format!(
                "{WAITING} of your questions wait for an answer; wait for one first."
            )));
        }
        let words = format!("{} {group} {about}: {text}", wish.name());
        self.note(session, Entry { words, ..Entry::new(Kind::Question) })?;
        let id = self.random_name()?;
        let body = self.parts.sealer.seal(cell("body", &id), text.trim().as_bytes())?;
        let (account, at) = (session.account.id, self.now().as_millisecond());
        self.parts
            .database
            .write(|t| tables::add(t, (&id, account, at), (group, wish.name(), about), &body))?;
        Ok(Changed::Done(()))
    }

    /// What she asked herself, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_inquiries(&self, session: &Session) -> Result<Vec<Inquiry>, DoorError> {
        let rows = self.parts.database.read(|t| tables::of_account(t, session.account.id))?;
        rows.iter().map(|row| self.inquiry(row)).collect()
    }

    /// How many of her questions have an answer that she has not seen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn new_answers(&self, session: &Session) -> Result<usize, DoorError> {
        let count = self.parts.database.read(|t| tables::count_unseen(t, session.account.id))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// She has seen the answers that there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn saw_answers(&self, session: &Session) -> Result<(), DoorError> {
        let now = self.now().as_millisecond();
        Ok(self.parts.database.write(|t| tables::set_seen(t, session.account.id, now))?)
    }

    /// The questions that wait for her or that she or somebody beside her answered: open ones first, oldest of them first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn inquiries_for(&self, session: &Session) -> Result<Vec<Inquiry>, DoorError> {
        let mut rows = self.rows_for(session)?;
        let order = |row: &Row| if row.is_open() { (0, row.asked_at) } else { (1, -row.asked_at) };
        rows.sort_by_key(order);
        rows.iter().map(|row| self.inquiry(row)).collect()
    }

    /// How many questions wait for her.
    ///
    /// # Errors
    /// When the database fails.
    pub fn waiting_for(&self, session: &Session) -> Result<usize, DoorError> {
        Ok(self.rows_for(session)?.iter().filter(|row| row.is_open()).count())
    }

    /// Answers a question, or closes it without an answer when there is no text.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn answer_inquiry(
        &self,
        session: &Session,
        id: &str,
        text: Option<&str>,
    ) -> Result<Changed<()>, DoorError> {
        let Some(inquiry) = self.inquiries_for(session)?.into_iter().find(|inquiry| inquiry.id == id) else {
            return Ok(Changed::Nowhere);
        };
        if let Some(why) = text.and_then(|text| unfit(text, true)) {
            return Ok(Changed::Not(why));
        }
        if text.is_some() && !inquiry.is_open() {
            return Ok(Changed::Not(TOO_LATE.to_owned()));
        }
        let words = format!("{id} {}", text.unwrap_or("closed"));
        self.note(session, Entry { words, ..Entry::new(Kind::Answer) })?;
        let (by, at) = (session.account.id, self.now().as_millisecond());
        let done = match text {
            Some(text) => {
                let sealed = self.parts.sealer.seal(cell("answer", id), text.trim().as_bytes())?;
                self.parts.database.write(|t| tables::answer(t, id, (by, at), &sealed))?
            }
            None => self.parts.database.write(|t| tables::close(t, id, at))?,
        };
        Ok(if done { Changed::Done(()) } else { Changed::Not(TOO_LATE.to_owned()) })
    }

    fn rows_for(&self, session: &Session) -> Result<Vec<Row>, DoorError> {
        let mut rows = Vec::new();
        for (group, wishes) in self.answers_for(session)? {
            let all = self.parts.database.read(|t| tables::of_group(t, &group))?;
            rows.extend(all.into_iter().filter(|row| {
                row.account != session.account.id
                    && Wish::named(&row.wish).is_some_and(|wish| wishes.contains(&wish))
            }));
        }
        Ok(rows)
    }

    /// Her groups, with what she answers in each: a provisioner what is asked of provisioners, a liaison what is asked of
    /// liaisons, and either of them what would else reach nobody.
    fn answers_for(&self, session: &Session) -> Result<BTreeMap<String, Vec<Wish>>, DoorError> {
        let mut all: BTreeMap<String, Vec<Wish>> = BTreeMap::new();
        for duty in &session.account.duties {
            let (own, other, others) = match duty.kind {
                DutyKind::Provisioner => (Wish::Access, Wish::Question, DutyKind::Liaison),
                DutyKind::Liaison => (Wish::Question, Wish::Access, DutyKind::Provisioner),
                _ => continue,
            };
            let wishes = all.entry(duty.scope.clone()).or_default();
            wishes.push(own);
            if self.parts.staff.having(&Duty::new(others, &duty.scope))?.is_empty() {
                wishes.push(other);
            }
        }
        Ok(all)
    }

    fn inquiry(&self, row: &Row) -> Result<Inquiry, DoorError> {
        let rules = self.rules();
        let open = |column: &'static str, sealed: &[u8]| -> Result<String, DoorError> {
            let plain = self.parts.sealer.open(cell(column, &row.id), sealed)?;
            Ok(String::from_utf8_lossy(&plain).into_owned())
        };
        let at = |millisecond| Timestamp::from_millisecond(millisecond).unwrap_or_default();
        let name = |account| self.parts.staff.name_of(account);
        let answer = match (&row.answer, row.answered_at, row.answered_by) {
            (Some(sealed), Some(answered_at), Some(by)) => {
                Some((open("answer", sealed)?, name(by)?.unwrap_or_default(), at(answered_at)))
            }
            _ => None,
        };
        let group = rules.group(&row.user_group);
        Ok(Inquiry {
            id: row.id.clone(),
            wish: Wish::named(&row.wish).unwrap_or(Wish::Question),
            group: group.map_or_else(|| row.user_group.clone(), |group| group.name.clone()),
            about: self.about_in_words(&row.about),
            asked_at: at(row.asked_at),
            asker: name(row.account)?.unwrap_or_default(),
            text: open("body", &row.body)?,
            is_new: answer.is_some() && row.seen_at.is_none(),
            answer,
            closed: row.closed_at.is_some(),
        })
    }

    /// What a kept question is about; a use case by its title, whoever reads it: only who could choose it could ask about it.
    fn about_in_words(&self, about: &str) -> Option<String> {
        let rules = self.rules();
        let sheet = rules.sheet(about).map(|sheet| format!("{}: {}", sheet.id, sheet.title));
        let agency = || self.agencies.iter().find(|agency| agency.id.0 == about).map(|one| one.name.clone());
        let section = || SectionKind::named(about).map(|kind| kind.title().to_owned());
        let class = || FieldClass::named(about).map(|class| class.words().to_owned());
        let known = sheet.or_else(agency).or_else(section).or_else(class);
        known.or_else(|| Some(about.to_owned()).filter(|about| !about.is_empty()))
    }

    fn random_name(&self) -> Result<String, DoorError> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random)
            .map_err(|_| DoorError::Rules("the system has no randomness".to_owned()))?;
        Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

const TOO_LATE: &str = "Somebody else answered or closed this question in the meantime.";

/// Why a text cannot be sent, in a sentence.
fn unfit(text: &str, wanted: bool) -> Option<String> {
    if wanted && text.trim().is_empty() {
        return Some("Write a sentence or two.".to_owned());
    }
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        return Some(format!("This has {length} characters; {LONGEST_TEXT} are the most."));
    }
    let has_ssn = text.split(|c: char| !c.is_ascii_digit() && c != '-').any(|part| {
        part.len() == 11 && part.split('-').map(str::len).eq([3, 2, 4])
            || part.len() == 9 && !part.contains('-')
    });
    has_ssn.then(|| {
        "This holds what looks like a Social Security number. Leave out everything about clients.".to_owned()
    })
}

fn cell<'a>(column: &'static str, id: &'a str) -> Cell<'a> {
    Cell { table: "inquiry", column, row: id.as_bytes() }
}

#[cfg(test)]
mod tests {
    use super::unfit;

    #[test]
    fn a_text_that_is_empty_too_long_or_holds_a_social_security_number_is_not_sent() {
        assert_eq!(unfit("why is the folder missing? ext. 4410, since 2026-01-05", true), None);
        assert_eq!(unfit("", false), None);
        assert_eq!(unfit(" \n", true).as_deref(), Some("Write a sentence or two."));
        assert!(unfit(&"a".repeat(2001), false).is_some_and(|why| why.contains("2000 are the most")));
        for ssn in ["it is 512-70-4821.", "512704821", "(512-70-4821)"] {
            assert!(
                unfit(ssn, true).is_some_and(|why| why.contains("looks like a Social Security number")),
                "{ssn}"
            );
        }
    }
}
