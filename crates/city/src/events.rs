//! What happens in the city while it runs.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::{Clan, ROOM};
use crate::days::later;
use crate::lives::{self, Custody, Income, IncomeKind, next_id};
use crate::naming::{self, BirthSurnames};
use crate::person::{Home, Person, Sex, Stint, Tenure};
use crate::programs::{Amount, Program};
use crate::welfare::{self, Part, Report};
use jiff::civil::Date;

/// A small event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Move,
    ShelterStay,
    ShelterEnd,
    AmountChanged,
    CaseClosed,
    Birth,
    NewJob,
    ChildPlaced,
    Detained,
}

const KINDS: [Event; 9] = [
    Event::Move,
    Event::ShelterStay,
    Event::ShelterEnd,
    Event::AmountChanged,
    Event::CaseClosed,
    Event::Birth,
    Event::NewJob,
    Event::ChildPlaced,
    Event::Detained,
];
const LIKELY: [u32; 9] = [20, 11, 9, 20, 9, 8, 12, 6, 5];

/// The events of a tick: which clan, what, and the chance for its details.
pub(crate) fn of_tick(city: &City, tick: u64, count: u8) -> Vec<(u64, Event, Chance)> {
    let mut chance = Chance::of(city.seed(), "tick", tick);
    let mut found: Vec<(u64, Event, Chance)> = Vec::new();
    for number in 0..u64::from(count) {
        let clan = chance.below(city.clans());
        let event = KINDS[chance.weighted(&LIKELY).min(8)];
        found.push((clan, event, Chance::of(city.seed(), "event", tick * 256 + number)));
    }
    found
}

/// Lets an event happen in a clan on a day. Where it cannot happen, somebody moves instead.
pub(crate) fn happen(city: &City, clan: &mut Clan, event: Event, day: Date, chance: &mut Chance) {
    let done = match event {
        Event::Move => false,
        Event::ShelterStay => shelter_stay(city, clan, day, chance),
        Event::ShelterEnd => shelter_end(city, clan, day, chance),
        Event::AmountChanged => amount_changed(clan, day, chance),
        Event::CaseClosed => case_closed(clan, day, chance),
        Event::Birth => birth(city, clan, day, chance),
        Event::NewJob => new_job(city, clan, day, chance),
        Event::ChildPlaced => child_placed(city, clan, day, chance),
        Event::Detained => detained(city, clan, day, chance),
    };
    if !done {
        moves(city, clan, day, chance);
    }
}

/// Households with a roof and people in it, those that agencies know first.
fn housed(clan: &Clan) -> Vec<usize> {
    let mut found: Vec<usize> = (0..clan.households.len())
        .filter(|&at| {
            clan.households.get(at).is_some_and(|its| its.homes.last().is_some_and(|home| home.to.is_none()))
        })
        .filter(|&at| clan.members(at).next().is_some())
        .collect();
    found.sort_by_key(|at| {
        !clan.lives.cases.iter().any(|case| case.household == *at && case.closed.is_none())
    });
    found
}

fn first_half<'a>(list: &'a [usize], chance: &mut Chance) -> Option<&'a usize> {
    list.get(chance.below(list.len().div_ceil(2) as u64) as usize)
}

fn moves(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) {
    let found = housed(clan);
    let Some(&household) = first_half(&found, chance) else { return };
    new_home(city, clan, household, day, chance);
}

fn new_home(city: &City, clan: &mut Clan, household: usize, day: Date, chance: &mut Chance) {
    let address = city.places().home(city.seed(), city.size(), chance);
    let Some(its) = clan.households.get_mut(household) else { return };
    if let Some(last) = its.homes.last_mut().filter(|home| home.to.is_none()) {
        last.to = Some(later(day, -1).max(last.from));
    }
    its.homes.push(Home { address, from: day, to: None });
    its.tenure = Tenure::Rented;
    its.rent = chance.between(900, 2_600) as u32;
}

fn shelter_stay(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let found = housed(clan);
    let Some(&household) = first_half(&found, chance) else { return false };
    lives::stay(city, clan, household, day, chance);
    true
}

fn shelter_end(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let Some(stay) = clan.lives.stays.iter_mut().find(|stay| stay.to.is_none()) else { return false };
    stay.to = Some(day.max(stay.from));
    let head = stay.people.first().copied();
    let household = head.and_then(|head| clan.people.get(head)?.household());
    if let Some(household) = household {
        new_home(city, clan, household, day, chance);
    }
    true
}

fn amount_changed(clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let open = |case: &&mut crate::programs::Case| {
        case.program != Program::Heating && case.amounts.last().is_some_and(|amount| amount.to.is_none())
    };
    let Some(case) = clan.lives.cases.iter_mut().find(open) else { return false };
    let Some(last) = case.amounts.last_mut() else { return false };
    let dollars = (last.dollars * chance.between(82, 118) as u32 / 100).max(16) + 1;
    last.to = Some(later(day, -1).max(last.from));
    case.amounts.push(Amount { dollars, from: day, to: None });
    true
}

fn case_closed(clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let open = clan.lives.cases.iter().filter(|case| case.closed.is_none() && !case.pending).count() as u64;
    let number = chance.below(open) as usize;
    let Some(case) =
        clan.lives.cases.iter_mut().filter(|case| case.closed.is_none() && !case.pending).nth(number)
    else {
        return false;
    };
    case.closed = Some(day.max(case.opened));
    if let Some(last) = case.amounts.last_mut().filter(|amount| amount.to.is_none()) {
        last.to = Some(day.max(last.from));
    }
    true
}

fn birth(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    if clan.people.len() as u64 >= ROOM {
        return false;
    }
    let able = |person: &Person| {
        let youngest = (18..42).contains(&person.age_on(day));
        person.sex == Sex::Female && youngest && person.household().is_some()
    };
    let mut mothers: Vec<usize> =
        (0..clan.people.len()).filter(|&at| clan.people.get(at).is_some_and(able)).collect();
    mothers.sort_by_key(|mother| !clan.lives.cases.iter().any(|case| case.members.contains(mother)));
    let Some(&mother) = first_half(&mothers, chance) else { return false };
    let Some((child, household)) = newborn(city, clan, mother, day, chance) else { return false };
    let place = clan.people.len();
    clan.people.push(child);
    for case in &mut clan.lives.cases {
        if case.household == household && case.closed.is_none() && case.program != Program::Heating {
            case.members.push(place);
        }
    }
    true
}

fn newborn(
    city: &City,
    clan: &Clan,
    mother: usize,
    day: Date,
    chance: &mut Chance,
) -> Option<(Person, usize)> {
    let parent = clan.people.get(mother)?;
    let household = parent.household()?;
    let father = parent
        .partner()
        .map(|tie| tie.with)
        .filter(|&at| clan.people.get(at).is_some_and(|person| person.sex == Sex::Male));
    let father_name = father.and_then(|at| clan.people.get(at)).map(|person| &person.name);
    let community = city.community(parent.community);
    let first = |surname: &str| -> String {
        let words = if community.two_surnames { 1 } else { usize::MAX };
        surname.split(' ').take(words).collect::<Vec<_>>().join(" ")
    };
    let surnames = BirthSurnames {
        first: first(&father_name.unwrap_or(&parent.name).surname),
        second: if community.two_surnames { first(&parent.name.surname) } else { String::new() },
    };
    let sex = if chance.percent(49.0) { Sex::Female } else { Sex::Male };
    let name = naming::name(community, sex, &surnames, father_name, chance);
    let place = clan.people.len();
    let ssn = chance.percent(60.0).then(|| naming::ssn(city.seed(), clan.id(place)));
    let child = Person {
        id: clan.id(place),
        sex,
        born: day,
        community: parent.community,
        name,
        former: None,
        nickname: None,
        ssn,
        borrows_ssn_of: None,
        phone: None,
        email: None,
        mother: Some(mother),
        father,
        ties: Vec::new(),
        lived: vec![Stint { household, from: day, to: None }],
        forgetful: false,
        disabled: false,
    };
    Some((child, household))
}

fn new_job(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let idle = |at: &usize| {
        clan.people.get(*at).is_some_and(|person| (18..62).contains(&person.age_on(day)))
            && !clan.lives.incomes.iter().any(|income| income.person == *at && income.to.is_none())
    };
    let Some(person) = (0..clan.people.len()).find(idle) else { return false };
    let employer = Some(city.places().draw("employer", chance));
    let yearly = chance.between(19_000, 52_000) as u32;
    clan.lives.incomes.push(Income {
        person,
        kind: IncomeKind::Wages,
        employer,
        yearly,
        from: day,
        to: None,
    });
    true
}

fn child_placed(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let open = clan.lives.reports.iter().find(|report| report.closed.is_none());
    let child =
        open.and_then(|report| report.parts.iter().find(|(_, part)| *part == Part::Child)).map(|(at, _)| *at);
    let placed =
        |child: usize| clan.lives.placements.iter().any(|one| one.child == child && one.to.is_none());
    if let Some(child) = child.filter(|child| !placed(*child)) {
        welfare::place_child(city, clan, child, day, chance);
        return true;
    }
    // Nothing is open here: a report comes in about a family.
    let child = |at: &usize| {
        clan.people.get(*at).is_some_and(|person| {
            person.age_on(day) < 16 && person.mother.is_some_and(|mother| clan.live_together(*at, mother))
        })
    };
    let Some(child) = (0..clan.people.len()).find(child) else { return false };
    let Some(mother) = clan.people.get(child).and_then(|person| person.mother) else { return false };
    let id = next_id(clan, clan.lives.reports.len());
    let unit = city.places().draw("unit", chance);
    let allegation = chance.below(6) as u8;
    let parts = vec![(child, Part::Child), (mother, Part::Subject)];
    clan.lives.reports.push(Report { id, allegation, opened: day, closed: None, parts, unit });
    true
}

fn detained(city: &City, clan: &mut Clan, day: Date, chance: &mut Chance) -> bool {
    let parent = |at: &usize| {
        let free = !clan.lives.custody.iter().any(|custody| custody.person == *at && custody.until.is_none());
        free && clan.people.get(*at).is_some_and(|person| (18..55).contains(&person.age_on(day)))
            && clan.children(*at).any(|child| clan.live_together(child, *at))
    };
    let parents: Vec<usize> = (0..clan.people.len()).filter(parent).collect();
    let Some(&person) = chance.pick(&parents) else { return false };
    let id = next_id(clan, clan.lives.custody.len());
    let facility = city.places().draw("jail", chance);
    clan.lives.custody.push(Custody { id, person, facility, since: day, until: None });
    true
}
