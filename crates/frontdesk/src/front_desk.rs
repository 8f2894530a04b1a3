//! The front desk with the door: who may be greeted by name is decided there, and written down before anybody is.

use crate::{Desk, DeskError};
use access::{Door, DoorError, Permit, Serving};
use database::DatabaseError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use thiserror::Error;

/// Why something at the front desk failed.
#[derive(Debug, Error)]
pub enum FrontDeskError {
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The door stayed shut: nothing about anybody may be shown.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// There is no such thing, or not for her.
    #[error("there is no such thing here")]
    NotFound,
    /// She may not do it, in a sentence.
    #[error("{0}")]
    NotPermitted(String),
}

impl From<DatabaseError> for FrontDeskError {
    fn from(cause: DatabaseError) -> FrontDeskError {
        FrontDeskError::Desk(cause.into())
    }
}

/// What is read to a customer before she is asked for her Social Security number, when the settings have no words of their own.
pub const SSN_NOTICE: &str = "Giving your number is voluntary. We ask for it under section 116 of the Workforce Innovation and Opportunity \
    Act (29 U.S.C. 3141). It is used to register you only once, and to learn from wage records, for all customers together, whether our \
    services lead to work. It is kept sealed and is never on your card. You get every service without it.";

/// An area: its administrators set up its sites.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Area {
    /// Small letters, digits and hyphens; never changes.
    pub id: String,
    /// As people call it.
    pub name: String,
}

/// The desk and the door.
pub struct FrontDesk {
    pub(crate) desk: Arc<Desk>,
    pub(crate) door: Arc<Door>,
    pub(crate) areas: Vec<Area>,
    pub(crate) misses: crate::line::Misses,
    pub(crate) rosters: Mutex<HashMap<String, crate::roster::Made>>,
    pub(crate) rules: crate::CountRules,
    pub(crate) ssn_notice: String,
    pub(crate) kept: Mutex<Option<crate::counts::Kept>>,
    pub(crate) partners: Vec<crate::Partner>,
}

impl FrontDesk {
    /// The front desk over its keeping and the one door.
    pub fn new(desk: Arc<Desk>, door: Arc<Door>, areas: Vec<Area>) -> FrontDesk {
        let (misses, rosters) = (crate::line::Misses::default(), Mutex::default());
        let (rules, kept) = (crate::CountRules::default(), Mutex::default());
        let ssn_notice = SSN_NOTICE.to_owned();
        FrontDesk { desk, door, areas, misses, rosters, rules, ssn_notice, kept, partners: Vec::new() }
    }

    /// The same, with what the state decided about its counts.
    #[must_use]
    pub fn with_rules(self, rules: crate::CountRules) -> FrontDesk {
        FrontDesk { rules, ..self }
    }

    /// The same, with words of its own for whoever is asked for a Social Security number.
    #[must_use]
    pub fn with_ssn_notice(self, words: &str) -> FrontDesk {
        FrontDesk { ssn_notice: words.trim().to_owned(), ..self }
    }

    /// What is read to a customer before she is asked for her Social Security number.
    pub fn ssn_notice(&self) -> &str {
        &self.ssn_notice
    }

    /// Leave for a command of whoever runs the program; the log has it before.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn operate(&self, serving: Serving, words: &str) -> Result<Permit, DoorError> {
        self.door.operate(serving, words)
    }

    /// The areas, in the order of the settings.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The door, for its clock and zone.
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// What it keeps.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }
}
