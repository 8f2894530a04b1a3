//! Reads dates as clerks and scanners write them.

use records::{BirthDate, PartialDate};

/// Which part of `03/04/1980` is the month.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Order {
    #[default]
    MonthFirst,
    DayFirst,
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Year-month-day, month/day/year (or day first), eight digits, `4 Mar 1980`, a year alone, a year and month. Letters that
/// scanners put for digits are read as digits. A part that cannot be is unknown; no year, no date.
pub(crate) fn read_date(text: &str, order: Order) -> Option<PartialDate> {
    read_parts(text, order).and_then(Parts::valid)
}

/// The same with the parts as they stand, misread ones included.
pub(crate) fn read_parts(text: &str, order: Order) -> Option<Parts> {
    let text = text.trim();
    if let Some(date) = plain(text.as_bytes()) {
        return Some(date);
    }
    // A time of day after the date; a long month before the day is none.
    let timed = |date: &str| date.len() >= 8 && date.bytes().any(|b| b.is_ascii_digit());
    let text = text.split_once(['T', ' ']).filter(|(date, _)| timed(date)).map_or(text, |(date, _)| date);
    if let Some(date) = with_month_name(text) {
        return Some(date);
    }
    let parts: Vec<String> =
        text.split(['/', '-', '.', ' ', ',']).filter(|part| !part.is_empty()).map(as_digits).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts[..] {
        [year] if year.len() == 4 => date(year, "", ""),
        [whole] if whole.len() == 8 && whole.is_ascii() => {
            let starts_with_year = matches!(&whole[..2], "18" | "19" | "20");
            if starts_with_year {
                date(&whole[..4], &whole[4..6], &whole[6..])
            } else {
                in_order(&whole[..2], &whole[2..4], &whole[4..], order)
            }
        }
        [year, month] if year.len() == 4 => date(year, month, ""),
        [month, year] if year.len() == 4 => date(year, month, ""),
        [year, month, day] if year.len() == 4 => date(year, month, day),
        [first, second, year] => in_order(first, second, year, order),
        _ => None,
    }
}

/// `1980-03-04`, as most systems write.
fn plain(text: &[u8]) -> Option<Parts> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text else { return None };
    let digits = [y0, y1, y2, y3, m0, m1, d0, d1];
    if !digits.iter().all(u8::is_ascii_digit) || y0 == b'0' {
        return None;
    }
    let number = |part: &[u8]| part.iter().fold(0u16, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    let year = number(&digits[..4]);
    Some(Parts { year, month: number(&digits[4..6]) as u8, day: number(&digits[6..]) as u8 })
}

/// A date as it stands; 0 for an unknown part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Parts {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Parts {
    /// As a birth date, with the parts that can be.
    pub(crate) fn whole(self) -> Option<BirthDate> {
        self.valid().map(|date| BirthDate { date, estimated: false })
    }

    /// With the parts that can be.
    pub(crate) fn valid(self) -> Option<PartialDate> {
        if !(1800..=2200).contains(&self.year) {
            return None;
        }
        let month = i8::try_from(self.month).ok().filter(|month| (1..=12).contains(month));
        let day = i8::try_from(self.day).ok().filter(|day| (1..=31).contains(day));
        Some(PartialDate { year: self.year as i16, month, day: month.and(day) })
    }
}

/// Reads by a pattern such as `%m/%d/%Y` or `%Y%m%d`; each part as many digits as it stands for.
pub(crate) fn read_by_pattern(text: &str, pattern: &str) -> Option<Parts> {
    let (mut year, mut month, mut day) = (String::new(), String::new(), String::new());
    let mut rest = text.trim();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            rest = rest.strip_prefix(letter)?;
            continue;
        }
        let (part, width) = match letters.next()? {
            'Y' => (&mut year, 4),
            'y' => (&mut year, 2),
            'm' => (&mut month, 2),
            'd' => (&mut day, 2),
            _ => return None,
        };
        let end = rest.char_indices().take(width).take_while(|(_, c)| !matches!(c, '/' | '-' | '.' | ' '));
        let end = end.last().map(|(at, c)| at + c.len_utf8())?;
        *part = as_digits(&rest[..end]);
        rest = &rest[end..];
    }
    date(&year, &month, &day)
}

/// The pattern says how a date is written: parts that are known, a year among them.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    let mut parts = pattern.split('%');
    let before = parts.next();
    let parts: Vec<&str> = parts.collect();
    before.is_some()
        && parts.iter().all(|part| part.starts_with(['Y', 'y', 'm', 'd']))
        && parts.iter().any(|part| part.starts_with(['Y', 'y']))
}

/// Whether the text can only be a date with the day first, or only one with the month first.
pub(crate) fn says_order(text: &str) -> Option<Order> {
    let mut parts = text.trim().split(['/', '-', '.']);
    let (first, second) = (parts.next()?.parse::<u8>().ok()?, parts.next()?.parse::<u8>().ok()?);
    match (first, second) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    }
}

fn in_order(first: &str, second: &str, year: &str, order: Order) -> Option<Parts> {
    let number = |text: &str| text.parse::<u8>().unwrap_or(0);
    let day_first = match (number(first), number(second)) {
        (13.., 1..=12) => true,
        (1..=12, 13..) => false,
        _ => order == Order::DayFirst,
    };
    if day_first { date(year, second, first) } else { date(year, first, second) }
}

fn date(year: &str, month: &str, day: &str) -> Option<Parts> {
    let mut number: u16 = year.parse().ok()?;
    if year.len() <= 2 {
        number += if number <= 30 { 2000 } else { 1900 };
    }
    let part = |text: &str| text.parse::<u8>().ok().filter(|part| *part < 100).unwrap_or(0);
    (1000..10_000).contains(&number).then(|| Parts { year: number, month: part(month), day: part(day) })
}

fn with_month_name(text: &str) -> Option<Parts> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at =
        words.iter().position(|word| word.len() >= 3 && word.is_ascii() && MONTHS.contains(&&word[..3]))?;
    let month = MONTHS.iter().position(|name| *name == &words[at][..3])? + 1;
    let month = month.to_string();
    let others: Vec<&str> =
        words.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, word)| *word).collect();
    match others[..] {
        [year] => date(year, &month, ""),
        [year, day] if year.len() == 4 => date(year, &month, day),
        [day, year] => date(year, &month, day.trim_end_matches(|c: char| c.is_ascii_alphabetic())),
        _ => None,
    }
}

/// Digits, with the letters that scanners take for them.
pub(crate) fn as_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'O' | 'o' | 'Q' | 'D' => '0',
            'l' | 'I' | 'i' | '|' | '!' => '1',
            'Z' | 'z' => '2',
            'S' | 's' => '5',
            'G' | 'b' => '6',
            'T' => '7',
            'B' => '8',
            'g' | 'q' => '9',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i16, i8, i8)> {
        read_date(text, Order::MonthFirst).map(|d| (d.year, d.month.unwrap_or(0), d.day.unwrap_or(0)))
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in
            ["1980-03-04", "03/04/1980", "19800304", "03041980", "4 Mar 1980", "March 4, 1980", "3.4.80"]
        {
            assert_eq!(read(text), Some((1980, 3, 4)), "{text}");
        }
        assert_eq!(read("31/12/1980"), Some((1980, 12, 31)));
        assert_eq!(read("|98O-o3-04"), Some((1980, 3, 4)));
        assert_eq!(read("1980-13-04"), Some((1980, 0, 0)));
        assert_eq!(read("1980"), Some((1980, 0, 0)));
        assert_eq!((read(""), read("unknown"), read("0000-00-00")), (None, None, None));
    }

    #[test]
    fn a_pattern_overrules_guessing() {
        let date = read_by_pattern("04031980", "%d%m%Y").unwrap();
        assert_eq!((date.month, date.day), (3, 4));
        assert!(read_by_pattern("1980/03", "%Y-%m-%d").is_none());
    }
}
