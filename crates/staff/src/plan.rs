//! A list of people to be given access: what would happen to each line, and then all of it or nothing.

use crate::accounts::check_name;
use crate::members::make;
use crate::people_file::{Line, read_people};
use crate::tables::provisioning;
use crate::{NewPerson, OneTimeCode, Staff, StaffError, tables};
use database::{DatabaseError, Transaction};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The group that a list is for, and who brings it.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The group's settings name.
    pub group: &'a str,
    /// The agency that it belongs to, by settings name.
    pub agency: &'a str,
    /// Who brings the list.
    pub by: i64,
}

/// What would happen to each line of a list.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Each line, in the order of the file.
    pub lines: Vec<Planned>,
    /// Names what stands in the file.
    pub file: String,
    /// Names the group's members and what would be done, so that a change meanwhile is noticed.
    pub group: String,
}

/// What would happen to one line.
#[derive(Clone, Debug)]
pub struct Planned {
    /// As it was read.
    pub line: Line,
    /// What would happen.
    pub verdict: Verdict,
}

/// What would happen to one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// This account is added; under this name.
    Add(i64, String),
    /// An account is made and added.
    Make,
    /// She is in the group already; under this name.
    There(String),
    /// Nothing is done, and why.
    Not(String),
}

/// How applying a list went.
#[derive(Debug)]
pub enum Applied {
    /// So many who had an account were added, and these accounts were made.
    Done(usize, Vec<Made>),
    /// The list is another one than was looked at; nothing was done.
    FileChanged,
    /// The group or an account changed since; nothing was done.
    GroupChanged,
}

/// An account that was made from a list, with the code by which its owner sets her password.
#[derive(Debug)]
pub struct Made {
    /// The name typed at sign-in.
    pub user_name: String,
    /// The name shown in the page head.
    pub display_name: String,
    /// Shown once.
    pub code: OneTimeCode,
}

impl Plan {
    /// How many lines would be done.
    pub fn good(&self) -> usize {
        self.lines.iter().filter(|line| line.verdict.is_good()).count()
    }
}

impl Verdict {
    /// The line would be done.
    pub fn is_good(&self) -> bool {
        matches!(self, Verdict::Add(..) | Verdict::Make)
    }
}

impl Staff {
    /// What a list would do. Changes nothing.
    ///
    /// # Errors
    /// When the list cannot be read, with a sentence; when the database fails.
    pub fn plan(&self, target: &Target<'_>, text: &str) -> Result<Plan, StaffError> {
        let lines = read_people(text)?;
        self.database.read(|t| plan(t, target, lines))
    }

    /// Does all good lines of a list, or nothing when the list or the group is not what was looked at.
    ///
    /// # Errors
    /// As for [`Staff::plan`].
    pub fn apply(
        &self,
        target: &Target<'_>,
        text: &str,
        (file, group): (&str, &str),
    ) -> Result<Applied, StaffError> {
        let lines = read_people(text)?;
        let now = self.now();
        let applied = self.database.write(|t| {
            let plan = plan(t, target, lines)?;
            if plan.file != file {
                return Ok(Applied::FileChanged);
            }
            if plan.group != group {
                return Ok(Applied::GroupChanged);
            }
            let (mut added, mut made) = (0, Vec::new());
            for Planned { line, verdict } in plan.lines {
                match verdict {
                    Verdict::Add(account, _) => {
                        provisioning::add_member(t, account, target.group, Some(target.by), now)?;
                        added += 1;
                    }
                    Verdict::Make => {
                        let new = new_person(target, &line);
                        let (_, code) = make(t, &new, Some(target.group), Some(target.by), now)?;
                        made.push(Made { user_name: line.user_name, display_name: line.display_name, code });
                    }
                    Verdict::There(_) | Verdict::Not(_) => {}
                }
            }
            Ok::<_, StaffError>(Applied::Done(added, made))
        });
        match applied {
            // Somebody made one of the accounts at this very moment.
            Err(StaffError::Database(DatabaseError::Duplicate)) => Ok(Applied::GroupChanged),
            other => other,
        }
    }
}

fn plan(t: &mut Transaction<'_>, target: &Target<'_>, lines: Vec<Line>) -> Result<Plan, StaffError> {
    let members: Vec<i64> =
        provisioning::members(t, target.group)?.iter().map(|member| member.account).collect();
    let file = digest(&format!("{lines:?}"));
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut planned = Vec::with_capacity(lines.len());
    for line in lines {
        let verdict = match seen.get(&line.user_name) {
            Some(first) => Verdict::Not(format!("`{}` stands in line {first} already", line.user_name)),
            None => verdict(t, target, &members, &line)?,
        };
        if !line.user_name.is_empty() {
            seen.entry(line.user_name.clone()).or_insert(line.number);
        }
        planned.push(Planned { line, verdict });
    }
    let verdicts: Vec<&Verdict> = planned.iter().map(|line| &line.verdict).collect();
    let group = digest(&format!("{members:?} {verdicts:?}"));
    Ok(Plan { lines: planned, file, group })
}

fn verdict(
    t: &mut Transaction<'_>,
    target: &Target<'_>,
    members: &[i64],
    line: &Line,
) -> Result<Verdict, StaffError> {
    let not = |why: String| Ok(Verdict::Not(why));
    if line.user_name.is_empty() {
        return not("there is no user name in this line".to_owned());
    }
    if let Err(StaffError::Unfit(why)) = check_name(&line.user_name) {
        return not(why);
    }
    if !line.agency.is_empty() && line.agency != target.agency {
        return not(format!(
            "works for `{}`; only people of the group's own agency can be added to it",
            line.agency
        ));
    }
    let Some(found) = tables::account_by_name(t, target.agency, &line.user_name)? else {
        if line.display_name.is_empty() {
            return not(format!(
                "there is no account `{}` at the agency; to have one made, give the person's name in the column display_name",
                line.user_name
            ));
        }
        return match new_person(target, line).check() {
            Ok(()) => Ok(Verdict::Make),
            Err(StaffError::Unfit(why)) => not(why),
            Err(cause) => Err(cause),
        };
    };
    let Some(person) = tables::employee(t, found.id)? else { return not("the account is gone".to_owned()) };
    Ok(match person.refusal(target.by, &line.display_name) {
        Some(why) => Verdict::Not(why),
        None if members.contains(&found.id) => Verdict::There(person.account.display_name),
        None => Verdict::Add(found.id, person.account.display_name),
    })
}

impl crate::Employee {
    /// Why she cannot be added to a group by somebody who calls her by a name, or by no name.
    pub fn refusal(&self, by: i64, called: &str) -> Option<String> {
        let account = &self.account;
        let same =
            |a: &str, b: &str| a.to_lowercase().split_whitespace().eq(b.to_lowercase().split_whitespace());
        if account.id == by {
            return Some("this is yourself; another provisioner of the group must do it".to_owned());
        }
        if !called.is_empty() && !same(called, &account.display_name) {
            return Some(format!(
                "`{}` is {}, not {called}; check the user name",
                account.user_name, account.display_name
            ));
        }
        if self.gone {
            return Some(format!("{} is no longer in the agency's directory", account.display_name));
        }
        (!self.active).then(|| format!("the account of {} is turned off", account.display_name))
    }
}

fn new_person<'a>(target: &Target<'a>, line: &'a Line) -> NewPerson<'a> {
    NewPerson {
        agency: target.agency,
        user_name: &line.user_name,
        display_name: &line.display_name,
        contact: &line.contact,
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
