//! The checks before the file is sent, in the order of the federal system: columns, values, duplicates, logic. A later
//! one does not run until the earlier one passes, because it could only say nonsense.

use super::logic::{Fields, Rules};
use super::{ElementType, Schema, SchemaElement};
use std::collections::HashMap;
use std::fmt;

/// A stage of the checks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Each line has as many columns as the schema.
    Columns,
    /// Each value is allowed, and none is missing.
    Values,
    /// No line stands there twice.
    Duplicates,
    /// Values do not contradict each other.
    Logic,
}

/// What is wrong in one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The line of the file, counted from 1.
    pub row: usize,
    /// The number of the element; nothing when it is the whole line.
    pub element: Option<String>,
    /// What is wrong. Never the value itself.
    pub wrong: String,
    /// What to do.
    pub mend: String,
}

/// What the checks found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Findings {
    /// Lines of the file.
    pub rows: usize,
    /// The last stage that ran.
    pub stage: Stage,
    /// The first findings of that stage.
    pub list: Vec<Finding>,
    /// How many there are in all.
    pub count: usize,
    /// Logic rules that could not run, because the schema lacks their columns.
    pub left_out: Vec<&'static str>,
}

/// So many findings are listed; the rest are counted.
const LISTED: usize = 1_000;

/// Checks a file against a schema.
///
/// # Errors
/// When it is no CSV at all, with the line.
pub fn check(schema: &Schema, file: &str) -> Result<Findings, String> {
    let rules = Rules::of(schema);
    let mut findings =
        Findings { rows: 0, stage: Stage::Columns, list: Vec::new(), count: 0, left_out: rules.left_out() };
    findings.rows = each(file, |row, line| {
        if line.len() != schema.elements.len() {
            let (have, want) = (line.len(), schema.elements.len());
            findings.add(
                row,
                None,
                format!("it has {have} columns; the schema has {want}"),
                "make the file anew with this schema",
            );
        }
    })?;
    if findings.go_on(Stage::Values) {
        let kind = rules.individual_column();
        each(file, |row, line| {
            let individual = kind.is_some_and(|at| line.get(at) == Some("2"));
            for (element, value) in schema.elements.iter().zip(line) {
                if let Some((wrong, mend)) = value_fault(element, value, individual) {
                    findings.add(row, Some(&element.number), wrong, &mend);
                }
            }
        })?;
    }
    if findings.go_on(Stage::Duplicates) {
        duplicates(schema, file, &mut findings)?;
    }
    if findings.go_on(Stage::Logic) {
        let mut fields: Vec<Fields> = Vec::with_capacity(findings.rows);
        each(file, |row, line| {
            rules.line(row, line, &mut findings);
            fields.push(rules.fields(row, line));
        })?;
        rules.together(&mut fields, &mut findings);
    }
    findings.list.sort_by(|one, other| (one.row, &one.element).cmp(&(other.row, &other.element)));
    Ok(findings)
}

impl Findings {
    /// Nothing was found, and every stage ran.
    pub fn passed(&self) -> bool {
        self.count == 0 && self.stage == Stage::Logic
    }

    pub(super) fn add(&mut self, row: usize, element: Option<&str>, wrong: String, mend: &str) {
        self.count += 1;
        if self.list.len() < LISTED {
            self.list.push(Finding {
                row,
                element: element.map(str::to_owned),
                wrong,
                mend: mend.to_owned(),
            });
        }
    }

    /// The next stage runs when this one found nothing.
    fn go_on(&mut self, next: Stage) -> bool {
        let clean = self.count == 0;
        if clean {
            self.stage = next;
        }
        clean
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.element {
            Some(element) => write!(f, "line {}, element {element}: {}; {}", self.row, self.wrong, self.mend),
            None => write!(f, "line {}: {}; {}", self.row, self.wrong, self.mend),
        }
    }
}

/// Reads the file line by line, and says how many there are.
fn each(file: &str, mut take: impl FnMut(usize, &csv::StringRecord)) -> Result<usize, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(row),
            Ok(true) => {
                row += 1;
                take(row, &record);
            }
            Err(_) => return Err(format!("line {}: this is no CSV; make the file anew", row + 1)),
        }
    }
}

fn value_fault(element: &SchemaElement, value: &str, individual: bool) -> Option<(String, String)> {
    let required = if individual { element.required_individual } else { element.required_participant };
    if value.is_empty() {
        let who = if individual { "a reportable individual" } else { "a participant" };
        let wrong = format!("{} is missing, and {who} needs it", element.name);
        return required
            .then(|| (wrong, "complete the person's record, or see why nothing was recorded".to_owned()));
    }
    if !element.values.is_empty() && !element.values.iter().any(|allowed| allowed == value) {
        let allowed = element.values.join(", ");
        return Some((
            format!("{} has a value that it may not have", element.name),
            format!("allowed are {allowed}"),
        ));
    }
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let (right, form) = match element.kind {
        ElementType::Alphanumeric => {
            let right =
                value.len() == element.length && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
            (right, format!("exactly {} letters and digits", element.length))
        }
        ElementType::Digits => {
            (digits && value.len() <= element.length, format!("at most {} digits", element.length))
        }
        ElementType::Date => (is_date(value), "a day as 20260301".to_owned()),
    };
    (!right).then(|| (format!("{} is written wrongly", element.name), format!("it is {form}")))
}

/// Eight digits that are a day.
fn is_date(value: &str) -> bool {
    super::logic::day(value).is_some()
}

/// The same line number twice, or the same person with the same period twice.
fn duplicates(schema: &Schema, file: &str, findings: &mut Findings) -> Result<(), String> {
    let keys: [(&str, Vec<Option<usize>>, &str); 2] = [
        ("OBS", vec![schema.place("OBS")], "number the lines anew"),
        (
            "100",
            vec![
                schema.place("100"),
                schema.place(super::ENTRY),
                schema.place(super::EXIT),
                schema.place("918"),
                schema.place("1007"),
                schema.place("1002"),
            ],
            "join the two records of this person, or take one out",
        ),
    ];
    for (number, places, mend) in keys {
        if places.first().is_none_or(Option::is_none) {
            continue;
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        each(file, |row, line| {
            let parts: Vec<&str> = places.iter().flatten().map(|at| line.get(*at).unwrap_or("")).collect();
            if let Some(first) = seen.insert(parts.join(","), row) {
                findings.add(row, Some(number), format!("it says the same as line {first}"), mend);
            }
        })?;
    }
    Ok(())
}
