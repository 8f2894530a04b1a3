//! Password hashes. Two at a time at most, so that a flood of guesses cannot take the machine.

use crate::StaffError;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Condvar, Mutex, PoisonError};

pub(crate) struct Passwords {
    /// Compared against when the user is unknown, so that both answers take the same time.
    nobody: String,
    busy: Mutex<Busy>,
    free: Condvar,
}

/// NIST SP 800-63B-4: fifteen characters when the password is the only factor.
pub(crate) const SHORTEST: usize = 15;
/// Longer input is refused before it is hashed.
pub(crate) const LONGEST: usize = 128;
const AT_ONCE: usize = 2;
/// More sign-ins than this do not wait: a flood of guesses must not hold the threads that make pages.
const WAITING: usize = 12;

#[derive(Default)]
struct Busy {
    running: usize,
    waiting: usize,
}

impl Passwords {
    pub(crate) fn new() -> Result<Passwords, StaffError> {
        let mut fresh = Passwords { nobody: String::new(), busy: Mutex::default(), free: Condvar::new() };
        fresh.nobody = fresh.hash("nobody has this password")?;
        Ok(fresh)
    }

    pub(crate) fn hash(&self, password: &str) -> Result<String, StaffError> {
        let hashed = self.in_turn(|| {
            let hash = hasher()?.hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| unfit("the password could not be hashed"))
        });
        hashed.unwrap_or_else(|| Err(unfit("too many people are signing in; try again in a minute")))
    }

    /// Compares with the stored hash, or with nobody's when there is none. `None` when too many are waiting already.
    pub(crate) fn fits(&self, password: &str, stored: Option<&str>) -> Option<bool> {
        if password.chars().count() > LONGEST {
            return Some(false);
        }
        let compared = stored.unwrap_or(&self.nobody);
        let fits = self.in_turn(|| {
            let Ok(hash) = PasswordHash::new(compared) else { return false };
            hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), &hash).is_ok())
        })?;
        Some(fits && stored.is_some())
    }

    fn in_turn<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        if busy.waiting >= WAITING {
            return None;
        }
        busy.waiting += 1;
        while busy.running >= AT_ONCE {
            busy = self.free.wait(busy).unwrap_or_else(PoisonError::into_inner);
        }
        busy.waiting -= 1;
        busy.running += 1;
        drop(busy);
        let done = work();
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        self.free.notify_one();
        Some(done)
    }
}

/// Argon2id, 19 MiB, two passes: the smaller of the settings that OWASP's password storage sheet gives.
fn hasher() -> Result<Argon2<'static>, StaffError> {
    let params =
        Params::new(19 * 1024, 2, 1, None).map_err(|_| unfit("the hash settings are not possible"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Whether somebody may have this password, by NIST SP 800-63B-4: its length counts, and it must not be what anybody would
/// try first.
pub(crate) fn check_new(password: &str, user_name: &str, code: &str) -> Result<(), StaffError> {
    check_length(password)?;
    let low = password.to_lowercase();
    let letters: std::collections::BTreeSet<char> = low.chars().collect();
    if letters.len() < 5 {
        return Err(unfit("the password has too few different characters; take several words"));
    }
    if user_name.len() > 3 && low.replace(user_name, "").chars().count() < SHORTEST / 2 {
        return Err(unfit("the password is little more than the user name; take several words"));
    }
    if low.trim() == code.trim().to_lowercase() {
        return Err(unfit("the password is the one-time code; choose one of your own"));
    }
    Ok(())
}

/// Whether a password has a length that is taken.
pub(crate) fn check_length(password: &str) -> Result<(), StaffError> {
    let length = password.chars().count();
    if (SHORTEST..=LONGEST).contains(&length) {
        return Ok(());
    }
    Err(StaffError::Unfit(format!(
        "the password must have {SHORTEST} to {LONGEST} characters; this one has {length}"
    )))
}

fn unfit(what: &str) -> StaffError {
    StaffError::Unfit(what.to_owned())
}
