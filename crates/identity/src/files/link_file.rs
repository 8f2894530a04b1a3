//! Links one file: rows in, the same rows' ids out with the person they belong to.

mod pairs;

use crate::RecordId;
use crate::files::memory::peak_memory;
use crate::files::records_file::{FileRecords, read_file};
use crate::files::refusals::{TableError, line_error};
use crate::files::remarks::Remark;
use crate::files::table::ColumnsMapping;
use crate::link::partition::{Constraints, partition};
use crate::parallel::{cores, in_chunks};
use crate::weigh::bits::weight;
use crate::weigh::train::train;
use std::io::Write;
use std::path::Path;

/// What linking a file came to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Rows read.
    pub records: u64,
    /// Persons found.
    pub people: u64,
    /// Pairs compared.
    pub compared: u64,
    /// Keys whose blocks stay too large, however refined; their records were compared with a few of the block only.
    pub crowded_keys: u64,
    /// Peak memory of the process in bytes, where the system tells it.
    pub peak_memory: Option<u64>,
    /// Records of the largest person.
    pub largest: u64,
    /// What is strange about the file.
    pub remarks: Vec<Remark>,
}

/// A file for the questions that are left to people: for two people who may be one, their likeliest pair; the likeliest
/// first, until two records of a hundred are in a question.
#[derive(Clone, Copy, Debug)]
pub struct PairsFile<'a> {
    /// Where it goes.
    pub path: &'a Path,
    /// When given, every pair that was weighed and is at least so likely is written, with what became of it.
    pub least: Option<f64>,
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
    link_file_and_pairs(input, output, None, columns, threads)
}

/// The same, and writes the pairs beside it: `one,two,probability,outcome,asked`, sorted.
///
/// # Errors
/// As for [`link_file`].
pub fn link_file_and_pairs(
    input: &Path,
    output: &Path,
    pairs: Option<PairsFile>,
    columns: Option<&ColumnsMapping>,
    threads: usize,
) -> Result<Summary, TableError> {
    let threads = if threads == 0 { cores() } else { threads };
    let mut file = read_file(input, columns, threads)?;
    let order = file.by_id(input)?;
    for (place, at) in order.iter().enumerate() {
        file.store.ids[*at as usize] = RecordId(place as i64);
    }
    let (model, mut blocks) = train(&file.store, threads);
    if let Some(least) = pairs.and_then(|pairs| pairs.least) {
        blocks.least = weight(least);
    }
    let (edges, compared) = blocks.edges(&file.store, &model, threads);
    let crowded = blocks.crowded;
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
    write_clusters(output, &file, &order, &cluster, threads)?;
    if let Some(pairs) = pairs {
        pairs::write(pairs, &file, &edges, &cluster)?;
    }
    let mut remarks = std::mem::take(&mut file.remarks);
    let counted = |count: usize, remark: fn(u64) -> Remark| (count > 0).then(|| remark(count as u64));
    remarks.extend(counted(model.defaults.len(), Remark::DefaultDates));
    remarks.extend(counted(model.shared.len(), Remark::SharedNumbers));
    remarks.extend(counted(crowded as usize, Remark::Crowded));
    remarks.extend(Remark::large(largest));
    Ok(Summary {
        remarks,
        records: count as u64,
        people,
        compared,
        crowded_keys: crowded,
        peak_memory: peak_memory(),
        largest,
    })
}

fn write_clusters(
    path: &Path,
    file: &FileRecords,
    order: &[u32],
    cluster: &[(u32, f32)],
    threads: usize,
) -> Result<(), TableError> {
    const CHUNK: usize = 1 << 14;
    let failed =
        |error: std::io::Error| TableError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    let lines = |part: &[u32]| -> Result<Vec<u8>, csv::Error> {
        let mut out = csv::Writer::from_writer(Vec::new());
        for at in part {
            let (first, probability) = cluster[*at as usize];
            let sure = if probability == 1.0 { "1.0000".to_owned() } else { format!("{probability:.4}") };
            out.write_record([file.id(*at as usize), file.id(first as usize), &sure])?;
        }
        out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    };
    let written = in_chunks(
        threads,
        order.len().div_ceil(CHUNK),
        || (),
        |(), chunk| lines(&order[chunk * CHUNK..order.len().min((chunk + 1) * CHUNK)]),
    );
    let mut out = std::fs::File::create(path).map_err(failed)?;
    out.write_all(b"unique_id,cluster_id,probability\n").map_err(failed)?;
    for part in written {
        out.write_all(&part.map_err(|error| line_error(path, &error))?).map_err(failed)?;
    }
    Ok(())
}
