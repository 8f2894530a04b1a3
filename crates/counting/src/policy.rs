//! What a state decides about its counts. Read from settings; each has a default.

use serde::Deserialize;

/// What a state decides about its counts.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// An identified sign-in alone is a contact of a reportable individual (element 1007).
    pub sign_in_is_contact: bool,
    /// A self-service that was chosen, and not verified, sets element 1002 and its kind.
    pub unverified_self_service_counts: bool,
    /// Cells from 1 up to but without this number are hidden for use outside the agency.
    pub small_cells_below: u64,
    /// Private people's characteristics go into the federal file. When not, the file says that they were not given.
    pub private_characteristics_in_file: bool,
    /// Of a member of staff's hour, so many percent are spent with customers.
    pub busy_percent: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            sign_in_is_contact: true,
            unverified_self_service_counts: false,
            small_cells_below: 10,
            private_characteristics_in_file: false,
            busy_percent: 80,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default_and_what_does_not_exist_is_refused() {
        let read: Policy = toml::from_str("small_cells_below = 11").unwrap();
        assert_eq!(read, Policy { small_cells_below: 11, ..Policy::default() });
        assert!(toml::from_str::<Policy>("small_cells = 11").is_err());
    }
}
