//! For each group, every value of every record is looked for in everything the door hands over.

use crate::reading::{Text, is_refused, opened};
use crate::sheets::{Reading, SHEETS};
use crate::tokens::{SOURCES, Token, agencies, key};
use crate::town::{Town, person, source, story};
use access::Question;
use access::view::{FolderView, ShownKind};
use casefile::CaseFile;
use database::Database;
use records::catalog::{contact, demographics};
use records::{Field, PersonId};
use staff::Session;
use std::collections::BTreeSet;

/// The five agencies know the subject under five names; somebody linked them by hand.
fn link_by_hand(file: &CaseFile, database: &Database) {
    let one = person(file, &format!("benefits/{}", key("benefits", "subject")));
    for source in SOURCES {
        let other = person(file, &format!("{source}/{}", key(source, "subject")));
        let sql = "UPDATE source_record SET person_id = $1 WHERE person_id = $2";
        database.write(|t| t.run(sql, &[one.0.into(), other.0.into()])).unwrap();
    }
}

#[test]
fn no_group_sees_a_value_that_its_sheet_does_not_open_and_each_sees_all_that_it_does() {
    let tokens = agencies().1;
    check_tokens(&tokens);
    story(
        "canary",
        || agencies().0,
        link_by_hand,
        |town| {
            let subject = town.person(&format!("benefits/{}", key("benefits", "subject")));
            for sheet in &SHEETS {
                look_as(town, sheet, subject, &tokens);
            }
        },
    );
}

/// The net itself has no holes: every word is one value's only, and none is a part of another.
fn check_tokens(tokens: &[Token]) {
    assert!(tokens.len() > 1000);
    let distinct: BTreeSet<&str> = tokens.iter().map(|token| token.words.as_str()).collect();
    assert_eq!(distinct.len(), tokens.len());
    let ssns: Vec<&Token> = tokens.iter().filter(|token| token.words.len() == 4).collect();
    for token in tokens.iter().filter(|token| token.words.len() > 4) {
        let inside = |ssn: &&&Token| recognised(&token.words, ssn);
        assert!(!ssns.iter().any(|ssn| inside(&ssn)), "{} would be taken for an SSN", token.words);
    }
}

fn recognised(text: &str, token: &Token) -> bool {
    match token.words.len() {
        // Four digits are looked for in the form in which they are set.
        4 => text.contains(&format!("•••-••-{}", token.words)),
        _ => text.contains(&token.words),
    }
}

fn look_as(town: &Town, sheet: &Reading, subject: PersonId, tokens: &[Token]) {
    let (_, session) = town.works(sheet.user, sheet.use_case, sheet.purpose);
    let who = format!("{} under {}", sheet.user, sheet.use_case);
    let mut all = Text::default();
    let file = opened(town.door.open(&session, subject).unwrap());
    all.file(&file);
    let mut shown: Vec<&str> = file.folders.iter().map(|folder| folder.agency.id.0.as_str()).collect();
    shown.sort_unstable();
    assert_eq!(shown, sheet.sources(), "{who}: folders");
    let mut folders = Text::default();
    for name in SOURCES {
        let answer = town.door.folder(&session, subject, &source(name)).unwrap();
        assert_eq!(is_refused(&answer), !sheet.sources().contains(&name), "{who}: folder of {name}");
        if !is_refused(&answer) {
            let folder = opened(answer);
            folders.folder(&folder);
            look_at_documents(town, sheet, &session, subject, &folder, &mut all);
        }
    }
    look_by_search(town, &session, tokens, &mut all);
    all.0.push_str(&folders.0);

    for token in tokens {
        let open = sheet.opens(token.source, token.class()) && !token.is_never_shown();
        let place = format!("{who}: {:?} of {}'s {}", token.field, token.source, token.who);
        assert!(open || !recognised(&all.0, token), "leaked to {place}");
        let missed = open && token.stands_in_folder() && !recognised(&folders.0, token);
        assert!(!missed, "missed by {place}");
    }
    look_at_others(town, sheet, &session, tokens);
}

/// The pages of the documents whose images are open.
fn look_at_documents(
    town: &Town,
    sheet: &Reading,
    session: &Session,
    subject: PersonId,
    folder: &FolderView,
    all: &mut Text,
) {
    let id = &folder.agency.id;
    let cells =
        folder.sections.iter().flat_map(|section| &section.rows).flat_map(|row| row.cells.iter().flatten());
    let places: Vec<String> = cells
        .filter_map(|cell| match cell.kind() {
            ShownKind::Document(place) => Some(place.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(!places.is_empty(), sheet.opens(&id.0, "document_image"), "documents of {id}");
    for place in places {
        all.document(&opened(town.door.document(session, subject, id, &place).unwrap()));
        let image = opened(town.door.document_image(session, subject, id, &place).unwrap());
        assert_eq!(image.unwrap().bytes, b"a picture");
    }
}

/// What each agency alone knows of each person is searched for: her first name, her street and her case number.
fn look_by_search(town: &Town, session: &Session, tokens: &[Token], all: &mut Text) {
    let of = |who: &str, field: Field| {
        let words = tokens.iter().filter(|token| token.who == who && token.field == field);
        words.map(|token| token.words.as_str()).collect::<Vec<_>>().join(" ")
    };
    for who in ["subject", "housemate", "kin"] {
        let asked = Question {
            text: of(who, demographics::GIVEN_NAME),
            address: of(who, contact::STREET),
            number: of(who, demographics::IDENTIFIER),
            ..Question::default()
        };
        all.search(&opened(town.door.answer(session, &asked).unwrap()));
    }
}

/// The files of the others: those whom only a closed source knows are not there at all.
fn look_at_others(town: &Town, sheet: &Reading, session: &Session, tokens: &[Token]) {
    for (who, name) in ["housemate", "kin"].iter().flat_map(|who| SOURCES.map(|name| (*who, name))) {
        let other = town.person(&format!("{name}/{}", key(name, who)));
        let answer = town.door.open(session, other).unwrap();
        assert_eq!(is_refused(&answer), !sheet.opens(name, "name"), "{}: {name}'s {who}", sheet.user);
        if is_refused(&answer) {
            continue;
        }
        let mut text = Text::default();
        text.file(&opened(answer));
        for token in tokens {
            let open = sheet.opens(token.source, token.class()) && !token.is_never_shown();
            assert!(open || !recognised(&text.0, token), "{:?} leaked in {name}'s {who}'s file", token.field);
        }
    }
}
