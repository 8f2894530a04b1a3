//! What comes late never stands in the place of what the agency said after it.

use crate::agency::{Agency, rejected};
use crate::house::{House, source, story};
use crate::said::{payers, said, townsperson, withdrawn};

fn january_with_a_bad_row() -> Vec<Agency> {
    let agency = Agency::new("benefits");
    let first = townsperson("benefits", "B-1", "2026-01-05", 1).income("pay:1", "January Bakery");
    agency.add("2026-01-05", vec![first.whole()], vec![rejected(3, "B-2;no date")]);
    vec![agency]
}

#[test]
fn a_late_delivery_does_not_overwrite_newer_word() {
    story("late_whole", january_with_a_bad_row, |house| {
        say(house, "2026-03-01", "March Bakery");
        say(house, "2026-02-01", "February Bakery");
        house.take("benefits");
        assert_eq!(payers_of(house), ["March Bakery"]);
        assert_eq!(retry(house), 0, "and reading January again changes nothing");
        assert_eq!(payers_of(house), ["March Bakery"]);
    });
}

#[test]
fn late_rows_fill_gaps_but_replace_nothing_newer() {
    story("late_rows", january_with_a_bad_row, |house| {
        let newer = said("benefits", "B-1", "2026-03-01").income("pay:1", "March Bakery");
        house.agency("benefits").add("2026-03-01", vec![newer.amended()], vec![]);
        house.take("benefits");
        let old =
            said("benefits", "B-1", "2026-01-05").income("pay:1", "January Bakery").income("pay:9", "Ferry");
        house.agency("benefits").mend("delivery-1", vec![old.amended()], vec![]);
        assert_eq!(retry(house), 1);
        assert_eq!(payers_of(house), ["March Bakery", "Ferry"]);
    });
}

#[test]
fn reading_an_old_delivery_again_brings_nobody_back_who_was_withdrawn_since() {
    story("late_return", january_with_a_bad_row, |house| {
        house.agency("benefits").add("2026-02-01", vec![withdrawn("B-1")], vec![]);
        house.take("benefits");
        assert!(house.people().is_empty());
        house.file().retry_quarantine(&source("benefits")).unwrap();
        assert!(house.people().is_empty());
    });
}

#[test]
fn reading_an_old_withdrawal_again_takes_nobody_away_who_came_back() {
    story("late_withdrawal", january_with_a_bad_row, |house| {
        house.agency("benefits").add("2026-02-01", vec![withdrawn("B-1")], vec![rejected(9, "B-3;no date")]);
        say(house, "2026-03-01", "March Bakery");
        house.take("benefits");
        assert_eq!(house.people().len(), 1);
        house.file().retry_quarantine(&source("benefits")).unwrap();
        assert_eq!(payers_of(house), ["March Bakery"]);
    });
}

fn say(house: &House, day: &str, payer: &str) {
    let record = townsperson("benefits", "B-1", day, 1).income("pay:1", payer);
    house.agency("benefits").add(day, vec![record.whole()], vec![]);
}

fn retry(house: &House) -> u64 {
    house.clock.pass_seconds(60);
    house.file().retry_quarantine(&source("benefits")).unwrap().changed
}

fn payers_of(house: &House) -> Vec<String> {
    payers(&house.file().person_records(house.person("benefits/B-1")).unwrap().0[0].record)
}
