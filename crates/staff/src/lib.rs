//! Knows who is asking: accounts, the groups they belong to, and the sessions they hold.
//!
//! It never decides what somebody may see, and never handles a client's data. Begin with [`Staff::sign_in`].

mod accounts;
mod agreements;
mod checking;
mod codes;
mod colleagues;
mod directory;
mod duties;
mod members;
mod passwords;
mod people_file;
mod plan;
mod sessions;
mod tables;
mod throttle;

pub use accounts::{Account, NewAccount, Profile};
pub use agreements::{Acceptance, AgreementKind};
pub use checking::Confirmed;
pub use codes::{CODE_HOURS, CodeUse, OneTimeCode};
pub use colleagues::Colleague;
pub use directory::Leavers;
pub use duties::{Contact, Duty, DutyKind, Scope};
pub use members::{Employee, Member, NewPerson};
pub use people_file::Line;
pub use plan::{Applied, Made, Plan, Planned, Target, Verdict};
pub use sessions::{EndReason, Session, SessionToken, SignIn, Standing};

use database::{Database, DatabaseError};
use records::Clock;
use std::sync::Arc;
use thiserror::Error;

/// Minutes without an act after which a session ends (the city's own rule for its portal).
pub const IDLE_MINUTES: i64 = 20;
/// Hours after which a session ends in any case (OWASP ASVS 5.0, 7.3.2 asks for such a limit).
pub const LONGEST_HOURS: i64 = 12;

/// The accounts, groups and sessions of everybody who signs in.
pub struct Staff {
    database: Arc<Database>,
    clock: Arc<dyn Clock>,
    passwords: passwords::Passwords,
    strangers: throttle::Strangers,
}

/// Why something about an account could not be done.
#[derive(Debug, Error)]
pub enum StaffError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The account cannot be made as asked. A sentence for the person who asked.
    #[error("{0}")]
    Unfit(String),
}

impl Staff {
    /// Accounts and sessions kept in `database`.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub fn new(database: Arc<Database>, clock: Arc<dyn Clock>) -> Result<Staff, StaffError> {
        let passwords = passwords::Passwords::new()?;
        Ok(Staff { database, clock, passwords, strangers: throttle::Strangers::default() })
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}
