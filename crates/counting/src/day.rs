//! A day as one small number, so that millions of them fit and their differences cost nothing.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use std::fmt;

/// A civil day, counted from 1 January 1970. Differences are whole days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

const FIRST: Date = date(1970, 1, 1);

impl Day {
    /// The day of a civil date.
    pub fn of(date: Date) -> Day {
        let hours = date.duration_since(FIRST).as_hours();
        Day(i32::try_from(hours.div_euclid(24)).unwrap_or(0))
    }

    /// The civil date of the day.
    pub fn date(self) -> Date {
        let span: Span = self.0.days();
        FIRST.checked_add(span).unwrap_or(FIRST)
    }

    /// So many days later; earlier when negative.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this one.
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Monday is 0, Sunday 6.
    pub fn weekday(self) -> usize {
        // 1 January 1970 was a Thursday.
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// As federal files write it: `20260301`.
    pub fn digits(self) -> String {
        self.date().strftime("%Y%m%d").to_string()
    }
}

/// The English name of a weekday, of which Monday is 0.
pub fn weekday_name(weekday: usize) -> &'static str {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    NAMES.get(weekday).copied().unwrap_or("")
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day::of(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_goes_to_a_date_and_back() {
        for (year, month, day) in [(1969, 12, 31), (1970, 1, 1), (2024, 2, 29), (2026, 3, 8), (2100, 12, 31)]
        {
            let day = date(year, month, day);
            assert_eq!(Day::of(day).date(), day);
            let monday_zero = day.weekday().to_monday_zero_offset();
            assert_eq!(Day::of(day).weekday(), usize::try_from(monday_zero).unwrap());
        }
        assert_eq!(Day::of(date(2026, 5, 30)).since(Day::of(date(2026, 3, 1))), 90);
        assert_eq!(Day::of(date(2026, 3, 1)).digits(), "20260301");
    }
}
