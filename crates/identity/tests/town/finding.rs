//! Searching with little information.

use crate::people::{Knows, person, town};
use identity::{Asker, Constraints, Engine, Found, Model, Permitted, Query, RecordId};
use jiff::civil::{Date, date};
use records::{FieldClass, PersonId, Sex, SourceId};

const TODAY: Date = date(2026, 6, 1);

/// A town in which every cluster is a person, and Maria (1) and her neighbour Olena (2) live.
fn searched() -> Engine {
    let mut engine = Engine::new(Model::shipped());
    let maria = person("Maria Elena Katsaros").born("1955-03-04").ssn("512701234").at("88-15 145th Street");
    engine.upsert(RecordId(1), &maria.sex(Sex::Female).phone("212-555-0134"));
    engine.upsert(RecordId(2), &person("Olena Bondarenko").born("1990-10-11").at("8815 145 St"));
    for (id, (_, record)) in (1000i64..).zip(town(500, 7)) {
        engine.upsert(RecordId(id), &record);
    }
    for cluster in engine.resolve_all(&Constraints::none()) {
        for id in &cluster.records {
            engine.assign(*id, PersonId(cluster.records[0].0));
        }
    }
    engine
}

fn everything() -> Permitted {
    Permitted::everything()
}

/// Everything that the one source has, without these classes.
fn without(classes: &[FieldClass]) -> Permitted {
    let closed = classes.iter().fold(0, |mask, class| mask | class.bit());
    Permitted::nothing().and(SourceId::new("office"), !closed)
}

fn ask(engine: &Engine, text: &str) -> Found {
    engine.find(&Query::parse(text, TODAY), &everything(), 10, &|_| true)
}

#[test]
fn little_is_enough() {
    let engine = searched();
    for text in [
        "maria katsaros",
        "katsaros maria",
        "Katsaros, Maria 1955",
        "mari katsarros",
        "katsaros about 70",
        "maria last four 1234",
        "maria 04/03/1955",
        "512-70-1243 katsaros",
        "212-555-0134",
        "maria 88-15 145th st",
        "katsaros 3/4",
    ] {
        let found = ask(&engine, text);
        assert_eq!(found.hits.first().map(|hit| hit.person), Some(PersonId(1)), "{text} {:?}", found.hits);
        assert!(!found.hits[0].reasons.is_empty());
    }
}

#[test]
fn a_first_name_alone_gives_the_total_and_the_likeliest() {
    let engine = searched();
    let found = engine.find(&Query::parse("maria", TODAY), &everything(), 3, &|_| true);
    assert_eq!(found.hits.len(), 3);
    assert!(found.total > 10, "{}", found.total);
    let found = ask(&engine, "maria about 71 female");
    assert!(found.hits.iter().any(|hit| hit.person == PersonId(1)));
}

/// The town with names that are near to Maria, each borne by one, and a Maria Garcia.
fn with_near_names() -> Engine {
    let mut engine = searched();
    for (id, name) in (5000i64..).zip([
        "Maryam Solberg",
        "Mariam Garcia",
        "Meria Garcia",
        "Marria Lund",
        "Mariaa Lund",
        "Garcia Maria",
        "Maria Garcia",
        "Maria Thorne",
    ]) {
        engine.upsert(
            RecordId(id),
            &person(name).born(&format!("1986-{:02}-{:02}", id - 4998, 3 * (id - 4999))),
        );
    }
    for cluster in engine.resolve_all(&Constraints::none()) {
        for id in &cluster.records {
            engine.assign(*id, PersonId(cluster.records[0].0));
        }
    }
    engine
}

#[test]
fn the_exact_name_comes_before_rare_spellings_near_to_it() {
    let engine = with_near_names();
    let exact = |hit: &identity::Hit| hit.reasons.iter().any(|reason| reason.words == "same given name");
    let found = ask(&engine, "maria");
    assert!(found.hits.len() == 10 && found.hits.iter().all(exact), "{:?}", found.hits);
    let found = ask(&engine, "maria about 40");
    let first_near = found.hits.iter().position(|hit| !exact(hit)).unwrap_or(10);
    for id in [5006, 5007] {
        let own = found.hits.iter().position(|hit| hit.person == PersonId(id)).unwrap();
        assert!(own < first_near, "{id} {found:?}");
    }
    let found = ask(&engine, "maria garcia");
    let place = |id: i64| found.hits.iter().position(|hit| hit.person == PersonId(id));
    let own = place(5006).unwrap();
    assert!([5001, 5002, 5005].iter().all(|id| place(*id).is_none_or(|other| own < other)), "{found:?}");
}

#[test]
fn a_word_that_nobody_bears_does_not_empty_the_list() {
    let engine = searched();
    for text in ["maria xqzzyv wvqqx last four 1234", "xqzzyv wvqqx 212-555-0134"] {
        assert_eq!(ask(&engine, text).hits.first().map(|hit| hit.person), Some(PersonId(1)), "{text}");
    }
    assert_eq!(ask(&engine, "xqzzyv about 40").total, 0);
}

#[test]
fn the_total_counts_those_who_are_shown_and_no_others() {
    let mut engine = searched();
    for id in 1..8 {
        let twin = person(&format!("Zed{id} Quux{id}")).born(&format!("19{id}2-01-01"));
        engine.upsert(RecordId(9000 + id), &twin);
        engine.assign(RecordId(9000 + id), PersonId(9000 + id));
    }
    for text in ["zzzz qqqq 1/1/1950", "zzzz qqqq 1/1", "zzzz qqqq 1950", "zzzz about 76", "maria qqqq 1950"]
    {
        let found = engine.find(&Query::parse(text, TODAY), &everything(), 1000, &|_| true);
        assert_eq!(found.total, found.hits.len(), "{text}");
        let first = ask(&engine, text);
        assert_eq!(first.total == 0, first.hits.is_empty(), "{text}");
        assert_eq!(first.hits.len(), first.total.min(10), "{text}");
    }
}

#[test]
fn a_street_without_a_number_helps_and_does_not_empty_the_list() {
    let engine = searched();
    for text in
        ["olena, used to live on 145th Street", "olena lived on 145 st, about 35", "olena bayside road"]
    {
        let found = ask(&engine, text);
        assert_eq!(found.hits.first().map(|hit| hit.person), Some(PersonId(2)), "{text} {found:?}");
    }
    let found = ask(&engine, "olena lived on 145th street");
    let street = found.hits[0].reasons.iter().find(|reason| reason.words == "same street").unwrap();
    assert!(street.bits > 0.0);
}

#[test]
fn an_age_alone_finds_whom_it_finds_beside_a_name() {
    let mut engine = Engine::new(Model::shipped());
    // Everybody's birthday is before that day in June: born in 1926, a hundred years old.
    for years in 0..=100i64 {
        let sex = if years % 2 == 0 { Sex::Female } else { Sex::Male };
        let born = format!("{}-03-04", 2026 - years);
        engine.upsert(RecordId(years), &person("Ana Thrush").born(&born).sex(sex));
        engine.assign(RecordId(years), PersonId(years));
    }
    let ages = |text: &str| {
        let found = engine.find(&Query::parse(text, TODAY), &everything(), 200, &|_| true);
        let mut ages: Vec<i64> = found.hits.iter().map(|hit| hit.person.0).collect();
        ages.sort_unstable();
        assert_eq!(found.total, ages.len(), "{text}");
        ages
    };
    assert_eq!(ages("in her 70s"), [70, 72, 74, 76, 78]);
    assert_eq!(ages("in their 70s"), (70..=79).collect::<Vec<_>>());
    assert_eq!(ages("between 30 and 40"), (30..=40).collect::<Vec<_>>());
    assert_eq!(ages("6 months old"), [0]);
    let about = ages("about 70");
    assert!(about.contains(&65) && about.contains(&75) && !about.contains(&60), "{about:?}");
    assert!(ages("70 years old").contains(&70));
}

/// Those of the town, and Amparo (1), Bruno (2) and Celia (3), who live in another city.
fn with_another_city() -> Engine {
    let mut engine = searched();
    for (id, name, sex, born) in [
        (7001, "Amparo Quiroga", Sex::Female, "1955-02-02"),
        (7002, "Bruno Quiroga", Sex::Male, "1990-02-02"),
        (7003, "Celia Vidal", Sex::Female, "1991-02-02"),
    ] {
        let mut record = person(name).born(born).at("12 Fennimore Avenue").sex(sex);
        record.addresses[0].city = "Staten Vale".into();
        record.addresses[0].zip = "10451".into();
        engine.upsert(RecordId(id), &record);
        engine.assign(RecordId(id), PersonId(id));
    }
    engine
}

#[test]
fn an_area_alone_finds_everybody_who_lives_there() {
    let engine = with_another_city();
    for (text, expected) in [
        ("10451", vec![7001, 7002, 7003]),
        ("10451-2210", vec![7001, 7002, 7003]),
        ("female 10451", vec![7001, 7003]),
        ("10451 about 71", vec![7001]),
        ("staten vale", vec![7001, 7002, 7003]),
        ("Staten Vale, female", vec![7001, 7003]),
        ("fennimore", vec![7001, 7002, 7003]),
        ("10457", vec![7001, 7002, 7003]),
    ] {
        let found = read_and_ask(&engine, text, &|_| true);
        let mut people: Vec<i64> = found.hits.iter().map(|hit| hit.person.0).collect();
        people.sort_unstable();
        assert_eq!((people, found.total), (expected.clone(), expected.len()), "{text}");
        let without = read_and_ask(&engine, text, &|person| person.0 < 7000);
        assert!(without.hits.iter().all(|hit| hit.person.0 < 7000) && without.weighed < 10, "{text}");
    }
    let all = read_and_ask(&engine, "10001", &|_| true);
    assert!(all.total > 200 && all.hits.len() == 10, "everybody else: {}", all.total);
}

#[test]
fn words_that_somebody_bears_stay_names() {
    let mut engine = with_another_city();
    let read = |engine: &Engine, text: &str, visible: &dyn Fn(PersonId) -> bool| {
        let (everything, query) = ([everything()], Query::parse(text, TODAY));
        let standing = |person| visible(person).then_some(0);
        engine.placed(&query, &Asker { permitted: &everything, standing: &standing }).names.len()
    };
    assert_eq!((read(&engine, "fennimore", &|_| true), read(&engine, "maria fennimore", &|_| true)), (0, 2));
    assert_eq!(read(&engine, "fennimore", &|person| person.0 < 7000), 1, "nobody seen lives there");
    engine.upsert(RecordId(7004), &person("Ada Fennimore"));
    engine.assign(RecordId(7004), PersonId(7004));
    assert_eq!(read(&engine, "fennimore", &|_| true), 1);
    assert_eq!(read(&engine, "fennimore", &|person| person.0 != 7004), 0, "somebody hidden changes nothing");
}

fn read_and_ask(engine: &Engine, text: &str, visible: &dyn Fn(PersonId) -> bool) -> Found {
    let (everything, query) = ([everything()], Query::parse(text, TODAY));
    let standing = |person| visible(person).then_some(0);
    let asker = Asker { permitted: &everything, standing: &standing };
    engine.search(&engine.placed(&query, &asker), &asker, 10)
}

#[test]
fn hidden_people_change_nothing() {
    let engine = searched();
    let mut without = searched();
    without.remove(RecordId(1));
    for text in ["maria", "maria katsaros", "katsaros", "212-555-0134", "maria 1955"] {
        let query = Query::parse(text, TODAY);
        let hidden = engine.find(&query, &everything(), 5, &|person| person != PersonId(1));
        let gone = without.find(&query, &everything(), 5, &|_| true);
        assert_eq!(hidden.total, gone.total, "{text}");
        let order = |found: &Found| found.hits.iter().map(|hit| hit.person).collect::<Vec<_>>();
        assert_eq!(order(&hidden), order(&gone), "{text}");
    }
}

#[test]
fn what_may_not_be_searched_by_is_as_if_not_asked() {
    let engine = searched();
    let ssn = Query::parse("512-70-1234", TODAY);
    let no_numbers = without(&[FieldClass::SsnFull, FieldClass::SsnLastFour]);
    assert_eq!(engine.find(&ssn, &no_numbers, 5, &|_| true).total, 0);
    let hit = engine.find(&ssn, &without(&[FieldClass::SsnFull]), 5, &|_| true).hits.remove(0);
    assert_eq!(hit.person, PersonId(1));
    assert!(hit.reasons.iter().all(|reason| !reason.classes.contains(&FieldClass::SsnFull)));
    let phone = Query::parse("212-555-0134", TODAY);
    assert_eq!(engine.find(&phone, &without(&[FieldClass::Phone]), 5, &|_| true).total, 0);
    let both = Query::parse("maria katsaros about 20", TODAY);
    let found = engine.find(&both, &without(&[FieldClass::BirthDate]), 5, &|_| true);
    assert!(found.hits[0].reasons.iter().all(|reason| reason.bits > 0.0));
    let other = Permitted::nothing().and(SourceId::new("elsewhere"), u64::MAX);
    assert_eq!(engine.find(&both, &other, 5, &|_| true).total, 0);
}

#[test]
fn who_else_is_at_an_address() {
    let engine = searched();
    let others = engine.neighbours(RecordId(1), &everything(), &|_| true);
    assert!(others.iter().any(|other| other.person == PersonId(2)));
    assert!(others.iter().all(|other| other.person != PersonId(1)));
    assert!(engine.neighbours(RecordId(1), &without(&[FieldClass::Address]), &|_| true).is_empty());
    assert!(
        engine.neighbours(RecordId(1), &everything(), &|person| person != PersonId(2)).len() < others.len()
    );
}
