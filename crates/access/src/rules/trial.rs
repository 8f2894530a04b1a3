//! Questions to the rules from outside a session: for the commands that explain, compare and prove. They go the way that
//! pages go.

use super::request::{Asked, Situation};
use super::{Grants, Rules};
use jiff::Timestamp;
use privacy::Level;
use records::{FieldClass, SectionKind, SourceId};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// One class of one section of one source.
pub type Place<'a> = (&'a SourceId, SectionKind, FieldClass);

/// A made-up worker in made-up circumstances, before a made-up person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trial {
    /// Who employs her, by settings name.
    pub agency: String,
    /// Her user groups.
    pub groups: Vec<String>,
    /// May see private records at all.
    pub privileged: bool,
    /// The newest version of the responsibility policy that she accepted.
    pub agreed: i64,
    /// The use case in force.
    pub use_case: String,
    /// The purpose that she stated.
    pub purpose: String,
    /// When.
    pub now: Timestamp,
    /// From where.
    pub address: IpAddr,
    /// Seconds since she typed her password.
    pub confirmed_seconds: i64,
    /// The reason she gave; may be empty.
    pub reason: String,
    /// Sources whose folder is taken out of use.
    pub hidden: BTreeSet<SourceId>,
    /// How private the person is.
    pub level: Level,
    /// The worker belongs to the care team.
    pub cares: bool,
    /// The worker is named for the seal.
    pub named: bool,
}

impl Trial {
    fn asked(&self) -> Asked<'_> {
        Asked {
            active: true,
            account: 1,
            agency: &self.agency,
            groups: &self.groups,
            privileged: self.privileged,
            agreed: self.agreed,
            use_case: &self.use_case,
            purpose: &self.purpose,
            now: self.now,
            address: self.address,
            confirmed_seconds: self.confirmed_seconds,
            reason: &self.reason,
            hidden: &self.hidden,
        }
    }

    fn situation(&self) -> Situation {
        Situation { level: self.level, cares: self.cares, named: self.named }
    }
}

impl Rules {
    /// What these sections of these sources would show, and by what the sources could be searched when `searching`.
    ///
    /// # Errors
    /// With the engine's words when it erred.
    pub fn would_show(
        &self,
        trial: &Trial,
        sources: &[(SourceId, Vec<SectionKind>)],
        searching: bool,
    ) -> Result<Grants, String> {
        self.decide(&trial.asked(), trial.situation(), sources, searching)
    }

    /// Whether one class of one section would be shown, and the policies that decided it: permits when it is, guards when one
    /// hides it, none when no use case opens it.
    ///
    /// # Errors
    /// With the engine's words when it erred.
    pub fn would_show_one(&self, trial: &Trial, place: Place<'_>) -> Result<(bool, Vec<String>), String> {
        self.why(&trial.asked(), trial.situation(), place)
    }
}
