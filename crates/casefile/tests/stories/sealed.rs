//! What is on the disk says nothing about anybody.

use crate::agency::{Agency, rejected};
use crate::ground::sealer;
use crate::house::{House, story};
use crate::said::{said, withdrawn};
use database::{Database, DatabaseError, KeyFile, Sealer};

/// Words that stand in one place each and nowhere else.
const SECRETS: [&str; 13] = [
    "Zyqvarneth",
    "Obbleforth",
    "523441871",
    "Quibblethorn",
    "2925550147",
    "HH-Xyzzyplugh",
    "RK-Ploverwick",
    "RK-Grimmauld",
    "Frobnicator",
    "Snarkwell",
    "bad-Wumpusrow",
    "Janizzary",
    "Corybantic",
];

fn secretive() -> Vec<Agency> {
    let record = |payer: &str, day: &str| {
        said("benefits", "RK-Ploverwick", day)
            .name("Zyqvarneth", "Obbleforth")
            .ssn("523441871")
            .born("1971-05-09")
            .lives("14 Quibblethorn Way")
            .phone("2925550147")
            .household("HH-Xyzzyplugh", "Snarkwell")
            .relative("RK-Grimmauld", "Frobnicator")
            .income("pay:1", payer)
    };
    let agency = Agency::new("benefits");
    agency.add(
        "2026-02-01",
        vec![record("Janizzary", "2026-02-01").whole()],
        vec![rejected(2, "bad-Wumpusrow")],
    );
    agency.add("2026-02-02", vec![record("Corybantic", "2026-02-02").whole()], vec![]);
    vec![agency]
}

#[test]
fn nothing_on_the_disk_can_be_read() {
    story("unreadable", secretive, |house| {
        house.take("benefits");
        assert_eq!(house.count("SELECT count(*) FROM source_record_version"), 1);
        assert_eq!(house.count("SELECT count(*) FROM quarantine"), 1);
        look(house);
        house.agency("benefits").add("2026-02-03", vec![withdrawn("RK-Ploverwick")], vec![]);
        house.take("benefits");
        house.reopen();
        look(house);
    });
}

fn look(house: &House) {
    let kept = if house.is_sqlite() { files(house) } else { rows(house) };
    assert!(holds(&kept, "this is no date"), "the search finds what is there to be read");
    for secret in SECRETS {
        assert!(!holds(&kept, secret), "{secret} can be read");
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!holds(&kept, &hex), "{secret} can be read in hexadecimal");
    }
}

/// Every byte of the database, its write-ahead log and its index.
fn files(house: &House) -> Vec<u8> {
    let mut names = Vec::new();
    let mut all = Vec::new();
    for file in std::fs::read_dir(house.folder()).unwrap() {
        let path = file.unwrap().path();
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        all.extend(std::fs::read(path).unwrap());
    }
    names.sort();
    assert_eq!(names, ["key", "town.db", "town.db-shm", "town.db-wal"]);
    all
}

/// Every row of every table; bytes come as hexadecimal.
fn rows(house: &House) -> Vec<u8> {
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let mut all = Vec::new();
    for table in house.database().read(|t| t.rows(tables, &[])).unwrap() {
        let table = table.text(0).unwrap();
        let sql = format!("SELECT t::text FROM {table} t");
        for row in house.database().read(|t| t.rows(&sql, &[])).unwrap() {
            all.extend(row.text(0).unwrap().into_bytes());
        }
    }
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[test]
fn a_database_is_not_opened_with_another_key() {
    story("other_key", secretive, |house| {
        house.take("benefits");
        let elsewhere = tempfile::tempdir().unwrap();
        let other = Sealer::new(&KeyFile::create(&elsewhere.path().join("key")).unwrap());
        let refused: DatabaseError = house.database().confirm_key(&other).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "this is not the key file that the database was sealed with; put the right one in its place"
        );
        house.database().confirm_key(&sealer(&house.folder())).unwrap();
        let again = Database::open(house.place()).unwrap();
        assert!(again.confirm_key(&other).is_err(), "also after it was opened anew");
    });
}
