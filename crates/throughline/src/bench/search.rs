//! `bench search`: the engine in memory, over the city's records as agencies have them.

use super::namesakes::Namesakes;
use super::questions::Kind;
use super::{Size, Times, print};
use crate::Problem;
use city::{Chance, City, FlatRecord};
use identity::{Engine, Model, Permitted, Query, RecordId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use records::{Address, BirthDate, Clock, Name, Particulars, PersonId, Sex, SourceId, Ssn, SystemClock};
use std::time::Instant;

/// People on a page, among whom somebody counts as found.
const FIRST: usize = 10;

/// What the questions of one kind came to.
#[derive(Default)]
struct Tally {
    times: Times,
    /// The best of three: what others do on the machine meanwhile does not count.
    best: Times,
    cpu_seconds: f64,
    found: usize,
    possible: f64,
    weighed: usize,
}

pub(super) fn run(size: &Size) -> Result<(), Problem> {
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let people = usize::try_from(size.people).map_err(Problem::from)?;
    let city = City::generate(size.seed, people, today);
    let mut engine = Engine::new(Model::shipped());
    let start = Instant::now();
    let mut kept: Vec<FlatRecord> = Vec::new();
    let mut namesakes = Namesakes::default();
    // Few have nicknames or two surnames: there must be many to choose from.
    let step = (people * 7 / 5 / (size.times * 60).max(1)).max(1);
    for (at, record) in city.records().enumerate() {
        let id = RecordId(at as i64);
        engine.upsert(id, &particulars(&record));
        engine.assign(id, person(&record));
        namesakes.add(&record);
        if at % step == 0 {
            kept.push(record);
        }
    }
    engine.install(engine.train());
    namesakes.settle();
    let built = start.elapsed().as_secs_f64();
    print("search index", &[("records", engine.len().to_string()), ("seconds", format!("{built:.2}"))]);
    let mut chance = Chance::of(size.seed, "bench questions", 0);
    let mut all = Tally::default();
    let mut texts = Vec::new();
    for kind in Kind::ALL {
        let mut tally = Tally::default();
        let cpu = cpu_seconds();
        for place in 0..kept.len() {
            // Each kind asks about others first.
            let record = &kept[(place * 7919 + kind as usize * 104_729) % kept.len()];
            if tally.times.0.len() >= size.times {
                break;
            }
            let Some(asked) = kind.about(record, today, &mut chance) else { continue };
            let start = Instant::now();
            let answer = ask(&engine, &asked.text, today);
            let first = start.elapsed();
            tally.times.add(first);
            tally.found += usize::from(answer.hits.iter().any(|hit| hit.person == person(record)));
            tally.weighed += answer.weighed;
            let equals = namesakes.as_good(kind, record, &asked).max(1);
            tally.possible += (FIRST as f64 / equals as f64).min(1.0);
            texts.push(asked.text);
        }
        tally.cpu_seconds = cpu_seconds() - cpu;
        for (text, first) in texts[texts.len() - tally.times.0.len()..].iter().zip(&tally.times.0) {
            let again = || {
                let start = Instant::now();
                drop(ask(&engine, text, today));
                start.elapsed()
            };
            tally.best.add((*first).min(again()).min(again()));
        }
        tally.print(kind.name(), size);
        all.add(tally);
    }
    all.print("all kinds", size);
    throughput(&engine, &texts, today);
    Ok(())
}

fn ask(engine: &Engine, text: &str, today: Date) -> identity::Found {
    engine.find(&Query::parse(text, today), &Permitted::everything(), FIRST, &|_| true)
}

/// All questions again, by all cores at once.
fn throughput(engine: &Engine, texts: &[String], today: Date) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for core in 0..cores {
            scope.spawn(move || {
                texts.iter().skip(core).step_by(cores).for_each(|text| drop(ask(engine, text, today)))
            });
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    let rate = texts.len() as f64 / seconds.max(f64::MIN_POSITIVE);
    print("search throughput", &[("asked", texts.len().to_string()), ("per_second", format!("{rate:.0}"))]);
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.times.0.extend(other.times.0);
        self.best.0.extend(other.best.0);
        self.cpu_seconds += other.cpu_seconds;
        self.found += other.found;
        self.possible += other.possible;
        self.weighed += other.weighed;
    }

    fn print(&mut self, question: &str, size: &Size) {
        let asked = self.times.0.len();
        let share = |sum: f64| sum / asked.max(1) as f64;
        print(
            "search",
            &[
                ("question", format!("\"{question}\"")),
                ("people", size.people.to_string()),
                ("asked", asked.to_string()),
                ("p50_ms", format!("{:.3}", self.times.within(500))),
                ("p99_ms", format!("{:.3}", self.times.within(990))),
                ("best_p50_ms", format!("{:.3}", self.best.within(500))),
                ("best_p99_ms", format!("{:.3}", self.best.within(990))),
                ("cpu_ms", format!("{:.3}", share(self.cpu_seconds * 1000.0))),
                ("weighed", format!("{:.0}", share(self.weighed as f64))),
                ("in_first_ten", format!("{:.3}", share(self.found as f64))),
                ("possible", format!("{:.3}", share(self.possible))),
                ("of_possible", format!("{:.3}", self.found as f64 / self.possible.max(1.0))),
            ],
        );
    }
}

/// Processor time that this program has used, where the system tells it; to a hundredth of a second.
fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = told.rsplit(')').next().unwrap_or_default();
    let ticks = |place: usize| {
        after_name.split_whitespace().nth(place).and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

pub(super) fn person(record: &FlatRecord) -> PersonId {
    PersonId(i64::try_from(record.person_id).unwrap_or(i64::MAX))
}

pub(super) fn particulars(record: &FlatRecord) -> Particulars {
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
    known.emails.extend(Some(record.email.clone()).filter(|email| !email.is_empty()));
    known
}
