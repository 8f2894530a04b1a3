//! The people of the city: the same from the same seed, and as various as the people of a big city.

use city::{Bond, City, Clan, Kin, Tenure};
use jiff::civil::{Date, date};
use std::collections::{HashMap, HashSet};

fn today() -> Date {
    date(2026, 3, 2)
}

fn clans(people: usize) -> Vec<Clan> {
    let city = City::generate(21, people, today());
    (0..city.clans()).map(|number| city.clan(number)).collect()
}

#[test]
fn a_seed_gives_one_city_and_another_seed_another() {
    let make = |seed| {
        let city = City::generate(seed, 800, today());
        (0..city.clans()).map(|number| city.clan(number)).collect::<Vec<_>>()
    };
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
    let records = |seed| City::generate(seed, 800, today()).records().collect::<Vec<_>>();
    assert_eq!(records(1), records(1));
}

#[test]
fn a_clan_can_be_made_alone_and_is_the_same_in_its_city() {
    let city = City::generate(3, 4_000, today());
    let last = city.clan(city.clans() - 1);
    assert_eq!(last, city.clan(city.clans() - 1));
    assert_eq!(city.size(), 4_000);
    assert_eq!(city.families(5).people, city.clan(5).people);
}

#[test]
fn every_tie_leads_to_somebody_and_parents_are_older() {
    for clan in clans(4_000) {
        let ids: HashSet<u64> = clan.people.iter().map(|person| person.id).collect();
        assert_eq!(ids.len(), 40);
        for (place, person) in clan.people.iter().enumerate() {
            assert!(person.born <= today());
            for parent in [person.mother, person.father].into_iter().flatten() {
                let years = person.born.year() - clan.people[parent].born.year();
                assert!((12..70).contains(&years), "a parent is {years} years older");
                assert_eq!(clan.kin(parent, place), Some(Kin::Child));
            }
            let siblings =
                clan.people.iter().filter(|other| person.mother.is_some() && other.mother == person.mother);
            assert_eq!(
                siblings.filter(|other| other.name.given == person.name.given).count(),
                usize::from(person.mother.is_some())
            );
            for tie in &person.ties {
                assert!(
                    clan.people[tie.with].ties.iter().any(|back| back.with == place && back.bond == tie.bond)
                );
            }
            assert!(!person.lived.is_empty());
            for pair in person.lived.windows(2) {
                assert!(pair[0].to.is_some_and(|to| to < pair[1].from || pair[0].from == to));
            }
            for stint in &person.lived {
                assert!(stint.household < clan.households.len() && stint.from >= person.born);
            }
        }
        for household in &clan.households {
            for pair in household.homes.windows(2) {
                assert!(pair[0].to.is_some_and(|to| to <= pair[1].from));
            }
        }
    }
}

/// How many of each kind of person there are in a clan.
fn kinds(clan: &Clan) -> Vec<(&'static str, usize)> {
    let people = || clan.people.iter().enumerate();
    let kin = |at: usize, wanted: Kin| {
        (0..clan.people.len()).filter(move |other| clan.kin(at, *other) == Some(wanted))
    };
    let child = |at: usize| clan.people[at].age_on(today()) < 18;
    let twin = |at: usize| {
        let born = clan.people[at].born;
        people().any(|(other, sibling)| sibling.born == born && clan.kin(at, other) == Some(Kin::Sibling))
    };
    let fatherless = |at: usize| clan.people[at].father.is_some_and(|father| !clan.live_together(at, father));
    let grandparent = |at: usize| kin(at, Kin::Grandchild).any(|other| clan.live_together(at, other));
    let strangers = |home: &usize| {
        let members: Vec<usize> = clan.members(*home).collect();
        let unrelated = |a: &usize| members.iter().all(|b| a == b || clan.kin(*a, *b).is_none());
        members.len() > 2 && members.iter().all(unrelated)
    };
    let lives = &clan.lives;
    let needed = |custody: &&city::Custody| {
        custody.until.is_none()
            && clan.children(custody.person).any(|at| child(at) && clan.live_together(at, custody.person))
    };
    vec![
        ("married name", people().filter(|(_, p)| p.former.is_some()).count()),
        ("two surnames", people().filter(|(_, p)| p.name.surname.contains(' ')).count()),
        ("junior", people().filter(|(_, p)| p.name.suffix == "Jr").count()),
        ("dementia", people().filter(|(_, p)| p.forgetful).count()),
        ("no number", people().filter(|(_, p)| p.ssn.is_none()).count()),
        ("borrowed number", people().filter(|(_, p)| p.borrows_ssn_of.is_some()).count()),
        ("moved", people().filter(|(_, p)| p.lived.len() > 1).count()),
        ("twins", people().filter(|(at, _)| twin(*at)).count()),
        ("three generations in one home", people().filter(|(at, _)| grandparent(*at)).count()),
        (
            "child without the father at home",
            people().filter(|(at, _)| child(*at) && fatherless(*at)).count(),
        ),
        (
            "aunt or uncle in town",
            people().filter(|(at, _)| kin(*at, Kin::AuntOrUncle).next().is_some()).count(),
        ),
        ("parted", people().filter(|(_, p)| p.ties.iter().any(|tie| tie.bond == Bond::Parted)).count()),
        ("lodgers", (0..clan.households.len()).filter(strangers).count()),
        ("public housing", clan.households.iter().filter(|home| home.tenure == Tenure::Public).count()),
        ("shelter now", lives.stays.iter().filter(|stay| stay.to.is_none()).count()),
        ("family in shelter", lives.stays.iter().filter(|stay| stay.people.len() > 1).count()),
        ("placed with kin", lives.placements.iter().filter(|one| one.caregiver.is_some()).count()),
        ("placed with strangers", lives.placements.iter().filter(|one| one.caregiver.is_none()).count()),
        ("in custody with a child at home", lives.custody.iter().filter(needed).count()),
        ("program case", lives.cases.len()),
        ("rent freeze", lives.freezes.len()),
    ]
}

#[test]
fn the_city_has_every_kind_of_person_that_caseworkers_meet() {
    let mut found: HashMap<&str, usize> = HashMap::new();
    let mut numbers = HashSet::new();
    for clan in clans(20_000) {
        for (kind, count) in kinds(&clan) {
            *found.entry(kind).or_default() += count;
        }
        for number in clan.people.iter().filter_map(|person| person.ssn) {
            assert!(numbers.insert(number), "a number belongs to one person");
        }
    }
    for (kind, count) in &found {
        assert!(*count >= 8, "{kind}: {count} in 20,000; {found:?}");
    }
}
