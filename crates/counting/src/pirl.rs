//! R7: the federal file of individual records (PIRL): its columns as data, the file, and the checks before it is sent.

mod build;
mod check;
mod logic;
mod schema;

pub use build::{Built, build};
pub use check::{Finding, Findings, Stage, check};
pub use schema::{ElementType, Fill, Schema, SchemaElement};

/// Columns, beside the identifying ones, that say what a line is about.
pub(crate) const ENTRY: &str = "900";
pub(crate) const EXIT: &str = "901";
