//! A small made-up town for the tests: people as sentences, agencies' errors by hand, chance by seed.

use jiff::civil::Date;
use records::{Address, BirthDate, Name, NameUse, Particulars, Sex, SourceId, Ssn};

/// `Given [Middle] Family` from an agency.
pub fn person(name: &str) -> Particulars {
    let mut found = Particulars::none(SourceId::new("office"));
    found.names.push(named(name));
    found
}

fn named(name: &str) -> Name {
    let words: Vec<&str> = name.split(' ').collect();
    let family = words.last().copied().unwrap_or_default().replace('_', " ");
    let middle = if words.len() > 2 { words[1..words.len() - 1].join(" ") } else { String::new() };
    Name { given: words[0].replace('_', " "), middle, family, ..Name::default() }
}

/// Adds to a person what one agency knows.
pub trait Knows: Sized {
    fn born(self, date: &str) -> Self;
    fn ssn(self, number: &str) -> Self;
    fn at(self, street: &str) -> Self;
    fn sex(self, sex: Sex) -> Self;
    fn phone(self, number: &str) -> Self;
    fn formerly(self, name: &str) -> Self;
    fn suffix(self, suffix: &str) -> Self;
}

impl Knows for Particulars {
    fn born(mut self, date: &str) -> Self {
        self.birth = Some(BirthDate::exact(date.parse::<Date>().unwrap()));
        self
    }

    fn ssn(mut self, number: &str) -> Self {
        self.ssn = Ssn::read(number);
        self
    }

    fn at(mut self, street: &str) -> Self {
        self.addresses.push(Address {
            street: street.to_owned(),
            city: "Anytown".into(),
            zip: "10001".into(),
            ..Address::default()
        });
        self
    }

    fn sex(mut self, sex: Sex) -> Self {
        self.sex = Some(sex);
        self
    }

    fn phone(mut self, number: &str) -> Self {
        self.phones.push(number.to_owned());
        self
    }

    fn formerly(mut self, name: &str) -> Self {
        self.names.push(Name { name_use: NameUse::Other, ..named(name) });
        self
    }

    fn suffix(mut self, suffix: &str) -> Self {
        self.names[0].suffix = suffix.to_owned();
        self
    }
}

/// Numbers that look random and are the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const GIVEN: [&str; 24] = [
    "James", "Maria", "Wei", "Fatima", "Olga", "Kwame", "Ana", "Jorge", "Emily", "Tyrone", "Priya", "Hassan",
    "Grace", "Dmitri", "Rosa", "Kevin", "Leila", "Samuel", "Nadia", "Victor", "Amara", "Hugo", "Irene",
    "Tomas",
];
const FAMILY: [&str; 24] = [
    "Smith", "Lopez", "Chen", "Haddad", "Petrova", "Mensah", "Garcia", "Okafor", "Walsh", "Brown", "Patel",
    "Khan", "Rivera", "Ivanov", "Novak", "Murphy", "Santos", "Cohen", "Dubois", "Schmidt", "Tanaka",
    "Kowalski", "Osei", "Reyes",
];
const STREETS: [&str; 8] = [
    "Main St",
    "Oak Ave",
    "145th Street",
    "Hill Road",
    "Park Lane",
    "River Drive",
    "Elm Court",
    "Bay Terrace",
];

/// `count` people, half of them living with the one before under the same surname, each one to three times over with small
/// errors. The first number is the true person.
pub fn town(count: usize, seed: u64) -> Vec<(usize, Particulars)> {
    let mut chance = Chance(seed);
    let mut records = Vec::new();
    let (mut family, mut street) = ("", String::new());
    for number in 0..count {
        if number == 0 || chance.below(2) == 0 {
            family = chance.pick(&FAMILY);
            street = format!("{} {}", 1 + chance.below(400), chance.pick(&STREETS));
        }
        let name = format!("{} {} {family}", chance.pick(&GIVEN), chance.pick(&GIVEN));
        let born =
            format!("{}-{:02}-{:02}", 1930 + chance.below(85), 1 + chance.below(12), 1 + chance.below(28));
        let ssn =
            format!("{:03}{:02}{:04}", 100 + chance.below(500), 1 + chance.below(98), 1 + chance.below(9998));
        for _ in 0..=chance.below(3) {
            let mut record = person(&name).at(&street);
            if chance.below(10) > 0 {
                record = record.born(&born);
            }
            if chance.below(10) > 3 {
                record = record.ssn(&ssn);
            }
            if chance.below(10) == 0 {
                record.names[0].given.pop();
            }
            records.push((number, record));
        }
    }
    records
}
