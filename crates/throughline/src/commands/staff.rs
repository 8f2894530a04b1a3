//! `staff`: accounts, duties, codes and leavers, from the console. Everything stands in the audit log.

use super::{WithSettings, staff_add};
use crate::{Problem, house};
use access::Console;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(crate) struct Staff {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes an account, or adds one that exists to more groups; the password is read from standard input.
    Add {
        #[command(flatten)]
        add: staff_add::NewStaff,
        /// Ask for no password: show a one-time code, with which the person sets her own.
        #[arg(long)]
        code: bool,
    },
    /// Shows a one-time code, with which somebody sets a new password.
    Code {
        /// The agency that employs the person, by settings name.
        agency: String,
        /// The name typed at sign-in.
        user_name: String,
        #[command(flatten)]
        with: WithSettings,
    },
    /// Gives and takes duties, or lists them.
    Duty {
        #[command(subcommand)]
        what: DutyCommand,
    },
    /// Marks the accounts of an agency as gone that its directory no longer lists, and takes the mark from who is back.
    Leavers {
        /// The agency, by settings name.
        agency: String,
        /// Its directory as CSV; the first line names the columns, one of which is user_name.
        file: PathBuf,
        /// Go on though more than a third of the accounts would be marked.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        with: WithSettings,
    },
}

#[derive(Subcommand)]
enum DutyCommand {
    /// Gives somebody a duty.
    Give(Held),
    /// Takes a duty away.
    Take(Held),
    /// Lists who has which duty.
    List {
        #[command(flatten)]
        with: WithSettings,
    },
}

/// Somebody's duty.
#[derive(Args)]
struct Held {
    /// The agency that employs the person, by settings name.
    agency: String,
    /// The name typed at sign-in.
    user_name: String,
    /// The duty: requester, reviewer, counsel, steward, provisioner, liaison, specialist or monitor.
    duty: String,
    /// Where it holds: an agency, a source or a user group; nothing for reviewer and counsel.
    #[arg(default_value = "")]
    scope: String,
    #[command(flatten)]
    with: WithSettings,
}

impl Staff {
    pub(crate) fn run(&self) -> Result<(), Problem> {
        match &self.what {
            What::Add { add, code } => add.run(*code),
            What::Code { agency, user_name, with } => {
                let code = console(with)?.code(agency, user_name).map_err(Problem::from)?;
                staff_add::say_code(user_name, &code);
                Ok(())
            }
            What::Duty { what } => duty(what),
            What::Leavers { agency, file, yes, with } => leavers(&console(with)?, agency, file, *yes),
        }
    }
}

pub(super) fn console(with: &WithSettings) -> Result<Console, Problem> {
    let (settings, variables) = with.read()?;
    house::console(&settings, &variables)
}

fn duty(what: &DutyCommand) -> Result<(), Problem> {
    let (held, give) = match what {
        DutyCommand::Give(held) => (held, true),
        DutyCommand::Take(held) => (held, false),
        DutyCommand::List { with } => {
            for [agency, user_name, duty, scope] in
                console(with)?.staff.all_duties().map_err(Problem::from)?
            {
                println!("{duty:12} {scope:24} {agency}/{user_name}");
            }
            return Ok(());
        }
    };
    let Held { agency, user_name, duty, scope, with } = held;
    console(with)?.duty(agency, user_name, duty, scope, give).map_err(Problem::from)?;
    let has = if give { "has" } else { "no longer has" };
    let scope = if scope.is_empty() { "the whole city" } else { scope };
    println!("{user_name} at {agency} {has} the duty {duty} for {scope}, from the next request on");
    Ok(())
}

/// Prints counts and no names: what a command prints is kept where it should not be.
fn leavers(console: &Console, agency: &str, file: &Path, yes: bool) -> Result<(), Problem> {
    let text = std::fs::read_to_string(file)
        .map_err(|cause| Problem(format!("`{}` cannot be read as UTF-8 text ({cause})", file.display())))?;
    let leavers = console.leavers(agency, &text).map_err(Problem::from)?;
    if leavers.are_too_many() && !yes {
        return Err(Problem(format!(
            "{} of {} accounts at `{agency}` are not in `{}`, which is more than a third; nothing was changed. If it is the right file, add --yes",
            leavers.leaving,
            leavers.accounts,
            file.display()
        )));
    }
    console.mark_leavers(agency, &leavers).map_err(Problem::from)?;
    println!(
        "{} people in the directory, {} accounts in use at `{agency}`: {} marked as gone, {} back",
        leavers.listed,
        leavers.accounts,
        leavers.gone.len(),
        leavers.back.len()
    );
    Ok(())
}
