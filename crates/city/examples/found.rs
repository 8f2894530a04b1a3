//! Founds a city in a folder and says how long it took: `found PEOPLE [FOLDER]`; without a folder only the people are made.

use city::{Agencies, City, Settings};
use std::sync::Arc;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let people: u64 = words.next().unwrap_or("20000".to_owned()).parse()?;
    let today = jiff::civil::date(2026, 3, 2);
    let begin = Instant::now();
    let report = |figure: &str, value: String| {
        println!(
            "{{\"bench\": \"city\", \"people\": {people}, \"figure\": \"{figure}\", \"value\": {value}}}"
        )
    };
    match words.next() {
        Some(folder) => {
            let clock: city::Clock = Arc::new(|| "2026-03-02T12:00:00Z".parse().unwrap_or_default());
            let settings = Settings { seed: 1, people, today, events_per_tick: 4, clock };
            let mut last = 0;
            Agencies::open(folder.as_ref(), &settings, &mut |progress| {
                let tenth = progress.done * 10 / progress.total;
                if tenth > last {
                    last = tenth;
                    eprintln!("{} of {} people", progress.done, progress.total);
                }
            })?;
            report("seconds to found", format!("{:.2}", begin.elapsed().as_secs_f64()));
        }
        None => {
            let city = City::generate(1, people as usize, today);
            let born: usize = (0..city.clans()).map(|number| city.clan(number).people.len()).sum();
            report("seconds for people", format!("{:.2}", begin.elapsed().as_secs_f64()));
            let begin = Instant::now();
            let records = city.records().count();
            report("seconds for flat records", format!("{:.2}", begin.elapsed().as_secs_f64()));
            report("records", format!("{records}, \"made\": {born}"));
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB").trim();
    report("peak memory", format!("\"{peak}\""));
    Ok(())
}
