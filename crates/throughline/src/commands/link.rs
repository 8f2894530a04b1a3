//! `link`: the matcher on a file, without a server.

use crate::Problem;
use clap::Args;
use identity::{ColumnsMapping, PairsFile};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Args)]
pub(crate) struct Link {
    /// The CSV file of records.
    input: PathBuf,
    /// Where the answer goes: `unique_id,cluster_id,probability`.
    #[arg(long)]
    out: PathBuf,
    /// Where the questions go that are left to people: `one,two,probability,outcome,asked`; for two people who may be one
    /// their likeliest pair, until two records of a hundred are in a question.
    #[arg(long)]
    review: Option<PathBuf>,
    /// Write every pair into that file that was compared and is at least so likely, 0 to 1, with what became of it.
    #[arg(long, requires = "review", value_parser = share)]
    least: Option<f64>,
    /// A TOML file that renames columns, names date formats and adds columns to compare.
    #[arg(long)]
    columns: Option<PathBuf>,
    /// Threads; all cores when left out.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    threads: u16,
}

impl Link {
    pub(super) fn run(self) -> Result<(), Problem> {
        let columns = mapping(self.columns.as_deref())?;
        let review = self.review.as_ref().map(|path| ("--review", path));
        let files: Vec<_> =
            [("the input", &self.input), ("--out", &self.out)].into_iter().chain(review).collect();
        apart(&files)?;
        let start = Instant::now();
        let pairs = self.review.as_deref().map(|path| PairsFile { path, least: self.least });
        let done = identity::link_file_and_pairs(
            &self.input,
            &self.out,
            pairs,
            columns.as_ref(),
            self.threads.into(),
        )
        .map_err(Problem::from)?;
        println!(
            "{} records, {} people, {:.2} seconds, {} MB peak memory",
            done.records,
            done.people,
            start.elapsed().as_secs_f64(),
            done.peak_memory.unwrap_or(0) / 1_000_000
        );
        for remark in &done.remarks {
            eprintln!("note: {remark}");
        }
        Ok(())
    }
}

/// The mapping of columns, when a file of it is named.
pub(super) fn mapping(path: Option<&Path>) -> Result<Option<ColumnsMapping>, Problem> {
    let Some(path) = path else { return Ok(None) };
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Problem(format!("`{shown}` cannot be read ({cause})")))?;
    toml::from_str(&text).map(Some).map_err(|cause| {
        let line = cause.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        Problem(format!("`{shown}`, line {line}: {}", cause.message()))
    })
}

/// Files that are named for different things must be different ones, so that none is written over.
pub(super) fn apart(files: &[(&str, &PathBuf)]) -> Result<(), Problem> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for (place, (what, path)) in files.iter().enumerate() {
        if let Some((other, _)) = files[..place].iter().find(|(_, other)| real(other) == real(path)) {
            let shown = path.display();
            return Err(Problem(format!("{other} and {what} are the same file `{shown}`; name two")));
        }
    }
    Ok(())
}

fn share(text: &str) -> Result<f64, String> {
    let said: f64 = text.parse().map_err(|_| "a number from 0 to 1 is needed".to_owned())?;
    if (0.0..=1.0).contains(&said) { Ok(said) } else { Err("a number from 0 to 1 is needed".to_owned()) }
}
