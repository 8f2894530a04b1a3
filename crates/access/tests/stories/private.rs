//! Private and sealed people: what a mark closes, for whom, everywhere, and on the next request.

use crate::agency::{Agency, Manner};
use crate::people::{Person, person};
use crate::reading::{Text, is_refused, opened};
use crate::town::{Town, source, story};
use access::Question;
use access::view::SearchView;
use privacy::{Level, Part, Subject};
use records::{Change, PersonId, SourceRecord};
use staff::{Duty, DutyKind, Profile, Session};

/// Wilma and Hugo are married and live together with Sidonie; Kit lives elsewhere and is Wilma's brother.
fn family() -> Vec<Agency> {
    let of = |source: &str, key: &str, given: &str, born: &str| person(source, key, given, "Sandpiper", born);
    let at_home = |person: Person| person.with_home("9 Curlew Row");
    let people = vec![
        at_home(of("benefits", "W-1", "Wilma", "1980-05-05"))
            .with_income("Millwheel Works")
            .with_document("D-9", "Letter")
            .with_relative("H-1", "Hugo Sandpiper", "Husband")
            .with_relative("K-1", "Kit Sandpiper", "Brother"),
        at_home(of("benefits", "H-1", "Hugo", "1978-06-06"))
            .with_relative("W-1", "Wilma Sandpiper", "Wife")
            .with_relative("S-1", "Sidonie Sandpiper", "Daughter")
            // Named without a key that leads to her, as agencies do.
            .with_relative("nowhere-1", "SANDPIPER, Sidónie", "Daughter of the first marriage")
            .with_relative("nowhere-2", "Wilma Sandpiper", "Representative"),
        at_home(of("benefits", "S-1", "Sidonie", "2015-07-07")),
        of("benefits", "K-1", "Kit", "1985-08-08")
            .with_home("2 Plover Place")
            .with_relative("W-1", "Wilma Sandpiper", "Sister")
            .with_relative("N-1", "Nadja Sandpiper", "Niece"),
    ];
    let agency = |name: &str, people: Vec<Person>| {
        let records: Vec<SourceRecord> = people.into_iter().map(|person| person.0).collect();
        let changes = records.iter().cloned().map(Change::Whole).collect();
        let agency = Agency::new(name).keeps("D-9", b"letter").delivers("2026-02-01", changes);
        agency.answers(Manner::Answers, records);
        agency
    };
    let wilma_again = vec![of("housing", "W-2", "Wilma", "1980-05-05").with_home("9 Curlew Row")];
    vec![
        agency("benefits", people),
        agency("children", vec![]),
        agency("finance", vec![]).files_only(),
        agency("housing", wilma_again),
        agency("shelter", vec![]).files_only(),
    ]
}

#[test]
fn a_mark_closes_detail_everywhere_and_a_seal_everything() {
    story(
        "private",
        family,
        |_, _| (),
        |town| {
            let wilma = town.person("benefits/W-1");
            assert_eq!(town.person("housing/W-2"), wilma);
            before_any_mark_all_is_open(town, wilma);
            mark(town, "W-1", Level::Private);
            outside_the_care_team_there_are_basics(town, wilma);
            she_is_found_by_basics_and_not_by_where_she_lives(town, wilma);
            who_she_lives_with_and_is_kin_to_is_hidden_from_the_others_files(town);
            the_care_team_sees_her_whole(town, wilma);
            another_agencys_mark_must_let_her_in_too(town, wilma);
            mark(town, "S-1", Level::Sealed);
            a_sealed_child_does_not_exist(town);
            a_mark_on_a_record_that_has_not_come_hides_her_name_in_others_files(town);
            clearing_the_mark_opens_her_on_the_next_request(town, wilma);
        },
    );
}

fn before_any_mark_all_is_open(town: &Town, wilma: PersonId) {
    let file = read(town, &town.ana(), wilma);
    assert!(file.holds("Millwheel Works") && file.holds("9 Curlew Row") && file.holds("Hugo Sandpiper"));
    assert_eq!(by_address(town, &town.ana(), "9 Curlew Row").total, 3);
}

fn outside_the_care_team_there_are_basics(town: &Town, wilma: PersonId) {
    let ana = town.ana();
    let file = read(town, &ana, wilma);
    assert!(file.holds("Wilma Sandpiper") && file.holds("May 5, 1980"));
    for closed in ["Millwheel", "Curlew", "Hugo", "Sidonie", "Kit", "Husband", "Letter", "Female", "1 person"]
    {
        assert!(!file.holds(closed), "{closed}: {}", file.0);
    }
    for name in ["benefits", "housing"] {
        let mut text = Text::default();
        text.folder(&opened(town.door.folder(&ana, wilma, &source(name)).unwrap()));
        assert!(!text.holds("Curlew") && !text.holds("Millwheel") && !text.holds("Husband"), "{}", text.0);
    }
}

fn she_is_found_by_basics_and_not_by_where_she_lives(town: &Town, wilma: PersonId) {
    let ana = town.ana();
    let by_name = search(town, &ana, "Wilma Sandpiper");
    assert!(by_name.hits.iter().any(|hit| hit.person == wilma));
    let mut text = Text::default();
    text.search(&by_name);
    assert!(!text.holds("Curlew Row (") && !text.holds("Millwheel"));
    let hit = by_name.hits.iter().find(|hit| hit.person == wilma).unwrap();
    assert!(hit.address.is_none() && hit.household.is_empty());
    let at_home = by_address(town, &ana, "9 Curlew Row");
    assert_eq!(at_home.total, 2, "Hugo and Sidonie");
    assert!(at_home.hits.iter().all(|hit| hit.person != wilma));
    // Nor does an address beside her name speak for her.
    let asked = Question {
        text: "Wilma Sandpiper".to_owned(),
        address: "9 Curlew Row".to_owned(),
        ..Question::default()
    };
    let both = opened(town.door.answer(&ana, &asked).unwrap());
    let hers = both.hits.iter().find(|hit| hit.person == wilma).unwrap();
    assert!(
        hers.reasons
            .iter()
            .all(|reason| !reason.words.contains("address") && !reason.words.contains("street"))
    );
}

fn who_she_lives_with_and_is_kin_to_is_hidden_from_the_others_files(town: &Town) {
    let ana = town.ana();
    for (record, stays) in [("benefits/H-1", "Sidonie Sandpiper"), ("benefits/K-1", "Plover")] {
        let person = town.person(record);
        let file = read(town, &ana, person);
        assert!(file.holds(stays));
        let mut folder = Text::default();
        folder.folder(&opened(town.door.folder(&ana, person, &source("benefits")).unwrap()));
        for text in [&file, &folder] {
            assert!(!text.holds("Wilma"), "{record}: {}", text.0);
            assert!(
                !text.holds("Wife") && !text.holds("Sister") && !text.holds("Representative"),
                "{record}: {}",
                text.0
            );
        }
    }
    let file = opened(town.door.open(&ana, town.person("benefits/H-1")).unwrap());
    assert_eq!(file.household.len(), 2, "Hugo and Sidonie");
}

fn the_care_team_sees_her_whole(town: &Town, wilma: PersonId) {
    let works = |user: &str| town.works(user, "UC-001", "application");
    let sees = |session: &Session| read(town, session, wilma).holds("Millwheel Works");
    let (token, cal) = works("cal");
    let subject = subject(town, "benefits", "W-1");
    let profile = |account, privileged, supervisor| {
        let profile = Profile { contact: "", privileged, supervisor };
        town.door.staff().set_profile(account, &profile).unwrap();
    };
    let assign = |account, member| {
        town.door.privacy().set_care(&subject, account, Part::Assigned, member, 1).unwrap();
    };
    assign(cal.account.id, true);
    assert!(!sees(&town.next_request(&token).unwrap()), "assigned, but his profile does not let him");
    let (supervisors_token, sofia) = works("sofia");
    profile(sofia.account.id, true, None);
    profile(cal.account.id, true, Some(sofia.account.id));
    let cal = town.next_request(&token).unwrap();
    assert!(sees(&cal), "assigned and allowed");
    assert!(by_address(town, &cal, "9 Curlew Row").hits.iter().any(|hit| hit.person == wilma));
    assert!(read(town, &cal, town.person("benefits/H-1")).holds("Wilma"));
    assert!(sees(&town.next_request(&supervisors_token).unwrap()), "his direct supervisor");
    for (user, duty) in [("dana", DutyKind::Specialist), ("mona", DutyKind::Monitor)] {
        let (token, session) = works(user);
        profile(session.account.id, true, None);
        assert!(!sees(&town.next_request(&token).unwrap()), "{user} without the duty");
        town.door.staff().give_duty(session.account.id, &Duty::new(duty, "housing")).unwrap();
        assert!(!sees(&town.next_request(&token).unwrap()), "{user} for another source");
        town.door.staff().give_duty(session.account.id, &Duty::new(duty, "benefits")).unwrap();
        assert!(sees(&town.next_request(&token).unwrap()), "{user}");
    }
    assign(cal.account.id, false);
    assert!(!sees(&town.next_request(&token).unwrap()), "no longer assigned");
    assert!(!sees(&town.next_request(&supervisors_token).unwrap()), "nor his supervisor");
    assign(cal.account.id, true);
}

fn another_agencys_mark_must_let_her_in_too(town: &Town, wilma: PersonId) {
    let (_, cal) = town.works("cal", "UC-001", "application");
    let housing = subject(town, "housing", "W-2");
    town.door.privacy().mark(&housing, Level::Private, 1, "asked for").unwrap();
    assert!(!read(town, &cal, wilma).holds("Millwheel Works"));
    town.door.privacy().mark(&housing, Level::Open, 1, "no longer").unwrap();
    assert!(read(town, &cal, wilma).holds("Millwheel Works"));
}

fn a_sealed_child_does_not_exist(town: &Town) {
    let sidonie = town.person("benefits/S-1");
    let (token, dana) = town.works("dana", "UC-001", "application");
    assert!(dana.account.privileged && dana.account.has(DutyKind::Specialist, "benefits"));
    for session in [town.ana(), dana] {
        assert!(is_refused(&town.door.open(&session, sidonie).unwrap()));
        assert!(is_refused(&town.door.folder(&session, sidonie, &source("benefits")).unwrap()));
        assert_eq!(search(town, &session, "Sidonie").total, 0);
        assert!(by_address(town, &session, "9 Curlew Row").hits.iter().all(|hit| hit.person != sidonie));
        let hugo = town.person("benefits/H-1");
        let mut text = read(town, &session, hugo);
        text.folder(&opened(town.door.folder(&session, hugo, &source("benefits")).unwrap()));
        assert!(
            !text.holds("Sidonie")
                && !text.holds("SANDPIPER, Sid")
                && !text.holds("Daughter")
                && !text.holds("child"),
            "{}",
            text.0
        );
    }
    let dana = town.next_request(&token).unwrap();
    let subject = subject(town, "benefits", "S-1");
    town.door.privacy().set_care(&subject, dana.account.id, Part::Named, true, 1).unwrap();
    assert!(read(town, &dana, sidonie).holds("Sidonie Sandpiper"));
    assert_eq!(search(town, &dana, "Sidonie").total, 1);
    assert!(is_refused(&town.door.open(&town.ana(), sidonie).unwrap()));
}

fn a_mark_on_a_record_that_has_not_come_hides_her_name_in_others_files(town: &Town) {
    let kit = town.person("benefits/K-1");
    let kits = |session: &Session| {
        let mut text = read(town, session, kit);
        text.folder(&opened(town.door.folder(session, kit, &source("benefits")).unwrap()));
        text
    };
    assert!(kits(&town.ana()).holds("Nadja Sandpiper"));
    mark(town, "N-1", Level::Sealed);
    let text = kits(&town.ana());
    assert!(!text.holds("Nadja") && !text.holds("Niece"), "{}", text.0);
    let (token, dana) = town.works("dana", "UC-001", "application");
    let nadja = subject(town, "benefits", "N-1");
    town.door.privacy().set_care(&nadja, dana.account.id, Part::Named, true, 1).unwrap();
    assert!(kits(&town.next_request(&token).unwrap()).holds("Nadja Sandpiper"));
    mark(town, "N-1", Level::Open);
    assert!(kits(&town.ana()).holds("Nadja Sandpiper"));
}

fn clearing_the_mark_opens_her_on_the_next_request(town: &Town, wilma: PersonId) {
    mark(town, "W-1", Level::Open);
    assert!(read(town, &town.ana(), wilma).holds("Millwheel Works"));
}

fn subject(town: &Town, name: &str, key: &str) -> Subject {
    town.door.privacy().subject(&source(name), key)
}

fn mark(town: &Town, key: &str, level: Level) {
    town.door.privacy().mark(&subject(town, "benefits", key), level, 1, "a story needs it").unwrap();
}

fn read(town: &Town, session: &Session, person: PersonId) -> Text {
    let mut text = Text::default();
    text.file(&opened(town.door.open(session, person).unwrap()));
    text
}

fn search(town: &Town, session: &Session, words: &str) -> SearchView {
    opened(town.door.answer(session, &Question { text: words.to_owned(), ..Question::default() }).unwrap())
}

fn by_address(town: &Town, session: &Session, street: &str) -> SearchView {
    let asked = Question { address: street.to_owned(), ..Question::default() };
    opened(town.door.answer(session, &asked).unwrap())
}
