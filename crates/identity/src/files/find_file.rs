//! Answers a file of questions about a file of people.

use crate::engine::Engine;
use crate::files::encoding::as_text;
use crate::files::memory::peak_memory;
use crate::files::records_file::{FileRecords, read_file};
use crate::files::refusals::{TableError, line_error};
use crate::files::remarks::Remark;
use crate::files::table::{Columns, ColumnsMapping, Known, header, open};
use crate::parallel::cores;
use crate::search::glance::Glance;
use crate::search::permitted::Permitted;
use crate::search::query::{Age, Query, Role};
use crate::words::dates::Order;
use jiff::civil::Date;
use records::{PersonId, SourceId};
use std::path::Path;
use std::time::{Duration, Instant};

/// What answering came to.
#[derive(Clone, Debug)]
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
    /// What is strange about the people's file, and then about the questions.
    pub remarks: Vec<Remark>,
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
    let mut file = read_file(input, columns, cores())?;
    file.by_id(input)?;
    let mut remarks = std::mem::take(&mut file.remarks);
    let asked = read_queries(queries, today)?;
    remarks.extend(asked.remarks);
    let records = file.store.count() as u64;
    let (engine, ids) = searchable(file);
    let failed =
        |error: std::io::Error| TableError::Unreadable { path: output.to_owned(), reason: error.to_string() };
    let mut out = csv::Writer::from_writer(std::fs::File::create(output).map_err(failed)?);
    let written = |error: csv::Error| line_error(output, &error);
    out.write_record(["query", "rank", "unique_id", "probability", "microseconds"]).map_err(written)?;
    let everything = Permitted::everything();
    let mut times = Vec::new();
    for (name, query) in asked.queries {
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
    Ok(FindSummary {
        records,
        queries: times.len() as u64,
        median,
        slow,
        peak_memory: peak_memory(),
        remarks,
    })
}

/// An engine in which every record is a person of its own, and the records' ids.
fn searchable(mut file: FileRecords) -> (Engine, FileRecords) {
    let mut engine = Engine::new(crate::weigh::model::Model::shipped());
    std::mem::swap(&mut engine.store, &mut file.store);
    engine.glances = engine.store.features.iter().map(|features| Glance::of(features, 0)).collect();
    for (at, glance) in engine.glances.iter_mut().enumerate() {
        glance.give(Some(PersonId(at as i64)));
    }
    engine.sources = vec![SourceId::new("file")];
    engine.people = (0..engine.glances.len() as u32).map(|at| (PersonId(at.into()), vec![at])).collect();
    let model = engine.train();
    engine.install(model);
    engine.spellings.learn(&engine.store.words);
    (engine, file)
}

/// Questions with their ids.
struct Questions {
    queries: Vec<(String, Query)>,
    remarks: Vec<Remark>,
}

/// Columns of a file of questions that people's files do not have.
const OF_QUESTIONS: [&str; 3] = ["query", "age", "text"];

fn read_queries(path: &Path, today: Date) -> Result<Questions, TableError> {
    let mut reader = open(path)?;
    let names = header(&mut reader, path)?;
    let columns = Columns::find(path, &names, &ColumnsMapping::default(), Order::default())?;
    let place = |name: &str| names.iter().position(|held| held.eq_ignore_ascii_case(name));
    let (id, age, text) = (place("query"), place("age"), place("text"));
    let mut unused = columns.unused(&names);
    unused.retain(|name| !OF_QUESTIONS.iter().any(|known| name.eq_ignore_ascii_case(known)));
    if age.is_none() && text.is_none() && !columns.asks() {
        return Err(TableError::NoQuestion { path: path.to_owned(), found: names.join(", ") });
    }
    let (mut unread_ages, mut unread_dates, mut dates, mut mended) = (0, 0, 0, 0);
    let mut queries = Vec::new();
    for row in reader.byte_records() {
        let (row, changed) = as_text(row.map_err(|error| line_error(path, &error))?);
        mended += u64::from(changed);
        let cell = |place: Option<usize>| {
            place.and_then(|place| row.get(place)).unwrap_or_default().trim().to_owned()
        };
        let mut query = Query::parse(&cell(text), today);
        fill(&mut query, &columns, &row);
        match cell(age).parse::<i16>() {
            Ok(years) => query.age = Some(Age::about(years, 3.0, today)),
            Err(_) => unread_ages += u64::from(!cell(age).is_empty()),
        }
        if !columns.cell(&row, Known::Birth).is_empty() {
            dates += 1;
            unread_dates += u64::from(columns.birth_parts(&row).is_none());
        }
        let name = if id.is_some() { cell(id) } else { (queries.len() + 1).to_string() };
        queries.push((name, query));
    }
    let mut remarks = Vec::new();
    if !unused.is_empty() {
        remarks.push(Remark::Unused(unused));
    }
    if mended > 0 {
        remarks.push(Remark::OtherEncoding(mended));
    }
    if unread_ages > 0 {
        remarks.push(Remark::UnreadAges(unread_ages));
    }
    if unread_dates > 0 {
        remarks.push(Remark::UnreadDates { rows: unread_dates, of: dates });
    }
    Ok(Questions { queries, remarks })
}

fn fill(query: &mut Query, columns: &Columns, row: &csv::StringRecord) {
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
