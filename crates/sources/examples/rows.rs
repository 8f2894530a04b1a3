//! Rows for each second of the CSV and the JSON path: `cargo run --release -p sources --example rows [ROWS]`.
#![allow(clippy::unwrap_used, reason = "a bench stops where something is wrong")]

use records::{Request, Source};
use sources::Surroundings;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::time::Instant;

const FIELDS: &str = r#"
demographics.given_name = "FIRST"
demographics.family_name = "LAST"
demographics.birth_date = { column = "BORN", formats = ["MM/DD/YYYY"] }
demographics.sex = { column = "SEX", codes = { M = "Male", F = "Female" } }
demographics.ssn = "SSN"
contact.street = "STREET"
contact.city = "CITY"
contact.zip = "ZIP"
income.amount = "AMOUNT"
"#;

fn main() {
    let rows: usize = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let folder = std::env::temp_dir().join(format!("sources-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    csv(&folder, rows, "csv sorted", |number| number);
    csv(&folder, rows, "csv in two tables, unsorted", |number| (number * 7_919) % rows);
    json(&folder, rows / 10);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn csv(folder: &Path, rows: usize, name: &str, place: impl Fn(usize) -> usize) {
    let two = name.contains("two");
    let mut text = String::from("ID,FIRST,LAST,BORN,SEX,SSN,STREET,CITY,ZIP,AMOUNT\n");
    let mut side = String::from("ID,YEAR,AMOUNT\n");
    for number in 0..rows {
        line(&mut text, place(number));
        let _ = writeln!(side, "P{:07},2024,1234.50", (number * 104_729) % rows);
    }
    std::fs::write(folder.join("people.csv"), &text).unwrap();
    std::fs::write(folder.join("income.csv"), &side).unwrap();
    let (text, bytes) = (String::new(), text.len() + if two { side.len() } else { 0 });
    drop((text, side));
    let side = "[[table]]\nname = \"income\"\nfile = \"income.csv\"\nkey = \"ID\"\nmany = true\n[[table.entry]]\nincome.amount = \"AMOUNT\"\nincome.tax_year = \"YEAR\"\n";
    let mapping = format!(
        "source = \"bench\"\nagency = \"B\"\nkeeping = \"kept\"\n[connection]\nkind = \"drop\"\nfolder = \".\"\nmanifest = \"none\"\n[[table]]\nname = \"people\"\nfile = \"people.csv\"\nkey = \"ID\"\n[[table.entry]]{FIELDS}{}",
        if two { side } else { "" }
    );
    run(folder, &mapping, name, bytes);
}

fn line(text: &mut String, number: usize) {
    let (month, day, year) = (number % 12 + 1, number % 28 + 1, number % 90 + 1930);
    let _ = writeln!(
        text,
        "P{number:07},Maria,Reyes {number},{month:02}/{day:02}/{year},F,{:09},\"{number} Elm St, Apt 4\",Larkhaven,00201,1234.50",
        100_000_000 + number
    );
}

fn json(folder: &Path, rows: usize) {
    let page = 500;
    let pages: Vec<String> = (0..rows / page)
        .map(|at| {
            let mut people = String::new();
            for number in at * page..(at + 1) * page {
                let (month, day) = (number % 12 + 1, number % 28 + 1);
                let comma = if people.is_empty() { "" } else { "," };
                let _ = write!(
                    people,
                    "{comma}{{\"ID\":\"P{number}\",\"FIRST\":\"Maria\",\"LAST\":\"Reyes\",\"BORN\":\"{month:02}/{day:02}/1950\",\"SEX\":\"F\",\"SSN\":\"{:09}\",\"STREET\":\"{number} Elm\",\"CITY\":\"Larkhaven\",\"ZIP\":\"00201\",\"AMOUNT\":\"12.50\",\"cases\":[{{\"no\":\"{number}A\",\"opened\":\"01/02/2024\"}}]}}",
                    100_000_000 + number
                );
            }
            format!("{{\"people\":[{people}],\"next\":\"{}\",\"more\":{}}}", at + 1, (at + 1) * page < rows)
        })
        .collect();
    let bytes = pages.iter().map(String::len).sum();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            while let Some(first) = lines.next() {
                let at: usize = first.split(['=', ' ']).nth(2).and_then(|at| at.parse().ok()).unwrap_or(0);
                while lines.next().is_some_and(|line| !line.is_empty()) {}
                let body = pages.get(at).map_or("{}", String::as_str);
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                stream.write_all(head.as_bytes()).unwrap();
                stream.write_all(body.as_bytes()).unwrap();
            }
        }
    });
    let mapping = format!(
        "source = \"bench\"\nagency = \"B\"\nkeeping = \"kept\"\n[connection]\nkind = \"http\"\naddress = \"http://{address}\"\nchanges = \"/changes?since={{cursor}}\"\nmore = \"/more\"\n[[table]]\nname = \"people\"\nitems = \"/people\"\nkey = \"ID\"\ndates = {{ formats = [\"MM/DD/YYYY\"] }}\n[[table.entry]]{FIELDS}[[table.entry]]\neach = \"cases\"\nrow = \"no\"\nenrolment.case_number = \"no\"\nenrolment.opened = \"opened\"\n"
    );
    run(folder, &mapping, "json over http", bytes);
}

fn run(folder: &Path, mapping: &str, name: &str, bytes: usize) {
    let file = folder.join("mapping.toml");
    std::fs::write(&file, mapping).unwrap();
    let source = sources::open(&file, &Surroundings::none()).unwrap();
    let before = memory("VmRSS:");
    let begun = Instant::now();
    let (rows, people, bad) = take(source.as_ref());
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{{\"bench\": \"sources\", \"path\": \"{name}\", \"rows\": {rows}, \"people\": {people}, \"rejected\": {bad}, \"megabytes\": {}, \"seconds\": {seconds:.2}, \"rows_per_second\": {:.0}, \"memory_mb_before\": {before}, \"memory_mb_peak\": {}}}",
        bytes / 1_000_000,
        rows as f64 / seconds,
        memory("VmHWM:")
    );
}

fn take(source: &dyn Source) -> (u64, usize, usize) {
    let (mut rows, mut people, mut bad, mut cursor) = (0, 0, 0, None);
    loop {
        let delivery = source.deliver(&Request::After(cursor)).unwrap();
        rows += delivery.rows;
        people += delivery.changes.len();
        bad += delivery.rejections.len();
        cursor = delivery.cursor;
        if !delivery.more {
            return (rows, people, bad);
        }
    }
}

fn memory(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(which)).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
