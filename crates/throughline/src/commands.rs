//! The commands, as they are typed.

mod check;
mod exchange;
mod find;
mod import;
mod link;
mod policy;
mod quality;
mod report;
mod score;
mod serve;
mod staff;
mod staff_add;
mod status;

pub(crate) use policy::read_sheets;
pub(crate) use score::read_key;
pub(crate) use serve::portal_settings;

use crate::{Problem, bench, demo};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Finds one person across a city's agencies and shows what the law lets the asker see.
#[derive(Parser)]
#[command(name = "throughline", version, about)]
pub(crate) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Opens the portal and keeps the sources up to date.
    Serve(WithSettings),
    /// Reads the settings, the use cases and every mapping, asks every source, and says what is wrong.
    Check(WithSettings),
    /// Takes in what one source has to say now.
    Import {
        /// The source's settings name.
        source: String,
        /// Take in what is there and end (this is the only way so far; feeds run with `serve`).
        #[arg(long)]
        once: bool,
        /// Read the deliveries again that left rows in quarantine.
        #[arg(long)]
        retry: bool,
        #[command(flatten)]
        with: WithSettings,
    },
    /// Takes one file of status transactions, or a full list, for a source.
    Status {
        /// The source's settings name.
        source: String,
        /// `*.csv`, `*.jsonl`, or `*.full.csv` for a full list. It is left where it is.
        file: PathBuf,
        #[command(flatten)]
        with: WithSettings,
    },
    /// Takes one file of messages of another system, and prints what became of each.
    Exchange {
        /// The system's id in the settings.
        partner: String,
        /// `*.jsonl`: one message on each line. It is left where it is.
        file: PathBuf,
        #[command(flatten)]
        with: WithSettings,
    },
    /// Says how well the links agree with a key file of true persons (made-up and test data only have one).
    Score {
        /// CSV with three columns: source, record key, true person.
        #[arg(long)]
        key: PathBuf,
        #[command(flatten)]
        with: WithSettings,
    },
    /// Counts all pairs of records and prints the figures of match quality, one JSON object per line.
    Quality(WithSettings),
    /// Makes one report of the job centers and writes it to a file.
    Report(report::Report),
    /// Accounts, duties, one-time codes and leavers.
    Staff(staff::Staff),
    /// Makes an account; the same as `staff add`.
    StaffAdd(staff_add::NewStaff),
    /// Links the records of one CSV file, without a server.
    Link(link::Link),
    /// Answers a CSV file of questions from a CSV file of records, without a server.
    Find(find::Find),
    /// Says, exports, compares and proves what the use cases grant.
    Policy(policy::Policy),
    /// Makes up a city, starts its agencies and opens the portal for it.
    Demo(demo::Demo),
    /// Measures speed on the made-up city and prints one JSON object per line.
    Bench(bench::Bench),
}

#[derive(clap::Args)]
pub(crate) struct WithSettings {
    /// The settings file.
    #[arg(long)]
    pub(crate) settings: PathBuf,
    /// A value for `${NAME}` in settings and mappings, as NAME=VALUE; the environment is asked after these.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Problem> {
        match self.what {
            What::Serve(with) => serve::serve(&with),
            What::Check(with) => check::check(&with),
            What::Import { source, once: _, retry, with } => import::import(&source, retry, &with),
            What::Status { source, file, with } => status::status(&source, &file, &with),
            What::Exchange { partner, file, with } => exchange::exchange(&partner, &file, &with),
            What::Score { key, with } => score::score(&key, &with),
            What::Quality(with) => quality::quality(&with),
            What::Report(report) => report.run(),
            What::Staff(staff) => staff.run(),
            What::StaffAdd(add) => add.run(false),
            What::Link(link) => link.run(),
            What::Find(find) => find.run(),
            What::Demo(demo) => demo.run(),
            What::Policy(policy) => policy.run(),
            What::Bench(bench) => bench.run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_typed() {
        Command::command().debug_assert();
        let typed =
            |words: &str| Command::try_parse_from(words.split(' ')).map(drop).map_err(|no| no.to_string());
        let good = [
            "throughline staff add benefits ana Ana --group intake --code --settings s",
            "throughline staff-add benefits ana Ana --settings s",
            "throughline staff duty give law cora counsel --settings s",
            "throughline staff duty take benefits sten steward benefits --settings s",
            "throughline report unduplicated --period 2026-q1 --out f.csv --settings s",
            "throughline report volume --place north --period py2025 --by day,hour --outside --out f.xlsx --settings s",
            "throughline staff duty list --settings s",
            "throughline staff leavers benefits list.csv --yes --settings s",
            "throughline staff code benefits ana --settings s",
        ];
        for words in good {
            assert_eq!(typed(words), Ok(()), "{words}");
        }
        assert!(typed("throughline staff-add benefits ana Ana --code --settings s").is_err());
    }
}
