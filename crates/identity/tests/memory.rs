//! What the matcher holds in memory for each record, by a count of every byte that is asked for. In a program of its own,
//! because the count is of the whole process. docs/running.md promises these figures.

use city::{City, FlatRecord};
use identity::{Constraints, Engine, Model, RecordId, link_file};
use jiff::civil::date;
use peak_alloc::PeakAlloc;
use records::{Address, BirthDate, Name, Particulars, PersonId, Sex, SourceId, Ssn};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const PEOPLE: usize = 24_000;
const MB: usize = 1_000_000;
/// What linking a file takes at most: tables of any file, buffers of each thread, and bytes for each record.
const FILE: (usize, usize, usize) = (16 * MB, 2 * MB, 600);
/// What the engine of a running server holds for each record of five sources, its search included; bytes.
const SERVED: usize = 1_000;
/// What it holds at most for each while all of them are linked anew; bytes.
const ANEW: usize = 2_500;
const THREADS: usize = 2;

/// One test, so that nothing else is in the count.
#[test]
fn each_record_takes_no_more_than_the_documents_say() {
    let city = City::generate(1, PEOPLE, date(2026, 1, 1));
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    let mut rows = csv::Writer::from_path(&input).unwrap();
    rows.write_record(FlatRecord::COLUMNS).unwrap();
    let mut count = 0;
    for record in city.records() {
        rows.write_record(record.cells()).unwrap();
        count += 1;
    }
    rows.flush().unwrap();
    drop(rows);

    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let done = link_file(&input, &output, None, THREADS).unwrap();
    let linking = MEMORY.peak_usage() - before;
    assert_eq!(done.records, count as u64);
    let (tables, thread, record) = FILE;
    let most = tables + THREADS * thread + count * record;
    assert!(linking <= most, "linking {count} records took {linking} bytes, more than {most}");

    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut engine = Engine::new(Model::shipped());
    for (at, record) in city.records().enumerate() {
        let id = RecordId(at as i64);
        engine.upsert(id, &particulars(&record));
        engine.assign(id, PersonId(i64::try_from(record.person_id).unwrap()));
    }
    engine.train_and_resolve(&Constraints::none());
    let served = (MEMORY.current_usage() - before) / count;
    let peak = (MEMORY.peak_usage() - before) / count;
    assert!(served <= SERVED, "the engine holds {served} bytes for each of {count} records");
    assert!(peak <= ANEW, "to link anew took {peak} bytes for each of {count} records");
    println!("{count} records: linking {linking} bytes, the engine {served} bytes for each, at most {peak}");
}

/// What five agencies would know of a record that a file has.
fn particulars(record: &FlatRecord) -> Particulars {
    let mut known = Particulars::none(SourceId::new(record.source));
    known.names.push(Name {
        given: record.first_name.clone(),
        middle: record.middle_name.clone(),
        family: record.last_name.clone(),
        suffix: record.suffix.clone(),
        ..Name::default()
    });
    known.birth = record.dob.parse().ok().map(BirthDate::exact);
    known.sex = Sex::read(&record.sex);
    known.ssn = Ssn::read(&record.ssn);
    known.addresses.push(Address {
        street: format!("{} {}", record.street_number, record.street_name).trim().to_owned(),
        unit: record.unit_number.clone(),
        city: record.city.clone(),
        state: record.state.clone(),
        zip: record.zipcode.clone(),
        ..Address::default()
    });
    known.phones.extend(Some(record.phone.clone()).filter(|phone| !phone.is_empty()));
    known.emails.extend(Some(record.email.clone()).filter(|email| !email.is_empty()));
    known
}
