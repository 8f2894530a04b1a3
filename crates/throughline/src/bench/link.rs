//! `bench link`: a whole made-up city in one file, linked by this program in a process of its own, from reading to clusters.

use super::files::write_records;
use super::print;
use crate::Problem;
use crate::scoring::Score;
use city::City;
use clap::Args;
use jiff::tz::TimeZone;
use records::{Clock, SystemClock};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

#[derive(Args)]
pub(super) struct Link {
    /// People in the city; of each there are one to five records.
    #[arg(long, default_value_t = 20_000)]
    people: usize,
    /// Chance: which city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; all cores when left out.
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

impl Link {
    pub(super) fn run(&self) -> Result<(), Problem> {
        let folder = std::env::temp_dir().join(format!("throughline-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(Problem::from)?;
        let done = self.link(&folder);
        std::fs::remove_dir_all(&folder).map_err(Problem::from)?;
        done
    }

    fn link(&self, folder: &Path) -> Result<(), Problem> {
        let hasher = RandomState::new();
        let (input, output) = (folder.join("records.csv"), folder.join("clusters.csv"));
        let truth = self.write(&input, &hasher)?;
        let program = std::env::current_exe().map_err(Problem::from)?;
        let mut linking = Command::new(program);
        linking.arg("link").arg(&input).arg("--out").arg(&output);
        linking.args(["--threads", &self.threads.to_string()]);
        let start = Instant::now();
        let said = linking.output().map_err(Problem::from)?;
        let seconds = start.elapsed().as_secs_f64();
        if !said.status.success() {
            return Err(Problem(String::from_utf8_lossy(&said.stderr).into_owned()));
        }
        let said = String::from_utf8_lossy(&said.stdout);
        let peak = said.split(", ").last().and_then(|last| last.split(' ').next()).unwrap_or("0");
        let mut records = clusters(&output, &truth, &hasher)?;
        let score = Score::of(&mut records);
        print(
            "link",
            &[
                ("records", records.len().to_string()),
                ("people", score.people.to_string()),
                ("true_people", score.true_people.to_string()),
                ("seconds", format!("{seconds:.2}")),
                ("linking_peak_mb", peak.to_owned()),
                ("precision", format!("{:.5}", score.precision())),
                ("recall", format!("{:.5}", score.recall())),
                ("f1", format!("{:.5}", score.f1())),
                ("mixed", score.mixed.to_string()),
                ("wrong_links_per_10000", format!("{:.2}", score.wrong_in_10000())),
            ],
        );
        Ok(())
    }

    /// Writes the records; returns the true person under the hash of each id, sorted.
    fn write(&self, input: &Path, hasher: &RandomState) -> Result<Vec<(u64, u64)>, Problem> {
        let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
        let city = City::generate(self.seed, self.people, today);
        let mut truth = Vec::new();
        write_records(&city, input, |record| {
            truth.push((hasher.hash_one(&record.unique_id), record.person_id));
            Ok(())
        })?;
        truth.sort_unstable();
        Ok(truth)
    }
}

/// Cluster and true person of each record.
fn clusters(path: &Path, truth: &[(u64, u64)], hasher: &RandomState) -> Result<Vec<(u64, u64)>, Problem> {
    let lines = BufReader::new(File::open(path).map_err(Problem::from)?).lines();
    let mut found = Vec::with_capacity(truth.len());
    for line in lines.skip(1) {
        let line = line.map_err(Problem::from)?;
        let mut cells = line.split(',');
        let (Some(id), Some(cluster)) = (cells.next(), cells.next()) else { continue };
        let id = hasher.hash_one(id);
        if let Ok(at) = truth.binary_search_by_key(&id, |(known, _)| *known) {
            found.push((hasher.hash_one(cluster), truth[at].1));
        }
    }
    Ok(found)
}
