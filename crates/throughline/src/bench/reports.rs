//! `bench reports`: what the front desk counts, over a made-up state's year in memory.

use super::print;
use crate::Problem;
use clap::Args;
use counting::made_up::{Chance, Size, state_year};
use counting::pirl::{Schema, build, check};
use counting::reports::{performance, unduplicated, volume};
use counting::{
    Asked, Catalogue, Day, Event, Ledger, Policy, ProgrammeNumber, Programmes, Reporting, SiteNumber,
    Stretch, What, periods,
};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

#[derive(Args)]
pub(super) struct Reports {
    /// Visits in the year; four services on each.
    #[arg(long, default_value_t = 1_350_000)]
    visits: u32,
    /// Visits that are put into a database, and read from it; 0 leaves this out.
    #[arg(long, default_value_t = 200_000)]
    stored_visits: u32,
    /// People who come.
    #[arg(long, default_value_t = 270_000)]
    people: u32,
    /// People of the federal file.
    #[arg(long, default_value_t = 300_000)]
    file_people: u32,
    /// Chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

const YEAR: Reporting = Reporting::ProgrammeYear { year: 2025 };
const FOLDER: &str = "examples/washington/frontdesk";

impl Reports {
    pub(super) fn run(self) -> Result<(), Problem> {
        let catalogue = Catalogue::read(&text("catalogue.toml")?).map_err(Problem::from)?;
        let schema = Schema::read(&text("pirl.toml")?, &catalogue).map_err(Problem::from)?;
        let policy = Policy::default();
        self.periods();
        let ledger = self.ledger(self.people, &catalogue)?;
        let asked = asked(&ledger, &catalogue, &policy);
        timed("unduplicated state-year", || count_of(&unduplicated::report(&asked)));
        timed("performance table state-year", || count_of(&performance::report(&asked, None)));
        let site: BTreeSet<SiteNumber> = [SiteNumber(0)].into();
        let month = asked.about(Reporting::Month { year: 2026, month: 3 });
        let month = Asked { sites: Some(&site), ..month };
        use volume::By::{Day, Hour, Service, Site};
        timed("volume site-month", || count_of(&volume::report(&month, &[Site, Day, Hour, Service], "en")));
        timed("volume state-year by site and day", || count_of(&volume::report(&asked, &[Site, Day], "en")));
        let table = volume::report(&month, &[Site, Day, Hour, Service], "en");
        timed("hide small cells of a site-month", || {
            table.for_outside(policy.small_cells_below).map_or(0, |table| count_of(&table))
        });
        drop(ledger);
        self.file(&catalogue, &schema, &policy)?;
        if self.stored_visits == 0 { Ok(()) } else { super::stored::run(self.stored_visits, self.seed) }
    }

    /// The period engine alone: six events for the person in the middle.
    fn periods(&self) {
        let mut chance = Chance::of(self.seed);
        let people: Vec<Vec<Event>> = (0..200_000).map(|_| history(&mut chance)).collect();
        let start = Instant::now();
        let mut found = 0;
        for events in &people {
            let periods = periods(events, &[], Programmes(0b111), Day(21_000));
            found += periods.participations.len() + periods.individuals.len();
        }
        let seconds = start.elapsed().as_secs_f64();
        let figures = [
            ("people", people.len().to_string()),
            ("periods", found.to_string()),
            ("seconds", format!("{seconds:.3}")),
            ("people_per_second", format!("{:.0}", people.len() as f64 / seconds.max(f64::MIN_POSITIVE))),
        ];
        print("periods of one core", &figures);
    }

    fn ledger(&self, people: u32, catalogue: &Catalogue) -> Result<Ledger, Problem> {
        let Stretch { from, until } = YEAR.days();
        let days = u32::try_from(until.since(from) + 1).map_err(Problem::from)?;
        let size = Size { sites: 68, people, visits: self.visits, services: 4, from, days };
        let start = Instant::now();
        let ledger = state_year(self.seed, &size, catalogue).map_err(Problem::from)?;
        let figures = [
            ("people", people.to_string()),
            ("visits", ledger.visit_count().to_string()),
            ("services", ledger.act_count().to_string()),
            ("ledger_mb", (ledger.bytes() / 1_000_000).to_string()),
            ("seconds", format!("{:.2}", start.elapsed().as_secs_f64())),
        ];
        print("make up a state's year", &figures);
        Ok(ledger)
    }

    fn file(&self, catalogue: &Catalogue, schema: &Schema, policy: &Policy) -> Result<(), Problem> {
        let ledger = self.ledger(self.file_people, catalogue)?;
        let mut file = Vec::new();
        let asked = asked(&ledger, catalogue, policy);
        let start = Instant::now();
        let built = build(&asked, schema, &mut file).map_err(Problem::from)?;
        let seconds = format!("{:.2}", start.elapsed().as_secs_f64());
        let figures = [
            ("people", self.file_people.to_string()),
            ("lines", (built.participations + built.individuals).to_string()),
            ("file_mb", (file.len() / 1_000_000).to_string()),
            ("seconds", seconds),
        ];
        print("federal file", &figures);
        let text = String::from_utf8(file).map_err(Problem::from)?;
        let start = Instant::now();
        let found = check(schema, &text).map_err(Problem)?;
        let seconds = format!("{:.2}", start.elapsed().as_secs_f64());
        let figures =
            [("lines", found.rows.to_string()), ("findings", found.count.to_string()), ("seconds", seconds)];
        print("edit checks", &figures);
        Ok(())
    }
}

fn asked<'a>(ledger: &'a Ledger, catalogue: &'a Catalogue, policy: &'a Policy) -> Asked<'a> {
    Asked { ledger, catalogue, policy, reporting: YEAR, sites: None, as_of: YEAR.days().until.plus(100) }
}

/// Between one and eleven events, six in the middle.
fn history(chance: &mut Chance) -> Vec<Event> {
    let event = |chance: &mut Chance| {
        let what = if chance.percent(30) { What::Participation(ProgrammeNumber(0)) } else { What::Contact };
        Event { day: Day(20_000 + i32::try_from(chance.below(730)).unwrap_or(0)), what }
    };
    (0..=chance.below(11)).map(|_| event(chance)).collect()
}

fn count_of(table: &counting::Table) -> usize {
    table.rows.len()
}

fn timed(what: &str, report: impl FnOnce() -> usize) {
    let start = Instant::now();
    let rows = report();
    let seconds = format!("{:.2}", start.elapsed().as_secs_f64());
    print(what, &[("rows", rows.to_string()), ("seconds", seconds)]);
}

fn text(file: &str) -> Result<String, Problem> {
    let path = Path::new(FOLDER).join(file);
    std::fs::read_to_string(&path)
        .map_err(|cause| Problem(format!("`{}` cannot be read ({cause})", path.display())))
}
