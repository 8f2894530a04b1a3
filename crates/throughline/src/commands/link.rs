//! `link`: the matcher on a file, without a server.

use crate::Problem;
use clap::Args;
use identity::ColumnsMapping;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Link {
    /// The CSV file of records.
    input: PathBuf,
    /// Where the answer goes: `unique_id,cluster_id,probability`.
    #[arg(long)]
    out: PathBuf,
    /// A TOML file that renames columns, names date formats and adds columns to compare.
    #[arg(long)]
    columns: Option<PathBuf>,
    /// Threads; all cores when left out.
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

impl Link {
    pub(super) fn run(self) -> Result<(), Problem> {
        let columns = mapping(self.columns.as_deref())?;
        let start = Instant::now();
        let done = identity::link_file(&self.input, &self.out, columns.as_ref(), self.threads)
            .map_err(Problem::from)?;
        println!(
            "{} records, {} people, {:.2} seconds, {} MB peak memory",
            done.records,
            done.people,
            start.elapsed().as_secs_f64(),
            done.peak_memory.unwrap_or(0) / 1_000_000
        );
        Ok(())
    }
}

/// The mapping of columns, when a file of it is named.
pub(super) fn mapping(path: Option<&Path>) -> Result<Option<ColumnsMapping>, Problem> {
    let Some(path) = path else { return Ok(None) };
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Problem(format!("`{shown}` cannot be read ({cause})")))?;
    toml::from_str(&text).map(Some).map_err(|cause| Problem(format!("{shown}: {}", cause.message())))
}
