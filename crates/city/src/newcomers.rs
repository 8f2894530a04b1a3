//! How a person enters a clan: number, names, social security number, ways to be reached.

use crate::days::later;
use crate::family::Builder;
use crate::naming::{self, BirthSurnames};
use crate::person::{Name, Person, Sex};
use jiff::civil::Date;

/// A newcomer to the clan before the name is known.
pub(crate) struct Newcomer {
    pub sex: Sex,
    pub born: Date,
    pub community: u8,
    pub mother: Option<usize>,
    pub father: Option<usize>,
}

impl Builder<'_> {
    pub fn newcomer(&mut self, sex: Sex, age: i64, community: u8) -> Option<usize> {
        let days = age.clamp(0, 104) * 365 + self.chance.between(0, 364);
        let born = later(self.city.today(), -days - age / 4);
        self.add(Newcomer { sex, born, community, mother: None, father: None })
    }

    pub fn add(&mut self, newcomer: Newcomer) -> Option<usize> {
        if self.full() {
            return None;
        }
        let place = self.clan.people.len();
        let parent = |place: Option<usize>| place.and_then(|place| self.surnames.get(place));
        let (father, mother) = (parent(newcomer.father), parent(newcomer.mother));
        let community = self.city.names().community(newcomer.community);
        let surnames = if father.or(mother).is_some() {
            naming::inherited(father, mother)
        } else {
            naming::fresh_surnames(community, &mut self.chance)
        };
        let person = self.named(&newcomer, &surnames, place);
        self.surnames.push(surnames);
        self.clan.people.push(person);
        Some(place)
    }

    fn named(&mut self, newcomer: &Newcomer, surnames: &BirthSurnames, place: usize) -> Person {
        let community = self.city.names().community(newcomer.community);
        let taken = self.names_of_siblings(newcomer);
        let father = newcomer.father.and_then(|father| self.clan.people.get_mut(father));
        let father_name = father.as_deref().map(|father| father.name.clone());
        let mut name = Name::default();
        // Brothers and sisters have names of their own, twins too.
        for _ in 0..16 {
            name = naming::name(community, newcomer.sex, surnames, father_name.as_ref(), &mut self.chance);
            if !taken.contains(&name.given) {
                break;
            }
        }
        let western = matches!(community.language, "english" | "spanish");
        if let Some(father) =
            father.filter(|_| newcomer.sex == Sex::Male && western && self.chance.percent(6.0))
            && father.name.suffix.is_empty()
            && !taken.contains(&father.name.given)
        {
            father.name.suffix = "Sr";
            name.given.clone_from(&father.name.given);
            name.middle.clone_from(&father.name.middle);
            name.suffix = "Jr";
        }
        let id = self.clan.number * crate::clan::ROOM + place as u64;
        let age = (self.city.today().year() - newcomer.born.year()).max(0);
        let seed = self.city.seed();
        let native = matches!(community.language, "english") || age < 18;
        let ssn = self.chance.percent(if native { 96.0 } else { 82.0 }).then(|| naming::ssn(seed, id));
        let borrows = ssn.is_none() && age > 18 && place > 0 && self.chance.percent(14.0);
        let nickname = if self.chance.percent(15.0) {
            community.given_variant(&name.given, &mut self.chance)
        } else {
            None
        };
        let mut person = Person {
            id,
            sex: newcomer.sex,
            born: newcomer.born,
            community: newcomer.community,
            name,
            former: None,
            nickname,
            ssn,
            borrows_ssn_of: borrows.then(|| self.chance.below(place as u64) as usize),
            phone: (age >= 14 && self.chance.percent(92.0)).then(|| naming::phone(seed, id)),
            email: None,
            mother: newcomer.mother,
            father: newcomer.father,
            ties: Vec::new(),
            lived: Vec::new(),
            forgetful: age > 74 && self.chance.percent(16.0),
            disabled: self.chance.percent(if age > 50 { 16.0 } else { 5.0 }),
        };
        if age >= 16 && self.chance.percent(56.0) {
            person.email = Some(naming::email(&person, &mut self.chance));
        }
        person
    }

    fn names_of_siblings(&self, newcomer: &Newcomer) -> Vec<String> {
        let same = |one: Option<usize>, other: Option<usize>| one.is_some() && one == other;
        let siblings =
            self.clan.people.iter().filter(|person| {
                same(person.mother, newcomer.mother) || same(person.father, newcomer.father)
            });
        siblings.map(|person| person.name.given.clone()).collect()
    }
}
