//! What somebody asks: the box, the fields, and to whom the answer was narrowed since.

use super::{Door, DoorError};
use crate::tables;
use crate::view::{Agency, Narrowed, Shown};
use database::Cell;
use identity::{AGE_BANDS, Only, Query, Role};
use jiff::civil::Date;
use records::{Address, Sex, SourceId, Ssn};
use serde::{Deserialize, Serialize};
use staff::{LONGEST_HOURS, Session};

/// What somebody typed: one box that takes everything, and fields for who likes them better. All may be empty.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The one box.
    pub text: String,
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Birth date or a part of it.
    pub birth: String,
    /// Age in years.
    pub age: String,
    /// Sex.
    pub sex: String,
    /// SSN or its last four digits.
    pub ssn: String,
    /// Phone.
    pub phone: String,
    /// Street and house number, present or former.
    pub address: String,
    /// Case, client or card number.
    pub number: String,
    /// Narrowed to ages from and to, such as `18-29`.
    pub ages: String,
    /// Narrowed to one sex.
    pub of_sex: String,
    /// Narrowed to the ZIP code of an address.
    pub zip: String,
    /// Narrowed to people whom this source knows.
    pub known_to: String,
}

impl Question {
    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        let fields = [
            &self.text,
            &self.first,
            &self.last,
            &self.birth,
            &self.age,
            &self.ssn,
            &self.phone,
            &self.address,
            &self.number,
        ];
        fields.iter().all(|field| field.trim().is_empty())
    }

    /// The same question, narrowed to one answer of what was asked back: `by` is `ages`, `sex`, `zip` or `known_to`. An
    /// empty value widens it again. None when there is no such answer.
    #[must_use]
    pub fn narrowed(&self, by: &str, value: &str) -> Option<Question> {
        let mut question = self.clone();
        let place = match by {
            "ages" => &mut question.ages,
            "sex" => &mut question.of_sex,
            "zip" => &mut question.zip,
            "known_to" => &mut question.known_to,
            _ => return None,
        };
        value.clone_into(place);
        question.keep_what_can_be();
        let kept = match by {
            "ages" => &question.ages,
            "sex" => &question.of_sex,
            "zip" => &question.zip,
            _ => &question.known_to,
        };
        (kept == value).then_some(question)
    }

    /// Empties what no answer can have set.
    pub fn keep_what_can_be(&mut self) {
        let empty = |field: &mut String, kept: bool| {
            if !kept {
                field.clear();
            }
        };
        let ages = self.band().is_some();
        empty(&mut self.ages, ages);
        let sex = matches!(self.of_sex.as_str(), "female" | "male");
        empty(&mut self.of_sex, sex);
        let zip = self.zip.len() == 5 && self.zip.bytes().all(|byte| byte.is_ascii_digit());
        empty(&mut self.zip, zip);
        let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let source = self.known_to.len() <= 64 && self.known_to.bytes().all(name);
        empty(&mut self.known_to, source);
    }

    /// To whom the answer is narrowed, each with the way to widen it again.
    pub fn narrowings(&self, agencies: &[Agency]) -> Vec<Narrowed> {
        let mut all = Vec::new();
        let mut add = |by: &'static str, value: &str, words: String| {
            all.push(Narrowed { by, value: value.to_owned(), words: Shown::words(words) });
        };
        if let Some(band) = self.band() {
            add("ages", &self.ages, format!("age {}", band_words(band)));
        }
        if !self.of_sex.is_empty() {
            add("sex", &self.of_sex, self.of_sex.clone());
        }
        if !self.zip.is_empty() {
            add("zip", &self.zip, format!("ZIP {}", self.zip));
        }
        if let Some(agency) = agencies.iter().find(|agency| agency.id.0 == self.known_to) {
            add("known_to", &self.known_to, format!("known to {}", agency.short));
        }
        all
    }

    fn band(&self) -> Option<(i16, i16)> {
        AGE_BANDS.into_iter().find(|band| band_value(*band) == self.ages)
    }

    pub(super) fn query(&self, today: Date) -> Query {
        let mut query = Query::parse(&self.text, today);
        query.add_names(&self.first, Role::Given);
        query.add_names(&self.last, Role::Family);
        if !self.birth.trim().is_empty() && !query.set_birth(&self.birth, today) {
            query.unused.push(self.birth.trim().to_owned());
        }
        if !self.age.trim().is_empty() {
            let told = Query::parse(&format!("age {}", self.age.trim()), today);
            if told.age.is_none() {
                query.unused.push(self.age.trim().to_owned());
            }
            query.age = told.age.or(query.age);
        }
        query.sex = Sex::read(&self.sex).or(query.sex);
        let ssn = Ssn::read(&self.ssn);
        if ssn.is_none() && !self.ssn.trim().is_empty() {
            query.unused.push(self.ssn.trim().to_owned());
        }
        query.ssn = ssn.or(query.ssn);
        query.phones.extend(Some(self.phone.trim().to_owned()).filter(|phone| !phone.is_empty()));
        query.numbers.extend(Some(self.number.trim().to_owned()).filter(|number| !number.is_empty()));
        if !self.address.trim().is_empty() {
            query.address = Some(Address { street: self.address.trim().to_owned(), ..Address::default() });
        }
        query.only = Only {
            ages: self.band().map(|(from, to)| (from, to, today)),
            sex: Sex::read(&self.of_sex),
            zip: Some(self.zip.clone()).filter(|zip| !zip.is_empty()),
            source: Some(&self.known_to).filter(|source| !source.is_empty()).map(|id| SourceId::new(id)),
        };
        query
    }
}

/// Ages from and to, as a form sends them.
pub(super) fn band_value((from, to): (i16, i16)) -> String {
    format!("{from}-{to}")
}

/// Ages from and to, as a page shows them.
pub(super) fn band_words((from, to): (i16, i16)) -> String {
    if to > 100 { format!("{from} and over") } else { format!("{from} to {to}") }
}

impl Door {
    /// Keeps a question and gives the name by which its answer is asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ask(&self, session: &Session, question: &Question) -> Result<String, DoorError> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random)
            .map_err(|_| DoorError::Rules("the system has no randomness".to_owned()))?;
        let id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let plain = serde_json::to_vec(question).map_err(|cause| DoorError::Rules(cause.to_string()))?;
        let body = self.parts.sealer.seal(body_cell(&id), &plain)?;
        let now = self.now().as_millisecond();
        self.parts.database.write(|t| {
            tables::forget_questions(t, now - LONGEST_HOURS * 3_600_000)?;
            tables::keep_question(t, &id, &session.id, now, &body)
        })?;
        Ok(id)
    }

    /// The question by its name, for the session that asked it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn question(&self, session: &Session, id: &str) -> Result<Option<Question>, DoorError> {
        let Some(row) = self.parts.database.read(|t| tables::question(t, id))? else { return Ok(None) };
        if row.session != session.id {
            return Ok(None);
        }
        let plain = self.parts.sealer.open(body_cell(id), &row.body)?;
        Ok(serde_json::from_slice(&plain).ok())
    }

    /// To whom a question is narrowed, in words.
    pub fn narrowings(&self, question: &Question) -> Vec<Narrowed> {
        question.narrowings(&self.agencies)
    }
}

fn body_cell(id: &str) -> Cell<'_> {
    Cell { table: "question", column: "body", row: id.as_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_narrowed_by_answers_that_can_be_and_by_no_others() {
        let asked = Question { text: "maria".to_owned(), ..Question::default() };
        let aged = asked.narrowed("ages", "18-29").unwrap();
        assert_eq!((aged.text.as_str(), aged.ages.as_str()), ("maria", "18-29"));
        assert_eq!(aged.narrowed("ages", "").unwrap().ages, "");
        for (by, value) in [
            ("ages", "18-30"),
            ("ages", "x"),
            ("sex", "m"),
            ("zip", "1000"),
            ("text", "x"),
            ("zip", "10001'"),
        ] {
            assert!(asked.narrowed(by, value).is_none(), "{by} {value}");
        }
        assert_eq!(aged.narrowings(&[])[0].words.text(), "age 18 to 29");
    }
}
