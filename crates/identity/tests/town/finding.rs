//! Searching with little information.

use crate::people::{Knows, person, town};
use identity::{Constraints, Engine, Found, Model, Permitted, Query, RecordId};
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
