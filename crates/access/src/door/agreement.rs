//! The texts that people accept: the responsibility policy before anything is shown, and the account management policy before
//! a provisioner does anything.

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

    /// The account management policy, as long as a provisioner has not accepted its newest version, and the version that she
    /// accepted before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn to_accept_as_provisioner(&self, session: &Session) -> Result<Option<(Agreement, i64)>, DoorError> {
        let accepted = self.parts.staff.accepted(session.account.id, AgreementKind::Provisioner)?;
        let text = self.rules().agreements().provisioner.clone();
        Ok(text.filter(|text| text.version > accepted).map(|text| (text, accepted)))
    }

    /// Accepts a version of the responsibility policy. `false` when another version is in force by now.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn accept(&self, session: &Session, version: i64) -> Result<bool, DoorError> {
        self.accept_text(session, AgreementKind::User, version)
    }

    /// Accepts a version of the account management policy. `false` when another version is in force by now.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn accept_as_provisioner(&self, session: &Session, version: i64) -> Result<bool, DoorError> {
        self.accept_text(session, AgreementKind::Provisioner, version)
    }

    fn accept_text(&self, session: &Session, kind: AgreementKind, version: i64) -> Result<bool, DoorError> {
        let rules = self.rules();
        let text = match kind {
            AgreementKind::User => &rules.agreements().user,
            AgreementKind::Provisioner => &rules.agreements().provisioner,
        };
        if text.as_ref().map(|text| text.version) != Some(version) {
            return Ok(false);
        }
        let words = format!("{} {version}", kind.name());
        self.note(session, Entry { words, ..Entry::new(Kind::Agreed) })?;
        self.parts.staff.accept(session.account.id, kind, version)?;
        Ok(true)
    }
}
