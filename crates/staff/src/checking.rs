//! Compares passwords, and counts the tries.

use crate::tables::AccountRow;
use crate::throttle::pause_after;
use crate::{Session, Staff, StaffError, tables};

/// How typing the password again went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Confirmed {
    /// It is hers.
    Yes,
    /// It is not.
    No,
    /// Too many failures; so many seconds until the next try counts.
    Wait(i64),
}

/// How comparing a password went.
pub(crate) enum Checked {
    Fits(i64),
    Refused,
    Wait(i64),
}

/// Whether a try at an account counts now.
pub(crate) enum Tried {
    /// It does; the account, when there is one by that name.
    Counted(Option<AccountRow>),
    /// Too many failures; so many seconds until the next try counts.
    Wait(i64),
}

impl Staff {
    /// The password once more, for acts that ask for it. A wrong one counts as a failed sign-in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn confirm(&self, session: &Session, password: &str) -> Result<Confirmed, StaffError> {
        let now = self.now();
        Ok(match self.check_password(&session.account.agency, &session.account.user_name, password)? {
            Checked::Fits(_) => {
                self.database.write(|t| tables::confirm_session(t, &session.id, now))?;
                Confirmed::Yes
            }
            Checked::Refused => Confirmed::No,
            Checked::Wait(seconds) => Confirmed::Wait(seconds),
        })
    }

    /// Compares a password with the account's, counting the try.
    pub(crate) fn check_password(
        &self,
        agency: &str,
        user_name: &str,
        password: &str,
    ) -> Result<Checked, StaffError> {
        let found = match self.count_try(agency, user_name)? {
            Tried::Counted(found) => found,
            Tried::Wait(seconds) => return Ok(Checked::Wait(seconds)),
        };
        // An account without a password yet is compared like one that is not there.
        let stored =
            found.as_ref().map(|account| account.password_hash.as_str()).filter(|hash| !hash.is_empty());
        let Some(fits) = self.passwords.fits(password, stored) else { return Ok(Checked::Wait(2)) };
        let Some(account) = found.filter(|account| fits && account.active) else {
            return Ok(Checked::Refused);
        };
        self.database.write(|t| tables::note_failure(t, account.id, 0, 0))?;
        Ok(Checked::Fits(account.id))
    }

    /// Counts a try at an account before anything is compared, so that many at once count as many.
    pub(crate) fn count_try(&self, agency: &str, user_name: &str) -> Result<Tried, StaffError> {
        let now = self.now();
        let (found, locked) = self.database.write(|t| {
            let found = tables::account_by_name(t, agency, user_name)?;
            let locked = match &found {
                Some(account) if account.locked_until <= now => {
                    let failures = account.failures + 1;
                    tables::note_failure(t, account.id, failures, now + pause_after(failures))?;
                    0
                }
                Some(account) => account.locked_until,
                None => 0,
            };
            Ok::<_, StaffError>((found, locked))
        })?;
        let locked = if found.is_none() { self.strangers.locked(agency, user_name, now) } else { locked };
        if locked > now {
            return Ok(Tried::Wait((locked - now + 999) / 1000));
        }
        Ok(Tried::Counted(found))
    }
}
