//! An agency's PostgreSQL database. Runs where `THROUGHLINE_TEST_POSTGRES` holds an address of a server on this machine, such as
//! `host=127.0.0.1 port=5432 user=postgres dbname=postgres`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::{Folder, open, plain, take_all};
use postgres::{Client, NoTls};
use records::{Answer, RecordKey, Request, Source};
use std::time::Duration;

/// The settings of the server, and a schema of the test's own.
fn server() -> Option<(Client, String)> {
    let address = std::env::var("THROUGHLINE_TEST_POSTGRES").ok()?;
    let client = Client::connect(&address, NoTls).unwrap();
    let config: postgres::Config = address.parse().unwrap();
    let host = match config.get_hosts().first().unwrap() {
        postgres::config::Host::Tcp(name) => name.clone(),
        postgres::config::Host::Unix(path) => path.display().to_string(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let (user, database) = (config.get_user().unwrap().to_owned(), config.get_dbname().unwrap().to_owned());
    let password = config.get_password().map(|_| "password = \"file:password\"\n").unwrap_or("");
    Some((
        client,
        format!("host = \"{host}\"\nport = {port}\nuser = \"{user}\"\ndatabase = \"{database}\"\n{password}"),
    ))
}

fn mapping(settings: &str, schema: &str) -> String {
    format!(
        r#"
source = "welfare"
agency = "Welfare Office"
keeping = "kept"
[connection]
kind = "postgres"
{settings}
as_of = "select timestamptz '2026-03-04 15:20:30+00' as now"
[[table]]
name = "clients"
table = "{schema}.clients"
key = "id"
updated = "changed"
[[table.entry]]
demographics.given_name = "first"
demographics.birth_date = "born"
demographics.birth_date_estimated = "estimated"
[[table]]
name = "grants"
query = "select g.*, 'x' as extra from {schema}.grants g"
key = "client"
row = "no"
updated = "changed"
many = true
[[table.entry]]
benefits.amount = "amount"
"#
    )
}

fn start(schema: &str) -> Option<(Folder, Client, String)> {
    let (mut client, settings) = server()?;
    client
        .batch_execute(&format!(
            "drop schema if exists {schema} cascade; create schema {schema}; set search_path = {schema};
             create table clients (id bigint primary key, first text, born date, estimated boolean, changed timestamptz);
             create table grants (no int primary key, client int, amount numeric(12, 2), changed timestamptz);
             insert into clients select i, 'X' || i, date '1950-01-01' + i, i % 2 = 0, timestamptz '2026-01-01' from generate_series(1, 2500) i;
             insert into grants values (1, 2, 1234.5, '2026-01-01'), (2, 2, 7, '2026-01-01');"
        ))
        .unwrap();
    let folder = Folder::new();
    if let Some(password) = std::env::var("THROUGHLINE_TEST_POSTGRES")
        .unwrap()
        .parse::<postgres::Config>()
        .unwrap()
        .get_password()
    {
        use std::os::unix::fs::PermissionsExt;
        let file = folder.write("password", password);
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    Some((folder, client, settings))
}

#[test]
fn changes_are_paged_and_one_person_is_answered() {
    let Some((folder, mut client, settings)) = start("sources_changes") else { return };
    let source = open(&folder, &mapping(&settings, "sources_changes"));
    let (taken, cursor) = take_all(source.as_ref(), None);
    assert_eq!(taken.iter().map(|page| page.changes.len()).collect::<Vec<_>>(), [1000, 1000, 500]);
    assert_eq!(
        plain(&taken[0].changes)[1],
        "whole 2: demographics[clients] given_name=X2 birth_date=1950-1-3 birth_date_estimated=true; \
         benefits[grants:1] amount=123450; benefits[grants:2] amount=700"
    );
    assert_eq!(taken[0].as_of.unwrap().to_string(), "2026-03-04T15:20:30Z");
    client
        .batch_execute("update grants set amount = 8, changed = '2026-01-02 00:00:00.000001+00' where no = 2")
        .unwrap();
    let (taken, cursor) = take_all(source.as_ref(), cursor);
    assert_eq!((taken.len(), taken[0].changes.len()), (1, 1));
    assert!(plain(&taken[0].changes)[0].ends_with("benefits[grants:2] amount=800"));
    assert!(source.deliver(&Request::After(cursor)).unwrap().changes.is_empty());
    let ask = |key: &str| source.answer(&RecordKey(key.to_owned()), Duration::from_secs(5));
    assert!(matches!(ask("2"), Ok(Answer::Record(record)) if record.entries.len() == 3));
    assert!(
        matches!(ask("9999"), Ok(Answer::NoRecord))
            && matches!(ask("x'; drop table clients"), Ok(Answer::NoRecord))
    );
}

#[test]
fn a_slow_query_is_late_and_faults_are_told() {
    let Some((folder, mut client, settings)) = start("sources_faults") else { return };
    let text = mapping(&settings, "sources_faults");
    let within = Duration::from_millis(300);
    let slow = open(&folder, &text.replace("select g.*,", "select g.*, pg_sleep(5),"));
    let told = slow.answer(&RecordKey("2".into()), within).unwrap_err().to_string();
    assert_eq!(told, "Welfare Office did not answer within 300 ms");
    let told = |mapping: &str| open(&folder, mapping).deliver(&Request::After(None)).unwrap_err().to_string();
    let lies = "Welfare Office answered in a form that its mapping does not describe: ";
    assert_eq!(
        told(&text.replace(".clients", ".klients")),
        format!("{lies}the database refuses the query: relation \"sources_faults.klients\" does not exist")
    );
    assert!(
        told(&text.replace("\"first\"", "\"FIRST\""))
            .contains("clients has no column `FIRST`; did you mean `first`?")
    );
    let told_port = told(&text.replace("port = ", "port = 1 # "));
    assert_eq!(
        told_port,
        "Welfare Office cannot be reached: nothing answers at its address, or not as PostgreSQL with TLS; check `host` and `port`"
    );
    let told = told(&text.replace("database = \"", "database = \"no_such_"));
    assert_eq!(told, "Welfare Office cannot be reached: it does not take questions now (state 3D000)");
    client.batch_execute("drop schema sources_faults cascade").unwrap();
}

#[test]
fn a_server_that_says_nothing_is_late() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = format!(
        "host = \"127.0.0.1\"\nport = {}\nuser = \"u\"\ndatabase = \"d\"\n",
        listener.local_addr().unwrap().port()
    );
    let folder = Folder::new();
    let source: Box<dyn Source> = open(&folder, &mapping(&settings, "x"));
    let told = source.answer(&RecordKey("2".into()), Duration::from_millis(200)).unwrap_err().to_string();
    assert_eq!(told, "Welfare Office did not answer within 200 ms");
    drop(listener);
}
