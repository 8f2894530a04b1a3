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

impl Gathering<'_> {
    fn person(&mut self, refs: &[Ref], said: Vec<Result<Said, Rejection>>) -> Result<(), SourceError> {
        let (mapping, index) = (self.reader.mapping, self.reader.index);
        let before = self.rejections.len();
        let mut key: Option<RecordKey> = None;
        let mut entries: Vec<Entry> = Vec::new();
        let (mut withdrawn, mut own_row, mut own_row_bad) = (false, false, false);
        let mut seen: HashSet<(u8, u8)> = HashSet::new();
        let mut rows_seen = HashSet::new();
        for (at, row) in refs.iter().zip(said) {
            let table = self.reader.table(*at);
            own_row |= !table.many;
            let fault = match row {
                Err(rejection) => {
                    self.rejections.push(rejection);
                    own_row_bad |= !table.many;
                    continue;
                }
                Ok(said) if key.as_ref().is_some_and(|key| *key != said.key) => Some(Fault::of_row(
                    "the key cannot be told from another one; tell the makers of this program",
                )),
                Ok(_) if !table.many && !seen.insert((at.file, at.block)) => {
                    Some(self.reader.twice(*at, refs))
                }
                Ok(said) => {
                    self.reader.add(*at, said, &mut key, &mut entries, &mut withdrawn, &mut rows_seen)
                }
            };
            if let Some(fault) = fault {
                let rejection = self.reader.reject(*at, &fault)?;
                self.rejections.push(rejection);
            }
        }
        let Some(key) = key else { return Ok(()) };
        let rejected = self.rejections.len() > before;
        if index.full && !own_row && mapping.tables.iter().any(|table| !table.many) {
            return self.orphans(refs);
        }
        // A whole record without the person's own row would take away what is known; the row waits in the quarantine.
        if index.full && own_row_bad {
            return Ok(());
        }
        if withdrawn {
            self.changes.push(Change::Withdrawn(key));
            return Ok(());
        }
        let record = SourceRecord { source: mapping.profile.id.clone(), key, as_of: index.as_of, entries };
        let whole = index.full && !rejected;
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

    /// Adds a row's entries to its person; the fault when the row has a key that stands already.
    fn add(
        &self,
        at: Ref,
        said: Said,
        key: &mut Option<RecordKey>,
        entries: &mut Vec<Entry>,
        withdrawn: &mut bool,
        rows_seen: &mut HashSet<(u8, String)>,
    ) -> Option<Fault> {
        let rows: HashSet<&String> =
            said.entries.iter().map(|entry| &entry.row).filter(|row| !row.is_empty()).collect();
        if rows.iter().any(|row| rows_seen.contains(&(at.file, (*row).clone()))) {
            return Some(Fault::of_row(
                "the row has the same row key as an earlier row of this person; keep one of them",
            ));
        }
        rows_seen.extend(rows.into_iter().map(|row| (at.file, row.clone())));
        key.get_or_insert(said.key);
        *withdrawn |= said.withdrawn;
        entries.extend(said.entries);
        None
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
