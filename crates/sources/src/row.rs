//! From one row of an agency's table to entries of persons, whatever the row is made of.

use crate::mapping::{Clean, Column, EntryMap, FieldMap, Input, Mapping, PersonMap, Table, When};
use records::{Entry, RecordKey, Value};
use std::borrow::Cow;

/// Most bytes in one cell; more is refused. Scanned pages and notes do not belong into cells.
pub(crate) const LARGEST_CELL: usize = 64 * 1024;

/// One row: a line of a file, a row of a database, an object of JSON.
pub(crate) trait Row {
    /// The words of a column; `None` when it is empty or absent.
    fn cell(&self, column: &Column) -> Result<Option<Cow<'_, str>>, Fault>;

    /// The objects of a list inside the row.
    fn items<'r>(&'r self, column: &Column) -> Result<Vec<Box<dyn Row + 'r>>, Fault>;
}

/// Why a row cannot be taken. Holds no content of the row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The column; empty when the whole row is meant.
    pub(crate) column: String,
    /// Follows on "column `X`", or stands alone.
    pub(crate) reason: String,
}

impl Fault {
    pub(crate) fn of_column(column: &str, reason: impl Into<String>) -> Fault {
        Fault { column: column.to_owned(), reason: reason.into() }
    }

    pub(crate) fn of_row(reason: impl Into<String>) -> Fault {
        Fault { column: String::new(), reason: reason.into() }
    }

    /// The whole sentence.
    pub(crate) fn sentence(&self) -> String {
        if self.column.is_empty() {
            self.reason.clone()
        } else {
            format!("column `{}` {}", self.column, self.reason)
        }
    }
}

impl PersonMap {
    /// The agency's key of the person in this row; `None` when the row has no such person.
    ///
    /// # Errors
    /// When the person is there and the key is empty.
    pub(crate) fn key_in(&self, row: &dyn Row) -> Result<Option<RecordKey>, Fault> {
        if let Some(when) = &self.when
            && !when.holds(row)?
        {
            return Ok(None);
        }
        match self.key.words(row, &Clean::default())? {
            Some(key) => Ok(Some(RecordKey(key.into_owned()))),
            None => {
                let column = self.key.columns().first().map_or("", |column| column.name.as_str());
                Err(Fault::of_column(
                    column,
                    "is the key of the person and is empty; fill it in at the source",
                ))
            }
        }
    }

    /// The entries that the row gives for the person. A bad item of a list inside the row is left out and told in `side`.
    pub(crate) fn entries_in(
        &self,
        row: &dyn Row,
        mapping: &Mapping,
        table: &Table,
        place: usize,
        side: &mut Vec<Fault>,
    ) -> Result<Vec<Entry>, Fault> {
        let label = if place == 0 { table.name.clone() } else { format!("{}/{place}", table.name) };
        let taker = Taker { mapping, table, label };
        let mut found = Vec::new();
        for map in &self.entries {
            match &map.each {
                None => taker.take(map, row, &mut found)?,
                Some(list) => {
                    for (number, item) in row.items(list)?.iter().enumerate() {
                        let before = found.len();
                        if let Err(fault) = taker.take(map, item.as_ref(), &mut found) {
                            found.truncate(before);
                            let column = format!("{}/{number}/{}", list.name, fault.column);
                            side.push(Fault { column, ..fault });
                        }
                    }
                }
            }
        }
        taker.number_rows(&mut found);
        Ok(found)
    }
}

impl When {
    /// Whether the row meets the condition.
    pub(crate) fn holds(&self, row: &dyn Row) -> Result<bool, Fault> {
        let cell = row.cell(&self.column)?;
        let words = cell.as_deref().map(str::trim).unwrap_or("");
        let among = |list: &[String]| list.iter().any(|word| word == words);
        Ok(if self.is.is_empty() { !words.is_empty() && !among(&self.is_not) } else { among(&self.is) })
    }
}

struct Taker<'m> {
    mapping: &'m Mapping,
    table: &'m Table,
    label: String,
}

impl Taker<'_> {
    fn take(&self, map: &EntryMap, row: &dyn Row, found: &mut Vec<Entry>) -> Result<(), Fault> {
        if let Some(when) = &map.when
            && !when.holds(row)?
        {
            return Ok(());
        }
        let row_key = self.row_key(map, row)?;
        let as_of = match map.as_of.as_ref().or(self.table.as_of.as_ref()) {
            Some(column) => self.instant(column, row)?,
            None => None,
        };
        for (kind, fields) in &map.sections {
            let mut entry = Entry::new(*kind);
            let mut said = false;
            for field in fields {
                if let Some((value, from_row)) = field.value_in(row)? {
                    said |= from_row;
                    entry.values.push((field.field, value));
                }
            }
            if said {
                entry.row.clone_from(&row_key);
                entry.as_of = as_of;
                found.push(entry);
            }
        }
        Ok(())
    }

    /// `table:key`; only the table where it has one row for a person; empty where rows have no key of their own.
    fn row_key(&self, map: &EntryMap, row: &dyn Row) -> Result<String, Fault> {
        let Some(input) = &map.row else {
            let alone = !self.table.many && map.each.is_none();
            return Ok(if alone { self.label.clone() } else { String::new() });
        };
        let list = map.each.as_ref().map_or(String::new(), |each| format!("{}:", each.name));
        Ok(match input.words(row, &Clean::default())? {
            Some(key) => format!("{}:{list}{key}", self.label),
            None => String::new(),
        })
    }

    fn instant(&self, column: &Column, row: &dyn Row) -> Result<Option<jiff::Timestamp>, Fault> {
        let Some(cell) = row.cell(column)? else { return Ok(None) };
        let words = cell.trim();
        if words.is_empty() {
            return Ok(None);
        }
        let instant = self.table.dates.instant(words, &self.mapping.zone);
        instant.map(Some).ok_or_else(|| {
            let forms = self.table.dates.forms_in_words();
            Fault::of_column(
                &column.name,
                format!("is not a time; write it by RFC 3339 or as a date of the form {forms}"),
            )
        })
    }

    /// Two entries of one kind from one row get different row keys.
    fn number_rows(&self, found: &mut [Entry]) {
        for at in 1..found.len() {
            let (before, rest) = found.split_at_mut(at);
            let Some(entry) = rest.first_mut().filter(|entry| !entry.row.is_empty()) else { continue };
            let mut number = 1;
            let mut row = entry.row.clone();
            while before.iter().any(|other| other.kind == entry.kind && other.row == row) {
                number += 1;
                row = format!("{}#{number}", entry.row);
            }
            entry.row = row;
        }
    }
}

impl FieldMap {
    /// The value, and whether it came from the row rather than from the mapping.
    fn value_in(&self, row: &dyn Row) -> Result<Option<(Value, bool)>, Fault> {
        let words = match self.input.words(row, &self.clean) {
            Ok(words) => words,
            Err(_) if self.leave_out_wrong => None,
            Err(fault) => return Err(fault),
        };
        let from_row = words.is_some() && !matches!(self.input, Input::Constant(_));
        let Some(words) = words.or(self.clean.default.as_deref().map(Cow::Borrowed)) else { return Ok(None) };
        match self.reading.read(&words) {
            Ok(value) => Ok(value.map(|value| (value, from_row))),
            Err(_) if self.leave_out_wrong => Ok(None),
            Err(reason) => {
                let column = self.input.columns().first().map_or("", |column| column.name.as_str());
                Err(Fault::of_column(column, reason))
            }
        }
    }
}

impl Input {
    /// The words, cleaned; `None` when there are none.
    fn words<'r>(&'r self, row: &'r dyn Row, clean: &Clean) -> Result<Option<Cow<'r, str>>, Fault> {
        match self {
            Input::Constant(words) => Ok(Some(Cow::Borrowed(words))),
            Input::Column(column) => Ok(checked(row, column)?.and_then(|words| clean.apply(words))),
            Input::Join(columns, with) => {
                let mut joined = String::new();
                for column in columns {
                    let Some(words) = checked(row, column)?.and_then(|words| clean.apply(words)) else {
                        continue;
                    };
                    if !joined.is_empty() {
                        joined.push_str(with);
                    }
                    joined.push_str(&words);
                }
                Ok(if joined.is_empty() { None } else { Some(Cow::Owned(joined)) })
            }
        }
    }
}

impl Clean {
    fn apply<'w>(&self, words: Cow<'w, str>) -> Option<Cow<'w, str>> {
        let mut words = trimmed(words);
        let missing = |words: &str| words.is_empty() || self.missing.iter().any(|m| m == words);
        if missing(&words) {
            return None;
        }
        if let Some((split, part)) = &self.split {
            words = Cow::Owned(split.take(&words, *part).to_owned());
        }
        if let Some(rest) = self.strip_prefix.iter().find_map(|prefix| words.strip_prefix(prefix.as_str())) {
            words = Cow::Owned(rest.to_owned());
        }
        if missing(&words) {
            return None;
        }
        let short = self.pad.saturating_sub(words.chars().count());
        if short > 0 {
            words = Cow::Owned("0".repeat(short) + &words);
        }
        if !self.prefix.is_empty() {
            words = Cow::Owned(format!("{}{words}", self.prefix));
        }
        Some(words)
    }
}

fn trimmed(words: Cow<'_, str>) -> Cow<'_, str> {
    match words {
        Cow::Borrowed(words) => Cow::Borrowed(words.trim()),
        Cow::Owned(words) if words.trim().len() == words.len() => Cow::Owned(words),
        Cow::Owned(words) => Cow::Owned(words.trim().to_owned()),
    }
}

fn checked<'r>(row: &'r dyn Row, column: &Column) -> Result<Option<Cow<'r, str>>, Fault> {
    let cell = row.cell(column)?;
    if let Some(words) = &cell {
        if words.len() > LARGEST_CELL {
            let reason = "holds more than 64 KB; cells carry values, so deliver long content as a document";
            return Err(Fault::of_column(&column.name, reason));
        }
        if words.contains('\0') {
            return Err(Fault::of_column(&column.name, "holds a NUL byte; correct the row at the source"));
        }
    }
    Ok(cell)
}
