//! What every report is: a title, a time, columns, rows, notes, and how sure it all is. Cells are typed, and say
//! themselves how they add up, so that small ones can be hidden and nobody can compute them.

mod csv_text;
mod spreadsheet;

use crate::{Day, Surety};
use records::PersonId;

pub use spreadsheet::spreadsheet;

/// A report.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What it is.
    pub title: String,
    /// What it is about in time.
    pub period: String,
    /// Columns; those of words stand before those of numbers.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// What a reader has to know.
    pub notes: Vec<String>,
    /// How sure it is.
    pub surety: Surety,
    /// The day as of which it was made.
    pub as_of: Day,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its heading.
    pub words: String,
    /// What its cells are.
    pub kind: Kind,
    /// A column whose number this one tells nearly as well, such as periods beside persons: where that is hidden, so is this.
    pub beside: Option<usize>,
}

/// What the cells of a column are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Words that name the row.
    Words,
    /// A count of people, visits or periods.
    Count {
        /// A row with parts is their sum; not so where a person can be in several parts and is counted once.
        adds: bool,
        /// The column whose number it is a part of, where all such parts together make that number.
        part_of: Option<usize>,
    },
    /// A share or a number worked out from the counts in these columns: it is hidden with either.
    Derived {
        /// The column of the count; of a share, the whole.
        of: usize,
        /// Of a share, the column of the part.
        part: Option<usize>,
    },
}

/// A row.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its cells, one for each column.
    pub cells: Vec<Cell>,
    /// The row whose number it is a part of, where all such parts together make it (in columns that add up).
    pub part_of: Option<usize>,
    /// It sums up others.
    pub total: bool,
    /// The person it is about, so that a page can lead there.
    pub about: Option<PersonId>,
}

/// A cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A count.
    Count(u64),
    /// A share, in tenths of a percent.
    PerMille(u32),
    /// A number with one place behind the point, in tenths.
    Tenths(u64),
    /// A day.
    On(Day),
    /// Does not apply, or is not known.
    Nothing,
    /// Too small to be shown, or needed to hide one that is.
    Hidden,
}

/// What stands in place of a hidden number.
pub const HIDDEN: &str = "*";

impl Column {
    /// A column of words.
    pub fn words(words: &str) -> Column {
        Column { words: words.to_owned(), kind: Kind::Words, beside: None }
    }

    /// Counts of which a row's parts do not add up to it, because a person is counted once.
    pub fn once(words: &str) -> Column {
        Column { words: words.to_owned(), kind: Kind::Count { adds: false, part_of: None }, beside: None }
    }

    /// Counts of which a row's parts add up to it.
    pub fn adding(words: &str) -> Column {
        Column { words: words.to_owned(), kind: Kind::Count { adds: true, part_of: None }, beside: None }
    }

    /// Numbers worked out from the count in the column `of`.
    pub fn derived(words: &str, of: usize) -> Column {
        Column { words: words.to_owned(), kind: Kind::Derived { of, part: None }, beside: None }
    }

    /// The share of the column `part` in the column `of`.
    pub fn share(words: &str, part: usize, of: usize) -> Column {
        Column { words: words.to_owned(), kind: Kind::Derived { of, part: Some(part) }, beside: None }
    }

    /// Hidden wherever the column `other` is.
    #[must_use]
    pub fn beside(self, other: usize) -> Column {
        Column { beside: Some(other), ..self }
    }

    /// All such columns together make the column `whole`.
    #[must_use]
    pub fn part_of(mut self, whole: usize) -> Column {
        if let Kind::Count { adds, .. } = self.kind {
            self.kind = Kind::Count { adds, part_of: Some(whole) };
        }
        self
    }
}

impl Row {
    /// A row that is no part of another.
    pub fn of(cells: Vec<Cell>) -> Row {
        Row { cells, part_of: None, total: false, about: None }
    }
}

impl Cell {
    /// Words.
    pub fn words(words: &str) -> Cell {
        Cell::Words(words.to_owned())
    }

    /// A share of a whole; nothing when there is no whole.
    pub fn share(part: u64, whole: u64) -> Cell {
        match (part * 2000 + whole).checked_div(whole * 2) {
            Some(share) => Cell::PerMille(u32::try_from(share).unwrap_or(u32::MAX)),
            None => Cell::Nothing,
        }
    }

    /// The count, when it is one.
    pub fn count(&self) -> Option<u64> {
        match self {
            Cell::Count(count) => Some(*count),
            _ => None,
        }
    }

    /// As people read it.
    pub fn text(&self) -> String {
        match self {
            Cell::Words(words) => words.clone(),
            Cell::Count(count) => grouped(*count),
            Cell::PerMille(share) => format!("{}.{} %", share / 10, share % 10),
            Cell::Tenths(number) if number % 10 == 0 => grouped(number / 10),
            Cell::Tenths(number) => format!("{}.{}", grouped(number / 10), number % 10),
            Cell::On(day) => day.to_string(),
            Cell::Nothing => String::new(),
            Cell::Hidden => HIDDEN.to_owned(),
        }
    }
}

impl Table {
    /// The cell of a row whose first words are these, in the column with this heading. For tests and pages.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Cell> {
        let column = self.columns.iter().position(|at| at.words == column)?;
        let named =
            |at: &&Row| at.cells.iter().any(|cell| matches!(cell, Cell::Words(words) if words == row));
        self.rows.iter().find(named)?.cells.get(column)
    }

    /// Notes of the report and of how sure it is, in the order in which they are shown.
    pub fn all_notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        notes.extend(self.surety.notes());
        notes.push(format!("As known at the end of {}.", self.as_of));
        notes
    }
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_as_people_write_them() {
        let cells = [
            (Cell::Count(1_350_000), "1,350,000"),
            (Cell::Count(999), "999"),
            (Cell::share(1, 3), "33.3 %"),
            (Cell::share(2, 3), "66.7 %"),
            (Cell::share(0, 0), ""),
            (Cell::Tenths(125), "12.5"),
            (Cell::Tenths(120), "12"),
            (Cell::Hidden, "*"),
        ];
        for (cell, text) in cells {
            assert_eq!(cell.text(), text);
        }
    }
}
