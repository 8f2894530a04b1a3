//! Leavers: who is no longer in an agency's directory is out, and who is back is in again.

use crate::people_file;
use crate::tables::{self, provisioning};
use crate::{Staff, StaffError};
use database::DatabaseError;
use std::collections::BTreeSet;

/// What an agency's directory says about its accounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leavers {
    /// People in the directory.
    pub listed: usize,
    /// Accounts that are on and were not marked before.
    pub accounts: usize,
    /// How many of those accounts are to be marked.
    pub leaving: usize,
    /// Accounts that are to be marked as gone, on or off: number and user name.
    pub gone: Vec<(i64, String)>,
    /// Accounts that were marked and are in the directory again.
    pub back: Vec<(i64, String)>,
}

impl Leavers {
    /// More than a third of the accounts would be out: more likely the wrong file than so many leavers.
    pub fn are_too_many(&self) -> bool {
        self.leaving * 3 > self.accounts
    }
}

impl Staff {
    /// Compares an agency's directory with its accounts. Changes nothing.
    ///
    /// # Errors
    /// When the file cannot be read, with a sentence; when the database fails.
    pub fn leavers(&self, agency: &str, directory: &str) -> Result<Leavers, StaffError> {
        let listed: BTreeSet<String> =
            people_file::read(directory)?.into_iter().map(|line| line.user_name).collect();
        let accounts = self.database.read(|t| provisioning::accounts_of(t, agency))?;
        let mut leavers =
            Leavers { listed: listed.len(), accounts: 0, leaving: 0, gone: Vec::new(), back: Vec::new() };
        for (id, user_name, active, gone) in accounts {
            leavers.accounts += usize::from(active && !gone);
            match (listed.contains(&user_name), gone) {
                (false, false) => {
                    leavers.leaving += usize::from(active);
                    leavers.gone.push((id, user_name));
                }
                (true, true) => leavers.back.push((id, user_name)),
                _ => {}
            }
        }
        Ok(leavers)
    }

    /// Marks an account as gone, which ends its sessions at once, or takes the mark away.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_gone(&self, account: i64, gone: bool) -> Result<(), StaffError> {
        let now = self.now();
        Ok(self.database.write(|t| {
            provisioning::set_gone(t, account, gone.then_some(now))?;
            if gone {
                provisioning::forget_code(t, account)?;
                tables::end_sessions_of(t, account, now, "account off")?;
            }
            Ok::<_, DatabaseError>(())
        })?)
    }
}
