//! Which versions of the responsibility policies somebody has accepted.

use crate::{Staff, StaffError, tables};

/// Which text is accepted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AgreementKind {
    /// The user responsibility policy: everybody.
    User,
    /// The account management policy: provisioners.
    Provisioner,
}

impl AgreementKind {
    /// The name in settings and storage.
    pub fn name(self) -> &'static str {
        match self {
            AgreementKind::User => "user",
            AgreementKind::Provisioner => "provisioner",
        }
    }
}

/// A text that somebody accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acceptance {
    /// Which text, by its name in settings.
    pub kind: String,
    /// Its version.
    pub version: i64,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
}

impl Staff {
    /// The newest version of each text that somebody accepted, and when.
    ///
    /// # Errors
    /// When the database fails.
    pub fn acceptances(&self, account: i64) -> Result<Vec<Acceptance>, StaffError> {
        Ok(self.database.read(|t| tables::provisioning::acceptances(t, account))?)
    }

    /// Writes down that somebody accepted a version of a text.
    ///
    /// # Errors
    /// When the database fails.
    pub fn accept(&self, account: i64, kind: AgreementKind, version: i64) -> Result<(), StaffError> {
        let now = self.now();
        Ok(self.database.write(|t| tables::accept(t, account, kind.name(), version, now))?)
    }

    /// The newest version that somebody accepted; 0 when none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn accepted(&self, account: i64, kind: AgreementKind) -> Result<i64, StaffError> {
        Ok(self.database.read(|t| tables::accepted(t, account, kind.name()))?)
    }
}
