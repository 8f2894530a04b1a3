//! Databases of agencies, opened read-only: changes by a column that grows, and one person at once.
//!
//! A change in any table brings the whole person anew, so a row that disappears disappears here too.

mod cursor;
mod person;
mod postgres;
mod query;
mod settings;
mod sqlite;
mod store;
mod tls;

pub(crate) use settings::SqlSettings;

use crate::documents;
use crate::drop::missing_column;
use crate::mapping::Mapping;
use ::jiff::Timestamp;
use cursor::Cursor;
use person::{Rows, SqlRow};
use query::Shape;
use records::{
    Answer, Change, Clock, Delivery, Document, RecordKey, Request, Source, SourceError, SourceProfile,
};
use settings::Server;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Cell, Session, SqlFault, Store};

/// Changed keys in one page.
const PAGE: usize = 1000;
/// The name of the first page.
const FIRST: &str = "start";

/// A database.
pub(crate) struct SqlSource {
    mapping: Mapping,
    settings: SqlSettings,
    store: Box<dyn Store>,
    clock: Arc<dyn Clock>,
    shapes: Mutex<Option<Arc<Vec<Shape>>>>,
}

impl SqlSource {
    pub(crate) fn new(mapping: Mapping, settings: SqlSettings, clock: Arc<dyn Clock>) -> SqlSource {
        let store: Box<dyn Store> = match settings.server.clone() {
            Server::Sqlite(file) => Box::new(sqlite::Sqlite { file }),
            Server::Postgres(settings) => Box::new(postgres::Postgres::new(*settings)),
        };
        SqlSource { mapping, settings, store, clock, shapes: Mutex::new(None) }
    }

    /// Rows that no look for changes can find, for a check.
    pub(crate) fn rows_never_seen(&self) -> Vec<String> {
        let mut told = Vec::new();
        let mut work = |session: &mut dyn Session| {
            for table in &self.mapping.tables {
                let (Some(key), Some(updated)) = (table.key_column(), &table.updated) else { continue };
                let rows = session.rows(&query::never_seen(table, key, &updated.name), &[])?;
                let count =
                    rows.first().and_then(|row| row.first()).and_then(Cell::words).unwrap_or_default();
                if count != "0" {
                    let names = format!("`{key}` or `{}`", updated.name);
                    told.push(format!(
                        "{count} rows of `{}` have nothing in {names} and are never taken; fill them in",
                        table.name
                    ));
                }
            }
            Ok(())
        };
        let within = self.settings.answer_within;
        match self.store.read(within, &mut work) {
            Ok(()) => told,
            Err(fault) => vec![self.failed(fault, within).to_string()],
        }
    }

    fn page(&self, cursor: Option<&str>) -> Result<Delivery, SourceError> {
        let within = self.settings.answer_within;
        let position = match cursor {
            None => None,
            Some(text) => Some(Cursor::read(text).ok_or_else(|| {
                self.nonsense("the cursor was not made by this source; begin from the beginning".to_owned())
            })?),
        };
        let mut found = None;
        let mut failed = None;
        let mut work = |session: &mut dyn Session| {
            match self.page_in(session, cursor, position.clone()) {
                Ok(delivery) => found = Some(delivery),
                Err(Refusal::Sql(fault)) => return Err(fault),
                Err(Refusal::Source(error)) => failed = Some(error),
            }
            Ok(())
        };
        self.store.read(within, &mut work).map_err(|fault| self.failed(fault, within))?;
        match (failed, found) {
            (None, Some(delivery)) => Ok(delivery),
            (Some(error), _) => Err(error),
            (None, None) => Err(self.nonsense("the database gave no answer".to_owned())),
        }
    }

    fn page_in(
        &self,
        session: &mut dyn Session,
        cursor: Option<&str>,
        position: Option<Cursor>,
    ) -> Result<Delivery, Refusal> {
        let dialect = self.store.dialect();
        let shapes = self.shapes(session)?;
        let mut at = match position {
            Some(position) => position,
            None => self.start(session, &shapes)?,
        };
        let as_of = self.as_of(session)?;
        let mut delivery = nothing(Some(at.written()));
        for (table, shape) in self.mapping.tables.iter().zip(shapes.iter()) {
            let after = at.after(&table.name);
            let sql = query::changed(table, shape, dialect, after.is_some(), PAGE);
            let page = session.rows(&sql, after.as_ref().map_or(&[], |params| params.as_slice()))?;
            let Some([updated, key]) = page.last().map(Vec::as_slice) else { continue };
            at.set(&table.name, updated, key);
            let mut keys: Vec<Cell> = Vec::new();
            for row in &page {
                if let Some(key) = row.get(1).filter(|key| !keys.contains(key)) {
                    keys.push(key.clone());
                }
            }
            self.take(session, &shapes, &keys, as_of, &mut delivery)?;
            delivery.name = cursor.unwrap_or(FIRST).to_owned();
            delivery.cursor = Some(at.written());
            delivery.as_of = Some(as_of);
            delivery.more = true;
            break;
        }
        Ok(delivery)
    }

    /// The first look goes through the first table only, which brings every person whole; the others begin at their newest change.
    fn start(&self, session: &mut dyn Session, shapes: &[Shape]) -> Result<Cursor, Refusal> {
        let mut cursor = Cursor::default();
        for (table, shape) in self.mapping.tables.iter().zip(shapes).skip(1) {
            let newest = session.rows(&query::newest(table, shape, self.store.dialect()), &[])?;
            if let Some([updated, key]) = newest.first().map(Vec::as_slice) {
                cursor.set(&table.name, updated, key);
            }
        }
        Ok(cursor)
    }

    fn take(
        &self,
        session: &mut dyn Session,
        shapes: &[Shape],
        keys: &[Cell],
        as_of: Timestamp,
        delivery: &mut Delivery,
    ) -> Result<(), Refusal> {
        let mut rows = self.rows(session, shapes, keys)?;
        for key in keys.iter().filter_map(Cell::words) {
            let of_person = rows.remove(&key).unwrap_or_default();
            delivery.rows += of_person.len() as u64;
            delivery.changes.extend(person::person(
                &self.mapping,
                RecordKey(key),
                of_person,
                as_of,
                &mut delivery.rejections,
            ));
        }
        Ok(())
    }

    /// The rows of some keys in every table, by key.
    fn rows(
        &self,
        session: &mut dyn Session,
        shapes: &[Shape],
        keys: &[Cell],
    ) -> Result<HashMap<String, Rows>, Refusal> {
        let mut found: HashMap<String, Rows> = HashMap::new();
        for (at, (table, shape)) in self.mapping.tables.iter().zip(shapes).enumerate() {
            let (sql, params) = query::rows_of(table, shape, self.store.dialect(), keys);
            let slot = table.persons[0].key.columns()[0].slot;
            for cells in session.rows(&sql, &params)? {
                if let Some(key) = cells.get(slot).and_then(Cell::words) {
                    found.entry(key).or_default().push((at, SqlRow { cells }));
                }
            }
        }
        Ok(found)
    }

    /// What the database says about the tables; looked up once.
    fn shapes(&self, session: &mut dyn Session) -> Result<Arc<Vec<Shape>>, Refusal> {
        if let Some(shapes) = self.shapes.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(shapes.clone());
        }
        let mut shapes = Vec::new();
        for table in &self.mapping.tables {
            let columns = session.columns(&query::no_rows(table))?;
            let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
            if let Some(column) = table.columns.iter().find(|column| !names.contains(&column.name)) {
                return Err(Refusal::Source(self.nonsense(missing_column(
                    column,
                    &names,
                    &self.mapping,
                    &table.name,
                ))));
            }
            let shape = Shape::of(table, &columns);
            shapes.push(shape.ok_or_else(|| {
                Refusal::Source(self.nonsense(format!("the table `{}` has no key", table.name)))
            })?);
        }
        let shapes = Arc::new(shapes);
        *self.shapes.lock().unwrap_or_else(PoisonError::into_inner) = Some(shapes.clone());
        Ok(shapes)
    }

    fn as_of(&self, session: &mut dyn Session) -> Result<Timestamp, Refusal> {
        let Some(query) = &self.settings.as_of else { return Ok(self.clock.now()) };
        let columns = session.columns(query)?;
        let Some((column, _)) = columns.first() else {
            return Err(Refusal::Source(self.nonsense("the query of `as_of` gives no column".to_owned())));
        };
        let rows = session.rows(&query::one_value(query, column, self.store.dialect()), &[])?;
        let words = rows.first().and_then(|row| row.first()).and_then(Cell::words).unwrap_or_default();
        let dates = crate::mapping::dates::Dates::default();
        let instant = dates.instant(&words, &self.mapping.zone);
        instant.ok_or_else(|| Refusal::Source(self.nonsense("the query of `as_of` gives no time".to_owned())))
    }

    fn one(&self, session: &mut dyn Session, key: &RecordKey) -> Result<Answer, Refusal> {
        let shapes = self.shapes(session)?;
        let cells = query::as_cells(&key.0, self.store.dialect());
        if !shapes.iter().all(|shape| shape.can_be_key(&key.0)) {
            return Ok(Answer::NoRecord);
        }
        let as_of = self.as_of(session)?;
        let rows = self.rows(session, &shapes, &cells)?.remove(&key.0).unwrap_or_default();
        if !rows.iter().any(|(at, _)| !self.mapping.tables[*at].many) {
            return Ok(Answer::NoRecord);
        }
        let mut rejections = Vec::new();
        match person::person(&self.mapping, key.clone(), rows, as_of, &mut rejections) {
            Some(Change::Whole(record) | Change::Amended(record)) => Ok(Answer::Record(record)),
            Some(Change::Withdrawn(_)) => Ok(Answer::NoRecord),
            None => {
                let first = rejections.first();
                let told = first.map(|one| format!("{}: {}", one.place, one.reason)).unwrap_or_default();
                Err(Refusal::Source(self.nonsense(told)))
            }
        }
    }

    fn nonsense(&self, reason: String) -> SourceError {
        SourceError::Nonsense(self.mapping.profile.agency.clone(), reason)
    }

    fn failed(&self, fault: SqlFault, within: Duration) -> SourceError {
        // The tables may have changed; they are looked at again.
        *self.shapes.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let agency = self.mapping.profile.agency.clone();
        match fault {
            SqlFault::Late => SourceError::Late(agency, within.as_millis()),
            SqlFault::Down(reason) => SourceError::Down(agency, reason),
            SqlFault::Nonsense(reason) => SourceError::Nonsense(agency, reason),
        }
    }
}

impl Source for SqlSource {
    fn profile(&self) -> &SourceProfile {
        &self.mapping.profile
    }

    fn deliver(&self, request: &Request) -> Result<Delivery, SourceError> {
        match request {
            Request::After(cursor) => self.page(cursor.as_deref()),
            Request::Again(name) => self.page((name != FIRST).then_some(name)),
        }
    }

    fn answer(&self, key: &RecordKey, within: Duration) -> Result<Answer, SourceError> {
        if !self.mapping.profile.live {
            return Err(SourceError::NotLive(self.mapping.profile.agency.clone()));
        }
        let mut answer = Ok(Answer::NoRecord);
        let mut work = |session: &mut dyn Session| match self.one(session, key) {
            Err(Refusal::Sql(fault)) => Err(fault),
            Err(Refusal::Source(error)) => {
                answer = Err(error);
                Ok(())
            }
            Ok(found) => {
                answer = Ok(found);
                Ok(())
            }
        };
        self.store.read(within, &mut work).map_err(|fault| self.failed(fault, within))?;
        answer
    }

    fn document(&self, document: &str, _within: Duration) -> Result<Document, SourceError> {
        documents::from_folder(&self.mapping, document)
    }
}

/// Why work inside one picture of the data stopped.
enum Refusal {
    Sql(SqlFault),
    Source(SourceError),
}

impl From<SqlFault> for Refusal {
    fn from(fault: SqlFault) -> Refusal {
        Refusal::Sql(fault)
    }
}

fn nothing(cursor: Option<String>) -> Delivery {
    Delivery {
        name: String::new(),
        cursor,
        more: false,
        as_of: None,
        rows: 0,
        changes: Vec::new(),
        rejections: Vec::new(),
    }
}
