//! The words that every room uses: who a person is to us, what an agency said, and how secret each field is.
//!
//! This room never opens a file, a database or a socket, and decides nothing.
//! Begin with [`SourceRecord`] (what one agency said about someone) and [`catalog`] (every field there is).

pub mod catalog;

mod address;
mod birth;
mod clock;
mod name;
mod particulars;
mod source;
mod source_record;
mod ssn;
mod value;

pub use address::Address;
pub use birth::{BirthDate, Precision};
pub use catalog::{Field, FieldClass, SectionKind, Sensitivity, ValueKind};
pub use clock::{Clock, StandingClock, SystemClock};
pub use name::{Name, NameUse};
pub use particulars::{CaseNumber, Identifier, Particulars, Sex};
pub use source::{
    Answer, Change, Delivery, Document, Keeping, Place, Rejection, Request, Source, SourceError,
    SourceProfile,
};
pub use source_record::{Entry, SourceRecord};
pub use ssn::{Ssn, SsnKind};
pub use value::{PartialDate, Value};

use serde::{Deserialize, Serialize};
use std::fmt;

/// A human being, as the system knows one. Never reused; says nothing about the person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct PersonId(pub i64);

/// The settings name of one agency system, such as `benefits`: lower-case letters, digits and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SourceId(pub String);

/// An agency's own key for one person in one of its systems. It can lead to a person, so it does not print.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordKey(pub String);

impl SourceId {
    /// Takes a settings name as it is.
    pub fn new(name: &str) -> SourceId {
        SourceId(name.to_owned())
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordKey(***)")
    }
}
