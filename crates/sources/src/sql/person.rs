//! One person from the rows of a database.

use crate::mapping::{Column, Mapping, Table};
use crate::row::{Fault, LARGEST_CELL, Row};
use crate::sql::store::Cell;
use jiff::Timestamp;
use records::{Change, Place, RecordKey, Rejection, SourceRecord};
use std::borrow::Cow;

/// One row of a database.
pub(crate) struct SqlRow {
    pub(crate) cells: Vec<Cell>,
}

/// The rows of one person, each with the place of its table.
pub(crate) type Rows = Vec<(usize, SqlRow)>;

/// The change that the rows of one person make; bad rows are told in `rejections`.
pub(crate) fn person(
    mapping: &Mapping,
    key: RecordKey,
    rows: Rows,
    as_of: Timestamp,
    rejections: &mut Vec<Rejection>,
) -> Option<Change> {
    let before = rejections.len();
    let (mut entries, mut own, mut own_bad, mut withdrawn) = (Vec::new(), Vec::new(), false, false);
    let hangs = mapping.tables.iter().any(|table| !table.many);
    for (at, row) in &rows {
        let table = &mapping.tables[*at];
        let read =
            if !table.many && own.contains(at) { Err(twice(table)) } else { said(mapping, table, row) };
        if !table.many {
            own.push(*at);
        }
        match read {
            Ok(Some(said)) => entries.extend(said),
            Ok(None) => withdrawn |= !table.many,
            Err(fault) => {
                own_bad |= !table.many;
                rejections.push(rejection(table, row, &fault));
            }
        }
    }
    if hangs && own.is_empty() {
        let owners: Vec<&str> = mapping.tables.iter().filter(|t| !t.many).map(|t| t.name.as_str()).collect();
        let reason = format!(
            "the row hangs on a person whom `{}` does not have; correct it at the source",
            owners.join("` and `")
        );
        let orphan = |(at, row): &(usize, SqlRow)| {
            rejection(&mapping.tables[*at], row, &Fault::of_row(reason.clone()))
        };
        rejections.truncate(before);
        rejections.extend(rows.iter().map(orphan));
        return None;
    }
    if own_bad {
        return None;
    }
    if withdrawn {
        return Some(Change::Withdrawn(key));
    }
    let record = SourceRecord { source: mapping.profile.id.clone(), key, as_of, entries };
    Some(if rejections.len() == before { Change::Whole(record) } else { Change::Amended(record) })
}

/// The entries of a row; `None` when the row says that the person is gone.
fn said(mapping: &Mapping, table: &Table, row: &SqlRow) -> Result<Option<Vec<records::Entry>>, Fault> {
    if let Some(when) = &table.withdrawn
        && when.holds(row)?
    {
        return Ok(if table.many { Some(Vec::new()) } else { None });
    }
    let person = &table.persons[0];
    if person.key_in(row)?.is_none() {
        return Ok(Some(Vec::new()));
    }
    person.entries_in(row, mapping, table, 0, &mut Vec::new()).map(Some)
}

fn twice(table: &Table) -> Fault {
    let column = table.key_column().unwrap_or("");
    Fault::of_column(
        column,
        "has a key that another row has too, and this table has one row for a person; keep one of them, or set `many = true`",
    )
}

impl Row for SqlRow {
    fn cell(&self, column: &Column) -> Result<Option<Cow<'_, str>>, Fault> {
        match self.cells.get(column.slot) {
            Some(Cell::Bad(reason)) => Err(Fault::of_column(&column.name, *reason)),
            Some(Cell::Text(text)) => Ok(Some(Cow::Borrowed(text))),
            Some(cell) => Ok(cell.words().map(Cow::Owned)),
            None => Ok(None),
        }
    }

    fn items<'r>(&'r self, column: &Column) -> Result<Vec<Box<dyn Row + 'r>>, Fault> {
        Err(Fault::of_column(&column.name, "is a column and holds no list; leave `each` out"))
    }
}

fn rejection(table: &Table, row: &SqlRow, fault: &Fault) -> Rejection {
    let mut members = serde_json::Map::new();
    for column in &table.columns {
        let words = row.cells.get(column.slot).and_then(Cell::words);
        members.insert(column.name.clone(), words.map_or(serde_json::Value::Null, serde_json::Value::String));
    }
    let mut text = serde_json::Value::Object(members).to_string();
    text.truncate(text.floor_char_boundary(LARGEST_CELL));
    let place = Place { within: table.name.clone(), line: 0, column: fault.column.clone() };
    Rejection { place, reason: fault.reason.clone(), row: text }
}
