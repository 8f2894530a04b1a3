//! `find`: the search on a file, without a server.

use super::link::{apart, mapping};
use crate::Problem;
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use records::{Clock, SystemClock};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Find {
    /// The CSV file of records.
    #[arg(long = "in")]
    input: PathBuf,
    /// The CSV file of questions: `query`, any known column, `age`, `text`.
    #[arg(long)]
    queries: PathBuf,
    /// Where the answers go: `query,rank,unique_id,probability,microseconds`.
    #[arg(long)]
    out: PathBuf,
    /// A TOML file as for `link`.
    #[arg(long)]
    columns: Option<PathBuf>,
    /// The day on which ages are meant; today when left out.
    #[arg(long)]
    today: Option<Date>,
}

impl Find {
    pub(super) fn run(self) -> Result<(), Problem> {
        let columns = mapping(self.columns.as_deref())?;
        apart(&[("--in", &self.input), ("--queries", &self.queries), ("--out", &self.out)])?;
        let today = self.today.unwrap_or_else(|| SystemClock.now().to_zoned(TimeZone::UTC).date());
        let done = identity::find_file(&self.input, &self.queries, &self.out, columns.as_ref(), today);
        let done = done.map_err(Problem::from)?;
        println!(
            "{} records, {} questions, half answered within {} µs, 99 of 100 within {} µs, {} MB peak memory",
            done.records,
            done.queries,
            done.median.as_micros(),
            done.slow.as_micros(),
            done.peak_memory.unwrap_or(0) / 1_000_000
        );
        for remark in &done.remarks {
            eprintln!("note: {remark}");
        }
        Ok(())
    }
}
