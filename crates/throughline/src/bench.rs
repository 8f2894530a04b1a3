//! Speed and quality on the made-up city. Each figure is one JSON object on a line of its own.

mod arrive;
mod decide;
mod door;
mod files;
mod kiosk;
mod link;
mod namesakes;
mod questions;
mod reports;
mod search;
mod slips;
mod stored;

use crate::Problem;
use clap::{Args, Subcommand};
use std::time::Duration;

#[derive(Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The matcher on a whole city in one file: seconds from reading to clusters, peak memory, and how right it is.
    Link(link::Link),
    /// Records that come one by one: time to take one in and to say whose it is.
    Arrive(Size),
    /// The search engine alone: time of a question, and whether the person is among the first ten.
    Search(Size),
    /// First load, searching and opening files through the door, with decisions and audit, on SQLite.
    Door(Size),
    /// All decisions of a page, with many use cases in force.
    Decide(decide::Decide),
    /// Writes the city's records, who they are of, and questions about them, for programs beside this one.
    Files(files::Files),
    /// Kiosks of a whole state: look-ups, sign-ins and polling together, then a day's events at once.
    Kiosk(kiosk::Kiosk),
    /// The front desk's reports over a made-up state's year, in memory and from the database.
    Reports(reports::Reports),
}

/// How large the city is, and how many questions are asked.
#[derive(Args)]
struct Size {
    /// People in the city.
    #[arg(long, default_value_t = 20_000)]
    people: u64,
    /// Questions of each kind, or files opened.
    #[arg(long, default_value_t = 1_000)]
    times: usize,
    /// Chance: which people are asked for.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Bench {
    pub(crate) fn run(self) -> Result<(), Problem> {
        match self.what {
            What::Link(link) => link.run(),
            What::Arrive(size) => arrive::run(&size),
            What::Search(size) => search::run(&size),
            What::Door(size) => door::run(&size),
            What::Decide(decide) => decide.run(),
            What::Files(files) => files.run(),
            What::Kiosk(kiosk) => kiosk.run(),
            What::Reports(reports) => reports.run(),
        }
    }
}

/// Times of many answers.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The time that so many of a thousand answers did not exceed, in milliseconds.
    fn within(&mut self, per_mille: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * per_mille / 1000).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    }
}

/// One line: the bench, its figures, and the machine's cores and this program's peak memory.
fn print(bench: &str, figures: &[(&str, String)]) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = identity::peak_memory().unwrap_or(0) / 1_000_000;
    let figures: Vec<String> = figures.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    println!("{{\"bench\": \"{bench}\", {}, \"cores\": {cores}, \"peak_mb\": {memory}}}", figures.join(", "));
}
