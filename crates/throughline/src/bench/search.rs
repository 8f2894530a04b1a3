//! `bench search`: the engine in memory, over the city's records as agencies have them.

use super::questions::Kind;
use super::{Size, Times, print};
use crate::Problem;
use city::{Chance, City, FlatRecord};
use identity::{Engine, Model, Permitted, Query, RecordId};
use jiff::tz::TimeZone;
use records::{Address, BirthDate, Clock, Name, Particulars, PersonId, Sex, SourceId, Ssn, SystemClock};
use std::time::Instant;

pub(super) fn run(size: &Size) -> Result<(), Problem> {
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let people = usize::try_from(size.people).map_err(Problem::from)?;
    let city = City::generate(size.seed, people, today);
    let mut engine = Engine::new(Model::shipped());
    let start = Instant::now();
    let mut kept: Vec<FlatRecord> = Vec::new();
    let wanted = size.times * Kind::ALL.len() * 2;
    let step = (people * 7 / 5 / wanted.max(1)).max(1);
    for (at, record) in city.records().enumerate() {
        let id = RecordId(at as i64);
        engine.upsert(id, &particulars(&record));
        engine.assign(id, person(&record));
        if at % step == 0 {
            kept.push(record);
        }
    }
    engine.install(engine.train());
    let built = start.elapsed().as_secs_f64();
    print("search index", &[("records", engine.len().to_string()), ("seconds", format!("{built:.2}"))]);
    let mut chance = Chance::of(size.seed, "bench questions", 0);
    for kind in Kind::ALL {
        let mut times = Times::default();
        let mut found = 0;
        for record in &kept {
            if times.0.len() >= size.times {
                break;
            }
            let Some(question) = kind.about(record, today, &mut chance) else { continue };
            let start = Instant::now();
            let answer =
                engine.find(&Query::parse(&question, today), &Permitted::everything(), 10, &|_| true);
            times.add(start.elapsed());
            found += usize::from(answer.hits.iter().any(|hit| hit.person == person(record)));
        }
        let asked = times.0.len();
        print(
            "search",
            &[
                ("question", format!("\"{}\"", kind.name())),
                ("people", size.people.to_string()),
                ("asked", asked.to_string()),
                ("p50_ms", format!("{:.3}", times.within(500))),
                ("p99_ms", format!("{:.3}", times.within(990))),
                ("in_first_ten", format!("{:.3}", found as f64 / asked.max(1) as f64)),
            ],
        );
    }
    Ok(())
}

fn person(record: &FlatRecord) -> PersonId {
    PersonId(i64::try_from(record.person_id).unwrap_or(i64::MAX))
}

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
    let street = format!("{} {}", record.street_number, record.street_name).trim().to_owned();
    known.addresses.push(Address {
        street,
        unit: record.unit_number.clone(),
        city: record.city.clone(),
        state: record.state.clone(),
        zip: record.zipcode.clone(),
        ..Address::default()
    });
    known.phones.extend(Some(record.phone.clone()).filter(|phone| !phone.is_empty()));
    known
}
