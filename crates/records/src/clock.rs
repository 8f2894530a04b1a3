//! Where the time comes from. Every room takes a [`Clock`]; no code asks the wall clock itself.

use jiff::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// Hands out the present instant.
pub trait Clock: Send + Sync {
    /// Now, in UTC, to the millisecond.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// A clock that stands still until it is moved; for tests and for replaying decisions.
#[derive(Debug)]
pub struct StandingClock(AtomicI64);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

impl StandingClock {
    /// A clock that shows `at`.
    pub fn at(at: Timestamp) -> StandingClock {
        StandingClock(AtomicI64::new(at.as_millisecond()))
    }

    /// Moves the clock forward (or back, when negative) by whole seconds.
    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
