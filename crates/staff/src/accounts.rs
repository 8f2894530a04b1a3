//! Accounts and the groups they belong to.

use crate::{Duty, DutyKind, Staff, StaffError, passwords, tables};
use database::DatabaseError;

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Row number; the name by which the audit log knows the account.
    pub id: i64,
    /// The agency that employs her: its settings name.
    pub agency: String,
    /// The name typed at sign-in; unique within the agency.
    pub user_name: String,
    /// The name shown in the page head.
    pub display_name: String,
    /// Her user groups, by settings name, in alphabetical order.
    pub groups: Vec<String>,
    /// What she may do besides looking things up.
    pub duties: Vec<Duty>,
    /// May see private records at all; without it not even an assignment opens one.
    pub privileged: bool,
    /// Her direct supervisor's account.
    pub supervisor: Option<i64>,
    /// The newest version of the user responsibility policy that she accepted; 0 when none.
    pub agreed: i64,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// The agency's settings name.
    pub agency: &'a str,
    /// Letters, digits, dots and hyphens.
    pub user_name: &'a str,
    /// As shown in the page head.
    pub display_name: &'a str,
    /// At least fifteen characters.
    pub password: &'a str,
    /// User groups by settings name.
    pub groups: &'a [&'a str],
}

/// What an agency says of somebody besides her groups.
#[derive(Clone, Copy, Default, Debug)]
pub struct Profile<'a> {
    /// Telephone or desk, shown to those who are told to ask her.
    pub contact: &'a str,
    /// May see private records at all.
    pub privileged: bool,
    /// Her direct supervisor's account.
    pub supervisor: Option<i64>,
}

impl NewAccount<'_> {
    /// Whether the account can be made as asked.
    ///
    /// # Errors
    /// With a sentence when the user name or the password does not do.
    pub fn check(&self) -> Result<(), StaffError> {
        check_name(self.user_name)?;
        passwords::check_length(self.password)
    }
}

impl Account {
    /// She has this duty.
    pub fn has(&self, kind: DutyKind, scope: &str) -> bool {
        self.duties.iter().any(|duty| duty.kind == kind && duty.scope == scope)
    }
}

impl Staff {
    /// Makes an account; one that exists already keeps its password and gets these groups.
    ///
    /// # Errors
    /// When the user name or password does not fit, with a sentence that says why.
    pub fn add(&self, new: &NewAccount<'_>) -> Result<i64, StaffError> {
        new.check()?;
        let user_name = new.user_name.to_lowercase();
        let known = self.database.read(|t| tables::account_by_name(t, new.agency, &user_name))?;
        let hash = if known.is_none() { self.passwords.hash(new.password)? } else { String::new() };
        let now = self.now();
        Ok(self.database.write(|t| {
            let id = match known {
                Some(found) => found.id,
                None => tables::add_account(t, new.agency, &user_name, new.display_name, &hash, now)?,
            };
            tables::set_groups(t, id, new.groups, now)?;
            Ok::<_, DatabaseError>(id)
        })?)
    }

    /// Turns an account on or off. Off ends its sessions at once.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_active(&self, account: i64, active: bool) -> Result<(), StaffError> {
        let now = self.now();
        Ok(self.database.write(|t| {
            tables::set_active(t, account, active)?;
            if active {
                return Ok::<_, DatabaseError>(());
            }
            tables::provisioning::forget_code(t, account)?;
            tables::end_sessions_of(t, account, now, "account off")
        })?)
    }

    /// Says whether somebody may see private records, and who her direct supervisor is; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_profile(&self, account: i64, profile: &Profile<'_>) -> Result<(), StaffError> {
        Ok(self.database.write(|t| tables::set_profile(t, account, profile))?)
    }

    /// The account with this user name at an agency, on or off.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find(&self, agency: &str, user_name: &str) -> Result<Option<i64>, StaffError> {
        let user_name = user_name.trim().to_lowercase();
        let found = self.database.read(|t| tables::account_by_name(t, agency, &user_name))?;
        Ok(found.map(|row| row.id))
    }

    /// An account that is on, by its number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn account(&self, id: i64) -> Result<Option<Account>, StaffError> {
        Ok(self.database.read(|t| tables::account(t, id))?)
    }

    /// The accounts whose direct supervisor somebody is.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reports_of(&self, supervisor: i64) -> Result<Vec<i64>, StaffError> {
        Ok(self.database.read(|t| tables::reports_of(t, supervisor))?)
    }

    /// Replaces the groups of an account; in force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_groups(&self, account: i64, groups: &[&str]) -> Result<(), StaffError> {
        let now = self.now();
        Ok(self.database.write(|t| tables::set_groups(t, account, groups, now))?)
    }

    /// How many accounts there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count(&self) -> Result<i64, StaffError> {
        Ok(self.database.read(tables::count_accounts)?)
    }
}

/// Whether a user name has a form that can be typed anywhere.
pub(crate) fn check_name(user_name: &str) -> Result<(), StaffError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    if user_name.is_empty() || user_name.len() > 64 || !user_name.chars().all(fits) {
        return Err(StaffError::Unfit(format!(
            "the user name `{user_name}` must have 1 to 64 letters, digits, dots or hyphens"
        )));
    }
    Ok(())
}
