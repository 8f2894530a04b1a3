//! Files as people send them: linked when that is possible, else refused in a sentence.

use crate::people::Chance;
use identity::{ColumnsMapping, PairsFile, Remark, find_file, link_file, link_file_and_pairs};
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
fn the_pairs_say_what_became_of_them_and_change_no_cluster() {
    let folder = Folder::new("pairs");
    // Two Marias are one; the other Kwame is somebody to ask about at most.
    let people = format!("{PEOPLE}d,Kwame,Mensah,,10009,7 Elm St\n");
    let (input, output, review) =
        (folder.file("in.csv", people.as_bytes()), folder.0.join("out.csv"), folder.0.join("pairs.csv"));
    let lines = |least| {
        let pairs = PairsFile { path: &review, least };
        link_file_and_pairs(&input, &output, Some(pairs), None, 1).unwrap();
        let text = fs::read_to_string(&review).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    // Of four records, nobody is asked about any.
    assert_eq!(lines(None), ["one,two,probability,outcome,asked"]);
    let clusters = fs::read_to_string(&output).unwrap();
    let all = lines(Some(0.0));
    assert!(all[1].starts_with("a,b,") && all[1].ends_with(",linked,no"), "{all:?}");
    assert!(all.iter().any(|line| line.starts_with("c,d,") && !line.contains("linked")), "{all:?}");
    assert_eq!(fs::read_to_string(&output).unwrap(), clusters);
    assert_eq!(Ok(clusters), link("without pairs", people.as_bytes(), None));
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

/// What is said about a file that is linked.
fn remarks(name: &str, content: &[u8]) -> Vec<String> {
    let folder = Folder::new(name);
    let (input, out) = (folder.file("in.csv", content), folder.0.join("out.csv"));
    let summary = link_file(&input, &out, None, 2).unwrap();
    summary.remarks.iter().map(Remark::to_string).collect()
}

#[test]
fn what_is_strange_about_a_file_is_said() {
    assert_eq!(remarks("usual", PEOPLE.as_bytes()), Vec::<String>::new());
    let mut strange = b"unique_id,first_name,last_name,ssn,dob,phone,city\n".to_vec();
    for n in 0..300 {
        let first = if n % 3 == 0 { "Unknown".to_owned() } else { format!("Given{n}") };
        let last = if n % 3 == 0 { String::new() } else { "Katsaros".to_owned() };
        let birth = ["1970-01-01", "someday", "1980-02-03", &format!("19{}-05-{}", 50 + n % 40, 1 + n % 28)]
            [n % 4]
            .to_owned();
        strange.extend(format!("{n},{first},{last},512701234,{birth},,Jos").into_bytes());
        strange.extend([0xe9, b'\n']);
    }
    let said = remarks("strange", &strange).join("\n");
    for sentence in [
        "the column phone is empty in every row",
        "the column last_name has one value only",
        "the column ssn has one value only",
        "100 of 300 rows name nobody",
        "75 of 300 birth dates could not be read",
        "the letters of 300 rows were not UTF-8",
        "2 birth dates are so common",
        "1 Social Security numbers stand under several unlike names",
    ] {
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
}

#[test]
fn a_default_date_is_no_birth_date() {
    let mut file = String::from("unique_id,first_name,last_name,dob,street_number,street_name,zipcode\n");
    for n in 0..200 {
        let birth = if n % 4 == 0 {
            "1970-01-01".to_owned()
        } else {
            format!("19{}-0{}-1{}", 30 + n % 60, 1 + n % 9, n % 10)
        };
        file.push_str(&format!("s{n},Qua{n},Zyx{n}ova,{birth},{n},Far Way,1{n:04}\n"));
    }
    file.push_str("a,Maria,Katsaros,1970-01-01,12,Main Street,10001\nb,Maria,Katsaros,1951-08-30,12,Main Street,10001\n");
    let out = link("defaults", file.as_bytes(), None).unwrap();
    assert!(out.contains("\nb,a,"), "a date that stands for none keeps nobody apart: {out}");
}

#[test]
fn other_encodings_are_read_too() {
    let file = b"unique_id,first_name,last_name,dob\n1,Jos\xe9,N\xfa\xf1ez,1980-02-03\n2,Jos\xc3\xa9,N\xc3\xba\xc3\xb1ez,1980-02-03\n3,Jos\xc3\x83\xc2\xa9,N\xc3\x83\xc2\xba\xc3\x83\xc2\xb1ez,1980-02-03\n";
    let out = link("encodings", file, None).unwrap();
    assert!(out.contains("\n2,1,") && out.contains("\n3,1,"), "{out}");
    let folder = Folder::new("asked encodings");
    let (input, out) = (folder.file("in.csv", file), folder.0.join("r.csv"));
    let queries = folder.file("q.csv", b"query,first_name,last_name\nq1,Jos\xe9,N\xfa\xf1ez\n");
    let done = find_file(&input, &queries, &out, None, date(2020, 6, 1)).unwrap();
    assert!(done.remarks.contains(&Remark::OtherEncoding(1)), "{:?}", done.remarks);
    assert!(fs::read_to_string(out).unwrap().contains("\nq1,1,"));
}

#[test]
fn any_bytes_are_read_without_falling_over() {
    let mut chance = Chance(5);
    for round in 0..60 {
        let mut file =
            b"unique_id,first_name,last_name,dob,ssn,street_name,unit_number,zipcode,phone,email\n".to_vec();
        for row in 0..40 {
            file.extend(row.to_string().into_bytes());
            for _ in 0..9 {
                file.extend(b",");
                for _ in 0..chance.below(12) {
                    let byte = match chance.below(3) {
                        0 => chance.below(256) as u8,
                        1 => b"0123456789/-. "[chance.below(14)],
                        _ => b"abcdefghijklmnopqrstuvwxyz"[chance.below(26)],
                    };
                    if !matches!(byte, b',' | b'"' | b'\n' | b'\r') {
                        file.push(byte);
                    }
                }
            }
            file.push(b'\n');
        }
        let out = link(&format!("fuzz{round}"), &file, None).unwrap();
        assert_eq!(out.lines().count(), 41);
    }
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

#[test]
fn usual_names_of_columns_and_other_separators_are_understood() {
    let wanted = link("known", PEOPLE.as_bytes(), None).unwrap();
    let renamed = PEOPLE
        .replacen("unique_id", "Record ID", 1)
        .replacen("first_name", "Given Name", 1)
        .replacen("last_name", "SURNAME", 1)
        .replacen("dob", "Date of birth", 1);
    assert_eq!(link("renamed", renamed.as_bytes(), None).unwrap(), wanted);
    for separator in ["\t", ";", "|"] {
        assert_eq!(link("separated", renamed.replace(',', separator).as_bytes(), None).unwrap(), wanted);
    }
}

#[test]
fn what_is_not_used_or_does_not_fit_is_said() {
    let said = remarks("unused", b"unique_id,last_name,shoe_size\n1,Ng,39\n2,Osei\n").join("\n");
    for sentence in ["not used: shoe_size;", "no column dob", "1 of 2 rows have fewer or more cells"] {
        assert!(said.contains(sentence), "{sentence}: {said}");
    }
    let open = format!("unique_id,last_name\n1,\"Ng\n{}", "2,A surname of usual length\n".repeat(60));
    let refused = link("open", open.as_bytes(), None).unwrap_err();
    assert!(refused.contains("line 2") && refused.contains("not closed"), "{refused}");
    let wide: Vec<u8> = "unique_id,last_name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let refused = link("wide", &[&[0xff, 0xfe][..], &wide].concat(), None).unwrap_err();
    assert!(refused.contains("UTF-16"), "{refused}");
    let refused = link("format", PEOPLE.as_bytes(), Some("date_formats = ['banana']\n")).unwrap_err();
    assert!(refused.contains("banana"), "{refused}");
    let shared = "[columns]\nfirst_name = 'last_name'\nlast_name = 'last_name'\n";
    let refused = link("shared", PEOPLE.as_bytes(), Some(shared)).unwrap_err();
    assert!(refused.contains("same column last_name"), "{refused}");
}

#[test]
fn questions_that_ask_nothing_are_refused_and_what_is_passed_over_is_said() {
    let folder = Folder::new("asking");
    let (input, out) = (folder.file("in.csv", PEOPLE.as_bytes()), folder.0.join("r.csv"));
    let ask = |questions: &str| {
        let queries = folder.file("q.csv", questions.as_bytes());
        find_file(&input, &queries, &out, None, date(2020, 6, 1)).map_err(|error| error.to_string())
    };
    let refused = ask("query,question\n1,maria\n").unwrap_err();
    assert!(refused.contains("asks for nothing") && refused.contains("question"), "{refused}");
    let done = ask("query,text,age,dob,colour\n1,maria,old,someday,red\n").unwrap();
    let said: Vec<String> = done.remarks.iter().map(Remark::to_string).collect();
    assert!(said.iter().any(|line| line.starts_with("not used: colour;")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("1 ages are no whole number")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("1 of 1 birth dates")), "{said:?}");
}
