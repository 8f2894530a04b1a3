//! Tables as one spreadsheet (XLSX), a sheet for each, with numbers as numbers.

use super::{Cell, HIDDEN, Kind, Table};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// Writes tables as one spreadsheet, a sheet for each.
///
/// # Errors
/// When `out` cannot be written to, or a table is larger than a sheet can be.
pub fn spreadsheet(tables: &[Table], out: &mut impl Write) -> io::Result<()> {
    let mut book = Workbook::new();
    // The writer would take the machine's clock.
    let made = tables.first().map_or(Ok(ExcelDateTime::default()), |table| excel_day(table.as_of));
    book.set_properties(&DocProperties::new().set_creation_datetime(&made.map_err(io::Error::other)?));
    for (at, table) in tables.iter().enumerate() {
        let sheet = book.add_worksheet();
        fill(sheet, table, at).map_err(io::Error::other)?;
    }
    let bytes = book.save_to_buffer().map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn fill(sheet: &mut Worksheet, table: &Table, at: usize) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let (count, share) = (Format::new().set_num_format("#,##0"), Format::new().set_num_format("0.0 %"));
    let (tenths, day) = (Format::new().set_num_format("#,##0.0"), Format::new().set_num_format("yyyy-mm-dd"));
    let right = Format::new().set_align(rust_xlsxwriter::FormatAlign::Right);
    sheet.set_name(sheet_name(&table.title, at))?;
    sheet.write_with_format(0, 0, &table.title, &bold)?;
    sheet.write(1, 0, &table.period)?;
    for (column, heading) in (0u16..).zip(&table.columns) {
        sheet.write_with_format(3, column, &heading.words, &bold)?;
        sheet.set_column_width(column, if heading.kind == Kind::Words { 34.0 } else { 16.0 })?;
    }
    sheet.set_freeze_panes(4, 1)?;
    let mut line = 4u32;
    for row in &table.rows {
        for (column, cell) in (0u16..).zip(&row.cells) {
            match cell {
                Cell::Words(words) if row.total => sheet.write_with_format(line, column, words, &bold)?,
                Cell::Words(words) => sheet.write_string(line, column, words)?,
                Cell::Count(number) => sheet.write_with_format(line, column, *number as f64, &count)?,
                Cell::PerMille(number) => {
                    sheet.write_with_format(line, column, f64::from(*number) / 1000.0, &share)?
                }
                Cell::Tenths(number) => {
                    sheet.write_with_format(line, column, *number as f64 / 10.0, &tenths)?
                }
                Cell::On(on) => sheet.write_with_format(line, column, &excel_day(*on)?, &day)?,
                Cell::Hidden => sheet.write_with_format(line, column, HIDDEN, &right)?,
                Cell::Nothing => continue,
            };
        }
        line += 1;
    }
    for note in table.all_notes() {
        line += 1;
        sheet.write_string(line, 0, &note)?;
    }
    Ok(())
}

fn excel_day(day: crate::Day) -> Result<ExcelDateTime, XlsxError> {
    let date = day.date();
    let (month, of_month) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    ExcelDateTime::from_ymd(date.year().unsigned_abs(), month, of_month)
}

/// At most 31 characters, without those that a sheet's name may not have, and no two alike.
fn sheet_name(title: &str, at: usize) -> String {
    let allowed = title.chars().filter(|sign| !"[]:*?/\\'".contains(*sign));
    format!("{} {}", at + 1, allowed.take(27).collect::<String>().trim())
}
