//! People who must not be named, by what others' records could name them with when no key leads to them: a name, a phone.

use casefile::PersonRecords;
use records::catalog::{contact, relatives};
use records::{Entry, Particulars, SectionKind};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whom nobody may name to the asker.
#[derive(Clone, Default)]
pub(crate) struct Hushed(Vec<Known>);

/// What one of them could be named by.
#[derive(Clone)]
pub(crate) struct Known {
    names: Vec<BTreeSet<String>>,
    phones: BTreeSet<String>,
}

impl Known {
    pub(crate) fn of(records: &PersonRecords) -> Known {
        let all = || records.0.iter().map(|stored| &stored.record);
        let names = all().flat_map(|record| Particulars::of(record).names);
        let contacts = all().flat_map(|record| record.section(SectionKind::Contact));
        Known {
            names: names.map(|name| words(&name.full())).filter(|words| !words.is_empty()).collect(),
            phones: contacts.filter_map(|entry| phone(&entry.text(contact::PHONE)?)).collect(),
        }
    }

    /// All words of the shorter name stand in the longer one, in any order: `Ana Ruiz` and `RUIZ VEGA, ANA`. A single word is
    /// not enough.
    fn is_named(&self, name: &BTreeSet<String>) -> bool {
        let same = |own: &BTreeSet<String>| {
            own.len().min(name.len()) >= 2 && (own.is_subset(name) || name.is_subset(own))
        };
        self.names.iter().any(same)
    }
}

impl Hushed {
    pub(crate) fn new(people: Vec<Known>) -> Hushed {
        Hushed(people)
    }

    /// The row of a relative, without a key that leads to somebody else, names one of them.
    pub(crate) fn is_named_in(&self, entry: &Entry) -> bool {
        if self.0.is_empty() || entry.kind != SectionKind::Relatives {
            return false;
        }
        let name = entry.text(relatives::RELATIVE_NAME).map(|name| words(&name)).unwrap_or_default();
        let phone = entry.text(relatives::RELATIVE_PHONE).and_then(|text| phone(&text));
        let has = |known: &Known| phone.as_ref().is_some_and(|phone| known.phones.contains(phone));
        self.0.iter().any(|known| known.is_named(&name) || has(known))
    }
}

/// A name's words, without accents, in small letters.
fn words(name: &str) -> BTreeSet<String> {
    let plain: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let parts = plain.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 1);
    parts.map(str::to_lowercase).collect()
}

/// The last ten digits, when there are as many.
fn phone(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 10).then(|| digits[digits.len() - 10..].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::Value;

    #[test]
    fn a_row_names_somebody_by_two_words_of_the_name_or_by_the_phone() {
        let known = Known {
            names: vec![words("JUANITA MORALES OLMEDRAN")],
            phones: BTreeSet::from(["3945550121".to_owned()]),
        };
        let hushed = Hushed::new(vec![known]);
        let row = |name: &str, phone: &str| {
            Entry::new(SectionKind::Relatives)
                .with(relatives::RELATIVE_NAME, Value::Text(name.to_owned()))
                .with(relatives::RELATIVE_PHONE, Value::Text(phone.to_owned()))
        };
        for (name, phone) in [
            ("Juanita Morales Olmedrán", ""),
            ("Morales, Juanita", ""),
            ("Rosa Vega", "+1 (394) 555-0121"),
            ("", "394-555-0121"),
        ] {
            assert!(hushed.is_named_in(&row(name, phone)), "{name} {phone}");
        }
        for (name, phone) in [("Juanita", ""), ("Juanita Vega", "394-555-0122"), ("", "")] {
            assert!(!hushed.is_named_in(&row(name, phone)), "{name} {phone}");
        }
    }
}
