//! How an agency system is asked, whatever it is made of.

use crate::{RecordKey, SectionKind, SourceId, SourceRecord};
use jiff::Timestamp;
use std::fmt;
use std::time::Duration;
use thiserror::Error;

/// An agency system that brings in what it knows. It never learns who is looking.
pub trait Source: Send + Sync {
    /// What the settings say about the system.
    fn profile(&self) -> &SourceProfile;

    /// The next batch of changes. An empty delivery with `more == false` means that nothing is new.
    ///
    /// # Errors
    /// When the system does not answer, answers nonsense, or a delivery is not whole; nothing of it was taken.
    fn deliver(&self, request: &Request) -> Result<Delivery, SourceError>;

    /// The system's own answer of this moment for one person.
    ///
    /// # Errors
    /// [`SourceError::Late`] when `within` has passed; [`SourceError::NotLive`] for systems that only deliver.
    fn answer(&self, key: &RecordKey, within: Duration) -> Result<Answer, SourceError>;

    /// The bytes of one document by the agency's own key for it.
    ///
    /// # Errors
    /// As for [`Source::answer`]; [`SourceError::NoDocument`] when the agency has none by that key.
    fn document(&self, document: &str, within: Duration) -> Result<Document, SourceError>;
}

/// What the settings say about one agency system.
#[derive(Clone, Debug)]
pub struct SourceProfile {
    /// Settings name.
    pub id: SourceId,
    /// The agency, as people call it, such as `Housing Authority`.
    pub agency: String,
    /// The agency's short name for badges and tables.
    pub short: String,
    /// The system answers for one person at once.
    pub live: bool,
    /// How long its words may be kept.
    pub keeping: Keeping,
    /// Seconds between two looks for changes.
    pub every_seconds: u64,
    /// Seconds after which its data count as old on the availability page.
    pub stale_after_seconds: u64,
    /// Kinds of content it delivers.
    pub sections: Vec<SectionKind>,
    /// Links of its records are decided by two people.
    pub links_need_two: bool,
}

/// How long an agency lets its words be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    /// Until the agency withdraws them.
    Kept,
    /// For so many days after they came.
    Days(u32),
    /// Only what finds and links the person; the rest is asked for each view and forgotten.
    ThisViewOnly,
}

/// Which changes are wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// Everything after the cursor of the last delivery taken; `None` from the beginning.
    After(Option<String>),
    /// A delivery once more, by its name, to try rejected rows again.
    Again(String),
}

/// One batch of changes.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The name by which it can be asked for again: a file name, a page cursor.
    pub name: String,
    /// Where the next request begins.
    pub cursor: Option<String>,
    /// More is waiting now.
    pub more: bool,
    /// When the system says that this was true; `None` when nothing came.
    pub as_of: Option<Timestamp>,
    /// Rows read, good and bad.
    pub rows: u64,
    /// The changes, in the system's order.
    pub changes: Vec<Change>,
    /// Rows that could not be taken.
    pub rejections: Vec<Rejection>,
}

/// One change in what a system says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// All that the system says about the person now.
    Whole(SourceRecord),
    /// Some rows that are new or different; the others still stand.
    Amended(SourceRecord),
    /// The system no longer speaks of the person.
    Withdrawn(RecordKey),
}

/// A row that could not be taken, and why.
#[derive(Clone)]
pub struct Rejection {
    /// Where it stands.
    pub place: Place,
    /// A sentence: what is wrong and what to do. Holds no content of the row.
    pub reason: String,
    /// The row as it came, for the quarantine; sealed when stored.
    pub row: String,
}

/// Where in a delivery something stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// File, table or address path.
    pub within: String,
    /// Line or row number from 1; 0 when there is none.
    pub line: u64,
    /// Column name; empty when the whole row is meant.
    pub column: String,
}

/// A live answer for one person.
#[derive(Clone, Debug)]
pub enum Answer {
    /// What the system says now.
    Record(SourceRecord),
    /// The system answered that it has no such record.
    NoRecord,
}

/// A document's bytes. Does not print them.
#[derive(Clone)]
pub struct Document {
    /// Media type, such as `image/png`.
    pub media_type: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Why a system could not be used. The sentences are for the people who run the system, and name no person.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum SourceError {
    /// No answer in time.
    #[error("{0} did not answer within {1} ms")]
    Late(String, u128),
    /// Cannot be reached, or refused.
    #[error("{0} cannot be reached: {1}")]
    Down(String, String),
    /// Answered, but not in the agreed form.
    #[error("{0} answered in a form that its mapping does not describe: {1}")]
    Nonsense(String, String),
    /// A delivery that is not whole, or whose manifest does not fit it.
    #[error("{0}: {1}")]
    Incomplete(String, String),
    /// The system delivers only and cannot be asked about one person.
    #[error("{0} delivers files and cannot be asked about one person")]
    NotLive(String),
    /// No document by that key.
    #[error("{0} has no such document")]
    NoDocument(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.within)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column `{}`", self.column)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rejection({}: {})", self.place, self.reason)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
