//! Other systems: the state's case management hears what happened at the front desk, and says what it knows of customers.
//!
//! Both ways go the same messages, one JSON object each, with a name of its own (docs/exchange.md). What goes out tells how
//! things stand when it is sent; what comes in is taken once, whatever the order and however often it is said.

mod coming_in;
mod going_out;
mod held;
mod line;
mod message;
mod signing;
mod written;

pub use coming_in::Heard;
pub use going_out::{Outgoing, PartnerState};
pub use held::{HeldMessage, Settling};
pub use line::{ExchangeAnswer, ExchangeRequest, OPEN_API};
pub use signing::{PartnerKey, Signed};

use crate::FrontDesk;
use access::Level;

/// A system that messages are exchanged with.
pub struct Partner {
    /// Small letters, digits and hyphens; stands in its address and never changes.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// How it hears what happens here.
    pub way: Way,
    /// By which both sides sign.
    pub key: PartnerKey,
    /// It knows private people anyway, because it belongs to the system that marks them. It hears of them too.
    pub knows_private: bool,
    /// What it may say of customers is taken.
    pub says_customers: bool,
    /// What it says that its staff delivered is taken, and counts.
    pub says_services: bool,
}

impl Partner {
    /// It may hear of somebody who is so private to anybody.
    pub(crate) fn may_hear_of(&self, level: Level) -> bool {
        level == Level::Open || (self.knows_private && level == Level::Private)
    }
}

/// How a system hears what happens at the front desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Signed requests to its address.
    Webhook,
    /// Files in a folder.
    Folder,
    /// It asks by itself.
    Asks,
}

impl Way {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Way::Webhook => "signed requests",
            Way::Folder => "files in a folder",
            Way::Asks => "it asks",
        }
    }
}

impl FrontDesk {
    /// The same, with other systems.
    #[must_use]
    pub fn with_partners(self, partners: Vec<Partner>) -> FrontDesk {
        FrontDesk { partners, ..self }
    }

    /// The systems that messages are exchanged with, in the order of the settings.
    pub fn partners(&self) -> &[Partner] {
        &self.partners
    }

    /// One of them.
    pub fn partner(&self, id: &str) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.id == id)
    }
}
