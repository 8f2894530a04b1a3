//! Reads `[connection]`: how the system is reached.

use crate::drop::DropSettings;
use crate::http::HttpSettings;
use crate::mapping::book::Section;
use crate::mapping::read_table::TableRules;
use crate::mapping::{Connection, Table, nearest};
use crate::sql::SqlSettings;
use std::path::Path;

const KINDS: [&str; 4] = ["drop", "sqlite", "postgres", "http"];

impl Connection {
    /// The system can be asked about one person.
    pub(crate) fn can_answer(&self) -> bool {
        match self {
            Connection::Drop(_) => false,
            Connection::Sql(_) => true,
            Connection::Http(settings) => settings.person.is_some(),
        }
    }
}

/// What the kind of connection means for the tables.
pub(crate) fn rules_of(section: &Section) -> TableRules {
    match section.text("kind").as_deref() {
        Some("http") => TableRules { from: &["items"], json: true, updated: false },
        Some("sqlite" | "postgres") => TableRules { from: &["table", "query"], json: false, updated: true },
        _ => TableRules { from: &["file"], json: false, updated: false },
    }
}

/// Reads the connection; faults are noted in the book.
pub(crate) fn read_connection(section: &Section, folder: &Path, tables: &[Table]) -> Option<Connection> {
    let kind = section.needed("kind");
    let connection = match kind.as_str() {
        "drop" => DropSettings::read(section, folder, tables).map(Connection::Drop),
        "http" => {
            HttpSettings::read(section, folder, tables).map(|settings| Connection::Http(Box::new(settings)))
        }
        "sqlite" | "postgres" => SqlSettings::read(section, folder, tables, &kind)
            .map(|settings| Connection::Sql(Box::new(settings))),
        "" => None,
        other => {
            let hint = nearest::hint(other, KINDS.into_iter());
            section.fault(format!("`{other}` is not a kind of connection{hint}"));
            return None;
        }
    };
    section.finish();
    connection
}
