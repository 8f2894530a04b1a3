//! What a customer may say of herself for reports. She need not; nothing depends on it.
//!
//! The words are those of the Workforce Innovation and Opportunity Act and of the federal file, so that a report can count what was
//! said and nothing is translated. It is in no case file and on no kiosk, and is read again only where it is asked.

mod questions;

pub(crate) use questions::traits;
pub use questions::{QUESTIONS, Question};

use crate::clock::day_number;
use crate::counter::{Caller, date};
use crate::tables::about::AboutRow;
use crate::tables::members::Touched;
use crate::{Counter, Desk, DeskError, FrontDeskError, Member, tables};
use access::{Level, Permit, Serving};
use database::{Cell, DatabaseError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody said: answers by question. What is not in it, she did not say.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct About(BTreeMap<String, Vec<String>>);

/// What is shown of what a member said for reports.
#[derive(Clone, Debug)]
pub struct AboutSheet {
    /// Who.
    pub customer: Caller,
    /// When she was asked last, at the site's day, and who asked.
    pub asked: Option<(Date, String)>,
    /// What she said; only for case managers and managers.
    pub answers: Option<About>,
}

/// In a form: what she said before stands. Who greets may not read it, and must not lose it.
pub const AS_BEFORE: &str = "as-before";

impl About {
    /// The answers to a question.
    pub fn answers(&self, question: &str) -> &[String] {
        self.0.get(question).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same with an answer, when there is such an answer to this question.
    #[must_use]
    pub fn with(mut self, question: &str, answer: &str) -> About {
        let known = QUESTIONS.iter().find(|one| one.id == question);
        if known.is_some_and(|one| one.answers.iter().any(|(id, _)| *id == answer)) {
            let answers = self.0.entry(question.to_owned()).or_default();
            if !answers.iter().any(|one| one == answer) {
                answers.push(answer.to_owned());
            }
        }
        self
    }

    /// What was typed, where `before` stands for what was said before.
    fn read(typed: &dyn Fn(&str) -> Vec<String>, before: &About) -> About {
        let mut about = About::default();
        for question in QUESTIONS {
            let answers = typed(question.id);
            // Whatever else is ticked beside it is newer.
            if !answers.is_empty() && answers.iter().all(|answer| answer == AS_BEFORE) {
                about =
                    before.answers(question.id).iter().fold(about, |about, one| about.with(question.id, one));
                continue;
            }
            let answers = answers.iter().filter(|answer| question.fits(answer, &answers));
            let most = if question.several { usize::MAX } else { 1 };
            about = answers.take(most).fold(about, |about, one| about.with(question.id, one));
        }
        about
    }
}

impl Counter<'_> {
    /// What a member said for reports: to who greets, only that and when she was asked. The log has it before.
    ///
    /// # Errors
    /// [`FrontDeskError::NotFound`] when there is nobody, or she is private to the asker.
    pub fn about(&self, member: i64) -> Result<AboutSheet, FrontDeskError> {
        let counsels = self.may(Serving::Counsel)?;
        let (step, words) = match counsels {
            true => (Serving::Counsel, "reads what member said for reports"),
            false => (Serving::Greet, "sees whether member was asked for reports"),
        };
        self.leave(step, &format!("{words}: {member}"))?;
        let (member, customer) = self.open_to_ask(member)?;
        let row = self.front.desk.about(&member)?;
        let asked = row
            .as_ref()
            .map(|row| -> Result<_, FrontDeskError> { Ok((date(row.day), self.name_of(row.account)?)) });
        let asked = asked.transpose()?;
        let answers = match (counsels, row) {
            (true, Some(row)) => Some(self.front.desk.open_about(&row)?),
            (true, None) => Some(About::default()),
            (false, _) => None,
        };
        Ok(AboutSheet { customer, asked, answers })
    }

    /// Keeps what a member says for reports, with today's date. `typed` gives the answers to a question.
    ///
    /// # Errors
    /// As for [`Counter::about`].
    pub fn say_about(&self, member: i64, typed: &dyn Fn(&str) -> Vec<String>) -> Result<(), FrontDeskError> {
        let permit = self.leave(Serving::Greet, &format!("asks member {member} for reports"))?;
        let (member, _) = self.open_to_ask(member)?;
        let desk = &self.front.desk;
        let before = desk.about(&member)?.map(|row| desk.open_about(&row)).transpose()?.unwrap_or_default();
        let about = About::read(typed, &before);
        Ok(desk.keep_about(permit.account(), &[(member.id, self.day(), about)])?)
    }

    /// When a member was asked for reports.
    pub(crate) fn asked_about(&self, member: &Member) -> Result<Option<Date>, DeskError> {
        Ok(self.front.desk.about(member)?.map(|row| date(row.day)))
    }

    fn open_to_ask(&self, member: i64) -> Result<(Member, Caller), FrontDeskError> {
        let (member, customer, level) = self.shown(member)?;
        if level != Level::Open {
            return Err(FrontDeskError::NotFound);
        }
        Ok((member, customer))
    }
}

impl Desk {
    /// Brings in what members of a former system said for reports, or what is made up: member, day, answers.
    ///
    /// # Errors
    /// When the database fails; then nothing was kept.
    pub fn bring_in_about(&self, leave: &Permit, said: Vec<(i64, Date, About)>) -> Result<(), DeskError> {
        let said: Vec<_> = said.into_iter().map(|(who, on, about)| (who, day_number(on), about)).collect();
        self.keep_about(leave.account(), &said)
    }

    pub(crate) fn keep_about(
        &self,
        account: Option<i64>,
        said: &[(i64, i64, About)],
    ) -> Result<(), DeskError> {
        let at = self.now();
        let mut rows = Vec::with_capacity(said.len());
        for (member, day, about) in said {
            let plain = serde_json::to_vec(about)
                .map_err(|_| DatabaseError::Corrupt("what was said for reports cannot be written"))?;
            let body = self.sealer.seal(cell(&member.to_be_bytes()), &plain)?;
            rows.push(AboutRow { member: *member, day: *day, at, account, body });
        }
        self.database.write(|t| {
            tables::members::turn(t)?;
            for row in &rows {
                tables::about::add(t, row)?;
                // Counts that are kept are made anew; the case file hears nothing new.
                tables::members::changed(t, row.member, Touched::Herself, at)?;
            }
            Ok(())
        })
    }

    fn about(&self, member: &Member) -> Result<Option<AboutRow>, DeskError> {
        Ok(self.database.read(|t| tables::about::latest(t, member.id))?)
    }

    fn open_about(&self, row: &AboutRow) -> Result<About, DeskError> {
        self.read_about(row.member, &row.body)
    }

    /// What was said, from its sealed form.
    pub(crate) fn read_about(&self, member: i64, body: &[u8]) -> Result<About, DeskError> {
        let plain = self.sealer.open(cell(&member.to_be_bytes()), body)?;
        let unread = |_| DatabaseError::Corrupt("what was said for reports cannot be read");
        Ok(serde_json::from_slice(&plain).map_err(unread)?)
    }
}

fn cell(member: &[u8]) -> Cell<'_> {
    Cell { table: "member_about", column: "body", row: member }
}

impl std::fmt::Debug for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("About(*)")
    }
}
