//! Files as people send them: linked when that is possible, else refused in a sentence.

use identity::{ColumnsMapping, find_file, link_file};
use jiff::civil::date;
use std::fs;
use std::path::PathBuf;

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("identity-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// What comes out for a file, or the sentence that refuses it.
fn link(name: &str, content: &[u8], mapping: Option<&str>) -> Result<String, String> {
    let folder = Folder::new(name);
    let (input, output) = (folder.file("in.csv", content), folder.0.join("out.csv"));
    let mapping: Option<ColumnsMapping> = mapping.map(|text| toml::from_str(text).unwrap());
    link_file(&input, &output, mapping.as_ref(), 1)
        .map(|_| fs::read_to_string(output).unwrap())
        .map_err(|error| error.to_string().replace(&format!("{}/", folder.0.display()), ""))
}

const PEOPLE: &str = "unique_id,first_name,last_name,dob,zipcode,street_name\n\
    b,Maria,Katsaros,1955-03-04,10001,12 Main St\n\
    a,Maria,Katsaros,1955-04-03,10001,12 Main Street\n\
    c,Kwame,Mensah,1981-04-09,10002,4 Oak Ave\n";

#[test]
fn rows_come_out_by_id_in_clusters_named_after_the_first() {
    let out = link("plain", PEOPLE.as_bytes(), None).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "unique_id,cluster_id,probability");
    assert!(lines[1].starts_with("a,a,0.9") || lines[1].starts_with("a,a,1.0"), "{out}");
    assert!(lines[2].starts_with("b,a,") && lines[3].starts_with("c,c,1.0"), "{out}");
}

#[test]
fn the_order_of_rows_changes_no_byte() {
    let mut rows: Vec<&str> = PEOPLE.lines().skip(1).collect();
    rows.reverse();
    let turned = format!("{}\n{}\n", PEOPLE.lines().next().unwrap(), rows.join("\n"));
    assert_eq!(link("turned", turned.as_bytes(), None), link("straight", PEOPLE.as_bytes(), None));
}

#[test]
fn a_mapping_names_columns_and_dates() {
    let renamed =
        PEOPLE.replace("first_name", "GIVEN").replace("dob", "BORN").replace("1955-03-04", "04031955");
    let mapping = "date_formats = ['%d%m%Y', '%Y-%m-%d']\n[columns]\nfirst_name = 'GIVEN'\ndob = 'BORN'\n";
    let out = link("mapped", renamed.as_bytes(), Some(mapping)).unwrap();
    assert!(out.contains("\nb,a,"), "{out}");
    let refused =
        link("unmapped", renamed.as_bytes(), Some("[columns]\nfirst_name = 'NOWHERE'\n")).unwrap_err();
    assert!(refused.contains("in.csv") && refused.contains("NOWHERE"), "{refused}");
    let refused = link("odd", renamed.as_bytes(), Some("[columns]\nshoe_size = 'GIVEN'\n")).unwrap_err();
    assert!(refused.contains("shoe_size"), "{refused}");
}

#[test]
fn further_text_is_evidence_but_no_identity() {
    let people = "unique_id,first_name,last_name,dob,job\n1,Ana,Ruiz,1980-01-01,baker\n2,Ana,Ruiz,1980-01-02,Baker\n\
        3,Hugo,Osei,1950-07-07,baker\n4,Wei,Chen,1961-09-09,baker\n";
    let out = link("jobs", people.as_bytes(), Some("text = ['job']\n")).unwrap();
    assert!(out.contains("\n2,1,") && out.contains("\n3,3,") && out.contains("\n4,4,"), "{out}");
}

#[test]
fn what_makes_no_sense_is_refused_in_a_sentence() {
    assert!(link("empty", b"", None).unwrap_err().contains("is empty"));
    let refused = link("nameless", b"unique_id,dob\n1,1980-01-01\n", None).unwrap_err();
    assert!(refused.contains("no column for names") && refused.contains("dob"), "{refused}");
    let refused = link("twice", b"unique_id,last_name\n7,Ng\n8,Osei\n7,Cohen\n", None).unwrap_err();
    assert_eq!(refused, "in.csv, lines 2 and 4: both have the same unique_id; every record needs its own");
    let refused = link("columns", b"unique_id,last_name,last_name\n7,Ng,Ng\n", None).unwrap_err();
    assert!(refused.contains("last_name stands twice"), "{refused}");
}

#[test]
fn strange_files_have_sound_results() {
    let marked = [b"\xef\xbb\xbf".as_slice(), PEOPLE.as_bytes()].concat();
    assert!(link("marked", &marked, None).unwrap().contains("\nb,a,"));
    let broken = b"unique_id,first_name,last_name\n1,\xff\xfe\xfd,\xc3\n2,\xff\xfe,Ng\n3\n4,a,b,c,d,e\n";
    assert_eq!(link("broken", broken, None).unwrap().lines().count(), 5);
    let mut same = String::from("unique_id,first_name,last_name,dob,city\n");
    (0..3000).for_each(|n| same.push_str(&format!("{n},Unknown,Smith,1900-01-01,Anytown\n")));
    let out = link("same", same.as_bytes(), None).unwrap();
    let alone = out.lines().skip(1).filter(|line| line.split(',').next() == line.split(',').nth(1)).count();
    assert_eq!(alone, 3000, "one surname is no person");
    let empty = "unique_id,first_name,last_name,dob\n1,,,\n2,,,\n3,,,\n";
    assert_eq!(link("blank", empty.as_bytes(), None).unwrap().lines().count(), 4);
}

#[test]
fn questions_are_answered_from_a_file() {
    let folder = Folder::new("find");
    let input = folder.file("in.csv", PEOPLE.as_bytes());
    let asked = "query,text,first_name,age\nq1,katsaros maria,,\nq2,,Kwame,39\nq3,nobody here,,\n";
    let (queries, out) = (folder.file("q.csv", asked.as_bytes()), folder.0.join("r.csv"));
    let summary = find_file(&input, &queries, &out, None, date(2020, 6, 1)).unwrap();
    assert_eq!((summary.records, summary.queries), (3, 3));
    let found = fs::read_to_string(out).unwrap();
    assert!(found.starts_with("query,rank,unique_id,probability,microseconds\n"));
    assert!(found.contains("\nq2,1,c,") && found.contains("\nq1,2,"), "{found}");
    assert!(!found.contains("q3"), "{found}");
}
