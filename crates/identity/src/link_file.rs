//! Links one file: rows in, the same rows' ids out with the person they belong to.

use crate::RecordId;
use crate::memory::peak_memory;
use crate::parallel::{cores, in_chunks};
use crate::partition::{Constraints, partition};
use crate::store::Store;
use crate::table::{Columns, ColumnsMapping, Known, TableError, header, line_error, open};
use crate::train::train;
use std::path::Path;

/// What linking a file came to.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// Rows read.
    pub records: u64,
    /// Persons found.
    pub people: u64,
    /// Pairs compared.
    pub compared: u64,
    /// Keys that were left out because their blocks stayed too large.
    pub skipped_keys: u64,
    /// Peak memory of the process in bytes, where the system tells it.
    pub peak_memory: Option<u64>,
    /// Records of the largest person.
    pub largest: u64,
}

/// A file of people in memory.
pub(crate) struct FileRecords {
    pub(crate) store: Store,
    ids: Vec<u8>,
    ends: Vec<u32>,
}

impl FileRecords {
    pub(crate) fn id(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        std::str::from_utf8(&self.ids[start..self.ends[at] as usize]).unwrap_or_default()
    }

    fn push_id(&mut self, id: &str) {
        self.ids.extend_from_slice(id.as_bytes());
        self.ends.push(self.ids.len() as u32);
    }
}

/// Reads `input`, finds who is who, writes `unique_id,cluster_id,probability` to `output`, sorted by `unique_id`. A cluster is
/// named after the first of its ids; its probability is that of its weakest step. `threads`: 0 for all cores.
///
/// # Errors
/// A sentence about the file when it cannot be read or makes no sense, or when `output` cannot be written.
pub fn link_file(
    input: &Path,
    output: &Path,
    columns: Option<&ColumnsMapping>,
    threads: usize,
) -> Result<Summary, TableError> {
    let threads = if threads == 0 { cores() } else { threads };
    let mut file = read_file(input, columns, threads)?;
    let order = rank(&mut file, input)?;
    let (model, blocks) = train(&file.store, threads);
    let (edges, compared) = blocks.edges(&file.store, &model, threads);
    let skipped = blocks.skipped;
    drop(blocks);
    let groups = partition(&file.store, &model, &edges, &Constraints::none(), threads);
    let count = file.store.features.len();
    let mut cluster: Vec<(u32, f32)> = (0..count as u32).map(|at| (at, 1.0)).collect();
    let (mut people, mut largest) = (count as u64, 1);
    for group in &groups {
        let first =
            group.members.iter().copied().min_by_key(|at| file.store.ids[*at as usize]).unwrap_or_default();
        for at in &group.members {
            cluster[*at as usize] = (first, group.probability() as f32);
        }
        people -= group.members.len() as u64 - 1;
        largest = largest.max(group.members.len() as u64);
    }
    write_clusters(output, &file, &order, &cluster)?;
    Ok(Summary {
        records: count as u64,
        people,
        compared,
        skipped_keys: skipped,
        peak_memory: peak_memory(),
        largest,
    })
}

fn write_clusters(
    path: &Path,
    file: &FileRecords,
    order: &[u32],
    cluster: &[(u32, f32)],
) -> Result<(), TableError> {
    let failed =
        |error: std::io::Error| TableError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let out = std::fs::File::create(path).map_err(failed)?;
    let mut out = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_writer(out);
    let mut write = || -> Result<(), csv::Error> {
        out.write_record(["unique_id", "cluster_id", "probability"])?;
        for at in order {
            let (first, probability) = cluster[*at as usize];
            out.write_record([file.id(*at as usize), file.id(first as usize), &format!("{probability:.4}")])?;
        }
        Ok(())
    };
    write().map_err(|error| line_error(path, &error))?;
    out.flush().map_err(failed)
}

/// Rows handed to the threads at once.
const BATCH: usize = 1 << 15;

pub(crate) fn read_file(
    path: &Path,
    mapping: Option<&ColumnsMapping>,
    threads: usize,
) -> Result<FileRecords, TableError> {
    let mut reader = open(path)?;
    let names = header(&mut reader, path)?;
    let mut columns = Columns::find(path, &names, mapping.unwrap_or(&ColumnsMapping::default()))?;
    columns.need_names(path, &names)?;
    let mut file = FileRecords { store: Store::new(), ids: Vec::new(), ends: Vec::new() };
    let mut first = true;
    loop {
        let rows = read_batch(&mut reader, path)?;
        if rows.is_empty() {
            return Ok(file);
        }
        if std::mem::take(&mut first) {
            let days = rows.iter().filter_map(|row| columns.order_of(row));
            let (days, all) = days.fold((0, 0), |(days, all), order| {
                (days + usize::from(order != Default::default()), all + 1)
            });
            if days * 2 > all {
                columns.order = crate::dates::Order::DayFirst;
            }
        }
        take_rows(&mut file, &columns, &rows, threads);
    }
}

fn read_batch(
    reader: &mut csv::Reader<std::fs::File>,
    path: &Path,
) -> Result<Vec<csv::ByteRecord>, TableError> {
    let mut rows = Vec::with_capacity(BATCH);
    let mut row = csv::ByteRecord::new();
    while rows.len() < BATCH && reader.read_byte_record(&mut row).map_err(|error| line_error(path, &error))? {
        rows.push(row.clone());
    }
    Ok(rows)
}

fn take_rows(file: &mut FileRecords, columns: &Columns, rows: &[csv::ByteRecord], threads: usize) {
    const CHUNK: usize = 1024;
    let folded = in_chunks(
        threads,
        rows.len().div_ceil(CHUNK),
        || (),
        |(), chunk| {
            let part = &rows[chunk * CHUNK..rows.len().min((chunk + 1) * CHUNK)];
            part.iter().map(|row| columns.folded(row)).collect::<Vec<_>>()
        },
    );
    for (row, folded) in rows.iter().zip(folded.into_iter().flatten()) {
        let at = file.store.features.len();
        file.store.push(RecordId(at as i64), &folded);
        let id = columns.cell(row, Known::Id);
        if columns.has(Known::Id) { file.push_id(id) } else { file.push_id(&(at + 1).to_string()) }
    }
}

/// Orders the rows by id, so that nothing depends on their order in the file; refuses ids given twice.
fn rank(file: &mut FileRecords, path: &Path) -> Result<Vec<u32>, TableError> {
    let mut order: Vec<u32> = (0..file.store.features.len() as u32).collect();
    order.sort_unstable_by(|one, two| {
        file.id(*one as usize).cmp(file.id(*two as usize)).then_with(|| one.cmp(two))
    });
    for pair in order.windows(2) {
        if file.id(pair[0] as usize) == file.id(pair[1] as usize) {
            let (first, second) = (u64::from(pair[0]) + 2, u64::from(pair[1]) + 2);
            return Err(TableError::TwiceId { path: path.to_owned(), first, second });
        }
    }
    for (place, at) in order.iter().enumerate() {
        file.store.ids[*at as usize] = RecordId(place as i64);
    }
    Ok(order)
}
