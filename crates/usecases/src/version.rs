//! A version of a use case on its way from request to end.

use crate::{Counsel, Sheet, UserGroup};

/// How far a version has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// Being written, for the first time or after it was sent back.
    Draft,
    /// Waiting for the policy review.
    Submitted,
    /// Waiting for counsel.
    Reviewed,
    /// Waiting for the stewards of the sources that it opens.
    Cleared,
    /// Approved by all: in force from its first day on.
    Approved,
    /// Ended before its last day.
    Ended,
}

/// One version, with all that stands beside its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// The use case's id.
    pub use_case: String,
    /// Counted from 1.
    pub version: i64,
    /// How far it has come.
    pub state: State,
    /// How often it was submitted: approvals count only for the round in which they were given.
    pub round: i64,
    /// The agency whose key contact asks for it.
    pub agency: String,
    /// The account that wrote it down first.
    pub author: i64,
    /// The text, exactly as it is reviewed.
    pub text: String,
    /// SHA-256 of the text.
    pub digest: String,
    /// A user group that comes into force with it.
    pub group: Option<UserGroup>,
    /// Counsel's approval, once given: beside the text, which it does not change.
    pub counsel: Option<Counsel>,
}

/// What was done with a version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StepKind {
    /// Written down or changed.
    Saved,
    /// Handed in.
    Submitted,
    /// Passed by the policy review.
    Reviewed,
    /// Approved by counsel.
    Approved,
    /// Agreed to by the steward of a source.
    Agreed,
    /// Sent back with a comment.
    SentBack,
    /// Ended at once.
    Ended,
}

/// One step in the history of a use case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Which version.
    pub version: i64,
    /// In which round.
    pub round: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub account: i64,
    /// What.
    pub kind: StepKind,
    /// For which source a steward agreed; empty otherwise.
    pub office: String,
    /// SHA-256 of the text that lay before her.
    pub digest: String,
    /// What she wrote beside it.
    pub comment: String,
}

/// Which text somebody has before her. A step on another text than that is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Before {
    /// The use case's id.
    pub use_case: String,
    /// The version.
    pub version: i64,
    /// SHA-256 of the text.
    pub digest: String,
}

impl Version {
    /// The sheet with counsel's approval, as far as it has come.
    ///
    /// # Errors
    /// With line and fault; a draft may be no sheet yet.
    pub fn sheet(&self) -> Result<Sheet, String> {
        let mut sheet = Sheet::read(&self.text)?;
        sheet.counsel = self.counsel.clone().unwrap_or_default();
        Ok(sheet)
    }

    /// The text that lies before somebody.
    pub fn before(&self) -> Before {
        Before { use_case: self.use_case.clone(), version: self.version, digest: self.digest.clone() }
    }

    /// It is neither a draft nor decided upon.
    pub fn is_under_review(&self) -> bool {
        matches!(self.state, State::Submitted | State::Reviewed | State::Cleared)
    }
}

impl Step {
    /// It says yes to the text.
    pub fn is_approval(&self) -> bool {
        matches!(self.kind, StepKind::Reviewed | StepKind::Approved | StepKind::Agreed)
    }
}

/// Declares the names of something in storage, and the way back.
macro_rules! stored {
    ($kind:ident { $($one:ident $name:literal,)+ }) => {
        impl $kind {
            /// The name in storage and in the log.
            pub fn name(self) -> &'static str {
                match self { $($kind::$one => $name,)+ }
            }

            pub(crate) fn named(name: &str) -> Option<$kind> {
                [$($kind::$one,)+].into_iter().find(|one| one.name() == name)
            }
        }
    };
}

stored! { State { Draft "draft", Submitted "submitted", Reviewed "reviewed", Cleared "cleared", Approved "approved", Ended "ended", } }
stored! { StepKind {
    Saved "saved", Submitted "submitted", Reviewed "reviewed", Approved "approved", Agreed "agreed", SentBack "sent back", Ended "ended",
} }
