//! Which records are one person.

use crate::agency::Agency;
use crate::house::{House, source, story};
use crate::said::{said, townsperson};
use casefile::Verdict;
use records::PersonId;
use std::collections::BTreeSet;

/// Thirty people whom three agencies know, each under its own key.
fn three_agencies() -> Vec<Agency> {
    let everybody = |name: &'static str, from: usize, to: usize| {
        let changes = (from..to).map(|number| {
            townsperson(name, &format!("{}-{number}", &name[..1]), "2026-02-01", number).whole()
        });
        Agency::new(name).delivers("2026-02-01", changes.collect())
    };
    vec![everybody("benefits", 0, 30), everybody("housing", 0, 25), everybody("shelter", 10, 30)]
}

fn take_all(house: &House) {
    for agency in &house.agencies {
        house.take(&records::Source::profile(agency.as_ref()).id.0);
    }
}

#[test]
fn the_same_person_across_three_agencies_is_one_person() {
    story("one_person", three_agencies, |house| {
        take_all(house);
        let people = house.people();
        let distinct: BTreeSet<PersonId> = people.values().copied().collect();
        assert_eq!((people.len(), distinct.len()), (75, 30));
        for number in 10..25 {
            let keys = ["benefits/b", "housing/h", "shelter/s"].map(|one| people[&format!("{one}-{number}")]);
            assert!(keys.iter().all(|person| *person == keys[0]), "person {number}");
            let records = house.file().person_records(keys[0]).unwrap();
            assert_eq!(records.0.len(), 3);
        }
        assert!(house.count("SELECT count(*) FROM link_decision") >= 45, "each move is written down");
    });
}

#[test]
fn a_later_record_joins_as_a_relink_of_everything_would_have_it() {
    story("later_record", three_agencies, |house| {
        take_all(house);
        // Two records of known people and one of a stranger: few enough not to relink everything.
        let later = vec![
            townsperson("shelter", "s-3", "2026-02-08", 3).whole(),
            townsperson("shelter", "s-7", "2026-02-08", 7).whole(),
            townsperson("shelter", "s-40", "2026-02-08", 40).whole(),
        ];
        house.agency("shelter").add("2026-02-08", later, vec![]);
        house.take("shelter");
        let joined = house.people();
        assert_eq!(joined["shelter/s-3"], joined["benefits/b-3"]);
        assert_eq!(joined["shelter/s-7"], joined["housing/h-7"]);
        assert_eq!(house.file().link_everything().unwrap().moved, 0);
        assert_eq!(house.people(), joined);
    });
}

#[test]
fn a_restart_gives_the_same_people() {
    story("restart", three_agencies, |house| {
        take_all(house);
        let before = house.people();
        house.reopen();
        assert_eq!(house.people(), before);
        let later = vec![townsperson("shelter", "s-3", "2026-02-08", 3).whole()];
        house.agency("shelter").add("2026-02-08", later, vec![]);
        house.take("shelter");
        let mut expected = before.clone();
        expected.insert("shelter/s-3".to_owned(), before["benefits/b-3"]);
        assert_eq!(house.people(), expected, "the memory that was built anew links as the old one did");
    });
}

#[test]
fn records_that_people_kept_apart_stay_apart() {
    story("kept_apart", three_agencies, |house| {
        take_all(house);
        house.rule(Verdict::Apart, &["benefits/b-12", "housing/h-12"], &["shelter/s-12"]);
        house.file().link_everything().unwrap();
        let apart = |house: &House| {
            let people = house.people();
            assert_eq!(people["benefits/b-12"], people["housing/h-12"]);
            assert_ne!(people["benefits/b-12"], people["shelter/s-12"]);
            for record in ["benefits/b-12", "shelter/s-12"] {
                let opened = house.file().around(people[record]).unwrap().unwrap();
                assert_eq!(opened.person, people[record], "each has a file of its own");
            }
        };
        apart(house);
        house.reopen();
        let word = townsperson("shelter", "s-12", "2026-02-09", 12).income("pay:1", "Harbor Bakery");
        house.agency("shelter").add("2026-02-09", vec![word.whole()], vec![]);
        house.take("shelter");
        apart(house);
    });
}

#[test]
fn a_number_that_was_linked_away_still_leads_to_the_file() {
    story("leads_to", three_agencies, |house| {
        take_all(house);
        // At first the shelter knows too little to say who this is.
        let little = said("shelter", "s-5", "2026-02-02").name("Fergus", "");
        house.agency("shelter").add("2026-02-02", vec![little.whole()], vec![]);
        house.take("shelter");
        let (first, known) = (house.person("shelter/s-5"), house.person("benefits/b-5"));
        assert_ne!(first, known);
        assert!(house.file().around(first).unwrap().is_some());

        let more = townsperson("shelter", "s-5", "2026-02-03", 5).whole();
        house.agency("shelter").add("2026-02-03", vec![more], vec![]);
        let taken = house.take("shelter");
        assert_eq!(taken.relinked, 1);
        assert_eq!(house.person("shelter/s-5"), known);
        for _ in 0..2 {
            let followed = house.file().around(first).unwrap().unwrap();
            assert_eq!(followed.person, known);
            assert_eq!(followed.people[&known].0.len(), 3);
            house.reopen();
        }
        assert!(house.file().around(PersonId(987_654)).unwrap().is_none());
    });
}

#[test]
fn a_person_who_has_records_is_found_under_her_number_whatever_it_led_to() {
    story("stale_lead", three_agencies, |house| {
        take_all(house);
        let (one, two) = (house.person("benefits/b-1"), house.person("benefits/b-2"));
        house.run("UPDATE person SET leads_to = $2 WHERE id = $1", &[one.0.into(), two.0.into()]);
        assert_eq!(house.file().around(one).unwrap().unwrap().person, one);
    });
}

#[test]
fn a_withdrawal_of_the_record_between_them_parts_records_that_have_nothing_else_in_common() {
    let chain = || {
        let bridge = said("housing", "h-1", "2026-02-01")
            .name("Thandiwe", "Okonkwo")
            .born("1971-05-09")
            .ssn("523-44-1871")
            .lives("9 Rivet Lane")
            .phone("2925550147");
        let left = said("benefits", "b-1", "2026-02-01")
            .name("Thandiwe", "Okonkwo")
            .born("1971-05-09")
            .ssn("523-44-1871");
        let mut others = three_agencies();
        let mut agencies = vec![
            Agency::new("benefits").delivers("2026-02-01", vec![left.whole()]),
            Agency::new("housing").delivers("2026-02-01", vec![bridge.whole()]),
        ];
        agencies.push(others.remove(2));
        agencies
    };
    story("bridge_gone", chain, |house| {
        take_all(house);
        assert_eq!(house.person("benefits/b-1"), house.person("housing/h-1"));
        house.agency("housing").add("2026-02-03", vec![crate::said::withdrawn("h-1")], vec![]);
        house.take("housing");
        let alone = house.person("benefits/b-1");
        let file = house.file().around(alone).unwrap().unwrap();
        assert_eq!(file.people[&alone].0.len(), 1);
        assert_eq!(house.file().link_everything().unwrap().moved, 0);
        assert!(house.file().take_in(&source("housing"), &mut |_| {}).is_ok());
    });
}
