//! Understands one line of typing.

use crate::search::query::{BirthQuery, Query, Role};
use crate::search::query_dates::{
    birth_date, day_of_month, has_month_name, in_english, looks_like_date, mistyped_date,
};
use crate::words::names::suffix_of;
use crate::words::text::{digits, fold};
use jiff::civil::Date;
use records::{Sex, Ssn};

/// Goes through the words from left to right; each step takes what it understands.
pub(crate) struct Reader {
    pub(crate) words: Vec<String>,
    pub(crate) at: usize,
    pub(crate) today: Date,
    /// Reads what is said of a relative: no further relatives.
    pub(crate) nested: bool,
    /// Names before the last comma.
    pub(crate) segment: usize,
    pub(crate) query: Query,
    /// Numbers that are nothing that is known; one beside a name may be an age.
    pub(crate) leftover: Vec<String>,
}

const NUMBER_WORDS: [&str; 12] =
    ["case", "card", "member", "client", "record", "number", "no", "id", "pmi", "cin", "license", "medicaid"];

impl Reader {
    pub(crate) fn new(text: &str, today: Date) -> Reader {
        let words = text.split_whitespace().map(str::to_owned).collect();
        Reader {
            words,
            at: 0,
            today,
            nested: false,
            segment: 0,
            query: Query::default(),
            leftover: Vec::new(),
        }
    }

    pub(crate) fn read(mut self) -> Query {
        while self.at < self.words.len() {
            let taken = self
                .relative()
                .or_else(|| self.email())
                .or_else(|| self.last_four())
                .or_else(|| self.no_last_four())
                .or_else(|| self.ssn())
                .or_else(|| self.grouped_number())
                .or_else(|| self.ages())
                .or_else(|| self.age())
                .or_else(|| self.named_number())
                .or_else(|| self.birth())
                .or_else(|| self.phone())
                .or_else(|| self.address())
                .or_else(|| self.street())
                .or_else(|| self.unit())
                .or_else(|| self.sex())
                .or_else(|| self.number())
                .unwrap_or_else(|| self.name());
            self.at += taken.max(1);
            if self.words.get(self.at - 1).is_some_and(|word| word.ends_with([',', ';'])) {
                self.segment = self.query.names.len();
            }
        }
        // A comma after the only name ends the name; it does not turn it into a surname.
        if let [only] = self.query.names.as_mut_slice() {
            only.role = Role::Any;
        }
        self.take_leftover();
        self.query
    }

    pub(crate) fn word(&self, ahead: usize) -> &str {
        self.words.get(self.at + ahead).map_or("", String::as_str)
    }

    /// The word without punctuation, in lower case.
    pub(crate) fn plain(&self, ahead: usize) -> String {
        fold(self.word(ahead))
    }

    fn email(&mut self) -> Option<usize> {
        let word = self.word(0).trim_matches(|c: char| matches!(c, ',' | ';' | '<' | '>')).to_owned();
        let (name, host) = word.split_once('@')?;
        if name.is_empty() || !host.contains('.') {
            return None;
        }
        self.query.emails.push(word);
        Some(1)
    }

    /// `last four 1234`, `last 4 1234`, `ssn 1234`, `xxx-xx-1234`, `ending in 1234`.
    fn last_four(&mut self) -> Option<usize> {
        let four = |text: &str| {
            let number = digits(text);
            let rest = text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '*' | 'x' | 'X' | '#' | '.' | ','));
            (number.len() == 4 && rest).then_some(number)
        };
        let word = self.word(0);
        if let Some(number) = four(word).filter(|_| word.contains(['x', 'X', '*', '#'])) {
            return self.take_ssn(&number, 1);
        }
        let lead = match (self.plain(0).as_str(), self.plain(1).as_str()) {
            ("last", "four" | "4") => 2,
            ("ending", "in") => 2,
            ("last4" | "l4" | "ssn" | "ss" | "social" | "ssn4" | "ending", _) => 1,
            _ => return None,
        };
        let extra = (0..3).find(|extra| four(self.word(lead + extra)).is_some())?;
        let between = (0..extra).all(|n| {
            matches!(self.plain(lead + n).as_str(), "of" | "ssn" | "social" | "is" | "last" | "four" | "4")
        });
        let number = four(self.word(lead + extra)).filter(|_| between)?;
        self.take_ssn(&number, lead + extra + 1)
    }

    /// `last four 12345`: said to be four digits, and is not.
    fn no_last_four(&mut self) -> Option<usize> {
        let lead = match (self.plain(0).as_str(), self.plain(1).as_str()) {
            ("last", "four" | "4") => 2,
            ("last4" | "l4" | "ssn4", _) => 1,
            _ => return None,
        };
        let between = |word: &str| matches!(word, "of" | "ssn" | "social" | "is" | "digits");
        let lead = (lead..lead + 3).find(|ahead| !between(&self.plain(*ahead)))?;
        let number = digits(self.word(lead));
        if number.is_empty() || number.len() != self.plain(lead).replace(' ', "").len() {
            return None;
        }
        if number.len() == 9 {
            // All nine are better than four.
            return Some(lead);
        }
        let words =
            format!("The last four of a Social Security number has four digits: “{number}” was not used.");
        self.query.remarks.push(words);
        Some(lead + 1)
    }

    fn take_ssn(&mut self, number: &str, words: usize) -> Option<usize> {
        self.query.ssn = Some(Ssn::read(number)?);
        Some(words)
    }

    /// Nine digits, written together or 3-2-4, with or without `ssn` before them.
    fn ssn(&mut self) -> Option<usize> {
        let lead = usize::from(matches!(self.plain(0).as_str(), "ssn" | "ss" | "social"));
        let word = self.word(lead);
        let shape: String =
            word.trim_end_matches(',').chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
        if shape == "999-99-9999" || shape == "999999999" {
            let number = digits(word);
            return self.take_ssn(&number, lead + 1);
        }
        let spaced: Vec<usize> = (0..3)
            .map(|n| self.word(lead + n))
            .map(|w| if w.bytes().all(|b| b.is_ascii_digit()) { w.len() } else { 0 })
            .collect();
        if spaced == [3, 2, 4] {
            let number = [self.word(lead), self.word(lead + 1), self.word(lead + 2)].concat();
            return self.take_ssn(&number, lead + 3);
        }
        None
    }

    /// A member number as pages and cards print it: `227 9493 9570`.
    fn grouped_number(&mut self) -> Option<usize> {
        let group = |ahead: usize, length: usize| {
            let word = self.word(ahead);
            (word.len() == length && word.bytes().all(|b| b.is_ascii_digit())).then_some(word)
        };
        let number = [group(0, 3)?, group(1, 4)?, group(2, 4)?].concat();
        self.query.numbers.push(number);
        Some(3)
    }

    /// `case 12345`, `card no 77-1`, `id AB123`.
    fn named_number(&mut self) -> Option<usize> {
        if !NUMBER_WORDS.contains(&self.plain(0).as_str()) {
            return self.lettered_number();
        }
        let lead = 1 + usize::from(
            matches!(self.plain(1).as_str(), "no" | "number" | "id" | "nr") || self.word(1) == "#",
        );
        let number = self.word(lead).trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        if !number.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        self.query.numbers.push(number);
        Some(lead + 1)
    }

    /// `PA 880012`: letters that belong to the number.
    fn lettered_number(&mut self) -> Option<usize> {
        let (letters, number) =
            (self.word(0).to_owned(), self.word(1).trim_end_matches([',', ';']).to_owned());
        let short = (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
        let long = number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit());
        if !short || !long {
            return None;
        }
        self.query.numbers.push(letters + &number);
        Some(2)
    }

    /// A whole date, a month name with a day or a year, or a year that a person now living can have been born in.
    fn birth(&mut self) -> Option<usize> {
        let lead = usize::from(matches!(self.plain(0).as_str(), "born" | "dob" | "birth" | "b"));
        let lead = lead + usize::from(lead == 1 && matches!(self.plain(1).as_str(), "on" | "in" | "date"));
        for count in (1..=5).rev() {
            let typed = (0..count).map(|n| self.word(lead + n)).collect::<Vec<_>>().join(" ");
            let spanish = in_english(&typed);
            if self.at + lead + count > self.words.len() || (count > 3 && spanish.is_none()) {
                continue;
            }
            let text = spanish.unwrap_or_else(|| typed.clone());
            if let Some(birth) = day_of_month(&text) {
                self.query.take_birth(birth, &typed, self.today);
                return Some(lead + count);
            }
            let dated = if count == 1 { looks_like_date(&text, self.today) } else { has_month_name(&text) };
            let read = birth_date(&text).map(BirthQuery::from).or_else(|| mistyped_date(&text));
            if let Some(birth) = read.filter(|_| dated) {
                self.query.take_birth(birth, &typed, self.today);
                return Some(lead + count);
            }
        }
        None
    }

    /// Ten digits (or seven as 555-0134), in any usual grouping.
    fn phone(&mut self) -> Option<usize> {
        let lead =
            usize::from(matches!(self.plain(0).as_str(), "phone" | "tel" | "cell" | "mobile" | "call"));
        let mut text = String::new();
        for count in 1..=4 {
            let word = self.word(lead + count - 1);
            if word.is_empty()
                || !word.chars().all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | '+' | '.' | ','))
            {
                return None;
            }
            text.push_str(word);
            let number = digits(&text);
            let whole = number.len() == 10 || (number.len() == 11 && number.starts_with('1'));
            let local = number.len() == 7 && (lead == 1 || text.contains('-'));
            if whole || (local && count == 1) {
                self.query.phones.push(number);
                return Some(lead + count);
            }
        }
        None
    }

    fn sex(&mut self) -> Option<usize> {
        let sex = match self.plain(0).as_str() {
            "female" | "woman" | "girl" | "lady" => Sex::Female,
            "male" | "man" | "boy" => Sex::Male,
            "f" if self.words.len() > 2 && self.at + 1 == self.words.len() => Sex::Female,
            "m" if self.words.len() > 2 && self.at + 1 == self.words.len() => Sex::Male,
            _ => return None,
        };
        self.query.sex = Some(sex);
        Some(1)
    }

    /// Four digits alone may be the last four; anything longer with digits is some number.
    fn number(&mut self) -> Option<usize> {
        let word = self.word(0).trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let count = digits(&word).len();
        if count == 4 && word.len() == 4 {
            return self.take_ssn(&word, 1);
        }
        if count < 4 {
            return None;
        }
        self.query.numbers.push(word);
        Some(1)
    }

    fn name(&mut self) -> usize {
        let word = self.word(0).to_owned();
        let plain = self.plain(0);
        let filler =
            ["the", "with", "who", "is", "named", "called", "mr", "mrs", "ms", "dr", "and", "between"];
        let said = word.trim_matches(|c: char| matches!(c, ',' | ';' | '.')).to_owned();
        if word.chars().any(|c| c.is_ascii_digit()) {
            self.leftover.push(said);
        } else if suffix_of(&plain).is_some() {
            self.query.unused.push(said);
        } else if !filler.contains(&plain.as_str()) {
            let family = word.ends_with(',') && self.at == 0;
            self.query.add_names(&word, if family { Role::Family } else { Role::Any });
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn read(text: &str) -> Query {
        Query::parse(text, date(2026, 6, 1))
    }

    fn names(query: &Query) -> String {
        query.names.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_line_is_understood() {
        let query = read("maria about 70 last four 1234");
        assert_eq!(names(&query), "maria");
        assert_eq!(query.age.map(|age| (age.years, age.spread)), Some((70, 3.0)));
        assert_eq!(query.ssn.unwrap().last_four(), "1234");
        let query = read("Lopez, Maria 3/4/1950 female 212-555-0134");
        assert_eq!((names(&query).as_str(), query.names[0].role), ("lopez maria", Role::Family));
        assert_eq!((query.birth.year, query.birth.month, query.birth.day), (Some(1950), Some(3), Some(4)));
        assert_eq!((query.sex, query.phones.len()), (Some(Sex::Female), 1));
    }

    #[test]
    fn numbers_are_what_they_look_like() {
        assert_eq!(read("512-70-1234").ssn.unwrap().reveal_digits(), "512701234");
        assert_eq!(read("xxx-xx-1234 jo").ssn.unwrap().last_four(), "1234");
        assert_eq!(read("case 0012345").numbers, ["0012345"]);
        for number in ["22794939570", "227 9493 9570", "127 9493 9570"] {
            let query = read(number);
            assert_eq!(query.numbers, [number.replace(' ', "")]);
            assert!(query.ssn.is_none() && query.phones.is_empty(), "{number}");
        }
        assert_eq!(read("(212) 555 0134").phones, ["2125550134"]);
        let query = read("88-15 145th St apt 4B ana");
        assert_eq!(query.address.map(|a| (a.street, a.unit)), Some(("88-15 145th St".into(), "4b".into())));
        assert_eq!(names(&read("john 1950")), "john");
        assert_eq!(read("john 1950").birth.year, Some(1950));
        let query = read("march 4 ana");
        assert_eq!((query.birth.month, query.birth.day, query.birth.year), (Some(3), Some(4), None));
    }

    #[test]
    fn ages_are_read_however_they_are_said() {
        for text in ["ana 70 years old", "ana age 70", "ana 70yo", "aged about 70 ana", "~70 ana"] {
            let query = read(text);
            assert_eq!(query.age.map(|age| age.years), Some(70), "{text}");
            assert_eq!(names(&query), "ana", "{text}");
        }
        assert_eq!(read("ana in her 70s").age.map(|age| (age.years, age.to)), Some((70, 79)));
        assert!(read("").is_empty());
    }

    #[test]
    fn an_age_that_nobody_reaches_is_dropped_with_the_word_before_it() {
        let query = read("ana about 200");
        assert_eq!((names(&query).as_str(), query.age.is_none(), query.numbers.len()), ("ana", true, 0));
        assert!(read("about 200").is_empty());
        assert_eq!(read("ana about 1950").birth.year, Some(1950));
    }
}
