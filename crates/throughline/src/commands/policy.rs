//! `policy`: what use cases say, read and compared without a portal. One file for each of its commands.

mod check;
mod diff;

use super::WithSettings;
use crate::Problem;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Policy {
    /// Reads the folder of use cases and those kept in the database, and says what is wrong.
    Check(WithSettings),
    /// Says in words what one sheet opens and says that another did not.
    Diff(diff::Diff),
}

impl Policy {
    pub(super) fn run(self) -> Result<(), Problem> {
        match self {
            Policy::Check(with) => check::check(&with),
            Policy::Diff(diff) => diff.run(),
        }
    }
}
