//! Answers a file of questions about a file of people.

use crate::engine::Engine;
use crate::link_file::{FileRecords, read_file};
use crate::memory::peak_memory;
use crate::parallel::cores;
use crate::permitted::Permitted;
use crate::query::{Age, Query, Role};
use crate::table::{Columns, ColumnsMapping, Known, TableError, header, line_error, open};
use jiff::civil::Date;
use records::{PersonId, SourceId};
use std::path::Path;
use std::time::{Duration, Instant};

/// What answering came to.
#[derive(Clone, Copy, Debug)]
pub struct FindSummary {
    /// Records searched.
    pub records: u64,
    /// Questions answered.
    pub queries: u64,
    /// Half of the answers took no longer.
    pub median: Duration,
    /// 99 of 100 answers took no longer.
    pub slow: Duration,
    /// Peak memory of the process in bytes, where the system tells it.
    pub peak_memory: Option<u64>,
}

/// Most hits written for one question.
const HITS: usize = 50;

/// Reads people from `input` and questions from `queries` (`query` is its id; any known column, `age`, `text` for one
/// line of typing), writes `query,rank,unique_id,probability,microseconds` to `output`. Every record counts as a person.
/// Ages are meant on `today`.
///
/// # Errors
/// A sentence about a file that cannot be read, makes no sense, or cannot be written.
pub fn find_file(
    input: &Path,
    queries: &Path,
    output: &Path,
    columns: Option<&ColumnsMapping>,
    today: Date,
) -> Result<FindSummary, TableError> {
    let file = read_file(input, columns, cores())?;
    let records = file.store.count() as u64;
    let (engine, ids) = searchable(file);
    let failed =
        |error: std::io::Error| TableError::Unreadable { path: output.to_owned(), reason: error.to_string() };
    let mut out = csv::Writer::from_writer(std::fs::File::create(output).map_err(failed)?);
    let written = |error: csv::Error| line_error(output, &error);
    out.write_record(["query", "rank", "unique_id", "probability", "microseconds"]).map_err(written)?;
    let everything = Permitted::everything();
    let mut times = Vec::new();
    for (name, query) in read_queries(queries, today)? {
        let start = Instant::now();
        let found = engine.find(&query, &everything, HITS, &|_| true);
        let took = start.elapsed();
        times.push(took);
        for (rank, hit) in found.hits.iter().enumerate() {
            let (rank, micros) = ((rank + 1).to_string(), took.as_micros().to_string());
            let probability = format!("{:.4}", hit.probability);
            out.write_record([&name, &rank, ids.id(hit.person.0 as usize), &probability, &micros])
                .map_err(written)?;
        }
    }
    out.flush().map_err(failed)?;
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    let (median, slow) = (at(50).copied().unwrap_or_default(), at(99).copied().unwrap_or_default());
    Ok(FindSummary { records, queries: times.len() as u64, median, slow, peak_memory: peak_memory() })
}

/// An engine in which every record is a person of its own, and the records' ids.
fn searchable(mut file: FileRecords) -> (Engine, FileRecords) {
    let mut engine = Engine::new(crate::model::Model::shipped());
    std::mem::swap(&mut engine.store, &mut file.store);
    engine.person = (0..engine.store.features.len()).map(|at| Some(PersonId(at as i64))).collect();
    engine.source = vec![0; engine.person.len()];
    engine.sources = vec![SourceId::new("file")];
    engine.people = (0..engine.person.len() as u32).map(|at| (PersonId(at.into()), vec![at])).collect();
    let model = engine.train();
    engine.install(model);
    engine.spellings.learn(&engine.store.words);
    (engine, file)
}

fn read_queries(path: &Path, today: Date) -> Result<Vec<(String, Query)>, TableError> {
    let mut reader = open(path)?;
    let names = header(&mut reader, path)?;
    let columns = Columns::find(path, &names, &ColumnsMapping::default())?;
    let place = |name: &str| names.iter().position(|held| held.eq_ignore_ascii_case(name));
    let (id, age, text) = (place("query"), place("age"), place("text"));
    let mut queries = Vec::new();
    let mut row = csv::ByteRecord::new();
    while reader.read_byte_record(&mut row).map_err(|error| line_error(path, &error))? {
        let cell = |place: Option<usize>| {
            let bytes = place.and_then(|place| row.get(place)).unwrap_or_default();
            String::from_utf8_lossy(bytes).trim().to_owned()
        };
        let mut query = Query::parse(&cell(text), today);
        fill(&mut query, &columns, &row);
        if let Ok(years) = cell(age).parse::<i16>() {
            query.age = Some(Age { years, spread: 3.0, on: today });
        }
        let name = if id.is_some() { cell(id) } else { (queries.len() + 1).to_string() };
        queries.push((name, query));
    }
    Ok(queries)
}

fn fill(query: &mut Query, columns: &Columns, row: &csv::ByteRecord) {
    let known = columns.particulars(row);
    query.add_names(columns.cell(row, Known::First), Role::Given);
    query.add_names(columns.cell(row, Known::Middle), Role::Given);
    query.add_names(columns.cell(row, Known::Last), Role::Family);
    if let Some(birth) = known.birth {
        query.birth = birth.date.into();
    }
    query.sex = known.sex.or(query.sex);
    query.ssn = known.ssn.or(query.ssn.take());
    query.phones.extend(known.phones);
    query.emails.extend(known.emails);
    query.address = known.addresses.into_iter().next().or(query.address.take());
    query.numbers.extend(known.identifiers.into_iter().map(|identifier| identifier.number));
}
