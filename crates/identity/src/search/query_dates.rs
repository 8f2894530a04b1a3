//! Dates as people type them into a search.

use crate::search::query::BirthQuery;
use crate::words::dates::{Order, read_date};
use crate::words::text::{digits, fold};
use jiff::civil::Date;
use records::PartialDate;

/// A date in any usual form, month first.
pub(crate) fn birth_date(text: &str) -> Option<PartialDate> {
    read_date(text.trim_end_matches(','), Order::MonthFirst)
}

/// A whole date with a year in which nobody can have been born: digits were mistyped, and the others still tell.
pub(crate) fn mistyped_date(text: &str) -> Option<BirthQuery> {
    let text = text.trim_end_matches(',');
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let number = |text: &str| text.parse::<i16>().ok();
    let [one, two, year] = parts[..] else { return None };
    let (one, two, year) = (number(one)?, number(two)?, number(year).filter(|_| year.len() == 4)?);
    let (month, day) = if one > 12 { (two, one) } else { (one, two) };
    let can_be = (1..=12).contains(&month) && (1..=31).contains(&day);
    let part = |part: i16| i8::try_from(part).ok();
    can_be.then_some(BirthQuery { year: Some(year), month: part(month), day: part(day) })
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

/// Why a birth date cannot be.
pub(crate) enum Flaw {
    NoSuchDay,
    Future,
}

/// What is wrong with a birth date; `typed` tells whether a day was given that could not even be read. A year long gone is
/// none: digits were mistyped, and the others still tell.
pub(crate) fn flaw(birth: BirthQuery, typed: &str, today: Date) -> Option<Flaw> {
    let BirthQuery { year, month, day } = birth;
    let (first_month, first_day) = (month.unwrap_or(1), day.unwrap_or(1));
    // A leap year where none is known.
    let in_calendar = |year: i16| Date::new(year, first_month, first_day).ok();
    let exact = in_calendar(year.filter(|year| (1800..=9999).contains(year)).unwrap_or(2000));
    let parts =
        typed.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty() && *part != "de").count();
    let future = match exact {
        Some(exact) => year.is_some() && exact > today,
        None => year.is_some_and(|year| year > today.year()),
    };
    if future {
        return Some(Flaw::Future);
    }
    let unread = parts == 3 && year.is_some() && day.is_none();
    (exact.is_none() || unread).then_some(Flaw::NoSuchDay)
}

/// Spanish months with the English ones.
const SPANISH: [(&str, &str); 13] = [
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "september"),
    ("setiembre", "september"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
];

/// A date with a Spanish month, such as `23 de marzo de 1964`, as an English one; none for anything else. Julio and Mayo,
/// which are names too, need day and year.
pub(crate) fn in_english(text: &str) -> Option<String> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "de" | "del")).collect();
    let english =
        |word: &str| SPANISH.iter().find(|(spanish, _)| *spanish == word).map(|(_, english)| *english);
    let months: Vec<&str> = words.iter().copied().filter(|word| english(word).is_some()).collect();
    let numbers = words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).count();
    let name = matches!(months[..], ["julio" | "mayo"]);
    let dated = months.len() == 1
        && numbers + 1 == words.len()
        && (if name { 2..=2 } else { 1..=2 }).contains(&numbers);
    let first = folded.split(' ').next().is_some_and(|word| matches!(word, "de" | "del"));
    (dated && !first)
        .then(|| words.iter().map(|word| english(word).unwrap_or(word)).collect::<Vec<_>>().join(" "))
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
