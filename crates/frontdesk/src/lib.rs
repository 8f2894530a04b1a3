//! Greets: customers are registered once, sign in by card or number at any kiosk, and what they did is kept.
//!
//! It never decides who may know of somebody: access does ([`access::Door::greet`], [`access::Permit`]). What a kiosk says is
//! only ever added, each event once, in whatever order it comes. Begin with `taking.rs`; the words on the line stand in
//! docs/kiosk_protocol.md.

mod about;
mod activities;
mod board;

mod card_pdf;
mod card_svg;
mod cards;
mod clock;
mod closing;
mod corrections;
mod counter;
mod counts;
mod delivered;
mod drops;
mod event;
mod exchange;
mod front_desk;
mod handles;
mod history;
mod joining;
mod kiosks;
mod line;
mod look_up;
mod member_sheet;
mod members;
mod numbers;
mod page_pdf;
mod paper;
mod particulars;
mod printing;
mod reception;
mod registering;
mod reports;
mod roster;
mod sealed_box;
mod setting_up;
mod sites;
mod source;
mod tables;
mod taking;
mod visits;
mod what_is_said;

#[cfg(test)]
mod tests;

pub use about::{AS_BEFORE, About, AboutSheet, QUESTIONS, Question};
pub use activities::{
    Activity, ActivityChange, ActivityKind, ActivityLine, Added, NewActivity, Roster as ActivityRoster,
};
pub use board::{Board, Call, Counts, Faulty, Held, Here, Someone, Twice, Waiting};
pub use card_pdf::{CardFace, CardPaper, Printable, card_pdf, printable};
pub use card_svg::card_svg;
pub use cards::{Card, CardEnd};
pub use clock::{Arrival, Moment};
pub use corrections::{Correction, VisitNote, VisitSheet};
pub use counter::{Caller, Choice, Counter};
pub use drops::{Claim, Claimed};
pub use event::{Event, Stamp, Unfit, What, Who};
pub use exchange::{
    ExchangeAnswer, ExchangeRequest, Heard, HeldMessage, OPEN_API, Outgoing, Partner, PartnerKey,
    PartnerState, Settling, Signed, Way,
};
pub use front_desk::{Area, FrontDesk, FrontDeskError, SSN_NOTICE};
pub use history::{Delivered, PastVisit};
pub use joining::{Joined, Pair, Side};
pub use kiosks::signed_text;
pub use kiosks::{Enrolled, Health, Kiosk, KioskCode, KioskId, Refused};
pub use line::{KioskAnswer, KioskRequest, LONGEST_BODY};
pub use look_up::{Asked, Expected, Forgot, Greeting, Known};
pub use member_sheet::{ChosenLine, History, MemberSheet, Said, ServiceLine, VisitLine};
pub use members::{Member, NewMember, NoSsn, Registered};
pub use numbers::{CardNumber, Chance, MemberNumber, Uii, system_chance};
pub use page_pdf::{PdfLine, page_pdf};
pub use paper::{PaperLine, WrongLine};
pub use particulars::{Corrected, MemberTrace, Particulars};
pub use reception::{QueueStep, Whom};
pub use registering::{Match, Matches, Registration};
pub use reports::{
    BY_WORDS, CountRules, Federal, PlaceChoice, Report, ReportAsked, ReportKind, ReportPlace, Reported,
    by_word,
};
pub use roster::{Entry, Roster};
pub use sealed_box::{SealKey, seal};
pub use setting_up::{AreaView, DeskRefusal, HandedIn, Posted, Settled};
pub use sites::{Site, SiteSettings};
pub use source::DeskSource;
pub use taking::{Batch, Taken, Verdict};
pub use visits::{Visit, VisitService};

pub use counting::reports::often::Often;
pub use counting::reports::volume::By;
/// What a report is made of, for who shows it.
pub use counting::{
    Cell as ReportCell, Day, Kind as ColumnKind, Policy, Reporting, Row as ReportRow, Table, pirl,
};

use counting::{Catalogue, Offered, Service};
use database::{Database, DatabaseError, Sealer};
use records::{Clock, SourceId};
use std::sync::Arc;
use thiserror::Error;

/// The front desk's own keeping: members, cards, kiosks, visits.
pub struct Desk {
    database: Arc<Database>,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
    source: SourceId,
    seal_key: SealKey,
    catalogue: Arc<Catalogue>,
}

/// Why something at the front desk could not be done.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// It cannot be done as asked, in a sentence for the person who asked.
    #[error("{0}")]
    Unfit(String),
}

impl Desk {
    /// The desk over a database. `source` is the settings name under which its records enter the case file.
    ///
    /// # Errors
    /// When no key for kiosks can be made of the key file.
    pub fn new(
        database: Arc<Database>,
        sealer: Sealer,
        clock: Arc<dyn Clock>,
        source: SourceId,
        catalogue: Arc<Catalogue>,
    ) -> Result<Desk, DeskError> {
        // One key in 2^32 is none of the curve; then the next is taken.
        let keys = (0u8..8).map(|attempt| sealer.token("kiosk seal key", &[attempt]));
        let seal_key = keys.filter_map(|key| SealKey::from_bytes(&key)).next();
        let seal_key = seal_key.ok_or(DatabaseError::Corrupt("no key for kiosks can be made"))?;
        Ok(Desk { database, sealer, clock, source, seal_key, catalogue })
    }

    /// What can be chosen and delivered.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Staff deliver it: who chooses it waits for somebody.
    fn is_by_staff(&self, service: &str) -> bool {
        self.service(service).is_some_and(|known| known.offered == Offered::Staff)
    }

    fn service(&self, id: &str) -> Option<&Service> {
        self.catalogue.service(id).and_then(|number| self.catalogue.about(number))
    }

    /// The settings name under which its records enter the case file.
    pub fn source(&self) -> &SourceId {
        &self.source
    }

    /// The public half of the key to which kiosks seal numbers.
    pub fn seal_key(&self) -> &SealKey {
        &self.seal_key
    }

    fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

fn unfit(sentence: &str) -> DeskError {
    DeskError::Unfit(sentence.to_owned())
}
