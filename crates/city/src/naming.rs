//! How a child, a newcomer or a wife comes by a name.

use crate::chance::{Chance, shuffle};
use crate::names::{Community, Middle, without_accents};
use crate::person::{Name, Person, Sex};

/// The surnames with which someone was born: the first, and the second where there are two.
#[derive(Clone, Debug, Default)]
pub(crate) struct BirthSurnames {
    pub first: String,
    pub second: String,
}

/// Area codes that are reserved and never given to a telephone.
const AREAS: [u64; 4] = [292, 394, 597, 698];
/// Nine-digit numbers with an area from 001 to 899 without 666, a group from 01 and a serial from 0001.
const SSNS: u64 = 898 * 99 * 9_999;

/// A name for someone whose surnames are known.
pub(crate) fn name(
    community: &Community,
    sex: Sex,
    surnames: &BirthSurnames,
    father: Option<&Name>,
    chance: &mut Chance,
) -> Name {
    let given = community.given(sex, chance);
    let middle = middle(community, sex, &given, father, chance);
    let first = community_form(community, sex, &surnames.first);
    let surname = if community.two_surnames && !surnames.second.is_empty() {
        format!("{first} {}", surnames.second)
    } else {
        first
    };
    Name { given, middle, surname, suffix: "" }
}

/// Surnames for someone without known parents.
pub(crate) fn fresh_surnames(community: &Community, chance: &mut Chance) -> BirthSurnames {
    let second = if community.two_surnames { community.surname(chance) } else { String::new() };
    BirthSurnames { first: community.surname(chance), second }
}

/// The surnames that a child gets from its parents.
pub(crate) fn inherited(father: Option<&BirthSurnames>, mother: Option<&BirthSurnames>) -> BirthSurnames {
    match (father, mother) {
        (Some(father), Some(mother)) => {
            BirthSurnames { first: father.first.clone(), second: mother.first.clone() }
        }
        (Some(only), None) | (None, Some(only)) => only.clone(),
        (None, None) => BirthSurnames::default(),
    }
}

/// The wife's surname after the wedding, when it changes.
pub(crate) fn married_surname(
    community: &Community,
    wife: &Name,
    husband: &BirthSurnames,
    chance: &mut Chance,
) -> Option<String> {
    if !chance.percent(community.takes_name) {
        return None;
    }
    let taken = community.feminine(&husband.first);
    let name = match chance.below(100) {
        0..8 if !community.two_surnames => format!("{}-{taken}", wife.surname),
        _ if community.two_surnames => {
            let first = wife.surname.split(' ').next().unwrap_or("");
            format!("{first} de {}", husband.first)
        }
        _ => taken,
    };
    (name != wife.surname).then_some(name)
}

/// The number that would be issued to a person; unique for each.
pub(crate) fn ssn(seed: u64, id: u64) -> u32 {
    let place = shuffle(id % SSNS, SSNS, seed ^ 0x55);
    let (area, group, serial) = (place / (99 * 9_999), place / 9_999 % 99, place % 9_999);
    let area = if area + 1 >= 666 { area + 2 } else { area + 1 };
    (area * 1_000_000 + (group + 1) * 10_000 + serial + 1) as u32
}

/// A ten-digit telephone number; unique for each person up to 32 million.
pub(crate) fn phone(seed: u64, id: u64) -> u64 {
    let place = shuffle(id % 32_000_000, 32_000_000, seed ^ 0x99);
    let area = AREAS[(place / 8_000_000) as usize % AREAS.len()];
    area * 10_000_000 + (200 + place / 10_000 % 800) * 10_000 + place % 10_000
}

/// A mail address in a domain that cannot exist. People of one name hardly ever have the same.
pub(crate) fn email(person: &Person, chance: &mut Chance) -> String {
    let letters = |text: &str| -> String {
        without_accents(text).to_lowercase().chars().filter(char::is_ascii_alphabetic).collect()
    };
    let (given, surname) = (letters(&person.name.given), letters(&person.name.surname));
    let host = ["mail.example", "post.example", "inbox.example"][chance.below(3) as usize];
    let day = person.born.day_of_year();
    match chance.below(3) {
        0 => format!("{given}.{surname}{day}@{host}"),
        1 => format!("{given}{day}.{}@{host}", person.born.year() % 100 + 100 * (chance.below(9) as i16)),
        _ => format!("{}{surname}{day}.{}@{host}", given.get(..1).unwrap_or("x"), chance.below(90)),
    }
}

fn middle(
    community: &Community,
    sex: Sex,
    given: &str,
    father: Option<&Name>,
    chance: &mut Chance,
) -> String {
    let drawn_father = |chance: &mut Chance| community.given(Sex::Male, chance);
    match community.middle {
        Middle::None => String::new(),
        Middle::Initial | Middle::Given => {
            let second = community.given(sex, chance);
            if chance.percent(68.0) && second != given { second } else { String::new() }
        }
        Middle::Father => father.map_or_else(|| drawn_father(chance), |name| name.given.clone()),
        Middle::Patronymic => {
            let name = father.map_or_else(|| drawn_father(chance), |name| name.given.clone());
            community.patronymic(&name, sex)
        }
        Middle::Marker => {
            let (marker, share) = match (community.language, sex) {
                ("vietnamese", Sex::Female) => ("Thị", 75.0),
                ("vietnamese", Sex::Male) => ("Văn", 60.0),
                (_, Sex::Female) => ("Kaur", 25.0),
                (_, Sex::Male) => ("Singh", 25.0),
            };
            if chance.percent(share) { marker.to_owned() } else { String::new() }
        }
    }
}

/// Some surnames are borne by women only or by men only.
fn community_form(community: &Community, sex: Sex, surname: &str) -> String {
    match (community.language, sex, surname) {
        ("punjabi", Sex::Female, "Singh") => "Kaur".to_owned(),
        ("punjabi", Sex::Male, "Kaur") => "Singh".to_owned(),
        ("bengali", Sex::Female, "Uddin" | "Miah") => "Begum".to_owned(),
        ("bengali", Sex::Male, "Begum" | "Akter" | "Khatun") => "Islam".to_owned(),
        (_, Sex::Female, _) => community.feminine(surname),
        (_, Sex::Male, _) => surname.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_valid_and_are_unique() {
        let mut seen = std::collections::HashSet::new();
        for id in 0..5_000 {
            let number = ssn(11, id);
            let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
            assert!((1..900).contains(&area) && area != 666 && group > 0 && serial > 0, "{number}");
            assert!(seen.insert(number));
            assert!((2_000_000_000..10_000_000_000).contains(&phone(11, id)));
        }
    }
}
