//! Stories that prove the door: what each group may see of made-up people, and what is written down about it.
//!
//! The use cases are those of `examples/new_york/policies`. Each story is told on SQLite, and again on PostgreSQL when
//! `THROUGHLINE_TEST_POSTGRES` holds the address of a server. Begin with `town.rs`; `canary.rs` is the widest net.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

#[allow(dead_code, reason = "the case file's stories use more of it")]
#[path = "../../../casefile/tests/stories/agency.rs"]
mod agency;
#[path = "../../../casefile/tests/stories/ground.rs"]
mod ground;

mod auditing;
mod canary;
mod console;
mod documents;
mod faults;
mod guarding;
mod link_hidden;
mod linking;
mod office;
mod people;
mod people_of_groups;
mod private;
mod quality;
mod reading;
mod relations;
mod review;
mod rights;
mod searching;
mod sheets;
mod tokens;
mod town;
mod why;
