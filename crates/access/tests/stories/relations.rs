//! Finding people by relatives, by household, by case number, and narrowing an answer: for whom, and past whom not.

use crate::agency::{Agency, Manner};
use crate::people::{Person, person};
use crate::reading::{Text, opened};
use crate::town::{Town, source, story};
use access::Question;
use access::view::{Hit, SearchView};
use privacy::Level;
use records::catalog::{child_welfare, contact, enrolment, household};
use records::{Change, Entry, PersonId, SectionKind, SourceRecord, Value};
use staff::Session;

/// Rosa heads a household with her husband and two children; her mother lives elsewhere. Another Rosa is alone, and forty
/// people have one first name.
fn families() -> Vec<Agency> {
    let of = |key: &str, given: &str, family: &str, born: &str| person("children", key, given, family, born);
    let mut people = vec![
        of("R-1", "Rosa", "Ortolan", "1984-02-02").in_home("F-1", "Head").with_relative(
            "G-1",
            "Inez Whimbrel",
            "Mother",
        ),
        of("T-1", "Tomas", "Ortolan", "1982-03-03").in_home("F-1", "Spouse"),
        of("L-1", "Luis", "Ortolan", "2014-04-04").in_home("F-1", "Child").with_cw_case("CW-4471"),
        of("E-1", "Elena", "Ortolan", "2017-05-05").in_home("F-1", "Child").with_cw_case("CW-4471"),
        of("G-1", "Inez", "Whimbrel", "1955-06-06"),
        // Two children of whose household nobody ever named the head.
        of("P-1", "Pia", "Redshank", "2013-01-01").in_home("F-2", "Child"),
        of("P-2", "Pablo", "Redshank", "2016-02-02").in_home("F-2", "Child"),
        of("R-2", "Rosa", "Ortolan", "1961-07-07"),
        of("L-2", "Luis", "Godwit", "1990-08-08"),
    ];
    for at in 0..40 {
        let born = format!("{}-{:02}-{:02}", 1940 + at * 2, 1 + at % 12, 1 + at % 28);
        let zip = if at % 4 == 0 { "10451" } else { "10452" };
        people
            .push(of(&format!("Q-{at}"), "Quintessa", &format!("Avocet{}", letters(at)), &born).at_zip(zip));
    }
    people.extend(namesakes());
    let benefits = vec![
        person("benefits", "B-1", "Rosa", "Ortolan", "1984-02-02").with_program_case("PA-880012"),
        person("benefits", "B-2", "Tomas", "Ortolan", "1982-03-03").with_program_case("PA-880012"),
        person("benefits", "B-3", "Luis", "Godwit", "1990-08-08").with_program_case("PA-990031"),
    ];
    let agency = |name: &str, people: Vec<Person>| {
        let records: Vec<SourceRecord> = people.into_iter().map(|person| person.0).collect();
        let changes = records.iter().cloned().map(Change::Whole).collect();
        let agency = Agency::new(name).delivers("2026-02-01", changes);
        agency.answers(Manner::Answers, records);
        agency
    };
    vec![
        agency("benefits", benefits),
        agency("children", people),
        agency("finance", vec![]).files_only(),
        agency("housing", vec![]),
        agency("shelter", vec![]).files_only(),
    ]
}

/// Many have the name of Isabel's mother; William has the surname only and no children; another Isabel has other parents.
fn namesakes() -> Vec<Person> {
    let of = |key: &str, given: &str, family: &str, born: &str| person("children", key, given, family, born);
    let mut people =
        vec![of("I-2", "Isabel", "Siskin", "2011-11-11"), of("W-1", "William", "Bunting", "1970-12-12")];
    for at in 0..24 {
        let born = format!("{}-{:02}-{:02}", 1930 + at * 2, 1 + at % 12, 2 + at);
        people.push(of(&format!("M-{at}"), "Maria", "Bunting", &born).in_home(&format!("H-{at}"), "Head"));
        let born = format!("{}-{:02}-{:02}", 1960 + at * 2, 1 + at % 12, 3 + at);
        people.push(of(&format!("K-{at}"), "Oriole", "Bunting", &born).in_home(&format!("H-{at}"), "Child"));
    }
    people.push(of("Z-1", "Isabel", "Bunting", "2012-09-09").in_home("F-9", "Child"));
    people.push(of("Z-2", "Maria", "Bunting", "1989-10-10").in_home("F-9", "Head"));
    people
}

/// A surname of letters that is like no other.
fn letters(at: i16) -> String {
    let letter = |n: i16| char::from(b'a' + (n % 26) as u8);
    [letter(at * 7 + 3), letter(at * 11 + 5), letter(at), letter(at * 3 + at / 26 + 1)].iter().collect()
}

impl Person {
    fn and(mut self, entry: Entry) -> Person {
        self.0.entries.push(entry);
        self
    }

    fn in_home(self, key: &str, relation: &str) -> Person {
        let entry = Entry::new(SectionKind::Household)
            .with(household::HOUSEHOLD_KEY, Value::Key(key.to_owned()))
            .with(household::RELATION_TO_HEAD, Value::Text(relation.to_owned()));
        self.and(entry)
    }

    fn with_cw_case(self, number: &str) -> Person {
        let number = Value::Text(number.to_owned());
        self.and(Entry::new(SectionKind::ChildWelfare).with(child_welfare::CW_CASE, number))
    }

    fn with_program_case(self, number: &str) -> Person {
        let program = Value::Text("Cash Assistance".to_owned());
        let entry = Entry::new(SectionKind::Enrolment).with(enrolment::PROGRAM, program);
        self.and(entry.with(enrolment::CASE_NUMBER, Value::Text(number.to_owned())))
    }

    fn at_zip(self, zip: &str) -> Person {
        let street = Value::Text("7 Curlew Row".to_owned());
        let entry = Entry::new(SectionKind::Contact).with(contact::STREET, street);
        self.and(entry.with(contact::ZIP, Value::Text(zip.to_owned())))
    }
}

#[test]
fn people_are_found_by_those_they_belong_to() {
    story(
        "relations",
        families,
        |_, _| (),
        |town| {
            relatives_are_found_by_each_other(town);
            a_tie_needs_the_whole_name_of_both(town);
            a_second_step_goes_over_somebody_between(town);
            who_may_not_search_by_relatives_finds_nobody_by_them(town);
            two_names_find_the_household_of_both(town);
            a_case_number_finds_everybody_in_the_case_for_whom_it_is_open(town);
            many_are_counted_and_narrowed(town);
            nobody_hidden_is_a_bridge_or_found_or_work(town);
        },
    );
}

fn relatives_are_found_by_each_other(town: &Town) {
    let ben = town.ben();
    let of = |record: &str| town.person(record);
    let children = [of("children/L-1"), of("children/E-1")];
    for (question, expected) in [
        ("mother of luis ortolan", vec![of("children/R-1"), of("children/T-1")]),
        ("luis ortolan's mother", vec![of("children/R-1"), of("children/T-1")]),
        ("rosa, mother of luis ortolan 2014", vec![of("children/R-1")]),
        ("rosa, madre de elena ortolan", vec![of("children/R-1")]),
        ("children of tomas ortolan", children.to_vec()),
        ("wife of tomas ortolan", vec![of("children/R-1")]),
        ("brother of elena ortolan", vec![of("children/L-1")]),
        ("mother of rosa ortolan", vec![of("children/G-1")]),
        ("lives with elena ortolan", vec![of("children/R-1"), of("children/T-1"), of("children/L-1")]),
        ("luis, mother rosa ortolan", vec![of("children/L-1")]),
    ] {
        let found = search(town, &ben, question);
        let first: Vec<PersonId> = found.hits.iter().take(expected.len()).map(|hit| hit.person).collect();
        assert!(expected.iter().all(|person| first.contains(person)), "{question}: {found:?}");
        assert!(found.note.is_none(), "{question}");
        let why = &found.hits[0].reasons[0];
        assert!(
            why.agrees && why.words.contains("says") && why.words.contains("as of Feb 1, 2026"),
            "{why:?}"
        );
    }
    let found = search(town, &ben, "mother of rosa ortolan");
    let why = &found.hits[0].reasons[0].words;
    assert!(why.starts_with("mother of Rosa Ortolan, says "), "{why}");
    let nobody = search(town, &ben, "husband of luis godwit");
    assert!(nobody.note.is_some() && nobody.hits[0].name.text() == "Luis Godwit");
}

fn a_tie_needs_the_whole_name_of_both(town: &Town) {
    let ben = town.ben();
    let found = search(town, &ben, "isabel, mother maria bunting");
    let names: Vec<&str> = found.hits.iter().map(|hit| hit.name.text()).collect();
    assert_eq!(names, ["Isabel Bunting"], "{found:?}");
    assert!(found.hits[0].reasons[0].words.starts_with("child of Maria Bunting, says "), "{found:?}");
    assert_eq!(marked(&found.hits[0]), ["Maria Bunting, 36 years"]);
    let found = search(town, &ben, "children of william bunting");
    assert_eq!(found.hits[0].person, town.person("children/W-1"), "nobody is known as his child");
    assert!(found.note.is_some() && found.hits.iter().all(|hit| !hit.reasons[0].words.starts_with("child")));
    assert!(found.hits.iter().all(|hit| marked(hit).is_empty()), "of the surname only: {found:?}");
    let found = search(town, &ben, "isabel, mother rosa ortolan");
    assert!(found.note.is_some() && found.hits[0].name.text().starts_with("Isabel"), "{found:?}");
}

fn a_second_step_goes_over_somebody_between(town: &Town) {
    let found = search(town, &town.ben(), "grandmother of luis ortolan");
    assert_eq!(found.hits[0].person, town.person("children/G-1"), "{found:?}");
    assert!(found.hits[0].reasons[0].words.starts_with("mother of Rosa Ortolan, parent of Luis Ortolan"));
}

fn who_may_not_search_by_relatives_finds_nobody_by_them(town: &Town) {
    // The rent freeze examiner may search by names, but neither by relatives nor by households.
    let (_, fay) = town.works("fay", "UC-006", "eligibility");
    let found = search(town, &fay, "wife of tomas ortolan");
    assert_eq!((found.hits.len(), found.total), (0, 0), "{found:?}");
    assert_eq!(found.not_used, ["Your use case does not let you search by relatives; it was not used."]);
    // Intake may see who lives together at the benefits office only: children's files are closed to it.
    let found = search(town, &town.ana(), "mother of luis ortolan");
    assert!(found.note.is_some(), "no tie of the children's agency was used: {found:?}");
}

fn two_names_find_the_household_of_both(town: &Town) {
    let ben = town.ben();
    for question in ["rosa ortolan luis ortolan", "rosa and luis ortolan", "luis ortolan, rosa ortolan"] {
        let found = search(town, &ben, question);
        let first: Vec<PersonId> = found.hits.iter().take(2).map(|hit| hit.person).collect();
        let both = [town.person("children/R-1"), town.person("children/L-1")];
        assert!(both.iter().all(|person| first.contains(person)), "{question} {found:?}");
        assert!(found.note.is_some(), "{question}");
    }
    let one = "Both names live in one household, which comes first.";
    for question in ["rosa and luis ortolan", "rosa ortolan luis ortolan"] {
        assert_eq!(search(town, &ben, question).note.unwrap().text(), one, "{question}");
    }
    for question in ["rosa ortolan luis godwit", "rosa ortolan quintessa", "inez whimbrel luis avocet"] {
        let note = search(town, &ben, question).note;
        assert!(note.is_none(), "only one of them is there: {question} {note:?}");
    }
    let found = search(town, &ben, "rosa ortolan luis ortolan");
    let rosa = found.hits.iter().find(|hit| hit.person == town.person("children/R-1")).unwrap();
    let marked: Vec<&str> = marked(rosa);
    assert_eq!(marked, ["Luis Ortolan, 11 years"]);
}

fn a_case_number_finds_everybody_in_the_case_for_whom_it_is_open(town: &Town) {
    let ana = town.ana();
    for number in ["PA-880012", "pa880012", "case PA-880021", "PA 880012"] {
        let found = search(town, &ana, number);
        let mut people: Vec<PersonId> = found.hits.iter().map(|hit| hit.person).collect();
        people.sort();
        let mut both = [town.person("benefits/B-1"), town.person("benefits/B-2")];
        both.sort();
        assert_eq!(people, both, "{number}");
    }
    assert_eq!(search(town, &ana, "PA-880012").hits[0].reasons[0].words, "same case number");
    assert_eq!(search(town, &town.ben(), "case CW-4471").total, 2);
    assert_eq!(search(town, &ana, "case CW-4471").total, 0, "a child's case is closed to intake");
}

fn many_are_counted_and_narrowed(town: &Town) {
    let ben = town.ben();
    let asked = Question { text: "quintessa".to_owned(), ..Question::default() };
    let found = opened(town.door.answer(&ben, &asked).unwrap());
    let ask = found.narrow.as_ref().unwrap();
    assert_eq!((found.total, ask.words.as_str()), (40, "About how old is the person?"));
    assert_eq!(ask.choices.iter().map(|choice| choice.count).sum::<u64>(), 40);
    for choice in &ask.choices {
        let narrowed = asked.narrowed(choice.by, &choice.value).unwrap();
        let fewer = opened(town.door.answer(&ben, &narrowed).unwrap());
        assert_eq!(fewer.total, choice.count, "{}", choice.words);
    }
    let next = ask.otherwise.as_ref().unwrap();
    assert_ne!(next.words, ask.words, "what to ask when the age is not known");
    let told = Question { age: "40".to_owned(), ..asked };
    let narrow = opened(town.door.answer(&ben, &told).unwrap()).narrow;
    assert!(narrow.is_none_or(|ask| ask.words != "About how old is the person?"));
}

fn nobody_hidden_is_a_bridge_or_found_or_work(town: &Town) {
    let ben = town.ben();
    let before = search(town, &ben, "quintessa");
    assert_eq!(relations(town, &ben, "children/L-1"), ["Child", "Spouse", "Head", "Child", "in a folder"]);
    for record in ["children/R-1", "children/Q-7"] {
        seal(town, record);
    }
    let found = search(town, &ben, "grandmother of luis ortolan");
    assert!(found.hits.iter().all(|hit| hit.person != town.person("children/G-1")), "over somebody sealed");
    assert!(found.note.is_some());
    let found = search(town, &ben, "mother of luis ortolan");
    assert!(found.hits.iter().all(|hit| hit.person != town.person("children/R-1")));
    let found = search(town, &ben, "rosa ortolan luis ortolan");
    let rosa = town.person("children/R-2");
    assert!(found.hits.iter().all(|hit| hit.name.text() != "Rosa Ortolan" || hit.person == rosa));
    assert!(found.hits.iter().flat_map(marked).all(|mate| !mate.starts_with("Rosa")), "{found:?}");
    // Everybody a child, and nobody's: that would tell of the mother. A head who was never there looks the same.
    assert!(
        relations(town, &ben, "children/L-1").is_empty() && relations(town, &ben, "children/P-1").is_empty()
    );
    let after = search(town, &ben, "quintessa");
    assert_eq!((before.total, after.total), (40, 39));
    let counted = |found: &SearchView| -> u64 {
        found.narrow.as_ref().unwrap().choices.iter().map(|choice| choice.count).sum()
    };
    assert_eq!((counted(&before), counted(&after)), (40, 39));
}

/// What a file says that the members of a household are to its head.
fn relations(town: &Town, session: &Session, record: &str) -> Vec<String> {
    let file = opened(town.door.open(session, town.person(record)).unwrap());
    let said =
        file.household.iter().flat_map(|member| &member.said).filter_map(|said| said.relation.as_ref());
    let mut found: Vec<String> = said.map(|word| word.text().to_owned()).collect();
    let mut text = Text::default();
    file.folders.iter().for_each(|folder| text.folder(folder));
    found.extend(text.holds("Relation to head").then(|| "in a folder".to_owned()));
    found
}

fn seal(town: &Town, record: &str) {
    let (name, key) = record.split_once('/').unwrap();
    let subject = town.door.privacy().subject(&source(name), key);
    town.door.privacy().mark(&subject, Level::Sealed, 1, "a story needs it").unwrap();
}

fn marked(hit: &Hit) -> Vec<&str> {
    hit.household.iter().filter(|mate| mate.matches).map(|mate| mate.who.text()).collect()
}

fn search(town: &Town, session: &Session, words: &str) -> SearchView {
    let asked = Question { text: words.to_owned(), ..Question::default() };
    opened(town.door.answer(session, &asked).unwrap())
}
