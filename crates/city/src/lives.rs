//! What happens to the people of a clan: work, programs, shelter, child welfare, custody.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::family::{days_between, later};
use crate::person::{Person, Tenure};
use crate::programs;
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

/// The part someone has in a child-welfare case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A child of the case.
    Child,
    /// A parent not alleged to have done anything.
    Parent,
    /// The adult of whom something is alleged.
    Subject,
    /// Another adult of the home.
    Other,
    /// Kin who looks after a child.
    Caregiver,
}

/// A child-welfare case.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number in the truth.
    pub id: u64,
    /// Position in the list of allegations.
    pub allegation: u8,
    /// First day.
    pub opened: Date,
    /// Last day, open while it lasts.
    pub closed: Option<Date>,
    /// Who belongs to it, as what.
    pub parts: Vec<(usize, Part)>,
    /// The field office's position in the list of places.
    pub unit: u8,
}

/// Where a placed child lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlacementKind {
    /// With kin.
    Kinship,
    /// With foster parents of a provider.
    Foster,
    /// In a group home of a provider.
    Group,
}

/// A child placed out of the home.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Number in the truth.
    pub id: u64,
    /// The case, by its number in the truth.
    pub report: u64,
    /// Place of the child.
    pub child: usize,
    /// Kind.
    pub kind: PlacementKind,
    /// The provider's position in the list of places.
    pub provider: u8,
    /// Kin who took the child in.
    pub caregiver: Option<usize>,
    /// First day.
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

/// Allegations, as positions in this list.
pub(crate) const ALLEGATIONS: [&str; 6] = [
    "neglect",
    "lack-of-supervision",
    "educational-neglect",
    "physical-abuse",
    "parental-substance-use",
    "inadequate-shelter",
];

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
        reported(city, clan, household, &mut chance);
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
    let (age, born) = (person.age_on(today), person.born);
    let mut add = |kind, employer, yearly: i64, from, to| {
        clan.lives.incomes.push(Income {
            person: place,
            kind,
            employer,
            yearly: yearly.max(0) as u32,
            from,
            to,
        });
    };
    if (18..70).contains(&age) {
        let mut from =
            later(born, 18 * 365 + chance.between(0, 1_500)).max(later(today, -chance.between(200, 3_600)));
        for _ in 0..chance.between(0, 2) {
            let end = later(from, chance.between(90, 1_400));
            let yearly = chance.between(11_000, 58_000);
            let employer = Some(city.places().draw("employer", chance));
            let now = end >= later(today, -10);
            add(IncomeKind::Wages, employer, yearly, from.min(today), (!now).then_some(end));
            if now {
                break;
            }
            from = later(end, chance.between(10, 200)).min(later(today, -5));
        }
        if chance.percent(38.0) {
            let yearly = chance.between(16_000, 96_000);
            let employer = Some(city.places().draw("employer", chance));
            add(IncomeKind::Wages, employer, yearly, from.min(later(today, -5)), None);
        } else if chance.percent(16.0) {
            add(
                IncomeKind::SelfEmployed,
                None,
                chance.between(6_000, 42_000),
                from.min(later(today, -5)),
                None,
            );
        } else if chance.percent(9.0) {
            let began = later(today, -chance.between(10, 150));
            add(IncomeKind::Unemployment, None, chance.between(9_000, 26_000), began, None);
        }
    }
    let retired = later(born, 66 * 365 + 16);
    if age >= 67 && chance.percent(86.0) {
        add(IncomeKind::SocialSecurity, None, chance.between(9_600, 31_000), retired, None);
    }
    if age >= 67 && chance.percent(24.0) {
        add(IncomeKind::Pension, None, chance.between(4_000, 36_000), retired, None);
    }
    let disabled = clan.people.get(place).is_some_and(|person| person.disabled);
    let mut add = |kind, yearly: i64, from| {
        clan.lives.incomes.push(Income {
            person: place,
            kind,
            employer: None,
            yearly: yearly as u32,
            from,
            to: None,
        });
    };
    if disabled && chance.percent(62.0) {
        let from = later(today, -chance.between(100, 5_000)).max(born);
        add(IncomeKind::Supplemental, chance.between(9_800, 11_900), from);
    }
    let mother = clan.people.iter().any(|child| child.mother == Some(place) && child.age_on(today) < 18);
    let apart = clan.people.get(place).is_some_and(|person| person.partner().is_none());
    if mother && apart && chance.percent(24.0) {
        let from = later(today, -chance.between(60, 2_000)).max(later(born, 6_000));
        clan.lives.incomes.push(Income {
            person: place,
            kind: IncomeKind::ChildSupport,
            employer: None,
            yearly: chance.between(1_800, 9_000) as u32,
            from,
            to: None,
        });
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

fn reported(city: &City, clan: &mut Clan, household: usize, chance: &mut Chance) {
    let today = city.today();
    let age = |clan: &Clan, place: usize| clan.people.get(place).map_or(0, |person| person.age_on(today));
    let members: Vec<usize> = clan.members(household).collect();
    let (children, adults): (Vec<usize>, Vec<usize>) =
        members.iter().partition(|&&place| age(clan, place) < 18);
    if children.is_empty() || adults.is_empty() || !chance.percent(7.5) {
        return;
    }
    let parent =
        children.iter().filter_map(|&child| clan.people.get(child)?.mother).find(|p| adults.contains(p));
    let subject = parent.unwrap_or(adults.first().copied().unwrap_or(0));
    let mut parts: Vec<(usize, Part)> = children.iter().map(|&child| (child, Part::Child)).collect();
    parts.push((subject, Part::Subject));
    parts.extend(adults.iter().filter(|&&adult| adult != subject).map(|&adult| (adult, Part::Other)));
    for &child in &children {
        let Some(person) = clan.people.get(child) else { continue };
        for parent in [person.mother, person.father].into_iter().flatten() {
            if !parts.iter().any(|(place, _)| *place == parent) {
                parts.push((parent, Part::Parent));
            }
        }
    }
    let opened = later(today, -chance.between(8, 1_900));
    let closed = later(opened, chance.between(40, 800));
    let closed = (closed < today).then_some(closed);
    let id = next_id(clan, clan.lives.reports.len());
    let unit = city.places().draw("unit", chance);
    let allegation = chance.weighted(&[36, 18, 14, 9, 15, 8]) as u8;
    clan.lives.reports.push(Report { id, allegation, opened, closed, parts, unit });
    if chance.percent(22.0) {
        for child in children {
            place_child(city, clan, child, later(opened, 5), chance);
        }
    }
}

/// Places a child of the last case out of the home, with kin when there is any elsewhere.
pub(crate) fn place_child(city: &City, clan: &mut Clan, child: usize, from: Date, chance: &mut Chance) {
    let Some(report) = clan.lives.reports.iter().rposition(|r| r.parts.contains(&(child, Part::Child)))
    else {
        return;
    };
    let kin = (0..clan.people.len()).find(|&other| {
        let close = matches!(
            clan.kin(child, other),
            Some(crate::clan::Kin::Grandparent | crate::clan::Kin::AuntOrUncle)
        );
        close
            && !clan.live_together(child, other)
            && clan.people.get(other).is_some_and(|p| p.age_on(from) >= 21)
    });
    let caregiver = kin.filter(|_| chance.percent(60.0));
    let kind = match caregiver {
        Some(_) => PlacementKind::Kinship,
        None if chance.percent(82.0) => PlacementKind::Foster,
        None => PlacementKind::Group,
    };
    let to = later(from, chance.between(60, 1_100));
    let to = (to < city.today()).then_some(to);
    let id = next_id(clan, clan.lives.placements.len());
    let provider = city.places().draw("provider", chance);
    let Some(report) = clan.lives.reports.get_mut(report) else { return };
    if to.is_none() {
        report.closed = None;
    }
    if let Some(kin) = caregiver.filter(|kin| !report.parts.iter().any(|(place, _)| place == kin)) {
        report.parts.push((kin, Part::Caregiver));
    }
    let report = report.id;
    clan.lives.placements.push(Placement { id, report, child, kind, provider, caregiver, from, to });
}
