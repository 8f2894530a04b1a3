//! Birth dates, which agencies often know only in part.

use crate::PartialDate;
use jiff::civil::Date;
use std::fmt;

/// When somebody was born, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate {
    /// The known parts.
    pub date: PartialDate,
    /// The source says that it estimated the date.
    pub estimated: bool,
}

/// How much of a date is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Precision {
    /// The year only.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
}

impl BirthDate {
    /// A date known to the day.
    pub fn exact(date: Date) -> BirthDate {
        BirthDate { date: PartialDate::day(date), estimated: false }
    }

    /// Age in whole years on `today`; with a partly known date, the larger of the possible ages. 0 before birth.
    pub fn age_on(&self, today: Date) -> i16 {
        let (year, month, day) = (self.date.year, self.date.month.unwrap_or(1), self.date.day.unwrap_or(1));
        let before_birthday = (today.month(), today.day()) < (month, day);
        (today.year() - year - i16::from(before_birthday)).max(0)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn age_turns_on_the_birthday() {
        let born = BirthDate::exact(date(1950, 6, 15));
        assert_eq!(born.age_on(date(2026, 6, 14)), 75);
        assert_eq!(born.age_on(date(2026, 6, 15)), 76);
        assert_eq!(born.age_on(date(1949, 1, 1)), 0);
    }
}
