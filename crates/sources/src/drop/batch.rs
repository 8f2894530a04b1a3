//! Reads one batch of persons from a drop that was checked.

use crate::drop::DropSettings;
use crate::drop::index::{CellRow, Index, NOBODY, Ref, part};
use crate::drop::lines::{Lines, Shape, Spot};
use crate::mapping::{Mapping, Table};
use crate::row::Fault;
use records::{Change, Delivery, Entry, Place, RecordKey, Rejection, SourceError, SourceRecord};
use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;

/// Most people in one batch.
const PEOPLE: usize = 2_000;
/// Most rows in one batch, unless one person has more.
const ROWS: usize = 10_000;

/// A batch and how many references it took.
pub(crate) struct Taken {
    pub(crate) batch: Delivery,
    pub(crate) taken: usize,
}

/// What one row says about one person.
struct Said {
    key: RecordKey,
    entries: Vec<Entry>,
    withdrawn: bool,
}

/// Reads the batch that begins at a reference.
pub(crate) fn read(
    mapping: &Mapping,
    settings: &DropSettings,
    index: &Index,
    from: usize,
) -> Result<Taken, SourceError> {
    let from = from.min(index.refs.len());
    let end = batch_end(&index.refs, from);
    let refs = &index.refs[from..end];
    let mut reader = Reader { mapping, settings, index, open: Vec::new(), cells: Vec::new() };
    let mut order: Vec<usize> = (0..refs.len()).collect();
    order.sort_unstable_by_key(|at| (refs[*at].file, refs[*at].offset, refs[*at].block));
    let mut rows: Vec<Option<Result<Said, Rejection>>> = Vec::new();
    rows.resize_with(refs.len(), || None);
    let mut count = if from == 0 { index.passed } else { 0 };
    let mut last = None;
    for at in order {
        let here = (refs[at].file, refs[at].offset);
        count += u64::from(last.replace(here) != Some(here));
        rows[at] = Some(reader.take(refs[at])?);
    }
    let mut gathering = Gathering { reader, changes: Vec::new(), rejections: Vec::new() };
    let mut rows = rows.into_iter().flatten();
    for of_person in refs.chunk_by(|a, b| a.person == b.person && a.person != NOBODY) {
        let said = rows.by_ref().take(of_person.len()).collect();
        gathering.person(of_person, said)?;
    }
    let batch = Delivery {
        name: String::new(),
        cursor: None,
        more: false,
        as_of: Some(index.as_of),
        rows: count,
        changes: gathering.changes,
        rejections: gathering.rejections,
    };
    Ok(Taken { batch, taken: end - from })
}

/// Never parts a person's rows.
fn batch_end(refs: &[Ref], from: usize) -> usize {
    let (mut people, mut end) = (0, from);
    for of_person in refs[from..].chunk_by(|a, b| a.person == b.person && a.person != NOBODY) {
        if people == PEOPLE || (people > 0 && end - from + of_person.len() > ROWS) {
            break;
        }
        people += 1;
        end += of_person.len();
    }
    end
}

struct Gathering<'a> {
    reader: Reader<'a>,
    changes: Vec<Change>,
    rejections: Vec<Rejection>,
}

/// What was gathered of one person.
#[derive(Default)]
struct Person {
    key: Option<RecordKey>,
    entries: Vec<Entry>,
    withdrawn: bool,
    /// A table with one row for a person has a row, and that row is bad.
    own_row: bool,
    own_row_bad: bool,
    /// Tables, by file and place of the person in the row, that had their one row.
    had: HashSet<(u8, u8)>,
    /// Row keys by file.
    row_keys: HashSet<(u8, String)>,
}

impl Gathering<'_> {
    fn person(&mut self, refs: &[Ref], said: Vec<Result<Said, Rejection>>) -> Result<(), SourceError> {
        let (mapping, index) = (self.reader.mapping, self.reader.index);
        let before = self.rejections.len();
        let mut person = Person::default();
        for (at, row) in refs.iter().zip(said) {
            let many = self.reader.table(*at).many;
            person.own_row |= !many;
            let taken = match row {
                Ok(said) => person.take(self.reader.table(*at), *at, said),
                Err(rejection) => {
                    person.own_row_bad |= !many;
                    self.rejections.push(rejection);
                    continue;
                }
            };
            if let Err(fault) = taken {
                let fault =
                    if fault == Refused::Twice { self.reader.twice(*at, refs) } else { fault.in_words() };
                let rejection = self.reader.reject(*at, &fault)?;
                self.rejections.push(rejection);
            }
        }
        let Some(key) = person.key else { return Ok(()) };
        if index.full && !person.own_row && mapping.tables.iter().any(|table| !table.many) {
            return self.orphans(refs);
        }
        // A whole record without the person's own row would take away what is known; the row waits in the quarantine.
        if index.full && person.own_row_bad {
            return Ok(());
        }
        if person.withdrawn {
            self.changes.push(Change::Withdrawn(key));
            return Ok(());
        }
        let source = mapping.profile.id.clone();
        let record = SourceRecord { source, key, as_of: index.as_of, entries: person.entries };
        let whole = index.full && self.rejections.len() == before;
        self.changes.push(if whole { Change::Whole(record) } else { Change::Amended(record) });
        Ok(())
    }

    /// Rows of a full drop that hang on a key which no table of persons has.
    fn orphans(&mut self, refs: &[Ref]) -> Result<(), SourceError> {
        let mapping = self.reader.mapping;
        let owners: Vec<&str> =
            mapping.tables.iter().filter(|table| !table.many).map(|table| table.name.as_str()).collect();
        let reason = format!(
            "the row hangs on a person whom `{}` does not have; deliver both, or neither",
            owners.join("` and `")
        );
        for at in refs {
            let rejection = self.reader.reject(*at, &Fault::of_row(reason.clone()))?;
            self.rejections.push(rejection);
        }
        Ok(())
    }
}

/// Why a good row does not fit its person.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// A second row where there is one for each person.
    Twice,
    RowKeyTwice,
    /// Two keys with one fingerprint.
    OtherKey,
}

impl Refused {
    fn in_words(self) -> Fault {
        Fault::of_row(match self {
            Refused::Twice => "the row is a second one for the same person; keep one of them",
            Refused::RowKeyTwice => {
                "the row has the same row key as an earlier row of this person; keep one of them, or set `repeats = \"number\"`"
            }
            Refused::OtherKey => "the key cannot be told from another one; tell the makers of this program",
        })
    }
}

impl Person {
    fn take(&mut self, table: &Table, at: Ref, mut said: Said) -> Result<(), Refused> {
        if self.key.as_ref().is_some_and(|key| *key != said.key) {
            return Err(Refused::OtherKey);
        }
        if !table.many && !self.had.insert((at.file, at.block)) {
            return Err(Refused::Twice);
        }
        let known = |keys: &HashSet<_>, entry: &Entry| keys.contains(&(at.file, entry.row.clone()));
        if said.entries.iter().any(|entry| known(&self.row_keys, entry)) {
            if !table.number_repeats {
                return Err(Refused::RowKeyTwice);
            }
            for entry in said.entries.iter_mut().filter(|entry| !entry.row.is_empty()) {
                let bare = entry.row.clone();
                let mut number = 1;
                while known(&self.row_keys, entry) {
                    number += 1;
                    entry.row = format!("{bare}~{number}");
                }
            }
        }
        let keyed = said.entries.iter().filter(|entry| !entry.row.is_empty());
        self.row_keys.extend(keyed.map(|entry| (at.file, entry.row.clone())));
        self.key.get_or_insert(said.key);
        self.withdrawn |= said.withdrawn;
        self.entries.append(&mut said.entries);
        Ok(())
    }
}

struct Reader<'a> {
    mapping: &'a Mapping,
    settings: &'a DropSettings,
    index: &'a Index,
    open: Vec<(u8, Lines<BufReader<File>>)>,
    cells: Vec<String>,
}

impl Reader<'_> {
    fn table(&self, at: Ref) -> &Table {
        &self.mapping.tables[self.index.files[usize::from(at.file)].file.table]
    }

    fn take(&mut self, at: Ref) -> Result<Result<Said, Rejection>, SourceError> {
        let (shape, bytes) = self.bytes(at)?;
        let fault = match self.said(at, shape, &bytes) {
            Ok(said) => return Ok(Ok(said)),
            Err(fault) => fault,
        };
        Ok(Err(self.rejection(at, &fault, &bytes)))
    }

    fn said(&mut self, at: Ref, shape: Shape, bytes: &[u8]) -> Result<Said, Fault> {
        let layout = &self.index.files[usize::from(at.file)];
        let spot = Spot { offset: at.offset, line: at.line };
        part(layout, self.settings, (spot, shape, bytes), &mut self.cells)?;
        let table = &self.mapping.tables[layout.file.table];
        let row = CellRow { cells: &self.cells, slots: &layout.cells };
        let person = &table.persons[usize::from(at.block)];
        let key = person
            .key_in(&row)?
            .ok_or_else(|| Fault::of_row("the row changed while it was read; deliver the drop again"))?;
        if let Some(when) = &table.withdrawn
            && when.holds(&row)?
        {
            return Ok(Said { key, entries: Vec::new(), withdrawn: !table.many });
        }
        let entries = person.entries_in(&row, self.mapping, table, usize::from(at.block), &mut Vec::new())?;
        Ok(Said { key, entries, withdrawn: false })
    }

    /// The fault of a second row for a person in a table that has one row for each.
    fn twice(&self, at: Ref, refs: &[Ref]) -> Fault {
        let first = refs
            .iter()
            .find(|other| other.file == at.file && other.block == at.block)
            .map_or(0, |other| other.line);
        let columns = self.table(at).persons[usize::from(at.block)].key.columns();
        let column = columns.first().map_or("", |column| column.name.as_str());
        Fault::of_column(
            column,
            format!(
                "has the same key as line {first}, and this table has one row for a person; keep one of them, or set `many = true`"
            ),
        )
    }

    fn reject(&mut self, at: Ref, fault: &Fault) -> Result<Rejection, SourceError> {
        let (_, bytes) = self.bytes(at)?;
        Ok(self.rejection(at, fault, &bytes))
    }

    fn rejection(&self, at: Ref, fault: &Fault, bytes: &[u8]) -> Rejection {
        let within = self.index.files[usize::from(at.file)].file.name.clone();
        let place = Place { within, line: u64::from(at.line), column: fault.column.clone() };
        Rejection { place, reason: fault.reason.clone(), row: self.settings.form.for_quarantine(bytes) }
    }

    /// The bytes of a row; jumps only when the reader does not stand there already.
    fn bytes(&mut self, at: Ref) -> Result<(Shape, Vec<u8>), SourceError> {
        let file = &self.index.files[usize::from(at.file)].file;
        let gone = |cause: std::io::Error| {
            SourceError::Incomplete(
                file.name.clone(),
                format!("cannot be read any more ({cause}); put it back"),
            )
        };
        if !self.open.iter().any(|(have, _)| *have == at.file) {
            let reader = BufReader::with_capacity(1 << 16, File::open(&file.path).map_err(gone)?);
            self.open.push((at.file, Lines::new(reader, self.settings.form.delimiter, Spot::default())));
        }
        let Some((_, lines)) = self.open.iter_mut().find(|(have, _)| *have == at.file) else {
            return Err(gone(std::io::ErrorKind::NotFound.into()));
        };
        let spot = Spot { offset: at.offset, line: at.line };
        if lines.spot().offset != spot.offset {
            let jump =
                i64::try_from(spot.offset).unwrap_or(0) - i64::try_from(lines.spot().offset).unwrap_or(0);
            lines.reader().seek_relative(jump).map_err(gone)?;
            lines.moved_to(spot);
        }
        match lines.next_row().map_err(gone)? {
            Some((_, Shape::OpenQuote, bytes)) => {
                let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
                Ok((Shape::OpenQuote, line.to_vec()))
            }
            Some((_, shape, bytes)) => Ok((shape, bytes.to_vec())),
            None => Err(gone(std::io::ErrorKind::UnexpectedEof.into())),
        }
    }
}
