//! Full lists: every record that the state system holds as privileged at one moment.
//!
//! Who is listed is private here at once. Who is not listed stays as private as before: absence is only a reason to ask.

use super::read::{cells, numbered};
use super::{FilePart, Line, standing};
use crate::{Origin, Privacy, PrivacyError, Subject, tables};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use records::SourceId;

/// A full list as a file tells it.
pub struct FullList {
    /// The moment at which it was true.
    pub as_of: Timestamp,
    /// The keys it names.
    pub keys: Vec<String>,
    /// Lines that cannot be read; with any of them nothing follows from a key's absence.
    pub faulty: Vec<Line>,
}

/// What a part of a list did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Listed {
    /// Keys that were named.
    pub keys: u64,
    /// Records that were not private here and are now.
    pub raised: u64,
}

impl FilePart<'_> {
    /// Reads a full list: a header with the column `key`, one key on each line, and the moment in a first line
    /// `# as-of 2026-03-02T06:00:00Z` or in the file's name. A day alone means its end.
    ///
    /// # Errors
    /// With a sentence when the header or the moment is missing, or the moment lies ahead.
    pub fn full_list(&self, text: &str, zone: &TimeZone) -> Result<FullList, PrivacyError> {
        let (notes, rest): (Vec<_>, Vec<_>) =
            numbered(text).partition(|(_, line)| line.trim_start().starts_with('#'));
        let told = notes.iter().find_map(|(_, line)| line.split_once("as-of"));
        let told = told.map_or(self.name, |(_, moment)| moment.trim());
        let unfit = |words: &str| PrivacyError::Unfit(words.to_owned());
        let as_of = moment(told, zone, self.now).ok_or_else(|| {
            unfit("nothing says when the list was true; write a first line `# as-of 2026-03-02T06:00:00Z`, or the day into the file's name")
        })?;
        if as_of.duration_since(self.now) > SignedDuration::from_hours(24) {
            return Err(unfit(
                "the list says that it was made more than 24 hours from now; set the clock of the state system right",
            ));
        }
        let mut lines = rest.into_iter();
        let header = lines.next().and_then(|(_, line)| cells(line)).unwrap_or_default();
        let Some(column) = header.iter().position(|name| name.trim().eq_ignore_ascii_case("key")) else {
            return Err(unfit("the first line must name the column `key`"));
        };
        let mut list = FullList { as_of, keys: Vec::new(), faulty: Vec::new() };
        for (number, line) in lines {
            match cells(line).and_then(|cells| Some(cells.get(column)?.trim().to_owned())) {
                Some(key) if !key.is_empty() && key.len() <= 400 && !key.chars().any(char::is_control) => {
                    list.keys.push(key);
                }
                _ => list.faulty.push(Line {
                    place: format!("{}, line {number}", self.name),
                    id: String::new(),
                    raw: line.to_owned(),
                    read: Err("no key can be read in the line".to_owned()),
                }),
            }
        }
        Ok(list)
    }
}

impl Privacy {
    /// The keys of a part of a list whose records are not private here yet: for the log, which is written first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn would_raise<'a>(
        &self,
        source: &SourceId,
        keys: &'a [String],
        as_of: Timestamp,
    ) -> Result<Vec<&'a str>, PrivacyError> {
        self.database.read(|t| {
            let mut raised = Vec::new();
            for key in keys {
                let subject = self.subject(source, key);
                let listed = tables::listed(t, &subject)?.max(Some(as_of.as_microsecond()));
                let stands = standing(tables::newest_said(t, &subject)?.as_ref(), listed);
                let has = tables::level_by(t, &subject, Origin::State)?.unwrap_or_default();
                if stands.is_some_and(|stands| stands.level > has) {
                    raised.push(key.as_str());
                }
            }
            Ok(raised)
        })
    }

    /// Marks every record of a part of a list, all of them or none; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn raise(
        &self,
        source: &SourceId,
        keys: &[String],
        as_of: Timestamp,
    ) -> Result<(Listed, Vec<Subject>), PrivacyError> {
        let now = self.now();
        self.database.write(|t| {
            tables::turn(t)?;
            let mut done = Listed { keys: keys.len() as u64, raised: 0 };
            let mut subjects = Vec::with_capacity(keys.len());
            for key in keys {
                let subject = self.subject(source, key);
                tables::list(t, &subject, as_of.as_microsecond())?;
                self.name(t, &subject, key)?;
                if self.restate(t, &subject)? {
                    done.raised += 1;
                    self.happened(t, &subject, "raised by a full list", None, None, "")?;
                }
                subjects.push(subject);
            }
            if done.raised > 0 {
                tables::changed(t, now)?;
            }
            Ok((done, subjects))
        })
    }

    /// Writes down that a list was taken to its end. Only a list without faulty lines says who is not in it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn close_list(&self, source: &SourceId, list: &FullList) -> Result<(), PrivacyError> {
        let now = self.now();
        self.database.write(|t| {
            tables::turn(t)?;
            for line in &list.faulty {
                if let Err(reason) = &line.read {
                    self.quarantine(t, source, line, reason)?;
                }
            }
            let (as_of, whole) = (list.as_of.as_microsecond(), list.faulty.is_empty());
            Ok(tables::close_list(t, source, as_of, now, list.keys.len() as i64, whole)?)
        })
    }
}

/// The moment named in a text: a time, or the end of a day, never later than now.
fn moment(text: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    if let Ok(whole) = text.parse::<Timestamp>() {
        return Some(whole);
    }
    let begin =
        (0..text.len()).find(|at| text.get(*at..at + 10).is_some_and(|day| day.parse::<Date>().is_ok()))?;
    let day: Date = text.get(begin..begin + 10)?.parse().ok()?;
    let rest = text.get(begin + 10..)?;
    clock(day, rest, zone).or_else(|| {
        let ends = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp();
        let begins = day.to_zoned(zone.clone()).ok()?.timestamp();
        Some(if begins <= now { ends.min(now) } else { ends })
    })
}

/// The time of day behind the day: `T0600Z` or `T06-00-00`, for file names have no colons.
fn clock(day: Date, rest: &str, zone: &TimeZone) -> Option<Timestamp> {
    let rest = rest.strip_prefix(['T', '_'])?.split(['.', '_']).next()?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 4 && digits.len() != 6 {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse::<i8>().ok());
    let at = jiff::civil::Time::new(part(0)?, part(2)?, part(4).unwrap_or(0), 0).ok()?;
    let zone = if rest.ends_with('Z') { TimeZone::UTC } else { zone.clone() };
    Some(day.to_datetime(at).to_zoned(zone).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_when_it_was_true_in_a_line_or_in_its_name() {
        let source = SourceId::new("benefits");
        let now: Timestamp = "2026-03-03T15:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/New_York").unwrap();
        let read = |name: &str, text: &str| {
            FilePart { source: &source, now, name }.full_list(text, &zone).map_err(|cause| cause.to_string())
        };
        let as_of = |name: &str, text: &str| read(name, text).unwrap().as_of.to_string();
        assert_eq!(as_of("a.full.csv", "# as-of 2026-03-02T06:00:00Z\nkey\n"), "2026-03-02T06:00:00Z");
        assert_eq!(as_of("hra-2026-03-02T0600Z.full.csv", "key\n"), "2026-03-02T06:00:00Z");
        assert_eq!(as_of("hra-2026-03-02T06-00-05.full.csv", "key\n"), "2026-03-02T11:00:05Z");
        assert_eq!(as_of("hra-2026-03-02.full.csv", "key\n"), "2026-03-03T05:00:00Z");
        assert_eq!(as_of("hra-2026-03-03.full.csv", "key\n"), "2026-03-03T15:00:00Z", "never after now");
        assert!(read("a.full.csv", "key\n").err().unwrap().contains("nothing says when"));
        assert!(read("2027-03-03.full.csv", "key\n").err().unwrap().contains("more than 24 hours"));
        assert!(read("2026-03-03.full.csv", "id\n").err().unwrap().contains("the column `key`"));
    }

    #[test]
    fn faulty_lines_are_told_apart_from_keys() {
        let source = SourceId::new("benefits");
        let now: Timestamp = "2026-03-03T15:00:00Z".parse().unwrap();
        let part = FilePart { source: &source, now, name: "2026-03-03.full.csv" };
        let list = part.full_list("name,key\na,K-1\n\"b,K-2\nc\nd, K-3 \n", &TimeZone::UTC).unwrap();
        assert_eq!((list.keys, list.faulty.len()), (vec!["K-1".to_owned(), "K-3".to_owned()], 2));
    }
}
