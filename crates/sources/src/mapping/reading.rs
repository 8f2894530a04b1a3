//! From the words of a cell to a value of the catalogue.

use crate::mapping::dates::{Dates, Read};
use records::{Ssn, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the words of a cell become a value.
#[derive(Clone, Debug)]
pub(crate) enum Reading {
    Text(Option<Arc<Codes>>),
    Date(Arc<Dates>),
    Money(Money),
    Number,
    Flag(Flags),
    Ssn,
    Key,
}

/// A code list.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    /// Its name in the mapping; empty for a list that stands at its field.
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) unknown: Unknown,
}

/// What happens to a code that the list does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Unknown {
    Reject,
    Keep,
    LeaveOut,
}

/// How money is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Money {
    /// `.` or `,`.
    pub(crate) decimal: char,
    /// The numbers count cents.
    pub(crate) cents: bool,
}

/// Which words mean yes and which mean no.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Flags {
    pub(crate) yes: Vec<String>,
    pub(crate) no: Vec<String>,
}

impl Reading {
    /// The value, `None` when the cell says "not known".
    ///
    /// # Errors
    /// What the cell should have held, to follow on "column `X`"; says nothing about what it does hold.
    pub(crate) fn read(&self, text: &str) -> Result<Option<Value>, String> {
        match self {
            Reading::Text(None) => Ok(Some(Value::Text(text.to_owned()))),
            Reading::Text(Some(codes)) => codes.label(text),
            Reading::Key => Ok(Some(Value::Key(text.to_owned()))),
            Reading::Date(dates) => match dates.parse(text) {
                Read::Date(date) => Ok(Some(Value::Date(date))),
                Read::Missing => Ok(None),
                Read::Wrong => Err(format!(
                    "is not a date of the form {}; correct the row, or add its form to `formats`",
                    dates.forms_in_words()
                )),
            },
            Reading::Money(money) => money.cents_of(text).map(|cents| Some(Value::Cents(cents))).ok_or_else(|| {
                "is not an amount of money; correct the row, or describe the amounts with `money`".to_owned()
            }),
            Reading::Number => whole(text)
                .map(|number| Some(Value::Number(number)))
                .ok_or_else(|| "is not a whole number; correct the row".to_owned()),
            Reading::Flag(flags) => flags.read(text).map(|flag| Some(Value::Flag(flag))).ok_or_else(|| {
                "is neither yes nor no; correct the row, or add its word to `yes` or `no`".to_owned()
            }),
            Reading::Ssn => Ssn::read(text).map(|ssn| Some(Value::Ssn(ssn))).ok_or_else(|| {
                "is not a Social Security number of nine or four digits; correct the row, or add its word to `missing`"
                    .to_owned()
            }),
        }
    }
}

impl Codes {
    fn label(&self, code: &str) -> Result<Option<Value>, String> {
        match (self.labels.get(code), &self.unknown) {
            (Some(label), _) => Ok(Some(Value::Text(label.clone()))),
            (None, Unknown::Keep) => Ok(Some(Value::Text(code.to_owned()))),
            (None, Unknown::LeaveOut) => Ok(None),
            (None, Unknown::Reject) => {
                let list = if self.name.is_empty() {
                    "its code list".to_owned()
                } else {
                    format!("[codes.{}]", self.name)
                };
                let known = self.labels.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                Err(format!(
                    "has a code that {list} does not know ({known}); add the code there, or set `unknown`"
                ))
            }
        }
    }
}

impl Money {
    /// Cents of `1,234.50`, `$12`, `-3.5`, `(12.00)`, `12.00-`.
    fn cents_of(&self, text: &str) -> Option<i64> {
        let plain: String = text.chars().filter(|c| !matches!(c, '$' | ' ')).collect();
        let (plain, minus) = match plain.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            Some(inner) => (inner, true),
            None => match plain.strip_prefix('-').or_else(|| plain.strip_suffix('-')) {
                Some(inner) => (inner, true),
                None => (plain.as_str(), false),
            },
        };
        let grouping = if self.decimal == ',' { '.' } else { ',' };
        let (whole_part, fraction) = plain.split_once(self.decimal).unwrap_or((plain, ""));
        let whole_part: String = whole_part.chars().filter(|c| *c != grouping).collect();
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(&whole_part) || !all_digits(fraction) || (whole_part.is_empty() && fraction.is_empty())
        {
            return None;
        }
        let units: i64 = if whole_part.is_empty() { 0 } else { whole_part.parse().ok()? };
        let cents = if self.cents {
            if fraction.bytes().any(|b| b != b'0') { None } else { Some(units) }
        } else {
            let padded = format!("{fraction}00");
            let beyond = padded.get(2..)?.bytes().any(|b| b != b'0');
            let small: i64 = padded.get(..2)?.parse().ok()?;
            // Tenths of a cent are not money; a fraction of a cent is refused rather than rounded.
            if beyond { None } else { units.checked_mul(100)?.checked_add(small) }
        }?;
        Some(if minus { -cents } else { cents })
    }
}

impl Flags {
    /// The words that most systems use.
    pub(crate) fn usual() -> Flags {
        let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect();
        Flags { yes: words(&["y", "yes", "true", "t", "1"]), no: words(&["n", "no", "false", "f", "0"]) }
    }

    fn read(&self, text: &str) -> Option<bool> {
        let among = |words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
        if among(&self.yes) { Some(true) } else { among(&self.no).then_some(false) }
    }
}

/// A whole number; `.0` at its end is passed over, because spreadsheets add it.
fn whole(text: &str) -> Option<i64> {
    let (digits, zeros) = text.split_once('.').unwrap_or((text, ""));
    if zeros.bytes().any(|b| b != b'0') { None } else { digits.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_to_the_cent_or_not_at_all() {
        let dollars = Money { decimal: '.', cents: false };
        for (text, cents) in [
            ("1,234.50", Some(123_450)),
            ("$12", Some(1200)),
            ("(12.00)", Some(-1200)),
            ("7.5-", Some(-750)),
            (".5", Some(50)),
            ("1.000", Some(100)),
            ("1.005", None),
            ("", None),
            ("12 dollars", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(dollars.cents_of(text), cents, "{text}");
        }
        assert_eq!(Money { decimal: ',', cents: false }.cents_of("1.234,5"), Some(123_450));
        assert_eq!(Money { decimal: '.', cents: true }.cents_of("12345"), Some(12_345));
    }

    #[test]
    fn an_unknown_code_names_the_list_and_not_the_code() {
        let labels =
            BTreeMap::from([("M".to_owned(), "Male".to_owned()), ("F".to_owned(), "Female".to_owned())]);
        let codes = |unknown| {
            Reading::Text(Some(Arc::new(Codes { name: "sex".into(), labels: labels.clone(), unknown })))
        };
        assert_eq!(
            codes(Unknown::Reject).read("Q").unwrap_err(),
            "has a code that [codes.sex] does not know (F, M); add the code there, or set `unknown`"
        );
        assert!(codes(Unknown::Keep).read("Q").unwrap() == Some(Value::Text("Q".into())));
        assert!(codes(Unknown::LeaveOut).read("Q").unwrap().is_none());
    }
}
