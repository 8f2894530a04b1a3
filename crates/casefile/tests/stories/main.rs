//! Stories that prove the case file, in a small made-up town whose agency systems stand in memory.
//!
//! Each story is told on SQLite, and again on PostgreSQL when `THROUGHLINE_TEST_POSTGRES` holds the address of a server
//! on which databases can be made. Begin with `house.rs` (where a story takes place) and `agency.rs` (who speaks in it).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod agency;
mod around;
mod availability;
mod crash;
mod deciding;
mod deciding_at_random;
mod ground;
mod house;
mod intake;
mod keeping;
mod late;
mod links;
mod live;
mod quality;
mod quarantine;
mod said;
mod sealed;
