//! Stories of the front desk with the door: who is greeted by name, who sets up what, what a kiosk is answered.
//!
//! Each story is told on SQLite, and again on PostgreSQL when `THROUGHLINE_TEST_POSTGRES` names a server. Begin with `town.rs`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

#[allow(dead_code, reason = "the case file's stories use more of it")]
#[path = "../../../casefile/tests/stories/ground.rs"]
mod ground;

mod activities;
mod closing;
mod deciding;
mod delivering;
mod exchange;
mod for_reports;
mod greeting;
mod handing_in;
mod joining;
mod line;
mod particulars;
mod reception;
mod registering;
mod setting_up;
mod town;
