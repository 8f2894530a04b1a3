//! Counting in days.

use jiff::ToSpan;
use jiff::civil::Date;

/// A day so many days later, or earlier when negative; the day itself at the ends of time.
pub(crate) fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// Days from one day to another; negative when the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}
