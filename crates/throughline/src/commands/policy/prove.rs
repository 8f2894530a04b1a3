//! `policy prove`: proves by a solver what the guards promise and what the sheets say.

use super::Installed;
use crate::Problem;
use crate::commands::WithSettings;
use access::Rules;
use clap::Args;
use proof::{Change, Prover, Verdict};
use records::SourceId;
use std::path::{Path, PathBuf};
use std::time::Instant;
use usecases::Folder;

#[derive(Args)]
pub(super) struct Prove {
    #[command(flatten)]
    with: WithSettings,
    /// A folder of former use cases: says besides what each grants more or less than before, with an example.
    #[arg(long)]
    against: Option<PathBuf>,
}

impl Prove {
    pub(super) fn run(self) -> Result<(), Problem> {
        let start = Instant::now();
        let program = std::env::var_os("CVC5").map_or_else(|| PathBuf::from("cvc5"), PathBuf::from);
        let installed = Installed::read(&self.with)?;
        let networks = &installed.settings.networks;
        let mut prover =
            Prover::new(&installed.rules.written(), networks, &program).map_err(Problem::from)?;
        let (mut proved, mut failed) = (0u32, 0u32);
        let mut tell = |verdict: Verdict| {
            if verdict.failure.is_none() {
                proved += 1
            } else {
                failed += 1
            }
            println!("{}", line(&verdict));
        };
        prover.prove_guards(&mut tell);
        for sheet in installed.rules.sheets() {
            prover.prove_sheet(sheet, &mut tell);
        }
        if let Some(former) = &self.against {
            failed += installed.compare(&mut prover, former)?;
        }
        let (kinds, seconds) = (prover.actions(), start.elapsed().as_secs_f64());
        println!("{proved} theorems proved, each for every request of {kinds} actions, in {seconds:.1} s");
        if failed == 0 {
            Ok(())
        } else {
            Err(Problem(format!("{failed} things are not as they must be, see above")))
        }
    }
}

impl Installed {
    /// Says what changed; counts use cases that grant more under the version number that they had.
    fn compare(&self, prover: &mut Prover, former: &Path) -> Result<u32, Problem> {
        let ids: Vec<SourceId> = self.sources.iter().map(|source| source.id.clone()).collect();
        let old = Folder::read(former, &ids).map_err(Problem::from)?;
        let old = Rules::new(old, &self.settings.networks).map_err(Problem::from)?;
        let mut unannounced = 0;
        for change in prover.compare(&old.written()).map_err(Problem::from)? {
            let version = |rules: &Rules| rules.sheet(&change.use_case).map(|sheet| sheet.version);
            let (before, now) = (version(&old), version(&self.rules));
            println!("{}: {}", change.use_case, versions(before, now));
            tell(&change);
            if before == now && !change.more.is_empty() {
                unannounced += 1;
                println!("  NOT ALLOWED: it grants more under the same version number; give it a new one");
            }
        }
        Ok(unannounced)
    }
}

fn line(verdict: &Verdict) -> String {
    let seconds = verdict.took.as_secs_f64();
    match &verdict.failure {
        None => format!("proved      {seconds:6.2} s  {}", verdict.theorem),
        Some(why) => format!("NOT PROVED  {seconds:6.2} s  {}\n    {why}", verdict.theorem),
    }
}

fn versions(before: Option<u32>, now: Option<u32>) -> String {
    match (before, now) {
        (None, _) => "is new".to_owned(),
        (_, None) => "is no longer there".to_owned(),
        (Some(before), Some(now)) if before == now => format!("version {now}, as before"),
        (Some(before), Some(now)) => format!("version {before} became version {now}"),
    }
}

fn tell(change: &Change) {
    if change.is_none() {
        println!("  grants exactly what it granted before");
    }
    for (word, examples) in [("more", &change.more), ("less", &change.less)] {
        for (action, example) in examples {
            println!("  {word} ({action}), for example: {example}");
        }
    }
}
