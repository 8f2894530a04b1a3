//! The agencies as a program outside sees them: over loopback, in the SQLite file, in the drop folders.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use city::{Agencies, Agency, Clock, Fault, Running, Settings, Start};
use jiff::{Timestamp, ToSpan};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const TOKEN: &str = "open sesame";

/// A clock that goes on by a minute whenever it is asked.
fn clock() -> Clock {
    let asked = AtomicI64::new(0);
    let start: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    Arc::new(move || start + asked.fetch_add(1, Ordering::SeqCst).minutes())
}

fn settings(people: u64) -> Settings {
    Settings { seed: 11, people, today: jiff::civil::date(2026, 3, 2), events_per_tick: 6, clock: clock() }
}

fn run(folder: &Path, people: u64) -> Running {
    let start = Start { benefits_port: 0, children_port: 0, token: TOKEN.to_owned(), every: None };
    Agencies::open(folder, &settings(people), &mut |_| {}).unwrap().start(start).unwrap()
}

/// Status, content type and body of a GET; nothing when the connection was closed without an answer.
fn get(url: &str, path: &str, token: &str) -> Option<(u16, String, Vec<u8>)> {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let kind = head.lines().find_map(|line| line.strip_prefix("Content-Type: ")).unwrap_or("").to_owned();
    Some((status, kind, bytes[end + 4..].to_vec()))
}

fn json(url: &str, path: &str) -> Value {
    let (status, _, body) = get(url, path, TOKEN).unwrap();
    assert_eq!(status, 200, "{path}");
    serde_json::from_slice(&body).unwrap()
}

/// Everyone in a feed from a cursor on, and the cursor after it.
fn feed(url: &str, mut cursor: String, limit: usize) -> (Vec<Value>, String) {
    let mut people = Vec::new();
    loop {
        let page = json(url, &format!("/changes?since={cursor}&limit={limit}"));
        let found = page["people"].as_array().unwrap();
        assert!(found.len() <= limit);
        people.extend(found.iter().cloned());
        cursor = page["next"].as_str().unwrap().to_owned();
        if page["more"] == false {
            return (people, cursor);
        }
    }
}

fn ticks(running: &Running, count: u64) {
    for _ in 0..count {
        running.tick().unwrap();
    }
}

fn truth(path: &Path) -> HashMap<String, HashMap<String, u64>> {
    let mut keys: HashMap<String, HashMap<String, u64>> = HashMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let before = keys
            .entry(cells[0].to_owned())
            .or_default()
            .insert(cells[1].to_owned(), cells[2].parse().unwrap());
        assert_eq!(before, None, "{line} is there twice");
    }
    keys
}

/// The rows of a dropped file as maps; fields with commas are in quotes.
fn csv(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let split = |line: &str| {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for letter in line.trim_end_matches('\r').chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        cells
    };
    let mut lines = text.split_terminator('\n');
    let header = split(lines.next().unwrap());
    let row = |line| {
        let cells = split(line);
        assert_eq!(cells.len(), header.len(), "{line}");
        header.iter().cloned().zip(cells).collect()
    };
    lines.map(row).collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_record_outside_is_in_the_key_file_and_every_key_is_outside() {
    let folder = tempfile::tempdir().unwrap();
    let running = run(folder.path(), 1_200);
    for _ in 0..12 {
        running.tick().unwrap();
    }
    let keys = truth(&running.truth());
    let outside = |url: &str, field: &str| -> HashSet<String> {
        feed(url, String::new(), 37)
            .0
            .iter()
            .map(|person| person[field].as_str().unwrap().to_owned())
            .collect()
    };
    let keys_of = |source: &str| keys[source].keys().cloned().collect::<HashSet<String>>();
    assert_eq!(outside(&running.benefits_url(), "cin"), keys_of("benefits"));
    assert_eq!(outside(&running.children_url(), "personId"), keys_of("children"));
    let database =
        Connection::open_with_flags(running.housing_db(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tenants = database.prepare("SELECT tenant_no FROM tenants").unwrap();
    let tenants: HashSet<String> = tenants
        .query_map([], |row| row.get::<_, i64>(0))
        .unwrap()
        .map(|key| key.unwrap().to_string())
        .collect();
    assert_eq!(tenants, keys_of("housing"));
    for (folder, prefix, column) in [
        (running.finance_drop(), "taxpayers", "TAXPAYER_NO"),
        (running.shelter_drop(), "clients", "ClientID"),
    ] {
        let mut seen = HashSet::new();
        for name in names_in(&folder).iter().filter(|name| name.starts_with(prefix) && name.ends_with(".csv"))
        {
            seen.extend(csv(&folder.join(name)).into_iter().map(|mut row| row.remove(column).unwrap()));
        }
        assert_eq!(seen, keys_of(folder.file_name().unwrap().to_str().unwrap()));
    }
    let shared: HashSet<u64> =
        keys["benefits"].values().copied().filter(|p| keys["finance"].values().any(|q| q == p)).collect();
    assert!(shared.len() > 100, "agencies know the same people");
}

#[test]
fn pages_of_any_size_give_the_same_feed_and_later_changes_follow_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = run(folder.path(), 800);
    let url = running.benefits_url();
    let (all, cursor) = feed(&url, String::new(), 1_000);
    let (small, _) = feed(&url, String::new(), 7);
    assert_eq!(all, small);
    let (nothing, same) = feed(&url, cursor.clone(), 50);
    assert!(nothing.is_empty() && same == cursor);
    let mut changed = 0;
    let mut cursor = cursor;
    for _ in 0..8 {
        running.tick().unwrap();
        let (people, next) = feed(&url, cursor, 50);
        changed += people.len();
        for person in &people {
            let now = json(&url, &format!("/people/{}", person["cin"].as_str().unwrap()));
            assert_eq!(&now, person, "the feed and the live answer agree");
        }
        cursor = next;
    }
    assert!(changed > 8, "{changed} changes");
}

#[test]
fn only_the_token_opens_and_only_known_things_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let running = run(folder.path(), 400);
    for url in [running.benefits_url(), running.children_url()] {
        assert_eq!(get(&url, "/changes", "wrong").unwrap().0, 401);
        assert_eq!(get(&url, "/health", TOKEN).unwrap().0, 200);
        for path in ["/people/nobody", "/documents/QK48213T-01", "/elsewhere", "/people/ÄÖÜ"] {
            assert_eq!(get(&url, path, TOKEN).unwrap().0, 404, "{path}");
        }
        for path in
            ["/changes?since=x", "/changes?limit=0", "/changes?since=t.99.0", "/changes?since=e.0.0.0.0"]
        {
            assert_eq!(get(&url, path, TOKEN).unwrap().0, 400, "{path}");
        }
    }
}

#[test]
fn every_document_in_a_list_is_a_true_image_or_page() {
    let folder = tempfile::tempdir().unwrap();
    let running = run(folder.path(), 400);
    let mut kinds: HashMap<String, u32> = HashMap::new();
    let mut pages = Vec::new();
    for (url, id, kind) in
        [(running.benefits_url(), "id", "media_type"), (running.children_url(), "documentId", "contentType")]
    {
        let (people, _) = feed(&url, String::new(), 500);
        for document in people.iter().flat_map(|person| person["documents"].as_array().unwrap()).take(40) {
            let (status, media, bytes) =
                get(&url, &format!("/documents/{}", document[id].as_str().unwrap()), TOKEN).unwrap();
            assert_eq!((status, media.as_str()), (200, document[kind].as_str().unwrap()));
            if media == "image/png" {
                let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
                let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
                assert_eq!(reader.next_frame(&mut pixels).unwrap().width, 850);
                assert!(
                    pixels.iter().filter(|&&pixel| pixel < 80).count() > 2_000,
                    "something is written on it"
                );
            } else {
                assert!(bytes.starts_with(b"%PDF-1.4") && bytes.ends_with(b"%%EOF\n"));
                pages.push(bytes);
            }
            *kinds.entry(document["category"].to_string()).or_default() += 1;
        }
    }
    assert!(kinds.len() >= 6, "{kinds:?}");
    for (number, bytes) in pages.iter().take(5).enumerate() {
        let path = folder.path().join(format!("{number}.pdf"));
        std::fs::write(&path, bytes).unwrap();
        // Where the tool is not installed, the structure above is all that is checked.
        if let Ok(output) = std::process::Command::new("qpdf").arg("--check").arg(&path).output() {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
    }
}

#[test]
fn drops_are_whole_and_their_manifests_agree() {
    let folder = tempfile::tempdir().unwrap();
    let running = run(folder.path(), 800);
    for _ in 0..10 {
        running.tick().unwrap();
    }
    let mut later = 0;
    for folder in [running.finance_drop(), running.shelter_drop()] {
        let names = names_in(&folder);
        assert!(names.iter().all(|name| !name.ends_with(".part")));
        for name in names.iter().filter(|name| name.ends_with(".csv")) {
            let manifest: toml::Table =
                std::fs::read_to_string(folder.join(format!("{name}.manifest"))).unwrap().parse().unwrap();
            let bytes = std::fs::read(folder.join(name)).unwrap();
            let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(manifest["file"].as_str(), Some(name.as_str()));
            assert_eq!(manifest["sha256"].as_str(), Some(hash.as_str()));
            assert_eq!(manifest["rows"].as_integer(), Some(csv(&folder.join(name)).len() as i64));
            assert_eq!(manifest["full"].as_bool(), Some(name.ends_with("-000000.csv")));
            assert!(manifest["as_of"].as_str().unwrap().parse::<Timestamp>().is_ok());
            later += u32::from(!name.ends_with("-000000.csv"));
        }
    }
    assert!(later > 5, "changes are dropped");
}

#[test]
fn after_a_restart_the_city_is_the_same_and_nothing_is_lost() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let whole = run(one.path(), 600);
    ticks(&whole, 6);
    let broken = run(other.path(), 600);
    ticks(&broken, 3);
    let (_, cursor) = feed(&broken.children_url(), String::new(), 100);
    drop(broken);
    let journal = std::fs::read_to_string(other.path().join("ticks.log")).unwrap();
    // A crash cut the next line off.
    std::fs::write(other.path().join("ticks.log"), format!("{journal}4 2026-")).unwrap();
    let again = run(other.path(), 600);
    assert_eq!(again.ticks(), 3);
    assert!(feed(&again.children_url(), cursor, 100).0.is_empty(), "the old cursor still holds");
    let undated = |running: &Running| -> Vec<Value> {
        let mut people = feed(&running.benefits_url(), String::new(), 500).0;
        people.iter_mut().for_each(|person| drop(person.as_object_mut().unwrap().remove("changed_at")));
        people
    };
    ticks(&again, 3);
    assert_eq!(undated(&again), undated(&whole));
    assert_eq!(truth(&again.truth()), truth(&whole.truth()));
}

#[test]
fn what_the_journal_knows_and_the_files_do_not_is_delivered_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    drop(run(folder.path(), 600));
    std::fs::write(
        folder.path().join("ticks.log"),
        "1 2026-03-03T08:00:00Z\n2 2026-03-03T08:00:05Z\n3 2026-03-03T08:00:09Z\n",
    )
    .unwrap();
    let running = run(folder.path(), 600);
    let database = Connection::open(running.housing_db()).unwrap();
    let tick: i64 = database.query_row("SELECT delivered_tick FROM delivery", [], |row| row.get(0)).unwrap();
    assert_eq!((tick, running.ticks()), (3, 3));
    assert!(names_in(&running.finance_drop()).iter().any(|name| name.ends_with("-000003.csv")));
}

#[test]
fn a_folder_with_another_city_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    drop(run(folder.path(), 400));
    let error = Agencies::open(folder.path(), &settings(800), &mut |_| {}).err().unwrap().to_string();
    assert!(error.contains("people is 400 there, 800 here") && error.contains("begin anew"), "{error}");
}

#[test]
fn faults_hit_one_agency_and_what_was_held_back_comes_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let running = run(folder.path(), 800);
    running.set_fault(Agency::Benefits, Fault::Down).unwrap();
    assert!(get(&running.benefits_url(), "/health", TOKEN).is_none());
    assert_eq!(get(&running.children_url(), "/health", TOKEN).unwrap().0, 200);
    running.set_fault(Agency::Benefits, Fault::Garbage).unwrap();
    let (_, _, body) = get(&running.benefits_url(), "/changes", TOKEN).unwrap();
    assert!(serde_json::from_slice::<Value>(&body).is_err());
    running.set_fault(Agency::Benefits, Fault::Slow(1)).unwrap();
    assert_eq!(json(&running.benefits_url(), "/health")["state"], "up");

    running.set_fault(Agency::Finance, Fault::Down).unwrap();
    running.set_fault(Agency::Housing, Fault::Down).unwrap();
    let before = names_in(&running.finance_drop());
    for _ in 0..5 {
        running.tick().unwrap();
    }
    assert_eq!(names_in(&running.finance_drop()), before);
    let database =
        Connection::open_with_flags(running.housing_db(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    database.busy_timeout(std::time::Duration::ZERO).unwrap();
    let count = || database.query_row("SELECT count(*) FROM tenants", [], |row| row.get::<_, i64>(0));
    assert!(count().unwrap_err().to_string().contains("locked"));
    running.set_fault(Agency::Finance, Fault::None).unwrap();
    running.set_fault(Agency::Housing, Fault::None).unwrap();
    assert!(count().unwrap() > 10);
    assert!(names_in(&running.finance_drop()).len() > before.len());

    running.set_fault(Agency::Housing, Fault::Garbage).unwrap();
    let odd: i64 = database
        .query_row("SELECT count(*) FROM tenants WHERE birth_date = '20261399'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(odd, 1);
    running.set_fault(Agency::Shelter, Fault::Garbage).unwrap();
    running.tick().unwrap();
    let bad = running.shelter_drop().join("clients-000006.csv");
    assert!(String::from_utf8_lossy(&std::fs::read(bad).unwrap()).contains("never closed"));
}
