//! A made-up city and its five running agency systems.
//!
//! This room plays the outside world: agencies with keys, codes, date formats and errors of their own. It is for the
//! demo, the tests and the benches. It never knows how its records are linked or who looks at them, and nothing in it is
//! about a real person or place.
//!
//! Begin reading with [`City`] (who lives here) and then [`Agencies`] (who knows what about them). What each
//! agency delivers is written in `FORMATS.md` beside this crate.

mod address;
mod agencies;
mod agency;
mod chance;
mod change_log;
mod city;
mod clan;
mod days;
mod delivery;
mod documents;
mod drops;
mod error;
mod events;
mod family;
mod feed;
mod flat;
mod homes;
mod http;
mod keys;
mod lives;
mod names;
mod naming;
mod newcomers;
mod on_file;
mod pdf;
mod person;
mod programs;
mod scan;
mod seen;
mod slips;
mod store;
mod welfare;
mod world;

pub use address::{Address, CITY, STATE};
pub use agencies::{Agencies, Clock, Fault, Running, Settings, Start};
pub use chance::Chance;
pub use city::{City, Worker};
pub use clan::{CLAN_PEOPLE, Clan, Kin, ROOM};
pub use delivery::Progress;
pub use error::CityError;
pub use flat::FlatRecord;
pub use keys::{Agency, RecordId};
pub use lives::{Custody, Income, IncomeKind, Lives, Stay};
pub use names::without_accents;
pub use person::{Bond, Home, Household, Name, Person, PersonId, Sex, Stint, Tenure, Tie};
pub use programs::{Amount, Case, Freeze, Program};
pub use welfare::{Part, Placement, PlacementKind, Report};
