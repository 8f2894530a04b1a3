//! What an agency believes about a person: the truth with that agency's own mistakes.

use crate::address::Address;
use crate::chance::Chance;
use crate::city::City;
use crate::clan::Clan;
use crate::days::later;
use crate::keys::{Agency, RecordId};
use crate::names::{Community, without_accents};
use crate::person::{Person, Sex};
use crate::slips;
use jiff::civil::Date;

/// How often an agency gets things wrong, per cent.
struct Habits {
    typo: f64,
    swapped_names: f64,
    nickname: f64,
    other_spelling: f64,
    one_surname: f64,
    old_surname: f64,
    wrong_birth: f64,
    rounded_birth: f64,
    no_ssn: f64,
    last_four: f64,
    ssn_typo: f64,
    old_address: f64,
    no_phone: f64,
    upper: bool,
    ascii: bool,
}

/// A social security number as an agency has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SeenSsn {
    None,
    LastFour(u16),
    Full(u32),
}

/// A person as an agency has her on file.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub given: String,
    pub middle: String,
    pub surname: String,
    pub suffix: String,
    /// A surname borne before, when the agency knows one.
    pub former: Option<String>,
    /// The name used every day, when the agency knows one.
    pub alias: Option<String>,
    pub born: Date,
    pub estimated: bool,
    pub sex: Option<Sex>,
    pub ssn: SeenSsn,
    pub phone: Option<u64>,
    pub email: Option<String>,
    pub addresses: Vec<SeenAddress>,
    pub community: u8,
}

/// An address as an agency has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeenAddress {
    pub address: Address,
    pub from: Date,
    pub to: Option<Date>,
}

/// What most agencies get wrong, per cent.
const USUAL: Habits = Habits {
    typo: 2.4,
    swapped_names: 0.8,
    nickname: 3.0,
    other_spelling: 6.0,
    one_surname: 22.0,
    old_surname: 9.0,
    wrong_birth: 2.0,
    rounded_birth: 0.6,
    no_ssn: 8.0,
    last_four: 0.0,
    ssn_typo: 1.2,
    old_address: 11.0,
    no_phone: 14.0,
    upper: true,
    ascii: true,
};

const fn habits(agency: Agency) -> Habits {
    match agency {
        Agency::Benefits => USUAL,
        Agency::Children => Habits {
            typo: 4.5,
            nickname: 9.0,
            other_spelling: 10.0,
            wrong_birth: 3.2,
            rounded_birth: 2.2,
            no_ssn: 52.0,
            last_four: 18.0,
            old_address: 16.0,
            no_phone: 26.0,
            upper: false,
            ascii: false,
            ..USUAL
        },
        Agency::Housing => {
            Habits { no_ssn: 4.0, last_four: 3.0, old_address: 0.0, one_surname: 34.0, ..USUAL }
        }
        Agency::Finance => Habits {
            typo: 1.2,
            nickname: 1.0,
            wrong_birth: 1.0,
            no_ssn: 1.5,
            last_four: 12.0,
            old_address: 14.0,
            ..USUAL
        },
        Agency::Shelter => Habits {
            typo: 6.5,
            nickname: 13.0,
            swapped_names: 1.6,
            other_spelling: 12.0,
            one_surname: 45.0,
            wrong_birth: 5.0,
            rounded_birth: 6.0,
            no_ssn: 38.0,
            last_four: 24.0,
            ssn_typo: 2.5,
            old_address: 5.0,
            no_phone: 45.0,
            upper: false,
            ..USUAL
        },
    }
}

/// A person through the eyes of an agency. The same record is always seen alike as long as the truth stays.
pub(crate) fn see(city: &City, clan: &Clan, place: usize, agency: Agency, record: RecordId) -> Option<Seen> {
    let person = clan.people.get(place)?;
    let habits = habits(agency);
    let number = record.person * 2 + u64::from(record.copy);
    let stream = |field: &str| Chance::of(city.seed() ^ (agency as u64 + 1) << 40, field, number);
    let community = city.community(person.community);
    let mut seen = names(person, community, &habits, record.copy, &mut stream("names"));
    let mut chance = stream("birth");
    (seen.born, seen.estimated) = birth(person, &habits, &mut chance);
    seen.sex = (!chance.percent(1.2)).then_some(person.sex);
    seen.ssn = ssn(clan, person, &habits, &mut stream("ssn"));
    let mut chance = stream("reach");
    seen.phone = person.phone.filter(|_| !chance.percent(habits.no_phone));
    seen.email = person.email.clone().filter(|_| !chance.percent(habits.no_phone + 20.0));
    seen.addresses = addresses(clan, place, &habits, &mut stream("address"));
    Some(seen)
}

fn names(person: &Person, community: &Community, habits: &Habits, copy: u8, chance: &mut Chance) -> Seen {
    let mut given = person.name.given.clone();
    let mut surname = person.name.surname.clone();
    let mut former = None;
    // A second record often exists because somebody came back under the name of before.
    let stale = if copy > 0 { 70.0 } else { habits.old_surname };
    if let Some((before, _)) = &person.former {
        if chance.percent(stale) {
            surname.clone_from(before);
        } else if chance.percent(55.0) {
            former = Some(before.clone());
        }
    }
    if community.two_surnames && chance.percent(habits.one_surname) {
        let words = surname.split(' ').filter(|word| word.len() > 3).collect::<Vec<_>>();
        let word = if chance.percent(80.0) { words.first() } else { words.last() };
        surname = word.map_or(surname.clone(), |word| (*word).to_owned());
    }
    let alias = familiar(person, community, habits, &mut given, chance);
    if chance.percent(habits.other_spelling) && community.language != "english" {
        surname = community.surname_variant(&surname, chance).unwrap_or(surname);
    }
    if chance.percent(habits.typo) {
        given = slips::mistype(&given, chance);
    }
    if chance.percent(habits.typo) {
        surname = slips::mistype(&surname, chance);
    }
    let swaps = if community.family_first { habits.swapped_names * 8.0 } else { habits.swapped_names };
    if chance.percent(swaps) {
        std::mem::swap(&mut given, &mut surname);
    }
    let middle = match chance.below(10) {
        0..4 => person.name.middle.chars().next().map(String::from).unwrap_or_default(),
        4..8 => person.name.middle.clone(),
        _ => String::new(),
    };
    let written = |text: String| {
        let text = if habits.ascii { without_accents(&text) } else { text };
        if habits.upper { text.to_uppercase() } else { text }
    };
    let suffix = if chance.percent(70.0) { person.name.suffix } else { "" };
    Seen {
        given: written(given),
        middle: written(middle),
        surname: written(surname),
        suffix: written(suffix.to_owned()),
        former: former.map(written),
        alias: alias.map(written),
        born: person.born,
        estimated: false,
        sex: None,
        ssn: SeenSsn::None,
        phone: None,
        email: None,
        addresses: Vec::new(),
        community: person.community,
    }
}

/// Puts the name used every day in place of the proper one, or gives it as an alias, or neither.
fn familiar(
    person: &Person,
    community: &Community,
    habits: &Habits,
    given: &mut String,
    chance: &mut Chance,
) -> Option<String> {
    let Some(nickname) = &person.nickname else {
        if chance.percent(habits.nickname / 2.0)
            && let Some(other) = community.given_variant(given, chance)
        {
            *given = other;
        }
        return None;
    };
    if chance.percent(habits.nickname * 4.0) {
        given.clone_from(nickname);
        return None;
    }
    chance.percent(40.0).then(|| nickname.clone())
}

fn birth(person: &Person, habits: &Habits, chance: &mut Chance) -> (Date, bool) {
    let born = person.born;
    if chance.percent(habits.rounded_birth) {
        let year = born.year() + chance.between(-1, 1) as i16;
        return (Date::new(year, 1, 1).unwrap_or(born), true);
    }
    if !chance.percent(habits.wrong_birth) {
        return (born, false);
    }
    let swapped = Date::new(born.year(), born.day(), born.month()).ok();
    let wrong = match chance.below(4) {
        0 | 1 => swapped.unwrap_or(later(born, 1)),
        2 => later(born, chance.between(-9, 9)),
        _ => born.with().year(born.year() - 1).build().unwrap_or(born),
    };
    (wrong, false)
}

fn ssn(clan: &Clan, person: &Person, habits: &Habits, chance: &mut Chance) -> SeenSsn {
    let borrowed = || person.borrows_ssn_of.and_then(|place| clan.people.get(place)?.ssn);
    let Some(number) = person.ssn.or_else(borrowed).filter(|_| !chance.percent(habits.no_ssn)) else {
        return SeenSsn::None;
    };
    if chance.percent(habits.last_four) {
        return SeenSsn::LastFour((number % 10_000) as u16);
    }
    SeenSsn::Full(if chance.percent(habits.ssn_typo) {
        slips::mistype_number(number, chance)
    } else {
        number
    })
}

fn addresses(clan: &Clan, place: usize, habits: &Habits, chance: &mut Chance) -> Vec<SeenAddress> {
    let mut known: Vec<SeenAddress> = clan.addresses(place);
    let keep = 1 + chance.below(3) as usize;
    if known.len() > 1 && chance.percent(habits.old_address) {
        known.pop();
        if let Some(last) = known.last_mut() {
            last.to = None;
        }
    }
    if known.len() > keep {
        known.drain(..known.len() - keep);
    }
    if let Some(last) = known.last_mut() {
        if chance.percent(habits.typo) {
            last.address.street = slips::mistype(&last.address.street, chance);
        }
        if chance.percent(habits.typo * 2.0) {
            last.address.unit.clear();
        }
    }
    known
}

impl Clan {
    /// Where a person lives and lived, oldest first.
    pub(crate) fn addresses(&self, place: usize) -> Vec<SeenAddress> {
        let mut found = Vec::new();
        let Some(person) = self.people.get(place) else { return found };
        for stint in &person.lived {
            let Some(household) = self.households.get(stint.household) else { continue };
            for home in &household.homes {
                let from = home.from.max(stint.from);
                let to = match (home.to, stint.to) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
                if to.is_none_or(|to| to >= from) {
                    found.push(SeenAddress { address: home.address.clone(), from, to });
                }
            }
        }
        found
    }
}
