//! `bench arrive`: records that come one by one, taken in and resolved in the engine, beside all that are there.

use super::search::{particulars, person};
use super::{Size, Times, print};
use crate::Problem;
use city::{City, FlatRecord};
use identity::{Constraints, Engine, Model, RecordId};
use jiff::tz::TimeZone;
use records::{Clock, SystemClock};
use std::time::Instant;

pub(super) fn run(size: &Size) -> Result<(), Problem> {
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let people = usize::try_from(size.people).map_err(Problem::from)?;
    let city = City::generate(size.seed, people, today);
    let mut engine = Engine::new(Model::shipped());
    // Every so many records one comes later.
    let step = (people * 7 / 5 / size.times.max(1)).max(2);
    let mut late: Vec<(RecordId, FlatRecord)> = Vec::new();
    for (at, record) in city.records().enumerate() {
        let id = RecordId(at as i64);
        if at % step == step / 2 && late.len() < size.times {
            late.push((id, record));
            continue;
        }
        engine.upsert(id, &particulars(&record));
        engine.assign(id, person(&record));
    }
    engine.install(engine.train());
    let nobody = Constraints::none();
    let (mut taking, mut resolving) = (Times::default(), Times::default());
    let mut joined = 0;
    for (id, record) in &late {
        let known = particulars(record);
        let start = Instant::now();
        engine.upsert(*id, &known);
        taking.add(start.elapsed());
        let start = Instant::now();
        let answer = engine.resolve(*id, &nobody);
        resolving.add(start.elapsed());
        joined += usize::from(
            answer.clusters.iter().any(|found| found.records.len() > 1 && found.records.contains(id)),
        );
    }
    print(
        "arrive",
        &[
            ("records", engine.len().to_string()),
            ("arrived", late.len().to_string()),
            ("joined_somebody", joined.to_string()),
            ("take_p50_ms", format!("{:.3}", taking.within(500))),
            ("take_p99_ms", format!("{:.3}", taking.within(990))),
            ("resolve_p50_ms", format!("{:.3}", resolving.within(500))),
            ("resolve_p99_ms", format!("{:.3}", resolving.within(990))),
        ],
    );
    Ok(())
}
