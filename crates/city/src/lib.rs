//! A made-up city and its five running agency systems.
//!
//! This room plays the outside world: agencies with keys, codes, date formats and errors of their own. It is for the
//! demo, the tests and the benches. It never knows how its records are linked or who looks at them, and nothing in it is
//! about a real person or place.
//!
//! Begin reading with [`City`] (who lives here) and then [`Agencies`] (who knows what about them). What each
//! agency delivers is written in `FORMATS.md` beside this crate.

mod address;
mod chance;
mod city;
mod clan;
mod family;
mod keys;
mod lives;
mod names;
mod naming;
mod person;
mod programs;
mod seen;
mod slips;

pub use address::{Address, CITY, STATE};
pub use chance::Chance;
pub use city::{City, Worker};
pub use clan::{CLAN_PEOPLE, Clan, Kin, ROOM};
pub use keys::{Agency, RecordId};
pub use lives::{Custody, Income, IncomeKind, Lives, Part, Placement, PlacementKind, Report, Stay};
pub use names::without_accents;
pub use person::{Bond, Home, Household, Name, Person, PersonId, Sex, Stint, Tenure, Tie};
pub use programs::{Amount, Case, Freeze, Program};
