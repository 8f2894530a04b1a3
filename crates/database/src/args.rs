//! The few kinds of value that cross into SQL and back. Times travel as milliseconds, dates and JSON as text.

use crate::DatabaseError;

/// A value handed to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// No value.
    Null,
    /// A whole number, a flag (0 or 1) or an instant in milliseconds since 1970 UTC.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes, such as sealed bodies and tokens.
    Bytes(Vec<u8>),
}

/// One row of an answer, by column position from 0.
#[derive(Clone, Debug)]
pub struct Row(pub(crate) Vec<Arg>);

impl Row {
    /// A whole number.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn int(&self, column: usize) -> Result<i64, DatabaseError> {
        self.maybe_int(column)?.ok_or(DatabaseError::Corrupt("a number is missing"))
    }

    /// A whole number that may be missing.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn maybe_int(&self, column: usize) -> Result<Option<i64>, DatabaseError> {
        match self.0.get(column) {
            Some(Arg::Int(value)) => Ok(Some(*value)),
            Some(Arg::Null) => Ok(None),
            _ => Err(DatabaseError::Corrupt("a number was expected")),
        }
    }

    /// Text.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn text(&self, column: usize) -> Result<String, DatabaseError> {
        self.maybe_text(column)?.ok_or(DatabaseError::Corrupt("a text is missing"))
    }

    /// Text that may be missing.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn maybe_text(&self, column: usize) -> Result<Option<String>, DatabaseError> {
        match self.0.get(column) {
            Some(Arg::Text(value)) => Ok(Some(value.clone())),
            Some(Arg::Null) => Ok(None),
            _ => Err(DatabaseError::Corrupt("a text was expected")),
        }
    }

    /// Bytes.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn bytes(&self, column: usize) -> Result<&[u8], DatabaseError> {
        match self.0.get(column) {
            Some(Arg::Bytes(value)) => Ok(value),
            _ => Err(DatabaseError::Corrupt("bytes were expected")),
        }
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Arg {
        Arg::Int(value)
    }
}

impl From<bool> for Arg {
    fn from(value: bool) -> Arg {
        Arg::Int(i64::from(value))
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Arg {
        Arg::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Arg {
        Arg::Text(value)
    }
}

impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Arg {
        Arg::Bytes(value)
    }
}

impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Arg {
        Arg::Bytes(value.to_vec())
    }
}

impl<T: Into<Arg>> From<Option<T>> for Arg {
    fn from(value: Option<T>) -> Arg {
        value.map_or(Arg::Null, Into::into)
    }
}
