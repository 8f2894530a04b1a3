//! User groups: a division or unit whose members are given access together.

use serde::Deserialize;

/// A division or unit whose members are given access together. Who provisions it and who is its liaison are duties of
/// accounts, kept by the room `staff`.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserGroup {
    /// Settings name.
    pub id: String,
    /// The agency it belongs to, by settings name.
    pub agency: String,
    /// What people call it.
    pub name: String,
}
