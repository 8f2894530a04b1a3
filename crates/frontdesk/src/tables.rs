//! The SQL of this room, in one text for both databases.

pub(crate) mod about;
pub(crate) mod activities;
pub(crate) mod board;
pub(crate) mod calls;
pub(crate) mod cards;
pub(crate) mod corrections;
pub(crate) mod counts;
pub(crate) mod drops;
pub(crate) mod events;
pub(crate) mod exchange;
pub(crate) mod history;
pub(crate) mod joining;
pub(crate) mod kiosks;
pub(crate) mod members;
pub(crate) mod roster;
pub(crate) mod services;
pub(crate) mod sites;
pub(crate) mod traces;
pub(crate) mod visits;

use database::{DatabaseError, Row};
use uuid::Uuid;

type Done<T> = Result<T, DatabaseError>;

fn uuid(row: &Row, column: usize) -> Done<Uuid> {
    Uuid::from_slice(row.bytes(column)?).map_err(|_| DatabaseError::Corrupt("a name is no UUID"))
}

fn maybe_bytes(row: &Row, column: usize) -> Option<Vec<u8>> {
    row.bytes(column).ok().map(<[u8]>::to_vec)
}
