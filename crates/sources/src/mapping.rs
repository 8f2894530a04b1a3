//! The mapping language: what one file says about one agency system.

pub(crate) mod book;
pub(crate) mod dates;
pub(crate) mod nearest;
mod read;
mod read_connection;
mod read_field;
mod read_table;
pub(crate) mod reading;
pub(crate) mod split;

pub(crate) use read::{read, read_only_profile};

use crate::drop::DropSettings;
use crate::http::HttpSettings;
use crate::sql::SqlSettings;
use dates::Dates;
use jiff::tz::TimeZone;
use reading::Reading;
use records::{Field, SectionKind, SourceProfile};
use split::Split;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that a mapping file says.
#[derive(Debug)]
pub(crate) struct Mapping {
    /// File name of the mapping, for sentences.
    pub(crate) name: String,
    pub(crate) profile: SourceProfile,
    /// Zone of times that carry none.
    pub(crate) zone: TimeZone,
    pub(crate) connection: Connection,
    pub(crate) tables: Vec<Table>,
    /// Folder of document files, for systems that have no documents of their own.
    pub(crate) document_folder: Option<PathBuf>,
}

/// How the system is reached.
#[derive(Clone, Debug)]
pub(crate) enum Connection {
    Drop(DropSettings),
    Http(Box<HttpSettings>),
    Sql(Box<SqlSettings>),
}

/// One file, database table or list of a JSON answer.
#[derive(Debug)]
pub(crate) struct Table {
    /// Name in the mapping.
    pub(crate) name: String,
    /// File pattern, table, query or pointer, as the connection wants it.
    pub(crate) from: String,
    /// Every column that the mapping names, by slot.
    pub(crate) columns: Vec<Column>,
    /// Who stands in one row.
    pub(crate) persons: Vec<PersonMap>,
    /// Several rows for one person are normal.
    pub(crate) many: bool,
    /// Rows of one person with the same row key are numbered instead of refused.
    pub(crate) number_repeats: bool,
    /// The file may be absent from a drop.
    pub(crate) optional: bool,
    /// Column names of a file without a header line.
    pub(crate) header: Option<Vec<String>>,
    /// When the row was true.
    pub(crate) as_of: Option<Column>,
    /// The column that grows with every change.
    pub(crate) updated: Option<Column>,
    /// The row says that the system no longer speaks of the person.
    pub(crate) withdrawn: Option<When>,
    /// Forms of dates in this table.
    pub(crate) dates: Arc<Dates>,
}

/// A column of a table, or a member of a JSON object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    /// As the mapping writes it.
    pub(crate) name: String,
    pub(crate) slot: usize,
    /// Line and column in the mapping.
    pub(crate) at: (usize, usize),
    /// JSON only: how many objects further out it stands (`../`).
    pub(crate) up: usize,
    /// JSON only: the members that lead to it.
    pub(crate) path: Vec<String>,
}

/// One person who stands in a row.
#[derive(Debug)]
pub(crate) struct PersonMap {
    pub(crate) key: Input,
    pub(crate) when: Option<When>,
    pub(crate) entries: Vec<EntryMap>,
}

/// One entry that a row gives, perhaps in several sections, perhaps once for each item of a list.
#[derive(Debug)]
pub(crate) struct EntryMap {
    pub(crate) each: Option<Column>,
    pub(crate) when: Option<When>,
    pub(crate) row: Option<Input>,
    pub(crate) as_of: Option<Column>,
    pub(crate) sections: Vec<(SectionKind, Vec<FieldMap>)>,
}

/// A condition on a column.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) column: Column,
    pub(crate) is: Vec<String>,
    pub(crate) is_not: Vec<String>,
}

/// Where a field's value comes from.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    Column(Column),
    Join(Vec<Column>, String),
    Constant(String),
}

/// One field of one entry.
#[derive(Clone, Debug)]
pub(crate) struct FieldMap {
    pub(crate) field: Field,
    pub(crate) input: Input,
    pub(crate) clean: Clean,
    pub(crate) reading: Reading,
    /// A value that cannot be read is left out instead of refusing the row.
    pub(crate) leave_out_wrong: bool,
}

/// What is done to the words of a cell before they are read.
#[derive(Clone, Default, Debug)]
pub(crate) struct Clean {
    /// Words that stand for "not known".
    pub(crate) missing: Vec<String>,
    pub(crate) split: Option<(Split, usize)>,
    /// Words that are taken away from the front, the first that fits.
    pub(crate) strip_prefix: Vec<String>,
    /// Words that are put before a value that is there.
    pub(crate) prefix: String,
    /// Leading zeros up to this length.
    pub(crate) pad: usize,
    /// Stands in for a value that is missing.
    pub(crate) default: Option<String>,
}

impl Input {
    /// The columns it reads.
    pub(crate) fn columns(&self) -> &[Column] {
        match self {
            Input::Column(column) => std::slice::from_ref(column),
            Input::Join(columns, _) => columns,
            Input::Constant(_) => &[],
        }
    }
}

impl Mapping {
    /// Kinds of content that the mapping can fill, in catalogue order.
    pub(crate) fn sections(tables: &[Table]) -> Vec<SectionKind> {
        let filled = |kind: &SectionKind| {
            let persons = tables.iter().flat_map(|table| &table.persons);
            persons
                .flat_map(|person| &person.entries)
                .any(|entry| entry.sections.iter().any(|(k, _)| k == kind))
        };
        SectionKind::ALL.iter().copied().filter(filled).collect()
    }
}
