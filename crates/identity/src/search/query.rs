//! A question about a person: any of names, birth date or age, sex, numbers, phones, addresses.

use crate::search::query_dates::{Flaw, birth_date, flaw, in_english, mistyped_date};
use crate::search::query_parts::Reader;
use crate::search::relatives::Relative;
use jiff::civil::Date;
use records::{Address, PartialDate, Sex, SourceId, Ssn};
use std::fmt;

/// What is known about the person who is looked for. Everything may be missing. Does not print.
#[derive(Clone, PartialEq, Default)]
pub struct Query {
    /// Words of names, in any order.
    pub names: Vec<NameWord>,
    /// Birth date, or parts of it.
    pub birth: BirthQuery,
    /// Age, exact or about.
    pub age: Option<Age>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Social Security number, whole or last four.
    pub ssn: Option<Ssn>,
    /// Phone numbers as typed.
    pub phones: Vec<String>,
    /// E-mail addresses as typed.
    pub emails: Vec<String>,
    /// An address, present or former, or parts of one.
    pub address: Option<Address>,
    /// Case, client or card numbers as typed.
    pub numbers: Vec<String>,
    /// Somebody else by whom the person is known: a child, a husband.
    pub relative: Option<Box<Relative>>,
    /// To whom the answer is narrowed.
    pub only: Only,
    /// What was typed and is not used: a number that is nothing that is known, a `Jr`.
    pub unused: Vec<String>,
    /// What cannot be, in sentences: a day that is not in the calendar.
    pub remarks: Vec<String>,
}

/// To whom an answer is narrowed: people of whom it is known, by what may be searched by.
#[derive(Clone, PartialEq, Default)]
pub struct Only {
    /// Years of age from and to, on a day.
    pub ages: Option<(i16, i16, Date)>,
    /// Sex.
    pub sex: Option<Sex>,
    /// ZIP code of an address, five digits.
    pub zip: Option<String>,
    /// Whom this source has a record of.
    pub source: Option<SourceId>,
}

impl Only {
    /// Narrowed to nobody in particular.
    pub fn is_anybody(&self) -> bool {
        *self == Only::default()
    }
}

/// One word of a name.
#[derive(Clone, PartialEq, Eq)]
pub struct NameWord {
    /// As typed.
    pub text: String,
    /// Which part of the name it is, when the asker knows.
    pub role: Role,
}

/// Which part of a name a word is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Role {
    /// Not known.
    #[default]
    Any,
    /// Given or middle name.
    Given,
    /// Surname.
    Family,
}

/// The parts of a birth date that are known.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct BirthQuery {
    /// Year.
    pub year: Option<i16>,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day, 1 to 31.
    pub day: Option<i8>,
}

/// An age on a day, or ages from and to.
#[derive(Clone, Copy, PartialEq)]
pub struct Age {
    /// Years; the least of them.
    pub years: i16,
    /// The most of them; the same for one age.
    pub to: i16,
    /// One standard deviation, in years: 3 for "about", 1.5 when stated, 0 when it is from and to, exactly.
    pub spread: f32,
    /// The day on which the age is meant.
    pub on: Date,
}

impl Age {
    /// One age, more or less.
    pub fn about(years: i16, spread: f32, on: Date) -> Age {
        Age { years, to: years, spread, on }
    }

    /// Every age from the one to the other, and no other.
    pub fn between(from: i16, to: i16, on: Date) -> Age {
        Age { years: from, to, spread: 0.0, on }
    }
}

impl Query {
    /// Reads one line as a person types it: `maria lopez about 70`, `Lopez, Maria 3/4/1950`, `last four 1234`,
    /// `212-555-0134`, `88-15 145th St`, `case 12345`. What is not understood as something else is a name. `today` gives
    /// ages their years.
    pub fn parse(text: &str, today: Date) -> Query {
        Reader::new(text, today).read()
    }

    /// Adds words of a given name, of a surname, or of either.
    pub fn add_names(&mut self, text: &str, role: Role) {
        for word in crate::words::text::fold(text).split(' ').filter(|word| !word.is_empty()) {
            if crate::words::names::suffix_of(word).is_none() {
                self.names.push(NameWord { text: word.to_owned(), role });
            }
        }
    }

    /// Reads a date in any usual form into the birth date; false when it is none.
    pub fn set_birth(&mut self, text: &str, today: Date) -> bool {
        let english = in_english(text);
        let read = english.as_deref().unwrap_or(text);
        let birth = birth_date(read).map(BirthQuery::from).or_else(|| mistyped_date(read.trim()));
        if let Some(birth) = birth {
            self.take_birth(birth, text, today);
        }
        birth.is_some()
    }

    /// Takes what of a birth date can be; what cannot is said.
    pub(crate) fn take_birth(&mut self, birth: BirthQuery, typed: &str, today: Date) {
        let typed = typed.trim().trim_end_matches([',', ';']);
        match flaw(birth, typed, today) {
            None => self.birth = birth,
            Some(Flaw::Future) => {
                self.remarks.push(format!("{typed} is in the future: it was not used."));
            }
            Some(Flaw::NoSuchDay) => {
                let rest = match birth.year {
                    Some(year) => format!("only the year {year} was used"),
                    None => "it was not used".to_owned(),
                };
                self.remarks.push(format!("There is no such day as {typed}: {rest}."));
                self.birth = BirthQuery { year: birth.year, ..BirthQuery::default() };
            }
        }
    }

    /// Nothing is asked that can be used.
    pub fn is_empty(&self) -> bool {
        let asked = Query { unused: Vec::new(), remarks: Vec::new(), ..self.clone() };
        asked == Query::default()
    }
}

impl From<PartialDate> for BirthQuery {
    fn from(date: PartialDate) -> BirthQuery {
        BirthQuery { year: Some(date.year), month: date.month, day: date.day }
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query(***)")
    }
}
