//! An agency's SQLite file, opened read-only.

use crate::sql::store::{Cell, Dialect, Param, Session, SqlFault, Store, Work};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Longest wait for another program's lock before it is called late.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// One file.
pub(crate) struct Sqlite {
    pub(crate) file: PathBuf,
}

struct Picture<'c> {
    connection: &'c Connection,
}

impl Store for Sqlite {
    fn read(&self, within: Duration, work: &mut Work) -> Result<(), SqlFault> {
        let end = Instant::now() + within;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&self.file, flags).map_err(|_| {
            SqlFault::Down(format!(
                "the file {} cannot be opened; check the path and its rights",
                self.file.display()
            ))
        })?;
        connection.busy_timeout(within.min(LOCK_PATIENCE)).map_err(|error| fault(&error))?;
        connection
            .progress_handler(1000, Some(move || Instant::now() >= end))
            .map_err(|error| fault(&error))?;
        connection.execute_batch("begin").map_err(|error| fault(&error))?;
        let done = work(&mut Picture { connection: &connection });
        // Nothing was written, so there is nothing to keep.
        let _ = connection.execute_batch("rollback");
        done
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

impl Session for Picture<'_> {
    fn columns(&mut self, sql: &str) -> Result<Vec<(String, String)>, SqlFault> {
        let statement = self.connection.prepare(sql).map_err(|error| fault(&error))?;
        Ok(statement.column_names().map(|name| (name.to_owned(), String::new())).collect())
    }

    fn rows(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Vec<Cell>>, SqlFault> {
        let mut statement = self.connection.prepare(sql).map_err(|error| fault(&error))?;
        let width = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(|error| fault(&error))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|error| fault(&error))? {
            let cell = |at| {
                row.get_ref(at).map_or(Cell::Bad("cannot be read; correct the row at the source"), cell_of)
            };
            found.push((0..width).map(cell).collect());
        }
        Ok(found)
    }
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Param::Text(text) => text.to_sql(),
            Param::Integer(number) => number.to_sql(),
            Param::Real(number) => number.to_sql(),
            Param::List(_) => Err(rusqlite::Error::InvalidQuery),
        }
    }
}

fn cell_of(value: ValueRef) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::Text(text.to_owned()),
            Err(_) => Cell::Bad("is not UTF-8; correct the row at the source"),
        },
        ValueRef::Blob(_) => Cell::Bad("holds bytes instead of words; choose another column"),
    }
}

fn fault(error: &rusqlite::Error) -> SqlFault {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => SqlFault::Late,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            SqlFault::Down("the database is locked by another program; it is tried again".to_owned())
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => SqlFault::Nonsense(
            "the file is not a SQLite database, or is damaged; check it with its owner".to_owned(),
        ),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure) => {
            SqlFault::Down("the file cannot be read; check its rights".to_owned())
        }
        // The message of a query that cannot be understood names tables and columns, never values.
        _ => SqlFault::Nonsense(format!("the database refuses the query: {error}")),
    }
}
