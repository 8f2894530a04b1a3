//! What stewards see of match quality: figures about nobody in particular, pairs to check, and the matcher's weights.

pub use casefile::{CheckCounts, Figures, Gap, GroupFigure, Load, StratumFigure, Trial};
pub use identity::{Change as WeightChange, Drift, Estimate, Moved, Stratum};

use super::{LinkPerson, Sides};
use jiff::Timestamp;

/// The page of match quality.
#[derive(Clone, Debug)]
pub struct QualityView {
    /// The figures; none before pairs were counted for the first time.
    pub figures: Option<Figures>,
    /// Her use case opens names, so that there can be pairs for her to check.
    pub opens_names: bool,
    /// Pairs that wait for her answer, at most [`crate::MOST_CHECKS`] of them.
    pub waiting: usize,
    /// The first of them.
    pub first: Option<i64>,
    /// Weights, the newest first.
    pub models: Vec<ModelLine>,
}

/// Weights in a line.
#[derive(Clone, Debug)]
pub struct ModelLine {
    /// Their number.
    pub number: i64,
    /// How they stand, in words.
    pub state: &'static str,
    /// They are in force.
    pub in_force: bool,
    /// They wait for a second steward.
    pub waits: bool,
    /// Who proposed them; nobody when the matcher learned them by itself.
    pub by: Option<String>,
    /// When they were learned or proposed.
    pub made_at: Timestamp,
    /// Who approved or refused them, and when.
    pub decided: Option<(String, Timestamp)>,
    /// Since when they are, or were, in force.
    pub in_force_at: Option<Timestamp>,
}

/// Weights with what they change.
#[derive(Clone, Debug)]
pub struct ModelView {
    /// The weights.
    pub line: ModelLine,
    /// Why they were proposed.
    pub reason: String,
    /// What the second steward said.
    pub answer: String,
    /// What differs from those that were in force, most first.
    pub changes: Vec<WeightChange>,
    /// What they would change, as it was when they were proposed.
    pub trial: Option<Trial>,
    /// Some of it that she may see.
    pub examples: Vec<TrialExample>,
    /// Her use case opens names, so that there can be examples.
    pub opens_names: bool,
    /// She proposed them herself, so somebody else approves.
    pub own: bool,
    /// Others came into force since they were proposed, so they cannot be approved.
    pub overtaken: bool,
    /// They were in force once and can be proposed again.
    pub may_again: bool,
    /// Records that came to another person when they came into force.
    pub moved: Option<i64>,
}

/// People who would be linked or parted.
#[derive(Clone, Debug)]
pub struct TrialExample {
    /// They would be linked; otherwise parted.
    pub linked: bool,
    /// One person or two.
    pub people: Vec<LinkPerson>,
    /// The page on which a steward decides about them.
    pub address: String,
}

/// A pair to check.
#[derive(Clone, Debug)]
pub struct CheckView {
    /// Its number.
    pub number: i64,
    /// The two records.
    pub sides: Sides,
    /// What was said and what the matcher does; none before somebody has answered.
    pub told: Option<CheckTold>,
    /// The next pair that waits for her.
    pub next: Option<i64>,
    /// How many wait for her.
    pub waiting: usize,
}

/// What was said of a pair, and what the matcher does.
#[derive(Clone, Debug)]
pub struct CheckTold {
    /// The answer, in words.
    pub answer: &'static str,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What the matcher did when the pair was drawn, in words.
    pub stratum: &'static str,
    /// How sure it was, in words.
    pub likely: &'static str,
    /// They are linked by now.
    pub linked: bool,
    /// Where to decide, when the answer and the links disagree.
    pub decide: Option<String>,
}
