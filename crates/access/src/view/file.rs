//! What a case file shows.

use super::{Agency, PrivateNote, Shown};
use jiff::Timestamp;
use records::{PersonId, SectionKind};

/// The answer to opening somebody's file. Refusal is a shape, never an error: a secret person is not found.
#[derive(Clone, Debug)]
pub enum Opened<T> {
    /// What may be seen.
    Open(Box<T>),
    /// There is nobody, or nobody whom this use case may know of. The two cannot be told apart.
    NotFound,
}

/// The head of a case file: what stands on the first screen. Folders follow, each by itself.
#[derive(Clone, Debug)]
pub struct FileView {
    /// Who, on every page of the file.
    pub bar: IdentityBar,
    /// At most five facts.
    pub facts: Vec<Fact>,
    /// Everybody whom an agency counts in the person's present household, the person among them.
    pub household: Vec<HouseholdMember>,
    /// Members of former households, newest first.
    pub former_household: Vec<HouseholdMember>,
    /// Parents, children and kin who live elsewhere.
    pub relatives: Vec<Relative>,
    /// What the household receives now and received before, from all systems.
    pub programs: Vec<ProgramLine>,
    /// What the household lives on, from all systems.
    pub incomes: Vec<IncomeLine>,
    /// Addresses and phones from all systems, the newest first.
    pub contacts: Vec<Line>,
    /// Where agencies contradict each other.
    pub disagreements: Vec<Disagreement>,
    /// The folders this use case opens, as far as known without asking; each can be asked for by itself.
    pub folders: Vec<FolderView>,
    /// She may see and decide how the person's records are linked.
    pub links: bool,
}

/// Who is looked at; stands on every page of the file.
#[derive(Clone, Debug)]
pub struct IdentityBar {
    /// The person, for addresses of pages.
    pub person: PersonId,
    /// The record is private or sealed.
    pub private: Option<PrivateNote>,
    /// The whole Social Security number can be asked for, with a reason.
    pub ssn_on_request: bool,
    /// Name as the newest source says it.
    pub name: Option<Shown>,
    /// Other names.
    pub other_names: Vec<Shown>,
    /// Birth date.
    pub birth: Option<Shown>,
    /// Age in years, in words.
    pub age: Option<Shown>,
    /// Masked but for the last four digits.
    pub ssn: Option<Shown>,
    /// Day of death.
    pub death: Option<Shown>,
    /// Newest address.
    pub address: Option<Shown>,
    /// Newest phone.
    pub phone: Option<Shown>,
}

/// One of the few facts at the top, with its source.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// The fact.
    pub value: Shown,
    /// Which agency says so.
    pub short: String,
    /// As of when.
    pub as_of: Timestamp,
}

/// One member of the household.
#[derive(Clone, Debug)]
pub struct HouseholdMember {
    /// For the link to the member's own file; none when that file is not open to her.
    pub person: Option<PersonId>,
    /// Name, when a source that may be seen gives it.
    pub name: Option<Shown>,
    /// Age, in words.
    pub age: Option<Shown>,
    /// The person whose file this is.
    pub is_subject: bool,
    /// A child of less than eighteen years.
    pub is_child: bool,
    /// Which agencies count the member in, each with what it says.
    pub said: Vec<Said>,
    /// Agencies that know the household but do not count this member in.
    pub not_said: Vec<Agency>,
}

/// What one agency says of a member of the household.
#[derive(Clone, Debug)]
pub struct Said {
    /// Which agency.
    pub agency: Agency,
    /// Relation to the head of household, in the agency's words.
    pub relation: Option<Shown>,
    /// Since when.
    pub since: Option<Shown>,
    /// Until when.
    pub until: Option<Shown>,
    /// As of when the agency says so.
    pub as_of: Timestamp,
}

/// A relative, wherever he or she lives.
#[derive(Clone, Debug)]
pub struct Relative {
    /// For the link to the relative's file, when it is open to her.
    pub person: Option<PersonId>,
    /// Name.
    pub name: Option<Shown>,
    /// What the relative is to the person.
    pub relation: Option<Shown>,
    /// Age, in words.
    pub age: Option<Shown>,
    /// Where to reach the relative.
    pub phone: Option<Shown>,
    /// Where the relative lives.
    pub address: Option<Shown>,
    /// Lives in the same household, as the agency says.
    pub lives_with: Option<bool>,
    /// Which agency says so.
    pub agency: Agency,
    /// As of when.
    pub as_of: Timestamp,
}

/// One program that somebody of the household is or was enrolled in.
#[derive(Clone, Debug)]
pub struct ProgramLine {
    /// Whose enrolment it is.
    pub whose: Option<Shown>,
    /// Program.
    pub program: Shown,
    /// Status.
    pub status: Option<Shown>,
    /// It runs now.
    pub open: bool,
    /// Case number.
    pub case_number: Option<Shown>,
    /// The worker in charge, office and phone.
    pub worker: Option<Shown>,
    /// Which agency says so.
    pub agency: Agency,
    /// As of when.
    pub as_of: Timestamp,
}

/// One income or benefit of somebody of the household.
#[derive(Clone, Debug)]
pub struct IncomeLine {
    /// Whose it is.
    pub whose: Option<Shown>,
    /// What it is.
    pub what: Shown,
    /// The case it belongs to, when the agency says so and it is open.
    pub case_number: Option<Shown>,
    /// How much.
    pub amount: Option<Shown>,
    /// Per week, month, year.
    pub period: Option<Shown>,
    /// From when, until when.
    pub span: Option<Shown>,
    /// It is received now.
    pub current: bool,
    /// Which agency says so.
    pub agency: Agency,
    /// As of when.
    pub as_of: Timestamp,
}

/// A labelled value with its source.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: Shown,
    /// From when, until when.
    pub span: Option<Shown>,
    /// It is valid now.
    pub current: bool,
    /// Which agencies say so.
    pub agencies: Vec<Agency>,
    /// As of when the newest of them says so.
    pub as_of: Timestamp,
}

/// Agencies that say different things about the same matter.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// What it is about, such as "Birth date".
    pub label: String,
    /// What each says.
    pub values: Vec<Differing>,
}

/// One of several contradicting values.
#[derive(Clone, Debug)]
pub struct Differing {
    /// The value.
    pub value: Shown,
    /// Who says so.
    pub agencies: Vec<Agency>,
    /// As of when the newest of them says so.
    pub as_of: Timestamp,
}

/// One agency's folder.
#[derive(Clone, Debug)]
pub struct FolderView {
    /// The agency.
    pub agency: Agency,
    /// How the source stands.
    pub state: SourceState,
    /// The state in a sentence.
    pub sentence: String,
    /// When the source says that this was true.
    pub as_of: Option<Timestamp>,
    /// The source can be asked at this moment, so the folder is worth loading again.
    pub live: bool,
    /// The sections that the use case opens and the agency fills.
    pub sections: Vec<SectionView>,
    /// Kinds of content of this agency that the use case does not open, in words; empty when that may not be said.
    pub closed: Vec<String>,
}

/// How a source stands, honestly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceState {
    /// Answered now, or delivered within its agreed time.
    Fresh,
    /// Known from an earlier delivery.
    AsOf,
    /// Did not answer in time; what is known is shown.
    Slow,
    /// Cannot be reached; what is known is shown.
    Down,
    /// The use case does not open it, and that may be said.
    NotPermitted,
    /// Answered: it has no record of this person.
    NoRecord,
}

/// One kind of content of one agency, as a table.
#[derive(Clone, Debug)]
pub struct SectionView {
    /// The kind.
    pub kind: SectionKind,
    /// Its heading.
    pub title: String,
    /// Column headings; every row has as many cells.
    pub columns: Vec<String>,
    /// The rows, those valid now first.
    pub rows: Vec<RowView>,
}

/// One row of a section.
#[derive(Clone, Debug)]
pub struct RowView {
    /// A cell for each column; `None` where the agency says nothing.
    pub cells: Vec<Option<Shown>>,
    /// When the agency says that the row was true.
    pub as_of: Timestamp,
    /// The row is about the present.
    pub current: bool,
}

/// A document, and what it is.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// Whose file it is.
    pub bar: IdentityBar,
    /// Which agency keeps it.
    pub agency: Agency,
    /// Its place in the file, for the address of its image.
    pub place: String,
    /// Title.
    pub title: Shown,
    /// Category.
    pub category: Option<Shown>,
    /// Date.
    pub date: Option<Shown>,
    /// Media type.
    pub media_type: String,
}
