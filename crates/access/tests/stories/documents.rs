//! Documents open in their own file, and only for those who may see the image.

use crate::people::agencies;
use crate::reading::{is_refused, opened};
use crate::town::{Town, source, story};
use access::view::ShownKind;
use audit::Kind;
use records::PersonId;
use staff::Session;

#[test]
fn a_document_opens_in_its_own_file_for_those_who_may_see_it() {
    story(
        "documents",
        agencies,
        |_, _| (),
        |town| {
            let (maria, norbert) = (town.person("benefits/M-1"), town.person("benefits/N-1"));
            let (ana, benefits) = (town.ana(), source("benefits"));
            let (slip, lease) = (place(town, &ana, maria), place(town, &ana, norbert));
            assert_ne!(slip, lease);
            assert!(!slip.contains("D-1"), "the place says nothing about the agency's key");

            let page = opened(town.door.document(&ana, maria, &benefits, &slip).unwrap());
            assert_eq!(page.title.text(), "Pay slip");
            let image = opened(town.door.document_image(&ana, maria, &benefits, &slip).unwrap());
            assert_eq!(image.unwrap().bytes, b"slip");

            // One person's place under another person, another source, or made up.
            for (person, agency, place) in [
                (maria, "benefits", lease.as_str()),
                (norbert, "benefits", slip.as_str()),
                (maria, "housing", slip.as_str()),
                (maria, "children", slip.as_str()),
                (maria, "benefits", "D-1"),
                (maria, "benefits", ""),
                (town.person("children/Z-1"), "benefits", slip.as_str()),
            ] {
                let before = town.door.audited(Kind::Denied, Some(person)).unwrap();
                assert!(is_refused(&town.door.document(&ana, person, &source(agency), place).unwrap()));
                assert!(is_refused(&town.door.document_image(&ana, person, &source(agency), place).unwrap()));
                assert_eq!(town.door.audited(Kind::Denied, Some(person)).unwrap(), before + 2);
            }

            // He sees the file and may not see the image: the same place opens nothing.
            let ben = town.ben();
            assert!(!is_refused(&town.door.open(&ben, maria).unwrap()));
            assert!(is_refused(&town.door.document(&ben, maria, &benefits, &slip).unwrap()));
            assert!(is_refused(&town.door.document_image(&ben, maria, &benefits, &slip).unwrap()));
        },
    );
}

/// Where the one document of a person stands.
pub fn place(town: &Town, session: &Session, person: PersonId) -> String {
    let folder = opened(town.door.folder(session, person, &source("benefits")).unwrap());
    let mut cells =
        folder.sections.iter().flat_map(|section| &section.rows).flat_map(|row| row.cells.iter().flatten());
    let found = cells.find_map(|cell| match cell.kind() {
        ShownKind::Document(place) => Some(place.clone()),
        _ => None,
    });
    found.unwrap()
}
