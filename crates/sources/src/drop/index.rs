//! One pass over a drop: checks it against its manifests and notes where each person's rows stand.

use crate::drop::DropSettings;
use crate::drop::folder::{Drop, DropFile};
use crate::drop::lines::{Lines, Shape, Spot};
use crate::mapping::{Column, Mapping, Table, nearest};
use crate::row::{Fault, Row};
use jiff::Timestamp;
use records::SourceError;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Stands for "no person": the row is bad.
pub(crate) const NOBODY: u32 = u32::MAX;
/// Most lines of one file that may open a quote and never close it.
const OPEN_QUOTES: u32 = 100;

/// Where everything in a drop stands.
pub(crate) struct Index {
    stamp: String,
    content: String,
    pub(crate) as_of: Timestamp,
    pub(crate) full: bool,
    pub(crate) files: Vec<Layout>,
    /// By person in order of first appearance, then by table and place; bad rows last.
    pub(crate) refs: Vec<Ref>,
    /// Rows that the mapping passes over.
    pub(crate) passed: u64,
}

/// A file whose header was read.
pub(crate) struct Layout {
    pub(crate) file: DropFile,
    pub(crate) header: Vec<String>,
    /// Cell for each slot of the table's columns.
    pub(crate) cells: Vec<usize>,
}

/// One person in one row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Ref {
    pub(crate) person: u32,
    /// Place in [`Index::files`].
    pub(crate) file: u8,
    /// Place in the table's persons.
    pub(crate) block: u8,
    pub(crate) line: u32,
    pub(crate) offset: u64,
}

/// The cells of one row of a file.
pub(crate) struct CellRow<'c> {
    pub(crate) cells: &'c [String],
    pub(crate) slots: &'c [usize],
}

impl Row for CellRow<'_> {
    fn cell(&self, column: &Column) -> Result<Option<Cow<'_, str>>, Fault> {
        let cell = self.slots.get(column.slot).and_then(|at| self.cells.get(*at));
        Ok(cell.map(|cell| Cow::Borrowed(cell.as_str())))
    }

    fn items<'r>(&'r self, column: &Column) -> Result<Vec<Box<dyn Row + 'r>>, Fault> {
        Err(Fault::of_column(&column.name, "is a cell of a file and holds no list; leave `each` out"))
    }
}

impl Index {
    pub(crate) fn is_of(&self, drop: &Drop) -> bool {
        self.stamp == drop.stamp && self.content == drop.content()
    }

    /// Reads the whole drop once.
    ///
    /// # Errors
    /// When a file and its manifest disagree, or a column of the mapping is not there.
    pub(crate) fn build(
        drop: &Drop,
        mapping: &Mapping,
        settings: &DropSettings,
    ) -> Result<Index, SourceError> {
        let manifests: Vec<_> = drop.files.iter().filter_map(|file| file.manifest.as_ref().ok()).collect();
        let full = manifests.iter().any(|manifest| manifest.full);
        if let Some(file) =
            drop.files.iter().find(|file| file.manifest.as_ref().is_ok_and(|m| m.full != full))
        {
            let reason = "is not full, but another file of the same drop is; deliver the drop again with one `full` for all";
            return Err(SourceError::Incomplete(file.name.clone(), reason.to_owned()));
        }
        let as_of = manifests.iter().map(|manifest| manifest.as_of).min().unwrap_or(Timestamp::UNIX_EPOCH);
        let mut index = Index {
            stamp: drop.stamp.clone(),
            content: drop.content(),
            as_of,
            full,
            files: Vec::new(),
            refs: Vec::new(),
            passed: 0,
        };
        let mut persons = HashMap::new();
        for file in &drop.files {
            index.add(file, mapping, settings, &mut persons)?;
        }
        index.refs.sort_unstable();
        Ok(index)
    }

    fn add(
        &mut self,
        file: &DropFile,
        mapping: &Mapping,
        settings: &DropSettings,
        persons: &mut HashMap<u128, u32>,
    ) -> Result<(), SourceError> {
        let incomplete = |reason: String| SourceError::Incomplete(file.name.clone(), reason);
        let unreadable =
            |cause: std::io::Error| incomplete(format!("cannot be read ({cause}); check its rights"));
        let table = &mapping.tables[file.table];
        let opened = File::open(&file.path).map_err(unreadable)?;
        let hashing = Hashing { from: opened, hash: Sha256::new(), on: true };
        let reader = BufReader::with_capacity(1 << 18, hashing);
        let mut lines = Lines::new(reader, settings.form.delimiter, Spot { offset: 0, line: 1 });
        let header = read_header(&mut lines, table, settings).map_err(unreadable)?.map_err(incomplete)?;
        let cells = slots(&header, table, mapping, &file.name)?;
        let layout = Layout { file: file.clone(), header, cells };
        let mut adding = Adding { index: self, table, layout: &layout, settings, persons, cells: Vec::new() };
        let (mut rows, mut open_quotes) = (0u64, 0);
        while let Some((spot, shape, bytes)) = lines.next_row().map_err(unreadable)? {
            rows += 1;
            adding.row(spot, shape, bytes);
            if shape != Shape::OpenQuote {
                continue;
            }
            open_quotes += 1;
            if open_quotes > OPEN_QUOTES {
                let line = spot.line;
                return Err(incomplete(format!(
                    "line {line}: too many quotes are opened and never closed; deliver the file again"
                )));
            }
            // Only the line that opens the quote is lost: the file is read on behind it.
            let Some(length) = bytes.iter().position(|byte| *byte == b'\n') else { break };
            let next = Spot { offset: spot.offset + length as u64 + 1, line: spot.line + 1 };
            lines.reader().get_mut().on = false;
            lines.reader().seek(SeekFrom::Start(next.offset)).map_err(unreadable)?;
            lines.moved_to(next);
        }
        let hash = lines.reader().get_ref().hash.clone().finalize();
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        if let Ok(manifest) = &file.manifest {
            if let Some(said) = manifest.rows.filter(|said| *said != rows) {
                return Err(incomplete(format!(
                    "has {rows} rows and its manifest says {said}; deliver both again"
                )));
            }
            if manifest.sha256.as_ref().is_some_and(|said| *said != hash) {
                return Err(incomplete(
                    "is not the file that its manifest describes (the SHA-256 differs); deliver both again"
                        .to_owned(),
                ));
            }
        }
        self.files.push(layout);
        Ok(())
    }
}

/// Checks the shape of a row and parts it into cells.
pub(crate) fn part(
    layout: &Layout,
    settings: &DropSettings,
    (spot, shape, bytes): (Spot, Shape, &[u8]),
    cells: &mut Vec<String>,
) -> Result<(), Fault> {
    if shape == Shape::TooLong {
        return Err(Fault::of_row("the row is longer than 1 MB; deliver long content as documents"));
    }
    if shape == Shape::OpenQuote {
        return Err(Fault::of_row("a quote is opened in the row and never closed; close it at the source"));
    }
    settings.form.cells(without_bom(spot, bytes), &layout.header, cells)?;
    let (have, want) = (cells.len(), layout.header.len());
    if have != want {
        return Err(Fault::of_row(format!(
            "the row has {have} cells and the header has {want}; put cells that hold the delimiter or a line end into quotes"
        )));
    }
    Ok(())
}

struct Adding<'a> {
    index: &'a mut Index,
    table: &'a Table,
    layout: &'a Layout,
    settings: &'a DropSettings,
    persons: &'a mut HashMap<u128, u32>,
    cells: Vec<String>,
}

impl Adding<'_> {
    fn row(&mut self, spot: Spot, shape: Shape, bytes: &[u8]) {
        let file = u8::try_from(self.index.files.len()).unwrap_or(u8::MAX);
        let mut at = Ref { person: NOBODY, file, block: 0, line: spot.line, offset: spot.offset };
        if part(self.layout, self.settings, (spot, shape, bytes), &mut self.cells).is_err() {
            self.index.refs.push(at);
            return;
        }
        let row = CellRow { cells: &self.cells, slots: &self.layout.cells };
        let mut nobody = true;
        for (block, person) in (0u8..).zip(&self.table.persons) {
            at.block = block;
            match person.key_in(&row) {
                Ok(None) => continue,
                Ok(Some(key)) => {
                    let next = u32::try_from(self.persons.len()).unwrap_or(NOBODY - 1);
                    at.person = *self.persons.entry(fingerprint(&key.0)).or_insert(next);
                }
                Err(_) => at.person = NOBODY,
            }
            nobody = false;
            self.index.refs.push(at);
        }
        self.index.passed += u64::from(nobody);
    }
}

/// 128 bits of a key; keys are compared in full when their rows are taken.
fn fingerprint(key: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, key).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}

fn read_header<R: std::io::BufRead>(
    lines: &mut Lines<R>,
    table: &Table,
    settings: &DropSettings,
) -> std::io::Result<Result<Vec<String>, String>> {
    if let Some(header) = &table.header {
        return Ok(Ok(header.clone()));
    }
    let Some((spot, shape, bytes)) = lines.next_row()? else {
        return Ok(Err("is empty; a file without rows still has its header line".to_owned()));
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Ok(Err("is written in UTF-16; save it as UTF-8".to_owned()));
    }
    let mut header = Vec::new();
    let read = settings.form.cells(without_bom(spot, bytes), &[], &mut header);
    if shape != Shape::Whole || read.is_err() {
        let line = spot.line;
        let reason =
            read.err().map_or_else(|| "the header line does not end".to_owned(), |fault| fault.sentence());
        return Ok(Err(format!("line {line}: {reason}")));
    }
    Ok(Ok(header.iter().map(|name| name.trim().to_owned()).collect()))
}

/// The cell of each column that the mapping names.
pub(crate) fn slots(
    header: &[String],
    table: &Table,
    mapping: &Mapping,
    file: &str,
) -> Result<Vec<usize>, SourceError> {
    let nonsense = |sentence: String| SourceError::Nonsense(mapping.profile.agency.clone(), sentence);
    let mut cells = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let mut found = header.iter().enumerate().filter(|(_, name)| **name == column.name);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => cells.push(at),
            (Some(_), Some(_)) => {
                return Err(nonsense(format!(
                    "{file}, line 1: two columns are called `{}`; rename one of them",
                    column.name
                )));
            }
            (None, _) => return Err(nonsense(missing_column(column, header, mapping, file))),
        }
    }
    Ok(cells)
}

/// The sentence about a column that the mapping names and `within` does not have.
pub(crate) fn missing_column(column: &Column, header: &[String], mapping: &Mapping, within: &str) -> String {
    let (line, at) = column.at;
    let hint = nearest::hint(&column.name, header.iter().map(String::as_str));
    let all = header.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let all = if hint.contains("there are") { String::new() } else { format!("; it has {all}") };
    format!("{}, line {line}, column {at}: {within} has no column `{}`{hint}{all}", mapping.name, column.name)
}

fn without_bom(spot: Spot, bytes: &[u8]) -> &[u8] {
    if spot.offset == 0 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes }
}

/// Hashes what is read through it.
struct Hashing {
    from: File,
    hash: Sha256,
    on: bool,
}

impl Read for Hashing {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.from.read(into)?;
        if self.on {
            self.hash.update(&into[..length]);
        }
        Ok(length)
    }
}

impl Seek for Hashing {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.from.seek(to)
    }
}
