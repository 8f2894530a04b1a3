//! Brings in what agency systems say: files that they drop, their databases, their web interfaces.
//!
//! One mapping file describes one system; no code is needed for a new one (`docs/mappings.md` is its reference). This
//! room never learns who is looking, keeps nothing, changes nothing at the agency, and never decides who is who.
//! Begin with [`open`], which turns a mapping file into a [`records::Source`]; `mapping.rs` has the words of the
//! language, `row.rs` turns one row into entries, and `drop.rs` is the plainest connector.

mod documents;
mod drop;
mod finding;
mod http;
mod mapping;
mod row;
mod secret;
mod sql;

pub use finding::{Finding, MappingError};

use mapping::Connection;
use records::{Clock, Source, SystemClock};
use std::path::Path;
use std::sync::Arc;

/// What a mapping needs from the program around it.
pub struct Surroundings<'a> {
    /// The value of `${NAME}`; `None` when it is not set.
    pub variables: &'a dyn Fn(&str) -> Option<String>,
    /// Says when a live answer was given, where the system does not say so itself.
    pub clock: Arc<dyn Clock>,
}

impl Surroundings<'static> {
    /// No variables, and the machine's clock.
    pub fn none() -> Surroundings<'static> {
        Surroundings { variables: &|_| None, clock: Arc::new(SystemClock) }
    }
}

/// Opens the system that a mapping file describes.
///
/// # Errors
/// Every fault in the mapping file, with its line. Whether the system can be reached shows only when it is asked.
pub fn open(mapping_file: &Path, surroundings: &Surroundings) -> Result<Box<dyn Source>, MappingError> {
    let mapping = mapping::read(mapping_file, surroundings.variables)?;
    match mapping.connection.clone() {
        Connection::Drop(settings) => Ok(Box::new(drop::DropSource::new(mapping, settings))),
        Connection::Sql(settings) => {
            Ok(Box::new(sql::SqlSource::new(mapping, settings, surroundings.clock.clone())))
        }
        Connection::Http(settings) => {
            let name = mapping.name.clone();
            let opened = http::HttpSource::new(mapping, settings, surroundings.clock.clone());
            opened
                .map(|source| Box::new(source) as Box<dyn Source>)
                .map_err(|sentence| MappingError::of_file(name, sentence))
        }
    }
}
