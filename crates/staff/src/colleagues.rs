//! Who may see private records at all, and who supervises whom: what an agency says of its own people.

use crate::{Staff, StaffError, tables};

/// Somebody of an agency, on or off, as those see her who assign private records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Colleague {
    /// The account.
    pub account: i64,
    /// The agency's settings name.
    pub agency: String,
    /// The name typed at sign-in.
    pub user_name: String,
    /// The name shown in the page head.
    pub name: String,
    /// Telephone or desk; may be empty.
    pub contact: String,
    /// May see private records at all.
    pub privileged: bool,
    /// Her direct supervisor's account.
    pub supervisor: Option<i64>,
    /// The account is on.
    pub active: bool,
}

impl Staff {
    /// Somebody by the account's number, on or off.
    ///
    /// # Errors
    /// When the database fails.
    pub fn colleague(&self, account: i64) -> Result<Option<Colleague>, StaffError> {
        Ok(self.database.read(|t| tables::colleague(t, account))?)
    }

    /// Everybody of an agency who may see private records, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn privileged_at(&self, agency: &str) -> Result<Vec<Colleague>, StaffError> {
        Ok(self.database.read(|t| tables::privileged_at(t, agency))?)
    }

    /// Says whether somebody may see private records at all, and who her direct supervisor is; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_privileged(
        &self,
        account: i64,
        privileged: bool,
        supervisor: Option<i64>,
    ) -> Result<(), StaffError> {
        Ok(self.database.write(|t| tables::set_privileged(t, account, privileged, supervisor))?)
    }
}
