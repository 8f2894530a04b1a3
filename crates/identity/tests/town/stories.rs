//! Cases that matchers get wrong, each as one story.

use crate::people::{Knows, person, town};
use identity::{Constraints, Engine, Model, RecordId};
use records::{Particulars, Sex};

/// Whether the two are linked in a town of three hundred others.
fn linked(one: Particulars, two: Particulars) -> bool {
    let all = together(vec![one, two]);
    all[0] == all[1]
}

/// The cluster of each of the given records in a town of three hundred others.
fn together(given: Vec<Particulars>) -> Vec<RecordId> {
    let mut engine = Engine::new(Model::shipped());
    let count = given.len() as i64;
    for (id, record) in (0i64..).zip(given.iter()) {
        engine.upsert(RecordId(id), record);
    }
    for (id, (_, record)) in (1000i64..).zip(town(300, 7)) {
        engine.upsert(RecordId(id), &record);
    }
    let clusters = engine.resolve_all(&Constraints::none());
    let of =
        |id: i64| clusters.iter().find(|cluster| cluster.records.contains(&RecordId(id))).unwrap().records[0];
    (0..count).map(of).collect()
}

#[test]
fn twins_are_two() {
    let one = person("Elena Lopez").born("2012-05-06").at("12 Main St").sex(Sex::Female);
    assert!(!linked(one.clone(), person("Sofia Lopez").born("2012-05-06").at("12 Main St").sex(Sex::Female)));
    assert!(!linked(
        one.ssn("512701234"),
        person("Sofia Lopez").born("2012-05-06").at("12 Main St").ssn("512701235")
    ));
}

#[test]
fn father_and_son_of_one_name_are_two() {
    let father = person("Robert J Novak").born("1955-03-02").at("12 Main St").suffix("Sr");
    let son = person("Robert J Novak").born("1984-11-20").at("12 Main St").suffix("Jr");
    assert!(!linked(father, son));
}

#[test]
fn a_borrowed_number_does_not_link() {
    let owner = person("Rosa Maria Reyes").born("1970-01-19").ssn("512701234").at("12 Main St");
    let borrower = person("Hugo Reyes").ssn("512701234").at("12 Main St").sex(Sex::Male);
    assert!(!linked(owner, borrower));
}

#[test]
fn a_maiden_name_links() {
    let before = person("Nadia Petrova").born("1988-02-14").ssn("512701234").at("12 Main St");
    let after = person("Nadia Walsh").born("1988-02-14").ssn("512701234").at("4 Oak Ave");
    assert!(linked(before.clone(), after));
    let alias = person("Nadia Walsh").born("1988-02-14").formerly("Nadia Petrova");
    assert!(linked(person("Nadia Petrova").born("1988-02-14"), alias));
    drop(before);
}

#[test]
fn two_surnames_link_with_either_and_in_either_order() {
    let both = person("Ana García_Lopez").born("1990-10-03").at("12 Main St");
    assert!(linked(both.clone(), person("Ana Lopez").born("1990-10-03").at("12 Main St")));
    assert!(linked(both, person("Ana Lopez-Garcia").born("1990-10-03").at("12 Main St")));
}

#[test]
fn exchanged_day_and_month_link() {
    let right = person("Kwame Mensah").born("1981-04-09").at("12 Main St").phone("212-555-0134");
    let wrong = person("Kwame Mensah").born("1981-09-04").at("12 Main St");
    assert!(linked(right, wrong));
}

#[test]
fn names_in_vietnamese_order_link() {
    let western = person("Duc Van Nguyen").born("1979-06-21").at("12 Main St");
    let home = person("Nguyễn Văn Đức").born("1979-06-21").at("12 Main St");
    assert!(linked(western, home));
}

#[test]
fn nicknames_and_other_alphabets_link() {
    let formal = person("William Walsh").born("1949-12-30").at("12 Main St");
    assert!(linked(formal, person("Bill Walsh").born("1949-12-30").at("12 Main St")));
    let latin = person("Yuliya Ivanova").born("1992-08-08").at("12 Main St");
    assert!(linked(latin, person("Юлия Иванова").born("1992-08-08").at("12 Main St")));
}

#[test]
fn a_number_that_was_never_issued_is_no_evidence() {
    let one = person("Grace Osei").born("1961-07-07").ssn("123-45-6789");
    let two = person("Tomas Dubois").born("1985-01-30").ssn("123-45-6789");
    assert!(!linked(one, two));
}

#[test]
fn the_explanation_speaks_of_fields_and_never_of_values() {
    let mut engine = Engine::new(Model::shipped());
    engine.upsert(RecordId(1), &person("Grace Osei").born("1961-07-07").ssn("512701234"));
    engine.upsert(RecordId(2), &person("Grace Osei").born("1961-07-08").ssn("512701234"));
    let evidence = engine.explain(RecordId(1), RecordId(2)).unwrap();
    assert!(evidence.probability > 0.9, "{evidence:?}");
    assert!(evidence.items.iter().any(|item| item.words == "same Social Security number"));
    let text = format!("{evidence:?}");
    assert!(!text.contains("Osei") && !text.contains("1234") && !text.contains("1961"));
    assert!(engine.explain(RecordId(1), RecordId(3)).is_none());
}
