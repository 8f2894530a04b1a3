//! FORMATS.md says what the agencies deliver; these tests compare it with what they really deliver.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use city::{Agencies, City, FlatRecord, Settings, Start};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

const PAGE: &str = include_str!("../FORMATS.md");

/// The names in backquotes of a piece of the page.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn section<'a>(from: &str, to: &str) -> &'a str {
    let start = PAGE.find(from).unwrap_or_else(|| panic!("{from} is not on the page"));
    &PAGE[start..start + PAGE[start..].find(to).unwrap_or(PAGE.len() - start)]
}

/// Field by field what the page says of a person: the field and, for a list, its inner fields.
fn person_fields(from: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut fields = BTreeMap::new();
    for line in section(from, "\nCodes of").lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').collect();
        let inner = match cells[2].split_once(" of `") {
            Some((start, rest)) if start.trim_start().starts_with("array") => {
                let without_values: String = format!("`{rest}")
                    .split('(')
                    .enumerate()
                    .map(
                        |(at, part)| {
                            if at == 0 { part } else { part.split_once(')').map_or("", |(_, after)| after) }
                        },
                    )
                    .collect();
                quoted(&without_values).into_iter().collect()
            }
            _ => BTreeSet::new(),
        };
        quoted(cells[1]).into_iter().for_each(|field| drop(fields.insert(field, inner.clone())));
    }
    fields
}

fn people(url: &str) -> Vec<Value> {
    let mut people = Vec::new();
    let mut cursor = String::new();
    loop {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        write!(stream, "GET /changes?since={cursor}&limit=1000 HTTP/1.1\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let page: Value = serde_json::from_str(text.split_once("\r\n\r\n").unwrap().1).unwrap();
        people.extend(page["people"].as_array().unwrap().iter().cloned());
        cursor = page["next"].as_str().unwrap().to_owned();
        if page["more"] == false {
            return people;
        }
    }
}

fn settings() -> Settings {
    let clock: city::Clock = Arc::new(|| "2026-03-02T12:00:00Z".parse().unwrap());
    Settings { seed: 4, people: 4_000, today: jiff::civil::date(2026, 3, 2), events_per_tick: 4, clock }
}

fn compare(people: &[Value], fields: &BTreeMap<String, BTreeSet<String>>) {
    let mut filled: BTreeMap<&str, usize> = BTreeMap::new();
    for person in people {
        let person = person.as_object().unwrap();
        assert_eq!(person.keys().collect::<BTreeSet<_>>(), fields.keys().collect::<BTreeSet<_>>());
        for (field, value) in person {
            let items = value.as_array().map_or(&[][..], Vec::as_slice);
            if !items.is_empty() || (!value.is_array() && !value.is_null()) {
                *filled.entry(fields.get_key_value(field).unwrap().0).or_default() += 1;
            }
            for item in items {
                let inner: BTreeSet<String> = item.as_object().unwrap().keys().cloned().collect();
                assert_eq!(inner, fields[field], "{field}");
            }
        }
    }
    for field in fields.keys() {
        assert!(filled.get(field.as_str()).is_some_and(|count| *count > 0), "{field} is never filled");
    }
}

#[test]
fn the_page_names_every_field_of_the_http_agencies_and_each_is_fed() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start { benefits_port: 0, children_port: 0, token: "t".to_owned(), every: None };
    let running = Agencies::open(folder.path(), &settings(), &mut |_| {}).unwrap().start(start).unwrap();
    compare(&people(&running.benefits_url()), &person_fields("PERSON of benefits:"));
    compare(&people(&running.children_url()), &person_fields("PERSON of children:"));
}

#[test]
fn the_page_names_every_column_of_files_and_tables_and_each_is_fed() {
    let folder = tempfile::tempdir().unwrap();
    Agencies::open(folder.path(), &settings(), &mut |_| {}).unwrap();
    for (agency, from, to) in [("finance", "## 4.", "Record key"), ("shelter", "## 5.", "Record key")] {
        for line in section(from, to).lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = line.split('|').collect();
            let name = &quoted(cells[1])[0];
            let text = std::fs::read_to_string(folder.path().join(agency).join(format!("{name}-000000.csv")))
                .unwrap();
            assert_eq!(
                text.lines().next().unwrap().split(',').map(str::to_owned).collect::<Vec<_>>(),
                quoted(cells[2])
            );
            assert!(text.lines().count() > 5, "{name} is empty");
        }
    }
    let database = Connection::open(folder.path().join("housing").join("housing.sqlite")).unwrap();
    for line in section("| Table |", "\nKeys:").lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').collect();
        let table = &quoted(cells[1])[0];
        let statement = database.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        assert_eq!(columns, quoted(cells[2]), "{table}");
        for column in columns {
            let filled: i64 = database
                .query_row(&format!("SELECT count({column}) FROM {table}"), [], |row| row.get(0))
                .unwrap();
            assert!(filled > 0, "{table}.{column} is never filled");
        }
    }
}

#[test]
fn codes_outside_are_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start { benefits_port: 0, children_port: 0, token: "t".to_owned(), every: None };
    let running = Agencies::open(folder.path(), &settings(), &mut |_| {}).unwrap().start(start).unwrap();
    let known = |from: &str, list: &str| {
        let text = section(from, "\n\n## ");
        let line = text.lines().find(|line| line.starts_with(list)).unwrap_or_else(|| panic!("{list}"));
        quoted(line.splitn(3, '|').nth(2).unwrap())
    };
    let check = |people: &[Value], list: &str, field: &str, codes: &[String]| {
        let mut seen = BTreeSet::new();
        for item in people.iter().flat_map(|person| person[list].as_array().unwrap()) {
            let code = item[field].as_str().unwrap();
            assert!(codes.iter().any(|known| known == code), "{list}.{field} {code}");
            seen.insert(code.to_owned());
        }
        assert!(seen.len() + 1 >= codes.len(), "{list}.{field} uses only {seen:?}");
    };
    let benefits = people(&running.benefits_url());
    for (list, field, row) in [
        ("cases", "program", "| `program`"),
        ("cases", "status", "| `status`"),
        ("household", "relation", "| `household.relation`"),
        ("relatives", "relation", "| `relatives.relation`"),
        ("income", "source", "| `income.source`"),
        ("documents", "category", "| `documents.category`"),
    ] {
        check(&benefits, list, field, &known("Codes of benefits", row));
    }
    let children = people(&running.children_url());
    for (list, field, row) in [
        ("household", "role", "| `role` of household"),
        ("relations", "relation", "| `relation`"),
        ("cases", "stage", "| `stage`"),
        ("cases", "role", "| `role` of cases"),
        ("placements", "type", "| `placements.type`"),
        ("documents", "category", "| `documents.category`"),
    ] {
        check(&children, list, field, &known("Codes of children", row));
    }
}

#[test]
fn flat_records_have_as_many_cells_as_columns() {
    let city = City::generate(4, 400, jiff::civil::date(2026, 3, 2));
    let record = city.records().next().unwrap();
    assert_eq!(record.cells().len(), FlatRecord::COLUMNS.len());
}
