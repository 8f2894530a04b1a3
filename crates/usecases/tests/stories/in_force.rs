//! The folder of the operator and the versions approved on pages, together.

use crate::{Room, approved, draft, story};
use jiff::civil::Date;
use records::SourceId;
use usecases::{Draft, Faults, Folder, InForce, Sheet, UserGroup};

fn sources() -> [SourceId; 2] {
    ["a", "b"].map(SourceId::new)
}

fn folder(texts: &[&str]) -> Folder {
    let group =
        UserGroup { id: "intake".to_owned(), agency: "children".to_owned(), name: "Intake".to_owned() };
    let counsel = "\n[counsel]\napproved_by = \"C\"\napproved_on = 2026-01-01\nreference = \"OC 0\"\n";
    let read = |text: &&str| {
        let sheet = Sheet::read(&format!("{text}{counsel}")).unwrap();
        (sheet.id.clone(), sheet)
    };
    Folder { groups: vec![group], sheets: texts.iter().map(read).collect(), ..Folder::default() }
}

fn on(room: &Room, folder: &Folder, day: &str) -> Result<InForce, Faults> {
    folder.with(&room.store.kept().unwrap(), &sources(), day.parse::<Date>().unwrap())
}

#[test]
fn a_higher_version_takes_the_place_of_the_file_on_its_first_day_and_an_end_holds_for_both() {
    story("supersede", |room| {
        let file = draft().text("UC-1", 1);
        let folder = folder(&[&file]);
        let later =
            Draft { valid_from: "2026-06-01".to_owned(), new_group: "Night Unit".to_owned(), ..draft() };
        approved(room, "UC-1", 2, &later);
        let may = on(room, &folder, "2026-05-31").unwrap();
        assert_eq!((may.folder.sheets["UC-1"].version, may.until), (1, Some("2026-06-01".parse().unwrap())));
        let june = on(room, &folder, "2026-06-01").unwrap();
        assert_eq!((june.folder.sheets["UC-1"].version, june.until), (2, None));
        assert_eq!(june.folder.sheets["UC-1"].groups, ["intake", "night-unit"]);
        assert!(june.folder.groups.iter().any(|group| group.name == "Night Unit"));
        room.store.end("UC-1", 2, 3, "over").unwrap();
        let over = on(room, &folder, "2026-06-01").unwrap();
        assert!(over.folder.sheets.is_empty());
        assert!(
            over.folder.groups.iter().any(|group| group.name == "Night Unit"),
            "people belong to it still"
        );
    });
}

#[test]
fn the_same_version_with_another_text_is_a_fault_and_with_the_same_text_none() {
    story("twins", |room| {
        approved(room, "UC-1", 1, &draft());
        let same = draft().text("UC-1", 1);
        assert!(on(room, &folder(&[&same]), "2026-06-01").is_ok());
        let other = same.replace("Locating", "Finding");
        let faults = on(room, &folder(&[&other]), "2026-06-01").unwrap_err().0;
        assert!(faults[0].contains("UC-1, version 1") && faults[0].contains("another text"), "{faults:?}");
        let faults = on(room, &Folder::default(), "2026-06-01").unwrap_err().0;
        assert!(faults[0].contains("the user group `intake` does not exist"), "{faults:?}");
    });
}
