//! One handle for both databases.

use crate::transaction::Open;
use crate::{DatabaseError, Sealer, Transaction, migrations, postgresql, sqlite};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where the data are.
#[derive(Clone, Debug)]
pub enum Place {
    /// One SQLite file.
    File(PathBuf),
    /// A PostgreSQL server: its address, and the certificate authority for servers on other machines.
    Server {
        /// `postgresql://user:password@host/name` or `host=... user=...`.
        address: String,
        /// A PEM file; needed when the server is on another machine.
        authority: Option<PathBuf>,
    },
}

/// An open database, brought to this program's version.
pub struct Database {
    place: Place,
    /// SQLite has one writer; PostgreSQL takes a connection from `idle` for writing too.
    writer: Mutex<Option<rusqlite::Connection>>,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    files: Vec<rusqlite::Connection>,
    clients: Vec<postgresql::Connection>,
}

/// More connections than this are closed after use.
const KEPT_OPEN: usize = 16;

impl Database {
    /// Opens the place and applies the migrations it lacks.
    ///
    /// # Errors
    /// When it cannot be reached, or was made by another version.
    pub fn open(place: &Place) -> Result<Database, DatabaseError> {
        let writer = match place {
            Place::File(path) => Some(sqlite::open(path)?),
            Place::Server { .. } => None,
        };
        let database = Database { place: place.clone(), writer: Mutex::new(writer), idle: Mutex::default() };
        database.write(|transaction| {
            if matches!(database.place, Place::Server { .. }) {
                // Two nodes that start together must not migrate together.
                transaction.rows("SELECT pg_advisory_xact_lock(7261001)::text", &[])?;
            }
            migrations::apply(transaction)
        })?;
        Ok(database)
    }

    /// Carries out `work` in a transaction that commits when it succeeds and leaves no trace when it fails.
    ///
    /// # Errors
    /// What `work` gives back, or a failed commit.
    pub fn write<T, E: From<DatabaseError>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.place {
            Place::File(_) => {
                let mut writer = lock(&self.writer);
                let connection = writer.as_mut().ok_or(DatabaseError::Corrupt("the writer is gone"))?;
                let open = rusqlite::Transaction::new(connection, rusqlite::TransactionBehavior::Immediate)
                    .map_err(sqlite::refused)?;
                let done = work(&mut Transaction(Open::Sqlite(&open)))?;
                open.commit().map_err(sqlite::refused)?;
                Ok(done)
            }
            Place::Server { address, authority } => {
                let mut connection = self.client(address, authority.as_deref())?;
                let done = {
                    let open = connection.client.transaction().map_err(postgresql::refused)?;
                    let mut transaction = Transaction(Open::Postgresql(open, &mut connection.prepared));
                    let done = work(&mut transaction)?;
                    if let Transaction(Open::Postgresql(open, _)) = transaction {
                        open.commit().map_err(postgresql::refused)?;
                    }
                    done
                };
                self.put_back(connection);
                Ok(done)
            }
        }
    }

    /// Carries out `work` on one unchanging state of the data, beside any writer.
    ///
    /// # Errors
    /// What `work` gives back.
    pub fn read<T, E: From<DatabaseError>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.place {
            Place::File(path) => {
                let kept = lock(&self.idle).files.pop();
                let mut connection = kept.map_or_else(|| reader(path), Ok)?;
                let open = connection.transaction().map_err(sqlite::refused)?;
                let done = work(&mut Transaction(Open::Sqlite(&open)));
                drop(open);
                let mut idle = lock(&self.idle);
                if idle.files.len() < KEPT_OPEN {
                    idle.files.push(connection);
                }
                done
            }
            Place::Server { address, authority } => {
                let mut connection = self.client(address, authority.as_deref())?;
                let open = connection
                    .client
                    .build_transaction()
                    .isolation_level(postgres::IsolationLevel::RepeatableRead)
                    .read_only(true)
                    .start()
                    .map_err(postgresql::refused)?;
                let done = work(&mut Transaction(Open::Postgresql(open, &mut connection.prepared)))?;
                self.put_back(connection);
                Ok(done)
            }
        }
    }

    /// Refuses a key file that is not the one this database was sealed with. The first key is remembered by a token.
    ///
    /// # Errors
    /// With a sentence when the key is another one.
    pub fn confirm_key(&self, sealer: &Sealer) -> Result<(), DatabaseError> {
        let mark = sealer.token("key mark", b"throughline");
        self.write(|t| match t.row("SELECT mark FROM key_mark", &[])? {
            Some(row) if row.bytes(0)? == mark => Ok(()),
            Some(_) => Err(DatabaseError::Key(
                "this is not the key file that the database was sealed with; put the right one in its place"
                    .to_owned(),
            )),
            None => t.run("INSERT INTO key_mark (mark) VALUES ($1)", &[mark.as_slice().into()]).map(drop),
        })
    }

    fn client(
        &self,
        address: &str,
        authority: Option<&Path>,
    ) -> Result<postgresql::Connection, DatabaseError> {
        loop {
            match lock(&self.idle).clients.pop() {
                Some(connection) if connection.client.is_closed() => {}
                Some(connection) => return Ok(connection),
                None => break,
            }
        }
        postgresql::connect(address, authority)
    }

    fn put_back(&self, connection: postgresql::Connection) {
        let mut idle = lock(&self.idle);
        if idle.clients.len() < KEPT_OPEN {
            idle.clients.push(connection);
        }
    }
}

fn reader(path: &Path) -> Result<rusqlite::Connection, DatabaseError> {
    let connection = sqlite::open(path)?;
    connection.execute_batch("PRAGMA query_only=ON").map_err(sqlite::refused)?;
    Ok(connection)
}

/// A panic elsewhere leaves the connections usable: an open transaction is rolled back when it is dropped.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
