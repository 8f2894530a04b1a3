//! What happens to the people of a clan: work, programs, shelter, child welfare, custody.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::days::{days_between, later};
use crate::person::{Person, Tenure};
use crate::programs;
use crate::welfare::{self, Placement, Report};
use jiff::civil::Date;

/// Everything that agencies may know about a clan beyond who belongs to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lives {
    /// Money that people receive, except from programs.
    pub incomes: Vec<Income>,
    /// Program cases.
    pub cases: Vec<crate::programs::Case>,
    /// Rent freezes.
    pub freezes: Vec<crate::programs::Freeze>,
    /// Shelter stays.
    pub stays: Vec<Stay>,
    /// Child-welfare cases.
    pub reports: Vec<Report>,
    /// Children placed out of their home.
    pub placements: Vec<Placement>,
    /// Times in custody.
    pub custody: Vec<Custody>,
}

/// A source of income.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomeKind {
    /// Wages.
    Wages,
    /// Self-employment.
    SelfEmployed,
    /// Social security for old age.
    SocialSecurity,
    /// Supplemental income for disability or old age without means.
    Supplemental,
    /// A pension.
    Pension,
    /// Unemployment insurance.
    Unemployment,
    /// Child support received.
    ChildSupport,
}

/// One person's income from one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Income {
    /// Place of the person in the clan.
    pub person: usize,
    /// From what.
    pub kind: IncomeKind,
    /// The employer's position in the list of places.
    pub employer: Option<u8>,
    /// Dollars a year.
    pub yearly: u32,
    /// First day.
    pub from: Date,
    /// Last day, open while it lasts.
    pub to: Option<Date>,
}

/// A stay of a person or family in a shelter.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// Number in the truth.
    pub id: u64,
    /// Who stays; the head first.
    pub people: Vec<usize>,
    /// The shelter's position in the list of places.
    pub facility: u8,
    /// Room.
    pub room: u16,
    /// First night.
    pub from: Date,
    /// Last day, open while it lasts.
    pub to: Option<Date>,
}

/// A time in custody.
#[derive(Clone, Debug, PartialEq)]
pub struct Custody {
    /// Number in the truth.
    pub id: u64,
    /// Place of the person.
    pub person: usize,
    /// The facility's position in the list of places.
    pub facility: u8,
    /// First day.
    pub since: Date,
    /// Last day, open while it lasts.
    pub until: Option<Date>,
}

/// Kind, employer, dollars a year, first and last day.
type Earning = (IncomeKind, Option<u8>, i64, Date, Option<Date>);

/// Lets the people of a clan live until the founding day.
pub(crate) fn live(city: &City, clan: &mut Clan) {
    let mut chance = Chance::of(city.seed(), "lives", clan.number);
    for place in 0..clan.people.len() {
        works(city, clan, place, &mut chance);
        detained(city, clan, place, &mut chance);
    }
    for household in 0..clan.households.len() {
        if clan.members(household).next().is_none() {
            continue;
        }
        loses_home(city, clan, household, &mut chance);
        welfare::reported(city, clan, household, &mut chance);
        programs::enrol(city, clan, household, &mut chance);
    }
}

/// The next number in the truth for a fact of a clan.
pub(crate) fn next_id(clan: &Clan, so_far: usize) -> u64 {
    clan.number * 64 + so_far as u64 % 64
}

fn works(city: &City, clan: &mut Clan, place: usize, chance: &mut Chance) {
    let today = city.today();
    let Some(person) = clan.people.get(place) else { return };
    let (age, born, disabled) = (person.age_on(today), person.born, person.disabled);
    let apart = person.partner().is_none();
    let mut found = Vec::new();
    if (18..70).contains(&age) {
        jobs(city, born, chance, &mut found);
    }
    let retired = later(born, 66 * 365 + 16);
    if age >= 67 && chance.percent(86.0) {
        found.push((IncomeKind::SocialSecurity, None, chance.between(9_600, 31_000), retired, None));
    }
    if age >= 67 && chance.percent(24.0) {
        found.push((IncomeKind::Pension, None, chance.between(4_000, 36_000), retired, None));
    }
    if disabled && chance.percent(62.0) {
        let from = later(today, -chance.between(100, 5_000)).max(born);
        found.push((IncomeKind::Supplemental, None, chance.between(9_800, 11_900), from, None));
    }
    let mother = clan.people.iter().any(|child| child.mother == Some(place) && child.age_on(today) < 18);
    if mother && apart && chance.percent(24.0) {
        let from = later(today, -chance.between(60, 2_000)).max(later(born, 6_000));
        found.push((IncomeKind::ChildSupport, None, chance.between(1_800, 9_000), from, None));
    }
    let incomes = found.into_iter().map(|(kind, employer, yearly, from, to)| {
        let yearly = yearly.max(0) as u32;
        Income { person: place, kind, employer, yearly, from, to }
    });
    clan.lives.incomes.extend(incomes);
}

/// Work of an adult: earlier jobs, and what there is today.
fn jobs(city: &City, born: Date, chance: &mut Chance, found: &mut Vec<Earning>) {
    let today = city.today();
    let grown = later(born, 18 * 365 + chance.between(0, 1_500));
    let mut from = grown.max(later(today, -chance.between(200, 3_600)));
    for _ in 0..chance.between(0, 2) {
        let end = later(from, chance.between(90, 1_400));
        let yearly = chance.between(11_000, 58_000);
        let employer = Some(city.places().draw("employer", chance));
        let now = end >= later(today, -10);
        found.push((IncomeKind::Wages, employer, yearly, from.min(today), (!now).then_some(end)));
        if now {
            break;
        }
        from = later(end, chance.between(10, 200)).min(later(today, -5));
    }
    let from = from.min(later(today, -5));
    if chance.percent(38.0) {
        let yearly = chance.between(16_000, 96_000);
        found.push((IncomeKind::Wages, Some(city.places().draw("employer", chance)), yearly, from, None));
    } else if chance.percent(16.0) {
        found.push((IncomeKind::SelfEmployed, None, chance.between(6_000, 42_000), from, None));
    } else if chance.percent(9.0) {
        let began = later(today, -chance.between(10, 150));
        found.push((IncomeKind::Unemployment, None, chance.between(9_000, 26_000), began, None));
    }
}

fn detained(city: &City, clan: &mut Clan, place: usize, chance: &mut Chance) {
    let Some(person) = clan.people.get(place) else { return };
    let age = person.age_on(city.today());
    let share = if person.sex == crate::person::Sex::Male { 2.6 } else { 0.6 };
    if !(18..65).contains(&age) || !chance.percent(share) {
        return;
    }
    let since = later(city.today(), -chance.between(3, 900));
    let until =
        chance.percent(55.0).then(|| later(since, chance.between(2, 400))).filter(|day| *day < city.today());
    let id = next_id(clan, clan.lives.custody.len());
    let facility = city.places().draw("jail", chance);
    clan.lives.custody.push(Custody { id, person: place, facility, since, until });
}

fn loses_home(city: &City, clan: &mut Clan, household: usize, chance: &mut Chance) {
    let members: Vec<usize> = clan.members(household).collect();
    let Some(home) = clan.households.get(household) else { return };
    let share = match (home.tenure, members.len()) {
        (Tenure::Owned, _) => 0.3,
        (Tenure::Public, _) => 0.8,
        (Tenure::Rented, 1) => 4.5,
        (Tenure::Rented, _) => 3.2,
    };
    if !chance.percent(share) {
        return;
    }
    let began = home.homes.last().map_or(city.today(), |home| home.from);
    let days = days_between(began, city.today());
    let from = later(began, chance.between(days - 700, days - 1).max(1));
    let over = chance.percent(45.0);
    stay(city, clan, household, from, chance);
    let Some(stay) = clan.lives.stays.last_mut() else { return };
    let to = later(from, chance.between(2, 500));
    if over && to < city.today() {
        stay.to = Some(to);
        // Back under a roof: the family is in a new home since the day it left the shelter.
        let address = city.places().home(city.seed(), city.size(), chance);
        if let Some(home) = clan.households.get_mut(household) {
            home.homes.push(crate::person::Home { address, from: to, to: None });
            home.tenure = Tenure::Rented;
        }
    }
}

/// A household goes into a shelter: its home ends the day before.
pub(crate) fn stay(city: &City, clan: &mut Clan, household: usize, from: Date, chance: &mut Chance) {
    let mut people: Vec<usize> = clan.members(household).collect();
    people.sort_by_key(|&place| clan.people.get(place).map(|person: &Person| person.born));
    let id = next_id(clan, clan.lives.stays.len());
    let facility = city.places().draw("shelter", chance);
    let room = chance.between(101, 640) as u16;
    clan.lives.stays.push(Stay { id, people, facility, room, from, to: None });
    if let Some(home) = clan.households.get_mut(household).and_then(|its| its.homes.last_mut()) {
        home.to = Some(later(from, -1).max(home.from));
    }
}
