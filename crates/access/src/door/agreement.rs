//! The responsibility policy: what a user must accept before anything is shown to her.

use super::{Door, DoorError};
use audit::{Entry, Kind};
use staff::{AgreementKind, Session};
use usecases::Agreement;

impl Door {
    /// The text that she still has to accept; none when she accepted its newest version.
    pub fn to_accept(&self, session: &Session) -> Option<Agreement> {
        let rules = self.rules();
        let text = rules.agreements().user.clone();
        text.filter(|text| text.version > session.account.agreed)
    }

    /// Accepts a version of the responsibility policy. `false` when another version is in force by now.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn accept(&self, session: &Session, version: i64) -> Result<bool, DoorError> {
        if self.rules().agreements().user_version() != version {
            return Ok(false);
        }
        let words = format!("{} {version}", AgreementKind::User.name());
        self.note(session, Entry { words, ..Entry::new(Kind::Agreed) })?;
        self.parts.staff.accept(session.account.id, AgreementKind::User, version)?;
        Ok(true)
    }
}
