//! `policy`: what the use cases grant, for lawyers, for auditors and for programs that check this one.

mod check;
mod decide;
mod diff;
mod export;
mod prove;
mod table;
mod try_out;

use super::WithSettings;
use crate::settings::{Settings, Variables};
use crate::{Problem, front_desk};
use access::Rules;
use clap::{Args, Subcommand};
use records::{SourceId, SourceProfile, SystemClock};
use sources::Surroundings;
use std::sync::Arc;
use usecases::Folder;

#[derive(Args)]
pub(crate) struct Policy {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Reads the folder of use cases and those kept in the database, and says what is wrong.
    Check(WithSettings),
    /// Says in words what one sheet opens and says that another did not.
    Diff(diff::Diff),
    /// Writes schema, guards, duties and every use case as Cedar policies.
    Export(export::Export),
    /// Decides a file of questions (JSON lines) as pages are decided.
    Decide(decide::Decide),
    /// Prints who sees what: for every user group and use case, every section and class, in every situation.
    Table(table::Table),
    /// Proves, by the solver that the environment variable CVC5 names, what the guards promise and what the sheets say.
    Prove(prove::Prove),
    /// Says whether a worker would be shown something, and why.
    Try(try_out::Try),
}

impl Policy {
    pub(super) fn run(self) -> Result<(), Problem> {
        match self.what {
            What::Check(with) => check::check(&with),
            What::Diff(diff) => diff.run(),
            What::Export(export) => export.run(),
            What::Decide(decide) => decide.run(),
            What::Table(table) => table.run(),
            What::Prove(prove) => prove.run(),
            What::Try(try_out) => try_out.run(),
        }
    }
}

/// The rules of an installation with the profiles of its sources. Nothing else is opened, so addresses and passwords of
/// the systems need not be known.
#[allow(dead_code, reason = "the proofs read them")]
struct Installed {
    settings: Settings,
    rules: Rules,
    sources: Vec<SourceProfile>,
}

/// What the settings and the sheets say, and which sections the sources fill.
pub(crate) fn read_sheets(with: &WithSettings) -> Result<(Settings, Folder, Vec<SourceProfile>), Problem> {
    let (settings, variables) = with.read_leniently()?;
    let sources = profiles(&settings, &variables)?;
    let ids: Vec<SourceId> = sources.iter().map(|source| source.id.clone()).collect();
    let folder = Folder::read(&settings.policies, &ids).map_err(Problem::from)?;
    Ok((settings, folder, sources))
}

impl Installed {
    fn read(with: &WithSettings) -> Result<Installed, Problem> {
        let (settings, folder, sources) = read_sheets(with)?;
        let rules = Rules::new(folder, &settings.networks).map_err(Problem::from)?;
        Ok(Installed { settings, rules, sources })
    }
}

fn profiles(settings: &Settings, variables: &Variables) -> Result<Vec<SourceProfile>, Problem> {
    let lookup = |name: &str| Some(variables.get(name).cloned().unwrap_or_else(|| format!("unset/{name}")));
    let surroundings = Surroundings { variables: &lookup, clock: Arc::new(SystemClock) };
    let files = settings.mapping_files()?;
    let read = files.iter().map(|file| sources::profile(file, &surroundings).map_err(Problem::from));
    read.chain(front_desk::profile(settings).map(Ok)).collect()
}

impl WithSettings {
    /// The settings, with a stand-in for every `${NAME}` that has no value.
    fn read_leniently(&self) -> Result<(Settings, Variables), Problem> {
        let mut lenient = WithSettings { settings: self.settings.clone(), set: Vec::new() };
        let text = std::fs::read_to_string(&self.settings).unwrap_or_default();
        for name in text.split("${").skip(1).filter_map(|rest| rest.split('}').next()) {
            if std::env::var_os(name).is_none() {
                lenient.set.push(format!("{name}=unset/{name}"));
            }
        }
        lenient.set.extend(self.set.iter().cloned());
        lenient.read()
    }
}
