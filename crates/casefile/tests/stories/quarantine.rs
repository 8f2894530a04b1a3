//! Bad rows wait with their reason, and come in when they were mended.

use crate::agency::{Agency, rejected};
use crate::house::{source, story};
use crate::said::townsperson;
use records::SectionKind;

fn good_and_bad() -> Vec<Agency> {
    let agency = Agency::new("benefits");
    let good = townsperson("benefits", "B-1", "2026-02-01", 1).whole();
    agency.add("2026-02-01", vec![good], vec![rejected(3, "B-2;31.13.1980"), rejected(4, "B-3;soon")]);
    vec![agency]
}

#[test]
fn bad_rows_wait_with_their_reason_and_good_rows_are_kept() {
    story("quarantine", good_and_bad, |house| {
        let taken = house.take("benefits");
        assert_eq!((taken.rows, taken.new, taken.rejected), (3, 1, 2));
        let waiting = house.file().quarantine(&source("benefits")).unwrap();
        let places: Vec<&str> = waiting.iter().map(|row| row.place.as_str()).collect();
        assert_eq!(places, ["people.csv, line 3, column `born`", "people.csv, line 4, column `born`"]);
        assert_eq!(waiting[0].reason, "this is no date; write it as 2026-01-31");
        assert_eq!(waiting[0].delivery, "delivery-1");
        assert_eq!(
            house.file().retry_quarantine(&source("benefits")).unwrap().rejected,
            2,
            "nothing was mended"
        );
        assert_eq!(house.file().quarantine(&source("benefits")).unwrap().len(), 2, "nothing waits twice");
    });
}

#[test]
fn mended_rows_come_in_and_those_still_bad_go_on_waiting() {
    story("mended", good_and_bad, |house| {
        house.take("benefits");
        let mended = vec![
            townsperson("benefits", "B-1", "2026-02-01", 1).whole(),
            townsperson("benefits", "B-2", "2026-02-01", 2).whole(),
        ];
        house.agency("benefits").mend("delivery-1", mended, vec![rejected(4, "B-3;soon")]);
        let retried = house.file().retry_quarantine(&source("benefits")).unwrap();
        assert_eq!((retried.new, retried.unchanged, retried.rejected), (1, 1, 1));
        assert_eq!(house.file().quarantine(&source("benefits")).unwrap().len(), 1);
        let records = house.file().person_records(house.person("benefits/B-2")).unwrap();
        assert_eq!(records.0[0].record.entries[0].kind, SectionKind::Demographics);
        assert_eq!(house.take("benefits").rows, 0, "the feed's own position did not move");
    });
}

#[test]
fn a_bad_row_that_the_agency_took_out_waits_no_longer() {
    let only_bad = || {
        let agency = Agency::new("benefits");
        agency.add("2026-02-01", vec![], vec![rejected(2, "B-1;?")]);
        vec![agency]
    };
    story("taken_out", only_bad, |house| {
        house.take("benefits");
        assert_eq!(house.file().quarantine(&source("benefits")).unwrap().len(), 1);
        house.agency("benefits").mend("delivery-1", vec![], vec![]);
        house.file().retry_quarantine(&source("benefits")).unwrap();
        assert!(house.file().quarantine(&source("benefits")).unwrap().is_empty());
    });
}

#[test]
fn a_system_that_fails_during_a_retry_leaves_what_came_before_found_and_linked() {
    let two_deliveries = || {
        let agency = Agency::new("benefits");
        agency.add("2026-02-01", vec![], vec![rejected(2, "B-1;?")]);
        agency.add("2026-02-02", vec![], vec![rejected(2, "B-2;?")]);
        let housing = Agency::new("housing");
        housing.add("2026-02-01", vec![townsperson("housing", "H-1", "2026-02-01", 1).whole()], vec![]);
        vec![agency, housing]
    };
    story("retry_fails", two_deliveries, |house| {
        house.take("housing");
        house.take("benefits");
        let mended = vec![townsperson("benefits", "B-1", "2026-02-01", 1).whole()];
        house.agency("benefits").mend("delivery-1", mended, vec![]);
        house.agency("benefits").fails_at(Some(2));
        house.clock.pass_seconds(60);
        assert!(house.file().retry_quarantine(&source("benefits")).is_err());
        assert_eq!(house.person("benefits/B-1"), house.person("housing/H-1"));
        assert!(house.file().availability().unwrap()[0].failure.contains("cannot be reached"));
    });
}

#[test]
fn of_an_agency_that_lets_nothing_be_kept_no_bad_row_is_kept_either() {
    let clinic = || {
        let agency = Agency::new("clinic").keeping(records::Keeping::ThisViewOnly);
        agency.add("2026-02-01", vec![], vec![rejected(2, "C-1;?")]);
        agency.add("2026-02-02", vec![], vec![rejected(2, &"C-2;?".repeat(500))]);
        vec![agency]
    };
    story("clinic_rows", clinic, |house| {
        house.take("clinic");
        assert_eq!(house.file().quarantine(&source("clinic")).unwrap().len(), 2);
        assert_eq!(
            house.count("SELECT max(length(body)) FROM quarantine"),
            house.count("SELECT min(length(body)) FROM quarantine"),
        );
    });
}
