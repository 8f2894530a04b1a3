//! What a report is about in time: a month, a quarter, four quarters, a programme year.

use crate::Day;
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt;

/// The first month of a programme year: July.
pub const PROGRAMME_YEAR_MONTH: i8 = 7;

/// The time a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reporting {
    /// One calendar month.
    Month {
        /// Year.
        year: i16,
        /// Month, 1 to 12.
        month: i8,
    },
    /// One calendar quarter.
    Quarter {
        /// Year.
        year: i16,
        /// Quarter, 1 to 4.
        quarter: i8,
    },
    /// The four quarters that end with this one.
    FourQuarters {
        /// Year of the last quarter.
        year: i16,
        /// The last quarter, 1 to 4.
        quarter: i8,
    },
    /// 1 July of this year to 30 June of the next.
    ProgrammeYear {
        /// The year in which it begins.
        year: i16,
    },
    /// From one day to another, both included.
    Days {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
}

/// Days from the first to the last, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

impl Stretch {
    /// The day lies in it.
    pub fn has(self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }

    /// Days in it.
    pub fn days(self) -> i32 {
        self.until.since(self.from) + 1
    }
}

impl Reporting {
    /// Its days. A month or quarter that does not exist is taken as the nearest that does.
    pub fn days(self) -> Stretch {
        let (first, months) = match self {
            Reporting::Month { year, month } => (first_of(year, month), 1),
            Reporting::Quarter { year, quarter } => (first_of(year, quarter * 3 - 2), 3),
            Reporting::FourQuarters { year, quarter } => (later(first_of(year, quarter * 3 - 2), -9), 12),
            Reporting::ProgrammeYear { year } => (first_of(year, PROGRAMME_YEAR_MONTH), 12),
            Reporting::Days { from, until } => return Stretch { from, until },
        };
        Stretch { from: Day::of(first), until: Day::of(later(first, months)).plus(-1) }
    }

    /// The time just before it, equally long: what *total previous* is about. For rolling four quarters, the four
    /// quarters that end one year earlier.
    #[must_use]
    pub fn before(self) -> Reporting {
        match self {
            Reporting::Month { year, month: ..=1 } => Reporting::Month { year: year - 1, month: 12 },
            Reporting::Month { year, month } => Reporting::Month { year, month: month - 1 },
            Reporting::Quarter { year, quarter: ..=1 } => Reporting::Quarter { year: year - 1, quarter: 4 },
            Reporting::Quarter { year, quarter } => Reporting::Quarter { year, quarter: quarter - 1 },
            Reporting::FourQuarters { year, quarter } => Reporting::FourQuarters { year: year - 1, quarter },
            Reporting::ProgrammeYear { year } => Reporting::ProgrammeYear { year: year - 1 },
            Reporting::Days { from, until } => {
                let days = until.since(from) + 1;
                Reporting::Days { from: from.plus(-days), until: from.plus(-1) }
            }
        }
    }
}

impl Reporting {
    /// Reads `2026-03`, `2026-q1`, `2026-4q1` (the four quarters that end with it), `py2025`, or `2026-03-01..2026-03-09`.
    /// Nothing when it is none of these, or longer than the longest table makes sense for.
    pub fn read(text: &str) -> Option<Reporting> {
        let found = match (text.split_once(".."), text.strip_prefix("py")) {
            (Some((from, until)), _) => {
                let day = |text: &str| text.parse::<Date>().ok().map(Day::of);
                Reporting::Days { from: day(from)?, until: day(until)? }
            }
            (None, Some(year)) => Reporting::ProgrammeYear { year: digits(year, 4)? },
            (None, None) => {
                let (year, part) = text.split_once('-')?;
                let year = digits(year, 4)?;
                if let Some(quarter) = part.strip_prefix("4q") {
                    Reporting::FourQuarters { year, quarter: number(quarter, 1, 4)? }
                } else if let Some(quarter) = part.strip_prefix('q') {
                    Reporting::Quarter { year, quarter: number(quarter, 1, 4)? }
                } else {
                    Reporting::Month { year, month: number(part, 2, 12)? }
                }
            }
        };
        let Stretch { from, until } = found.days();
        let sensible = FIRST_YEAR..LAST_YEAR;
        let known = sensible.contains(&from.date().year()) && sensible.contains(&until.date().year());
        (known && (1..=MOST_DAYS).contains(&Stretch { from, until }.days())).then_some(found)
    }

    /// The same in one word, which [`Reporting::read`] reads.
    pub fn word(self) -> String {
        match self {
            Reporting::Month { year, month } => format!("{year:04}-{month:02}"),
            Reporting::Quarter { year, quarter } => format!("{year:04}-q{quarter}"),
            Reporting::FourQuarters { year, quarter } => format!("{year:04}-4q{quarter}"),
            Reporting::ProgrammeYear { year } => format!("py{year:04}"),
            Reporting::Days { from, until } => format!("{from}..{until}"),
        }
    }
}

const FIRST_YEAR: i16 = 1990;
const LAST_YEAR: i16 = 2200;
/// Two years and a day.
const MOST_DAYS: i32 = 732;

fn digits(text: &str, length: usize) -> Option<i16> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn number(text: &str, length: usize, most: i16) -> Option<i8> {
    digits(text, length).filter(|number| (1..=most).contains(number))?.try_into().ok()
}

impl fmt::Display for Reporting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stretch { from, until } = self.days();
        match self {
            Reporting::Month { .. } => write!(f, "{}", from.date().strftime("%B %Y"))?,
            Reporting::Quarter { year, quarter } => write!(f, "Quarter {quarter} of {year}")?,
            Reporting::FourQuarters { year, quarter } => {
                write!(f, "Four quarters to quarter {quarter} of {year}")?;
            }
            Reporting::ProgrammeYear { year } => write!(f, "Program year {year}")?,
            Reporting::Days { .. } => return write!(f, "{from} to {until}"),
        }
        write!(f, " ({from} to {until})")
    }
}

fn first_of(year: i16, month: i8) -> Date {
    Date::new(year, month.clamp(1, 12), 1).unwrap_or(Date::ZERO)
}

fn later(date: Date, months: i64) -> Date {
    date.checked_add(months.months()).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(from: Date, until: Date) -> Stretch {
        Stretch { from: Day::of(from), until: Day::of(until) }
    }

    #[test]
    fn each_kind_of_time_has_its_days() {
        let cases = [
            (Reporting::Month { year: 2024, month: 2 }, date(2024, 2, 1), date(2024, 2, 29)),
            (Reporting::Quarter { year: 2026, quarter: 4 }, date(2026, 10, 1), date(2026, 12, 31)),
            (Reporting::FourQuarters { year: 2026, quarter: 1 }, date(2025, 4, 1), date(2026, 3, 31)),
            (Reporting::ProgrammeYear { year: 2025 }, date(2025, 7, 1), date(2026, 6, 30)),
        ];
        for (reporting, from, until) in cases {
            assert_eq!(reporting.days(), days(from, until), "{reporting}");
        }
    }

    #[test]
    fn a_word_stands_for_each_time_and_what_is_none_is_refused() {
        for word in ["2026-03", "2026-q1", "2026-4q4", "py2025", "2026-03-01..2026-03-09"] {
            assert_eq!(Reporting::read(word).map(Reporting::word).as_deref(), Some(word));
        }
        for wrong in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-3",
            "2026-q5",
            "2026-q0",
            "py26",
            "py-202",
            "0001-01",
            "+202-01",
            "2026-03-09..2026-03-01",
            "2026-03-01..2036-03-01",
            "2026-02-30..2026-03-01",
            "2026-03-01..",
            "..",
        ] {
            assert_eq!(Reporting::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_time_before_ends_where_this_begins() {
        for reporting in [
            Reporting::Month { year: 2026, month: 1 },
            Reporting::Quarter { year: 2026, quarter: 1 },
            Reporting::FourQuarters { year: 2026, quarter: 2 },
            Reporting::ProgrammeYear { year: 2025 },
            Reporting::Days { from: Day(100), until: Day(109) },
        ] {
            assert_eq!(reporting.before().days().until, reporting.days().from.plus(-1), "{reporting}");
        }
        let words = Reporting::ProgrammeYear { year: 2025 }.to_string();
        assert_eq!(words, "Program year 2025 (2025-07-01 to 2026-06-30)");
    }
}
