//! One-time codes, with which people set their own passwords: whoever issues one never learns the password.

use crate::checking::Tried;
use crate::tables::provisioning;
use crate::{Staff, StaffError, passwords, tables};
use database::Transaction;
use sha2::{Digest, Sha256};
use std::fmt;

/// Hours for which a code can be used.
pub const CODE_HOURS: i64 = 72;
/// Letters and digits that are not mistaken for each other on the telephone.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Sixteen of them are eighty bits.
const LENGTH: usize = 16;

/// A code as it is shown once. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

/// How using a code went. A wrong name, a wrong code and an old code cannot be told apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CodeUse {
    /// The password is set, for this account.
    Done(i64),
    /// Agency, user name and code do not go together, or the code was used or is too old.
    Refused,
    /// Too many failures; so many seconds until the next try counts.
    Wait(i64),
    /// The password does not do, in a sentence; the code can be used again.
    Unfit(String),
}

impl OneTimeCode {
    /// For the page on which it is shown once, and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn fresh() -> Result<OneTimeCode, StaffError> {
        let mut random = [0u8; LENGTH];
        getrandom::fill(&mut random)
            .map_err(|_| StaffError::Unfit("the system has no randomness".to_owned()))?;
        let letters = random.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
        let parts: Vec<String> = letters.chunks(4).map(|part| part.iter().collect()).collect();
        Ok(OneTimeCode(parts.join("-")))
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(*)")
    }
}

impl Staff {
    /// A fresh code for an account; a former one is void. The password, if there is one, holds until the code is used.
    ///
    /// # Errors
    /// When the database fails or the system has no randomness.
    pub fn issue_code(&self, account: i64, by: Option<i64>) -> Result<OneTimeCode, StaffError> {
        let now = self.now();
        self.database.write(|t| issue(t, account, by, now))
    }

    /// Sets a password with a code, which is then used up. Every open session of the account ends.
    ///
    /// # Errors
    /// When the database fails.
    pub fn use_code(
        &self,
        agency: &str,
        user_name: &str,
        code: &str,
        password: &str,
    ) -> Result<CodeUse, StaffError> {
        let user_name = user_name.trim().to_lowercase();
        if let Err(StaffError::Unfit(why)) = passwords::check_new(password, &user_name, code) {
            return Ok(CodeUse::Unfit(why));
        }
        let found = match self.count_try(agency, &user_name)? {
            Tried::Counted(found) => found,
            Tried::Wait(seconds) => return Ok(CodeUse::Wait(seconds)),
        };
        let (now, hash) = (self.now(), hash_of(code));
        let Some(account) = found.filter(|account| account.active) else { return Ok(CodeUse::Refused) };
        let fits = self.database.read(|t| provisioning::code_fits(t, account.id, &hash, now))?;
        if !fits {
            return Ok(CodeUse::Refused);
        }
        let password = self.passwords.hash(password)?;
        self.database.write(|t| {
            if !provisioning::use_up_code(t, account.id, &hash, now)? {
                return Ok(CodeUse::Refused);
            }
            provisioning::set_password(t, account.id, &password)?;
            tables::note_failure(t, account.id, 0, 0)?;
            tables::end_sessions_of(t, account.id, now, "password set")?;
            Ok(CodeUse::Done(account.id))
        })
    }
}

/// Writes a fresh code down for an account.
pub(crate) fn issue(
    t: &mut Transaction<'_>,
    account: i64,
    by: Option<i64>,
    now: i64,
) -> Result<OneTimeCode, StaffError> {
    let code = OneTimeCode::fresh()?;
    provisioning::keep_code(t, account, &hash_of(&code.0), by, (now, now + CODE_HOURS * 3_600_000))?;
    Ok(code)
}

/// The hash of a code however it was typed: with or without hyphens, in small letters.
fn hash_of(code: &str) -> Vec<u8> {
    let typed: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    Sha256::digest(typed.as_bytes()).to_vec()
}
