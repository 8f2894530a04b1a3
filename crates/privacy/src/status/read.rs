//! Reads status transactions: CSV, JSON lines, or a JSON array. Each line stands alone, so that a faulty one costs only itself.

use super::StatusTransaction;
use crate::{Level, PrivacyError};
use jiff::{SignedDuration, Timestamp};
use records::SourceId;
use serde_json::Value;

/// A line as it came, with what was read of it or why it cannot be read.
pub struct Line {
    /// Where it stands: file and line, or the place in a request.
    pub place: String,
    /// The transaction's id, as far as one could be read.
    pub id: String,
    /// As it came; kept sealed when it cannot be read.
    pub raw: String,
    /// What it says.
    pub read: Result<StatusTransaction, String>,
}

/// Of whom a file or request speaks, and when it is read.
#[derive(Clone, Copy, Debug)]
pub struct FilePart<'a> {
    /// The source whose records are meant.
    pub source: &'a SourceId,
    /// Now.
    pub now: Timestamp,
    /// The file's name, or `request`.
    pub name: &'a str,
}

/// What was written in the fields of a line.
#[derive(Default)]
struct Fields {
    id: String,
    source: String,
    key: String,
    level: String,
    at: String,
    sequence: String,
}

/// Longer ids and keys no system has.
const LONGEST: usize = 200;
/// Clocks differ; more than this they do not.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
const NEEDED: [&str; 4] = ["id", "key", "level", "at"];

impl FilePart<'_> {
    /// Lines of a CSV file with the header `id,key,level,at,sequence`.
    ///
    /// # Errors
    /// With a sentence when the header lacks a column.
    pub fn csv(&self, text: &str) -> Result<Vec<Line>, PrivacyError> {
        let mut lines = numbered(text);
        let header = lines.next().and_then(|(_, line)| cells(line)).unwrap_or_default();
        let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        if let Some(missing) = NEEDED.iter().find(|name| !header.iter().any(|have| have == *name)) {
            return Err(PrivacyError::Unfit(format!(
                "the first line must be `id,key,level,at,sequence`; the column `{missing}` is missing"
            )));
        }
        let read = |(number, line): (usize, &str)| {
            let told = match cells(line) {
                Some(cells) if cells.len() == header.len() => {
                    let value = |name: &str| {
                        let at = header.iter().position(|have| have == name);
                        at.map_or(String::new(), |at| cells[at].trim().to_owned())
                    };
                    Ok(Fields::from(value))
                }
                Some(cells) => {
                    Err(format!("the line has {} cells and the first line {}", cells.len(), header.len()))
                }
                None => Err("the line cannot be read as CSV: look at its quotes".to_owned()),
            };
            self.line(format!("line {number}"), line, told)
        };
        Ok(lines.map(read).collect())
    }

    /// Lines of which each is a JSON object.
    pub fn json_lines(&self, text: &str) -> Vec<Line> {
        let read = |(number, line): (usize, &str)| {
            let told = serde_json::from_str::<Value>(line);
            let told = told.map_err(|_| "the line is not a JSON object".to_owned());
            self.line(format!("line {number}"), line, told.and_then(|value| object(&value)))
        };
        numbered(text).map(read).collect()
    }

    /// A JSON object, or an array of them.
    ///
    /// # Errors
    /// With a sentence when it is neither.
    pub fn json(&self, bytes: &[u8]) -> Result<Vec<Line>, PrivacyError> {
        let unfit = |words: &str| PrivacyError::Unfit(words.to_owned());
        let all = match serde_json::from_slice(bytes) {
            Ok(Value::Array(all)) => all,
            Ok(one @ Value::Object(_)) => vec![one],
            Ok(_) => return Err(unfit("the body must be a JSON object or an array of objects")),
            Err(_) => return Err(unfit("the body is not JSON")),
        };
        let read = |(at, value): (usize, &Value)| {
            self.line(format!("item {}", at + 1), &value.to_string(), object(value))
        };
        Ok(all.iter().enumerate().map(read).collect())
    }

    fn line(&self, place: String, raw: &str, fields: Result<Fields, String>) -> Line {
        let id = fields.as_ref().map_or(String::new(), |fields| fields.id.chars().take(LONGEST).collect());
        let read = fields.and_then(|fields| self.checked(fields));
        Line { place: format!("{}, {place}", self.name), id, raw: raw.to_owned(), read }
    }

    fn checked(&self, fields: Fields) -> Result<StatusTransaction, String> {
        let named = |name: &str, text: &str| match text.chars().count() {
            0 => Err(format!("`{name}` is missing")),
            count if count > LONGEST => Err(format!("`{name}` has more than {LONGEST} characters")),
            _ if text.chars().any(char::is_control) => Err(format!("`{name}` has control characters")),
            _ => Ok(()),
        };
        named("id", &fields.id)?;
        named("key", &fields.key)?;
        if !fields.source.is_empty() && fields.source != self.source.0 {
            return Err(format!("it names another source; this way in is for `{}`", self.source.0));
        }
        let level = Level::named(&fields.level.to_lowercase())
            .ok_or("`level` must be `open`, `private` or `sealed`".to_owned())?;
        let at: Timestamp = fields.at.parse().map_err(|_| {
            "`at` must be a time with its zone, such as 2026-03-02T14:05:00Z or 2026-03-02T09:05:00-05:00"
                .to_owned()
        })?;
        if at.duration_since(self.now) > AHEAD {
            return Err("`at` lies more than 24 hours ahead; set the clock of the state system right and send it again"
                .to_owned());
        }
        let sequence = match fields.sequence.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| "`sequence` must be a whole number".to_owned())?),
        };
        Ok(StatusTransaction { id: fields.id, key: fields.key, level, at, sequence })
    }
}

fn object(value: &Value) -> Result<Fields, String> {
    let Value::Object(fields) = value else { return Err("it is not a JSON object".to_owned()) };
    Ok(Fields::from(|name: &str| match fields.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }))
}

impl Fields {
    fn from(value: impl Fn(&str) -> String) -> Fields {
        Fields {
            id: value("id"),
            source: value("source"),
            key: value("key"),
            level: value("level"),
            at: value("at"),
            sequence: value("sequence"),
        }
    }
}

/// The lines that say something, by their numbers.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.trim().is_empty())
}

/// The cells of one line; none when its quotes do not close.
pub(super) fn cells(line: &str) -> Option<Vec<String>> {
    if line.matches('"').count() % 2 == 1 {
        return None;
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).buffer_capacity(512).from_reader(line.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(source: &SourceId) -> FilePart<'_> {
        FilePart { source, now: "2026-03-03T15:00:00Z".parse().unwrap(), name: "a.csv" }
    }

    fn faults(lines: &[Line]) -> Vec<String> {
        let said = |line: &Line| Some(format!("{}: {}", line.place, line.read.as_ref().err()?));
        lines.iter().filter_map(said).collect()
    }

    #[test]
    fn a_faulty_line_costs_only_itself() {
        let source = SourceId::new("benefits");
        let text = "\u{feff}id,key,level,at,sequence\r\n\
            1,K-1,private,2026-03-02T14:05:00Z,7\r\n\
            2,\"K-2,private,2026-03-02T14:05:00Z,\n\
            3,K-3,secret,2026-03-02T14:05:00Z,\n\
            4,K-4,open,2099-01-01T00:00:00Z,\n\
            5,K-5,open,2026-03-02 14:05,\n\
            6,K-6,open,1970-01-01T00:00:00Z,x\n\
            7,K-7,open\n\
            \n\
            8,K-8,SEALED,1970-01-01T00:00:00+01:00,\n";
        let lines = part(&source).csv(text).unwrap();
        let good: Vec<_> = lines.iter().filter_map(|line| line.read.as_ref().ok()).collect();
        assert_eq!(good.iter().map(|told| told.id.as_str()).collect::<Vec<_>>(), ["1", "8"]);
        assert_eq!((good[0].sequence, good[1].level), (Some(7), Level::Sealed));
        let faults = faults(&lines).join("\n");
        for words in [
            "line 3: the line cannot",
            "line 4: `level`",
            "line 5: `at` lies",
            "line 6: `at` must",
            "line 7: `seq",
            "line 8: the line has 3",
        ] {
            assert!(faults.contains(words), "{words} in {faults}");
        }
    }

    #[test]
    fn json_may_be_lines_an_object_or_an_array_and_another_source_is_refused() {
        let source = SourceId::new("benefits");
        let one = r#"{"id": 12, "source": "benefits", "key": "K", "level": "private", "at": "2026-03-02T14:05:00Z", "sequence": 3}"#;
        let lines = part(&source).json_lines(&format!("{one}\n{{\n{}\n", one.replace("benefits", "housing")));
        assert_eq!(lines[0].read.as_ref().unwrap().id, "12");
        assert_eq!(faults(&lines).len(), 2);
        assert_eq!(part(&source).json(one.as_bytes()).unwrap().len(), 1);
        assert_eq!(part(&source).json(format!("[{one},3]").as_bytes()).unwrap().len(), 2);
        assert!(part(&source).json(b"3").is_err() && part(&source).json(b"{").is_err());
    }

    #[test]
    fn a_header_that_lacks_a_column_is_refused_by_name() {
        let refused = part(&SourceId::new("b")).csv("id;key;level;at\n").err().unwrap().to_string();
        assert!(refused.contains("the column `id` is missing"), "{refused}");
    }
}
