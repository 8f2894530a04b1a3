//! `policy diff`: two sheets, and the difference in words.

use crate::Problem;
use clap::Args;
use jiff::civil::Date;
use records::SourceId;
use std::path::{Path, PathBuf};
use usecases::{Change, Names, Sheet};

#[derive(Args)]
pub(crate) struct Diff {
    /// The sheet as it was.
    old: PathBuf,
    /// The sheet as it is to be.
    new: PathBuf,
}

impl Diff {
    pub(super) fn run(&self) -> Result<(), Problem> {
        let (old, new) = (read(&self.old)?, read(&self.new)?);
        let source = |source: &SourceId| source.0.clone();
        let group = |group: &str| group.to_owned();
        let day = |day: Date| day.to_string();
        let changes = usecases::diff(&old, &new, &Names { source: &source, group: &group, day: &day });
        println!("{} version {} -> {} version {}", old.id, old.version, new.id, new.version);
        if changes.is_empty() {
            println!("no difference in what is opened, for whom, for what and until when");
        }
        for change in &changes {
            let sign = match change {
                Change::Wider(_) => "+",
                Change::Narrower(_) => "-",
                Change::Other(_) | Change::Text(..) => "~",
            };
            println!("{sign} {}", change.words());
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Sheet, Problem> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Problem(format!("`{shown}` cannot be read ({cause})")))?;
    Sheet::read(&text).map_err(|fault| Problem(format!("{shown}, {fault}")))
}
