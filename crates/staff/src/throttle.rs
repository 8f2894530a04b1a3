//! Guessing gets slow: pauses after failures, for names that somebody has and for names that nobody has alike.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Names that nobody has, slowed down like those that somebody has: otherwise the pause would tell which are which.
#[derive(Default)]
pub(crate) struct Strangers(Mutex<HashMap<String, (i64, i64)>>);

/// More names than this are forgotten together; a guesser gains one more quick try at each.
const STRANGERS_KEPT: usize = 10_000;

impl Strangers {
    /// Counts a try, and says until when the name is locked; 0 when the try may go on.
    pub(crate) fn locked(&self, agency: &str, user_name: &str, now: i64) -> i64 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= STRANGERS_KEPT {
            known.clear();
        }
        let (failures, until) = known.entry(format!("{agency}/{user_name}")).or_default();
        if *until > now {
            return *until;
        }
        *failures += 1;
        *until = now + pause_after(*failures);
        0
    }
}

/// Milliseconds to wait after so many failures in a row: none for the first two, then 1, 3, 5 and 10 seconds. At ten
/// seconds a guesser has 8,640 tries a day, so from the hundredth failure on (NIST SP 800-63B) it is a quarter hour.
pub(crate) fn pause_after(failures: i64) -> i64 {
    match failures {
        ..=2 => 0,
        3 => 1_000,
        4 => 3_000,
        5 => 5_000,
        6..=99 => 10_000,
        _ => 900_000,
    }
}
