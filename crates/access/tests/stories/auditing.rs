//! Nothing is handed over without its entry in the log.

use crate::documents::place;
use crate::people::agencies;
use crate::reading::is_refused;
use crate::town::{Town, source, story};
use access::{DoorError, Question};
use audit::Kind;
use records::PersonId;

#[test]
fn every_view_has_its_entry_and_without_the_log_there_is_no_view() {
    story(
        "auditing",
        agencies,
        |_, _| (),
        |town| {
            everything_leaves_an_entry(town);
            a_log_that_cannot_be_written_shuts_the_door(town);
        },
    );
}

fn everything_leaves_an_entry(town: &Town) {
    let (maria, zebulon) = (town.person("benefits/M-1"), town.person("children/Z-1"));
    let door = &town.door;
    let (token, ana) = town.works("ana", "UC-001", "application");
    let place = place(town, &ana, maria);
    let benefits = source("benefits");
    let leaves = |kind: Kind, about: Option<PersonId>, act: &dyn Fn()| {
        let before = door.audited(kind, about).unwrap();
        act();
        assert_eq!(door.audited(kind, about).unwrap(), before + 1, "{kind:?}");
    };
    leaves(Kind::View, Some(maria), &|| drop(door.open(&ana, maria).unwrap()));
    leaves(Kind::Print, Some(maria), &|| drop(door.print(&ana, maria).unwrap()));
    leaves(Kind::Folder, Some(maria), &|| drop(door.folder(&ana, maria, &benefits).unwrap()));
    leaves(Kind::Document, Some(maria), &|| drop(door.document(&ana, maria, &benefits, &place).unwrap()));
    leaves(Kind::Document, Some(maria), &|| {
        drop(door.document_image(&ana, maria, &benefits, &place).unwrap())
    });
    leaves(Kind::Search, None, &|| drop(door.answer(&ana, &Question::default()).unwrap()));
    leaves(Kind::Purpose, None, &|| assert!(door.state_purpose(&ana, "UC-001", "recertification").unwrap()));
    leaves(Kind::Denied, Some(zebulon), &|| drop(door.open(&ana, zebulon).unwrap()));
    leaves(Kind::Denied, Some(zebulon), &|| drop(door.folder(&ana, zebulon, &benefits).unwrap()));
    leaves(Kind::Denied, Some(maria), &|| drop(door.folder(&ana, maria, &source("children")).unwrap()));
    leaves(Kind::Denied, Some(maria), &|| drop(door.document(&ana, maria, &benefits, "x").unwrap()));
    leaves(Kind::Denied, Some(PersonId(987_654)), &|| drop(door.open(&ana, PersonId(987_654)).unwrap()));
    leaves(Kind::SignIn, None, &|| drop(town.comes("ana")));
    let wrong = || drop(door.sign_in("benefits", "ana", "not her password", crate::town::HERE).unwrap());
    leaves(Kind::SignInRefused, None, &wrong);
    leaves(Kind::LogOff, None, &|| {
        assert_eq!(door.log_off(&token, crate::town::HERE).unwrap(), staff::EndReason::LoggedOff)
    });
}

fn a_log_that_cannot_be_written_shuts_the_door(town: &Town) {
    let (maria, zebulon) = (town.person("benefits/M-1"), town.person("children/Z-1"));
    let door = &town.door;
    let (token, ana) = town.works("ana", "UC-001", "application");
    let place = place(town, &ana, maria);
    let benefits = source("benefits");
    let run = |sql: &str| town.database.write(|t| t.run(sql, &[])).unwrap();
    run("ALTER TABLE audit_event RENAME TO audit_event_away");
    let shut = [
        door.open(&ana, maria).map(drop),
        door.print(&ana, maria).map(drop),
        door.folder(&ana, maria, &benefits).map(drop),
        door.document(&ana, maria, &benefits, &place).map(drop),
        door.document_image(&ana, maria, &benefits, &place).map(drop),
        door.answer(&ana, &Question { text: "Maria".to_owned(), ..Question::default() }).map(drop),
        door.state_purpose(&ana, "UC-001", "recertification").map(drop),
        door.open(&ana, zebulon).map(drop),
        door.sign_in("benefits", "ana", "a long made-up password", crate::town::HERE).map(drop),
        door.log_off(&token, crate::town::HERE).map(drop),
    ];
    for (at, answer) in shut.into_iter().enumerate() {
        match answer {
            Err(DoorError::Audit(cause)) => assert!(cause.to_string().ends_with("nothing was shown")),
            Err(other) => panic!("answer {at}: {other}"),
            Ok(()) => panic!("answer {at} was handed over without an entry"),
        }
    }
    let purpose = town.next_request(&token).unwrap().purpose;
    assert_eq!(purpose, "application", "a purpose without an entry is not in force");
    run("ALTER TABLE audit_event_away RENAME TO audit_event");
    assert!(!is_refused(&door.open(&ana, maria).unwrap()), "and it opens again with the log");
}
