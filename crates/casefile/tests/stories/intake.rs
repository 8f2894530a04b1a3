//! The way in: what agencies deliver is stored once, in order, and as it came.

use crate::agency::Agency;
use crate::house::{House, source, story};
use crate::said::{payers, said, townsperson, withdrawn};
use casefile::Intake;
use records::{Keeping, RecordKey, SectionKind};

fn two_people() -> Vec<Agency> {
    let first = vec![
        townsperson("benefits", "B-1", "2026-02-01", 1).income("pay:1", "Harbor Bakery").whole(),
        townsperson("benefits", "B-2", "2026-02-01", 2).whole(),
    ];
    vec![Agency::new("benefits").delivers("2026-02-01", first)]
}

#[test]
fn the_first_load_stores_everybody_and_the_second_nobody() {
    story("first_load", two_people, |house| {
        let first = house.take("benefits");
        assert_eq!(first, Intake { deliveries: 1, rows: 2, new: 2, ..Intake::default() });
        assert_eq!(house.take("benefits"), Intake { deliveries: 1, ..Intake::default() });
        assert_eq!(house.people().len(), 2);

        // The agency sends the same file once more, under a new name and date.
        let again = vec![
            townsperson("benefits", "B-1", "2026-02-02", 1).income("pay:1", "Harbor Bakery").whole(),
            townsperson("benefits", "B-2", "2026-02-02", 2).whole(),
        ];
        house.agency("benefits").add("2026-02-02", again, vec![]);
        let second = house.take("benefits");
        assert_eq!((second.new, second.changed, second.unchanged), (0, 0, 2));
        assert_eq!(house.count("SELECT count(*) FROM source_record_version"), 0);
        let standing = &house.file().availability().unwrap()[0];
        assert_eq!(standing.records, 2);
        assert_eq!(
            standing.as_of.unwrap().to_string(),
            "2026-02-02T12:00:00Z",
            "what is unchanged is confirmed"
        );
    });
}

#[test]
fn a_changed_record_keeps_its_older_version() {
    story("changed", two_people, |house| {
        house.take("benefits");
        let person = house.person("benefits/B-1");
        let later = townsperson("benefits", "B-1", "2026-02-09", 1).income("pay:1", "Corner Garage");
        house.agency("benefits").add("2026-02-09", vec![later.whole()], vec![]);
        let taken = house.take("benefits");
        assert_eq!((taken.new, taken.changed, taken.unchanged), (0, 1, 0));
        assert_eq!(own_payers(house, "benefits/B-1"), ["Corner Garage"]);
        assert_eq!(house.person("benefits/B-1"), person, "she keeps her number");
        assert_eq!(house.count("SELECT count(*) FROM source_record_version"), 1);
        assert_eq!(house.count("SELECT version FROM source_record ORDER BY version DESC LIMIT 1"), 2);
    });
}

#[test]
fn amended_rows_replace_those_with_their_key_and_leave_the_others() {
    let whole = || {
        let both = said("benefits", "B-1", "2026-02-01")
            .name("Odalys", "Huang")
            .income("pay:1", "Harbor Bakery")
            .income("pay:2", "Night School");
        vec![Agency::new("benefits").delivers("2026-02-01", vec![both.whole()])]
    };
    story("amended", whole, |house| {
        house.take("benefits");
        let some = said("benefits", "B-1", "2026-02-05")
            .income("pay:2", "Evening School")
            .income("pay:3", "Ferry Company");
        house.agency("benefits").add("2026-02-05", vec![some.amended()], vec![]);
        assert_eq!(house.take("benefits").changed, 1);
        let expected = ["Harbor Bakery", "Evening School", "Ferry Company"];
        assert_eq!(own_payers(house, "benefits/B-1"), expected);
    });
}

#[test]
fn a_withdrawn_record_vanishes_from_its_file_and_can_come_back() {
    story("withdrawn", two_people, |house| {
        house.take("benefits");
        let person = house.person("benefits/B-1");
        house.agency("benefits").add("2026-02-10", vec![withdrawn("B-1"), withdrawn("B-9")], vec![]);
        assert_eq!(house.take("benefits").withdrawn, 1, "nobody was ever known as B-9");
        assert!(!house.people().contains_key("benefits/B-1"));
        assert!(house.file().around(person).unwrap().is_none());
        assert_eq!(house.file().availability().unwrap()[0].records, 1);

        house.reopen();
        assert!(house.file().around(person).unwrap().is_none());
        let back = townsperson("benefits", "B-1", "2026-02-20", 1).whole();
        house.agency("benefits").add("2026-02-20", vec![back], vec![]);
        house.take("benefits");
        assert_eq!(house.person("benefits/B-1"), person);
        assert_eq!(house.file().availability().unwrap()[0].records, 2, "who comes back is counted again");
    });
}

#[test]
fn rows_that_come_after_a_withdrawal_do_not_bring_the_old_ones_back() {
    story("amended_after", two_people, |house| {
        house.take("benefits");
        house.agency("benefits").add("2026-02-10", vec![withdrawn("B-1")], vec![]);
        let anew =
            said("benefits", "B-1", "2026-02-12").name("Odalys", "Huang").income("pay:7", "Ferry Company");
        house.agency("benefits").add("2026-02-12", vec![anew.amended()], vec![]);
        house.take("benefits");
        assert_eq!(own_payers(house, "benefits/B-1"), ["Ferry Company"]);
    });
}

#[test]
fn an_agency_that_lets_nothing_be_kept_leaves_only_what_finds_the_person() {
    let clinic = || {
        let record = townsperson("clinic", "C-1", "2026-02-01", 4)
            .household("H-1", "Head")
            .relative("C-2", "Mother")
            .income("pay:1", "Harbor Bakery");
        vec![
            Agency::new("clinic").keeping(Keeping::ThisViewOnly).delivers("2026-02-01", vec![record.whole()]),
        ]
    };
    story("this_view_only", clinic, |house| {
        house.take("clinic");
        let more = said("clinic", "C-1", "2026-02-03").income("pay:2", "Corner Garage");
        house.agency("clinic").add("2026-02-03", vec![more.amended()], vec![]);
        house.take("clinic");
        let records = house.file().person_records(house.person("clinic/C-1")).unwrap();
        let kinds: Vec<SectionKind> = records.0[0].record.entries.iter().map(|entry| entry.kind).collect();
        use SectionKind::{Contact, Demographics, Household};
        assert_eq!(kinds, [Demographics, Contact, Contact, Household]);
        assert_eq!(house.count("SELECT count(*) FROM relative_named"), 0);
    });
}

#[test]
fn a_source_that_fails_midway_leaves_what_it_delivered_and_goes_on_from_there() {
    let three = || {
        let person = |number: usize| {
            let key = format!("B-{number}");
            vec![townsperson("benefits", &key, "2026-02-01", number).whole()]
        };
        let agency = Agency::new("benefits");
        vec![(1..=3).fold(agency, |agency, number| agency.delivers("2026-02-01", person(number)))]
    };
    story("fails_midway", three, |house| {
        house.agency("benefits").fails_at(Some(3));
        assert_eq!(house.fail("benefits"), "The benefits office cannot be reached: no route");
        assert_eq!(house.people().len(), 2, "two deliveries were taken before");
        let standing = house.file().availability().unwrap().remove(0);
        assert!(!standing.available && standing.failure.contains("cannot be reached"));
        assert_eq!(standing.last_failure, Some(records::Clock::now(house.clock.as_ref())));

        house.agency("benefits").fails_at(None);
        let rest = house.take("benefits");
        assert_eq!((rest.deliveries, rest.new, rest.unchanged), (1, 1, 0));
        assert_eq!(house.people().len(), 3);
        assert!(house.file().availability().unwrap()[0].available);
    });
}

#[test]
fn a_position_that_does_not_move_is_nonsense_and_ends_the_intake() {
    story("stuck", two_people, |house| {
        // From the second request on: the first one has no position yet.
        house.agency("benefits").is_stuck(true);
        let sentence = house.fail("benefits");
        assert!(sentence.contains("more is waiting but its position does not move"), "{sentence}");
        assert_eq!(house.people().len(), 2, "what it did deliver stays");
        house.agency("benefits").is_stuck(false);
        assert_eq!(house.take("benefits").unchanged, 2);
    });
}

#[test]
fn an_unknown_source_is_named_with_those_that_exist() {
    story("no_source", two_people, |house| {
        let failed = house.file().take_in(&source("benefit"), &mut |_| {}).unwrap_err().to_string();
        assert_eq!(failed, "there is no source `benefit` in the settings; the sources are: benefits");
    });
}

fn own_payers(house: &House, record: &str) -> Vec<String> {
    let records = house.file().person_records(house.person(record)).unwrap();
    let key = RecordKey(record.split('/').next_back().unwrap().to_owned());
    payers(&records.0.iter().find(|stored| stored.record.key == key).unwrap().record)
}
