//! What provisioners do with their groups. Each act is decided by the engine, written into the log, and touches one
//! membership or one account only.

use super::{Door, DoorError};
use crate::rules::{Act, NotPermitted};
use crate::view::{Agency, Changed, GroupUseCase, GroupView};
use crate::words;
use audit::{Entry, Kind};
use jiff::civil::Date;
use records::SourceId;
use staff::{
    Applied, Duty, DutyKind, Employee, Made, NewPerson, OneTimeCode, Plan, Planned, Session, StaffError,
    Target, Verdict,
};
use usecases::{Sheet, UserGroup};

/// The result of applying a list: how many were added, and the accounts that were made.
pub type FromList = (usize, Vec<Made>);

impl Door {
    /// Her own groups: those she is a provisioner of.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_groups(&self, session: &Session) -> Result<Vec<GroupView>, DoorError> {
        let rules = self.rules();
        let own = rules.groups().iter().filter(|group| provides(session, &group.id));
        own.map(|group| self.group_view(group)).collect()
    }

    /// One of her own groups; none when it is not hers, or does not exist.
    ///
    /// # Errors
    /// When the database fails.
    pub fn own_group(&self, session: &Session, group: &str) -> Result<Option<GroupView>, DoorError> {
        self.provided(session, group).map(|group| self.group_view(&group)).transpose()
    }

    /// Adds somebody who has an account. `called` is her name as the provisioner knows it, or empty.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn add_member(
        &self,
        session: &Session,
        group: &str,
        user_name: &str,
        called: &str,
    ) -> Result<Changed<String>, DoorError> {
        let Some(group) = self.provided(session, group) else { return Ok(Changed::Nowhere) };
        let found = self.parts.staff.find(&group.agency, user_name)?;
        let person = found.map(|id| self.parts.staff.employee(id)).transpose()?.flatten();
        let Some(person) = person else {
            return not(format!(
                "There is no account `{user_name}` at {}.",
                self.employer(&group.agency).short
            ));
        };
        if let Err(why) = self.may_change(session, &group.id, person.account.id)? {
            return not(why);
        }
        if let Some(why) = person.refusal(session.account.id, called) {
            return not(format!("Nobody was added: {why}."));
        }
        let name = person.account.display_name.clone();
        if person.account.groups.contains(&group.id) {
            return not(format!("{name} is in the group already."));
        }
        self.note_member(session, Kind::MemberAdded, &group.id, &person.account.user_name)?;
        self.parts.staff.add_member(person.account.id, &group.id, Some(session.account.id))?;
        Ok(Changed::Done(name))
    }

    /// Makes an account for somebody new and adds her. The code is shown once; with it she sets her own password.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn add_new_member(
        &self,
        session: &Session,
        group: &str,
        (user_name, display_name, contact): (&str, &str, &str),
    ) -> Result<Changed<OneTimeCode>, DoorError> {
        let Some(group) = self.provided(session, group) else { return Ok(Changed::Nowhere) };
        if let Err(why) = self.may_change(session, &group.id, NOBODY)? {
            return not(why);
        }
        let new = NewPerson { agency: &group.agency, user_name, display_name, contact };
        if let Err(StaffError::Unfit(why)) = new.check() {
            return not(format!("No account was made: {why}."));
        }
        if self.parts.staff.find(&group.agency, user_name)?.is_some() {
            return not(format!(
                "No account was made: there is one by the user name `{user_name}` already. If it is the same person, add her by it."
            ));
        }
        self.note_made(session, &group, user_name)?;
        match self.parts.staff.make(&new, Some(&group.id), Some(session.account.id)) {
            Ok((_, code)) => Ok(Changed::Done(code)),
            Err(StaffError::Unfit(why)) => not(format!("No account was made: {why}.")),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Removes somebody from the group; in force on her next request.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn remove_member(
        &self,
        session: &Session,
        group: &str,
        member: i64,
    ) -> Result<Changed<String>, DoorError> {
        self.on_member(session, group, member, |group, person| {
            self.note_member(session, Kind::MemberRemoved, &group.id, &person.account.user_name)?;
            self.parts.staff.remove_member(member, &group.id)?;
            Ok(Changed::Done(person.account.display_name.clone()))
        })
    }

    /// A one-time code for somebody of the group who forgot her password or let the last code lapse. Whoever has a code can
    /// become the person, so none is given for people who can do more than this group can.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn issue_code(
        &self,
        session: &Session,
        group: &str,
        member: i64,
    ) -> Result<Changed<(Employee, OneTimeCode)>, DoorError> {
        self.on_member(session, group, member, |_, person| {
            let account = &person.account;
            let name = &account.display_name;
            let beyond = if !account.duties.is_empty() {
                Some("has duties besides")
            } else if account.privileged {
                Some("may see private records")
            } else if account.groups.iter().any(|other| !provides(session, other)) {
                Some("belongs to a group that is not yours as well")
            } else {
                None
            };
            if let Some(beyond) = beyond {
                return not(format!(
                    "{name} {beyond}, so no code was issued. The help desk has one issued at the console."
                ));
            }
            if !person.may_sign_in() {
                return not(format!(
                    "The account of {name} is off, so no code was issued. Turn it on first."
                ));
            }
            let words = format!("{}/{}", account.agency, account.user_name);
            self.note(session, Entry { words, ..Entry::new(Kind::CodeIssued) })?;
            let code = self.parts.staff.issue_code(member, Some(session.account.id))?;
            Ok(Changed::Done((person.clone(), code)))
        })
    }

    /// Turns the account of somebody of the group off, which ends her sessions at once, or on again.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn turn_member(
        &self,
        session: &Session,
        group: &str,
        member: i64,
        on: bool,
    ) -> Result<Changed<String>, DoorError> {
        self.on_member(session, group, member, |_, person| {
            let account = &person.account;
            let name = account.display_name.clone();
            if !account.duties.is_empty() {
                return not(format!(
                    "{name} has duties besides, so the account was left as it is. Ask the help desk."
                ));
            }
            if on && person.gone {
                return not(format!(
                    "{name} is no longer in the agency's directory, so the account stays off."
                ));
            }
            let kind = if on { Kind::AccountOn } else { Kind::AccountOff };
            let words = format!("{}/{}", account.agency, account.user_name);
            self.note(session, Entry { words, ..Entry::new(kind) })?;
            self.parts.staff.set_active(member, on)?;
            Ok(Changed::Done(name))
        })
    }

    /// What a list of people would do to the group. Changes nothing.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn plan_list(&self, session: &Session, group: &str, text: &str) -> Result<Changed<Plan>, DoorError> {
        let Some(group) = self.provided(session, group) else { return Ok(Changed::Nowhere) };
        if let Err(why) = self.may_change(session, &group.id, NOBODY)? {
            return not(why);
        }
        match self.parts.staff.plan(&target(&group, session), text) {
            Ok(plan) => Ok(Changed::Done(plan)),
            Err(StaffError::Unfit(why)) => not(format!("Nothing was done: {why}.")),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Does the good lines of a list that was looked at, all or none.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails.
    pub fn apply_list(
        &self,
        session: &Session,
        group: &str,
        text: &str,
        (file, members): (&str, &str),
    ) -> Result<Changed<FromList>, DoorError> {
        let plan = match self.plan_list(session, group, text)? {
            Changed::Done(plan) => plan,
            Changed::Not(why) => return not(why),
            Changed::Nowhere => return Ok(Changed::Nowhere),
        };
        let Some(group) = self.provided(session, group) else { return Ok(Changed::Nowhere) };
        if plan.file != file {
            return not(FILE_CHANGED.to_owned());
        }
        if plan.group != members {
            return not(GROUP_CHANGED.to_owned());
        }
        for Planned { line, verdict } in &plan.lines {
            match verdict {
                Verdict::Make => self.note_made(session, &group, &line.user_name)?,
                Verdict::Add(account, _) => {
                    if let Err(why) = self.may_change(session, &group.id, *account)? {
                        return not(why);
                    }
                    self.note_member(session, Kind::MemberAdded, &group.id, &line.user_name)?;
                }
                Verdict::There(_) | Verdict::Not(_) => {}
            }
        }
        let applied = self.parts.staff.apply(&target(&group, session), text, (file, members))?;
        let (Applied::FileChanged | Applied::GroupChanged) = &applied else {
            let Applied::Done(added, made) = applied else { return not(GROUP_CHANGED.to_owned()) };
            return Ok(Changed::Done((added, made)));
        };
        // Somebody else was quicker by a moment: the log must not say that it was done.
        let words = format!("{}: the list above was not applied", group.id);
        self.note(session, Entry { words, ..Entry::new(Kind::Denied) })?;
        not(GROUP_CHANGED.to_owned())
    }

    /// An act on somebody who is in the group now, when the engine lets it be done.
    fn on_member<T>(
        &self,
        session: &Session,
        group: &str,
        member: i64,
        act: impl FnOnce(&UserGroup, &Employee) -> Result<Changed<T>, DoorError>,
    ) -> Result<Changed<T>, DoorError> {
        let Some(group) = self.provided(session, group) else { return Ok(Changed::Nowhere) };
        let person = self.parts.staff.employee(member)?;
        let Some(person) = person.filter(|person| person.account.groups.contains(&group.id)) else {
            return not(
                "That person is not in the group any more; somebody else may have changed it.".to_owned()
            );
        };
        match self.may_change(session, &group.id, member)? {
            Ok(()) => act(&group, &person),
            Err(why) => not(why),
        }
    }

    /// Whether the engine lets her change somebody's membership.
    fn may_change(
        &self,
        session: &Session,
        group: &str,
        member: i64,
    ) -> Result<Result<(), String>, DoorError> {
        let provisioners: Vec<i64> = self
            .parts
            .staff
            .having(&Duty::new(DutyKind::Provisioner, group))?
            .iter()
            .map(|contact| contact.account)
            .collect();
        let agreed = self.to_accept_as_provisioner(session)?.is_none();
        let act = Act::ChangeMembership { member, provisioners: &provisioners, agreed };
        Ok(self.may(session, act)?.map_err(|NotPermitted(why)| format!("Nothing was done: {why}.")))
    }

    fn provided(&self, session: &Session, group: &str) -> Option<UserGroup> {
        self.rules().group(group).filter(|group| provides(session, &group.id)).cloned()
    }

    fn note_member(
        &self,
        session: &Session,
        kind: Kind,
        group: &str,
        user_name: &str,
    ) -> Result<(), DoorError> {
        self.note(session, Entry { words: format!("{group} {user_name}"), ..Entry::new(kind) })
    }

    fn note_made(&self, session: &Session, group: &UserGroup, user_name: &str) -> Result<(), DoorError> {
        let user_name = user_name.to_lowercase();
        let words = format!("{}/{user_name}", group.agency);
        self.note(session, Entry { words, ..Entry::new(Kind::AccountMade) })?;
        self.note_member(session, Kind::MemberAdded, &group.id, &user_name)
    }

    fn group_view(&self, group: &UserGroup) -> Result<GroupView, DoorError> {
        let today = self.today();
        let rules = self.rules();
        let named = rules.sheets().filter(|sheet| sheet.groups.contains(&group.id));
        let mut use_cases: Vec<GroupUseCase> =
            named.map(|sheet| group_use_case(sheet, sheet.in_force(self.now()), today)).collect();
        use_cases.sort_by_key(|one| (!one.in_force, one.days_left));
        Ok(GroupView {
            id: group.id.clone(),
            name: group.name.clone(),
            agency: self.employer(&group.agency),
            members: self.parts.staff.members(&group.id)?,
            use_cases,
        })
    }

    /// An agency whose staff sign in, by its settings name.
    pub(super) fn employer(&self, id: &str) -> Agency {
        let known = self.parts.employers.iter().find(|agency| agency.id.0 == id);
        let unnamed = || Agency { id: SourceId::new(id), name: id.to_owned(), short: id.to_owned() };
        known.cloned().unwrap_or_else(unnamed)
    }
}

/// No account has this number: somebody who has none yet.
const NOBODY: i64 = 0;
const FILE_CHANGED: &str = "Nothing was done: the list is not the one you looked at. Look through it again.";
const GROUP_CHANGED: &str = "Nothing was done: the group changed since you looked at the list; somebody else may be working on it. Look through it again.";

fn provides(session: &Session, group: &str) -> bool {
    session.account.has(DutyKind::Provisioner, group)
}

fn target<'a>(group: &'a UserGroup, session: &Session) -> Target<'a> {
    Target { group: &group.id, agency: &group.agency, by: session.account.id }
}

fn not<T>(why: String) -> Result<Changed<T>, DoorError> {
    Ok(Changed::Not(why))
}

fn group_use_case(sheet: &Sheet, in_force: bool, today: Date) -> GroupUseCase {
    GroupUseCase {
        id: sheet.id.clone(),
        title: sheet.title.clone(),
        in_force,
        begins: (today < sheet.valid_from).then(|| words::civil_date(sheet.valid_from)),
        until: words::civil_date(sheet.valid_until),
        days_left: days(today, sheet.valid_until),
    }
}

/// Whole days from one day to another.
pub(super) fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
