//! Keeps what may be granted: user groups, reviewed use cases with their versions, and the texts that people accept.
//!
//! A sheet (TOML, one per use case) is what counsel reads and approves. This room checks and keeps sheets; what they open
//! for whom is decided by the room `access`, which turns them into policies. Sheets come from a folder of the operator, and from
//! requests that went the whole way of review (docs/decisions/0006). Begin with [`Sheet`], then [`Store`].

mod agreement;
mod diff;
mod draft;
mod findings;
mod folder;
mod group;
mod in_force;
mod opened;
mod sheet;
mod store;
mod tables;
mod turn;
mod version;

pub use agreement::{Agreement, Agreements};
pub use diff::{Change, Names, and, diff};
pub use draft::{Choices, Draft, MOST_PURPOSES, Mend, Part, read_day};
pub use findings::REMIND_DAYS;
pub use folder::Folder;
pub use group::UserGroup;
pub use in_force::InForce;
pub use opened::{Place, by_class, classes_in, sections_with};
pub use sheet::{Counsel, Opens, Purpose, Sheet, Text, digest};
pub use store::{Hiding, Kept, Store, UseCaseError, day_of};
pub use turn::Doing;
pub use version::{Before, State, Step, StepKind, Version};

use thiserror::Error;

/// Why sheets cannot be used. One sentence for each fault, with file and place.
#[derive(Debug, Error)]
#[error("{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);
