//! Whose turn it is: where each step leads, and when it can be taken.

use crate::store::unfit;
use crate::{Counsel, State, StepKind, UseCaseError, Version};
use records::SourceId;
use std::collections::BTreeSet;

/// What somebody does with a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Hands it in.
    Submit,
    /// Passes it, for the policy review.
    Review,
    /// Approves it as counsel: her name, the day, the reference under which that is filed.
    Approve(Counsel),
    /// Agrees to it for a source of hers.
    Agree(SourceId),
    /// Sends it back; all its approvals fall.
    SendBack,
}

/// Where a step leads, or why it cannot be taken now.
pub(crate) fn moved(
    version: &mut Version,
    doing: &Doing,
    agreed: &BTreeSet<String>,
) -> Result<(StepKind, String), UseCaseError> {
    let none = String::new();
    match (doing, version.state) {
        (Doing::Submit, State::Draft) => {
            version.state = State::Submitted;
            version.round += 1;
            version.counsel = None;
            Ok((StepKind::Submitted, none))
        }
        (Doing::Review, State::Submitted) => {
            version.state = State::Reviewed;
            Ok((StepKind::Reviewed, none))
        }
        (Doing::Approve(counsel), State::Reviewed) => {
            if counsel.reference.trim().is_empty() {
                return Err(unfit("give the reference under which your approval is filed"));
            }
            version.counsel = Some(counsel.clone());
            version.state = State::Cleared;
            Ok((StepKind::Approved, none))
        }
        (Doing::Agree(source), State::Cleared) => {
            let sources = version.sheet().map_err(UseCaseError::Unfit)?.sources();
            if !sources.contains(source) {
                return Err(unfit("it opens nothing of that source"));
            }
            if agreed.contains(&source.0) {
                return Err(unfit("that source's steward has agreed already"));
            }
            if sources.iter().all(|one| one == source || agreed.contains(&one.0)) {
                version.state = State::Approved;
            }
            Ok((StepKind::Agreed, source.0.clone()))
        }
        (Doing::SendBack, State::Submitted | State::Reviewed | State::Cleared) => {
            version.state = State::Draft;
            version.counsel = None;
            Ok((StepKind::SentBack, none))
        }
        _ => Err(unfit("this step is not its turn now; somebody may have acted before you")),
    }
}
