//! The values that fields hold. They are stored sealed and shown only through a cut view, so they do not print.

use crate::{Precision, Ssn};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One value as an agency said it. `Debug` shows the kind only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Words, a label of a code list, a phone number.
    #[serde(rename = "t")]
    Text(String),
    /// A date, perhaps known only in part.
    #[serde(rename = "d")]
    Date(PartialDate),
    /// An amount of money in cents; negative for what is owed.
    #[serde(rename = "m")]
    Cents(i64),
    /// A plain count, such as bedrooms.
    #[serde(rename = "n")]
    Number(i64),
    /// Yes or no.
    #[serde(rename = "f")]
    Flag(bool),
    /// A Social Security number.
    #[serde(rename = "s", with = "sealed_ssn")]
    Ssn(Ssn),
    /// A key of the same agency: another person's record, a household, a document.
    #[serde(rename = "k")]
    Key(String),
}

/// A date of which the day, or the month and the day, may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    /// Year, 1 to 9999.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day of the month, 1 to 31; only with a month.
    pub day: Option<i8>,
}

impl Value {
    /// The words, when the value is text or a key.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Key(text) => Some(text),
            _ => None,
        }
    }

    /// The date, when the value is one.
    pub fn as_date(&self) -> Option<PartialDate> {
        match self {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Text(_) => "Text(***)",
            Value::Date(_) => "Date(***)",
            Value::Cents(_) => "Cents(***)",
            Value::Number(_) => "Number(***)",
            Value::Flag(_) => "Flag(***)",
            Value::Ssn(_) => "Ssn(***)",
            Value::Key(_) => "Key(***)",
        })
    }
}

impl PartialDate {
    /// A date known to the day.
    pub fn day(date: Date) -> PartialDate {
        PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    /// A date of which only the year is known.
    pub fn year(year: i16) -> PartialDate {
        PartialDate { year, month: None, day: None }
    }

    /// The calendar day, when it is known and exists.
    pub fn exact(&self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// How much of the date is known.
    pub fn precision(&self) -> Precision {
        match (self.month, self.day) {
            (Some(_), Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            _ => Precision::Year,
        }
    }

    /// The first day that the date can mean; for ordering.
    pub fn earliest(&self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartialDate(***)")
    }
}

/// Only a [`Value`] may carry an SSN into storage, where the whole body is sealed.
mod sealed_ssn {
    use crate::Ssn;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(ssn: &Ssn, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(ssn.reveal_digits())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Ssn, D::Error> {
        let digits = String::deserialize(from)?;
        Ssn::read(&digits).ok_or_else(|| D::Error::custom("a stored SSN must have four or nine digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_do_not_print_but_survive_storage() {
        let value = Value::Ssn(Ssn::read("512-70-1234").unwrap());
        assert_eq!(format!("{value:?}"), "Ssn(***)");
        let stored = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&stored).unwrap(), value);
    }
}
