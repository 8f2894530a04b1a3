//! Asking a system at this moment.

use crate::agency::{Agency, Manner};
use crate::house::{House, source, story};
use crate::said::townsperson;
use casefile::Heard;
use records::{RecordKey, SourceRecord};
use std::time::Duration;

fn one_clinic() -> Vec<Agency> {
    vec![Agency::new("clinic"), Agency::new("archive").files_only()]
}

fn known() -> Vec<SourceRecord> {
    vec![townsperson("clinic", "C-1", "2026-03-03", 1).0, townsperson("clinic", "C-2", "2026-03-03", 2).0]
}

fn ask(house: &House, keys: &[&str]) -> Heard {
    let keys: Vec<RecordKey> = keys.iter().map(|key| RecordKey((*key).to_owned())).collect();
    house.file().ask(&source("clinic"), &keys, Duration::from_millis(40)).unwrap()
}

#[test]
fn a_system_that_answers_is_heard_as_of_now() {
    story("live_fresh", one_clinic, |house| {
        house.agency("clinic").answers(Manner::Answers, known());
        match ask(house, &["C-1", "C-2", "C-3"]) {
            Heard::Records(records, at) => {
                assert_eq!(records, known());
                assert_eq!(at, records::Clock::now(house.clock.as_ref()));
            }
            other => panic!("{other:?}"),
        }
        assert!(matches!(ask(house, &["C-3"]), Heard::NoRecord));
        assert!(matches!(ask(house, &[]), Heard::NoRecord));
        let archive = house.file().ask(&source("archive"), &[], Duration::from_millis(40)).unwrap();
        assert!(matches!(archive, Heard::NotLive));
        assert!(house.file().ask(&source("nobody"), &[], Duration::from_millis(40)).is_err());
    });
}

#[test]
fn nothing_of_a_live_answer_is_kept() {
    story("live_not_kept", one_clinic, |house| {
        house.agency("clinic").answers(Manner::Answers, known());
        assert!(matches!(ask(house, &["C-1"]), Heard::Records(..)));
        assert_eq!(house.count("SELECT count(*) FROM source_record"), 0);
    });
}

#[test]
fn a_system_that_hangs_holds_nobody_up_however_many_keys_are_asked() {
    story("live_hangs", one_clinic, |house| {
        house.agency("clinic").answers(Manner::Hangs, known());
        // The connector comes back only after it is released below, so the answer can have come from nowhere else.
        assert!(matches!(ask(house, &["C-1", "C-2", "C-1", "C-2"]), Heard::Slow));
        house.agency("clinic").answers(Manner::Answers, known());
        assert!(matches!(ask(house, &["C-1"]), Heard::Records(..)), "one failure opens no circuit");
    });
}

#[test]
fn late_and_down_are_told_apart() {
    story("live_late", one_clinic, |house| {
        house.agency("clinic").answers(Manner::Late, known());
        assert!(matches!(ask(house, &["C-1"]), Heard::Slow));
        house.agency("clinic").answers(Manner::Down, known());
        assert!(matches!(ask(house, &["C-1"]), Heard::Down));
    });
}

#[test]
fn after_three_failures_in_a_row_a_system_rests_for_half_a_minute() {
    story("circuit", one_clinic, |house| {
        let clinic = house.agency("clinic");
        house.take("clinic");
        let available = || house.file().availability().unwrap()[0].available;
        clinic.answers(Manner::Down, known());
        for _ in 0..2 {
            ask(house, &["C-1"]);
        }
        clinic.answers(Manner::Answers, known());
        ask(house, &["C-1"]);
        clinic.answers(Manner::Down, known());
        for _ in 0..3 {
            assert!(available());
            assert!(matches!(ask(house, &["C-1"]), Heard::Down));
        }
        assert!(!available(), "three in a row");
        let asked = clinic.asked();
        assert!(matches!(ask(house, &["C-1"]), Heard::Down));
        assert_eq!(clinic.asked(), asked, "nobody waits for it meanwhile");

        house.clock.pass_seconds(30);
        assert!(matches!(ask(house, &["C-1"]), Heard::Down));
        assert_eq!(clinic.asked(), asked + 1, "one try, and it rests again");
        ask(house, &["C-1"]);
        assert_eq!(clinic.asked(), asked + 1);

        house.clock.pass_seconds(30);
        clinic.answers(Manner::Answers, known());
        assert!(matches!(ask(house, &["C-1"]), Heard::Records(..)));
        assert!(available());
        clinic.answers(Manner::Down, known());
        ask(house, &["C-1"]);
        assert!(available(), "the failures before do not count any more");
    });
}

#[test]
fn a_document_is_fetched_by_the_agencys_own_key() {
    let archive = || vec![Agency::new("archive").files_only().keeps("D-1", b"a picture")];
    story("document", archive, |house| {
        let fetch = |key: &str| house.file().document(&source("archive"), key, Duration::from_millis(40));
        assert_eq!(fetch("D-1").unwrap().bytes, b"a picture");
        assert_eq!(fetch("D-2").unwrap_err().to_string(), "The archive office has no such document");
    });
}
