//! An agency's SQLite file: changes by a column that grows, and one person at once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::{Folder, open, plain, short, take_all};
use records::{Answer, RecordKey, Request, Source};
use rusqlite::Connection;
use std::time::Duration;

const MAPPING: &str = r#"
source = "housing"
agency = "Housing Authority"
keeping = "kept"
dates = { formats = ["YYYYMMDD"] }

[connection]
kind = "sqlite"
file = "housing.sqlite"
as_of = "select as_of from delivery"

[[table]]
name = "tenants"
table = "tenants"
key = "tenant_no"
updated = "updated_at"
[[table.entry]]
demographics.given_name = "first"
demographics.birth_date = "born"

[[table]]
name = "leases"
query = "select l.*, a.street from leases l join apartments a on a.apt = l.apt"
key = "tenant_no"
updated = "updated_at"
row = "lease_no"
many = true
[[table.entry]]
housing.rent = "rent"
housing.development = "street"
"#;

fn start() -> (Folder, Connection, Box<dyn Source>) {
    let folder = Folder::new();
    let database = Connection::open(folder.path().join("housing.sqlite")).unwrap();
    database
        .execute_batch(
            "create table tenants (tenant_no integer primary key, first text, born text, updated_at text);
             create table apartments (apt integer primary key, street text);
             create table leases (lease_no integer primary key, tenant_no integer, apt integer, rent, updated_at text);
             create table delivery (as_of text);
             insert into delivery values ('2026-03-04T15:20:30Z');
             insert into apartments values (1, 'Elm');
             insert into tenants values (1, 'Ana', '19500304', 't1'), (2, 'Bo', '19609999', 't1'), (3, 'Cy', null, 't1');
             insert into leases values (10, 1, 1, '412.00', 't1'), (11, 3, 1, 'much', 't1'), (12, 9, 1, '1', 't1');",
        )
        .unwrap();
    let source = open(&folder, MAPPING);
    (folder, database, source)
}

#[test]
fn the_first_look_brings_everybody_whole_and_later_ones_what_changed() {
    let (_folder, database, source) = start();
    let (taken, cursor) = take_all(source.as_ref(), None);
    assert_eq!(taken.len(), 1);
    assert_eq!(
        plain(&taken[0].changes),
        [
            "whole 1: demographics[tenants] given_name=Ana birth_date=1950-3-4; housing[leases:10] development=Elm rent=41200",
            "amended 3: demographics[tenants] given_name=Cy",
        ]
    );
    let told: Vec<String> =
        taken[0].rejections.iter().map(|one| format!("{}: {}", one.place, one.reason)).collect();
    assert_eq!(
        told,
        [
            "tenants, column `born`: is not a date of the form YYYYMMDD; correct the row, or add its form to `formats`",
            "leases, column `rent`: is not an amount of money; correct the row, or describe the amounts with `money`",
        ]
    );
    assert_eq!(taken[0].as_of.unwrap().to_string(), "2026-03-04T15:20:30Z");
    database
        .execute("update leases set rent = '500', updated_at = 't2' where lease_no in (10, 12)", [])
        .unwrap();
    let (taken, cursor) = take_all(source.as_ref(), cursor);
    assert_eq!(
        plain(&taken[0].changes),
        [
            "whole 1: demographics[tenants] given_name=Ana birth_date=1950-3-4; housing[leases:10] development=Elm rent=50000"
        ]
    );
    assert!(
        taken[0].rejections[0].reason.starts_with("the row hangs on a person whom `tenants` does not have")
    );
    let (taken, _) = take_all(source.as_ref(), cursor);
    assert!(taken.is_empty());
}

#[test]
fn many_changes_at_one_time_are_parted_into_pages_without_a_gap() {
    let (_folder, database, source) = start();
    database
        .execute_batch(
            "with recursive n(i) as (select 100 union all select i + 1 from n where i < 3600)
             insert into tenants select i, 'X', null, 't5' from n;",
        )
        .unwrap();
    let (taken, _) = take_all(source.as_ref(), None);
    assert_eq!(taken.iter().map(|page| page.changes.len()).collect::<Vec<_>>(), [999, 1000, 1000, 504]);
    let again = source.deliver(&Request::Again(taken[2].name.clone())).unwrap();
    assert_eq!(again.changes, taken[2].changes);
}

#[test]
fn one_person_is_answered_at_once_and_a_slow_query_is_late() {
    let (folder, database, source) = start();
    let ask = |key: &str| source.answer(&RecordKey(key.to_owned()), Duration::from_secs(5));
    let Ok(Answer::Record(record)) = ask("1") else { panic!("no record") };
    assert_eq!(record.entries.len(), 2);
    assert!(matches!(ask("9"), Ok(Answer::NoRecord)) && matches!(ask("x' or 1=1"), Ok(Answer::NoRecord)));
    assert!(ask("2").unwrap_err().to_string().ends_with("tenants, column `born`: is not a date of the form YYYYMMDD; correct the row, or add its form to `formats`"));
    let slow = MAPPING.replace(
        "select l.*, a.street from leases l join apartments a on a.apt = l.apt",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i as lease_no, i as tenant_no, i as rent, i as street, i as updated_at from n",
    );
    let slow = open(&folder, &slow);
    let late = slow.answer(&RecordKey("1".into()), Duration::from_millis(100)).unwrap_err();
    assert_eq!(late.to_string(), "Housing Authority did not answer within 100 ms");
    database.execute_batch("begin exclusive").unwrap();
    let locked = source.answer(&RecordKey("1".into()), Duration::from_millis(50)).unwrap_err();
    assert_eq!(
        locked.to_string(),
        "Housing Authority cannot be reached: the database is locked by another program; it is tried again"
    );
}

#[test]
fn nothing_is_ever_written_and_what_is_missing_is_told() {
    let (folder, database, _) = start();
    let told = |mapping: String| {
        let source = open(&folder, &mapping);
        short(&folder, source.deliver(&Request::After(None)).unwrap_err())
    };
    let lies = "Housing Authority answered in a form that its mapping does not describe: ";
    assert_eq!(
        told(MAPPING.replace("\"first\"", "\"frist\"")),
        format!(
            "{lies}mapping.toml, line 18, column 27: tenants has no column `frist`; did you mean `first`?; it has `tenant_no`, `first`, `born`, `updated_at`"
        )
    );
    assert_eq!(
        told(MAPPING.replace("table = \"tenants\"", "table = \"tenats\"")),
        format!("{lies}the database refuses the query: no such table: tenats")
    );
    assert_eq!(
        told(MAPPING.replace("housing.sqlite", "none.sqlite")),
        "Housing Authority cannot be reached: the file none.sqlite cannot be opened; check the path and its rights"
    );
    folder
        .write("bad.sqlite", "this is no database, but it is long enough to be looked at as one".repeat(20));
    assert_eq!(
        told(MAPPING.replace("housing.sqlite", "bad.sqlite")),
        format!("{lies}the file is not a SQLite database, or is damaged; check it with its owner")
    );
    database.execute("insert into tenants values (4, 'Di', null, null)", []).unwrap();
    database.execute("update tenants set first = cast(x'ff' as text) where tenant_no = 1", []).unwrap();
    let file = folder.write("mapping.toml", MAPPING);
    let findings = sources::check(&file, &sources::Surroundings::none());
    let told: Vec<String> = findings.iter().map(|finding| short(&folder, finding)).collect();
    assert!(
        told.contains(&"tenants: column `first` is not UTF-8; correct the row at the source".to_owned()),
        "{told:#?}"
    );
    assert!(
        told.contains(&"mapping.toml: 1 rows of `tenants` have nothing in `tenant_no` or `updated_at` and are never taken; fill them in".to_owned()),
        "{told:#?}"
    );
}
