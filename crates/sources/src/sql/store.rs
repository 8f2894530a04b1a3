//! What the two databases have in common.

use std::time::Duration;

/// A database that can be read.
pub(crate) trait Store: Send + Sync {
    /// Runs `work` on one unchanging picture of the data, read-only.
    fn read(&self, within: Duration, work: &mut Work) -> Result<(), SqlFault>;

    /// Which dialect to write.
    fn dialect(&self) -> Dialect;
}

/// What is done inside one picture of the data.
pub(crate) type Work<'w> = dyn FnMut(&mut dyn Session) -> Result<(), SqlFault> + 'w;

/// One picture of the data.
pub(crate) trait Session {
    /// The columns of a query, and their types where the database has them.
    fn columns(&mut self, sql: &str) -> Result<Vec<(String, String)>, SqlFault>;

    /// The rows of a query.
    fn rows(&mut self, sql: &str, params: &[Param]) -> Result<Vec<Vec<Cell>>, SqlFault>;
}

/// Where the databases differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// A value to ask with.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Param {
    Text(String),
    Integer(i64),
    Real(f64),
    List(Vec<String>),
}

/// A value that came back.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Cell {
    Null,
    Text(String),
    Integer(i64),
    Real(f64),
    /// Bytes, or text that is no UTF-8; the reason says which.
    Bad(&'static str),
}

/// Why a database gave no answer. The sentences name no person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum SqlFault {
    Late,
    Down(String),
    Nonsense(String),
}

impl Cell {
    /// The value as words.
    pub(crate) fn words(&self) -> Option<String> {
        match self {
            Cell::Null | Cell::Bad(_) => None,
            Cell::Text(text) => Some(text.clone()),
            Cell::Integer(number) => Some(number.to_string()),
            Cell::Real(number) => Some(number.to_string()),
        }
    }

    /// The value to ask with.
    pub(crate) fn param(&self) -> Option<Param> {
        match self {
            Cell::Null | Cell::Bad(_) => None,
            Cell::Text(text) => Some(Param::Text(text.clone())),
            Cell::Integer(number) => Some(Param::Integer(*number)),
            Cell::Real(number) => Some(Param::Real(*number)),
        }
    }
}
