//! Stories that prove the marks: however the state system's word arrives, the newest counts, and doubt keeps a record private.
//!
//! Each story is told on SQLite, and again on PostgreSQL when `THROUGHLINE_TEST_POSTGRES` holds the address of a server.
//! Begin with `room.rs`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

#[path = "../../../casefile/tests/stories/ground.rs"]
mod ground;

mod crash;
mod disagreeing;
mod order;
mod room;
mod taking;
