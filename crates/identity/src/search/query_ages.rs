//! Understands ages in one line of typing.

use crate::search::query::{Age, BirthQuery, Query};
use crate::search::query_parts::Reader;
use records::Sex;

/// The oldest that somebody may be.
const OLDEST: i16 = 130;

/// A number beside a name is no age above this.
const LIKELY: i16 = 110;

impl Reader {
    /// Ages from and to: `between 30 and 40`, `age 30-40`, `30 to 40 years old`, `in her 70s`, `6 months old`.
    pub(crate) fn ages(&mut self) -> Option<usize> {
        self.months().or_else(|| self.decade()).or_else(|| self.range())
    }

    /// `6 months old`, `10 days`, `8mo`.
    fn months(&mut self) -> Option<usize> {
        let first = self.plain(0);
        let number = first.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let glued = number.len() < first.len();
        let unit = if glued { first[number.len()..].to_owned() } else { self.plain(1) };
        let in_a_year = match unit.as_str() {
            "months" | "month" | "mo" | "mos" => 12,
            "weeks" | "week" | "wks" => 52,
            "days" | "day" => 365,
            _ => return None,
        };
        let years = number.parse::<i16>().ok()? / in_a_year;
        let taken = if glued { 1 } else { 2 };
        self.query.age = Some(Age::between(years, years, self.today));
        Some(taken + usize::from(self.plain(taken) == "old"))
    }

    /// `in her 70s`, `late 70s`, `70s`; whose they are says the sex.
    fn decade(&mut self) -> Option<usize> {
        let whose = if self.plain(0) == "in" { self.plain(1) } else { String::new() };
        let sex = match whose.as_str() {
            "her" => Some(Sex::Female),
            "his" => Some(Sex::Male),
            _ => None,
        };
        let lead = if matches!(whose.as_str(), "her" | "his" | "their" | "the") { 2 } else { 0 };
        let part = self.plain(lead);
        let (from, to) = match part.as_str() {
            "early" => (0, 4),
            "mid" | "middle" => (3, 7),
            "late" => (5, 9),
            _ => (0, 9),
        };
        let lead = lead + usize::from((from, to) != (0, 9));
        let number = self.plain(lead);
        let years: i16 = number.strip_suffix('s')?.parse().ok()?;
        if years % 10 != 0 || !(10..OLDEST).contains(&years) {
            return None;
        }
        self.query.age = Some(Age::between(years + from, years + to, self.today));
        self.query.sex = self.query.sex.or(sex);
        Some(lead + 1)
    }

    /// `between 30 and 40`, `age 30-40`, `30-40 years`, `30 to 40 years old`.
    fn range(&mut self) -> Option<usize> {
        let lead = match self.plain(0).as_str() {
            "between" | "age" | "aged" | "ages" | "about" | "around" => 1,
            _ => 0,
        };
        let lead =
            lead + usize::from(lead == 1 && matches!(self.plain(1).as_str(), "between" | "from" | "about"));
        let typed = self.plain(lead);
        let number = |text: &str| text.parse::<i16>().ok().filter(|years| (0..=OLDEST).contains(years));
        let (from, to, words) = match typed.split_once(' ') {
            Some((from, to)) => (number(from)?, number(to)?, 1),
            None => {
                let joined = matches!(self.plain(lead + 1).as_str(), "and" | "to" | "or" | "a" | "y")
                    || matches!(self.word(lead + 1), "-" | "\u{2013}");
                (number(&typed)?, number(&self.plain(lead + 2)).filter(|_| joined)?, 3)
            }
        };
        let end = lead + words;
        let unit = matches!(self.plain(end).as_str(), "years" | "year" | "yrs" | "yo" | "y");
        if from >= to || !(unit || lead > 0) {
            return None;
        }
        self.query.age = Some(Age::between(from, to, self.today));
        Some(end + usize::from(unit) + usize::from(unit && self.plain(end + 1) == "old"))
    }

    /// `about 70`, `age 70`, `70 years old`, `70yo`, `aged 70`, `~70`.
    pub(crate) fn age(&mut self) -> Option<usize> {
        let first = self.plain(0);
        let raw = self.word(0).to_owned();
        let (about, lead) = match first.as_str() {
            "about" | "around" | "approx" | "approximately" | "circa" | "maybe" | "roughly" | "ca" => {
                (true, 1)
            }
            "age" | "aged" => (
                matches!(self.plain(1).as_str(), "about" | "around"),
                1 + usize::from(matches!(self.plain(1).as_str(), "about" | "around")),
            ),
            _ => (raw.starts_with('~'), 0),
        };
        let number = self.plain(lead);
        let stem = number.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let tail = &number[stem.len()..];
        let years: i16 = match stem.parse() {
            Ok(years @ 0..=130) => years,
            Ok(_) if (lead > 0 || about) && tail.is_empty() => return Some(self.no_age(lead)),
            _ => return None,
        };
        let next = self.plain(lead + 1);
        let (spread, more) = match (tail, next.as_str()) {
            ("yo" | "y" | "yrs", _) => (1.5, usize::from(next == "old")),
            ("", "yo" | "y" | "yrs" | "years" | "year") => {
                (1.5, 1 + usize::from(matches!(self.plain(lead + 2).as_str(), "old" | "of")))
            }
            ("", _) if lead > 0 || about => (1.5, 0),
            _ => return None,
        };
        let spread = if about && spread < 3.0 { 3.0 } else { spread };
        self.query.age = Some(Age::about(years, spread, self.today));
        Some(lead + 1 + more)
    }

    /// Words to drop before a number that is no age: the number too, unless it may be a year, a house or some other number.
    fn no_age(&mut self, lead: usize) -> usize {
        let other =
            self.plain(lead).len() > 3 || self.is_street_word(lead + 1) || self.is_street_word(lead + 2);
        let taken = if other && lead > 0 { lead } else { lead + 1 };
        if taken > lead {
            let words = (0..taken).map(|n| self.word(n).trim_end_matches([',', ';']));
            let words = words.collect::<Vec<_>>().join(" ");
            self.query.unused.push(words);
        }
        taken
    }

    /// One number beside a name that is nothing else may be an age; all others are not used.
    pub(crate) fn take_leftover(&mut self) {
        let Query { names, age, birth, .. } = &self.query;
        let alone = !names.is_empty() && age.is_none() && *birth == BirthQuery::default();
        let years = match self.leftover.as_slice() {
            [only] => only.parse::<i16>().ok().filter(|years| alone && (1..=LIKELY).contains(years)),
            _ => None,
        };
        match years {
            Some(years) => self.query.age = Some(Age::about(years, 3.0, self.today)),
            None => self.query.unused.append(&mut self.leftover),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Query {
        Query::parse(text, date(2026, 6, 1))
    }

    #[test]
    fn ages_from_and_to_are_read_however_they_are_said() {
        for (text, from, to) in [
            ("ana between 30 and 40", 30, 40),
            ("ana age 30-40", 30, 40),
            ("ana, 30-40 years", 30, 40),
            ("30 to 40 years old ana", 30, 40),
            ("ana in her 70s", 70, 79),
            ("ana in her late 70s", 75, 79),
            ("ana 6 months old", 0, 0),
            ("ana 8mo", 0, 0),
            ("ana 18 months", 1, 1),
        ] {
            let query = read(text);
            let age = query.age.map(|age| (age.years, age.to));
            assert_eq!(age, Some((from, to)), "{text}");
            assert!(query.unused.is_empty() && query.address.is_none(), "{text}");
        }
        assert_eq!((read("in her 70s").sex, read("in his 70s").sex), (Some(Sex::Female), Some(Sex::Male)));
        assert!(read("ana 30-40 mill street").age.is_none());
    }

    #[test]
    fn what_is_not_used_is_named() {
        for (text, unused) in [
            ("80", "80"),
            ("tyniya 555", "555"),
            ("rosa 3 about 70", "3"),
            ("ana #2f", "#2f"),
            ("ana apt 2f", "apt 2f"),
            ("luis ortega, Jr.", "Jr"),
            ("ana about 200", "about 200"),
            ("mother of luis ortega jr", "jr"),
            ("ana about 1950", ""),
            ("mr luis and ana", ""),
        ] {
            assert_eq!(read(text).unused.join(" "), unused, "{text}");
        }
        let query = read("tyniya 64");
        assert_eq!((query.age.map(|age| (age.years, age.spread)), query.unused.len()), (Some((64, 3.0)), 0));
        assert!(read("80").is_empty() && read("apt 2f").is_empty());
    }

    #[test]
    fn what_cannot_be_is_said() {
        let query = read("ana last four 12345");
        assert_eq!((query.names.len(), query.ssn.is_none(), query.address.is_none()), (1, true, true));
        assert!(query.remarks[0].contains("four digits"));
        assert_eq!(read("last four 512-70-1234").ssn.unwrap().reveal_digits(), "512701234");
        for text in ["2/30/1950", "february 30 1950", "13/45/1950"] {
            let query = read(text);
            let year = BirthQuery { year: Some(1950), ..BirthQuery::default() };
            assert!(query.birth == year && query.remarks[0].contains("no such day"), "{text}");
        }
        for text in ["1/1/2099", "12/31/2026", "march 4 2099"] {
            let query = read(text);
            assert!(query.is_empty() && query.remarks[0].contains("future"), "{text}");
        }
        assert_eq!(read("september 3 1950").birth.day, Some(3));
        assert!(read("2/30").is_empty() && read("3/4/1595").remarks.is_empty());
    }

    #[test]
    fn months_may_be_spanish() {
        for text in
            ["ana marzo 23 1964", "ana 23 de marzo de 1964", "ana marzo 23, 1964", "ana julio 23 1964"]
        {
            let birth = read(text).birth;
            assert_eq!(birth.year, Some(1964), "{text}");
            assert_eq!(birth.day, Some(23), "{text}");
        }
        let query = read("julio 1964");
        assert_eq!((query.names.len(), query.birth.month, query.birth.year), (1, None, Some(1964)));
    }
}
