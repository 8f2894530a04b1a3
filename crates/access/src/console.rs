//! What the operator does to accounts from the console: without a session, and written into the log like everything else.

use crate::rules::Rules;
use crate::view::Agency;
use audit::{Audit, AuditError, Entry, Kind};
use records::SourceId;
use staff::{Duty, DutyKind, Leavers, NewAccount, NewPerson, OneTimeCode, Profile, Scope, Staff, StaffError};
use thiserror::Error;

/// The operator's way to accounts and duties. It reaches no client's data.
pub struct Console {
    /// Accounts.
    pub staff: Staff,
    /// The log.
    pub audit: Audit,
    /// User groups and use cases.
    pub rules: Rules,
    /// The agencies whose staff may sign in.
    pub employers: Vec<Agency>,
    /// The sources of records.
    pub sources: Vec<SourceId>,
}

/// Why a command was not carried out.
#[derive(Debug, Error)]
pub enum ConsoleError {
    /// The audit log cannot be written, so nothing was done.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// Accounts failed, or a name does not do.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// The command names something that is not there. A sentence.
    #[error("{0}")]
    Unknown(String),
}

/// What came of adding somebody.
#[derive(Debug)]
pub enum Added {
    /// The account was made; with a code when it has no password yet.
    Made(Option<OneTimeCode>),
    /// There was an account by that name: its display name, and the groups it was added to now.
    Known {
        /// The name that it keeps.
        name: String,
        /// The groups that are new to it.
        groups: Vec<String>,
    },
}

type Done<T> = Result<T, ConsoleError>;

impl Console {
    /// Makes an account, with a password or with a one-time code. One that exists keeps its name, its password and its
    /// groups, and is added to the groups that are named.
    ///
    /// # Errors
    /// When the agency, a group or a name does not do.
    pub fn add(&self, new: &NewPerson<'_>, groups: &[&str], password: Option<&str>) -> Done<Added> {
        self.known_agency(new.agency)?;
        for group in groups {
            self.known_scope(Scope::Group, group)?;
        }
        if let Some(account) = self.staff.find(new.agency, new.user_name)? {
            let employee = self.staff.employee(account)?;
            let known = employee.map(|one| one.account).ok_or_else(|| unknown("the account is gone"))?;
            let fresh: Vec<&str> = groups
                .iter()
                .filter(|group| !known.groups.iter().any(|have| have == *group))
                .copied()
                .collect();
            for group in &fresh {
                self.note(Kind::MemberAdded, format!("{group} {}", known.user_name))?;
                self.staff.add_member(account, group, None)?;
            }
            let groups = fresh.into_iter().map(str::to_owned).collect();
            return Ok(Added::Known { name: known.display_name, groups });
        }
        new.check()?;
        let NewPerson { agency, user_name, display_name, contact } = *new;
        let with_password =
            password.map(|password| NewAccount { agency, user_name, display_name, password, groups });
        if let Some(new) = &with_password {
            new.check()?;
        }
        let user_name = user_name.to_lowercase();
        self.note(Kind::AccountMade, format!("{agency}/{user_name}"))?;
        for group in groups {
            self.note(Kind::MemberAdded, format!("{group} {user_name}"))?;
        }
        if let Some(new) = &with_password {
            let account = self.staff.add(new)?;
            self.staff.set_profile(account, &Profile { contact, ..Profile::default() })?;
            return Ok(Added::Made(None));
        }
        let (account, code) = self.staff.make(new, None, None)?;
        for group in groups {
            self.staff.add_member(account, group, None)?;
        }
        Ok(Added::Made(Some(code)))
    }

    /// A one-time code for somebody, such as the first administrator.
    ///
    /// # Errors
    /// When there is no such account, or it is off.
    pub fn code(&self, agency: &str, user_name: &str) -> Done<OneTimeCode> {
        let account = self.account(agency, user_name)?;
        if self.staff.account(account)?.is_none() {
            return Err(unknown(&format!(
                "the account `{user_name}` at `{agency}` is off, so a code would be of no use"
            )));
        }
        self.note(Kind::CodeIssued, format!("{agency}/{user_name}"))?;
        Ok(self.staff.issue_code(account, None)?)
    }

    /// Gives somebody a duty; takes it away when `give` is false.
    ///
    /// # Errors
    /// When the agency, the user, the duty or its scope does not exist, with what there is.
    pub fn duty(&self, agency: &str, user_name: &str, duty: &str, scope: &str, give: bool) -> Done<()> {
        let account = self.account(agency, user_name)?;
        let Some(kind) = DutyKind::named(duty) else {
            let all: Vec<&str> = DutyKind::ALL.iter().map(|kind| kind.name()).collect();
            return Err(unknown(&format!("there is no duty `{duty}`; the duties are: {}", all.join(", "))));
        };
        let held = Duty::new(kind, scope);
        if give {
            self.known_scope(kind.scope(), scope)?;
        } else if !self.staff.employee(account)?.is_some_and(|one| one.account.duties.contains(&held)) {
            return Err(unknown(&format!(
                "{user_name} does not have the duty `{duty}` for `{scope}`, so nothing was taken"
            )));
        }
        let words = format!("{agency}/{user_name} {duty} {scope}");
        if give {
            self.note(Kind::DutyGiven, words)?;
            self.staff.give_duty(account, &held)?;
        } else {
            self.note(Kind::DutyTaken, words)?;
            self.staff.take_duty(account, &held)?;
        }
        Ok(())
    }

    /// Compares an agency's directory with its accounts.
    ///
    /// # Errors
    /// When there is no such agency, or the file cannot be read.
    pub fn leavers(&self, agency: &str, directory: &str) -> Done<Leavers> {
        self.known_agency(agency)?;
        Ok(self.staff.leavers(agency, directory)?)
    }

    /// Marks who is gone, which ends their sessions at once, and takes the mark from who is back.
    ///
    /// # Errors
    /// When the log or the database fails; whoever was marked before that stays marked.
    pub fn mark_leavers(&self, agency: &str, leavers: &Leavers) -> Done<()> {
        let marks = [(&leavers.gone, Kind::AccountGone, true), (&leavers.back, Kind::AccountBack, false)];
        for (accounts, kind, gone) in marks {
            for (account, user_name) in accounts {
                self.note(kind, format!("{agency}/{user_name}"))?;
                self.staff.set_gone(*account, gone)?;
            }
        }
        Ok(())
    }

    fn account(&self, agency: &str, user_name: &str) -> Done<i64> {
        self.known_agency(agency)?;
        let found = self.staff.find(agency, user_name)?;
        found.ok_or_else(|| {
            unknown(&format!(
                "there is no account `{user_name}` at `{agency}`; `throughline staff add` makes one"
            ))
        })
    }

    fn known_agency(&self, agency: &str) -> Done<()> {
        self.known_scope(Scope::Agency, agency)
    }

    fn known_scope(&self, scope: Scope, name: &str) -> Done<()> {
        let (what, known): (&str, Vec<&str>) = match scope {
            Scope::City if name.is_empty() => return Ok(()),
            Scope::City => {
                return Err(unknown(&format!("this duty holds for the whole city, so leave `{name}` out")));
            }
            // Sites are set up while the program runs, so a place may come after the duty for it.
            Scope::Place if is_place(name) => return Ok(()),
            Scope::Place => {
                return Err(unknown("name the site or area of this duty: small letters, digits and hyphens"));
            }
            Scope::Agency => ("agency", self.employers.iter().map(|agency| agency.id.0.as_str()).collect()),
            Scope::Source => ("source", self.sources.iter().map(|source| source.0.as_str()).collect()),
            Scope::Group => {
                ("user group", self.rules.groups().iter().map(|group| group.id.as_str()).collect())
            }
        };
        if known.contains(&name) {
            return Ok(());
        }
        Err(unknown(&format!("there is no {what} `{name}`; the settings have: {}", known.join(", "))))
    }

    fn note(&self, kind: Kind, words: String) -> Done<()> {
        self.audit.append(&Entry { words, ..Entry::new(kind) })?;
        Ok(())
    }
}

fn is_place(name: &str) -> bool {
    let known = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    !name.is_empty() && name.len() <= 40 && name.chars().all(known)
}

fn unknown(sentence: &str) -> ConsoleError {
    ConsoleError::Unknown(sentence.to_owned())
}
