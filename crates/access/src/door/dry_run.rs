//! "Would this worker see this?", asked before a version is approved: under that version, and under what is in force now.

use super::review::Known;
use super::{Door, DoorError};
use crate::rules::{Asked, Rules, Situation, guard_in_words};
use crate::view::{TryAnswer, TryView};
use crate::words;
use audit::{Entry, Kind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use privacy::Level;
use records::{FieldClass, SectionKind, SourceId};
use staff::{Account, Session};
use std::collections::BTreeSet;
use usecases::{Sheet, UserGroup, day_of};

/// Who would look, at what.
#[derive(Clone, Debug)]
pub struct TryQuestion {
    /// The worker's account.
    pub worker: i64,
    /// The purpose she would state.
    pub purpose: String,
    /// The agency's folder.
    pub source: SourceId,
    /// The section.
    pub section: SectionKind,
    /// The kind of data.
    pub class: FieldClass,
    /// How the person is supposed to stand to the worker. Never somebody in particular: the answer would tell who is marked.
    pub about: Supposed,
    /// She is taken for a member of the version's user groups: nobody belongs to a new one yet.
    pub as_member: bool,
}

/// How somebody is supposed to stand to the worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Supposed {
    /// Nobody marked her.
    #[default]
    Open,
    /// She is private, and the worker is outside her care team.
    PrivateOutside,
    /// She is private, and the worker is in her care team.
    PrivateCare,
    /// She is sealed, and the worker is not named.
    SealedUnnamed,
    /// She is sealed, and the worker is named.
    SealedNamed,
}

impl Supposed {
    /// Every one, in the order of the form.
    pub const ALL: [Supposed; 5] = [
        Supposed::Open,
        Supposed::PrivateOutside,
        Supposed::PrivateCare,
        Supposed::SealedUnnamed,
        Supposed::SealedNamed,
    ];

    /// The name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Supposed::Open => "open",
            Supposed::PrivateOutside => "private",
            Supposed::PrivateCare => "private-in-care",
            Supposed::SealedUnnamed => "sealed",
            Supposed::SealedNamed => "sealed-and-named",
        }
    }

    /// What it says of the person.
    pub fn words(self) -> &'static str {
        match self {
            Supposed::Open => "somebody who is not private",
            Supposed::PrivateOutside => "a private person outside the worker’s care",
            Supposed::PrivateCare => "a private person in whose care team the worker is",
            Supposed::SealedUnnamed => "a sealed person for whom the worker is not named",
            Supposed::SealedNamed => "a sealed person for whom the worker is named",
        }
    }

    fn situation(self) -> Situation {
        let (level, cares, named) = match self {
            Supposed::Open => return Situation::OPEN,
            Supposed::PrivateOutside => (Level::Private, false, false),
            Supposed::PrivateCare => (Level::Private, true, false),
            Supposed::SealedUnnamed => (Level::Sealed, false, false),
            Supposed::SealedNamed => (Level::Sealed, false, true),
        };
        Situation { level, cares, named }
    }
}

/// One question put to one set of rules.
struct Put<'a> {
    rules: &'a Rules,
    sheet: &'a Sheet,
    worker: &'a Account,
    groups: &'a [String],
    question: &'a TryQuestion,
    situation: Situation,
    hidden: &'a BTreeSet<SourceId>,
    now: Timestamp,
}

impl Door {
    /// The account of a worker by agency and user name, for a dry run.
    ///
    /// # Errors
    /// When the database fails.
    pub fn worker_account(&self, agency: &str, user_name: &str) -> Result<Option<i64>, DoorError> {
        let found = self.parts.staff.find(agency, user_name)?;
        Ok(match found {
            Some(id) => self.parts.staff.account(id)?.map(|account| account.id),
            None => None,
        })
    }

    /// What a version would show a worker, and what she is shown now. None when there is no such version for the asker, or
    /// no such worker.
    ///
    /// # Errors
    /// When the log, the policy engine or the database fails.
    pub fn dry_run(
        &self,
        session: &Session,
        id: &str,
        number: i64,
        question: &TryQuestion,
    ) -> Result<Option<TryView>, DoorError> {
        let Some(known) = self.known_use_case(&session.account, id, number)? else { return Ok(None) };
        let Some(sheet) = &known.sheet else { return Ok(None) };
        let Some(worker) = self.parts.staff.account(question.worker)? else { return Ok(None) };
        self.note_dry_run(session, &known, question)?;
        let current = self.current()?;
        let own: Vec<UserGroup> = known.kept.iter().filter_map(|version| version.group.clone()).collect();
        let trial = self.trial(sheet.clone(), &own).map_err(|faults| DoorError::Rules(faults.to_string()))?;
        let more = sheet.groups.iter().filter(|_| question.as_member).cloned();
        let groups: Vec<String> = worker.groups.iter().cloned().chain(more).collect();
        let put = Put {
            rules: &trial,
            sheet,
            worker: &worker,
            groups: &groups,
            question,
            situation: question.about.situation(),
            hidden: &current.hidden,
            now: self.at_work_under(sheet),
        };
        let mut answers =
            vec![self.answer_to(&put, &own, format!("Under version {number}, which you look at"))?];
        answers.push(match current.rules.sheet(id) {
            None => TryAnswer {
                under: "Now".to_owned(),
                shown: false,
                why: vec![format!("No version of {id} is in force.")],
            },
            Some(present) => {
                let under = format!("Now, under version {}, which is in force", present.version);
                let groups = &worker.groups;
                let put = Put { rules: &current.rules, sheet: present, groups, now: self.now(), ..put };
                self.answer_to(&put, &own, under)?
            }
        });
        Ok(Some(TryView {
            worker: format!("{}, {}", worker.display_name, self.employer_name(&worker.agency)),
            agency: worker.agency.clone(),
            user_name: worker.user_name.clone(),
            asked: self.asked_in_words(sheet, question),
            answers,
        }))
    }

    fn note_dry_run(
        &self,
        session: &Session,
        known: &Known,
        question: &TryQuestion,
    ) -> Result<(), DoorError> {
        let TryQuestion { worker, purpose, section, class, .. } = question;
        let words = format!(
            "{} version {}: account {worker}, {purpose}, {}, {}",
            known.id,
            known.number,
            section.name(),
            class.name()
        );
        let source = question.source.0.clone();
        self.note(session, Entry { words, source, ..Entry::new(Kind::DryRun) })
    }

    /// Now, or noon of a version's first day when that is still to come.
    pub(super) fn at_work_under(&self, sheet: &Sheet) -> Timestamp {
        if sheet.valid_from <= day_of(self.now()) {
            return self.now();
        }
        let noon = sheet.valid_from.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
        noon.map_or(self.now(), |noon| noon.timestamp())
    }

    fn answer_to(&self, put: &Put<'_>, own: &[UserGroup], under: String) -> Result<TryAnswer, DoorError> {
        let Put { rules, sheet, worker, question, .. } = *put;
        let asked = Asked {
            active: true,
            account: worker.id,
            agency: &worker.agency,
            groups: put.groups,
            privileged: worker.privileged,
            agreed: worker.agreed,
            use_case: &sheet.id,
            purpose: &question.purpose,
            now: put.now,
            address: rules.inside_address(),
            confirmed_seconds: i64::MAX,
            reason: "",
            hidden: put.hidden,
        };
        let place = (&question.source, question.section, question.class);
        let (shown, by) = rules.why(&asked, put.situation, place).map_err(DoorError::Rules)?;
        let why = match by.is_empty() {
            true => vec![self.nothing_permits(put, own)],
            false => by.iter().map(|id| self.policy_in_words(id, sheet, own)).collect(),
        };
        Ok(TryAnswer { under, shown, why })
    }

    /// A permit as `UC-001.v1/opens-2/benefits-intake`, or a guard.
    fn policy_in_words(&self, id: &str, sheet: &Sheet, own: &[UserGroup]) -> String {
        if let Some(words) = guard_in_words(id) {
            return format!("{} ({id})", words::capital(words));
        }
        let mut parts = id.split('/').skip(1);
        let part = parts.next().and_then(|part| part.strip_prefix("opens-")).unwrap_or_default();
        let group = self.group_name(parts.next().unwrap_or_default(), own);
        format!("{} version {}, part {part}, opens it to {group} ({id})", sheet.id, sheet.version)
    }

    /// Why no policy permits: the first of the conditions of a permit that does not hold.
    fn nothing_permits(&self, put: &Put<'_>, own: &[UserGroup]) -> String {
        let Put { sheet, question, .. } = put;
        let today = day_of(put.now);
        if !sheet.is_for(put.groups) {
            let groups: Vec<String> = sheet.groups.iter().map(|id| self.group_name(id, own)).collect();
            return format!("She or he does not belong to a user group of it: {}.", usecases::and(&groups));
        }
        if !sheet.purpose.iter().any(|purpose| purpose.id == question.purpose) {
            return "The purpose is none of this version's.".to_owned();
        }
        if today < sheet.valid_from || sheet.valid_until < today {
            return "It is not in force on this day.".to_owned();
        }
        let (source, kind) = (self.short_name(&question.source), question.section.title());
        format!("No part of it opens {} of {source} under “{kind}”.", question.class.words())
    }

    fn asked_in_words(&self, sheet: &Sheet, question: &TryQuestion) -> String {
        let stated = sheet.purpose.iter().find(|purpose| purpose.id == question.purpose);
        let purpose = stated.map_or(question.purpose.as_str(), |purpose| purpose.words.as_str());
        let source = self.short_name(&question.source);
        let person = question.about.words();
        let member = if question.as_member { ", as if a member of its user groups" } else { "" };
        format!(
            "{} of {source} under “{}”, for the purpose “{purpose}”, about {person}{member}",
            question.class.words(),
            question.section.title()
        )
    }
}
