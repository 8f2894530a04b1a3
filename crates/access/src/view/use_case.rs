//! Use cases on their way from request to end, as pages show them. Nothing here is about a client.

use super::Agency;
use jiff::Timestamp;
use usecases::{Before, Change};

/// Everything on the page of use cases.
#[derive(Clone, Debug)]
pub struct UseCaseDesk {
    /// Those at which a step is hers to take.
    pub mine: Vec<UseCaseLine>,
    /// Others that are on their way.
    pub under_way: Vec<UseCaseLine>,
    /// In force, or to be in force on a day to come.
    pub in_force: Vec<UseCaseLine>,
    /// Ended, expired, or replaced by a later version.
    pub over: Vec<UseCaseLine>,
    /// Agencies for which she may ask.
    pub asks_for: Vec<Agency>,
    /// Folders that she may hide and show.
    pub folders: Vec<FolderSwitch>,
}

/// One version in a list.
#[derive(Clone, Debug)]
pub struct UseCaseLine {
    /// The use case's id.
    pub id: String,
    /// The version.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// Short names of the agencies whose staff it is for.
    pub agencies: String,
    /// How it stands, in words.
    pub stage: String,
    /// How it stands.
    pub state: Stage,
    /// When it begins and ends, in words; empty as long as that is not said.
    pub days: String,
    /// What is to be done by the reader; empty when nothing is.
    pub task: String,
    /// "ends on Mar 4, 2026, 43 days left: renew"; empty for everything else.
    pub reminder: String,
}

/// How a version stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Being written.
    Draft,
    /// Being reviewed.
    UnderReview,
    /// Approved; begins on a day to come.
    Waiting,
    /// In force.
    InForce,
    /// Its last day has passed, it was ended, or a later version took its place.
    Over,
}

/// One agency's folder, and whether it is out of use.
#[derive(Clone, Debug)]
pub struct FolderSwitch {
    /// The agency.
    pub agency: Agency,
    /// It is hidden now.
    pub hidden: bool,
    /// Who said so last, when and why, in words; empty when nobody ever did.
    pub said: String,
}

/// One version with all that a reviewer reads.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// As in the list.
    pub line: UseCaseLine,
    /// Which text this is.
    pub before: Before,
    /// Who, what and how.
    pub texts: Vec<(String, String)>,
    /// Purposes: short name and words.
    pub purposes: Vec<(String, String)>,
    /// User groups by name; the second says that it comes into force with this version.
    pub groups: Vec<(String, bool)>,
    /// What may be searched by, in words.
    pub search_by: String,
    /// What it opens: for each agency, each kind of content with its classes in words.
    pub opens: Vec<(String, Vec<(String, String)>)>,
    /// Counsel's approval, in words; empty before it was given.
    pub counsel: String,
    /// Stewards: agency, and who agreed; empty when nobody did yet.
    pub stewards: Vec<(String, String)>,
    /// The text as it is kept.
    pub text: String,
    /// It comes from a file that the operator installed.
    pub installed: bool,
    /// What was done, the newest first.
    pub history: Vec<HistoryLine>,
    /// The version before, when there is one.
    pub previous: Option<i64>,
    /// What this version says that the one before does not.
    pub changes: Vec<Change>,
    /// What is odd about it.
    pub findings: Vec<String>,
    /// What the reader may do now.
    pub steps: Vec<MyStep>,
    /// Why a step that is her office's is not hers to take; empty otherwise.
    pub barred: String,
}

/// One step of the history.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// Which version.
    pub version: i64,
    /// Who.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// What was written beside it.
    pub comment: String,
}

/// A step that the reader may take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MyStep {
    /// Go on writing.
    Edit,
    /// Hand it in.
    Submit,
    /// Pass it for the policy review.
    Review,
    /// Approve it as counsel.
    Approve,
    /// Agree for a source.
    Agree(Agency),
    /// Send it back.
    SendBack,
    /// End it at once.
    End,
    /// Write a new version.
    NewVersion,
}

/// What a use case would show one worker.
#[derive(Clone, Debug)]
pub struct TryView {
    /// The worker, in words.
    pub worker: String,
    /// Settings name of her agency.
    pub agency: String,
    /// Her user name.
    pub user_name: String,
    /// What was asked, in words.
    pub asked: String,
    /// Under which rules, shown or not, and why.
    pub answers: Vec<TryAnswer>,
}

/// One answer.
#[derive(Clone, Debug)]
pub struct TryAnswer {
    /// Under which rules.
    pub under: String,
    /// It would be shown.
    pub shown: bool,
    /// The policy or guard that decides, in words.
    pub why: Vec<String>,
}

/// What last month's look-ups would have shown.
#[derive(Clone, Default, Debug)]
pub struct MonthView {
    /// Files and folders opened under this use case.
    pub opened: u64,
    /// Searches.
    pub searches: u64,
    /// People whose files those were.
    pub people: u64,
    /// Workers.
    pub workers: u64,
    /// Workers who have left since; nothing can be said for them.
    pub left: u64,
    /// What would be shown besides, in words.
    pub more: Vec<String>,
    /// What would be shown no longer, in words.
    pub less: Vec<String>,
}
