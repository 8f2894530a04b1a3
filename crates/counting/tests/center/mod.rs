//! A small state for tests: three sites in two areas, the example's catalogue, and rows written by hand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]
#![allow(dead_code, reason = "each test uses its own part")]

use counting::{
    Act, Asked, Catalogue, Cell, Confirmation, Day, Delivery, Filling, Ledger, Marks, Person, PersonNumber,
    Policy, ProgrammeNumber, Reporting, Row, Site, SiteNumber, StaffNumber, Table, Traits, Visit,
    VisitNumber, made_up,
};
use jiff::civil::date;
use records::PersonId;

pub const NORTH: SiteNumber = SiteNumber(0);
pub const EAST: SiteNumber = SiteNumber(1);
pub const SOUTH: SiteNumber = SiteNumber(2);
pub const WP: ProgrammeNumber = ProgrammeNumber(0);
pub const ADULT: ProgrammeNumber = ProgrammeNumber(1);

pub struct Center {
    pub catalogue: Catalogue,
    pub policy: Policy,
    pub filling: Filling,
    people: u32,
}

pub fn example(file: &str) -> String {
    let path = format!("{}/../../examples/washington/frontdesk/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// A day of 2026, as `03-01`.
pub fn on(text: &str) -> Day {
    Day::of(date(2026, text[..2].parse().unwrap(), text[3..].parse().unwrap()))
}

pub fn year() -> Reporting {
    Reporting::Days { from: on("01-01"), until: on("12-31") }
}

pub fn person(at: u32, traits: Traits) -> Person {
    let id = PersonId(i64::from(at) + 1);
    Person {
        uii: made_up::uii(9, at),
        id,
        private: false,
        sealed: false,
        first_visit: None,
        other_exit: None,
        traits,
    }
}

impl Center {
    pub fn new() -> Center {
        let mut filling = Filling::default();
        for (name, area) in [("North", "Coast"), ("East", "Hills"), ("South", "Coast")] {
            let (id, name, area) = (name.to_lowercase(), name.to_owned(), area.to_owned());
            filling.site(Site { id, name, area }).unwrap();
        }
        let catalogue = Catalogue::read(&example("catalogue.toml")).unwrap();
        Center { catalogue, policy: Policy::default(), filling, people: 0 }
    }

    pub fn somebody(&mut self, traits: Traits) -> PersonNumber {
        self.people += 1;
        self.filling.person(person(self.people, traits)).unwrap()
    }

    pub fn add(&mut self, person: Person) -> PersonNumber {
        self.people += 1;
        self.filling.person(person).unwrap()
    }

    /// A visit at nine in the morning.
    pub fn came(&mut self, who: Option<PersonNumber>, site: SiteNumber, day: &str) -> VisitNumber {
        self.visit(Visit {
            who,
            site,
            day: on(day),
            hour: 9,
            stay_minutes: None,
            wait_minutes: None,
            marks: Marks::default(),
        })
    }

    pub fn visit(&mut self, visit: Visit) -> VisitNumber {
        self.filling.visit(visit).unwrap()
    }

    /// Chosen at the kiosk.
    pub fn chose(&mut self, visit: VisitNumber, service: &str, verified: bool) {
        let service = self.catalogue.service(service).unwrap();
        let what = self.catalogue.about(service).unwrap().offered.at_kiosk();
        let delivery = Delivery::Kiosk { what, verified };
        self.filling.act(visit, Act { service, programme: WP, delivery }).unwrap();
    }

    /// Delivered by staff.
    pub fn served(&mut self, visit: VisitNumber, service: &str, programme: ProgrammeNumber) {
        let service = self.catalogue.service(service).unwrap();
        let delivery = Delivery::Staff(Confirmation::by(StaffNumber(7)).delivered());
        self.filling.act(visit, Act { service, programme, delivery }).unwrap();
    }

    /// Comes and is served.
    pub fn comes_for(&mut self, who: PersonNumber, day: &str, service: &str) {
        let visit = self.came(Some(who), NORTH, day);
        self.served(visit, service, WP);
    }

    pub fn ready(self) -> Ready {
        Ready { ledger: self.filling.done(), catalogue: self.catalogue, policy: self.policy }
    }
}

pub struct Ready {
    pub ledger: Ledger,
    pub catalogue: Catalogue,
    pub policy: Policy,
}

impl Ready {
    pub fn asked(&self, reporting: Reporting) -> Asked<'_> {
        Asked {
            ledger: &self.ledger,
            catalogue: &self.catalogue,
            policy: &self.policy,
            reporting,
            sites: None,
            as_of: on("12-31").plus(365),
        }
    }
}

pub fn march() -> Reporting {
    Reporting::Month { year: 2026, month: 3 }
}

/// An anonymous visit at nine in the morning.
pub fn plain(day: Day) -> Visit {
    Visit {
        who: None,
        site: NORTH,
        day,
        hour: 9,
        stay_minutes: None,
        wait_minutes: None,
        marks: Marks::default(),
    }
}

/// A row's cells as people read them.
pub fn row(table: &Table, words: &str) -> Vec<String> {
    let named = |at: &&Row| at.cells.iter().any(|cell| *cell == Cell::words(words));
    let found = table.rows.iter().find(named).unwrap_or_else(|| panic!("{words}: {table:?}"));
    found.cells.iter().map(Cell::text).collect()
}
