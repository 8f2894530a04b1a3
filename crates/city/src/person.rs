//! The true people of the city: who they are, never what an agency believes.

use crate::address::Address;
use jiff::civil::Date;

/// A person's number in the truth: the clan times [`crate::clan::ROOM`] plus the place in the clan.
pub type PersonId = u64;

/// Sex as the truth knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A name as its bearer would write it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Name {
    /// Given name or names.
    pub given: String,
    /// Middle name, initial, father's name or patronymic; empty when there is none.
    pub middle: String,
    /// Surname or surnames.
    pub surname: String,
    /// `Jr`, `Sr`, `II`, `III` or empty.
    pub suffix: &'static str,
}

/// How two people are or were a couple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// Married and living together.
    Married,
    /// Living together unmarried.
    Partners,
    /// No longer together.
    Parted,
}

/// A tie to a partner in the same clan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The partner's place in the clan.
    pub with: usize,
    /// What they are today.
    pub bond: Bond,
    /// Since when, or until when once parted.
    pub since: Date,
}

/// One true person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The number in the truth.
    pub id: PersonId,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub born: Date,
    /// The number of the language community.
    pub community: u8,
    /// The name today.
    pub name: Name,
    /// The surname borne before, and the day it ended.
    pub former: Option<(String, Date)>,
    /// The nickname used every day, if there is one.
    pub nickname: Option<String>,
    /// Nine digits, or nothing when none was ever issued.
    pub ssn: Option<u32>,
    /// The person in the clan whose number this one gives when asked.
    pub borrows_ssn_of: Option<usize>,
    /// Ten digits.
    pub phone: Option<u64>,
    /// Mail address.
    pub email: Option<String>,
    /// Mother's place in the clan.
    pub mother: Option<usize>,
    /// Father's place in the clan.
    pub father: Option<usize>,
    /// Partners, the present or last one at the end.
    pub ties: Vec<Tie>,
    /// Where the person lives and lived, oldest first.
    pub lived: Vec<Stint>,
    /// Loses memory (dementia).
    pub forgetful: bool,
    /// Has a disability that programs recognise.
    pub disabled: bool,
}

/// A time in one household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stint {
    /// The household's place in the clan.
    pub household: usize,
    /// First day.
    pub from: Date,
    /// Last day, open while it lasts.
    pub to: Option<Date>,
}

/// How a household holds its home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenure {
    /// An apartment of the public housing agency.
    Public,
    /// Rented from anyone else.
    Rented,
    /// Owned.
    Owned,
}

/// People who live together, and where they did so one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Household {
    /// The number in the truth.
    pub id: u64,
    /// Homes, oldest first; the last one is today's.
    pub homes: Vec<Home>,
    /// How today's home is held.
    pub tenure: Tenure,
    /// Rent of today's home in dollars a month; 0 when owned.
    pub rent: u32,
}

/// A home of a household.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Where.
    pub address: Address,
    /// First day.
    pub from: Date,
    /// Last day, open while it lasts.
    pub to: Option<Date>,
}

impl Person {
    /// Full years of age on a day; 0 before birth.
    #[must_use]
    pub fn age_on(&self, day: Date) -> i16 {
        let had_birthday = (day.month(), day.day()) >= (self.born.month(), self.born.day());
        (day.year() - self.born.year() - i16::from(!had_birthday)).max(0)
    }

    /// The household in which the person lives now.
    #[must_use]
    pub fn household(&self) -> Option<usize> {
        self.lived.last().filter(|stint| stint.to.is_none()).map(|stint| stint.household)
    }

    /// The partner with whom the person is together now.
    #[must_use]
    pub fn partner(&self) -> Option<Tie> {
        self.ties.last().copied().filter(|tie| tie.bond != Bond::Parted)
    }
}
