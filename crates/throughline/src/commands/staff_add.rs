//! `staff add` and `staff-add`: makes an account.

use super::WithSettings;
use super::staff::console;
use crate::Problem;
use access::Added;
use clap::Args;
use staff::{NewPerson, OneTimeCode};

/// Without a group of its own: `staff add`, which takes it in, has one of this name.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Add {
    /// The agency that employs the person, by settings name.
    agency: String,
    /// The name typed at sign-in.
    user_name: String,
    /// The name shown in the page head.
    display_name: String,
    /// User groups.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// Telephone or desk, shown to those who are told to ask the person.
    #[arg(long, default_value = "")]
    contact: String,
    #[command(flatten)]
    with: WithSettings,
}

impl Add {
    /// Makes the account with a password from standard input, or with a one-time code.
    pub(crate) fn run(&self, code: bool) -> Result<(), Problem> {
        let Add { agency, user_name, display_name, groups, contact, with } = self;
        let console = console(with)?;
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        let new = NewPerson { agency, user_name, display_name, contact };
        let known = console.staff.find(agency, user_name).map_err(Problem::from)?.is_some();
        // Nobody is asked for a password that would not be used.
        let password = if code || known { None } else { Some(typed_password()?) };
        match console.add(&new, &groups, password.as_deref()).map_err(Problem::from)? {
            Added::Made(None) => println!("{user_name} can sign in at {agency}"),
            Added::Made(Some(code)) => say_code(user_name, &code),
            Added::Known { name, groups } => {
                println!(
                    "{user_name} has an account at {agency} already: name (`{name}`), contact, password and groups stay as they are"
                );
                match groups.is_empty() {
                    true => println!("nothing was changed"),
                    false => println!("it was added to: {}", groups.join(", ")),
                }
                println!(
                    "for a new password, `throughline staff code {agency} {user_name}` shows a one-time code"
                );
            }
        }
        Ok(())
    }
}

/// Shows a code where only the operator sees it.
pub(super) fn say_code(user_name: &str, code: &OneTimeCode) {
    println!("{}", code.reveal());
    eprintln!(
        "with this code {user_name} sets a password on the page /set-password, once, within {} hours; hand it over in person",
        staff::CODE_HOURS
    );
}

fn typed_password() -> Result<String, Problem> {
    eprintln!("type the password and press Enter:");
    let mut password = String::new();
    std::io::stdin().read_line(&mut password).map_err(Problem::from)?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}
