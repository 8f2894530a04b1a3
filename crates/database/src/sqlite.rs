//! SQLite: one writer, several readers, every commit on disk before it is acknowledged.

use crate::{Arg, DatabaseError, Row};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

pub(crate) fn open(path: &Path) -> Result<Connection, DatabaseError> {
    let connection = Connection::open(path).map_err(|cause| {
        DatabaseError::Unreachable(format!(
            "`{}`: {cause}; check that the folder exists and can be written",
            path.display()
        ))
    })?;
    // SQLite gives the journal and shared-memory files the rights of the database file.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(|cause| {
        DatabaseError::Unreachable(format!("the rights of `{}` cannot be set ({cause})", path.display()))
    })?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(refused)?;
    connection.set_prepared_statement_cache_capacity(256);
    // FULL: an acknowledged audit entry must survive a power cut, which NORMAL does not promise in WAL mode.
    connection
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;
             PRAGMA secure_delete=ON; PRAGMA cache_size=-65536;",
        )
        .map_err(refused)?;
    Ok(connection)
}

pub(crate) fn rows(connection: &Connection, sql: &str, args: &[Arg]) -> Result<Vec<Row>, DatabaseError> {
    let mut statement = connection.prepare_cached(sql).map_err(refused)?;
    let columns = statement.column_count();
    let mut found = statement.query(params_from_iter(args)).map_err(refused)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(refused)? {
        let cells = (0..columns).map(|at| row.get_ref(at).map_err(refused).and_then(arg));
        rows.push(Row(cells.collect::<Result<_, _>>()?));
    }
    Ok(rows)
}

pub(crate) fn each<E: From<DatabaseError>>(
    connection: &Connection,
    sql: &str,
    args: &[Arg],
    take: &mut dyn FnMut(&Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare_cached(sql).map_err(refused)?;
    let columns = statement.column_count();
    let mut found = statement.query(params_from_iter(args)).map_err(refused)?;
    let mut cells = Row(Vec::with_capacity(columns));
    while let Some(row) = found.next().map_err(refused)? {
        cells.0.clear();
        for at in 0..columns {
            cells.0.push(row.get_ref(at).map_err(refused).and_then(arg)?);
        }
        take(&cells)?;
    }
    Ok(())
}

pub(crate) fn run(connection: &Connection, sql: &str, args: &[Arg]) -> Result<u64, DatabaseError> {
    let mut statement = connection.prepare_cached(sql).map_err(refused)?;
    statement.execute(params_from_iter(args)).map(|count| count as u64).map_err(refused)
}

pub(crate) fn refused(cause: rusqlite::Error) -> DatabaseError {
    match cause.sqlite_error() {
        // 1555 and 2067: SQLITE_CONSTRAINT_PRIMARYKEY and _UNIQUE.
        Some(error) if matches!(error.extended_code, 1555 | 2067) => DatabaseError::Duplicate,
        Some(error) => DatabaseError::Refused(error.to_string()),
        None => DatabaseError::Refused("the statement and its values do not fit".to_owned()),
    }
}

fn arg(value: ValueRef<'_>) -> Result<Arg, DatabaseError> {
    match value {
        ValueRef::Null => Ok(Arg::Null),
        ValueRef::Integer(value) => Ok(Arg::Int(value)),
        ValueRef::Text(text) => String::from_utf8(text.to_vec())
            .map(Arg::Text)
            .map_err(|_| DatabaseError::Corrupt("a stored text is not UTF-8")),
        ValueRef::Blob(bytes) => Ok(Arg::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(DatabaseError::Corrupt("no column holds a floating-point number")),
    }
}

impl ToSql for Arg {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Arg::Null => ValueRef::Null,
            Arg::Int(value) => ValueRef::Integer(*value),
            Arg::Text(text) => ValueRef::Text(text.as_bytes()),
            Arg::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
