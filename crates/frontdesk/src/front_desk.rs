//! The front desk with the door: who may be greeted by name is decided there, and written down before anybody is.

use crate::Desk;
use access::{Door, DoorError, Permit, Serving};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The desk and the door.
pub struct FrontDesk {
    pub(crate) desk: Arc<Desk>,
    pub(crate) door: Arc<Door>,
    pub(crate) misses: crate::line::Misses,
    pub(crate) rosters: Mutex<HashMap<String, crate::roster::Made>>,
}

impl FrontDesk {
    /// The front desk over its keeping and the one door.
    pub fn new(desk: Arc<Desk>, door: Arc<Door>) -> FrontDesk {
        FrontDesk { desk, door, misses: crate::line::Misses::default(), rosters: Mutex::default() }
    }

    /// Leave for a command of whoever runs the program; the log has it before.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn operate(&self, serving: Serving, words: &str) -> Result<Permit, DoorError> {
        self.door.operate(serving, words)
    }

    /// What it keeps.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }
}
