//! Who is who: which records are of one person, and which person is meant by the little that is known.
//!
//! Statistics of Fellegi and Sunter: each field says how likely its agreement is for one person, for members of one
//! household, and for strangers. Nothing here opens a database, decides who may see what, or prints a value.
//! Begin with [`Engine`]; [`link_file`] is the same engine for one file.

mod bring;
mod engine;
mod features;
mod files;
mod index;
mod link;
mod lists;
mod parallel;
mod quality;
mod radix;
mod search;
mod store;
mod weigh;
mod words;

pub use engine::{Candidate, Cluster, Engine, Resolution};
pub use files::find_file::{FindSummary, find_file};
pub use files::link_file::{PairsFile, Summary, link_file, link_file_and_pairs};
pub use files::memory::peak_memory;
pub use files::refusals::TableError;
pub use files::remarks::Remark;
pub use files::table::{ColumnsMapping, KNOWN_COLUMNS};
pub use link::partition::Constraints;
pub use quality::drift::{Drift, Moved, Profile};
pub use quality::intervals::{Estimate, Part, exact};
pub use quality::strata::{Sampled, Stratum, expected, missed, wrong};
pub use quality::survey::{GroupCount, Pair, Survey};
pub use quality::traits::Trait;
pub use search::agree::is_meant;
pub use search::find::{Asker, Found, Hit, Reason, UNLIKE};
pub use search::neighbours::Neighbour;
pub use search::permitted::Permitted;
pub use search::query::{Age, BirthQuery, NameWord, Only, Query, Role};
pub use search::relatives::{Kin, Relative};
pub use search::spread::{AGE_BANDS, Spread};
pub use search::together::Couple;
pub use weigh::explain::{ASK_BIRTH_DATES, Decision, Evidence, Item};
pub use weigh::model::Model;
pub use weigh::weights::{Change, Weights};

/// A record as the caller knows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordId(pub i64);
