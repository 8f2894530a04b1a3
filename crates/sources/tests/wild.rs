//! Whatever comes in, nothing panics, and no good row is lost beside a bad one. Chance is seeded: every run is the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

mod fixture;

use fixture::{Folder, open};
use records::{Delivery, Request};
use std::fmt::Write as _;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

const MAPPING: &str = r#"
source = "wild"
agency = "A"
keeping = "kept"
[connection]
kind = "drop"
folder = "in"
manifest = "none"
[codes.c]
labels = { A = "a" }
[[table]]
name = "t"
file = "t.csv"
key = "K"
dates = { formats = ["M/D/YY", "YYYY-MM-DD", "DD-Mon-YYYY", "Month YYYY*"], pivot = 30 }
[[table.entry]]
demographics.family_name = { column = "N", split = "{last}, {first} {middle}", take = "last" }
demographics.birth_date = "D"
demographics.ssn = { column = "S", pad = 9, strip_prefix = ["0", "é"] }
demographics.birth_date_estimated = "F"
benefits.amount = "M"
income.tax_year = "Y"
income.income_type = { column = "C", codes = "c" }
"#;

/// Bytes that make trouble, more often than others.
const TROUBLE: &[u8] = b"\"\",\n\r\0\xff\xc3\xa9-/.0129$()MarY ";

fn take(folder: &Folder) -> Result<Vec<Delivery>, String> {
    let source = open(folder, MAPPING);
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let delivery = source.deliver(&Request::After(cursor)).map_err(|error| error.to_string())?;
        cursor = delivery.cursor.clone();
        let more = delivery.more;
        all.push(delivery);
        if !more {
            return Ok(all);
        }
    }
}

#[test]
fn random_bytes_in_a_drop_never_panic() {
    let mut chance = Chance(1);
    let folder = Folder::new();
    for _ in 0..400 {
        let mut file = b"K,N,D,S,F,M,Y,C\n".to_vec();
        for _ in 0..chance.below(600) {
            let byte = match chance.below(4) {
                0 => (chance.next() & 0xff) as u8,
                1 => b',',
                _ => TROUBLE[chance.below(TROUBLE.len())],
            };
            file.push(byte);
        }
        folder.write("in/t.csv", &file);
        if let Ok(taken) = take(&folder) {
            for delivery in &taken {
                for rejection in &delivery.rejections {
                    assert!(rejection.place.line > 1 && rejection.reason.len() > 10, "{}", rejection.place);
                }
            }
        }
    }
}

#[test]
fn one_spoilt_byte_costs_at_most_the_rows_that_it_touches() {
    let mut chance = Chance(2);
    let folder = Folder::new();
    let mut good = String::from("K,N,D,S,F,M,Y,C\n");
    for number in 0..50 {
        let _ = writeln!(
            good,
            "P{number},\"Doe, Jo {number}\",3/4/{:02},51270{number:04},y,1.50,2024,A",
            number % 90 + 10
        );
    }
    for _ in 0..300 {
        let mut file = good.clone().into_bytes();
        let at = 16 + chance.below(file.len() - 16);
        file[at] = TROUBLE[chance.below(TROUBLE.len())];
        folder.write("in/t.csv", &file);
        let taken = take(&folder).unwrap();
        let kept: usize = taken.iter().map(|delivery| delivery.changes.len()).sum();
        // A quote that opens at the start of a cell runs on to the next quote, so that two rows can be touched.
        assert!(kept >= 48, "{kept} of 50 rows were kept after byte {at} was spoilt");
    }
}

#[test]
fn random_changes_to_a_mapping_never_panic() {
    let mut chance = Chance(3);
    let folder = Folder::new();
    folder.write("in/t.csv", "K,N,D,S,F,M,Y,C\nP1,Doe,3/4/50,,y,1,2024,A\n");
    for _ in 0..1500 {
        let mut text = MAPPING.as_bytes().to_vec();
        for _ in 0..=chance.below(4) {
            let at = chance.below(text.len());
            match chance.below(3) {
                0 => text[at] = (chance.next() & 0x7f) as u8,
                1 => drop(text.remove(at)),
                _ => text.insert(at, b"[]{}=\"\n.,$"[chance.below(10)]),
            }
        }
        let file = folder.write("wild.toml", &text);
        for finding in sources::check(&file, &sources::Surroundings::none()) {
            assert!(finding.sentence.len() > 10, "{finding}");
        }
    }
}

#[test]
fn the_same_drop_gives_the_same_again_whatever_the_order_of_its_rows() {
    let mut chance = Chance(4);
    let folder = Folder::new();
    let mut rows: Vec<String> =
        (0..5000).map(|number| format!("P{number},Doe,3/4/50,,y,1,2024,A\n")).collect();
    let mut seen = Vec::new();
    for _ in 0..3 {
        for at in 0..rows.len() {
            let other = chance.below(rows.len());
            rows.swap(at, other);
        }
        folder.write("in/t.csv", format!("K,N,D,S,F,M,Y,C\n{}", rows.concat()));
        let taken = take(&folder).unwrap();
        let mut lines: Vec<String> =
            taken.iter().flat_map(|delivery| fixture::plain(&delivery.changes)).collect();
        lines.sort();
        seen.push(lines);
    }
    assert!(seen[0].len() == 5000 && seen[0] == seen[1] && seen[1] == seen[2]);
}
