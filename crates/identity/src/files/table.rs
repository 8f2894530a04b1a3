//! Reads a file of people: known columns, or columns that a mapping names.

use crate::features::Folded;
use crate::files::refusals::{TableError, line_error};
use crate::files::remarks::Tally;
use crate::words::birth::Birth;
use crate::words::dates::{Order, Parts, as_digits, is_pattern, read_by_pattern, read_parts, says_order};
use records::{Address, Identifier, Name, Particulars, Sex, SourceId, Ssn};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::path::Path;

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

/// Other usual names of known columns; the first that a file has is taken where it has no column of the known name.
const ALSO: [(&str, &[&str]); 17] = [
    ("unique_id", &["id", "record_id", "rec_id"]),
    ("first_name", &["given_name", "given", "forename", "firstname", "fname"]),
    ("middle_name", &["middle", "middle_initial", "mi", "middlename"]),
    ("last_name", &["surname", "family_name", "family", "lastname", "lname"]),
    ("suffix", &["name_suffix", "generation"]),
    ("ssn", &["social_security_number", "soc_sec_no", "social_security_no", "social_security"]),
    ("dob", &["date_of_birth", "birth_date", "birthdate", "birth_dt", "birthday"]),
    ("sex", &["gender"]),
    ("street_number", &["house_number"]),
    ("street_name", &["street", "address", "street_address", "address_1", "address1", "address_line_1"]),
    ("unit_number", &["unit", "apt", "apartment", "apartment_number"]),
    ("city", &["town"]),
    ("zipcode", &["zip", "zip_code", "postal_code", "postcode"]),
    ("phone", &["phone_number", "telephone", "mobile"]),
    ("email", &["e_mail", "email_address", "mail"]),
    ("place_of_birth", &["birth_place", "birthplace"]),
    ("source", &["agency", "dataset"]),
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

/// Where each known column is in the file, and how to read it.
#[derive(Clone)]
pub(crate) struct Columns {
    at: [Option<usize>; KNOWN_COLUMNS.len()],
    formats: Vec<String>,
    text: Vec<(String, usize)>,
    order: Order,
    width: usize,
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

/// Opens a file for reading by records; a byte-order mark is passed over. Tabs, semicolons and bars separate as well as
/// commas where the first line has no comma.
pub(crate) fn open(path: &Path) -> Result<csv::Reader<std::fs::File>, TableError> {
    let unreadable =
        |error: std::io::Error| TableError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mut start = Vec::new();
    file.by_ref().take(1 << 16).read_to_end(&mut start).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(TableError::Utf16 { path: path.to_owned() });
    }
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let separator = if first.contains(&b',') {
        b','
    } else {
        b"\t;|".iter().copied().find(|byte| first.contains(byte)).unwrap_or(b',')
    };
    let mut reader = csv::ReaderBuilder::new();
    Ok(reader.delimiter(separator).flexible(true).buffer_capacity(1 << 18).from_reader(file))
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

impl Columns {
    pub(crate) fn find(
        path: &Path,
        header: &[String],
        mapping: &ColumnsMapping,
        order: Order,
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
                None => also(header, known),
            };
        }
        if let Some(format) = mapping.date_formats.iter().find(|format| !is_pattern(format)) {
            return Err(TableError::NoFormat { format: format.clone() });
        }
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for (known, column) in &mapping.columns {
            if let Some(first) = taken.insert(column, known) {
                let (first, second) = (first.to_owned(), known.clone());
                return Err(TableError::SharedColumn { first, second, column: column.clone() });
            }
        }
        if let Some(column) = mapping.columns.keys().find(|column| !KNOWN_COLUMNS.contains(&column.as_str()))
        {
            return Err(TableError::UnknownColumn { column: column.clone() });
        }
        let text =
            mapping.text.iter().map(|name| Ok((name.clone(), place_of(name)?))).collect::<Result<_, _>>()?;
        Ok(Columns { at, formats: mapping.date_formats.clone(), text, order, width: header.len() })
    }

    /// Columns of the file that nothing is read from.
    pub(crate) fn unused(&self, header: &[String]) -> Vec<String> {
        let is_read = |place: usize| {
            self.at.contains(&Some(place)) || self.text.iter().any(|(_, of_text)| *of_text == place)
        };
        let unread = header.iter().enumerate().filter(|(place, name)| !is_read(*place) && !name.is_empty());
        unread.map(|(_, name)| name.clone()).collect()
    }

    /// The file must have names of people.
    pub(crate) fn need_names(&self, path: &Path, header: &[String]) -> Result<(), TableError> {
        if self.has(Known::First) || self.has(Known::Last) {
            return Ok(());
        }
        Err(TableError::NoName { path: path.to_owned(), found: header.join(", ") })
    }

    /// A column says anything about a person.
    pub(crate) fn asks(&self) -> bool {
        let nothing = [Known::Id as usize, Known::Source as usize];
        self.at.iter().enumerate().any(|(place, at)| at.is_some() && !nothing.contains(&place))
    }

    /// Cells of a whole row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn has(&self, column: Known) -> bool {
        self.at[column as usize].is_some()
    }

    /// The file has the column at this place of [`KNOWN_COLUMNS`].
    pub(crate) fn has_at(&self, place: usize) -> bool {
        self.at[place].is_some()
    }

    /// Counts what a row fills, and whether anything can be made of it.
    pub(crate) fn tally(&self, row: &csv::StringRecord, folded: &Folded, tally: &mut Tally) {
        for (place, at) in self.at.iter().enumerate() {
            if let Some(at) = at {
                tally.cell(place, text_at(row, *at));
            }
        }
        let dated = !self.cell(row, Known::Birth).is_empty();
        let date = dated.then(|| folded.birth.is_known() || self.birth_parts(row).is_some());
        tally.row(!folded.names.is_empty(), date);
        tally.order(says_order(self.cell(row, Known::Birth)));
    }

    /// The trimmed text of a cell; empty when the column or the cell is missing.
    pub(crate) fn cell<'r>(&self, row: &'r csv::StringRecord, column: Known) -> &'r str {
        self.at[column as usize].map_or("", |place| text_at(row, place))
    }

    /// What a row says about its person, the birth date aside.
    fn all_but_birth(&self, row: &csv::StringRecord) -> Particulars {
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
    pub(crate) fn birth_parts(&self, row: &csv::StringRecord) -> Option<Parts> {
        let text = self.cell(row, Known::Birth);
        let named = self.formats.iter().find_map(|format| read_by_pattern(text, format));
        named.or_else(|| read_parts(text, self.order))
    }

    /// What a row says about its person.
    pub(crate) fn particulars(&self, row: &csv::StringRecord) -> Particulars {
        let mut found = self.all_but_birth(row);
        found.birth = self.birth_parts(row).and_then(Parts::whole);
        found
    }

    /// A row as the matcher takes it in.
    pub(crate) fn folded(&self, row: &csv::StringRecord) -> Folded {
        let parts = self.birth_parts(row);
        let mut known = self.all_but_birth(row);
        known.birth = parts.and_then(Parts::whole);
        let mut folded = Folded::of(&known);
        if let Some(parts) = parts.filter(|parts| parts.month > 0 && parts.day > 0)
            && (folded.birth.is_known() || parts.valid().is_none())
        {
            folded.birth = Birth::new(parts.year, parts.month, parts.day);
        }
        folded
    }

    fn address(&self, row: &csv::StringRecord) -> Address {
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

/// Where a known column is: under its own name, else under another usual one; capitals, spaces and hyphens aside.
fn also(header: &[String], known: &str) -> Option<usize> {
    let plain = |name: &str| name.to_ascii_lowercase().replace([' ', '-', '.'], "_");
    let at = |wanted: &str| header.iter().position(|name| plain(name) == wanted);
    let others = ALSO.iter().find(|(name, _)| *name == known).map_or(&[][..], |(_, others)| others);
    at(known).or_else(|| others.iter().find_map(|other| at(other)))
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

fn text_at(row: &csv::StringRecord, place: usize) -> &str {
    row.get(place).unwrap_or_default().trim()
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
