//! How far the changes of each table were taken.

use crate::sql::store::{Cell, Param};
use serde_json::{Map, Value};

/// A place in each table: the change and the key that were taken last. A table without one is taken from its beginning.
#[derive(Clone, Default, Debug)]
pub(crate) struct Cursor(Map<String, Value>);

impl Cursor {
    pub(crate) fn read(text: &str) -> Option<Cursor> {
        match serde_json::from_str(text) {
            Ok(Value::Object(places)) => Some(Cursor(places)),
            _ => None,
        }
    }

    pub(crate) fn written(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }

    pub(crate) fn set(&mut self, table: &str, updated: &Cell, key: &Cell) {
        self.0.insert(table.to_owned(), Value::Array(vec![json(updated), json(key)]));
    }

    /// What to ask with for the changes after the place.
    pub(crate) fn after(&self, table: &str) -> Option<[Param; 2]> {
        let place = self.0.get(table)?.as_array()?;
        Some([param(place.first()?)?, param(place.get(1)?)?])
    }
}

fn json(cell: &Cell) -> Value {
    match cell {
        Cell::Integer(number) => Value::from(*number),
        Cell::Real(number) => Value::from(*number),
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Null | Cell::Bad(_) => Value::Null,
    }
}

fn param(value: &Value) -> Option<Param> {
    match value {
        Value::String(text) => Some(Param::Text(text.clone())),
        Value::Number(number) => {
            number.as_i64().map(Param::Integer).or_else(|| number.as_f64().map(Param::Real))
        }
        _ => None,
    }
}
