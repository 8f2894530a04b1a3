//! `policy export`: the rules as files that other programs read.

use super::Installed;
use crate::Problem;
use crate::commands::WithSettings;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    with: WithSettings,
    /// The folder for schema.cedarschema, guards.cedar, duties.cedar and one file for each use case.
    #[arg(long)]
    out: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> Result<(), Problem> {
        let written = Installed::read(&self.with)?.rules.written();
        std::fs::create_dir_all(&self.out).map_err(|cause| fault(&self.out, cause))?;
        let mut files = vec![
            ("schema.cedarschema".to_owned(), &written.schema),
            ("guards.cedar".to_owned(), &written.guards),
            ("duties.cedar".to_owned(), &written.duties),
        ];
        files.extend(written.use_cases.iter().map(|(id, text)| (format!("{}.cedar", file_name(id)), text)));
        for (name, text) in &files {
            let path = self.out.join(name);
            std::fs::write(&path, text).map_err(|cause| fault(&path, cause))?;
        }
        println!("{} files in {}", files.len(), self.out.display());
        Ok(())
    }
}

/// An id as a file name: what is no letter, digit, dot or hyphen becomes a hyphen.
fn file_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '-' }).collect()
}

fn fault(path: &Path, cause: std::io::Error) -> Problem {
    Problem(format!("`{}` cannot be written ({cause})", path.display()))
}
