//! Dates as agencies write them: several forms, two-digit years, parts not known, stand-in dates.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use records::PartialDate;

/// How one column or table writes dates.
#[derive(Clone, Default, Debug)]
pub(crate) struct Dates {
    pub(crate) forms: Vec<DateForm>,
    /// The largest two-digit year that means 20xx.
    pub(crate) pivot: Option<i16>,
    /// Dates that stand for "not known", such as 1900-01-01.
    pub(crate) missing: Vec<PartialDate>,
}

/// One form such as `MM/DD/YYYY`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DateForm {
    written: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Year4,
    Year2,
    Month { exactly_two: bool },
    Day { exactly_two: bool },
    MonthShort,
    MonthLong,
    Literal(char),
    Rest,
}

/// What a cell turned out to hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    Date(PartialDate),
    Missing,
    Wrong,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl DateForm {
    /// Understands `YYYY`, `YY`, `MM`, `M`, `DD`, `D`, `Mon`, `Month`; a closing `*` passes over what follows.
    pub(crate) fn read(written: &str) -> Option<DateForm> {
        const WORDS: [(&str, Part); 8] = [
            ("YYYY", Part::Year4),
            ("YY", Part::Year2),
            ("Month", Part::MonthLong),
            ("Mon", Part::MonthShort),
            ("MM", Part::Month { exactly_two: true }),
            ("M", Part::Month { exactly_two: false }),
            ("DD", Part::Day { exactly_two: true }),
            ("D", Part::Day { exactly_two: false }),
        ];
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some(first) = rest.chars().next() {
            let word = WORDS.iter().find(|(word, _)| rest.starts_with(word));
            let (part, length) = match word {
                Some((word, part)) => (part.clone(), word.len()),
                None if rest == "*" => (Part::Rest, 1),
                None if first.is_alphabetic() => return None,
                None => (Part::Literal(first), first.len_utf8()),
            };
            parts.push(part);
            rest = &rest[length..];
        }
        let year = parts.iter().any(|part| matches!(part, Part::Year4 | Part::Year2));
        year.then(|| DateForm { written: written.to_owned(), parts })
    }

    pub(crate) fn written(&self) -> &str {
        &self.written
    }

    pub(crate) fn has_short_year(&self) -> bool {
        self.parts.contains(&Part::Year2)
    }

    fn parse(&self, text: &str, pivot: Option<i16>) -> Option<PartialDate> {
        let (mut year, mut month, mut day) = (0, None, None);
        let mut rest = text;
        for part in &self.parts {
            rest = match part {
                Part::Year4 => digits(rest, 4, 4, &mut year)?,
                Part::Year2 => {
                    let after = digits(rest, 2, 2, &mut year)?;
                    year += if year <= pivot.unwrap_or(99) { 2000 } else { 1900 };
                    after
                }
                Part::Month { exactly_two } => number(rest, *exactly_two, &mut month)?,
                Part::Day { exactly_two } => number(rest, *exactly_two, &mut day)?,
                Part::MonthShort => month_name(rest, true, &mut month)?,
                Part::MonthLong => month_name(rest, false, &mut month)?,
                Part::Literal(c) => rest.strip_prefix(*c)?,
                Part::Rest => "",
            };
        }
        if rest.is_empty() { sensible(year, month, day) } else { None }
    }
}

impl Dates {
    /// Reads a cell; an empty cell is missing.
    pub(crate) fn parse(&self, text: &str) -> Read {
        if text.is_empty() {
            return Read::Missing;
        }
        match self.forms.iter().find_map(|form| form.parse(text, self.pivot)) {
            Some(date) if self.missing.contains(&date) => Read::Missing,
            Some(date) => Read::Date(date),
            None => Read::Wrong,
        }
    }

    /// The forms, for sentences.
    pub(crate) fn forms_in_words(&self) -> String {
        let forms: Vec<&str> = self.forms.iter().map(DateForm::written).collect();
        if forms.is_empty() { "(none is given)".to_owned() } else { forms.join(" or ") }
    }

    /// An instant: RFC 3339, a date with a time, or one of the forms (its midnight), local times in `zone`.
    pub(crate) fn instant(&self, text: &str, zone: &TimeZone) -> Option<Timestamp> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(instant);
        }
        let local = match text.parse::<DateTime>() {
            Ok(local) => local,
            Err(_) => match self.parse(text) {
                Read::Date(date) => date.exact()?.to_datetime(civil::Time::midnight()),
                Read::Missing | Read::Wrong => return None,
            },
        };
        zone.to_timestamp(local).ok()
    }
}

/// Zeros stand for parts that are not known; a date with all parts must exist.
fn sensible(year: i16, month: Option<i8>, day: Option<i8>) -> Option<PartialDate> {
    let month = month.filter(|m| *m != 0);
    let day = day.filter(|d| *d != 0 && month.is_some());
    Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok().filter(|_| year > 0)?;
    Some(PartialDate { year, month, day })
}

fn digits<'t>(text: &'t str, least: usize, most: usize, into: &mut i16) -> Option<&'t str> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < least {
        return None;
    }
    *into = text[..length].parse().ok()?;
    Some(&text[length..])
}

fn number<'t>(text: &'t str, exactly_two: bool, into: &mut Option<i8>) -> Option<&'t str> {
    let mut read = 0;
    let rest = digits(text, if exactly_two { 2 } else { 1 }, 2, &mut read)?;
    *into = Some(i8::try_from(read).ok()?);
    Some(rest)
}

fn month_name<'t>(text: &'t str, short: bool, into: &mut Option<i8>) -> Option<&'t str> {
    for (name, number) in MONTHS.iter().zip(1i8..) {
        let length = if short { 3 } else { name.len() };
        if text.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(&name[..length])) {
            *into = Some(number);
            return Some(&text[length..]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(forms: &[&str]) -> Dates {
        let forms = forms.iter().map(|form| DateForm::read(form).unwrap()).collect();
        Dates {
            forms,
            pivot: Some(30),
            missing: vec![PartialDate { year: 1900, month: Some(1), day: Some(1) }],
        }
    }

    fn plain(read: Read) -> String {
        match read {
            Read::Date(d) => format!("{} {:?} {:?}", d.year, d.month, d.day),
            Read::Missing => "missing".to_owned(),
            Read::Wrong => "wrong".to_owned(),
        }
    }

    #[test]
    fn forms_are_tried_in_turn_and_dates_must_exist() {
        let dates = dates(&["MM/DD/YYYY", "D-Mon-YY", "YYYY-MM", "YYYYMMDD*"]);
        for (text, want) in [
            ("02/28/1950", "1950 Some(2) Some(28)"),
            ("02/30/1950", "wrong"),
            ("5-mar-31", "1931 Some(3) Some(5)"),
            ("5-Mar-30", "2030 Some(3) Some(5)"),
            ("1950-07", "1950 Some(7) None"),
            ("00/00/1950", "1950 None None"),
            ("07/00/1950", "1950 Some(7) None"),
            ("01/01/1900", "missing"),
            ("", "missing"),
            ("20010203T10:00", "2001 Some(2) Some(3)"),
            ("1/2/1950", "wrong"),
            ("00/00/0000", "wrong"),
            ("é", "wrong"),
        ] {
            assert_eq!(plain(dates.parse(text)), want, "{text}");
        }
    }

    #[test]
    fn a_form_without_a_year_or_with_unknown_letters_is_none() {
        assert!(DateForm::read("MM/DD").is_none() && DateForm::read("yyyy-MM").is_none());
    }

    #[test]
    fn instants_are_read_with_and_without_a_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let dates = dates(&["MM/DD/YYYY"]);
        let read = |text| dates.instant(text, &zone).map(|at| at.to_string());
        assert_eq!(read("2026-03-04T15:20:30Z").unwrap(), "2026-03-04T15:20:30Z");
        assert_eq!(read("2026-03-04 10:20").unwrap(), "2026-03-04T15:20:00Z");
        assert_eq!(read("03/04/2026").unwrap(), "2026-03-04T05:00:00Z");
        assert_eq!(read("soon"), None);
    }
}
