//! JSON objects as rows.

use crate::mapping::{Column, EntryMap, Table};
use crate::row::{Fault, Row};
use serde_json::Value;
use std::borrow::Cow;

/// One object, and the one that it stands in.
pub(crate) struct JsonRow<'j> {
    pub(crate) value: &'j Value,
    pub(crate) outer: Option<&'j JsonRow<'j>>,
}

impl<'j> JsonRow<'j> {
    pub(crate) fn of(value: &'j Value) -> JsonRow<'j> {
        JsonRow { value, outer: None }
    }

    fn find(&self, column: &Column) -> Option<&Value> {
        let mut row = self;
        for _ in 0..column.up {
            row = row.outer?;
        }
        find(row.value, &column.path)
    }
}

impl Row for JsonRow<'_> {
    fn cell(&self, column: &Column) -> Result<Option<Cow<'_, str>>, Fault> {
        match self.find(column) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(Cow::Borrowed(text))),
            Some(Value::Number(number)) => Ok(Some(Cow::Owned(number.to_string()))),
            Some(Value::Bool(flag)) => Ok(Some(Cow::Borrowed(if *flag { "true" } else { "false" }))),
            Some(Value::Array(_)) => Err(Fault::of_column(
                &column.name,
                "is a list where one value is wanted; take it with `each`",
            )),
            Some(Value::Object(_)) => {
                let advice = format!(
                    "is an object where one value is wanted; name a member, such as `{}/MEMBER`",
                    column.name
                );
                Err(Fault::of_column(&column.name, advice))
            }
        }
    }

    fn items<'r>(&'r self, column: &Column) -> Result<Vec<Box<dyn Row + 'r>>, Fault> {
        match self.find(column) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let row = |value| Box::new(JsonRow { value, outer: Some(self) }) as Box<dyn Row + 'r>;
                Ok(items.iter().map(row).collect())
            }
            Some(_) => Err(Fault::of_column(&column.name, "is not a list; leave `each` out")),
        }
    }
}

/// The value that a path of members leads to.
pub(crate) fn find<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, member| match value {
        Value::Object(members) => members.get(member),
        Value::Array(items) => items.get(member.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Columns of the mapping that stand in none of the items. Lists that never have an item say nothing about their members.
pub(crate) fn never_sent<'t>(table: &'t Table, items: &[Value]) -> Vec<&'t Column> {
    let mut never = Vec::new();
    for person in &table.persons {
        never.extend(person.key.columns().iter().filter(|column| !sent(column, items.iter())));
        for entry in &person.entries {
            match &entry.each {
                None => never.extend(columns_of(entry).filter(|column| !sent(column, items.iter()))),
                Some(list) if !sent(list, items.iter()) => never.push(list),
                Some(list) => {
                    let inner: Vec<&Value> = items
                        .iter()
                        .filter_map(|item| find(item, &list.path)?.as_array())
                        .flatten()
                        .collect();
                    let missing = |column: &&Column| column.up == 0 && !sent(column, inner.iter().copied());
                    never.extend(columns_of(entry).filter(missing).filter(|_| !inner.is_empty()));
                }
            }
        }
    }
    never
}

fn columns_of(entry: &EntryMap) -> impl Iterator<Item = &Column> {
    let fields = entry.sections.iter().flat_map(|(_, fields)| fields).flat_map(|field| field.input.columns());
    let row = entry.row.iter().flat_map(|row| row.columns());
    fields.chain(row).chain(entry.when.iter().map(|when| &when.column)).chain(&entry.as_of)
}

fn sent<'v>(column: &Column, mut items: impl Iterator<Item = &'v Value>) -> bool {
    items.any(|item| find(item, &column.path).is_some())
}
