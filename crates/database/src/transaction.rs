//! A transaction: everything in it happens, or nothing.

use crate::dialect::Dialect;
use crate::{Arg, DatabaseError, Row, postgresql, sqlite};

/// An open transaction on either database. Dropped without a commit, it never happened.
pub struct Transaction<'a>(pub(crate) Open<'a>);

pub(crate) enum Open<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgresql(postgres::Transaction<'a>, &'a mut postgresql::Prepared),
}

impl Transaction<'_> {
    /// The rows of a query.
    ///
    /// # Errors
    /// When the database refuses the statement.
    pub fn rows(&mut self, sql: &str, args: &[Arg]) -> Result<Vec<Row>, DatabaseError> {
        match &mut self.0 {
            Open::Sqlite(connection) => sqlite::rows(connection, &Dialect::Sqlite.statement(sql), args),
            Open::Postgresql(transaction, prepared) => postgresql::rows(transaction, prepared, sql, args),
        }
    }

    /// Hands over the rows of a query one after the other, so that a long answer takes no memory.
    ///
    /// # Errors
    /// When the database refuses the statement, or what `take` gives back; then no further row is read.
    pub fn each<E: From<DatabaseError>>(
        &mut self,
        sql: &str,
        args: &[Arg],
        mut take: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.0 {
            Open::Sqlite(connection) => {
                sqlite::each(connection, &Dialect::Sqlite.statement(sql), args, &mut take)
            }
            Open::Postgresql(transaction, prepared) => {
                postgresql::each(transaction, prepared, sql, args, &mut take)
            }
        }
    }

    /// The first row of a query, when there is one.
    ///
    /// # Errors
    /// As for [`Transaction::rows`].
    pub fn row(&mut self, sql: &str, args: &[Arg]) -> Result<Option<Row>, DatabaseError> {
        Ok(self.rows(sql, args)?.into_iter().next())
    }

    /// Carries out a statement and says how many rows it touched.
    ///
    /// # Errors
    /// [`DatabaseError::Duplicate`] when a unique key is taken; otherwise when the statement is refused.
    pub fn run(&mut self, sql: &str, args: &[Arg]) -> Result<u64, DatabaseError> {
        match &mut self.0 {
            Open::Sqlite(connection) => sqlite::run(connection, &Dialect::Sqlite.statement(sql), args),
            Open::Postgresql(transaction, prepared) => postgresql::run(transaction, prepared, sql, args),
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match &self.0 {
            Open::Sqlite(_) => Dialect::Sqlite,
            Open::Postgresql(..) => Dialect::Postgresql,
        }
    }

    pub(crate) fn script(&mut self, sql: &str) -> Result<(), DatabaseError> {
        match &mut self.0 {
            Open::Sqlite(connection) => connection.execute_batch(sql).map_err(sqlite::refused),
            Open::Postgresql(transaction, _) => transaction.batch_execute(sql).map_err(postgresql::refused),
        }
    }
}
