//! People every field of whose records holds a value that stands nowhere else, so that each value found in a view tells
//! where it came from.

use crate::agency::{Agency, noon};
use jiff::ToSpan;
use jiff::civil::date;
use records::catalog::{demographics, documents, household, relatives};
use records::{
    Change, Entry, Field, PartialDate, RecordKey, SectionKind, SourceId, SourceRecord, Ssn, Value, ValueKind,
};

pub const SOURCES: [&str; 5] = ["benefits", "children", "finance", "housing", "shelter"];

/// One value as a page would print it, and where it comes from.
pub struct Token {
    pub source: &'static str,
    /// `subject`, `housemate` or `kin`.
    pub who: &'static str,
    pub field: Field,
    pub words: String,
}

/// The agencies with their people, and every token there is. Yes and no are not unique, so they are left out.
pub fn agencies() -> (Vec<Agency>, Vec<Token>) {
    let mut tokens = Vec::new();
    let mut agencies = Vec::new();
    let mut number = 0;
    for source in SOURCES {
        let mut records = Vec::new();
        for who in ["subject", "housemate", "kin"] {
            records.push(record(source, who, &mut number, &mut tokens));
        }
        let changes = records.iter().cloned().map(Change::Whole).collect();
        let agency =
            Agency::new(source).keeps(&document_key(source), b"a picture").delivers("2026-02-01", changes);
        agency.answers(crate::agency::Manner::Answers, records);
        let files = source == "finance" || source == "shelter";
        agencies.push(if files { agency.files_only() } else { agency });
    }
    (agencies, tokens)
}

pub fn key(source: &str, who: &str) -> String {
    format!("key-{source}-{who}")
}

pub fn document_key(source: &str) -> String {
    format!("document-{source}-subject")
}

fn record(
    source: &'static str,
    who: &'static str,
    number: &mut u32,
    tokens: &mut Vec<Token>,
) -> SourceRecord {
    let mut entries = Vec::new();
    for kind in SectionKind::ALL {
        let mut entry = Entry::new(*kind);
        for field in kind.fields() {
            *number += 1;
            let (value, words) = unique(source, who, field, *number);
            entry.put(field, value);
            tokens.extend(words.map(|words| Token { source, who, field, words }));
        }
        entries.push(entry);
    }
    SourceRecord {
        source: SourceId::new(source),
        key: RecordKey(key(source, who)),
        as_of: noon("2026-02-01"),
        entries,
    }
}

/// A value for a field, and the words by which it would be recognised.
fn unique(source: &str, who: &str, field: Field, number: u32) -> (Value, Option<String>) {
    match field.spec().value {
        // What members are to a head is told where the head is there.
        ValueKind::Text if field == household::RELATION_TO_HEAD && who == "subject" => {
            (Value::Text(format!("Head {}", letters(number))), Some(letters(number)))
        }
        ValueKind::Text => (Value::Text(letters(number)), Some(letters(number))),
        ValueKind::Date => {
            // What has an end has not ended yet.
            let ends = ["Until", "Closed", "Left", "Lease until"].contains(&field.spec().label);
            let first = if ends { date(2090, 1, 1) } else { date(1920, 1, 1) };
            let day = first.checked_add(i64::from(number).days()).unwrap();
            let words = day.strftime("%b %-d, %Y").to_string();
            (Value::Date(PartialDate::day(day)), Some(words))
        }
        ValueKind::Money => {
            let dollars = 10_000 + number;
            let words = format!("${},{:03}.07", dollars / 1000, dollars % 1000);
            (Value::Cents(i64::from(dollars) * 100 + 7), Some(words))
        }
        ValueKind::Number => (Value::Number(i64::from(50_000 + number)), Some((50_000 + number).to_string())),
        ValueKind::Flag => (Value::Flag(number.is_multiple_of(2)), None),
        ValueKind::Ssn => {
            let ssn = Ssn::read(&format!("52344{:04}", 1000 + number)).unwrap();
            (Value::Ssn(ssn), Some((1000 + number).to_string()))
        }
        ValueKind::Key if field == relatives::RELATIVE_KEY && who == "subject" => {
            (Value::Key(key(source, "kin")), None)
        }
        ValueKind::Key if field == household::HOUSEHOLD_KEY && who != "kin" => {
            let shared = format!("household-{source}");
            (Value::Key(shared.clone()), (who == "subject").then_some(shared))
        }
        ValueKind::Key if field == documents::DOCUMENT_KEY && who == "subject" => {
            (Value::Key(document_key(source)), Some(document_key(source)))
        }
        ValueKind::Key => (Value::Key(letters(number)), Some(letters(number))),
    }
}

/// `qz` and four letters of its own.
fn letters(number: u32) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(number / 26_u32.pow(place) % 26).unwrap());
    format!("qz{}{}{}x", letter(2), letter(1), letter(0))
}

impl Token {
    /// The class that opens it. An SSN is only ever shown by its last four digits.
    pub fn class(&self) -> &'static str {
        if self.field == demographics::SSN { "ssn_last_four" } else { self.field.class().name() }
    }

    /// No page prints it, whatever is open: a key of another record.
    pub fn is_never_shown(&self) -> bool {
        self.field.spec().value == ValueKind::Key && self.field != household::HOUSEHOLD_KEY
    }

    /// The field says something in the folder of its agency.
    pub fn stands_in_folder(&self) -> bool {
        self.who == "subject" && !self.is_never_shown()
    }
}
