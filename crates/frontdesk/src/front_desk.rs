//! The front desk with the door: who may be greeted by name is decided there, and written down before anybody is.

use crate::Desk;
use access::Door;
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

    /// What it keeps.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }
}
