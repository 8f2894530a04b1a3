//! What is strange about a file, counted while it is read: in sentences, without a value.

use crate::files::table::{Columns, KNOWN_COLUMNS, Known};
use crate::words::dates::Order;
use std::fmt;

/// Something that whoever sent a file should know about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// Columns of the file that nothing is read from.
    Unused(Vec<String>),
    /// A usual column that the file does not have.
    Without(&'static str),
    /// Rows with fewer or more cells than the first line has names.
    Ragged {
        /// How many.
        rows: u64,
        /// Of so many.
        of: u64,
    },
    /// A column with nothing in it.
    Empty(&'static str),
    /// A column with one and the same value in every row that fills it.
    OneValue(&'static str),
    /// Rows without any name of a person, placeholders set aside.
    Nameless {
        /// How many.
        rows: u64,
        /// Of so many.
        of: u64,
    },
    /// Birth dates that no known way of writing explains.
    UnreadDates {
        /// How many.
        rows: u64,
        /// Of so many that say anything.
        of: u64,
    },
    /// Ages in questions that are no whole number.
    UnreadAges(u64),
    /// Rows whose letters were in another encoding than UTF-8 and were put right.
    OtherEncoding(u64),
    /// Birth dates that so many share that they can only stand for an unknown one.
    DefaultDates(u64),
    /// Social Security numbers under several unlike names.
    SharedNumbers(u64),
    /// Records of which too many share all that brings them together for each to be compared with each.
    Crowded(u64),
    /// A person with more records than anybody has.
    Large(u64),
}

/// Records of one person beyond which something is wrong with the file rather than usual.
const LARGE: u64 = 40;

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::Unused(columns) => write!(
                f,
                "not used: {}; name what they are in a columns file if they tell people apart (known: {})",
                columns.join(", "),
                KNOWN_COLUMNS.join(", ")
            ),
            Remark::Without(column) => {
                write!(
                    f,
                    "there is no column {column}: who shares a name and a home is hard to tell apart without it"
                )
            }
            Remark::Ragged { rows, of } => write!(
                f,
                "{rows} of {of} rows have fewer or more cells than the first line has names: look for a missing quotation mark or separator"
            ),
            Remark::Empty(column) => write!(f, "the column {column} is empty in every row"),
            Remark::OneValue(column) => {
                write!(f, "the column {column} has one value only: it tells nobody from anybody")
            }
            Remark::Nameless { rows, of } => write!(
                f,
                "{rows} of {of} rows name nobody (placeholders such as UNKNOWN are no names): they are linked by a number only"
            ),
            Remark::UnreadDates { rows, of } => write!(
                f,
                "{rows} of {of} birth dates could not be read: name the way they are written as date_formats in a columns file"
            ),
            Remark::UnreadAges(rows) => {
                write!(f, "{rows} ages are no whole number of years and were passed over")
            }
            Remark::OtherEncoding(rows) => {
                write!(
                    f,
                    "the letters of {rows} rows were not UTF-8 and were put right: export the file as UTF-8"
                )
            }
            Remark::DefaultDates(dates) => {
                write!(
                    f,
                    "{dates} birth dates are so common that they stand for an unknown date; they count as unknown"
                )
            }
            Remark::SharedNumbers(numbers) => {
                write!(
                    f,
                    "{numbers} Social Security numbers stand under several unlike names; they count for little"
                )
            }
            Remark::Crowded(keys) => write!(
                f,
                "{keys} times so many records share name, birth date and more that each was compared with a few of them only"
            ),
            Remark::Large(records) => write!(
                f,
                "one person has {records} records: look at her before you use the links; a test record or one name for many people is likelier"
            ),
        }
    }
}

impl Remark {
    pub(crate) fn large(records: u64) -> Option<Remark> {
        (records > LARGE).then_some(Remark::Large(records))
    }
}

/// What is counted of rows.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    rows: u64,
    nameless: u64,
    dates: u64,
    unread_dates: u64,
    pub(crate) mended: u64,
    pub(crate) ragged: u64,
    /// Dates that can only have the month first, and those that can only have the day first.
    orders: (u64, u64),
    /// Of each known column how many cells are filled, a hash of the first, and whether another was met.
    columns: [(u64, u32, bool); KNOWN_COLUMNS.len()],
}

impl Tally {
    pub(crate) fn row(&mut self, named: bool, date: Option<bool>) {
        self.rows += 1;
        self.nameless += u64::from(!named);
        if let Some(read) = date {
            self.dates += 1;
            self.unread_dates += u64::from(!read);
        }
    }

    pub(crate) fn order(&mut self, said: Option<Order>) {
        match said {
            Some(Order::MonthFirst) => self.orders.0 += 1,
            Some(Order::DayFirst) => self.orders.1 += 1,
            None => {}
        }
    }

    /// Most dates that tell have the day first.
    pub(crate) fn day_first(&self) -> bool {
        self.orders.1 > self.orders.0
    }

    pub(crate) fn cell(&mut self, column: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        let held = &mut self.columns[column];
        if held.0 == 0 {
            held.1 = crate::words::dictionary::hash_of(text);
        } else if !held.2 {
            held.2 = held.1 != crate::words::dictionary::hash_of(text);
        }
        held.0 += 1;
    }

    pub(crate) fn join(&mut self, other: &Tally) {
        self.rows += other.rows;
        self.nameless += other.nameless;
        self.dates += other.dates;
        self.unread_dates += other.unread_dates;
        self.mended += other.mended;
        self.ragged += other.ragged;
        self.orders = (self.orders.0 + other.orders.0, self.orders.1 + other.orders.1);
        for (mine, theirs) in self.columns.iter_mut().zip(other.columns) {
            let differ = mine.0 > 0 && theirs.0 > 0 && mine.1 != theirs.1;
            let first = if mine.0 > 0 { mine.1 } else { theirs.1 };
            *mine = (mine.0 + theirs.0, first, mine.2 || theirs.2 || differ);
        }
    }

    pub(crate) fn remarks(&self, columns: &Columns, header: &[String]) -> Vec<Remark> {
        let mut found = Vec::new();
        let unused = columns.unused(header);
        if !unused.is_empty() {
            found.push(Remark::Unused(unused));
        }
        if !columns.has(Known::Birth) {
            found.push(Remark::Without("dob"));
        }
        if self.ragged > 0 {
            found.push(Remark::Ragged { rows: self.ragged, of: self.rows });
        }
        for (at, (name, (filled, _, several))) in KNOWN_COLUMNS.into_iter().zip(self.columns).enumerate() {
            if columns.has_at(at) && self.rows > 1 {
                if filled == 0 {
                    found.push(Remark::Empty(name));
                } else if !several && filled > 1 && TELLING.contains(&name) {
                    found.push(Remark::OneValue(name));
                }
            }
        }
        let many = |part: u64, of: u64| part > 0 && part * 100 > of;
        if many(self.nameless, self.rows) {
            found.push(Remark::Nameless { rows: self.nameless, of: self.rows });
        }
        if many(self.unread_dates, self.dates) {
            found.push(Remark::UnreadDates { rows: self.unread_dates, of: self.dates });
        }
        if self.mended > 0 {
            found.push(Remark::OtherEncoding(self.mended));
        }
        found
    }
}

/// Columns that should tell people apart.
const TELLING: [&str; 8] =
    ["first_name", "last_name", "ssn", "national_id", "dob", "street_name", "phone", "email"];
