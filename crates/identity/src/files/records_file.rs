//! Reads a file of people into a store, on several threads.

use crate::RecordId;
use crate::features::Folded;
use crate::files::encoding::as_text;
use crate::files::refusals::{TableError, line_error};
use crate::files::remarks::{Remark, Tally};
use crate::files::table::{Columns, ColumnsMapping, Known, header, open};
use crate::parallel::in_chunks;
use crate::store::Store;
use crate::words::dates::Order;
use std::path::Path;
use std::sync::mpsc::sync_channel;

/// A file of people in memory.
pub(crate) struct FileRecords {
    pub(crate) store: Store,
    ids: Vec<u8>,
    ends: Vec<u32>,
    /// What is strange about the file.
    pub(crate) remarks: Vec<Remark>,
}

impl FileRecords {
    pub(crate) fn id(&self, at: usize) -> &str {
        std::str::from_utf8(self.bytes(at)).unwrap_or_default()
    }

    fn bytes(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.ids[start..self.ends[at] as usize]
    }

    /// The rows ordered by id, so that nothing depends on their order in the file; refuses ids given twice.
    pub(crate) fn by_id(&self, path: &Path) -> Result<Vec<u32>, TableError> {
        // The first letters settle nearly every comparison without a look at the text.
        let mut order: Vec<(u128, u32)> = (0..self.store.features.len() as u32)
            .map(|at| {
                let mut first = [0; 16];
                let id = self.bytes(at as usize);
                let length = id.len().min(first.len());
                first[..length].copy_from_slice(&id[..length]);
                (u128::from_be_bytes(first), at)
            })
            .collect();
        order.sort_unstable_by(|one, two| {
            let rest = || self.bytes(one.1 as usize).cmp(self.bytes(two.1 as usize));
            one.0.cmp(&two.0).then_with(rest).then(one.1.cmp(&two.1))
        });
        let order: Vec<u32> = order.into_iter().map(|(_, at)| at).collect();
        for pair in order.windows(2) {
            if self.bytes(pair[0] as usize) == self.bytes(pair[1] as usize) {
                let (first, second) = (u64::from(pair[0]) + 2, u64::from(pair[1]) + 2);
                return Err(TableError::TwiceId { path: path.to_owned(), first, second });
            }
        }
        Ok(order)
    }

    fn push_id(&mut self, id: &str) {
        self.ids.extend_from_slice(id.as_bytes());
        self.ends.push(self.ids.len() as u32);
    }
}

/// Rows handed to the threads at once.
const BATCH: usize = 1 << 14;

/// Rows on their way from the file to the store.
#[derive(Default)]
struct Rows {
    cells: Vec<csv::StringRecord>,
    /// How many were in another encoding.
    mended: u64,
}

/// Rows and what they say.
type Batch = (Rows, Vec<(Vec<Folded>, Tally)>);

/// Reads a whole file. Whether days or months come first is settled by all rows that tell, so that their order does not
/// matter: a file with the day first is read a second time.
pub(crate) fn read_file(
    path: &Path,
    mapping: Option<&ColumnsMapping>,
    threads: usize,
) -> Result<FileRecords, TableError> {
    let (file, day_first) = read_in_order(path, mapping, Order::MonthFirst, threads)?;
    if !day_first {
        return Ok(file);
    }
    drop(file);
    read_in_order(path, mapping, Order::DayFirst, threads).map(|(file, _)| file)
}

/// One thread takes rows apart, others fold them, this one enters them in the order of the file. Says also whether most
/// dates that tell have the day first.
fn read_in_order(
    path: &Path,
    mapping: Option<&ColumnsMapping>,
    order: Order,
    threads: usize,
) -> Result<(FileRecords, bool), TableError> {
    let mut reader = open(path)?;
    let names = header(&mut reader, path)?;
    let columns = Columns::find(path, &names, mapping.unwrap_or(&ColumnsMapping::default()), order)?;
    columns.need_names(path, &names)?;
    let columns = &columns;
    let mut file =
        FileRecords { store: Store::new(), ids: Vec::new(), ends: Vec::new(), remarks: Vec::new() };
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let (send_rows, rows) = sync_channel::<Result<Rows, TableError>>(1);
        let (send_folded, folded) = sync_channel::<Result<Batch, TableError>>(1);
        scope.spawn(move || {
            loop {
                let next = read_batch(&mut reader, path);
                let last = next.as_ref().map_or(true, |rows| rows.cells.is_empty());
                // Nobody takes the next rows when some were refused.
                if send_rows.send(next).is_err() || last {
                    break;
                }
            }
        });
        scope.spawn(move || {
            for rows in rows {
                let batch = rows.map(|rows| {
                    let folded = fold_rows(columns, &rows.cells, threads);
                    (rows, folded)
                });
                if send_folded.send(batch).is_err() {
                    break;
                }
            }
        });
        for batch in folded {
            let (rows, folded) = batch?;
            folded.iter().for_each(|(_, part)| tally.join(part));
            tally.mended += rows.mended;
            take_rows(&mut file, columns, &rows.cells, folded);
        }
        Ok(())
    })?;
    file.remarks = tally.remarks(columns, &names);
    Ok((file, tally.day_first()))
}

fn read_batch(reader: &mut csv::Reader<std::fs::File>, path: &Path) -> Result<Rows, TableError> {
    let mut rows = Rows::default();
    let mut row = csv::ByteRecord::new();
    while rows.cells.len() < BATCH
        && reader.read_byte_record(&mut row).map_err(|error| line_error(path, &error))?
    {
        closed(&row, path)?;
        let (cells, mended) = as_text(row.clone());
        rows.cells.push(cells);
        rows.mended += u64::from(mended);
    }
    Ok(rows)
}

/// A cell with so many line breaks is one whose quotation mark was not closed.
const BREAKS: usize = 30;

fn closed(row: &csv::ByteRecord, path: &Path) -> Result<(), TableError> {
    let text = row.as_slice();
    if text.len() < 1_000 || text.iter().filter(|byte| **byte == b'\n').take(BREAKS).count() < BREAKS {
        return Ok(());
    }
    let line = row.position().map_or(0, csv::Position::line);
    let reason =
        format!("a quotation mark is opened here and not closed: more than {BREAKS} lines would be one row");
    Err(TableError::Line { path: path.to_owned(), line, reason })
}

fn fold_rows(columns: &Columns, rows: &[csv::StringRecord], threads: usize) -> Vec<(Vec<Folded>, Tally)> {
    const CHUNK: usize = 1024;
    in_chunks(
        threads,
        rows.len().div_ceil(CHUNK),
        || (),
        |(), chunk| {
            let part = &rows[chunk * CHUNK..rows.len().min((chunk + 1) * CHUNK)];
            let mut tally = Tally::default();
            let fold = |row: &csv::StringRecord| {
                tally.ragged += u64::from(row.len() != columns.width());
                let folded = columns.folded(row);
                columns.tally(row, &folded, &mut tally);
                folded
            };
            (part.iter().map(fold).collect(), tally)
        },
    )
}

fn take_rows(
    file: &mut FileRecords,
    columns: &Columns,
    rows: &[csv::StringRecord],
    folded: Vec<(Vec<Folded>, Tally)>,
) {
    for (row, folded) in rows.iter().zip(folded.into_iter().flat_map(|(part, _)| part)) {
        let at = file.store.features.len();
        file.store.push(RecordId(at as i64), &folded);
        let id = columns.cell(row, Known::Id);
        if columns.has(Known::Id) { file.push_id(id) } else { file.push_id(&(at + 1).to_string()) }
    }
}
