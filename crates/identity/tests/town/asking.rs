//! What must hold for any question.

use crate::people::{Chance, Knows, person, town};
use identity::{Asker, Constraints, Engine, Found, Model, Only, Permitted, Query, RecordId};
use jiff::civil::{Date, date};
use records::{CaseNumber, PersonId, SectionKind, Sex, SourceId};

const TODAY: Date = date(2026, 6, 1);

const QUESTIONS: [&str; 16] = [
    "maria",
    "maria lopez",
    "mraia lpoez",
    "fatima about 40",
    "smith 1980",
    "wei chen 3/4/1971",
    "rosa last four 1234",
    "512-70-1234",
    "212-555-0134",
    "olga hill road",
    "88-15 145th st",
    "case 771234",
    "grace murphy kwame",
    "about 30 female",
    "zzyzx qwrt",
    "de la cruz ana",
];

fn engine_of(records: impl IntoIterator<Item = (i64, records::Particulars)>) -> Engine {
    let mut engine = Engine::new(Model::shipped());
    for (id, record) in records {
        engine.upsert(RecordId(id), &record);
    }
    for cluster in engine.resolve_all(&Constraints::none()) {
        for id in &cluster.records {
            engine.assign(*id, PersonId(cluster.records[0].0));
        }
    }
    engine
}

fn townspeople() -> Engine {
    engine_of((0..).zip(town(400, 11)).map(|(id, (_, record))| (id, record)))
}

fn ask(engine: &Engine, text: &str, visible: &dyn Fn(PersonId) -> bool) -> Found {
    engine.find(&Query::parse(text, TODAY), &Permitted::everything(), 10, visible)
}

#[test]
fn the_order_of_names_changes_nothing() {
    let engine = townspeople();
    let mut chance = Chance(5);
    for text in [
        "maria lopez",
        "ana rosa de la cruz",
        "grace murphy kwame osei",
        "el mensah al kwame",
        "o brien sean",
    ] {
        let expected = ask(&engine, text, &|_| true);
        for _ in 0..12 {
            let mut words: Vec<&str> = text.split(' ').collect();
            for place in (1..words.len()).rev() {
                words.swap(place, chance.below(place + 1));
            }
            assert_eq!(ask(&engine, &words.join(" "), &|_| true), expected, "{words:?}");
        }
    }
}

#[test]
fn somebody_hidden_changes_no_answer_and_makes_no_work() {
    let mut engine = townspeople();
    let before: Vec<Found> = QUESTIONS.iter().map(|text| ask(&engine, text, &|_| true)).collect();
    // Namesakes, near names, and the very values that are asked for.
    for (at, name) in
        ["Maria Lopez", "Mraia Lpoez", "Rosa Smith", "Zzyzx Qwrt", "Ana De_la_Cruz"].iter().enumerate()
    {
        let mut record =
            person(name).born("1971-03-04").ssn("512701234").at("88-15 145th St").phone("212-555-0134");
        let number = "771234".to_owned();
        record.cases.push(CaseNumber { section: SectionKind::Enrolment, number });
        let id = 90_000 + at as i64;
        engine.upsert(RecordId(id), &record.sex(Sex::Female));
        engine.assign(RecordId(id), PersonId(id));
    }
    for (text, before) in QUESTIONS.iter().zip(before) {
        let after = ask(&engine, text, &|person| person.0 < 90_000);
        let people = |found: &Found| found.hits.iter().map(|hit| hit.person).collect::<Vec<_>>();
        assert_eq!((after.total, after.weighed), (before.total, before.weighed), "{text}");
        assert_eq!(people(&after), people(&before), "{text}");
    }
}

#[test]
fn nothing_that_can_be_typed_stops_the_reader() {
    const PIECES: [&str; 30] = [
        "mother of",
        "luis's",
        "'s mother",
        "about",
        "70",
        "5/12/1954",
        "12/1496",
        "last four",
        "1234",
        "ssn",
        ",",
        ";",
        "apt",
        "#",
        "88-15",
        "st",
        "born",
        "March",
        "de",
        "@",
        "x@y.z",
        "case",
        "PA",
        "880012",
        "\u{130}\u{307}",
        "王",
        "lives with",
        "whose",
        "::",
        "🙂",
    ];
    let mut chance = Chance(3);
    for round in 0..4_000 {
        let mut text = String::new();
        for _ in 0..chance.below(14) {
            match chance.below(3) {
                0 => text.push(char::from_u32(chance.below(0x3000) as u32).unwrap_or('\u{fffd}')),
                _ => text.push_str(chance.pick(&PIECES)),
            }
            if chance.below(3) > 0 {
                text.push(' ');
            }
        }
        let query = Query::parse(&text, TODAY);
        assert!(query.names.len() <= text.chars().count() + 1, "round {round}");
    }
    let long = "mother of luis ortega's mother, about 70 ".repeat(400);
    assert!(Query::parse(&long, TODAY).relative.is_some());
}

#[test]
fn slips_of_the_finger_are_forgiven_in_every_field() {
    let maria =
        person("Maria Elena Katsaros").born("1955-03-04").ssn("512701234").at("88-15 Quayside Avenue");
    let mut maria = maria.phone("212-555-0134");
    maria.emails.push("maria.k@example.com".to_owned());
    maria.identifiers.push(records::Identifier { scheme: "cin".to_owned(), number: "QX48213T".to_owned() });
    maria.cases.push(CaseNumber { section: SectionKind::Enrolment, number: "PA-880012".to_owned() });
    let everybody = (10..).zip(town(300, 7)).map(|(id, (_, record))| (id, record));
    let engine = engine_of(std::iter::once((1, maria)).chain(everybody));
    for text in [
        "212-555-0143",
        "212-555-0135",
        "646-555-0134",
        "555-0134",
        "maria.k@exmaple.com",
        "maria.k@example.con",
        "512-70-1324",
        "512-71-0234",
        "512-70-1235",
        "katsaros last four 1243",
        "katsaros last four 1284",
        "client QX48123T",
        "client QX482I3T",
        "case PA-880021",
        "case PA-88012",
        "katsaros 4/3/1955",
        "katsaros 3/4/1595",
        "maria 88-15 Quaiside Avenue",
        "maria 88-51 Quayside",
        "maria 88-15 Quayside Aveneu",
        "Maria-Elena Catsaros",
    ] {
        let found = ask(&engine, text, &|_| true);
        assert_eq!(found.hits.first().map(|hit| hit.person), Some(PersonId(1)), "{text}: {found:?}");
    }
}

#[test]
fn answers_are_counted_by_what_each_person_may_be_searched_by() {
    let engine = townspeople();
    let query = Query::parse("maria", TODAY);
    let everything = [Permitted::everything()];
    let all = Asker { permitted: &everything, standing: &|_| Some(0) };
    let spread = engine.spread(&query, &all, TODAY);
    assert_eq!(spread.people, engine.search(&query, &all, 5).total);
    assert!(
        spread.ages.len() > 3 && spread.ages.iter().map(|(_, count)| count).sum::<usize>() <= spread.people
    );
    for ((from, to), count) in &spread.ages {
        let only = Only { ages: Some((*from, *to, TODAY)), ..Only::default() };
        let narrowed = Query { only, ..query.clone() };
        assert_eq!(engine.search(&narrowed, &all, 5).total, *count, "{from} to {to}");
    }
    let closed = [Permitted::nothing().and(SourceId::new("office"), records::FieldClass::Name.bit())];
    let names_only = Asker { permitted: &closed, standing: &|_| Some(0) };
    let spread = engine.spread(&query, &names_only, TODAY);
    assert!(spread.people > 0 && spread.ages.is_empty() && spread.zips.is_empty());
}

#[test]
fn two_people_are_found_by_the_household_that_both_are_in() {
    let of = |name: &str, home: &str| {
        let mut record = person(name);
        record.households.push(home.to_owned());
        record
    };
    let engine = engine_of([
        (1, of("Rosa Ortega", "h1")),
        (2, of("Luis Ortega", "h1")),
        (3, of("Rosa Ortega", "h2")),
        (4, of("Luis Ortega", "h3")),
    ]);
    let everything = [Permitted::everything()];
    let (one, other) = (Query::parse("rosa ortega", TODAY), Query::parse("luis ortega", TODAY));
    let all = Asker { permitted: &everything, standing: &|_| Some(0) };
    let couples = engine.together(&one, &other, &all, 5);
    let best: Vec<(i64, i64)> = couples.iter().take(1).map(|couple| (couple.one.0, couple.other.0)).collect();
    assert_eq!(best, [(1, 2)], "{couples:?}");
    let without = Asker { permitted: &everything, standing: &|person| (person != PersonId(2)).then_some(0) };
    assert!(engine.together(&one, &other, &without, 5).is_empty());
}
