//! What a page may show. Only this room makes these; a page prints them and adds nothing about a person.
//!
//! A value arrives here as [`Shown`], already cut by the use case in force, already in words.

mod file;
mod found;
mod groups;
mod inquiry;
mod links;
mod private;
mod quality;
mod shown;
mod use_case;
mod why;

pub use file::{
    Differing, Disagreement, DocumentView, Fact, FileView, FolderView, HouseholdMember, IdentityBar,
    IncomeLine, Line, Opened, ProgramLine, Relative, RowView, Said, SectionView, SourceState,
};
pub use found::{Band, Choice, Hit, Mate, Narrowed, Narrowing, Reason, SearchView};
pub use groups::{Changed, GroupUseCase, GroupView, OpenedBy, OwnAccess, OwnUseCase};
pub use inquiry::{Inquiry, Wish};
pub use links::{
    Bar, Comparison, DecisionLine, DecisionView, LinkCaseView, LinkCell, LinkColumn, LinkField, LinkMoveLine,
    LinkPerson, LinkQueue, LinkRow, LinkStep, LinksOfPerson, Ruled, Sides, WaitingDecision,
};
pub use private::{
    Admitted, AdmittedView, Candidate, CareTeamView, DiscrepancyList, DiscrepancyView, FaultView,
    GuardRights, Guarded, GuardedSource, MarkHistory, MarkLine, PrivateLevel, PrivateList, PrivateRecordView,
    PrivateRow, Settled, TeamLine,
};
pub use quality::{
    CheckCounts, CheckTold, CheckView, Drift, Estimate, Figures, Gap, GroupFigure, Load, ModelLine,
    ModelView, Moved, QualityView, Stratum, StratumFigure, Trial, TrialExample, WeightChange,
};
pub use shown::{Shown, ShownKind};
pub use staff::Contact;
pub use use_case::{
    FolderSwitch, HistoryLine, MonthView, MyStep, Stage, TryAnswer, TryView, UseCaseDesk, UseCaseLine,
    VersionView,
};
pub use usecases::Agreement;
pub use usecases::Change;
pub use why::{PrivateNote, ShownSsn, SsnView, WhyGroup, WhyView};

use jiff::Timestamp;
use records::SourceId;

/// An agency system, as pages name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agency {
    /// Settings name, for addresses of pages.
    pub id: SourceId,
    /// The whole name.
    pub name: String,
    /// The short name, for badges and tables.
    pub short: String,
}

/// One line of the availability page. Says nothing about any person.
#[derive(Clone, Debug)]
pub struct SystemLine {
    /// The system.
    pub agency: Agency,
    /// It answers or delivers as agreed now.
    pub available: bool,
    /// A few words: "available", "not available since 14:05", "no data yet".
    pub state: String,
    /// When the system last said how things stand.
    pub last_update: Option<Timestamp>,
    /// People of whom the system has told us.
    pub records: i64,
}

/// A use case that somebody may choose, as counsel approved it.
#[derive(Clone, Debug)]
pub struct UseCaseCard {
    /// Its id, such as `UC-014`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who needs it.
    pub who: String,
    /// What data.
    pub what: String,
    /// How they are used.
    pub how: String,
    /// The permitted uses: id and words.
    pub purposes: Vec<(String, String)>,
    /// Last day of validity, in words.
    pub valid_until: String,
}

/// A user group somebody belongs to, with whom to turn to.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its settings name.
    pub group: String,
    /// What people call it.
    pub name: String,
    /// Who gives and takes access.
    pub provisioners: Vec<Contact>,
    /// Who answers questions.
    pub liaisons: Vec<Contact>,
}

impl Unit {
    /// The provisioners with how to reach them, in words.
    pub fn provisioners_in_words(&self) -> String {
        in_words(&self.provisioners)
    }

    /// The liaisons with how to reach them, in words.
    pub fn liaisons_in_words(&self) -> String {
        in_words(&self.liaisons)
    }
}

fn in_words(contacts: &[Contact]) -> String {
    let all = contacts.iter().map(Contact::in_words).collect::<Vec<_>>().join("; ");
    if all.is_empty() { "nobody is named yet".to_owned() } else { all }
}
