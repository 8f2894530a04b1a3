//! Accounts and the groups they belong to.

use crate::{Staff, StaffError, passwords, tables};
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

impl Staff {
    /// Makes an account; one that exists already keeps its password and gets these groups.
    ///
    /// # Errors
    /// When the user name or password does not fit, with a sentence that says why.
    pub fn add(&self, new: &NewAccount<'_>) -> Result<i64, StaffError> {
        check(new)?;
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
            if active { Ok(()) } else { tables::end_sessions_of(t, account, now, "account off") }
        })?)
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

fn check(new: &NewAccount<'_>) -> Result<(), StaffError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    if new.user_name.is_empty() || new.user_name.len() > 64 || !new.user_name.chars().all(fits) {
        return Err(StaffError::Unfit(format!(
            "the user name `{}` must have 1 to 64 letters, digits, dots or hyphens",
            new.user_name
        )));
    }
    let length = new.password.chars().count();
    if !(passwords::SHORTEST..=passwords::LONGEST).contains(&length) {
        return Err(StaffError::Unfit(format!(
            "the password must have {} to {} characters; this one has {length}",
            passwords::SHORTEST,
            passwords::LONGEST
        )));
    }
    Ok(())
}
