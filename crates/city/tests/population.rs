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

#[test]
fn the_city_has_every_kind_of_person_that_caseworkers_meet() {
    let mut found: HashMap<&str, usize> = HashMap::new();
    let mut note = |what, count: usize| *found.entry(what).or_default() += count;
    let mut numbers = HashMap::new();
    for clan in clans(20_000) {
        let people = || clan.people.iter().enumerate();
        let age = |place: usize| clan.people[place].age_on(today());
        note("married name", people().filter(|(_, p)| p.former.is_some()).count());
        note("two surnames", people().filter(|(_, p)| p.name.surname.contains(' ')).count());
        note("junior", people().filter(|(_, p)| p.name.suffix == "Jr").count());
        note("dementia", people().filter(|(_, p)| p.forgetful).count());
        note("no number", people().filter(|(_, p)| p.ssn.is_none()).count());
        note("borrowed number", people().filter(|(_, p)| p.borrows_ssn_of.is_some()).count());
        note("moved", people().filter(|(_, p)| p.lived.len() > 1).count());
        let twins = people().filter(|(at, p)| {
            people().any(|(other, q)| {
                *at < other && p.mother.is_some() && p.mother == q.mother && p.born == q.born
            })
        });
        note("twins", twins.count());
        let grandparents = people().filter(|(at, _)| {
            (0..clan.people.len())
                .any(|other| clan.live_together(*at, other) && clan.kin(*at, other) == Some(Kin::Grandchild))
        });
        note("three generations in one home", grandparents.count());
        let apart = people().filter(|(at, p)| {
            age(*at) < 18 && p.father.is_some_and(|father| !clan.live_together(*at, father))
        });
        note("child without the father at home", apart.count());
        let aunts = people().filter(|(at, _)| {
            (0..clan.people.len()).any(|other| clan.kin(*at, other) == Some(Kin::AuntOrUncle))
        });
        note("aunt or uncle in town", aunts.count());
        note("parted", people().filter(|(_, p)| p.ties.iter().any(|tie| tie.bond == Bond::Parted)).count());
        let lodgers = (0..clan.households.len()).filter(|home| {
            let members: Vec<usize> = clan.members(*home).collect();
            members.len() > 2
                && members.iter().all(|a| members.iter().all(|b| a == b || clan.kin(*a, *b).is_none()))
        });
        note("lodgers", lodgers.count());
        note("public housing", clan.households.iter().filter(|home| home.tenure == Tenure::Public).count());
        let lives = &clan.lives;
        note("shelter now", lives.stays.iter().filter(|stay| stay.to.is_none()).count());
        note("family in shelter", lives.stays.iter().filter(|stay| stay.people.len() > 1).count());
        note("placed with kin", lives.placements.iter().filter(|one| one.caregiver.is_some()).count());
        note("placed with strangers", lives.placements.iter().filter(|one| one.caregiver.is_none()).count());
        let custody = lives.custody.iter().filter(|custody| {
            custody.until.is_none()
                && clan
                    .children(custody.person)
                    .any(|child| age(child) < 18 && clan.live_together(child, custody.person))
        });
        note("in custody with a child at home", custody.count());
        note("program case", lives.cases.len());
        note("rent freeze", lives.freezes.len());
        for number in clan.people.iter().filter_map(|person| person.ssn) {
            *numbers.entry(number).or_insert(0) += 1;
        }
    }
    for (what, count) in &found {
        assert!(*count >= 8, "{what}: {count} in 20,000; {found:?}");
    }
    assert!(numbers.values().all(|count| *count == 1), "a number belongs to one person");
}
