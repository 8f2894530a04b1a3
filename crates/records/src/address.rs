//! Addresses as agencies write them.

use crate::PartialDate;
use std::fmt;

/// A place where somebody lives, lived or receives mail. Empty parts are unknown. Does not print.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Address {
    /// House number and street, or the whole line when the agency does not part them.
    pub street: String,
    /// Apartment, room, unit.
    pub unit: String,
    /// City or town.
    pub city: String,
    /// Two-letter state.
    pub state: String,
    /// ZIP code, five or nine digits.
    pub zip: String,
    /// First day of validity.
    pub from: Option<PartialDate>,
    /// Last day of validity; unknown or still valid when empty.
    pub to: Option<PartialDate>,
}

impl Address {
    /// One line, as it is written on an envelope.
    pub fn line(&self) -> String {
        let state_zip = [self.state.as_str(), self.zip.as_str()];
        let tail = state_zip.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let unit = if self.unit.is_empty() { String::new() } else { format!("Apt {}", self.unit) };
        let parts = [self.street.as_str(), &unit, self.city.as_str(), &tail];
        parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(", ")
    }

    /// No part is known.
    pub fn is_empty(&self) -> bool {
        self.street.is_empty() && self.unit.is_empty() && self.city.is_empty() && self.zip.is_empty()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(***)")
    }
}
