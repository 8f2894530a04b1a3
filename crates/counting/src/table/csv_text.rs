//! A table as CSV: title, time, headings, rows, notes.

use super::{Cell, HIDDEN, Table};
use std::io::{self, Write};

impl Table {
    /// Writes the table as CSV, numbers without commas. Words that a spreadsheet would take for a formula get an
    /// apostrophe in front.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(out);
        csv.write_record([harmless(&self.title)])?;
        csv.write_record([harmless(&self.period)])?;
        csv.write_record(self.columns.iter().map(|column| harmless(&column.words)))?;
        for row in &self.rows {
            csv.write_record(row.cells.iter().map(plain))?;
        }
        for note in self.all_notes() {
            csv.write_record([harmless(&note)])?;
        }
        csv.flush()
    }

    /// The table as CSV text.
    pub fn csv(&self) -> String {
        let mut out = Vec::new();
        // Writing to memory does not fail.
        let _ = self.write_csv(&mut out);
        String::from_utf8(out).unwrap_or_default()
    }
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) => harmless(words),
        Cell::Count(count) => count.to_string(),
        Cell::PerMille(share) => format!("{}.{}", share / 10, share % 10),
        Cell::Tenths(number) => format!("{}.{}", number / 10, number % 10),
        Cell::On(day) => day.to_string(),
        Cell::Nothing => String::new(),
        Cell::Hidden => HIDDEN.to_owned(),
    }
}

fn harmless(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::{Cell, Column, Day, Row, Surety, Table};

    #[test]
    fn a_table_is_written_whole_and_harmless() {
        let table = Table {
            title: "Volume".to_owned(),
            period: "March 2026".to_owned(),
            columns: vec![Column::words("Site"), Column::adding("Visits"), Column::derived("Off line, %", 1)],
            rows: vec![
                Row::of(vec![Cell::words("=1+1"), Cell::Count(1200), Cell::PerMille(15)]),
                Row::of(vec![Cell::words("North, East"), Cell::Hidden, Cell::Nothing]),
            ],
            notes: vec!["A note.".to_owned()],
            surety: Surety::default(),
            as_of: Day(20_000),
        };
        let csv = table.csv();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[..4], ["Volume", "March 2026", "Site,Visits,\"Off line, %\"", "'=1+1,1200,1.5"]);
        assert_eq!(lines[4..6], ["\"North, East\",*,", "A note."]);
        assert!(csv.ends_with("As known at the end of 2024-10-04.\n"), "{csv}");
    }
}
