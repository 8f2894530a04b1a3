//! What those see who guard private records: record keys, marks and care teams, and of people only what a use case opens.

use super::{Agency, Shown};
use jiff::Timestamp;
use records::PersonId;

/// The answer where private records are guarded.
#[derive(Clone, Debug)]
pub enum Guarded<T> {
    /// What may be seen.
    Open(Box<T>),
    /// She guards nothing here, or there is no such thing. The two cannot be told apart.
    NotFound,
    /// She guards something and may not go in now, in a sentence.
    Shut(String),
}

/// The answer to something that was to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// It is done.
    Done,
    /// She guards nothing here, or there is no such thing.
    NotFound,
    /// It is not done: what to mend, beside which field.
    Refused {
        /// The field's name; empty when none is to blame.
        field: &'static str,
        /// What to do, as a sentence.
        words: String,
    },
}

/// What somebody may do about the private records of one source.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct GuardRights {
    /// Mark private, assign, settle what disagrees.
    pub assigns: bool,
    /// Seal, name people, clear marks of staff.
    pub seals: bool,
    /// Say who of her own agency may see private records at all.
    pub admits: bool,
}

/// A source whose private records she guards.
#[derive(Clone, Debug)]
pub struct GuardedSource {
    /// Whose records.
    pub agency: Agency,
    /// What she may do.
    pub rights: GuardRights,
    /// How many things disagree and wait.
    pub waiting: usize,
    /// How many lines could not be read.
    pub faults: i64,
}

/// Private and sealed records.
#[derive(Clone, Debug)]
pub struct PrivateList {
    /// The sources she guards.
    pub sources: Vec<GuardedSource>,
    /// One page of records; those that are not assigned come first.
    pub rows: Vec<PrivateRow>,
    /// Of all pages together.
    pub total: usize,
    /// Not assigned to anybody, of all pages together.
    pub unassigned: usize,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
    /// A use case is in force by which names can be seen.
    pub has_purpose: bool,
}

/// One record.
#[derive(Clone, Debug)]
pub struct PrivateRow {
    /// Its number, for addresses.
    pub number: i64,
    /// Whose record.
    pub agency: Agency,
    /// The agency's own key.
    pub key: String,
    /// The person, when her use case opens at least the name.
    pub person: Option<PersonId>,
    /// Name.
    pub name: Option<Shown>,
    /// Birth date and age.
    pub birth: Option<Shown>,
    /// The agency delivered the record.
    pub delivered: bool,
    /// How private.
    pub level: PrivateLevel,
    /// Who set the level that counts, and when.
    pub set_by: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// To whom it is assigned, or who is named where it is sealed.
    pub people: Vec<String>,
}

/// How private a record is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PrivateLevel {
    /// Like any record.
    Open,
    /// Detail for the care team only.
    Private,
    /// Found only by people who are named.
    Sealed,
}

/// One record with all that is known of its marks.
#[derive(Clone, Debug)]
pub struct PrivateRecordView {
    /// The record.
    pub row: PrivateRow,
    /// What she may do.
    pub rights: GuardRights,
    /// The marks: who, how private, since when, why.
    pub marks: Vec<MarkLine>,
    /// Staff has a mark on it.
    pub staff_level: PrivateLevel,
    /// Who may open it.
    pub team: Vec<TeamLine>,
    /// User names at her agency that can be assigned.
    pub candidates: Vec<Candidate>,
    /// What disagrees, or disagreed.
    pub discrepancies: Vec<DiscrepancyView>,
    /// What happened, the newest first.
    pub history: Vec<MarkHistory>,
}

/// One origin's mark.
#[derive(Clone, Debug)]
pub struct MarkLine {
    /// State system or staff.
    pub origin: &'static str,
    /// How private.
    pub level: PrivateLevel,
    /// Since when.
    pub since: Timestamp,
    /// Who set it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Somebody who may open a private record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamLine {
    /// The account, for forms.
    pub account: i64,
    /// Name and how to reach her.
    pub name: String,
    /// As what.
    pub part: String,
    /// Assigned or named on this record, so that it can be taken back here.
    pub direct: Option<&'static str>,
    /// Why she cannot open it all the same; empty when she can.
    pub but: String,
}

/// Somebody to whom a record can be assigned.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The name typed at sign-in.
    pub user_name: String,
    /// Name.
    pub name: String,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct MarkHistory {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: String,
    /// By whom.
    pub by: String,
    /// A reason or note.
    pub words: String,
}

/// Something that disagrees between the state system and this house.
#[derive(Clone, Debug)]
pub struct DiscrepancyView {
    /// Its number.
    pub number: i64,
    /// The record's number.
    pub record: i64,
    /// Whose record.
    pub agency: Agency,
    /// The agency's own key.
    pub key: String,
    /// What disagrees.
    pub words: &'static str,
    /// `open`, `sent` or `resolved`.
    pub step: &'static str,
    /// It closed by itself.
    pub ended: Option<Timestamp>,
    /// Since when.
    pub since: Timestamp,
    /// When somebody did something last.
    pub changed: Timestamp,
    /// Who did.
    pub by: String,
    /// What she wrote.
    pub note: String,
    /// The text of a ticket, ready to send.
    pub ticket: String,
    /// She may take a step.
    pub assigns: bool,
}

/// What waits where private records are guarded.
#[derive(Clone, Debug)]
pub struct DiscrepancyList {
    /// The sources she guards.
    pub sources: Vec<GuardedSource>,
    /// Open and sent, the oldest first.
    pub waiting: Vec<DiscrepancyView>,
    /// The last that were settled or closed by themselves.
    pub settled: Vec<DiscrepancyView>,
    /// Lines that could not be read.
    pub faults: Vec<FaultView>,
}

/// A line that could not be read.
#[derive(Clone, Debug)]
pub struct FaultView {
    /// Names it, for forms.
    pub item: String,
    /// Whose.
    pub agency: Agency,
    /// File and line.
    pub place: String,
    /// What is wrong and what to do.
    pub reason: String,
    /// When it came.
    pub at: Timestamp,
    /// She may say that she looked after it.
    pub assigns: bool,
}

/// Who may open the paper file of a private record.
#[derive(Clone, Debug)]
pub struct CareTeamView {
    /// Its number.
    pub number: i64,
    /// Whose record.
    pub agency: Agency,
    /// The agency's own key.
    pub key: String,
    /// How private.
    pub level: PrivateLevel,
    /// Who may open it.
    pub team: Vec<TeamLine>,
}

/// Who of an agency may see private records at all.
#[derive(Clone, Debug)]
pub struct AdmittedView {
    /// The agency.
    pub agency: Agency,
    /// Its people who may.
    pub people: Vec<Admitted>,
    /// She may change it.
    pub admits: bool,
}

/// Somebody who may see private records at all.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// The name typed at sign-in.
    pub user_name: String,
    /// Name.
    pub name: String,
    /// How to reach her.
    pub contact: String,
    /// Her direct supervisor, who may see what is assigned to her.
    pub supervisor: String,
    /// The supervisor's user name.
    pub supervisor_user: String,
    /// It is the visitor herself: somebody else must change it.
    pub is_self: bool,
}

impl PrivateLevel {
    /// The word on pages.
    pub fn word(self) -> &'static str {
        match self {
            PrivateLevel::Open => "open",
            PrivateLevel::Private => "private",
            PrivateLevel::Sealed => "sealed",
        }
    }
}

impl From<privacy::Level> for PrivateLevel {
    fn from(level: privacy::Level) -> PrivateLevel {
        match level {
            privacy::Level::Open => PrivateLevel::Open,
            privacy::Level::Private => PrivateLevel::Private,
            privacy::Level::Sealed => PrivateLevel::Sealed,
        }
    }
}
