//! Questions as workers ask them, made from people who are there.

use city::{Chance, FlatRecord};
use jiff::civil::Date;

/// A kind of question.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// First and last name as the record has them.
    Exact,
    /// One letter wrong in each name.
    Typos,
    /// First name and an age up to three years off.
    FirstAndAge,
    /// First name and the last four digits of the SSN.
    LastFour,
    /// The street of some record.
    Address,
}

impl Kind {
    pub(super) const ALL: [Kind; 5] =
        [Kind::Exact, Kind::Typos, Kind::FirstAndAge, Kind::LastFour, Kind::Address];

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Exact => "first and last name",
            Kind::Typos => "one typo in each name",
            Kind::FirstAndAge => "first name, age within 3",
            Kind::LastFour => "first name, last four",
            Kind::Address => "last name, street",
        }
    }

    /// The question about a record's person; none when the record lacks what is asked by.
    pub(super) fn about(self, record: &FlatRecord, today: Date, chance: &mut Chance) -> Option<String> {
        let first = record.first_name.split(' ').next().filter(|name| name.len() > 2)?;
        let last = record.last_name.split(' ').next().filter(|name| name.len() > 2)?;
        match self {
            Kind::Exact => Some(format!("{first} {last}")),
            Kind::Typos => Some(format!("{} {}", mistyped(first, chance), mistyped(last, chance))),
            Kind::FirstAndAge => {
                let born: Date = record.dob.parse().ok()?;
                let age = i64::from(today.year() - born.year()) + chance.between(-3, 3);
                (age > 3).then(|| format!("{first} about {age}"))
            }
            Kind::LastFour => {
                let four = record.ssn.get(record.ssn.len().checked_sub(4)?..)?;
                Some(format!("{first} last four {four}"))
            }
            Kind::Address => {
                let street = (!record.street_name.is_empty()).then_some(&record.street_name)?;
                Some(format!("{last} {} {street}", record.street_number))
            }
        }
    }
}

/// One letter dropped, doubled or replaced, never the first.
fn mistyped(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + usize::try_from(chance.below(letters.len() as u64 - 1)).unwrap_or(0);
    match chance.below(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        _ => letters[at] = if letters[at].eq_ignore_ascii_case(&'e') { 'a' } else { 'e' },
    }
    letters.into_iter().collect()
}
