//! Who is who: which records are of one person, and which person is meant by the little that is known.
//!
//! Statistics of Fellegi and Sunter: each field says how likely its agreement is for one person, for members of one
//! household, and for strangers. Nothing here opens a database, decides who may see what, or prints a value.
//! Begin with [`Engine`]; [`link_file`] is the same engine for one file.

mod birth;
mod bits;
mod blocks;
mod clusters;
mod compare;
mod compare_names;
mod dates;
mod dictionary;
mod distance;
mod engine;
mod expand;
mod explain;
mod features;
mod find;
mod find_file;
mod index;
mod judge;
mod keys;
mod levels;
mod likeness;
mod link_file;
mod memory;
mod model;
mod names;
mod parallel;
mod partition;
mod permitted;
mod places;
mod plan;
mod postings;
mod query;
mod query_dates;
mod query_parts;
mod query_places;
mod score;
mod sound;
mod store;
mod table;
mod text;
mod train;
mod variants;

pub use engine::{Candidate, Cluster, Engine, Resolution};
pub use explain::{Decision, Evidence, Item};
pub use find::{Found, Hit, Neighbour, Reason};
pub use find_file::{FindSummary, find_file};
pub use link_file::{Summary, link_file};
pub use memory::peak_memory;
pub use model::Model;
pub use partition::Constraints;
pub use permitted::Permitted;
pub use query::{Age, BirthQuery, NameWord, Query, Role};
pub use table::{ColumnsMapping, KNOWN_COLUMNS, TableError};

/// A record as the caller knows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordId(pub i64);
