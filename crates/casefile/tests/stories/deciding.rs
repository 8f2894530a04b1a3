//! What stewards decide about links, and that no job ever undoes it.

use crate::agency::Agency;
use crate::house::{House, story};
use crate::said::{Said, said, townsperson, withdrawn};
use casefile::{Decided, MovedBy, State, Verdict};
use records::PersonId;
use std::collections::BTreeSet;

/// Two agencies know twenty people; of person 5 they say too little in common for the matcher, of person 6 the shelter says
/// nothing that anybody else knows.
fn town() -> Vec<Agency> {
    let all = (0..20).map(|number| townsperson("benefits", &format!("b-{number}"), "2026-02-01", number));
    let there = (0..20).filter(|number| ![5, 6].contains(number));
    let there = there.map(|number| townsperson("shelter", &format!("s-{number}"), "2026-02-01", number));
    let unclear = [unclear("2026-02-01"), said("shelter", "s-6", "2026-02-01").name("Wilhelmina", "Aldous")];
    vec![
        Agency::new("benefits").delivers("2026-02-01", all.map(Said::whole).collect()),
        Agency::new("shelter").delivers("2026-02-01", there.chain(unclear).map(Said::whole).collect()),
        Agency::new("housing"),
    ]
}

/// Somebody with the name of person 5 and a birth date of about the same time.
fn unclear(day: &str) -> Said {
    said("shelter", "s-5", day).name("Ignatius", "Delacroix").born("1965-07-27")
}

fn take_all(house: &House) {
    for agency in &house.agencies {
        house.take(&records::Source::profile(agency.as_ref()).id.0);
    }
}

fn in_queue(house: &House, one: &str, two: &str) -> bool {
    let people = BTreeSet::from([house.person(one), house.person(two)]);
    let queue = house.file().review_queue().unwrap();
    queue.iter().any(|case| BTreeSet::from(case.people) == people)
}

#[test]
fn what_the_matcher_cannot_say_waits_for_a_steward_until_it_is_decided() {
    story("review_queue", town, |house| {
        take_all(house);
        assert!(house.person("benefits/b-5") != house.person("shelter/s-5"));
        assert!(in_queue(house, "benefits/b-5", "shelter/s-5"), "{:?}", house.file().review_queue().unwrap());
        house.file().link_everything().unwrap();
        assert!(in_queue(house, "benefits/b-5", "shelter/s-5"));
        let before = (house.person("benefits/b-5"), house.person("shelter/s-5"));

        let id = house.rule(Verdict::Link, &["benefits/b-5"], &["shelter/s-5"]);
        let linked = |house: &House| {
            assert_eq!(house.person("benefits/b-5"), house.person("shelter/s-5"));
            assert!(!house.file().review_queue().unwrap().iter().any(|case| case.people.contains(&before.0)));
            assert_eq!(house.file().led_to(before.1).unwrap(), before.0);
        };
        linked(house);
        house.file().link_everything().unwrap();
        linked(house);
        house.reopen();
        linked(house);
        house.agency("shelter").add(
            "2026-02-05",
            vec![unclear("2026-02-05").phone("2925550000").whole()],
            vec![],
        );
        house.take("shelter");
        linked(house);

        let (moves, decisions) = house.file().link_history(before.0).unwrap();
        assert!(moves.iter().any(|one| one.by == MovedBy::Decision(id) && one.before == Some(before.1)));
        assert_eq!((decisions[0].id, decisions[0].state), (id, State::Stands));
        assert_eq!(decisions[0].reason, "they told us so");
        assert!(!decisions[0].evidence[0].arguments.is_empty());

        assert_eq!(house.undo(id), Decided::Done(id));
        assert_eq!(
            (house.person("benefits/b-5"), house.person("shelter/s-5")),
            before,
            "both numbers came home"
        );
        assert!(in_queue(house, "benefits/b-5", "shelter/s-5"));
        assert_eq!(house.undo(id), Decided::NotNow);
    });
}

#[test]
fn records_that_have_nothing_in_common_stay_linked_by_a_decision_through_every_job() {
    story("strangers", town, |house| {
        take_all(house);
        house.rule(Verdict::Link, &["benefits/b-6"], &["shelter/s-6"]);
        let person = house.person("benefits/b-6");
        let still = |house: &House| assert_eq!(house.person("shelter/s-6"), person);
        still(house);
        let more = said("shelter", "s-6", "2026-02-06").name("Wilhelmina", "Aldous").phone("2925559999");
        house.agency("shelter").add("2026-02-06", vec![more.whole()], vec![]);
        house.take("shelter");
        still(house);
        house.reopen();
        house.file().link_everything().unwrap();
        still(house);
        // Gone and back again: the decision has outlived it.
        house.agency("shelter").add("2026-02-07", vec![withdrawn("s-6")], vec![]);
        house.take("shelter");
        let again = said("shelter", "s-6", "2026-02-08").name("Wilhelmina", "Aldous");
        house.agency("shelter").add("2026-02-08", vec![again.whole()], vec![]);
        house.take("shelter");
        still(house);
    });
}

#[test]
fn people_who_are_kept_apart_leave_the_queue_and_are_never_linked() {
    story("apart", town, |house| {
        take_all(house);
        house.rule(Verdict::Apart, &["benefits/b-5"], &["shelter/s-5"]);
        let same = townsperson("shelter", "s-5", "2026-02-08", 5).whole();
        house.agency("shelter").add("2026-02-08", vec![same], vec![]);
        house.take("shelter");
        let apart = |house: &House| {
            assert_ne!(house.person("benefits/b-5"), house.person("shelter/s-5"));
            assert!(!in_queue(house, "benefits/b-5", "shelter/s-5"));
        };
        apart(house);
        house.file().link_everything().unwrap();
        house.reopen();
        apart(house);
    });
}

#[test]
fn who_cannot_say_is_asked_again_when_a_record_changes() {
    story("undecided", town, |house| {
        take_all(house);
        let people = (house.person("benefits/b-5"), house.person("shelter/s-5"));
        house.rule(Verdict::Undecided, &["benefits/b-5"], &["shelter/s-5"]);
        assert!(!in_queue(house, "benefits/b-5", "shelter/s-5"));
        house.file().link_everything().unwrap();
        house.reopen();
        assert!(!in_queue(house, "benefits/b-5", "shelter/s-5"));
        let more = unclear("2026-02-08").phone("2925557777").whole();
        house.agency("shelter").add("2026-02-08", vec![more], vec![]);
        house.take("shelter");
        assert_eq!((house.person("benefits/b-5"), house.person("shelter/s-5")), people);
        assert!(in_queue(house, "benefits/b-5", "shelter/s-5"));
    });
}

#[test]
fn a_decision_for_two_changes_nothing_before_the_second_has_spoken_and_takes_two_to_undo() {
    story("two_persons", town, |house| {
        take_all(house);
        let apart = |house: &House| house.person("benefits/b-5") != house.person("shelter/s-5");
        let sides: (&[&str], &[&str]) = (&["benefits/b-5"], &["shelter/s-5"]);
        let Decided::Awaits(id) = house.try_rule(Verdict::Link, sides.0, sides.1, true) else { panic!() };
        assert!(apart(house));
        house.file().link_everything().unwrap();
        assert!(apart(house));
        assert_eq!(house.file().awaiting().unwrap()[0].id, id);
        assert_eq!(house.try_rule(Verdict::Apart, sides.0, sides.1, false), Decided::WaitsAlready(id));
        let stamp = |house: &House| house.file().link_decision(id).unwrap().unwrap().stamp;
        assert_eq!(house.file().confirm(id, 1, &stamp(house)).unwrap(), Decided::NotTheFirst);
        assert_eq!(house.file().confirm(id, 2, "0-00").unwrap(), Decided::Stale(None));
        assert!(apart(house));
        assert_eq!(house.file().confirm(id, 2, &stamp(house)).unwrap(), Decided::Done(id));
        assert!(!apart(house));
        assert_eq!(house.file().confirm(id, 2, &stamp(house)).unwrap(), Decided::NotNow);

        assert_eq!(house.undo(id), Decided::Awaits(id), "what took two takes two");
        assert!(!apart(house));
        assert_eq!(house.file().confirm(id, 1, &stamp(house)).unwrap(), Decided::NotTheFirst);
        assert_eq!(house.file().refuse(id, 2, "no").unwrap(), Decided::Done(id));
        assert_eq!(house.file().link_decision(id).unwrap().unwrap().state, State::Stands);
        house.undo(id);
        assert_eq!(house.file().confirm(id, 3, &stamp(house)).unwrap(), Decided::Done(id));
        assert!(apart(house));
        let undone = house.file().link_decision(id).unwrap().unwrap();
        assert_eq!((undone.state, undone.undone_second), (State::Undone, Some(3)));

        let Decided::Awaits(other) = house.try_rule(Verdict::Link, sides.0, sides.1, true) else { panic!() };
        assert_eq!(house.file().refuse(other, 1, "my mistake").unwrap(), Decided::Done(other));
        assert!(apart(house) && house.file().awaiting().unwrap().is_empty());
    });
}

#[test]
fn the_second_of_two_stewards_and_one_with_an_old_page_are_told_so() {
    story("stale", town, |house| {
        take_all(house);
        let sides: (&[&str], &[&str]) = (&["benefits/b-5"], &["shelter/s-5"]);
        let seen = house.case(&["benefits/b-5", "shelter/s-5"]).stamp;
        let first = house.rule(Verdict::Apart, sides.0, sides.1);
        let rule = |house: &House| house.rule_on(Verdict::Link, sides.0, sides.1, false, &seen);
        assert_eq!(rule(house), Decided::Stale(Some(first)));
        let seen = house.case(&["benefits/b-5", "shelter/s-5"]).stamp;
        house.agency("shelter").add(
            "2026-02-08",
            vec![unclear("2026-02-08").phone("2925551111").whole()],
            vec![],
        );
        house.take("shelter");
        let rule = house.rule_on(Verdict::Link, sides.0, sides.1, false, &seen);
        assert_eq!(rule, Decided::Stale(None), "a record changed meanwhile");
        let seen = house.case(&["benefits/b-5", "shelter/s-5"]).stamp;
        let rows = house.rows();
        house.agency("shelter").add("2026-02-09", vec![withdrawn("s-5")], vec![]);
        house.take("shelter");
        let proposal = casefile::Proposal {
            verdict: Verdict::Link,
            one: &[rows["benefits/b-5"]],
            two: &[rows["shelter/s-5"]],
            stamp: &seen,
            account: 1,
            reason: "",
            needs_two: false,
        };
        assert_eq!(
            house.file().decide(&proposal).unwrap(),
            Decided::Stale(None),
            "a record was withdrawn meanwhile"
        );
    });
}

#[test]
fn contradicting_decisions_name_the_one_that_is_in_the_way() {
    story("contradiction", town, |house| {
        take_all(house);
        // A apart from C, A is B; then B cannot be C.
        let apart = house.rule(Verdict::Apart, &["benefits/b-5"], &["shelter/s-6"]);
        let link = house.rule(Verdict::Link, &["benefits/b-5"], &["shelter/s-5"]);
        let both: &[&str] = &["benefits/b-5", "shelter/s-5"];
        assert_eq!(house.try_rule(Verdict::Link, both, &["shelter/s-6"], false), Decided::InTheWay(apart));
        // What is linked by a decision is not taken apart over it.
        assert_eq!(
            house.try_rule(Verdict::Apart, &["benefits/b-5"], &["shelter/s-5"], false),
            Decided::InTheWay(link)
        );
        // A decision that waited while another one was made is stopped as well.
        house.undo(apart);
        let Decided::Awaits(waits) = house.try_rule(Verdict::Link, both, &["shelter/s-6"], true) else {
            panic!()
        };
        assert_eq!(house.file().link_decision(waits).unwrap().unwrap().state, State::Awaits);
        house.undo(link);
        let apart = house.rule(Verdict::Apart, &["benefits/b-5"], &["shelter/s-5"]);
        let stamp = house.file().link_decision(waits).unwrap().unwrap().stamp;
        assert_eq!(house.file().confirm(waits, 2, &stamp).unwrap(), Decided::InTheWay(apart));
    });
}

#[test]
fn records_are_taken_apart_and_the_larger_part_keeps_the_number() {
    let three = || {
        let mut town = town();
        let housing = (0..20).map(|at| townsperson("housing", &format!("h-{at}"), "2026-02-01", at).whole());
        town[2] = Agency::new("housing").delivers("2026-02-01", housing.collect());
        town
    };
    story("take_apart", three, |house| {
        take_all(house);
        let person = house.person("benefits/b-3");
        assert_eq!(house.case(&["benefits/b-3"]).people[0].1.0.len(), 3);
        let id = house.rule(Verdict::Apart, &["benefits/b-3"], &["housing/h-3", "shelter/s-3"]);
        assert_eq!((house.person("housing/h-3"), house.person("shelter/s-3")), (person, person));
        let taken = house.person("benefits/b-3");
        assert_ne!(taken, person);
        house.file().link_everything().unwrap();
        assert_eq!((house.person("benefits/b-3"), house.person("shelter/s-3")), (taken, person));
        house.undo(id);
        assert_eq!(house.person("benefits/b-3"), person);
        assert_eq!(house.file().led_to(taken).unwrap(), person);
        let numbers: BTreeSet<PersonId> = house.people().into_values().collect();
        assert!(!numbers.contains(&taken));
    });
}
