//! What one agency said about one person, kept as it came.

use crate::catalog::{contact, demographics};
use crate::{Address, Field, Name, NameUse, RecordKey, SectionKind, SourceId, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything that one system says about one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceRecord {
    /// The system.
    pub source: SourceId,
    /// The system's own key for the person.
    pub key: RecordKey,
    /// When the system says that this was true.
    pub as_of: Timestamp,
    /// The entries, in the system's order.
    pub entries: Vec<Entry>,
}

/// One row of one section: one name, one address, one case, one document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which kind of content.
    #[serde(rename = "k")]
    pub kind: SectionKind,
    /// The agency's own key for the row (`table:key`), by which a later change replaces it. Empty: the row has none.
    #[serde(rename = "r", default, skip_serializing_if = "String::is_empty")]
    pub row: String,
    /// When the system says that this row was true, where it differs from the record's.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
    /// The values, at most one for each field of the kind.
    #[serde(rename = "v")]
    pub values: Vec<(Field, Value)>,
}

impl Entry {
    /// An entry with no values yet.
    pub fn new(kind: SectionKind) -> Entry {
        Entry { kind, row: String::new(), as_of: None, values: Vec::new() }
    }

    /// The same entry with one more value. A field of another kind is passed over.
    #[must_use]
    pub fn with(mut self, field: Field, value: Value) -> Entry {
        self.put(field, value);
        self
    }

    /// Sets a value, replacing what stood there. A field of another kind is passed over.
    pub fn put(&mut self, field: Field, value: Value) {
        if field.kind() != self.kind {
            return;
        }
        match self.values.iter_mut().find(|(have, _)| *have == field) {
            Some((_, old)) => *old = value,
            None => self.values.push((field, value)),
        }
    }

    /// The value of a field.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.values.iter().find(|(have, _)| *have == field).map(|(_, value)| value)
    }

    /// The words of a text or key field, when they are not empty.
    pub fn text(&self, field: Field) -> Option<String> {
        self.get(field).and_then(Value::as_text).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The name that a demographics entry gives; empty for other kinds.
    pub fn name(&self) -> Name {
        let part = |field| self.text(field).unwrap_or_default();
        let other = self.text(demographics::NAME_USE).is_some_and(|name_use| name_use != "current");
        Name {
            given: part(demographics::GIVEN_NAME),
            middle: part(demographics::MIDDLE_NAME),
            family: part(demographics::FAMILY_NAME),
            suffix: part(demographics::NAME_SUFFIX),
            name_use: if other { NameUse::Other } else { NameUse::Current },
        }
    }

    /// The address that a contact entry gives; empty for other kinds.
    pub fn address(&self) -> Address {
        let part = |field| self.text(field).unwrap_or_default();
        Address {
            street: part(contact::STREET),
            unit: part(contact::UNIT),
            city: part(contact::CITY),
            state: part(contact::STATE),
            zip: part(contact::ZIP),
            from: self.get(contact::SINCE).and_then(Value::as_date),
            to: self.get(contact::UNTIL).and_then(Value::as_date),
        }
    }
}

impl SourceRecord {
    /// The entries of one kind.
    pub fn section(&self, kind: SectionKind) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.kind == kind)
    }

    /// Takes over a later, partial word of the agency: rows with the same key are replaced, new rows are added.
    pub fn amend(&mut self, later: SourceRecord) {
        for entry in later.entries {
            let same = |have: &Entry| {
                have.kind == entry.kind
                    && if entry.row.is_empty() { *have == entry } else { have.row == entry.row }
            };
            match self.entries.iter().position(same) {
                Some(at) => self.entries[at] = entry,
                None => self.entries.push(entry),
            }
        }
        self.as_of = self.as_of.max(later.as_of);
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({}, {} values)", self.kind.name(), self.values.len())
    }
}
