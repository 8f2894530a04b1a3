//! What a mapping says about a database.

use crate::mapping::book::Section;
use crate::mapping::{Input, Table};
use crate::secret::Secret;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A database of an agency.
#[derive(Clone, Debug)]
pub(crate) struct SqlSettings {
    pub(crate) server: Server,
    /// For one look for changes.
    pub(crate) answer_within: Duration,
    /// A query that gives one time: when the data were true.
    pub(crate) as_of: Option<String>,
}

/// Which database.
#[derive(Clone, Debug)]
pub(crate) enum Server {
    Sqlite(PathBuf),
    Postgres(Box<PostgresSettings>),
}

/// Where a PostgreSQL server is.
#[derive(Clone, Debug)]
pub(crate) struct PostgresSettings {
    /// Host name, address, or the folder of a socket.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) database: String,
    pub(crate) user: String,
    pub(crate) password: Option<Secret>,
    /// Certificates of authorities to trust instead of the usual ones, in PEM.
    pub(crate) authorities: Option<PathBuf>,
    pub(crate) connect_within: Duration,
}

impl SqlSettings {
    pub(crate) fn read(
        section: &Section,
        folder: &Path,
        tables: &[Table],
        kind: &str,
    ) -> Option<SqlSettings> {
        let server = if kind == "sqlite" {
            Server::Sqlite(folder.join(section.needed("file")))
        } else {
            Server::Postgres(Box::new(read_postgres(section, folder)))
        };
        let answer_within = Duration::from_secs(section.seconds("answer_within").unwrap_or(60));
        let as_of = section.text("as_of");
        for table in tables {
            check_table(section, table);
        }
        Some(SqlSettings { server, answer_within, as_of })
    }
}

impl Table {
    /// The table or query, to stand behind `from`.
    pub(crate) fn as_sql(&self) -> String {
        let bare = self.from.trim().trim_end_matches(';').trim_end();
        if bare.contains(char::is_whitespace) {
            format!("({bare})")
        } else {
            bare.split('.').map(quoted).collect::<Vec<_>>().join(".")
        }
    }

    /// The column that holds the person's key.
    pub(crate) fn key_column(&self) -> Option<&str> {
        match &self.persons.first()?.key {
            Input::Column(column) => Some(&column.name),
            _ => None,
        }
    }
}

/// A name in quotes.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn read_postgres(section: &Section, folder: &Path) -> PostgresSettings {
    let port = section.text("port").unwrap_or_else(|| "5432".to_owned());
    let port = port.parse().unwrap_or_else(|_| {
        section.fault("`port` must be a number up to 65535");
        0
    });
    PostgresSettings {
        host: section.needed("host"),
        port,
        database: section.needed("database"),
        user: section.needed("user"),
        password: section.get("password").and_then(|item| Secret::of(&item, folder)),
        authorities: section.text("authorities").map(|path| folder.join(path)),
        connect_within: Duration::from_secs(section.seconds("connect_within").unwrap_or(3)),
    }
}

fn check_table(section: &Section, table: &Table) {
    let name = &table.name;
    if table.persons.len() != 1 || table.key_column().is_none() {
        section.fault(format!("the table `{name}` of a database needs one `key` that is a plain column; join columns in a `query`"));
    }
    let first = table.from.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    if table.from.contains(char::is_whitespace) && first != "select" && first != "with" {
        section.fault(format!("the `query` of `{name}` must begin with SELECT or WITH"));
    }
}
