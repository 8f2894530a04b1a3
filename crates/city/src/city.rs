//! The city: a seed, a size and a day, from which every clan can be made when it is asked for.

use crate::address::Places;
use crate::chance::Chance;
use crate::clan::{CLAN_PEOPLE, Clan, ROOM};
use crate::names::{Community, Names};
use crate::naming;
use crate::person::{PersonId, Sex};
use jiff::civil::Date;
use std::sync::Arc;

/// A made-up city. It holds nothing but its recipe: people are made clan by clan, so its size costs no memory.
#[derive(Clone, Debug)]
pub struct City {
    seed: u64,
    size: u64,
    today: Date,
    names: Arc<Names>,
    places: Arc<Places>,
}

/// Someone who works for an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Given name and surname.
    pub name: String,
    /// Ten digits.
    pub phone: u64,
}

impl City {
    /// Founds a city of about so many people (rounded up to whole clans of 40) as it stands on a day. The
    /// same three values always give the same city.
    #[must_use]
    pub fn generate(seed: u64, people: usize, today: Date) -> Self {
        let clans = (people as u64).div_ceil(CLAN_PEOPLE).max(1);
        Self {
            seed,
            size: clans * CLAN_PEOPLE,
            today,
            names: Arc::new(Names::read()),
            places: Arc::new(Places::read()),
        }
    }

    /// The seed it was made from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The people with whom it was founded.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The day on which it was founded.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// The number of clans.
    #[must_use]
    pub fn clans(&self) -> u64 {
        self.size / CLAN_PEOPLE
    }

    /// One clan as it was on the founding day.
    #[must_use]
    pub fn clan(&self, number: u64) -> Clan {
        Clan::make(self, number, true)
    }

    /// The people and households of a clan only, in a third of the time.
    #[must_use]
    pub fn families(&self, number: u64) -> Clan {
        Clan::make(self, number, false)
    }

    /// The clan to which a person belongs, and the place in it.
    #[must_use]
    pub fn place_of(person: PersonId) -> (u64, usize) {
        (person / ROOM, (person % ROOM) as usize)
    }

    /// The name of the language of a community, as the lists in `data/names` call it.
    #[must_use]
    pub fn language(&self, community: u8) -> &'static str {
        self.names.community(community).language
    }

    pub(crate) fn community(&self, number: u8) -> &Community {
        self.names.community(number)
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// The worker of that number; the same number is always the same worker.
    pub(crate) fn worker(&self, number: u64) -> Worker {
        let mut chance = Chance::of(self.seed, "worker", number);
        let community = self.names.community(self.names.draw_community(&mut chance));
        let sex = if chance.percent(66.0) { Sex::Female } else { Sex::Male };
        let given = community.given(sex, &mut chance);
        let surname = community.feminine(&community.surname(&mut chance));
        let surname = if sex == Sex::Female { surname } else { community.surname(&mut chance) };
        Worker { name: format!("{given} {surname}"), phone: self.office_phone(number) }
    }

    /// The telephone of a desk or office, never that of a person in a city below 30 million.
    pub(crate) fn office_phone(&self, number: u64) -> u64 {
        naming::phone(self.seed, 31_000_000 + number % 999_999)
    }
}
