//! What stewards see of links: the queue, records side by side with what speaks for and against them, and how a person came
//! to have her records.

use super::{Agency, Shown};
use jiff::Timestamp;
use records::PersonId;

/// Cases that wait for a steward.
#[derive(Clone, Debug)]
pub struct LinkQueue {
    /// Agencies whose steward she is.
    pub sources: Vec<Agency>,
    /// Only cases of this one are shown.
    pub only: Option<Agency>,
    /// Her use case opens names, so that there can be anything to see.
    pub opens_names: bool,
    /// Decisions that wait for a second person.
    pub waiting: Vec<WaitingDecision>,
    /// One page of cases, the most useful first.
    pub rows: Vec<LinkRow>,
    /// Less likely cases are shown, which nobody is asked about.
    pub later: bool,
    /// How many of the others there are: less likely ones, or those that are asked.
    pub others: usize,
    /// Of all pages together.
    pub total: usize,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
}

/// A decision that waits for a second person.
#[derive(Clone, Debug)]
pub struct WaitingDecision {
    /// Its number.
    pub number: i64,
    /// What would happen, such as "link".
    pub what: &'static str,
    /// About whom.
    pub people: Vec<LinkPerson>,
    /// Who spoke first, and when.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// She spoke first herself, so somebody else must confirm it.
    pub own: bool,
}

/// One case of the queue.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// Its name in the address of its page.
    pub case: String,
    /// The two people.
    pub people: [LinkPerson; 2],
    /// How sure the matcher is, in words.
    pub likely: &'static str,
    /// Pairs of records that are put right by deciding it.
    pub pairs: usize,
    /// Since when it waits.
    pub since: Timestamp,
    /// It takes two people.
    pub needs_two: bool,
}

/// Somebody in a case.
#[derive(Clone, Debug)]
pub struct LinkPerson {
    /// The person's number.
    pub person: PersonId,
    /// Name.
    pub name: Option<Shown>,
    /// Agencies whose records are linked to the person.
    pub agencies: Vec<Agency>,
    /// How many records.
    pub records: usize,
    /// The record is private or sealed, in one word.
    pub private: Option<&'static str>,
}

/// Records side by side.
#[derive(Clone, Debug)]
pub struct Sides {
    /// One for each record.
    pub columns: Vec<LinkColumn>,
    /// One for each field.
    pub rows: Vec<LinkField>,
}

/// One record.
#[derive(Clone, Debug)]
pub struct LinkColumn {
    /// Its row, for choosing it.
    pub record: i64,
    /// Its heading, such as "A1".
    pub mark: String,
    /// Which agency's.
    pub agency: Agency,
    /// As of when.
    pub as_of: Timestamp,
}

/// One field of every record.
#[derive(Clone, Debug)]
pub struct LinkField {
    /// What it is.
    pub label: &'static str,
    /// What each record says.
    pub cells: Vec<LinkCell>,
    /// How the records compare, in words; empty when there is nothing to compare.
    pub compared: &'static str,
}

/// What a record says in a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkCell {
    /// This.
    Says(Vec<Shown>),
    /// Nothing.
    Silent,
    /// It is not shown, whether it says anything or not.
    NotShown,
}

/// What speaks for and against two records.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The headings of the two records.
    pub marks: [String; 2],
    /// How sure it is all together, in words; empty when she may not know.
    pub likely: &'static str,
    /// Each comparison that she may see, strongest first.
    pub bars: Vec<Bar>,
    /// Bits against the pair before anything is compared.
    pub prior: f64,
    /// Bits taken off because members of one household agree like this too.
    pub household: Option<f64>,
    /// What would settle it.
    pub would_settle: Option<String>,
    /// What does not count and should be known all the same.
    pub remark: Option<String>,
}

/// One comparison.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// What agrees or differs.
    pub words: String,
    /// Bits for (above 0) or against one person.
    pub bits: f64,
}

/// Two people who may be one.
#[derive(Clone, Debug)]
pub struct LinkCaseView {
    /// Its name in the address of its page.
    pub case: String,
    /// The people.
    pub people: [LinkPerson; 2],
    /// All their records.
    pub sides: Sides,
    /// The likeliest pairs of records across the two, by what is open to her.
    pub comparisons: Vec<Comparison>,
    /// Something of what is compared is closed to her, whether the records say it or not.
    pub closed: bool,
    /// The matcher leaves them to people; two whom it does not take two people.
    pub proposed: bool,
    /// What is open to her speaks for two people.
    pub against: bool,
    /// What is concerned that takes two people, in words; empty when nothing is.
    pub needs_two: String,
    /// The decision that waits about these people.
    pub waits: Option<i64>,
    /// Decisions about these records that stand.
    pub decisions: Vec<DecisionLine>,
    /// What was looked at; goes back with the form.
    pub stamp: String,
}

/// A decision in a line.
#[derive(Clone, Debug)]
pub struct DecisionLine {
    /// Its number.
    pub number: i64,
    /// What was decided, such as "linked".
    pub what: &'static str,
    /// How it stands.
    pub state: &'static str,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// One decision with all that belongs to it.
#[derive(Clone, Debug)]
pub struct DecisionView {
    /// The decision.
    pub line: DecisionLine,
    /// The people concerned as they are now.
    pub people: Vec<LinkPerson>,
    /// Their records.
    pub sides: Sides,
    /// Headings of the records of the one and the other side of the decision, those that are there still.
    pub parts: [Vec<String>; 2],
    /// What spoke for and against it when it was made.
    pub evidence: Vec<Comparison>,
    /// Something of what was compared is closed to her, whether the records say it or not.
    pub closed: bool,
    /// What happened to it, the newest first.
    pub steps: Vec<LinkStep>,
    /// It waits for a second person, and she may be that one.
    pub may_confirm: bool,
    /// It waits, and she may refuse it or take it back.
    pub may_refuse: bool,
    /// She spoke first herself.
    pub own: bool,
    /// It stands and can be undone.
    pub may_undo: bool,
    /// Undoing waits, not the decision itself.
    pub undoing: bool,
    /// Undoing it takes two people.
    pub needs_two: bool,
    /// What was looked at; goes back with the form.
    pub stamp: String,
}

/// One step in the life of a decision.
#[derive(Clone, Debug)]
pub struct LinkStep {
    /// When.
    pub at: Option<Timestamp>,
    /// What.
    pub what: &'static str,
    /// By whom.
    pub by: String,
    /// Her words.
    pub words: String,
}

/// How a person came to have her records.
#[derive(Clone, Debug)]
pub struct LinksOfPerson {
    /// The person.
    pub person: LinkPerson,
    /// Her records.
    pub sides: Sides,
    /// Decisions about them, the newest first.
    pub decisions: Vec<DecisionLine>,
    /// How records came and went, the newest first.
    pub moves: Vec<LinkMoveLine>,
    /// Why taking them apart needs two people, in words; empty when one is enough.
    pub needs_two: String,
    /// What was looked at; goes back with the form.
    pub stamp: String,
}

/// A record came or went.
#[derive(Clone, Debug)]
pub struct LinkMoveLine {
    /// When.
    pub at: Timestamp,
    /// What happened, in words.
    pub what: String,
    /// The person on the other side, when there is somebody there still whom she may know of.
    pub other: Option<PersonId>,
    /// The decision by which it happened; none when the matcher did it.
    pub decision: Option<i64>,
}

/// What came of a steward's act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ruled {
    /// It is done; the decision's number.
    Done(i64),
    /// There is nothing of the kind that she may decide about.
    NotFound,
    /// It was not done: what to mend, beside which field.
    Refused {
        /// The field's name; empty when none is to blame.
        field: &'static str,
        /// What to do, as a sentence.
        words: String,
        /// The decision that the sentence speaks of.
        decision: Option<i64>,
    },
}
