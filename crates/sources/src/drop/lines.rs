//! Takes a delimited file apart into rows and cells, with bounded memory and exact places.

use crate::row::{Fault, LARGEST_CELL};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Most bytes of one row; a longer row is passed over and refused.
const LARGEST_ROW: usize = 1 << 20;

/// How a file is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Form {
    /// Between cells.
    pub(crate) delimiter: u8,
    pub(crate) encoding: Encoding,
}

/// How letters are written as bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Windows1252,
}

/// Where a row begins in its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spot {
    /// Bytes from the start.
    pub(crate) offset: u64,
    /// Line from 1.
    pub(crate) line: u32,
}

/// Reads rows one after the other.
pub(crate) struct Lines<R> {
    from: R,
    delimiter: u8,
    at: Spot,
    /// The last row without its line end; cut at [`LARGEST_ROW`].
    bytes: Vec<u8>,
}

/// How a row ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    Whole,
    /// Longer than [`LARGEST_ROW`].
    TooLong,
    /// A quote was opened and the file ended.
    OpenQuote,
}

impl<R: BufRead> Lines<R> {
    /// Reads on from `at`.
    pub(crate) fn new(from: R, delimiter: u8, at: Spot) -> Lines<R> {
        Lines { from, delimiter, at, bytes: Vec::new() }
    }

    /// Where the next row begins.
    pub(crate) fn spot(&self) -> Spot {
        self.at
    }

    pub(crate) fn reader(&mut self) -> &mut R {
        &mut self.from
    }

    /// Says that the reader stands at `at` now.
    pub(crate) fn moved_to(&mut self, at: Spot) {
        self.at = at;
    }

    /// The next row's bytes; `None` at the end of the file. Blank lines are passed over.
    pub(crate) fn next_row(&mut self) -> io::Result<Option<(Spot, Shape, &[u8])>> {
        loop {
            let start = self.at;
            let Some(shape) = self.read_row()? else { return Ok(None) };
            while self.bytes.last() == Some(&b'\r') {
                self.bytes.pop();
            }
            if !self.bytes.is_empty() {
                return Ok(Some((start, shape, &self.bytes)));
            }
        }
    }

    fn read_row(&mut self) -> io::Result<Option<Shape>> {
        self.bytes.clear();
        let (mut state, mut length, mut any) = (State::CellStart, 0usize, false);
        loop {
            let buffer = self.from.fill_buf()?;
            if buffer.is_empty() {
                let open = state == State::Quoted;
                let shape = if length > LARGEST_ROW { Shape::TooLong } else { Shape::Whole };
                return Ok(any.then_some(if open { Shape::OpenQuote } else { shape }));
            }
            any = true;
            let (used, ended) = scan(buffer, &mut state, self.delimiter, &mut self.at.line);
            let body = if ended { used - 1 } else { used };
            let room = LARGEST_ROW.saturating_sub(self.bytes.len()).min(body);
            self.bytes.extend_from_slice(&buffer[..room]);
            length += body;
            self.at.offset += used as u64;
            self.from.consume(used);
            if ended {
                return Ok(Some(if length > LARGEST_ROW { Shape::TooLong } else { Shape::Whole }));
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// Goes on to the end of the row or of the buffer; counts lines.
fn scan(buffer: &[u8], state: &mut State, delimiter: u8, line: &mut u32) -> (usize, bool) {
    for (at, byte) in buffer.iter().enumerate() {
        if *byte == b'\n' {
            *line = line.saturating_add(1);
            if *state != State::Quoted {
                return (at + 1, true);
            }
            continue;
        }
        *state = match (*state, *byte) {
            (State::CellStart, b'"') | (State::QuoteInQuoted, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) => State::Quoted,
            (_, byte) if byte == delimiter => State::CellStart,
            _ => State::Plain,
        };
    }
    (buffer.len(), false)
}

impl Form {
    /// The cells of a row. Names in `header`, when there are any, go into the sentences.
    ///
    /// # Errors
    /// When bytes are no letters, a cell is too long, or quotes do not close where a cell ends.
    pub(crate) fn cells(&self, row: &[u8], header: &[String], cells: &mut Vec<String>) -> Result<(), Fault> {
        let text = self.text(row)?;
        if text.contains('\0') {
            let at = text.find('\0').unwrap_or(0) + 1;
            return Err(Fault::of_row(format!(
                "the row holds a NUL byte at byte {at}; correct the row at the source"
            )));
        }
        let delimiter = char::from(self.delimiter);
        let mut count = 0;
        let mut rest: &str = &text;
        loop {
            if cells.len() == count {
                cells.push(String::new());
            }
            let cell = &mut cells[count];
            cell.clear();
            let name = || header.get(count).cloned().unwrap_or_else(|| format!("{}", count + 1));
            let after = match rest.strip_prefix('"') {
                Some(quoted) => unquote(quoted, delimiter, cell).ok_or_else(|| {
                    Fault::of_column(
                        &name(),
                        "has words after its closing quote; write a quote inside a cell as two quotes",
                    )
                })?,
                None => {
                    let end = rest.find(delimiter).unwrap_or(rest.len());
                    cell.push_str(&rest[..end]);
                    &rest[end..]
                }
            };
            if cell.len() > LARGEST_CELL {
                let reason =
                    "holds more than 64 KB; cells carry values, so deliver long content as a document";
                return Err(Fault::of_column(&name(), reason));
            }
            count += 1;
            match after.strip_prefix(delimiter) {
                Some(next) => rest = next,
                None => break,
            }
        }
        cells.truncate(count);
        Ok(())
    }

    /// The row as text.
    ///
    /// # Errors
    /// At the first byte that is no letter in the encoding.
    pub(crate) fn text<'r>(&self, row: &'r [u8]) -> Result<Cow<'r, str>, Fault> {
        match self.encoding {
            Encoding::Windows1252 => Ok(Cow::Owned(row.iter().map(|byte| windows_1252(*byte)).collect())),
            Encoding::Utf8 => std::str::from_utf8(row).map(Cow::Borrowed).map_err(|cause| {
                let at = cause.valid_up_to() + 1;
                Fault::of_row(format!(
                    "the row is not UTF-8 at byte {at}; correct it at the source, or set `encoding = \"windows-1252\"`"
                ))
            }),
        }
    }

    /// The row as text for the quarantine, whatever its bytes.
    pub(crate) fn for_quarantine(&self, row: &[u8]) -> String {
        let row = &row[..row.len().min(LARGEST_CELL)];
        match self.encoding {
            Encoding::Windows1252 => row.iter().map(|byte| windows_1252(*byte)).collect(),
            Encoding::Utf8 => String::from_utf8_lossy(row).into_owned(),
        }
    }
}

/// Reads a cell behind its opening quote and returns what follows its closing quote.
fn unquote<'t>(quoted: &'t str, delimiter: char, cell: &mut String) -> Option<&'t str> {
    let mut rest = quoted;
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        let after = &rest[end + 1..];
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return (after.is_empty() || after.starts_with(delimiter)).then_some(after),
        }
    }
}

/// The letter of a byte in Windows-1252; bytes that it leaves open are taken as Latin-1 control characters.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte) - 0x80],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTF8: Form = Form { delimiter: b',', encoding: Encoding::Utf8 };

    fn rows(text: &[u8]) -> Vec<(u32, Shape, Result<Vec<String>, Fault>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(3, text), b',', Spot { offset: 0, line: 1 });
        let mut found = Vec::new();
        while let Some((spot, shape, bytes)) = lines.next_row().unwrap() {
            let mut cells = Vec::new();
            let read = UTF8.cells(bytes, &[], &mut cells);
            found.push((spot.line, shape, read.map(|()| cells)));
        }
        found
    }

    fn cells(text: &str) -> Vec<String> {
        rows(text.as_bytes()).remove(0).2.unwrap()
    }

    #[test]
    fn rows_and_cells_are_told_apart() {
        assert_eq!(cells("a,,\"b \"\"c\"\", d\",5'11\" tall"), ["a", "", "b \"c\", d", "5'11\" tall"]);
        let read = rows(b"a,\"two\nlines\"\r\n\r\nb,c\n");
        assert_eq!(read.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(read[0].2.as_ref().unwrap()[1], "two\nlines");
    }

    #[test]
    fn an_open_quote_and_a_stray_one_are_told() {
        assert_eq!(rows(b"a,\"b\nc,d\n")[0].1, Shape::OpenQuote);
        let fault = rows(b"\"a\"x,b\n").remove(0).2.unwrap_err();
        assert_eq!(
            fault.sentence(),
            "column `1` has words after its closing quote; write a quote inside a cell as two quotes"
        );
    }

    #[test]
    fn bad_bytes_are_told_by_their_place() {
        let fault = |text: &[u8]| rows(text).remove(0).2.unwrap_err().sentence();
        assert_eq!(
            fault(b"ab,\xff\n"),
            "the row is not UTF-8 at byte 4; correct it at the source, or set `encoding = \"windows-1252\"`"
        );
        assert_eq!(fault(b"a\0b\n"), "the row holds a NUL byte at byte 2; correct the row at the source");
        let latin = Form { delimiter: b',', encoding: Encoding::Windows1252 };
        assert_eq!(latin.text(b"Jos\xe9 \x80").unwrap(), "José €");
    }

    #[test]
    fn a_huge_row_is_passed_over_without_being_kept() {
        let mut text = b"k,".to_vec();
        text.resize(10 << 20, b'x');
        text.extend_from_slice(b"\nnext,row\n");
        let read = rows(&text);
        assert_eq!((read[0].1, read[1].0), (Shape::TooLong, 2));
        assert_eq!(read[1].2.as_ref().unwrap(), &["next", "row"]);
    }
}
