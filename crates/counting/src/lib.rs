//! Counts what was done: the service catalogue and its dated rules, periods of activity, and reports that funders accept.
//!
//! This room reads text that is handed in and writes to a `Write` that is handed in. It knows no database and no clock.
//! The caller fills a [`Ledger`] row by row, reads a [`Catalogue`], and asks for a [`Table`]. Begin with [`periods()`].
//!
//! ```
//! use counting::{Act, Asked, Catalogue, Day, Delivery, Filling, Marks, Policy, Reporting, Site, Visit, reports};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let text = include_str!("../../../examples/washington/frontdesk/catalogue.toml");
//! let catalogue = Catalogue::read(text)?;
//! let mut filling = Filling::default();
//! let site = Site { id: "north".into(), name: "North".into(), area: "Coast".into() };
//! let site = filling.site(site)?;
//! let day = Day::of("2026-03-02".parse()?);
//! let (who, marks) = (None, Marks::default());
//! let visit = filling.visit(Visit { who, site, day, hour: 9, stay_minutes: None, wait_minutes: None, marks })?;
//! let service = catalogue.service("resource-room").ok_or("no such service")?;
//! let programme = catalogue.programme("wagner-peyser").ok_or("no such programme")?;
//! let what = catalogue.about(service).ok_or("no such service")?.offered.at_kiosk();
//! filling.act(visit, Act { service, programme, delivery: Delivery::Kiosk { what, verified: false } })?;
//!
//! let (ledger, policy) = (filling.done(), Policy::default());
//! let reporting = Reporting::Month { year: 2026, month: 3 };
//! let asked =
//!     Asked { ledger: &ledger, catalogue: &catalogue, policy: &policy, reporting, sites: None, as_of: day };
//! let table = reports::volume::report(&asked, &[reports::volume::By::Site], "en");
//! assert_eq!(table.cell("North", "Anonymous"), Some(&counting::Cell::Count(1)));
//! let outside = table.for_outside(policy.small_cells_below)?;
//! assert_eq!(outside.cell("North", "Anonymous"), Some(&counting::Cell::Hidden));
//! # Ok(())
//! # }
//! ```

mod act;
mod asked;
mod catalogue;
mod chart;
mod day;
mod dossier;
mod ledger;
pub mod made_up;
mod periods;
mod person;
pub mod pirl;
mod policy;
mod reporting;
pub mod reports;
mod said;
mod small_cells;
mod surety;
mod table;

pub use act::{Act, Confirmation, Delivery, KioskDelivery, StaffDelivered, StaffNumber};
pub use asked::Asked;
pub use catalogue::{
    Catalogue, Class, Element, Offered, Programme, ProgrammeNumber, Rule, Service, ServiceNumber, Words,
};
pub use chart::{Chart, Series, Shape};
pub use day::{Day, weekday_name};
pub use dossier::{Dossier, Level, Record, RecordKind};
pub use ledger::{Filling, Ledger, LedgerFault, Marks, Site, SiteNumber, Visit, VisitNumber};
pub use periods::{
    CONTACT_GAP_DAYS, EXIT_AFTER_DAYS, Event, Individual, Participation, Periods, Plan, Programmes,
    WINDOW_DAYS, What, periods,
};
pub use person::{
    Barrier, Barriers, Education, Employment, Person, PersonNumber, Race, Races, Said, Traits, Uii,
};
pub use policy::Policy;
pub use reporting::{PROGRAMME_YEAR_MONTH, Reporting, Stretch};
pub use surety::Surety;
pub use table::{Cell, Column, HIDDEN, Kind, Row, Table, spreadsheet};

use thiserror::Error;

/// Why a file cannot be used. One sentence for each fault, with its place.
#[derive(Debug, Error)]
#[error("{}", .0.join("\n"))]
pub struct Faults(pub Vec<String>);
