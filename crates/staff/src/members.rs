//! Who belongs to a group, one membership at a time, so that two who change a group at once lose nothing of each other's.

use crate::accounts::check_name;
use crate::codes::issue;
use crate::tables::provisioning;
use crate::{Account, OneTimeCode, Staff, StaffError, tables};
use database::{DatabaseError, Transaction};

/// An account whether it is on or off.
#[derive(Clone, Debug)]
pub struct Employee {
    /// The account.
    pub account: Account,
    /// It is on.
    pub active: bool,
    /// The agency's directory no longer lists her.
    pub gone: bool,
}

/// Somebody in a group, as its provisioners see her.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The account.
    pub account: i64,
    /// The name typed at sign-in.
    pub user_name: String,
    /// The name shown in the page head.
    pub name: String,
    /// Telephone or desk; may be empty.
    pub contact: String,
    /// The account is on.
    pub active: bool,
    /// The agency's directory no longer lists her.
    pub gone: bool,
    /// In milliseconds since 1970 UTC; none when she never signed in.
    pub last_sign_in: Option<i64>,
    /// Since when she belongs to the group, in milliseconds since 1970 UTC.
    pub since: i64,
    /// The name of whoever gave her the membership; none when it came from the console.
    pub given_by: Option<String>,
    /// She has set a password.
    pub has_password: bool,
    /// Until when her one-time code can be used, when she has one.
    pub code_until: Option<i64>,
}

/// Somebody who gets an account; the password is set by herself, with a one-time code.
#[derive(Clone, Copy, Debug)]
pub struct NewPerson<'a> {
    /// The agency's settings name.
    pub agency: &'a str,
    /// Letters, digits, dots and hyphens.
    pub user_name: &'a str,
    /// As shown in the page head.
    pub display_name: &'a str,
    /// Telephone or desk; may be empty.
    pub contact: &'a str,
}

impl Employee {
    /// The account is on, and its owner still works for the agency.
    pub fn may_sign_in(&self) -> bool {
        self.active && !self.gone
    }
}

impl NewPerson<'_> {
    /// Whether an account can be made for her.
    ///
    /// # Errors
    /// With a sentence when a name does not do.
    pub fn check(&self) -> Result<(), StaffError> {
        check_name(self.user_name)?;
        let unfit = |what: &str| Err(StaffError::Unfit(what.to_owned()));
        let plain = |text: &str| text.chars().count() <= 100 && !text.chars().any(char::is_control);
        if self.display_name.trim().is_empty() {
            return unfit("a new account needs the name of the person");
        }
        if !plain(self.display_name) || !self.display_name.chars().any(char::is_alphabetic) {
            return unfit("the name must have letters, and 100 characters at most");
        }
        if plain(self.contact) { Ok(()) } else { unfit("the contact must have 100 characters at most") }
    }
}

impl Staff {
    /// An account by its number, on or off.
    ///
    /// # Errors
    /// When the database fails.
    pub fn employee(&self, account: i64) -> Result<Option<Employee>, StaffError> {
        Ok(self.database.read(|t| tables::employee(t, account))?)
    }

    /// Everybody in a group, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn members(&self, group: &str) -> Result<Vec<Member>, StaffError> {
        Ok(self.database.read(|t| provisioning::members(t, group))?)
    }

    /// Adds somebody to one group; `false` when she is in it already. In force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add_member(&self, account: i64, group: &str, by: Option<i64>) -> Result<bool, StaffError> {
        let now = self.now();
        Ok(self.database.write(|t| provisioning::add_member(t, account, group, by, now))?)
    }

    /// Removes somebody from one group; `false` when she is not in it. In force on the next request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn remove_member(&self, account: i64, group: &str) -> Result<bool, StaffError> {
        Ok(self.database.write(|t| provisioning::remove_member(t, account, group))?)
    }

    /// Makes an account without a password, in no group or in one, and a code for it.
    ///
    /// # Errors
    /// When a name does not do or is taken, with a sentence.
    pub fn make(
        &self,
        new: &NewPerson<'_>,
        group: Option<&str>,
        by: Option<i64>,
    ) -> Result<(i64, OneTimeCode), StaffError> {
        let now = self.now();
        let made = self.database.write(|t| make(t, new, group, by, now));
        match made {
            Err(StaffError::Database(DatabaseError::Duplicate)) => Err(taken(new.user_name)),
            other => other,
        }
    }

    /// The name of an account's owner, whether it is on or off.
    ///
    /// # Errors
    /// When the database fails.
    pub fn name_of(&self, account: i64) -> Result<Option<String>, StaffError> {
        Ok(self.database.read(|t| provisioning::name_of(t, account))?)
    }
}

/// Makes an account inside a transaction.
pub(crate) fn make(
    t: &mut Transaction<'_>,
    new: &NewPerson<'_>,
    group: Option<&str>,
    by: Option<i64>,
    now: i64,
) -> Result<(i64, OneTimeCode), StaffError> {
    new.check()?;
    let user_name = new.user_name.to_lowercase();
    if tables::account_by_name(t, new.agency, &user_name)?.is_some() {
        return Err(taken(&user_name));
    }
    let account = tables::add_account(t, new.agency, &user_name, new.display_name.trim(), "", now)?;
    provisioning::set_contact(t, account, new.contact.trim())?;
    if let Some(group) = group {
        provisioning::add_member(t, account, group, by, now)?;
    }
    Ok((account, issue(t, account, by, now)?))
}

fn taken(user_name: &str) -> StaffError {
    StaffError::Unfit(format!("the user name `{user_name}` is taken at this agency; choose another"))
}
