//! Values in words, the same on every page: `Mar 4, 2026`, `$1,234.00`, `76 years`.

use crate::view::{Shown, ShownKind};
use jiff::civil::Date;
use records::{BirthDate, PartialDate, Ssn, Value};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A value that may be shown. Keys of other records have no words of their own.
pub(crate) fn value(value: &Value) -> Shown {
    match value {
        Value::Text(text) | Value::Key(text) => Shown::words(text),
        Value::Date(date) => partial_date(*date),
        Value::Cents(cents) => Shown::new(money(*cents), ShownKind::Money),
        Value::Number(number) => Shown::new(number.to_string(), ShownKind::Number),
        Value::Flag(flag) => Shown::words(if *flag { "Yes" } else { "No" }),
        Value::Ssn(ssn) => masked_ssn(ssn),
    }
}

pub(crate) fn civil_date(date: Date) -> String {
    format!("{} {}, {}", month(date.month()), date.day(), date.year())
}

pub(crate) fn partial_date(date: PartialDate) -> Shown {
    let text = match (date.month, date.day) {
        (Some(at), Some(day)) => format!("{} {day}, {}", month(at), date.year),
        (Some(at), None) => format!("{} {}", month(at), date.year),
        _ => date.year.to_string(),
    };
    Shown::new(text, ShownKind::Date)
}

/// The age as people say it: days and months for babies, years from two on.
pub(crate) fn age(birth: &BirthDate, today: Date) -> String {
    let years = birth.age_on(today);
    let about = if birth.estimated || birth.date.exact().is_none() { "about " } else { "" };
    match birth.date.exact() {
        Some(born) if years < 2 => {
            let months = (i32::from(today.year()) - i32::from(born.year())) * 12 + i32::from(today.month())
                - i32::from(born.month())
                - i32::from(today.day() < born.day());
            if months == 1 { "1 month".to_owned() } else { format!("{} months", months.max(0)) }
        }
        _ if years == 1 => format!("{about}1 year"),
        _ => format!("{about}{years} years"),
    }
}

/// Ten digits are set as `212-555-0134`; anything else as the agency wrote it.
pub(crate) fn phone(number: &str) -> Shown {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let ten = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
    let plain = number.chars().all(|c| c.is_ascii_digit() || "+-.() ".contains(c));
    if ten.len() == 10 && plain {
        Shown::words(format!("{}-{}-{}", &ten[..3], &ten[3..6], &ten[6..]))
    } else {
        Shown::words(number)
    }
}

/// Only the last four digits are ever set on a page.
pub(crate) fn masked_ssn(ssn: &Ssn) -> Shown {
    Shown::new(format!("•••-••-{}", ssn.last_four()), ShownKind::LastFour)
}

/// All nine digits, or as many as are known; only on the page that asks for a reason.
pub(crate) fn whole_ssn(ssn: &Ssn) -> Shown {
    let digits = ssn.reveal_digits();
    let text = match digits.len() {
        9 => format!("{}-{}-{}", &digits[..3], &digits[3..5], &digits[5..]),
        _ => format!("only the last four digits are known: {}", ssn.last_four()),
    };
    Shown::words(text)
}

pub(crate) fn money(cents: i64) -> String {
    let digits = (cents.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if cents < 0 { "−" } else { "" };
    format!("{sign}${grouped}.{:02}", cents.unsigned_abs() % 100)
}

/// `Mar 4, 2026 – Apr 1, 2026`, `since Mar 4, 2026`, `until Apr 1, 2026`.
pub(crate) fn span(from: Option<PartialDate>, to: Option<PartialDate>) -> Option<Shown> {
    let text = match (from.map(partial_date), to.map(partial_date)) {
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (Some(from), None) => format!("since {from}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => return None,
    };
    Some(Shown::new(text, ShownKind::Date))
}

/// Words with a capital, to begin a sentence.
pub(crate) fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().to_string() + rest.as_str())
}

fn month(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn money_dates_and_ages_read_as_people_write_them() {
        assert_eq!(money(123_456_789), "$1,234,567.89");
        assert_eq!(money(-500), "−$5.00");
        assert_eq!(partial_date(PartialDate::year(1950)).text(), "1950");
        assert_eq!(partial_date(PartialDate::day(date(2026, 3, 4))).text(), "Mar 4, 2026");
        let born = |at| BirthDate::exact(at);
        assert_eq!(age(&born(date(2026, 1, 20)), date(2026, 3, 4)), "1 month");
        assert_eq!(age(&born(date(2025, 3, 4)), date(2026, 3, 4)), "12 months");
        assert_eq!(age(&born(date(1950, 3, 4)), date(2026, 3, 4)), "76 years");
        let year_only = BirthDate { date: PartialDate::year(1950), estimated: false };
        assert_eq!(age(&year_only, date(2026, 3, 4)), "about 76 years");
    }

    #[test]
    fn a_phone_number_is_set_in_groups_and_anything_else_is_left_alone() {
        assert_eq!(phone("2925551234").text(), "292-555-1234");
        assert_eq!(phone("+1 (292) 555 1234").text(), "292-555-1234");
        assert_eq!(phone("ask for Bo, 555-1234").text(), "ask for Bo, 555-1234");
    }

    #[test]
    fn an_ssn_shows_four_digits_at_most() {
        assert_eq!(masked_ssn(&Ssn::read("512-70-1234").unwrap()).text(), "•••-••-1234");
    }
}
