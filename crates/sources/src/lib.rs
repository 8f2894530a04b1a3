//! Brings in what agency systems say: files that they drop, their databases, their web interfaces.
//!
//! One mapping file describes one system; no code is needed for a new one (`docs/mappings.md` is its reference). This
//! room never learns who is looking, keeps nothing, changes nothing at the agency, and never decides who is who.
//! Begin with [`open`], which turns a mapping file into a [`records::Source`], and [`check`], which only looks; `mapping.rs` has the words of the
//! language, `row.rs` turns one row into entries, and `drop.rs` is the plainest connector.

mod check;
mod documents;
mod drop;
mod finding;
mod http;
mod mapping;
mod row;
mod secret;
mod sql;

pub use check::check;
pub use finding::{Finding, MappingError};

use mapping::Connection;
use records::{Clock, Source, SourceProfile, SystemClock};
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
    Ok(match connect(mapping_file, surroundings)? {
        Connector::Drop(source) => source,
        Connector::Http(source) => source,
        Connector::Sql(source) => source,
    })
}

/// What a mapping file says of its system and its contents, whatever it says of the way there: no address or password is
/// needed, and whether the system answers live is not told.
///
/// # Errors
/// Every fault in the mapping file, with its line.
pub fn profile(mapping_file: &Path, surroundings: &Surroundings) -> Result<SourceProfile, MappingError> {
    mapping::read_only_profile(mapping_file, surroundings.variables)
}

/// An opened source of one of the kinds.
enum Connector {
    Drop(Box<drop::DropSource>),
    Http(Box<http::HttpSource>),
    Sql(Box<sql::SqlSource>),
}

impl Connector {
    fn as_source(&self) -> &dyn Source {
        match self {
            Connector::Drop(source) => source.as_ref(),
            Connector::Http(source) => source.as_ref(),
            Connector::Sql(source) => source.as_ref(),
        }
    }
}

fn connect(mapping_file: &Path, surroundings: &Surroundings) -> Result<Connector, MappingError> {
    let mapping = mapping::read(mapping_file, surroundings.variables)?;
    let clock = surroundings.clock.clone();
    Ok(match mapping.connection.clone() {
        Connection::Drop(settings) => Connector::Drop(Box::new(drop::DropSource::new(mapping, settings))),
        Connection::Sql(settings) => Connector::Sql(Box::new(sql::SqlSource::new(mapping, *settings, clock))),
        Connection::Http(settings) => {
            let name = mapping.name.clone();
            let source = http::HttpSource::new(mapping, *settings, clock);
            Connector::Http(Box::new(source.map_err(|sentence| MappingError::of_file(name, sentence))?))
        }
    })
}
