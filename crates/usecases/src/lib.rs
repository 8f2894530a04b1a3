//! Keeps what may be granted: user groups, reviewed use cases with their versions, and the texts that people accept.
//!
//! A sheet (TOML, one per use case) is what counsel reads and approves. This room checks and keeps sheets; what they open
//! for whom is decided by the room `access`, which turns them into policies. Begin with [`Sheet`].

mod agreement;
mod folder;
mod group;
mod sheet;

pub use agreement::{Agreement, Agreements};
pub use folder::Folder;
pub use group::UserGroup;
pub use sheet::{Counsel, Opens, Purpose, Sheet, Text};

use thiserror::Error;

/// Why sheets cannot be used. One sentence for each fault, with file and place.
#[derive(Debug, Error)]
#[error("{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);
