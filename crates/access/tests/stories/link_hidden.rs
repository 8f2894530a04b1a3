//! Of a private person a case says the same whatever closed fields hold, and two people whom the matcher does not propose take
//! two stewards.

use crate::agency::{Agency, Manner};
use crate::linking::{arrange, case, number, people_of, queue, rule, step, steward};
use crate::people::{self, Person, person};
use crate::town::{source, story};
use access::view::Guarded;
use privacy::Level;
use records::catalog::contact;
use records::{Change, Entry, SectionKind, SourceRecord, Value};
use std::sync::Mutex;

/// Norbert is private and known to two offices; only what the housing office says of him in closed fields varies.
fn with(hidden: fn(Person) -> Person) -> Vec<Agency> {
    let mut all = people::agencies();
    let own = person("housing", "N-9", "Norbert", "Ashgrove", "1948-11-30");
    let records: Vec<SourceRecord> =
        vec![hidden(own).0, person("housing", "M-1", "Maria", "Quillfeather", "1956-04-09").0];
    let changes = records.iter().cloned().map(Change::Whole).collect();
    let housing = Agency::new("housing").delivers("2026-02-01", changes);
    housing.answers(Manner::Answers, records);
    all[3] = housing;
    all
}

fn called_at(one: Person, phone: &str) -> Person {
    let Person(mut record) = one;
    let entry = Entry::new(SectionKind::Contact).with(contact::PHONE, Value::Text(phone.to_owned()));
    record.entries.push(entry);
    Person(record)
}

#[test]
fn what_a_private_persons_closed_fields_hold_changes_nothing_that_is_shown() {
    let worlds: [fn(Person) -> Person; 4] = [
        |one| one,
        |one| one.with_home("12 Heron Street"),
        |one| one.with_home("77 Plover Court"),
        |one| called_at(one, "2125550100").with_home("5 Sparrow Mews"),
    ];
    let seen: Mutex<Vec<String>> = Mutex::default();
    for hidden in worlds {
        let tell = |town: &crate::town::Town| {
            let own = people_of(town, "benefits/N-1", "benefits/M-1");
            let sten = steward(town, "benefits", "sten");
            let subject = town.door.privacy().subject(&source("benefits"), "N-1");
            town.door.privacy().mark(&subject, Level::Private, sten.account.id, "a test").unwrap();
            let view = case(town, &sten, own).unwrap();
            assert!(view.closed && view.comparisons.len() > 1);
            let address = view.sides.rows.iter().find(|row| row.label == "Address").unwrap();
            assert_eq!(address.compared, "cannot be compared");
            let compared: Vec<_> = view.sides.rows.iter().map(|row| (row.label, row.compared)).collect();
            let Guarded::Open(later) = town.door.link_queue(&sten, None, true, 1).unwrap() else { panic!() };
            let listed: Vec<_> = later.rows.into_iter().map(|row| (row.case, row.likely)).collect();
            assert_eq!((listed.len(), queue(town, &sten).total), (3, 0));
            let pairs: Vec<_> = view
                .comparisons
                .iter()
                .map(|one| (&one.marks, one.likely, &one.bars, one.household, &one.would_settle))
                .collect();
            seen.lock().unwrap().push(format!("{compared:?} {listed:?} {pairs:#?}"));
        };
        story("link_hidden", || with(hidden), arrange, tell);
    }
    let seen = seen.into_inner().unwrap();
    for other in &seen {
        assert_eq!(*other, seen[0]);
    }
}

#[test]
fn two_people_whom_the_matcher_does_not_propose_take_two_stewards() {
    story(
        "link_unasked",
        people::agencies,
        |_, _| (),
        |town| {
            let both = people_of(town, "benefits/N-1", "benefits/M-1");
            let (sten, sue) = (steward(town, "benefits", "sten"), steward(town, "children", "sue"));
            let view = case(town, &sten, both).unwrap();
            assert!(!view.proposed && view.against && view.needs_two.is_empty());
            let id = number(rule(town, &sten, both, "link", "a hunch"));
            assert_eq!(people_of(town, "benefits/N-1", "benefits/M-1"), both, "one alone links nobody");
            let Guarded::Open(decision) = town.door.link_decision(&sten, id).unwrap() else { panic!() };
            assert!(!decision.may_confirm && decision.needs_two);
            assert_eq!(number(step(town, &sue, id, "refuse")), id);
            // That nobody can say it, one may say.
            let unsure = number(rule(town, &sten, both, "undecided", ""));
            let Guarded::Open(decision) = town.door.link_decision(&sten, unsure).unwrap() else { panic!() };
            assert_eq!(decision.line.state, "in force");
            // The matcher leaves them to people: one is enough.
            arrange(town.door.casefile(), &town.database);
            assert!(case(town, &sten, both).unwrap().proposed);
            number(rule(town, &sten, both, "link", "their caseworkers know them as one"));
            let [one, two] = people_of(town, "benefits/N-1", "benefits/M-1");
            assert_eq!(one, two);
        },
    );
}
