//! Whatever stewards decide and agencies send, in whatever order: no job contradicts a decision that stands, undoing brings the
//! former clusters back, and a person's number is never given to somebody else.

use crate::agency::Agency;
use crate::house::{House, story};
use crate::said::{Said, said, townsperson, withdrawn};
use casefile::{Decided, Proposal, State, Verdict};
use records::PersonId;
use std::collections::{BTreeMap, BTreeSet};

const AGENCIES: [&str; 3] = ["benefits", "housing", "shelter"];
const PEOPLE: usize = 9;

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }
}

/// What the story remembers of what it has seen.
#[derive(Default)]
struct Seen {
    /// Every number that a record ever had.
    had: BTreeMap<i64, BTreeSet<PersonId>>,
    numbers: BTreeSet<PersonId>,
    in_use: BTreeSet<PersonId>,
    /// Whose each record was, and where the records of numbers out of use went at the last.
    last: BTreeMap<i64, PersonId>,
    left_to: BTreeMap<PersonId, BTreeSet<PersonId>>,
    decisions: Vec<i64>,
    day: usize,
}

fn agencies() -> Vec<Agency> {
    AGENCIES.map(Agency::new).into()
}

/// Records by row, with whose they are.
fn now(house: &House) -> BTreeMap<i64, PersonId> {
    let (rows, people) = (house.rows(), house.people());
    rows.into_iter().map(|(key, row)| (row, people[&key])).collect()
}

fn clusters(now: &BTreeMap<i64, PersonId>) -> BTreeSet<BTreeSet<i64>> {
    let mut by_person: BTreeMap<PersonId, BTreeSet<i64>> = BTreeMap::new();
    for (row, person) in now {
        by_person.entry(*person).or_default().insert(*row);
    }
    by_person.into_values().collect()
}

#[test]
fn no_job_contradicts_a_decision_and_no_number_is_used_for_somebody_else() {
    for seed in 1..=3 {
        story(&format!("at_random_{seed}"), agencies, |house| {
            let (mut chance, mut seen) = (Chance(seed), Seen::default());
            for name in AGENCIES {
                deliver(house, &mut chance, &mut seen, name, PEOPLE);
            }
            for _ in 0..45 {
                step(house, &mut chance, &mut seen);
                check(house, &mut seen);
            }
            assert!(!seen.decisions.is_empty(), "something was decided");
        });
    }
}

fn step(house: &mut House, chance: &mut Chance, seen: &mut Seen) {
    match chance.below(12) {
        0..=2 => {
            let (name, many) = (AGENCIES[chance.below(3)], 1 + chance.below(2));
            deliver(house, chance, seen, name, many);
        }
        3 => {
            seen.day += 1;
            let name = AGENCIES[chance.below(3)];
            let gone = withdrawn(&format!("k-{}", chance.below(PEOPLE)));
            house.agency(name).add(&day(seen), vec![gone], vec![]);
            house.take(name);
        }
        4 => drop(house.file().link_everything().unwrap()),
        5 if chance.below(3) == 0 => house.reopen(),
        5..=9 => decide(house, chance, seen),
        _ => {
            if let Some(id) = seen.decisions.get(chance.below(seen.decisions.len())).copied() {
                house.undo(id);
            }
        }
    }
}

fn day(seen: &Seen) -> String {
    format!("2026-{:02}-{:02}", 2 + seen.day / 28, 1 + seen.day % 28)
}

/// An agency says something new about some of its people, at times about somebody else under an old key.
fn deliver(house: &House, chance: &mut Chance, seen: &mut Seen, name: &'static str, many: usize) {
    seen.day += 1;
    let mut changes = Vec::new();
    for at in 0..many {
        let key = if many == PEOPLE { at } else { chance.below(PEOPLE) };
        let who = if chance.below(4) == 0 { chance.below(PEOPLE) } else { key };
        let (key, day) = (format!("k-{key}"), day(seen));
        let whole = townsperson(name, &key, &day, who);
        let little: Said = said(name, &key, &day).name("Ignatius", "Delacroix").born("1965-07-27");
        changes.push(if chance.below(5) == 0 { little } else { whole }.whole());
    }
    let mut keys = BTreeSet::new();
    changes.retain(|change| match change {
        records::Change::Whole(record) => keys.insert(record.key.0.clone()),
        _ => true,
    });
    house.agency(name).add(&day(seen), changes, vec![]);
    house.take(name);
}

/// Two people or two parts of one, and a verdict; at times taken back at once.
fn decide(house: &House, chance: &mut Chance, seen: &mut Seen) {
    let before = now(house);
    let people: Vec<PersonId> =
        before.values().copied().collect::<BTreeSet<PersonId>>().into_iter().collect();
    let of = |person: PersonId| -> Vec<i64> {
        before.iter().filter(|(_, whose)| **whose == person).map(|(row, _)| *row).collect()
    };
    let (one, two) = (people[chance.below(people.len())], people[chance.below(people.len())]);
    let (verdict, left, right) = if one == two {
        let mut all = of(one);
        let part = all.split_off(1 + chance.below(all.len()).min(all.len() - 1));
        (Verdict::Apart, all, part)
    } else {
        let verdict = [Verdict::Link, Verdict::Link, Verdict::Apart, Verdict::Undecided][chance.below(4)];
        (verdict, of(one), of(two))
    };
    let case = house.file().link_case(&[one, two]).unwrap().unwrap();
    let proposal = Proposal {
        verdict,
        one: &left,
        two: &right,
        stamp: &case.stamp,
        account: 1,
        reason: "by chance",
        needs_two: false,
    };
    match house.file().decide(&proposal).unwrap() {
        Decided::Done(id) if chance.below(3) == 0 => {
            check(house, seen);
            assert_eq!(house.undo(id), Decided::Done(id));
            assert_eq!(clusters(&now(house)), clusters(&before), "the former clusters are back");
            assert_eq!(now(house), before, "under their former numbers");
        }
        Decided::Done(id) => seen.decisions.push(id),
        Decided::InTheWay(id) => {
            let other = house.file().link_decision(id).unwrap().unwrap();
            assert_eq!(other.state, State::Stands);
            assert_ne!(other.verdict, verdict);
        }
        Decided::Stale(None) => assert!(right.is_empty(), "nothing happened in between"),
        no => panic!("{no:?}"),
    }
}

fn check(house: &House, seen: &mut Seen) {
    let now = now(house);
    for id in &seen.decisions {
        let decision = house.file().link_decision(*id).unwrap().unwrap();
        if decision.state != State::Stands {
            continue;
        }
        for (low, high) in &decision.pairs {
            let (Some(one), Some(two)) = (now.get(low), now.get(high)) else { continue };
            match decision.verdict {
                Verdict::Link => assert_eq!(one, two, "decision {id} links {low} and {high}"),
                Verdict::Apart => assert_ne!(one, two, "decision {id} keeps {low} and {high} apart"),
                Verdict::Undecided => {}
            }
        }
    }
    for person in now.values() {
        let home = now.iter().any(|(row, whose)| {
            whose == person && seen.had.get(row).is_some_and(|numbers| numbers.contains(person))
        });
        let fresh = !seen.numbers.contains(person) || seen.in_use.contains(person);
        assert!(fresh || home, "{person:?} was given to somebody else");
    }
    seen.follow(&now);
    for number in &seen.numbers {
        let leads = house.file().led_to(*number).unwrap();
        assert!(
            !seen.in_use.contains(number) || leads == *number,
            "{number:?} leads away from its own records"
        );
        assert!(!seen.leads_home(*number) || seen.in_use.contains(&leads), "{number:?} leads nowhere");
    }
}

impl Seen {
    fn follow(&mut self, now: &BTreeMap<i64, PersonId>) {
        for (row, before) in &self.last {
            if let Some(person) = now.get(row).filter(|person| *person != before) {
                self.left_to.entry(*before).or_default().insert(*person);
            }
        }
        self.in_use = now.values().copied().collect();
        self.left_to.retain(|number, _| !self.in_use.contains(number));
        for (row, person) in now {
            self.had.entry(*row).or_default().insert(*person);
        }
        self.numbers.extend(&self.in_use);
        self.last = now.clone();
    }

    /// Wherever its last records went, somebody is there.
    fn leads_home(&self, number: PersonId) -> bool {
        self.in_use.contains(&number)
            || self.left_to.get(&number).is_some_and(|to| to.iter().all(|next| self.leads_home(*next)))
    }
}
