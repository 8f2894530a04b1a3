//! Decides who may see what, for which purpose, and hands out only what it has cut.
//!
//! [`Door`] is the only way to a person's data: it decides, cuts, writes the audit entry and only then hands over a
//! [`view`]. It never shows a page and never links records. Begin with `door/open.rs`.

mod console;
mod cut;
mod door;
mod rules;
mod tables;
pub mod view;
mod words;

pub use console::{Added, Console, ConsoleError};
pub use door::{
    Acted, Decision, Door, DoorError, LONGEST_REASON, LONGEST_TEXT, LinkCaseAnswer, MOST_CHECKS, Parts,
    Permit, Post, Question, SSNS_A_DAY, SsnAsked, StatusAnswer, StatusTaken, Supposed, TryQuestion,
};
pub use privacy::Level;
pub use rules::{
    Act, Grants, Guarding, NotPermitted, Place, Rules, SEARCHED, Serving, Trial, Written, classes_of,
    reason_in_words, searchable,
};
pub use staff::{Colleague, DutyKind, Session};
pub use usecases::{Before, Choices, Draft, MOST_PURPOSES, Mend, Part, Purpose, UserGroup, classes_in};
