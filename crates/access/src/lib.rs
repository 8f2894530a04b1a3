//! Decides who may see what, for which purpose, and hands out only what it has cut.
//!
//! [`Door`] is the only way to a person's data: it decides, cuts, writes the audit entry and only then hands over a
//! [`view`]. It never shows a page and never links records. Begin with `door/open.rs`.

mod cut;
mod door;
mod rules;
mod tables;
pub mod view;
mod words;

pub use door::{Door, DoorError, Parts, Question, StatusAnswer, StatusTaken};
pub use rules::{Act, Grants, Guarding, NotPermitted, Rules};
