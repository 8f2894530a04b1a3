//! Questions as workers ask them, made from people who are there.

use super::slips::{exchanged, misheard, mistyped, nickname, other_spelling, wrong_digit};
use city::{Chance, FlatRecord};
use jiff::civil::Date;

/// A kind of question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Exact,
    Swapped,
    Nickname,
    Typos,
    TwoTypos,
    Phonetic,
    Spelling,
    OneSurname,
    FirstAndAge,
    LastFour,
    LastFourWrong,
    SsnWrong,
    DayAndMonth,
    BirthWrong,
    Address,
    AddressWrong,
    Phone,
    PhoneWrong,
}

/// What a question is told beside the record: who else fits it as well.
pub(super) struct Asked {
    pub(super) text: String,
    /// The birth year asked for, and how many years from it others fit as well.
    pub(super) age: Option<(i16, i16)>,
}

impl Kind {
    pub(super) const ALL: [Kind; 18] = [
        Kind::Exact,
        Kind::Swapped,
        Kind::Nickname,
        Kind::Typos,
        Kind::TwoTypos,
        Kind::Phonetic,
        Kind::Spelling,
        Kind::OneSurname,
        Kind::FirstAndAge,
        Kind::LastFour,
        Kind::LastFourWrong,
        Kind::SsnWrong,
        Kind::DayAndMonth,
        Kind::BirthWrong,
        Kind::Address,
        Kind::AddressWrong,
        Kind::Phone,
        Kind::PhoneWrong,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Exact => "first and last name",
            Kind::Swapped => "last and first name",
            Kind::Nickname => "nickname, last name",
            Kind::Typos => "one typo in each name",
            Kind::TwoTypos => "two typos in one name",
            Kind::Phonetic => "names as they sound",
            Kind::Spelling => "other spelling of a name",
            Kind::OneSurname => "first name, one of two surnames",
            Kind::FirstAndAge => "first name, sex, age within 5",
            Kind::LastFour => "first name, last four",
            Kind::LastFourWrong => "both names, last four mistyped",
            Kind::SsnWrong => "whole SSN mistyped",
            Kind::DayAndMonth => "first name, day and month exchanged",
            Kind::BirthWrong => "last name, birth date mistyped",
            Kind::Address => "last name, address of any agency",
            Kind::AddressWrong => "first name, address mistyped",
            Kind::Phone => "phone without area code",
            Kind::PhoneWrong => "phone mistyped",
        }
    }

    /// Everybody with the same names fits as well.
    pub(super) fn is_by_names(self) -> bool {
        use Kind::*;
        matches!(self, Exact | Swapped | Nickname | Typos | TwoTypos | Phonetic | Spelling | OneSurname)
    }

    /// The question about a record's person; none when the record lacks what is asked by.
    pub(super) fn about(self, record: &FlatRecord, today: Date, chance: &mut Chance) -> Option<Asked> {
        let first = record.first_name.split(' ').next().filter(|name| name.len() > 2)?;
        let last = record.last_name.as_str();
        let last = Some(last).filter(|name| name.len() > 2)?;
        let text = match self {
            Kind::Exact => format!("{first} {last}"),
            Kind::Swapped => format!("{last} {first}"),
            Kind::Nickname => format!("{} {last}", nickname(first)?),
            Kind::Typos => format!("{} {}", mistyped(first, chance), mistyped(last, chance)),
            Kind::TwoTypos => two_typos(first, last, chance)?,
            Kind::Phonetic => misheard(first, last)?,
            Kind::Spelling => other_spelling(first, last)?,
            Kind::OneSurname => {
                let parts: Vec<&str> = last.split([' ', '-']).filter(|part| part.len() > 3).collect();
                let many = last.contains([' ', '-']).then_some(&parts)?;
                format!("{first} {}", chance.pick(many)?)
            }
            Kind::FirstAndAge => return about_age(first, record, today, chance),
            Kind::LastFour => format!("{first} last four {}", four(record)?),
            Kind::LastFourWrong => format!("{first} {last} last four {}", slip(&four(record)?, chance)),
            Kind::SsnWrong => slip(&Some(&record.ssn).filter(|ssn| ssn.len() == 9)?.clone(), chance),
            Kind::DayAndMonth => {
                let born = date(record).filter(|born| born.day() <= 12 && born.day() != born.month())?;
                format!("{first} {}/{}/{}", born.day(), born.month(), born.year())
            }
            Kind::BirthWrong => {
                let born = date(record)?;
                let mut parts =
                    [format!("{:02}", born.month()), format!("{:02}", born.day()), born.year().to_string()];
                let wrong = usize::try_from(chance.below(3)).unwrap_or(0);
                parts[wrong] = slip(&parts[wrong], chance);
                format!("{last} {}", parts.join("/"))
            }
            Kind::Address => format!("{last} {}", street(record)?),
            Kind::AddressWrong => {
                let (number, street) =
                    street(record)?.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()))?;
                let letters =
                    street.split(' ').max_by_key(|word| word.len()).filter(|word| word.len() > 3)?;
                let wrong = mistyped(letters, chance);
                format!("{first} {number} {}", street.replacen(letters, &wrong, 1))
            }
            Kind::Phone => {
                let local = record.phone.get(3..).filter(|local| local.len() == 7)?;
                format!("{} {}-{}", first, &local[..3], &local[3..])
            }
            Kind::PhoneWrong => {
                let typed = slip(&Some(&record.phone).filter(|phone| phone.len() == 10)?.clone(), chance);
                format!("{}-{}-{}", &typed[..3], &typed[3..6], &typed[6..])
            }
        };
        Some(Asked { text, age: None })
    }
}

/// Years by which an age is misjudged at most.
const WITHIN: i16 = 5;

fn about_age(first: &str, record: &FlatRecord, today: Date, chance: &mut Chance) -> Option<Asked> {
    let born = date(record)?;
    let off = chance.between(-i64::from(WITHIN), i64::from(WITHIN));
    let age = today.year() - born.year() + i16::try_from(off).unwrap_or(0);
    let sex = match record.sex.as_str() {
        "F" => "female",
        "M" => "male",
        _ => return None,
    };
    let text = format!("{first} about {age} {sex}");
    (age > 5).then_some(Asked { text, age: Some((today.year() - age, WITHIN)) })
}

fn two_typos(first: &str, last: &str, chance: &mut Chance) -> Option<String> {
    let wrong = |name: &str, chance: &mut Chance| mistyped(&mistyped(name, chance), chance);
    if last.len() >= 7 && last.is_ascii() && !last.contains([' ', '-']) {
        Some(format!("{first} {}", wrong(last, chance)))
    } else if first.len() >= 7 && first.is_ascii() {
        Some(format!("{} {last}", wrong(first, chance)))
    } else {
        None
    }
}

fn slip(digits: &str, chance: &mut Chance) -> String {
    if chance.percent(50.0) { wrong_digit(digits, chance) } else { exchanged(digits, chance) }
}

fn date(record: &FlatRecord) -> Option<Date> {
    record.dob.parse().ok()
}

fn four(record: &FlatRecord) -> Option<String> {
    record.ssn.get(record.ssn.len().checked_sub(4)?..).filter(|four| four.len() == 4).map(str::to_owned)
}

fn street(record: &FlatRecord) -> Option<String> {
    let known = !record.street_name.is_empty() && !record.street_number.is_empty();
    known.then(|| format!("{} {}", record.street_number, record.street_name))
}
