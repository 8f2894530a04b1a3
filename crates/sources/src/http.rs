//! Systems that answer over HTTP in JSON: a feed of changes, one person, one document.

mod client;
mod json;
mod settings;

pub(crate) use settings::HttpSettings;

use crate::documents;
use crate::mapping::{Mapping, Table};
use crate::row::{Fault, LARGEST_CELL, Row};
use client::{Client, Fetched, encoded};
use jiff::Timestamp;
use json::{JsonRow, find};
use records::{
    Answer, Change, Clock, Delivery, Document, Place, RecordKey, Rejection, Request, Source, SourceError,
    SourceProfile, SourceRecord,
};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// The name of the first page of changes.
const FIRST: &str = "start";

/// A system behind a web interface.
pub(crate) struct HttpSource {
    mapping: Mapping,
    settings: HttpSettings,
    client: Client,
    clock: Arc<dyn Clock>,
    items_at: Vec<String>,
}

impl HttpSource {
    /// # Errors
    /// A sentence, when the certificates that the mapping names cannot be read.
    pub(crate) fn new(
        mapping: Mapping,
        settings: HttpSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<HttpSource, String> {
        let client = Client::new(&settings, &mapping.profile.agency)?;
        let items_at = mapping.tables.first().map(|table| settings::pointer(&table.from)).unwrap_or_default();
        Ok(HttpSource { mapping, settings, client, clock, items_at })
    }

    /// Members that the mapping names and that no item of the first page has, for a check; each with its place in the mapping.
    pub(crate) fn members_never_sent(&self) -> Vec<((usize, usize), String)> {
        let (Some(template), Some(table)) = (&self.settings.changes, self.mapping.tables.first()) else {
            return Vec::new();
        };
        let path = template.replace("{cursor}", "");
        let page = self.client.json(&path, self.settings.answer_within, self.settings.largest);
        let Ok(Some(page)) = page else { return Vec::new() };
        let Some(Value::Array(items)) =
            find(&page, &self.items_at).filter(|items| **items != Value::Array(Vec::new()))
        else {
            return Vec::new();
        };
        let mut told = Vec::new();
        for column in json::never_sent(table, items) {
            let sentence =
                format!("no item of the first page has a member `{}`; check its name", column.name);
            told.push((column.at, sentence));
        }
        told.sort();
        told.dedup();
        told
    }

    fn page(&self, cursor: Option<&str>) -> Result<Delivery, SourceError> {
        let Some(template) = &self.settings.changes else {
            return Ok(nothing(cursor));
        };
        let path = template.replace("{cursor}", &encoded(cursor.unwrap_or("")));
        let (within, largest) = (self.settings.answer_within, self.settings.largest);
        let Some(page) = self.client.json(&path, within, largest)? else {
            return Err(self.client.nonsense("nothing is at the path of `changes`; check it".to_owned()));
        };
        let Some(Value::Array(items)) = find(&page, &self.items_at) else {
            let at = self.items_at.join("/");
            return Err(self.client.nonsense(format!("its changes have no list at `/{at}`; check `items`")));
        };
        let next = self.next_cursor(&page, cursor, items.is_empty())?;
        let as_of = self.as_of(&page)?;
        let mut delivery = nothing(None);
        for (number, item) in (1u64..).zip(items) {
            self.take(number, item, as_of, &mut delivery);
        }
        delivery.name = cursor.unwrap_or(FIRST).to_owned();
        delivery.more = self.more(&page, cursor, &next, items.is_empty())?;
        delivery.as_of = Some(as_of);
        delivery.rows = items.len() as u64;
        delivery.cursor = Some(next);
        Ok(delivery)
    }

    fn next_cursor(&self, page: &Value, cursor: Option<&str>, empty: bool) -> Result<String, SourceError> {
        let next = match find(page, &self.settings.next) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        match next.or_else(|| cursor.filter(|_| empty).map(str::to_owned)) {
            Some(next) if next.len() <= LARGEST_CELL && (empty || cursor != Some(next.as_str())) => Ok(next),
            Some(_) => {
                Err(self.client.nonsense("it sends changes and its cursor does not move on".to_owned()))
            }
            None => {
                let at = self.settings.next.join("/");
                Err(self.client.nonsense(format!("its changes have no cursor at `/{at}`; check `next`")))
            }
        }
    }

    fn more(&self, page: &Value, cursor: Option<&str>, next: &str, empty: bool) -> Result<bool, SourceError> {
        let Some(at) = &self.settings.more else { return Ok(!empty) };
        match find(page, at) {
            Some(Value::Bool(true)) if cursor == Some(next) => Err(self
                .client
                .nonsense("it says that more is waiting and its cursor does not move on".to_owned())),
            Some(Value::Bool(more)) => Ok(*more),
            _ => Err(self
                .client
                .nonsense(format!("`/{}` is neither true nor false; check `more`", at.join("/")))),
        }
    }

    fn as_of(&self, page: &Value) -> Result<Timestamp, SourceError> {
        let Some(at) = &self.settings.as_of else { return Ok(self.clock.now()) };
        let dates = crate::mapping::dates::Dates::default();
        let said =
            find(page, at).and_then(Value::as_str).and_then(|text| dates.instant(text, &self.mapping.zone));
        said.ok_or_else(|| self.client.nonsense(format!("`/{}` is not a time; check `as_of`", at.join("/"))))
    }

    fn take(&self, number: u64, item: &Value, as_of: Timestamp, delivery: &mut Delivery) {
        let Some(table) = self.mapping.tables.first() else { return };
        let mut reject = |fault: Fault| {
            let place = Place { within: table.name.clone(), line: number, column: fault.column };
            let mut row = item.to_string();
            row.truncate(row.floor_char_boundary(LARGEST_CELL));
            delivery.rejections.push(Rejection { place, reason: fault.reason, row });
        };
        match self.changes_of(table, item, as_of) {
            Ok((changes, faults)) => {
                faults.into_iter().for_each(&mut reject);
                delivery.changes.extend(changes);
            }
            Err(fault) => reject(fault),
        }
    }

    /// The changes that one item gives, and the faults of items of its lists.
    fn changes_of(
        &self,
        table: &Table,
        item: &Value,
        as_of: Timestamp,
    ) -> Result<(Vec<Change>, Vec<Fault>), Fault> {
        let row = JsonRow::of(item);
        let (mut changes, mut faults) = (Vec::new(), Vec::new());
        let withdrawn = match &table.withdrawn {
            Some(when) => when.holds(&row)?,
            None => false,
        };
        for (place, person) in table.persons.iter().enumerate() {
            let Some(key) = person.key_in(&row)? else { continue };
            if withdrawn {
                changes.push(Change::Withdrawn(key));
                continue;
            }
            let before = faults.len();
            let entries = person.entries_in(&row as &dyn Row, &self.mapping, table, place, &mut faults)?;
            let record = SourceRecord { source: self.mapping.profile.id.clone(), key, as_of, entries };
            let whole = self.settings.whole && faults.len() == before;
            changes.push(if whole { Change::Whole(record) } else { Change::Amended(record) });
        }
        Ok((changes, faults))
    }
}

impl Source for HttpSource {
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
        let agency = &self.mapping.profile.agency;
        let (Some(template), true) = (&self.settings.person, self.mapping.profile.live) else {
            return Err(SourceError::NotLive(agency.clone()));
        };
        let Some(path) = with_key(template, &key.0) else { return Ok(Answer::NoRecord) };
        let Some(answer) = self.client.json(&path, within, self.settings.largest)? else {
            return Ok(Answer::NoRecord);
        };
        let Some(item) = find(&answer, &self.settings.person_at) else { return Ok(Answer::NoRecord) };
        let as_of = match &self.settings.as_of {
            Some(at) if find(&answer, at).is_some() => self.as_of(&answer)?,
            _ => self.clock.now(),
        };
        let Some(table) = self.mapping.tables.first() else { return Ok(Answer::NoRecord) };
        let (changes, _) =
            self.changes_of(table, item, as_of).map_err(|fault| self.client.nonsense(fault.sentence()))?;
        let about = changes.into_iter().find_map(|change| match change {
            Change::Whole(record) | Change::Amended(record) if record.key == *key => {
                Some(Answer::Record(record))
            }
            Change::Withdrawn(gone) if gone == *key => Some(Answer::NoRecord),
            _ => None,
        });
        about.ok_or_else(|| {
            self.client.nonsense("it answered about another record than the one asked for".to_owned())
        })
    }

    fn document(&self, document: &str, within: Duration) -> Result<Document, SourceError> {
        let none = || SourceError::NoDocument(self.mapping.profile.agency.clone());
        let Some(template) = &self.settings.document else {
            return documents::from_folder(&self.mapping, document);
        };
        let path = with_key(template, document).ok_or_else(none)?;
        match self.client.fetch(&path, within, documents::LARGEST)? {
            Fetched::Body { media_type, bytes } => Ok(Document { media_type, bytes }),
            Fetched::NotThere => Err(none()),
        }
    }
}

/// The path for one key; `None` for keys that would lead to another path.
fn with_key(template: &str, key: &str) -> Option<String> {
    let plain = !key.is_empty() && key.len() <= 1000 && key.chars().any(|c| c != '.');
    plain.then(|| template.replace("{key}", &encoded(key)))
}

fn nothing(cursor: Option<&str>) -> Delivery {
    let cursor = cursor.map(str::to_owned);
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
