//! Reads a file of people: known columns, or columns that a mapping names.

use crate::birth::Birth;
use crate::dates::{Order, Parts, as_digits, read_by_pattern, read_parts, says_order};
use crate::features::Folded;
use records::{Address, BirthDate, Identifier, Name, Particulars, Sex, SourceId, Ssn};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Columns that need no mapping.
pub const KNOWN_COLUMNS: [&str; 19] = [
    "unique_id",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "ssn",
    "national_id",
    "dob",
    "sex",
    "street_number",
    "street_name",
    "unit_number",
    "city",
    "state",
    "zipcode",
    "phone",
    "email",
    "place_of_birth",
    "source",
];

/// Says what the columns of a file are, where they are not the known ones.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnsMapping {
    /// Known column = the file's column.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// How dates are written, such as `%m/%d/%Y`, tried in order.
    #[serde(default)]
    pub date_formats: Vec<String>,
    /// Further columns of the file whose text is compared.
    #[serde(default)]
    pub text: Vec<String>,
}

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

/// Where each known column is in the file, and how to read it.
#[derive(Clone)]
pub(crate) struct Columns {
    at: [Option<usize>; KNOWN_COLUMNS.len()],
    formats: Vec<String>,
    text: Vec<(String, usize)>,
    pub(crate) order: Order,
}

/// Places in [`KNOWN_COLUMNS`].
#[derive(Clone, Copy)]
pub(crate) enum Known {
    Id,
    First,
    Middle,
    Last,
    Suffix,
    Ssn,
    National,
    Birth,
    Sex,
    StreetNumber,
    Street,
    Unit,
    City,
    State,
    Zip,
    Phone,
    Email,
    BirthPlace,
    Source,
}

/// Opens a file for reading by records; a byte-order mark is passed over.
pub(crate) fn open(path: &Path) -> Result<csv::Reader<std::fs::File>, TableError> {
    let unreadable =
        |error: std::io::Error| TableError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    Ok(csv::ReaderBuilder::new().flexible(true).buffer_capacity(1 << 18).from_reader(file))
}

/// The names in the first line.
pub(crate) fn header(
    reader: &mut csv::Reader<std::fs::File>,
    path: &Path,
) -> Result<Vec<String>, TableError> {
    let line = reader.byte_headers().map_err(|error| line_error(path, &error))?;
    let names: Vec<String> = line
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().trim_start_matches('\u{feff}').to_owned())
        .collect();
    if names.iter().all(String::is_empty) {
        return Err(TableError::Empty { path: path.to_owned() });
    }
    Ok(names)
}

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

impl Columns {
    pub(crate) fn find(
        path: &Path,
        header: &[String],
        mapping: &ColumnsMapping,
    ) -> Result<Columns, TableError> {
        for (place, name) in header.iter().enumerate() {
            if !name.is_empty() && header[..place].contains(name) {
                return Err(TableError::TwiceColumn { path: path.to_owned(), column: name.clone() });
            }
        }
        let missing =
            |column: &String| TableError::NoColumn { path: path.to_owned(), column: column.clone() };
        let place_of =
            |column: &String| header.iter().position(|name| name == column).ok_or_else(|| missing(column));
        let mut at = [None; KNOWN_COLUMNS.len()];
        for (place, known) in at.iter_mut().zip(KNOWN_COLUMNS) {
            *place = match mapping.columns.get(known) {
                Some(column) => Some(place_of(column)?),
                None => header.iter().position(|name| name.eq_ignore_ascii_case(known)),
            };
        }
        if let Some(column) = mapping.columns.keys().find(|column| !KNOWN_COLUMNS.contains(&column.as_str()))
        {
            return Err(TableError::UnknownColumn { column: column.clone() });
        }
        let text =
            mapping.text.iter().map(|name| Ok((name.clone(), place_of(name)?))).collect::<Result<_, _>>()?;
        Ok(Columns { at, formats: mapping.date_formats.clone(), text, order: Order::default() })
    }

    /// The file must have names of people.
    pub(crate) fn need_names(&self, path: &Path, header: &[String]) -> Result<(), TableError> {
        if self.has(Known::First) || self.has(Known::Last) {
            return Ok(());
        }
        Err(TableError::NoName { path: path.to_owned(), found: header.join(", ") })
    }

    pub(crate) fn has(&self, column: Known) -> bool {
        self.at[column as usize].is_some()
    }

    /// The trimmed text of a cell; empty when the column or the cell is missing or is no UTF-8.
    pub(crate) fn cell<'r>(&self, row: &'r csv::ByteRecord, column: Known) -> &'r str {
        self.at[column as usize].map_or("", |place| text_at(row, place))
    }

    /// Learns from a row whether days or months come first.
    pub(crate) fn order_of(&self, row: &csv::ByteRecord) -> Option<Order> {
        says_order(self.cell(row, Known::Birth))
    }

    /// What a row says about its person.
    pub(crate) fn particulars(&self, row: &csv::ByteRecord) -> Particulars {
        let text = |column| self.cell(row, column).to_owned();
        let mut found = Particulars::none(SourceId(text(Known::Source)));
        let name = Name {
            given: text(Known::First),
            middle: text(Known::Middle),
            family: text(Known::Last),
            suffix: text(Known::Suffix),
            ..Name::default()
        };
        if !name.is_empty() {
            found.names.push(name);
        }
        found.birth = self.birth(row);
        found.sex = Sex::read(self.cell(row, Known::Sex));
        found.ssn = read_ssn(self.cell(row, Known::Ssn));
        let address = self.address(row);
        if !address.is_empty() {
            found.addresses.push(address);
        }
        found.phones.extend(some(text(Known::Phone)));
        found.emails.extend(some(text(Known::Email)));
        found.birth_place = text(Known::BirthPlace);
        let national = some(text(Known::National));
        found.identifiers.extend(national.map(|number| Identifier { scheme: "national".to_owned(), number }));
        for (name, place) in &self.text {
            let scheme = format!("{TEXT_SCHEME}{name}");
            found
                .identifiers
                .extend(some(text_at(row, *place).to_owned()).map(|number| Identifier { scheme, number }));
        }
        found
    }

    /// The birth date as it stands, misread parts included.
    pub(crate) fn birth_parts(&self, row: &csv::ByteRecord) -> Option<Parts> {
        let text = self.cell(row, Known::Birth);
        let named = self.formats.iter().find_map(|format| read_by_pattern(text, format));
        named.or_else(|| read_parts(text, self.order))
    }

    fn birth(&self, row: &csv::ByteRecord) -> Option<BirthDate> {
        self.birth_parts(row).and_then(Parts::valid).map(|date| BirthDate { date, estimated: false })
    }

    /// A row as the matcher takes it in.
    pub(crate) fn folded(&self, row: &csv::ByteRecord) -> Folded {
        let mut folded = Folded::of(&self.particulars(row));
        if let Some(parts) = self.birth_parts(row).filter(|parts| parts.month > 0 && parts.day > 0)
            && (folded.birth.is_known() || parts.valid().is_none())
        {
            folded.birth = Birth::new(parts.year, parts.month, parts.day);
        }
        folded
    }

    fn address(&self, row: &csv::ByteRecord) -> Address {
        let (number, street) = (self.cell(row, Known::StreetNumber), self.cell(row, Known::Street));
        let street = if number.is_empty() || street.is_empty() {
            street.to_owned()
        } else {
            format!("{number} {street}")
        };
        Address {
            street,
            unit: self.cell(row, Known::Unit).to_owned(),
            city: self.cell(row, Known::City).to_owned(),
            state: self.cell(row, Known::State).to_owned(),
            zip: self.cell(row, Known::Zip).to_owned(),
            ..Address::default()
        }
    }
}

/// Scheme prefix of extra text columns, which are compared as words and not as numbers.
pub(crate) const TEXT_SCHEME: &str = "text ";

/// Reads an SSN; letters that scanners take for digits are mended when most of it is digits.
pub(crate) fn read_ssn(text: &str) -> Option<Ssn> {
    Ssn::read(text).or_else(|| {
        let count = text.chars().filter(char::is_ascii_digit).count();
        if count >= 5 { Ssn::read(&as_digits(text)) } else { None }
    })
}

fn text_at(row: &csv::ByteRecord, place: usize) -> &str {
    row.get(place).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default().trim()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
