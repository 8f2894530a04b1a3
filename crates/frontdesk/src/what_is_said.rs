//! What a customer says of herself, as it is typed at the desk or told by another system: made tidy, and looked through.

use crate::{Desk, DeskError, NewMember, unfit};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use records::{Ssn, SsnKind};

/// Languages of the kiosk.
pub(crate) const LANGUAGES: [&str; 5] = ["en", "es", "zh", "vi", "ru"];

/// A field, and what has to be mended in it.
pub(crate) type Fault = (&'static str, &'static str);

const LONGEST: usize = 80;
const OLDEST_YEAR: i16 = 1900;
const TOO_LONG: &str = "a name or number is longer than 80 letters; shorten it";
const NAMELESS: &str = "write a first and a last name; for somebody with one name only, write it twice";
const HIDDEN: &str = "a sign stands here that cannot be seen; delete what is written, and type it anew";
const NO_DAY: &str = "the birth date is no day; write it as 3/12/1984 or 1984-03-12, or leave it empty";
const NOT_BORN: &str =
    "nobody was born on this day: it lies ahead, or before 1900; ask again, or leave it empty";
const NO_LANGUAGE: &str = "the kiosk does not speak this language; choose one of its list";
const NO_REASON: &str = "without a Social Security number choose why: declined, none, or later";
const BOTH: &str = "a number is written, and a reason why there is none; take one of them out";
const TAXPAYER: &str = "a number that begins with 9 is a taxpayer number and no Social Security number; leave it empty and choose `Has none`";
const NO_SSN: &str = "this cannot be a Social Security number; write all nine digits, or none and why";

impl NewMember {
    /// What has to be mended before somebody can be registered: the field and a sentence.
    pub fn faults(&self, today: Date) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        for (field, text) in [("first", &self.first), ("last", &self.last), ("phone", &self.phone)] {
            if text.chars().count() > LONGEST {
                faults.push((field, TOO_LONG));
            } else if text.chars().any(is_hidden) {
                faults.push((field, HIDDEN));
            } else if field != "phone" && !text.chars().any(char::is_alphanumeric) {
                faults.push((field, NAMELESS));
            }
        }
        if !self.born.is_empty() {
            match birth_day(&self.born) {
                None => faults.push(("born", NO_DAY)),
                Some(day) if day > today || day.year() < OLDEST_YEAR => faults.push(("born", NOT_BORN)),
                Some(_) => {}
            }
        }
        if !self.lang.is_empty() && !LANGUAGES.contains(&self.lang.as_str()) {
            faults.push(("lang", NO_LANGUAGE));
        }
        faults.extend(self.ssn_fault());
        faults
    }

    /// The same, but for what stands already and is not changed: it was in order when it was written.
    pub(crate) fn new_faults(&self, stands: &NewMember, today: Date) -> Vec<Fault> {
        let mut faults = self.faults(today);
        faults.retain(|(field, _)| {
            let text = self.text_of(field);
            text.is_empty() || text != stands.text_of(field)
        });
        faults
    }

    /// The first letter of the last name; nothing when it begins with a sign.
    pub(crate) fn initial(&self) -> String {
        self.last.chars().take(1).filter(|letter| letter.is_alphabetic()).collect()
    }

    fn text_of(&self, field: &str) -> &str {
        match field {
            "first" => &self.first,
            "last" => &self.last,
            "born" => &self.born,
            "phone" => &self.phone,
            "lang" => &self.lang,
            "ssn" => &self.ssn,
            _ => "",
        }
    }

    fn ssn_fault(&self) -> Option<Fault> {
        if self.ssn.is_empty() {
            return self.no_ssn.is_none().then_some(("no_ssn", NO_REASON));
        }
        let digits: String = self.ssn.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
        match Ssn::read(&digits).map(|ssn| ssn.kind()) {
            Some(SsnKind::Full) => self.no_ssn.is_some().then_some(("no_ssn", BOTH)),
            Some(SsnKind::Taxpayer) => Some(("ssn", TAXPAYER)),
            _ => Some(("ssn", NO_SSN)),
        }
    }

    /// The same without blanks around the words, and with the birth date as year, month and day.
    #[must_use]
    pub fn tidied(mut self) -> NewMember {
        for text in [&mut self.first, &mut self.last, &mut self.born, &mut self.phone, &mut self.lang] {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if let Some(day) = birth_day(&self.born) {
            self.born = day.to_string();
        }
        self.ssn.retain(|letter| !matches!(letter, ' ' | '-'));
        self
    }

    /// The same, when it can be registered.
    pub(crate) fn checked(self, today: Date) -> Result<NewMember, DeskError> {
        let tidied = self.tidied();
        match tidied.faults(today).first() {
            Some((_, why)) => Err(unfit(why)),
            None => Ok(tidied),
        }
    }
}

impl Desk {
    /// The day by which a birth date lies ahead. No site is east of Greenwich by more than hours.
    pub fn today(&self) -> Date {
        self.clock.now().to_zoned(TimeZone::UTC).date()
    }
}

/// A birth date as `1984-03-12`, or as Americans write it: `3/12/1984`.
fn birth_day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split(['/', '-']).map(str::trim);
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = [month, day, year].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if parts.next().is_some() || !digits || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A sign that nobody sees, or that turns around what stands behind it. What joins letters in Persian and Hindi is none.
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoSsn;

    const TODAY: Date = Date::constant(2026, 6, 1);

    fn faults(change: impl Fn(&mut NewMember)) -> Vec<Fault> {
        let mut said = NewMember {
            first: "Ada".to_owned(),
            last: "Marsh".to_owned(),
            no_ssn: Some(NoSsn::Declined),
            ..NewMember::default()
        };
        change(&mut said);
        said.tidied().faults(TODAY)
    }

    #[test]
    fn a_birth_date_is_a_day_on_which_somebody_was_born() {
        let born = |text: &str| faults(|said| said.born = text.to_owned());
        for good in ["1984-03-12", "3/12/1984", "03/12/1984", "3-12-1984", "1900-01-01", "2026-06-01", ""] {
            assert_eq!(born(good), [], "{good}");
        }
        for (bad, why) in [
            ("2199-01-01", NOT_BORN),
            ("2026-06-02", NOT_BORN),
            ("1899-12-31", NOT_BORN),
            ("12/31/1899", NOT_BORN),
            ("13/1/1984", NO_DAY),
            ("3/12/84", NO_DAY),
            ("2/30/1984", NO_DAY),
            ("yesterday", NO_DAY),
        ] {
            assert_eq!(born(bad), [("born", why)], "{bad}");
        }
        let said = NewMember { born: " 3/4/1984 ".to_owned(), ..NewMember::default() };
        assert_eq!(said.tidied().born, "1984-03-04");
    }

    #[test]
    fn names_can_be_seen() {
        let named = |last: &str| faults(|said| said.last = last.to_owned());
        for good in ["O’Neill-Núñez", "Nguyễn", "陈", "Оксана", "حسینی\u{200c}پور", "3rd"]
        {
            assert_eq!(named(good), [], "{good}");
        }
        for (bad, why) in [
            ("\u{200b}", HIDDEN),
            ("Marsh\u{202e}", HIDDEN),
            ("Ma\u{0}rsh", HIDDEN),
            ("\u{200c}", NAMELESS),
            ("\u{2800}", HIDDEN),
            ("<.", NAMELESS),
        ] {
            assert_eq!(named(bad), [("last", why)], "{}", bad.escape_unicode());
        }
        assert_eq!(faults(|said| said.phone = "555\u{7}".to_owned()), [("phone", HIDDEN)]);
    }

    #[test]
    fn an_initial_is_a_letter() {
        let initial = |last: &str| NewMember { last: last.to_owned(), ..NewMember::default() }.initial();
        assert_eq!(
            (initial("Guerra"), initial("<script"), initial("'t Hooft")),
            ("G".to_owned(), String::new(), String::new())
        );
    }

    #[test]
    fn languages_are_those_of_the_kiosk() {
        assert_eq!(faults(|said| said.lang = "vi".to_owned()), []);
        assert_eq!(faults(|said| said.lang = "xx".to_owned()), [("lang", NO_LANGUAGE)]);
    }

    #[test]
    fn a_number_is_a_social_security_number_or_none_with_a_reason() {
        let number = |ssn: &str, no_ssn| faults(|said| (said.ssn, said.no_ssn) = (ssn.to_owned(), no_ssn));
        assert_eq!(number("219-09-1234", None), []);
        assert_eq!(number("900-12-3456", None), [("ssn", TAXPAYER)]);
        assert_eq!(number("000-12-3456", None), [("ssn", NO_SSN)]);
        assert_eq!(number("", None), [("no_ssn", NO_REASON)]);
        assert_eq!(number("219-09-1234", Some(NoSsn::Declined)), [("no_ssn", BOTH)]);
    }

    #[test]
    fn what_stood_before_does_not_keep_another_field_from_being_mended() {
        let stands = NewMember {
            first: "Ada".to_owned(),
            last: "Marsh".to_owned(),
            ssn: "900123456".to_owned(),
            ..NewMember::default()
        };
        let renamed = NewMember { last: "Reed".to_owned(), ..stands.clone() };
        assert_eq!(renamed.new_faults(&stands, TODAY), []);
        assert_eq!(renamed.new_faults(&NewMember::default(), TODAY), [("ssn", TAXPAYER)]);
    }
}
