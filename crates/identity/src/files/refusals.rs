//! Why a file of people cannot be worked with.

use crate::files::table::KNOWN_COLUMNS;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a file cannot be worked with; each a sentence.
#[derive(Debug, Error)]
pub enum TableError {
    /// The operating system refused.
    #[error("{path}: {reason}", path = path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Nothing in it.
    #[error("{path} is empty: it needs a first line with the names of the columns", path = path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// No column with names of people.
    #[error(
        "{path} has no column for names: it needs first_name, last_name or both; name them in a columns file \
         (found: {found})",
        path = path.display()
    )]
    NoName {
        /// Which file.
        path: PathBuf,
        /// The columns that there are.
        found: String,
    },
    /// The mapping names something that is not there.
    #[error("{path}: the columns file speaks of column {column}, which is not in the first line", path = path.display())]
    NoColumn {
        /// Which file.
        path: PathBuf,
        /// Which column.
        column: String,
    },
    /// The mapping renames a column that has no meaning here.
    #[error("the columns file gives {column}, which is not a known column (known: {known})", known = KNOWN_COLUMNS.join(", "))]
    UnknownColumn {
        /// Which name.
        column: String,
    },
    /// Two columns of one name.
    #[error("{path}: the column {column} stands twice in the first line", path = path.display())]
    TwiceColumn {
        /// Which file.
        path: PathBuf,
        /// Which column.
        column: String,
    },
    /// An id given twice.
    #[error("{path}, lines {first} and {second}: both have the same unique_id; every record needs its own", path = path.display())]
    TwiceId {
        /// Which file.
        path: PathBuf,
        /// Line of the first.
        first: u64,
        /// Line of the second.
        second: u64,
    },
    /// Two known columns read from one column of the file.
    #[error("the columns file reads {first} and {second} from the same column {column}: each needs its own")]
    SharedColumn {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// The file's column.
        column: String,
    },
    /// A date format that says no date.
    #[error(
        "the columns file has the date format {format}, which is none: write %Y, %m, %d and what stands between them, such as %m/%d/%Y"
    )]
    NoFormat {
        /// The format.
        format: String,
    },
    /// Not UTF-8 nor anything that could be put right.
    #[error("{path} is written in UTF-16: export it as \"CSV UTF-8\"", path = path.display())]
    Utf16 {
        /// Which file.
        path: PathBuf,
    },
    /// Questions that ask for nothing.
    #[error(
        "{path} asks for nothing: it needs a column text, age, or any known column of people, beside query (found: {found})",
        path = path.display()
    )]
    NoQuestion {
        /// Which file.
        path: PathBuf,
        /// The columns that there are.
        found: String,
    },
    /// A line that is no CSV.
    #[error("{path}, line {line}: {reason}", path = path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
}

/// What the reader of comma-separated values says, as a sentence.
pub(crate) fn line_error(path: &Path, error: &csv::Error) -> TableError {
    let line = error.position().map_or(0, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::Io(cause) => {
            return TableError::Unreadable { path: path.to_owned(), reason: cause.to_string() };
        }
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        _ => "the line cannot be read as comma-separated values".to_owned(),
    };
    TableError::Line { path: path.to_owned(), line, reason }
}
