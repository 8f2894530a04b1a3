//! What a user is told about the rules, and the one value that takes a reason.

use crate::people::{agencies, person};
use crate::reading::{is_refused, opened};
use crate::town::{Town, source, story};
use access::SsnAsked;
use access::view::{WhyGroup, WhyView};
use audit::Kind;
use privacy::Level;
use records::catalog::demographics::SSN;
use records::{Change, PersonId, Ssn, Value};
use staff::{Duty, DutyKind, Profile, Session};

#[test]
fn every_rule_is_named_to_those_whom_it_concerns() {
    story(
        "why",
        agencies,
        |_, _| (),
        |town| {
            let maria = town.person("benefits/M-1");
            the_use_case_that_opens_something_is_named(town, maria);
            what_nothing_opens_is_said_to_be_so(town, maria);
            another_purpose_that_opens_it_is_named(town, maria);
            a_folder_she_has_no_right_to_has_no_reasons_either(town, maria);
            a_private_mark_is_named_with_who_assigns(town, maria);
        },
    );
}

fn the_use_case_that_opens_something_is_named(town: &Town, maria: PersonId) {
    let why = opened(town.door.why(&town.ana(), maria, &source("benefits")).unwrap());
    assert_eq!(
        because(&why.shown, "income and its sources"),
        "UC-001 (Benefits intake and recertification), version 1, opens it to HRA Job Center intake"
    );
    let ssn = reason(&why, "the whole Social Security number");
    assert!(ssn.contains("type your password again and give a reason"), "{ssn}");
}

fn what_nothing_opens_is_said_to_be_so(town: &Town, maria: PersonId) {
    let why = opened(town.door.why(&town.ana(), maria, &source("benefits")).unwrap());
    let custody = reason(&why, "time in custody");
    assert_eq!(custody, "UC-001 does not open it, and no other use case of your groups does");
}

fn another_purpose_that_opens_it_is_named(town: &Town, maria: PersonId) {
    let (_, cleo) = town.comes("cleo");
    town.door.staff().set_groups(cleo.account.id, &["child-protection", "family-permanency"]).unwrap();
    let (_, cleo) = town.works("cleo", "UC-003", "visits");
    let why = opened(town.door.why(&cleo, maria, &source("children")).unwrap());
    let program = reason(&why, "program name and case status");
    assert!(program.contains("your use case UC-002") && program.contains("change your purpose"), "{program}");
}

fn a_folder_she_has_no_right_to_has_no_reasons_either(town: &Town, maria: PersonId) {
    assert!(is_refused(&town.door.why(&town.ana(), maria, &source("children")).unwrap()));
    assert!(is_refused(&town.door.why(&town.ana(), PersonId(987_654), &source("benefits")).unwrap()));
}

fn a_private_mark_is_named_with_who_assigns(town: &Town, maria: PersonId) {
    let (_, dana) = town.comes("dana");
    town.door.staff().give_duty(dana.account.id, &Duty::new(DutyKind::Specialist, "benefits")).unwrap();
    let profile = Profile { contact: "extension 4470", ..Profile::default() };
    town.door.staff().set_profile(dana.account.id, &profile).unwrap();
    let subject = town.door.privacy().subject(&source("benefits"), "M-1");
    town.door.privacy().mark(&subject, Level::Private, 1, "asked for").unwrap();
    let ana = town.ana();
    let why = opened(town.door.why(&ana, maria, &source("benefits")).unwrap());
    let income = reason(&why, "income and its sources");
    assert_eq!(
        income,
        "this record is private: only its care team sees this; dana, extension 4470 assigns who may"
    );
    let note = opened(town.door.open(&ana, maria).unwrap()).bar.private.unwrap();
    assert_eq!(
        (note.mark, note.words.as_str()),
        (
            "Private",
            "You see basics only: name, birth date, numbers, programs. Who sees more is assigned by dana, extension 4470."
        )
    );
    town.door.privacy().mark(&subject, Level::Open, 1, "no longer").unwrap();
}

#[test]
fn a_whole_number_takes_the_password_and_a_reason_and_leaves_an_entry() {
    let with_numbers = || {
        let mut ivy = person("benefits", "I-1", "Ivy", "Wagtail", "1970-01-01").0;
        ivy.entries[0] = ivy.entries[0].clone().with(SSN, Value::Ssn(Ssn::read("512-70-4321").unwrap()));
        let mut all = agencies();
        let changes = vec![Change::Whole(ivy.clone())];
        all[0] = crate::agency::Agency::new("benefits").delivers("2026-02-01", changes);
        all
    };
    story(
        "whole_ssn",
        with_numbers,
        |_, _| (),
        |town| {
            let (ivy, ana) = (town.person("benefits/I-1"), town.ana());
            let file = opened(town.door.open(&ana, ivy).unwrap());
            assert_eq!(file.bar.ssn.unwrap().text(), "•••-••-4321");
            assert!(file.bar.ssn_on_request);
            let ask = |session: &Session, password: &str, reason: &str| {
                opened(town.door.show_ssn(session, ivy, password, reason).unwrap())
            };
            assert!(matches!(ask(&ana, crate::town::PASSWORD, "  "), SsnAsked::NoReason));
            assert!(matches!(
                ask(&ana, "not her password", "to verify with the state"),
                SsnAsked::WrongPassword
            ));
            assert_eq!(town.door.audited(Kind::WholeSsn, Some(ivy)).unwrap(), 0);
            let SsnAsked::Shown(view) = ask(&ana, crate::town::PASSWORD, "to verify with the state") else {
                panic!("not shown")
            };
            assert_eq!(view.numbers[0].number.text(), "512-70-4321");
            assert_eq!(town.door.audited(Kind::WholeSsn, Some(ivy)).unwrap(), 1);
            // The next page asks again, and who has no right to the number is not asked at all.
            let again = opened(town.door.open(&ana, ivy).unwrap());
            assert_eq!(again.bar.ssn.unwrap().text(), "•••-••-4321");
            assert!(is_refused(&town.door.may_ask_ssn(&town.lea(), ivy).unwrap()));
            let asked =
                town.door.show_ssn(&town.lea(), ivy, crate::town::PASSWORD, "curious about it").unwrap();
            assert!(is_refused(&asked));
            for _ in 1..access::SSNS_A_DAY {
                assert!(matches!(ask(&ana, crate::town::PASSWORD, "to verify"), SsnAsked::Shown(_)));
            }
            assert!(matches!(ask(&ana, crate::town::PASSWORD, "to verify"), SsnAsked::Enough));
        },
    );
}

fn reason<'a>(why: &'a WhyView, class: &str) -> &'a str {
    because(&why.hidden, class)
}

fn because<'a>(groups: &'a [WhyGroup], class: &str) -> &'a str {
    let covers =
        |group: &&WhyGroup| group.what.iter().any(|(_, classes)| classes.iter().any(|one| one == class));
    &groups.iter().find(covers).unwrap_or_else(|| panic!("{class}: {groups:?}")).because
}
