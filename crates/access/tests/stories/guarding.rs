//! Private records as those see them who guard them: how marks come in, who assigns them, who is refused.

use crate::people::agencies;
use crate::town::{Town, source, story};
use access::view::{Guarded, Opened, PrivateLevel, PrivateRecordView, Settled};
use access::{Question, StatusAnswer};
use audit::Kind;
use casefile::CaseFile;
use database::Database;
use privacy::{Level, Part};
use staff::{AgreementKind, Duty, DutyKind, NewAccount, Profile, Session};

fn nothing(_: &CaseFile, _: &Database) {}

const PASSWORD: &str = "a long made-up password";

/// Somebody of the benefits office with duties, privileged or not.
fn officer(town: &Town, name: &str, duties: &[DutyKind], privileged: bool) -> (i64, Session) {
    let staff = town.door.staff();
    let groups: &[&str] = &["benefits-intake"];
    let new =
        NewAccount { agency: "benefits", user_name: name, display_name: name, password: PASSWORD, groups };
    let account = staff.add(&new).unwrap();
    staff.accept(account, AgreementKind::User, 1).unwrap();
    staff.set_profile(account, &Profile { contact: "", privileged, supervisor: None }).unwrap();
    for kind in duties {
        staff.give_duty(account, &Duty::new(*kind, "benefits")).unwrap();
    }
    let (token, session) = match town.door.sign_in("benefits", name, PASSWORD, crate::town::HERE).unwrap() {
        staff::SignIn::Welcome(token, session) => (token, session),
        other => panic!("{other:?}"),
    };
    town.door.state_purpose(&session, "UC-001", "application").unwrap();
    (account, town.next_request(&token).unwrap())
}

fn drop_file(town: &Town, name: &str, text: &str) -> access::StatusTaken {
    town.door.take_status_file(&source("benefits"), name, text.as_bytes()).unwrap().unwrap()
}

fn private(town: &Town, key: &str) {
    drop_file(town, "a.csv", &format!("id,key,level,at\nT-{key},{key},private,2026-03-02T10:00:00Z\n"));
}

fn record(town: &Town, session: &Session, key: &str) -> i64 {
    match town.door.find_record(session, "benefits", key).unwrap() {
        Guarded::Open(found) => found.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn seen(town: &Town, session: &Session, number: i64) -> PrivateRecordView {
    match town.door.private_record(session, number).unwrap() {
        Guarded::Open(view) => *view,
        other => panic!("{other:?}"),
    }
}

fn words(settled: Settled) -> String {
    match settled {
        Settled::Refused { words, .. } => words,
        other => panic!("{other:?}"),
    }
}

fn sees_income(town: &Town, session: &Session) -> bool {
    match town.door.open(session, town.person("benefits/M-1")).unwrap() {
        Opened::Open(file) => !file.incomes.is_empty(),
        Opened::NotFound => false,
    }
}

fn finds(town: &Town, session: &Session) -> bool {
    let question = Question { text: "maria quillfeather".to_owned(), ..Question::default() };
    match town.door.answer(session, &question).unwrap() {
        Opened::Open(view) => !view.hits.is_empty(),
        Opened::NotFound => false,
    }
}

#[test]
fn a_transaction_is_in_force_on_the_next_request_and_an_assignment_too() {
    story("guard_force", agencies, nothing, |town| {
        let (ana, (cal, as_cal)) = (town.ana(), officer(town, "cal", &[], true));
        let (_, dana) = officer(town, "dana", &[DutyKind::Specialist], true);
        assert!(sees_income(town, &ana) && sees_income(town, &as_cal));
        private(town, "M-1");
        assert!(finds(town, &ana) && !sees_income(town, &ana) && !sees_income(town, &as_cal));
        assert!(sees_income(town, &dana), "the specialist is of the care team");
        let number = record(town, &dana, "M-1");
        assert_eq!(town.door.let_care(&dana, number, "benefits", "cal").unwrap(), Settled::Done);
        assert!(sees_income(town, &as_cal) && !sees_income(town, &ana));
        let view = seen(town, &dana, number);
        assert_eq!((view.row.key.as_str(), view.row.people.len()), ("M-1", 1));
        assert_eq!(view.row.name.unwrap().text(), "Maria Quillfeather");
        assert_eq!(town.door.end_care(&dana, number, cal, false).unwrap(), Settled::Done);
        assert!(!sees_income(town, &as_cal));
        for (kind, count) in [(Kind::Status, 1), (Kind::Care, 2)] {
            assert_eq!(
                town.door.audited(kind, Some(town.person("benefits/M-1"))).unwrap(),
                count,
                "{kind:?}"
            );
        }
    });
}

#[test]
fn who_guards_nothing_finds_nothing_and_who_watches_changes_nothing() {
    story("guard_refusals", agencies, nothing, |town| {
        let ana = town.ana();
        let (_, mona) = officer(town, "mona", &[DutyKind::Monitor], true);
        let (_, dana) = officer(town, "dana", &[DutyKind::Specialist], true);
        let (_, eve) = town.comes("eve");
        private(town, "M-1");
        let number = record(town, &dana, "M-1");
        town.door.staff().give_duty(eve.account.id, &Duty::new(DutyKind::Specialist, "housing")).unwrap();
        let (_, eve) = town.comes("eve");
        for session in [&ana, &eve] {
            assert!(matches!(town.door.private_record(session, number).unwrap(), Guarded::NotFound));
            assert_eq!(town.door.mark_private(session, number, "private", "x").unwrap(), Settled::NotFound);
            assert_eq!(town.door.let_care(session, number, "benefits", "ana").unwrap(), Settled::NotFound);
            assert!(matches!(town.door.care_team(session, number).unwrap(), Guarded::NotFound));
            assert!(matches!(town.door.find_record(session, "benefits", "M-1").unwrap(), Guarded::NotFound));
            assert_eq!(
                town.door.settle_fault(session, "benefits", &"0".repeat(64)).unwrap(),
                Settled::NotFound
            );
        }
        assert_eq!(town.door.admit(&ana, "ana", true, "").unwrap(), Settled::NotFound);
        assert!(matches!(town.door.private_list(&ana, 1).unwrap(), Guarded::NotFound));
        assert!(matches!(town.door.private_list(&eve, 1).unwrap(), Guarded::Open(list) if list.total == 0));
        let view = seen(town, &mona, number);
        assert!(!view.rights.assigns && !view.rights.seals && !view.history.is_empty());
        for step in ["private", "sealed"] {
            let refused = words(town.door.mark_private(&mona, number, step, "because").unwrap());
            assert!(refused.contains("specialist") || refused.contains("steward"), "{refused}");
        }
        assert!(words(town.door.let_care(&mona, number, "benefits", "dana").unwrap()).contains("specialist"));
        assert_eq!(town.door.admit(&mona, "ana", true, "").unwrap(), Settled::NotFound);
    });
}

#[test]
fn a_specialist_marks_private_a_steward_seals_and_nobody_lowers_the_states_mark() {
    story("guard_marks", agencies, nothing, |town| {
        let (_, dana) = officer(town, "dana", &[DutyKind::Specialist], true);
        let (_, sten) = officer(town, "sten", &[DutyKind::Steward], false);
        officer(town, "cal", &[], true);
        let number = record(town, &dana, "M-1");
        assert!(
            words(town.door.let_care(&dana, number, "benefits", "cal").unwrap()).contains("Mark it first")
        );
        assert!(words(town.door.mark_private(&dana, number, "private", " ").unwrap()).contains("Say why"));
        assert!(
            words(town.door.mark_private(&dana, number, "open", "x").unwrap()).contains("Staff has no mark")
        );
        assert_eq!(town.door.mark_private(&dana, number, "private", "asked for").unwrap(), Settled::Done);
        assert!(words(town.door.mark_private(&dana, number, "open", "x").unwrap()).contains("steward"));
        assert!(words(town.door.mark_private(&dana, number, "sealed", "x").unwrap()).contains("steward"));
        assert_eq!(town.door.mark_private(&sten, number, "sealed", "court order").unwrap(), Settled::Done);
        assert!(words(town.door.mark_private(&dana, number, "private", "x").unwrap()).contains("steward"));
        assert!(!finds(town, &town.ana()) && !finds(town, &dana), "a specialist is not named for it");
        assert!(words(town.door.let_care(&dana, number, "benefits", "cal").unwrap()).contains("steward"));
        assert_eq!(town.door.let_care(&sten, number, "benefits", "cal").unwrap(), Settled::Done);
        let (_, cal) = officer(town, "cal", &[], true);
        assert!(finds(town, &cal) && sees_income(town, &cal));
        private(town, "M-1");
        assert_eq!(town.door.mark_private(&sten, number, "open", "order ended").unwrap(), Settled::Done);
        assert_eq!(seen(town, &dana, number).row.level, PrivateLevel::Private);
        assert!(
            words(town.door.mark_private(&sten, number, "open", "x").unwrap())
                .contains("only the state system")
        );
        assert_eq!(town.door.audited(Kind::Mark, Some(town.person("benefits/M-1"))).unwrap(), 3);
    });
}

#[test]
fn nobody_lets_herself_in_and_who_may_not_see_private_records_is_not_assigned() {
    story("guard_self", agencies, nothing, |town| {
        let (dana_id, dana) = officer(town, "dana", &[DutyKind::Specialist], true);
        let (_, sten) = officer(town, "sten", &[DutyKind::Steward], true);
        let (lou, _) = officer(town, "lou", &[], false);
        private(town, "M-1");
        let number = record(town, &dana, "M-1");
        assert!(
            words(town.door.let_care(&dana, number, "benefits", "dana").unwrap()).contains("gives herself")
        );
        assert!(
            words(town.door.let_care(&dana, number, "benefits", "nobody").unwrap())
                .contains("Nobody signs in")
        );
        assert!(
            words(town.door.let_care(&dana, number, "benefits", "lou").unwrap())
                .contains("may not see private")
        );
        town.door.mark_private(&sten, number, "sealed", "court order").unwrap();
        assert!(
            words(town.door.let_care(&sten, number, "benefits", "sten").unwrap()).contains("gives herself")
        );
        assert!(words(town.door.admit(&dana, "dana", false, "").unwrap()).contains("gives herself"));
        assert!(words(town.door.admit(&dana, "lou", true, "dana").unwrap()).contains("let yourself"));
        assert!(words(town.door.admit(&dana, "lou", true, "lou").unwrap()).contains("supervises herself"));
        assert_eq!(town.door.admit(&sten, "lou", true, "").unwrap(), Settled::NotFound);
        assert_eq!(town.door.admit(&dana, "lou", true, "sten").unwrap(), Settled::Done);
        let admitted = town.door.staff().colleague(lou).unwrap().unwrap();
        assert!(admitted.privileged && admitted.supervisor == Some(sten.account.id));
        assert!(town.door.staff().colleague(dana_id).unwrap().unwrap().privileged);
        assert_eq!(town.door.audited(Kind::Privilege, None).unwrap(), 1);
    });
}

#[test]
fn a_full_list_marks_at_once_and_its_discrepancies_are_settled_with_a_note() {
    story("guard_list", agencies, nothing, |town| {
        let (ana, (_, dana)) = (town.ana(), officer(town, "dana", &[DutyKind::Specialist], true));
        private(town, "N-1");
        let list = "# as-of 2026-03-03T06:00:00Z\nkey\nM-1\nGONE\n";
        let taken = drop_file(town, "hra.full.csv", list);
        assert_eq!((taken.listed, taken.raised), (2, 2));
        assert!(!sees_income(town, &ana));
        let Guarded::Open(waiting) = town.door.discrepancy_list(&dana).unwrap() else { panic!() };
        let mut kinds: Vec<_> = waiting.waiting.iter().map(|one| (one.key.as_str(), one.words)).collect();
        kinds.sort_unstable();
        assert_eq!(
            kinds,
            [
                ("GONE", "no such record here"),
                ("M-1", "privileged there, was not marked here"),
                ("N-1", "private here, not in the state system's list"),
            ]
        );
        let maria = waiting.waiting.iter().find(|one| one.key == "M-1").unwrap();
        assert!(maria.ticket.contains("Record key: M-1") && !maria.ticket.contains("Quillfeather"));
        let step = |step, note| town.door.discrepancy_step(&dana, maria.number, step, note).unwrap();
        assert_eq!(step("sent", "mailed"), Settled::Done);
        assert!(words(step("resolved", "")).contains("how it was settled"));
        assert_eq!(
            town.door.discrepancy_step(&ana, maria.number, "resolved", "x").unwrap(),
            Settled::NotFound
        );
        drop_file(town, "b.csv", "id,key,level,at\nT9,M-1,private,2026-03-03T07:00:00Z\n");
        assert!(words(step("resolved", "they sent it")).contains("closed by itself"));
        let Guarded::Open(after) = town.door.discrepancy_list(&dana).unwrap() else { panic!() };
        assert_eq!((after.waiting.len(), after.settled.len()), (2, 1));
        assert_eq!(town.door.audited(Kind::Discrepancy, Some(town.person("benefits/M-1"))).unwrap(), 2);
    });
}

#[test]
fn a_reused_id_is_an_alarm_and_an_unsigned_request_learns_nothing() {
    story("guard_alarm", agencies, nothing, |town| {
        private(town, "M-1");
        let again = drop_file(town, "b.csv", "id,key,level,at\nT-M-1,M-1,open,2026-03-02T10:00:00Z\n");
        assert_eq!(again.refused, 1);
        assert_eq!(town.door.audited(Kind::StatusAlarm, Some(town.person("benefits/M-1"))).unwrap(), 1);
        assert!(!sees_income(town, &town.ana()));
        for name in ["benefits", "children", "no-such"] {
            let answer = town.door.take_status(&source(name), b"[]", "t=1772550000,v1=00").unwrap();
            assert_eq!(answer, StatusAnswer::Unsigned);
        }
        let refused = |name: &str, bytes: &[u8]| {
            town.door.take_status_file(&source("benefits"), name, bytes).unwrap().unwrap_err()
        };
        assert!(refused("x.csv", b"id,key\n").contains("`level` is missing"));
        assert!(refused("x.csv", &[0xff, 0xfe]).contains("UTF-8"));
        assert!(refused("x.full.csv", b"key\nM-1\n").contains("nothing says when"));
    });
}

#[test]
fn the_care_team_of_a_paper_file_names_those_who_may_open_it() {
    story("guard_team", agencies, nothing, |town| {
        let (_, dana) = officer(town, "dana", &[DutyKind::Specialist], true);
        let (_, mona) = officer(town, "mona", &[DutyKind::Monitor], false);
        let (sofia, _) = officer(town, "sofia", &[], true);
        let (cal, _) = officer(town, "cal", &[], true);
        town.door.staff().set_privileged(cal, true, Some(sofia)).unwrap();
        private(town, "M-1");
        let number = record(town, &dana, "M-1");
        town.door.let_care(&dana, number, "benefits", "cal").unwrap();
        let Guarded::Open(team) = town.door.care_team(&mona, number).unwrap() else { panic!() };
        let told = team.team.iter().map(|line| (line.name.as_str(), line.part.as_str(), line.but.is_empty()));
        let told: Vec<_> = told.collect();
        assert_eq!(
            told,
            [
                ("cal", "assigned counselor", true),
                ("sofia", "supervisor of cal", true),
                ("dana", "data specialist", true),
                ("mona", "monitor", false),
            ]
        );
        assert_eq!(town.door.audited(Kind::Print, Some(town.person("benefits/M-1"))).unwrap(), 1);
        let subject = town.door.privacy().subject(&source("benefits"), "M-1");
        town.door.privacy().mark(&subject, Level::Sealed, dana.account.id, "court order").unwrap();
        town.door.privacy().set_care(&subject, sofia, Part::Named, true, dana.account.id).unwrap();
        let Guarded::Open(team) = town.door.care_team(&dana, number).unwrap() else { panic!() };
        let open: Vec<_> =
            team.team.iter().filter(|line| line.but.is_empty()).map(|line| line.name.as_str()).collect();
        assert_eq!(open, ["sofia"]);
    });
}
