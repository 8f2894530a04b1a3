//! A question about a person: any of names, birth date or age, sex, numbers, phones, addresses.

use crate::query_dates::birth_date;
use crate::query_parts::Reader;
use jiff::civil::Date;
use records::{Address, PartialDate, Sex, Ssn};
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

/// An age on a day.
#[derive(Clone, Copy, PartialEq)]
pub struct Age {
    /// Years.
    pub years: i16,
    /// One standard deviation, in years: 3 for "about", 1.5 when stated.
    pub spread: f32,
    /// The day on which the age is meant.
    pub on: Date,
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
        for word in crate::text::fold(text).split(' ').filter(|word| !word.is_empty()) {
            if crate::names::suffix_of(word).is_none() {
                self.names.push(NameWord { text: word.to_owned(), role });
            }
        }
    }

    /// Reads a date in any usual form into the birth date; false when it is none.
    pub fn set_birth(&mut self, text: &str) -> bool {
        let Some(date) = birth_date(text) else { return false };
        self.birth = BirthQuery { year: Some(date.year), month: date.month, day: date.day };
        true
    }

    /// The question is empty.
    pub fn is_empty(&self) -> bool {
        *self == Query::default()
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
