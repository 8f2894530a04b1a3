//! What households receive: food, cash, medical and heating help, and frozen rents.

use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::days::{days_between, later};
use crate::lives::next_id;
use crate::person::Tenure;
use jiff::civil::Date;

/// A program of the benefits agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Help to buy food.
    Food,
    /// Cash assistance.
    Cash,
    /// Medical assistance.
    Medical,
    /// Help with heating, once a winter.
    Heating,
}

/// A case of one household in one program.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Number in the truth.
    pub id: u64,
    /// Program.
    pub program: Program,
    /// Place of the household.
    pub household: usize,
    /// Who is in the case; the payee first.
    pub members: Vec<usize>,
    /// First day.
    pub opened: Date,
    /// Last day, open while it lasts.
    pub closed: Option<Date>,
    /// Applied for, not yet decided.
    pub pending: bool,
    /// Dollars a month one after the other (once, for heating); empty for medical help.
    pub amounts: Vec<Amount>,
    /// The office's position in the list of places.
    pub office: u8,
}

/// What is paid for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Dollars.
    pub dollars: u32,
    /// First day.
    pub from: Date,
    /// Last day, open while it lasts.
    pub to: Option<Date>,
}

/// A rent that may not rise because the tenant is old or has a disability.
#[derive(Clone, Debug, PartialEq)]
pub struct Freeze {
    /// Number in the truth.
    pub id: u64,
    /// Place of the tenant.
    pub person: usize,
    /// For a disability; otherwise for age.
    pub disability: bool,
    /// First day.
    pub approved: Date,
    /// Last day unless renewed.
    pub expires: Date,
    /// Dollars a month that the tenant is spared.
    pub credit: u32,
    /// Dollars a month that the tenant pays.
    pub rent: u32,
    /// Dollars a year declared by the household.
    pub income: u32,
    /// People in the household.
    pub people: u8,
}

/// Enrols a household in what it is likely to receive.
pub(crate) fn enrol(city: &City, clan: &mut Clan, household: usize, chance: &mut Chance) {
    let mut members: Vec<usize> = clan.members(household).collect();
    members.sort_by_key(|&place| clan.people.get(place).map(|person| person.born));
    let yearly = yearly_income(clan, &members);
    let line = 15_000 + 5_400 * (members.len() as u32 - 1);
    let poor = f64::from(yearly) / f64::from(line);
    for (program, limit, share) in [
        (Program::Food, 1.5, 74.0),
        (Program::Cash, 0.45, 48.0),
        (Program::Medical, 1.4, 80.0),
        (Program::Heating, 1.5, 36.0),
    ] {
        // Some who earned too little once earn more now: their case is closed.
        let past = poor > limit && chance.percent(14.0);
        if (poor <= limit && chance.percent(share)) || past {
            open_case(city, clan, household, program, &members, (yearly, past), chance);
        }
    }
    freeze(city, clan, household, &members, yearly, chance);
}

/// Dollars a year that these people have now, programs not counted.
pub(crate) fn yearly_income(clan: &Clan, members: &[usize]) -> u32 {
    clan.lives
        .incomes
        .iter()
        .filter(|i| i.to.is_none() && members.contains(&i.person))
        .map(|i| i.yearly)
        .sum()
}

fn open_case(
    city: &City,
    clan: &mut Clan,
    household: usize,
    program: Program,
    members: &[usize],
    (yearly, past): (u32, bool),
    chance: &mut Chance,
) {
    let today = city.today();
    let pending = !past && chance.percent(4.0);
    let opened = later(today, if pending { -chance.between(2, 40) } else { -chance.between(45, 2_900) });
    let ended = past || chance.percent(11.0);
    let closed = (ended && !pending).then(|| later(opened, chance.between(90, 1_500)));
    let closed = closed.map(|day| day.min(later(today, -chance.between(1, 40)))).map(|day| day.max(opened));
    let people = members.len() as u32;
    let monthly = match program {
        Program::Food => (292 + 244 * (people - 1)).saturating_sub(yearly * 3 / 100 * 8 / 12).max(23),
        Program::Cash => (183 + 90 * people).saturating_sub(yearly / 24).max(40),
        Program::Heating => 45 + 30 * (chance.below(18) as u32),
        Program::Medical => 0,
    };
    let mut amounts = Vec::new();
    if program != Program::Medical && !pending {
        let mut from = opened;
        let end = closed.unwrap_or(today);
        let mut dollars = monthly * 9 / 10;
        let raises = if program == Program::Heating { 0 } else { chance.between(0, 2) };
        for _ in 0..raises {
            let next = later(from, chance.between(120, 600));
            if next >= end {
                break;
            }
            amounts.push(Amount { dollars: dollars.max(16), from, to: Some(later(next, -1)) });
            from = next;
            dollars += chance.below(30) as u32;
        }
        let to = if program == Program::Heating { Some(opened) } else { closed };
        amounts.push(Amount { dollars: monthly, from, to });
    }
    let id = next_id(clan, clan.lives.cases.len());
    let office = city.places().draw("office", chance);
    let members = members.to_vec();
    clan.lives.cases.push(Case { id, program, household, members, opened, closed, pending, amounts, office });
}

fn freeze(
    city: &City,
    clan: &mut Clan,
    household: usize,
    members: &[usize],
    yearly: u32,
    chance: &mut Chance,
) {
    let today = city.today();
    let Some(home) = clan.households.get(household) else { return };
    let (rent, rented) = (home.rent, home.tenure == Tenure::Rented);
    let since = home.homes.last().map_or(today, |home| home.from);
    let Some((&person, tenant)) = members.first().and_then(|place| Some((place, clan.people.get(*place)?)))
    else {
        return;
    };
    let (old, disabled) = (tenant.age_on(today) >= 62, tenant.disabled);
    if !rented
        || yearly > 50_000
        || !(old || disabled)
        || days_between(since, today) < 400
        || !chance.percent(38.0)
    {
        return;
    }
    let approved = later(since, chance.between(365, days_between(since, today)));
    let expires = later(approved, 730 * chance.between(1, 3));
    let credit = rent * chance.between(4, 34) as u32 / 100;
    let id = next_id(clan, clan.lives.freezes.len());
    clan.lives.freezes.push(Freeze {
        id,
        person,
        disability: !old,
        approved,
        expires,
        credit,
        rent: rent - credit,
        income: yearly,
        people: members.len() as u8,
    });
}
