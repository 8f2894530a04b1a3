//! Dates as people type them into a search.

use crate::dates::{Order, read_date};
use crate::query::BirthQuery;
use crate::text::{digits, fold};
use jiff::civil::Date;
use records::PartialDate;

/// A date in any usual form, month first.
pub(crate) fn birth_date(text: &str) -> Option<PartialDate> {
    read_date(text.trim_end_matches(','), Order::MonthFirst)
}

/// `March 4` or `3/4`: month and day without a year.
pub(crate) fn day_of_month(text: &str) -> Option<BirthQuery> {
    let text = text.trim_end_matches(',');
    let year = format!("{text} 2000");
    let slashed = format!("{text}/2000");
    let parts = text.split([' ', '/']).filter(|part| !part.is_empty()).count();
    let date = match parts {
        2 if has_month_name(text) && digits(text).len() <= 2 => read_date(&year, Order::MonthFirst)?,
        2 if text.contains('/') && digits(text).len() <= 4 && !text.contains(' ') => {
            read_date(&slashed, Order::MonthFirst)?
        }
        _ => return None,
    };
    let (month, day) = (date.month?, date.day?);
    Some(BirthQuery { year: None, month: Some(month), day: Some(day) })
}

pub(crate) fn looks_like_date(text: &str, today: Date) -> bool {
    let number = digits(text);
    let parts = text.trim_end_matches(',').split(['/', '-', '.']).filter(|part| !part.is_empty()).count();
    match (parts, number.len()) {
        (1, 4) => number.parse::<i16>().is_ok_and(|year| (today.year() - 110..=today.year()).contains(&year)),
        (1, 8) => birth_date(text).is_some_and(|date| date.day.is_some()),
        (3, 4..=8) => true,
        (2, 5 | 6) => text.contains('/') || text.contains('-'),
        _ => false,
    }
}

pub(crate) fn has_month_name(text: &str) -> bool {
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
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    digits
        && fold(text)
            .split(' ')
            .any(|word| word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(word)))
}
