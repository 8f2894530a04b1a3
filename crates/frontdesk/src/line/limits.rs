//! Look-ups without success, counted for each device: nobody tries numbers by the thousand at a kiosk. Cards are counted by
//! themselves, so that whoever tries out names or member numbers keeps nobody else's card from being read.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Misses that are allowed within the time.
const ALLOWED: usize = 30;
const WITHIN: i64 = 10 * 60_000;

/// By what somebody is looked up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum By {
    /// A card. Nobody guesses its number.
    Card,
    /// A member number, or what is said without a card: short enough to be tried out.
    Words,
}

/// The misses of every device, as long as they count.
#[derive(Default)]
pub(crate) struct Misses(Mutex<HashMap<(String, By), VecDeque<i64>>>);

impl Misses {
    /// Seconds until the device may ask again, when it has to wait.
    pub(crate) fn wait(&self, device: &str, by: By, now: i64) -> Option<i64> {
        let mut devices = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let misses = devices.get_mut(&(device.to_owned(), by))?;
        while misses.front().is_some_and(|oldest| now - oldest >= WITHIN) {
            misses.pop_front();
        }
        let oldest = misses.front().filter(|_| misses.len() >= ALLOWED)?;
        Some((WITHIN - (now - oldest)).div_euclid(1000) + 1)
    }

    pub(crate) fn add(&self, device: &str, by: By, now: i64) {
        let mut devices = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        devices.entry((device.to_owned(), by)).or_default().push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_misses_in_ten_minutes_are_enough() {
        let misses = Misses::default();
        for at in 0..30 {
            assert_eq!(misses.wait("k", By::Words, at), None);
            misses.add("k", By::Words, at);
        }
        assert_eq!(misses.wait("k", By::Words, 30), Some(600));
        assert_eq!(misses.wait("k", By::Card, 30), None);
        assert_eq!(misses.wait("other", By::Words, 30), None);
        assert_eq!(misses.wait("k", By::Words, WITHIN), None);
    }
}
