//! The commands, as they are typed.

mod check;
mod find;
mod import;
mod link;
mod policy;
mod score;
mod serve;
mod staff_add;

pub(crate) use policy::read_sheets;
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
    /// Says how well the links agree with a key file of true persons (made-up and test data only have one).
    Score {
        /// CSV with three columns: source, record key, true person.
        #[arg(long)]
        key: PathBuf,
        #[command(flatten)]
        with: WithSettings,
    },
    /// Makes an account; the password is read from standard input.
    StaffAdd {
        /// The agency that employs the person, by settings name.
        agency: String,
        /// The name typed at sign-in.
        user_name: String,
        /// The name shown in the page head.
        display_name: String,
        /// User groups.
        #[arg(long = "group")]
        groups: Vec<String>,
        #[command(flatten)]
        with: WithSettings,
    },
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
            What::Score { key, with } => score::score(&key, &with),
            What::StaffAdd { agency, user_name, display_name, groups, with } => {
                staff_add::staff_add(&agency, &user_name, &display_name, &groups, &with)
            }
            What::Link(link) => link.run(),
            What::Find(find) => find.run(),
            What::Policy(policy) => policy.run(),
            What::Demo(demo) => demo.run(),
            What::Bench(bench) => bench.run(),
        }
    }
}
