//! The service catalogue: what can be chosen or delivered, and by which rule, on which day, it counts as what.

mod check;
mod text;

use crate::{Day, Faults, KioskDelivery};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A service, by its place in the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ServiceNumber(pub u16);

/// A programme, by its place in the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProgrammeNumber(pub u8);

/// An element of the federal record (PIRL), such as 1003.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Element(pub u16);

/// Words by language, such as `en`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Words(pub BTreeMap<String, String>);

/// Every service, every programme, and the rules that hold between them. Only [`Catalogue::read`] makes one, so that
/// it has no gap and no contradiction.
#[derive(Clone, Debug)]
pub struct Catalogue {
    version: String,
    languages: Vec<String>,
    programmes: Vec<Programme>,
    services: Vec<Service>,
    /// By service and programme, in order of their first days.
    rules: Vec<Vec<Rule>>,
}

/// A programme that pays for services and counts people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Programme {
    /// Its id, such as `wagner-peyser`.
    pub id: String,
    /// Its name.
    pub words: Words,
    /// It belongs to the programmes that the state exits together.
    pub common_exit: bool,
}

/// A service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    /// Its id, such as `resource-room`.
    pub id: String,
    /// The picture on the kiosk.
    pub icon: String,
    /// How it is given.
    pub offered: Offered,
    /// What customers read.
    pub words: Words,
    /// Where to go for it.
    pub place: Words,
    /// The first day on which it can be chosen.
    pub from: Day,
    /// The last day, when there is one.
    pub until: Option<Day>,
    /// The sites that have it; all when left out.
    pub sites: Option<BTreeSet<String>>,
    /// Minutes of staff time that one takes; 0 for what needs nobody.
    pub minutes: u16,
}

/// How a service is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offered {
    /// Customers use it by themselves: `self`.
    SelfService,
    /// Customers take it along: `information`.
    Information,
    /// Staff give it: `staff`.
    Staff,
}

/// The kind of a service in federal reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// Counts as no service.
    None,
    /// A supportive service: helps, and extends nothing.
    Supportive,
    /// After exit: extends nothing.
    FollowUp,
    /// A basic career service.
    Basic,
    /// An individualised career service.
    Individualised,
    /// Training.
    Training,
}

/// What a service counts as in one programme, from one day to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// Its kind.
    pub class: Class,
    /// Delivered by staff, it makes a reportable individual a participant.
    pub participation: bool,
    /// The elements of the federal record that it sets.
    pub elements: Vec<Element>,
    /// The first service day on which the rule holds.
    pub from: Day,
    /// The last service day, when there is one.
    pub until: Option<Day>,
    /// Where it is written down.
    pub source: String,
}

impl Catalogue {
    /// Reads the text of a catalogue and checks it whole.
    ///
    /// # Errors
    /// With one sentence for each fault, with its line.
    pub fn read(text: &str) -> Result<Catalogue, Faults> {
        check::catalogue(text::read(text)?)
    }

    /// Changes when the file says so.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The languages in which every service has words.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Every service, in the order of the file.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Every programme, in the order of the file. The first is the one that a kiosk works for.
    pub fn programmes(&self) -> &[Programme] {
        &self.programmes
    }

    /// The service with this id.
    pub fn service(&self, id: &str) -> Option<ServiceNumber> {
        let at = self.services.iter().position(|service| service.id == id)?;
        u16::try_from(at).ok().map(ServiceNumber)
    }

    /// The programme with this id.
    pub fn programme(&self, id: &str) -> Option<ProgrammeNumber> {
        let at = self.programmes.iter().position(|programme| programme.id == id)?;
        u8::try_from(at).ok().map(ProgrammeNumber)
    }

    /// What the service with this number is.
    pub fn about(&self, service: ServiceNumber) -> Option<&Service> {
        self.services.get(usize::from(service.0))
    }

    /// The rule for a service in a programme on the day of the service. Later editions change nothing before them.
    pub fn rule(&self, service: ServiceNumber, programme: ProgrammeNumber, day: Day) -> Option<&Rule> {
        if usize::from(programme.0) >= self.programmes.len() {
            return None;
        }
        let at = usize::from(service.0) * self.programmes.len() + usize::from(programme.0);
        let rules = self.rules.get(at)?;
        rules
            .iter()
            .rev()
            .find(|rule| rule.from <= day)
            .filter(|rule| rule.until.is_none_or(|until| day <= until))
    }

    /// Every rule of a service in a programme, the oldest first.
    pub fn rules(&self, service: ServiceNumber, programme: ProgrammeNumber) -> &[Rule] {
        let at = usize::from(service.0) * self.programmes.len() + usize::from(programme.0);
        self.rules.get(at).map_or(&[], Vec::as_slice)
    }

    /// The services that can be chosen at a site on a day.
    pub fn offered<'a>(&'a self, site: &'a str, day: Day) -> impl Iterator<Item = &'a Service> {
        let open = move |service: &&Service| {
            let here = service.sites.as_ref().is_none_or(|sites| sites.contains(site));
            here && service.from <= day && service.until.is_none_or(|until| day <= until)
        };
        self.services.iter().filter(open)
    }
}

impl Offered {
    /// All that a kiosk can record when somebody chooses it.
    pub fn at_kiosk(self) -> KioskDelivery {
        match self {
            Offered::SelfService => KioskDelivery::SelfService,
            Offered::Information => KioskDelivery::InformationOnly,
            Offered::Staff => KioskDelivery::Requested,
        }
    }
}

impl Element {
    /// Only what staff delivered may set it: 1001, 1003, 1004, the staff-assisted basic services, 12xx and 13xx.
    pub fn needs_staff(self) -> bool {
        matches!(self.0, 1001 | 1003 | 1004 | 1102 | 1104..=1116 | 1200..=1399)
    }
}

impl Words {
    /// In this language; in English when it has none.
    pub fn get(&self, language: &str) -> &str {
        self.0.get(language).or_else(|| self.0.get("en")).map_or("", String::as_str)
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
