//! An agency drops CSV files; good rows come in, bad rows are told, and nothing comes twice.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::{Folder, open, plain, short, take_all};
use records::{Request, Source, SourceError};

const MAPPING: &str = r#"
source = "finance"
agency = "Finance Office"
keeping = "kept"

[connection]
kind = "drop"
folder = "in"

[codes.form]
labels = { W2 = "Wages", SSA = "Social security" }

[[table]]
name = "people"
file = "people-{drop}.csv"
key = "NO"
dates = { formats = ["M/D/YYYY"], stand_ins = ["1900-01-01"] }
[[table.entry]]
demographics.given_name = "FIRST"
demographics.family_name = "LAST"
demographics.birth_date = "BORN"
demographics.ssn = { column = "SSN", missing = ["", "NONE"] }
contact.street = "STREET"
[[table.entry]]
demographics.given_name = "ALIAS"
demographics.name_use = { value = "alias" }

[[table]]
name = "wages"
file = "wages-{drop}.csv"
key = "NO"
row = { join = ["YEAR", "FORM"] }
many = true
[[table.entry]]
income.income_type = { column = "FORM", codes = "form" }
income.amount = "AMOUNT"
income.tax_year = "YEAR"
"#;

const PEOPLE: &str = "NO,FIRST,LAST,BORN,SSN,STREET,ALIAS\n\
    F1,Ana,Reyes,3/4/1950,512-70-1234,1 Elm,Anita\n\
    F2,Bo,Lee,1/1/1900,NONE,2 Oak,\n";
const WAGES: &str = "NO,YEAR,FORM,AMOUNT\nF2,2024,W2,\"1,200.50\"\nF1,2024,SSA,900\nF2,2023,W2,1000\n";

fn start(people: &str, wages: &str) -> (Folder, Box<dyn Source>) {
    let folder = Folder::new();
    folder.drop("in/people-000.csv", people, true);
    folder.drop("in/wages-000.csv", wages, true);
    let source = open(&folder, MAPPING);
    (folder, source)
}

fn rejections(people: &[u8], rows: usize) -> Vec<String> {
    let folder = Folder::new();
    folder.drop_with("in/people-000.csv", people, rows, true, "2026-03-04T15:20:30Z");
    folder.drop("in/wages-000.csv", "NO,YEAR,FORM,AMOUNT\n", true);
    let source = open(&folder, MAPPING);
    let (taken, _) = take_all(source.as_ref(), None);
    taken[0].rejections.iter().map(|one| format!("{}: {}", one.place, one.reason)).collect()
}

fn error(source: &dyn Source) -> String {
    source.deliver(&Request::After(None)).unwrap_err().to_string()
}

#[test]
fn rows_of_several_files_become_one_record_for_each_person() {
    let (_folder, source) = start(PEOPLE, WAGES);
    let (taken, cursor) = take_all(source.as_ref(), None);
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].rows, taken[0].rejections.len()), (5, 0));
    assert_eq!(taken[0].as_of.unwrap().to_string(), "2026-03-04T15:20:30Z");
    assert_eq!(
        plain(&taken[0].changes),
        [
            "whole F1: demographics[people] given_name=Ana family_name=Reyes birth_date=1950-3-4 ssn=512701234; \
             contact[people] street=1 Elm; demographics[people#2] given_name=Anita name_use=alias; \
             income[wages:2024 SSA] income_type=Social security amount=90000 tax_year=2024",
            "whole F2: demographics[people] given_name=Bo family_name=Lee; contact[people] street=2 Oak; \
             income[wages:2024 W2] income_type=Wages amount=120050 tax_year=2024; \
             income[wages:2023 W2] income_type=Wages amount=100000 tax_year=2023",
        ]
    );
    let nothing = source.deliver(&Request::After(cursor.clone())).unwrap();
    assert!(nothing.changes.is_empty() && !nothing.more && nothing.cursor == cursor);
}

#[test]
fn a_later_partial_drop_amends_and_the_same_content_is_not_taken_twice() {
    let (folder, source) = start(PEOPLE, WAGES);
    let (_, cursor) = take_all(source.as_ref(), None);
    folder.drop("in/people-001.csv", "NO,FIRST,LAST,BORN,SSN,STREET,ALIAS\nF1,Ana,Reyes,,,9 Ash,\n", false);
    let waiting = source.deliver(&Request::After(cursor.clone())).unwrap();
    assert!(waiting.changes.is_empty() && waiting.cursor == cursor, "wages-001.csv has not come yet");
    folder.write("in/wages-001.csv.part", "NO,YE");
    folder.drop("in/wages-001.csv", "NO,YEAR,FORM,AMOUNT\nF1,2025,SSA,950\n", false);
    let (taken, cursor) = take_all(source.as_ref(), cursor);
    assert_eq!(
        plain(&taken[0].changes),
        ["amended F1: demographics[people] given_name=Ana family_name=Reyes; contact[people] street=9 Ash; \
          income[wages:2025 SSA] income_type=Social security amount=95000 tax_year=2025"]
    );
    for table in ["people", "wages"] {
        let from = folder.path().join(format!("in/{table}-001.csv"));
        let text = std::fs::read_to_string(from).unwrap();
        folder.drop(&format!("in/{table}-002.csv"), text, false);
    }
    let (taken, later) = take_all(source.as_ref(), cursor.clone());
    assert!(taken.is_empty() && later != cursor, "the same content under a new stamp is passed over");
    let again = source.deliver(&Request::Again("001".to_owned())).unwrap();
    assert_eq!(again.changes.len(), 1);
}

#[test]
fn a_large_drop_comes_in_batches_and_each_can_be_read_again() {
    let mut people = String::from("NO,FIRST,LAST,BORN,SSN,STREET,ALIAS\n");
    for number in 0..4500 {
        people += &format!("F{number},A,B,,,,\n");
    }
    let (_folder, source) = start(&people, "NO,YEAR,FORM,AMOUNT\n");
    let (taken, cursor) = take_all(source.as_ref(), None);
    assert_eq!(taken.iter().map(|batch| batch.changes.len()).collect::<Vec<_>>(), [2000, 2000, 500]);
    assert_eq!(taken[1].name, "000@2000");
    let again = source.deliver(&Request::Again(taken[1].name.clone())).unwrap();
    assert_eq!(again.changes, taken[1].changes);
    let after_restart = source.deliver(&Request::After(taken[0].cursor.clone())).unwrap();
    assert_eq!(after_restart.changes, taken[1].changes);
    assert!(cursor.unwrap().ends_with('|'));
}

#[test]
fn bad_rows_are_told_by_file_line_and_column_and_good_rows_are_kept() {
    let people = "NO,FIRST,LAST,BORN,SSN,STREET,ALIAS\n\
        F1,Ana,Reyes,13/40/1950,,,\n\
        F2,Bo,Lee,,,,\n\
        F2,Bo,Lee,,,,\n\
        ,No,Key,,,,\n\
        F3,too,few\n\
        F4,Cy,Dow,,12,,\n";
    let wages =
        "NO,YEAR,FORM,AMOUNT\nF2,2024,W9,1\nF2,2023,W2,lots\nF2,2022,W2,7\nF2,2022,W2,7\nF9,2022,W2,7\n";
    let (_folder, source) = start(people, wages);
    let (taken, _) = take_all(source.as_ref(), None);
    let mut told: Vec<String> =
        taken[0].rejections.iter().map(|one| format!("{}: {}", one.place, one.reason)).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "people-000.csv, line 2, column `BORN`: is not a date of the form M/D/YYYY; correct the row, or add its form to `formats`",
            "people-000.csv, line 4, column `NO`: has the same key as line 3, and this table has one row for a person; keep one of them, or set `many = true`",
            "people-000.csv, line 5, column `NO`: is the key of the person and is empty; fill it in at the source",
            "people-000.csv, line 6: the row has 3 cells and the header has 7; put cells that hold the delimiter or a line end into quotes",
            "people-000.csv, line 7, column `SSN`: is not a Social Security number of nine or four digits; correct the row, or add its word to `missing`",
            "wages-000.csv, line 2, column `FORM`: has a code that [codes.form] does not know (SSA, W2); add the code there, or set `unknown`",
            "wages-000.csv, line 3, column `AMOUNT`: is not an amount of money; correct the row, or describe the amounts with `money`",
            "wages-000.csv, line 5: the row has the same row key as an earlier row of this person; keep one of them, or set `repeats = \"number\"`",
            "wages-000.csv, line 6: the row hangs on a person whom `people` does not have; deliver both, or neither",
        ]
    );
    assert_eq!(
        plain(&taken[0].changes),
        ["amended F2: demographics[people] given_name=Bo family_name=Lee; \
          income[wages:2022 W2] income_type=Wages amount=700 tax_year=2022"],
        "a person with a bad side row keeps the rest"
    );
    let raw = &taken[0]
        .rejections
        .iter()
        .find(|one| one.place.line == 6 && one.place.column.is_empty())
        .unwrap()
        .row;
    assert!(raw == "F3,too,few" || raw == "F9,2022,W2,7", "the row is kept as it came");
}

#[test]
fn bad_bytes_are_told_by_their_place() {
    let header = b"NO,FIRST,LAST,BORN,SSN,STREET,ALIAS\n".to_vec();
    let with = |row: &[u8]| [header.as_slice(), row, b"\nF2,Bo,Lee,,,,\n"].concat();
    assert_eq!(
        rejections(&with(b"F1,Jos\xe9,Paz,,,,"), 2),
        [
            "people-000.csv, line 2: the row is not UTF-8 at byte 7; correct it at the source, or set `encoding = \"windows-1252\"`"
        ]
    );
    assert_eq!(
        rejections(&with(b"F1,Jo\0se,Paz,,,,"), 2),
        ["people-000.csv, line 2: the row holds a NUL byte at byte 6; correct the row at the source"]
    );
    assert_eq!(
        rejections(&with(b"F1,\"Jose,Paz,,,,"), 2),
        ["people-000.csv, line 2: a quote is opened in the row and never closed; close it at the source"]
    );
    let huge = [b"F1,".as_slice(), &vec![b'x'; 10 << 20], b",Paz,,,,"].concat();
    assert_eq!(
        rejections(&with(&huge), 2),
        ["people-000.csv, line 2: the row is longer than 1 MB; deliver long content as documents"]
    );
    let big = [b"F1,".as_slice(), &vec![b'x'; 70 << 10], b",Paz,,,,"].concat();
    assert_eq!(
        rejections(&with(&big), 2),
        [
            "people-000.csv, line 2, column `FIRST`: holds more than 64 KB; cells carry values, so deliver long content as a document"
        ]
    );
    let with_bom = [b"\xef\xbb\xbf".as_slice(), &with(b"F1,Ana,Paz,,,,")].concat();
    assert_eq!(rejections(&with_bom, 2), Vec::<String>::new(), "a BOM is tolerated");
}

#[test]
fn a_drop_that_does_not_fit_its_manifest_is_not_taken_at_all() {
    let (folder, source) = start(PEOPLE, WAGES);
    folder.write("in/people-000.csv", &PEOPLE[..PEOPLE.len() - 20]);
    assert_eq!(
        error(source.as_ref()),
        "people-000.csv: is not the file that its manifest describes (the SHA-256 differs); deliver both again"
    );
    folder.drop_with("in/people-000.csv", PEOPLE.as_bytes(), 7, true, "2026-03-04");
    assert_eq!(
        error(source.as_ref()),
        "people-000.csv: has 2 rows and its manifest says 7; deliver both again"
    );
    folder.write("in/people-000.csv.manifest", "file = \"people-000.csv\"\nrows = ");
    assert!(
        error(source.as_ref())
            .starts_with("people-000.csv: the manifest people-000.csv.manifest is not TOML")
    );
    std::fs::remove_file(folder.path().join("in/people-000.csv")).unwrap();
    assert_eq!(
        error(source.as_ref()),
        "people-000.csv: is not in the folder, but its manifest is; deliver the file again"
    );
    std::fs::remove_dir_all(folder.path().join("in")).unwrap();
    let told = short(&folder, error(source.as_ref()));
    assert!(told.starts_with("Finance Office cannot be reached: the folder in cannot be read"), "{told}");
}

#[test]
fn a_column_that_the_file_does_not_have_is_told_with_those_it_has() {
    let (folder, source) = start(&PEOPLE.replace("LAST", "SURNAME"), WAGES);
    let told = short(&folder, error(source.as_ref()));
    assert_eq!(
        told,
        "Finance Office answered in a form that its mapping does not describe: mapping.toml, line 20, column 28: \
         people-000.csv has no column `LAST`; there are: `ALIAS`, `BORN`, `FIRST`, `NO`, `SSN`, `STREET`, `SURNAME`"
    );
}

#[test]
fn nobody_can_be_asked_about_one_person_and_no_key_leads_out_of_the_documents() {
    let folder = Folder::new();
    folder.write("in/docs/a/b.pdf", "pdf");
    folder.write("in/secret.txt", "secret");
    std::os::unix::fs::symlink(folder.path().join("in/secret.txt"), folder.path().join("in/docs/link.txt"))
        .unwrap();
    let source = open(&folder, &MAPPING.replace("keeping =", "documents_folder = \"in/docs\"\nkeeping ="));
    let within = std::time::Duration::from_secs(1);
    let late = source.answer(&records::RecordKey("F1".into()), within).unwrap_err();
    assert_eq!(late.to_string(), "Finance Office delivers files and cannot be asked about one person");
    let document = source.document("a/b.pdf", within).unwrap();
    assert_eq!(
        (document.media_type.as_str(), document.bytes.as_slice()),
        ("application/pdf", b"pdf".as_slice())
    );
    for key in ["../secret.txt", "/etc/passwd", "link.txt", "a", "", "a/../../secret.txt", "a\0b", "none.pdf"]
    {
        let told = source.document(key, within).unwrap_err();
        assert_eq!(told, SourceError::NoDocument("Finance Office".into()), "{key}");
    }
}

#[test]
fn several_persons_in_a_row_and_numbered_repeats_and_withdrawals_are_taken() {
    let folder = Folder::new();
    folder.drop("in/r-1.csv", "NO,A,B,GONE\nR1,Ana,Bo,\nR2,Cy,,\nR3,Di,,Y\n", true);
    folder.drop("in/j-1.csv", "NO,PAY\nR1,1\nR1,1\n", true);
    let source = open(
        &folder,
        r#"
source = "tax"
agency = "Tax Office"
keeping = "kept"
[connection]
kind = "drop"
folder = "in"
[[table]]
name = "returns"
file = "r-{drop}.csv"
key = "NO"
withdrawn = { column = "GONE", is = ["Y"] }
[[table.entry]]
demographics.given_name = "A"
[[table.person]]
key = { join = ["NO", "B"], with = "/" }
when = { column = "B" }
[[table.person.entry]]
demographics.given_name = "B"
relatives.relative_key = "NO"
relatives.relation = { value = "Spouse" }
[[table]]
name = "jobs"
file = "j-{drop}.csv"
key = "NO"
row = "PAY"
repeats = "number"
many = true
[[table.entry]]
income.amount = "PAY"
"#,
    );
    let (taken, _) = take_all(source.as_ref(), None);
    assert_eq!(
        plain(&taken[0].changes),
        [
            "whole R1: demographics[returns] given_name=Ana; income[jobs:1] amount=100; income[jobs:1~2] amount=100",
            "whole R1/Bo: demographics[returns/1] given_name=Bo; relatives[returns/1] relative_key=R1 relation=Spouse",
            "whole R2: demographics[returns] given_name=Cy",
            "withdrawn R3",
        ]
    );
}
