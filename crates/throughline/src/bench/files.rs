//! `bench files`: the made-up city as files, so that other programs can link and search the same records.

use super::questions::Kind;
use crate::Problem;
use city::{Chance, City, FlatRecord};
use clap::Args;
use jiff::civil::Date;
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Files {
    /// People in the city; they have about seven records for five of them.
    #[arg(long, default_value_t = 20_000)]
    people: usize,
    /// Questions of each kind.
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Chance: which city, and which people are asked for.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day on which everybody is as old as the questions say.
    #[arg(long)]
    today: Date,
    /// The folder for city.csv, key/city.csv and questions.csv.
    #[arg(long)]
    out: PathBuf,
}

impl Files {
    pub(super) fn run(self) -> Result<(), Problem> {
        std::fs::create_dir_all(self.out.join("key")).map_err(Problem::from)?;
        let city = City::generate(self.seed, self.people, self.today);
        let mut key = writer(&self.out.join("key/city.csv"), &["unique_id", "person"])?;
        let (mut count, mut asked_about) = (0, Vec::new());
        // Spread over the whole city; more than are needed, because not everybody can be asked about in each way.
        let step = (self.people * 7 / 5 / (self.times * Kind::ALL.len() * 2).max(1)).max(1);
        write_records(&city, &self.out.join("city.csv"), |record| {
            key.write_record([&record.unique_id, &record.person_id.to_string()]).map_err(Problem::from)?;
            if count % step == 0 {
                asked_about.push(record);
            }
            count += 1;
            Ok(())
        })?;
        key.flush().map_err(Problem::from)?;
        let questions = self.questions(&asked_about)?;
        println!(
            "{{\"bench\": \"files\", \"records\": {count}, \"people\": {}, \"questions\": {questions}}}",
            self.people
        );
        Ok(())
    }

    /// Each kind asks about records of its own.
    fn questions(&self, records: &[FlatRecord]) -> Result<usize, Problem> {
        let mut out =
            writer(&self.out.join("questions.csv"), &["query", "kind", "text", "unique_id", "person"])?;
        let mut chance = Chance::of(self.seed, "bench questions", 0);
        let mut written = 0;
        for (number, kind) in Kind::ALL.into_iter().enumerate() {
            let own = records.iter().skip(number).step_by(Kind::ALL.len());
            let mut asked = 0;
            for record in own {
                if asked == self.times {
                    break;
                }
                let Some(about) = kind.about(record, self.today, &mut chance) else { continue };
                asked += 1;
                let query = format!("{}-{asked}", number + 1);
                let person = record.person_id.to_string();
                let row = [query.as_str(), kind.name(), &about.text, &record.unique_id, &person];
                out.write_record(row).map_err(Problem::from)?;
            }
            written += asked;
        }
        out.flush().map_err(Problem::from)?;
        Ok(written)
    }
}

/// Writes all records of a city, clan by clan, and shows each to the caller.
pub(super) fn write_records(
    city: &City,
    path: &Path,
    mut each: impl FnMut(FlatRecord) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut records = writer(path, &FlatRecord::COLUMNS)?;
    for record in city.records() {
        records.write_record(record.cells()).map_err(Problem::from)?;
        each(record)?;
    }
    records.flush().map_err(Problem::from)
}

fn writer(path: &Path, columns: &[&str]) -> Result<csv::Writer<File>, Problem> {
    let refused =
        |cause: &dyn std::fmt::Display| Problem(format!("`{}` cannot be written ({cause})", path.display()));
    let file = File::create(path).map_err(|cause| refused(&cause))?;
    let mut out = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_writer(file);
    out.write_record(columns).map_err(|cause| refused(&cause))?;
    Ok(out)
}
