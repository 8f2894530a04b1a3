//! Acts of duty at the door: decided by the engine under its guards, and written into the log either way.

use super::{Door, DoorError};
use crate::rules::{Act, NotPermitted};
use audit::{Entry, Kind};
use staff::Session;
use std::collections::BTreeSet;

impl Door {
    /// Whether somebody may do what a duty is for. A refusal stands in the log; what is done is logged by who does it.
    ///
    /// # Errors
    /// When the log or the policy engine fails; nothing may be done then.
    pub fn may(&self, session: &Session, act: Act<'_>) -> Result<Result<(), NotPermitted>, DoorError> {
        let hidden = BTreeSet::new();
        let asked = self.asked(session, &session.account, "", &hidden);
        let decided = self.rules().act(&asked, act).map_err(DoorError::Rules)?;
        if let Err(NotPermitted(why)) = &decided {
            self.note(session, Entry { words: format!("{act:?}: {why}"), ..Entry::new(Kind::Denied) })?;
        }
        Ok(decided)
    }
}
