//! A clan: the block of people that is made up as one unit, with all family ties inside it.

use crate::city::City;
use crate::family::Builder;
use crate::lives::{self, Lives};
use crate::person::{Bond, Household, Person, PersonId};

/// People in a clan when the city is founded.
pub const CLAN_PEOPLE: u64 = 40;
/// Person numbers kept for a clan: its founders and those who are born into it later.
pub const ROOM: u64 = 64;

/// One clan: people, households and what happened to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Clan {
    /// The clan's number, from 0.
    pub number: u64,
    /// Its people; a place in this list is what all other fields refer to.
    pub people: Vec<Person>,
    /// Its households.
    pub households: Vec<Household>,
    /// Work, programs, shelter, child welfare and custody.
    pub lives: Lives,
}

/// What one person is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// The other is the mother.
    Mother,
    /// The other is the father.
    Father,
    /// The other is a child.
    Child,
    /// Both parents in common.
    Sibling,
    /// One parent in common.
    HalfSibling,
    /// A parent's parent.
    Grandparent,
    /// A child's child.
    Grandchild,
    /// A parent's brother or sister.
    AuntOrUncle,
    /// A brother's or sister's child.
    NieceOrNephew,
    /// Married to each other.
    Spouse,
    /// Together, not married.
    Partner,
    /// Once together.
    FormerPartner,
}

impl Clan {
    /// Makes the clan of that number: the same city and number give the same clan.
    pub(crate) fn make(city: &City, number: u64, with_lives: bool) -> Self {
        let mut clan = Builder::new(city, number).build();
        if with_lives {
            lives::live(city, &mut clan);
        }
        clan
    }

    /// The number of the person at a place.
    #[must_use]
    pub fn id(&self, place: usize) -> PersonId {
        self.number * ROOM + place as u64
    }

    /// Who lives in a household now, in the order of the clan.
    pub fn members(&self, household: usize) -> impl Iterator<Item = usize> {
        self.people
            .iter()
            .enumerate()
            .filter(move |(_, person)| person.household() == Some(household))
            .map(|(place, _)| place)
    }

    /// The children of a person.
    pub fn children(&self, parent: usize) -> impl Iterator<Item = usize> {
        self.people
            .iter()
            .enumerate()
            .filter(move |(_, person)| person.mother == Some(parent) || person.father == Some(parent))
            .map(|(place, _)| place)
    }

    /// Whether two people live in one household now.
    #[must_use]
    pub fn live_together(&self, one: usize, other: usize) -> bool {
        let home = |place: usize| self.people.get(place).and_then(Person::household);
        home(one).is_some() && home(one) == home(other)
    }

    /// What `other` is to `one`, if they are kin or a couple.
    #[must_use]
    pub fn kin(&self, one: usize, other: usize) -> Option<Kin> {
        let (person, them) = (self.people.get(one)?, self.people.get(other)?);
        if one == other {
            return None;
        }
        if person.mother == Some(other) {
            return Some(Kin::Mother);
        }
        if person.father == Some(other) {
            return Some(Kin::Father);
        }
        if is_parent(one, them) {
            return Some(Kin::Child);
        }
        if let Some(tie) = person.ties.iter().find(|tie| tie.with == other) {
            return Some(match tie.bond {
                Bond::Married => Kin::Spouse,
                Bond::Partners => Kin::Partner,
                Bond::Parted => Kin::FormerPartner,
            });
        }
        if let Some(kin) = sibling(person, them) {
            return Some(kin);
        }
        if self.parents(person).any(|parent| is_parent(other, parent)) {
            return Some(Kin::Grandparent);
        }
        if self.parents(them).any(|parent| is_parent(one, parent)) {
            return Some(Kin::Grandchild);
        }
        if self.parents(person).any(|parent| sibling(parent, them).is_some()) {
            return Some(Kin::AuntOrUncle);
        }
        self.parents(them).any(|parent| sibling(parent, person).is_some()).then_some(Kin::NieceOrNephew)
    }

    fn parents<'a>(&'a self, person: &'a Person) -> impl Iterator<Item = &'a Person> {
        [person.mother, person.father].into_iter().flatten().filter_map(|place| self.people.get(place))
    }
}

fn is_parent(place: usize, child: &Person) -> bool {
    child.mother == Some(place) || child.father == Some(place)
}

fn sibling(one: &Person, other: &Person) -> Option<Kin> {
    if one.id == other.id {
        return None;
    }
    let mother = one.mother.is_some() && one.mother == other.mother;
    let father = one.father.is_some() && one.father == other.father;
    match (mother, father) {
        (true, true) => Some(Kin::Sibling),
        (false, false) => None,
        _ => Some(Kin::HalfSibling),
    }
}
