//! Opens the database and keeps what is in it sealed. The only room that knows SQLite from PostgreSQL.
//!
//! It owns no table: each room keeps its SQL in its own `tables.rs`, in one text for both databases, with `$1`
//! placeholders. Begin with [`Database`]; [`Sealer`] is what stands between a stolen file and a person.

mod args;
mod dialect;
mod keys;
mod migrations;
mod open;
mod postgresql;
mod sealing;
mod sqlite;
mod transaction;

pub use args::{Arg, Row};
pub use keys::KeyFile;
pub use open::{Database, Place};
pub use sealing::{Cell, Sealer, Token};
pub use transaction::Transaction;

use thiserror::Error;

/// What can go wrong below a room. The text is for the people who run the system; it holds no value of any row.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// The database cannot be opened or reached.
    #[error("the database cannot be opened: {0}")]
    Unreachable(String),
    /// A statement failed.
    #[error("the database refused a statement: {0}")]
    Refused(String),
    /// A row with the same key is already there.
    #[error("the database already has such a row")]
    Duplicate,
    /// A stored value is not what the program wrote.
    #[error("a stored value cannot be read: {0}")]
    Corrupt(&'static str),
    /// The key file is missing, open to others or too short.
    #[error("{0}")]
    Key(String),
    /// The database was made by a newer program, or one of its migrations was changed.
    #[error("{0}")]
    Migration(String),
}
