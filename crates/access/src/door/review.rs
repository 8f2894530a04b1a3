//! Use cases from request to end, as those see them who write, review, approve and agree. Who has no such duty has no such
//! page, and a version is there only for those whom it concerns.

use super::{Door, DoorError};
use crate::view::{Agency, FolderSwitch, HistoryLine, MyStep, Stage, UseCaseDesk, UseCaseLine};
use crate::words::civil_date;
use jiff::Timestamp;
use jiff::civil::Date;
use records::SourceId;
use staff::{Account, DutyKind, Session};
use std::collections::{BTreeMap, BTreeSet};
use usecases::{REMIND_DAYS, Sheet, State, Step, StepKind, Version, and, day_of};

/// A version of either origin.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) number: i64,
    /// Kept in the database; none for a file of the operator.
    pub(super) kept: Option<Version>,
    /// None for a draft that is no sheet yet.
    pub(super) sheet: Option<Sheet>,
    pub(super) title: String,
    /// Agencies whose staff it is for: their key contacts ask for it.
    pub(super) agencies: BTreeSet<String>,
}

impl Known {
    pub(super) fn state(&self) -> State {
        self.kept.as_ref().map_or(State::Approved, |version| version.state)
    }

    pub(super) fn sources(&self) -> BTreeSet<SourceId> {
        self.sheet.as_ref().map(Sheet::sources).unwrap_or_default()
    }
}

impl Door {
    /// The page of use cases; none for somebody who has no duty there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn use_case_desk(&self, session: &Session) -> Result<Option<UseCaseDesk>, DoorError> {
        let account = &session.account;
        if !has_a_part(account) {
            return Ok(None);
        }
        let mut desk = UseCaseDesk {
            mine: Vec::new(),
            under_way: Vec::new(),
            in_force: Vec::new(),
            over: Vec::new(),
            asks_for: self.asks_for(account),
            folders: self.folders_of(account)?,
        };
        let ends = self.use_cases.kept()?.ends;
        for known in self.known_use_cases()?.iter().filter(|known| sees(account, known)) {
            let history = self.use_cases.history(&known.id)?;
            let line = self.version_line(account, known, &history, &ends);
            match line.state {
                _ if !line.task.is_empty() => desk.mine.push(line),
                Stage::Draft | Stage::UnderReview => desk.under_way.push(line),
                Stage::Waiting | Stage::InForce => desk.in_force.push(line),
                Stage::Over => desk.over.push(line),
            }
        }
        Ok(Some(desk))
    }

    /// Every version of either origin, by use case and number.
    pub(super) fn known_use_cases(&self) -> Result<Vec<Known>, DoorError> {
        let rules = self.rules();
        let mut all: BTreeMap<(String, i64), Known> = BTreeMap::new();
        for sheet in self.installed().sheets.values() {
            let agency = |group: &String| rules.group(group).map(|group| group.agency.clone());
            let number = i64::from(sheet.version);
            let known = Known {
                id: sheet.id.clone(),
                number,
                kept: None,
                title: sheet.title.clone(),
                agencies: sheet.groups.iter().filter_map(agency).collect(),
                sheet: Some(sheet.clone()),
            };
            all.insert((sheet.id.clone(), number), known);
        }
        for version in self.use_cases.versions()? {
            let sheet = version.sheet().ok();
            let title = match &sheet {
                Some(sheet) => sheet.title.clone(),
                None => usecases::Draft::read(&version.text).map(|draft| draft.title).unwrap_or_default(),
            };
            let (id, number) = (version.use_case.clone(), version.version);
            let agencies = BTreeSet::from([version.agency.clone()]);
            let known = Known { id: id.clone(), number, sheet, title, agencies, kept: Some(version) };
            all.insert((id, number), known);
        }
        Ok(all.into_values().collect())
    }

    /// A version that she may know of.
    pub(super) fn known_use_case(
        &self,
        account: &Account,
        id: &str,
        number: i64,
    ) -> Result<Option<Known>, DoorError> {
        let found =
            self.known_use_cases()?.into_iter().find(|known| known.id == id && known.number == number);
        Ok(found.filter(|known| has_a_part(account) && sees(account, known)))
    }

    pub(super) fn version_line(
        &self,
        account: &Account,
        known: &Known,
        history: &[Step],
        ends: &BTreeMap<String, i64>,
    ) -> UseCaseLine {
        let today = day_of(self.now());
        let (state, stage) = self.stage(known, history, ends, today);
        let steps = self.steps_for(account, known, history, state);
        let days = known.sheet.as_ref().map_or_else(String::new, |sheet| {
            format!("{} – {}", civil_date(sheet.valid_from), civil_date(sheet.valid_until))
        });
        let left = known.sheet.as_ref().map(|sheet| (sheet.days_left(today), sheet.valid_until));
        let soon = left.filter(|(left, _)| state == Stage::InForce && (0..=REMIND_DAYS).contains(left));
        let reminder = soon.map_or_else(String::new, |(left, day)| {
            let left = if left == 1 { "1 day left".to_owned() } else { format!("{left} days left") };
            format!("ends on {}, {left}: renew", civil_date(day))
        });
        let agencies: Vec<String> = known.agencies.iter().map(|id| self.employer_name(id)).collect();
        UseCaseLine {
            id: known.id.clone(),
            version: known.number,
            title: known.title.clone(),
            agencies: and(&agencies),
            stage,
            state,
            days,
            task: task(&steps).to_owned(),
            reminder,
        }
    }

    /// How a version stands, in words too.
    fn stage(
        &self,
        known: &Known,
        history: &[Step],
        ends: &BTreeMap<String, i64>,
        today: Date,
    ) -> (Stage, String) {
        let says = |stage, words: &str| (stage, words.to_owned());
        match known.state() {
            State::Draft if known.kept.as_ref().is_some_and(|version| version.round > 0) => {
                says(Stage::Draft, "sent back, being written again")
            }
            State::Draft => says(Stage::Draft, "being written"),
            State::Submitted => says(Stage::UnderReview, "at the policy review"),
            State::Reviewed => says(Stage::UnderReview, "at counsel"),
            State::Cleared => {
                let agreed = agreed(known, history);
                let missing = known.sources().into_iter().filter(|source| !agreed.contains(&source.0));
                let missing: Vec<String> = missing.map(|source| self.short_name(&source)).collect();
                (Stage::UnderReview, format!("waits for the stewards of {}", and(&missing)))
            }
            State::Ended => says(Stage::Over, "ended"),
            State::Approved if ends.get(&known.id).is_some_and(|end| known.number <= *end) => {
                says(Stage::Over, "ended")
            }
            State::Approved => self.stage_of_approved(known, today),
        }
    }

    fn stage_of_approved(&self, known: &Known, today: Date) -> (Stage, String) {
        let Some(sheet) = &known.sheet else { return (Stage::Over, "cannot be read".to_owned()) };
        let rules = self.rules();
        let present = rules.sheet(&known.id).map_or(0, |sheet| i64::from(sheet.version));
        if sheet.valid_until < today {
            return (Stage::Over, "expired".to_owned());
        }
        if known.number < present {
            return (Stage::Over, format!("replaced by version {present}"));
        }
        if sheet.valid_from > today {
            return (Stage::Waiting, format!("approved, begins on {}", civil_date(sheet.valid_from)));
        }
        if known.number > present {
            return (Stage::Waiting, "approved, but not in order; the operator is told".to_owned());
        }
        (Stage::InForce, "in force".to_owned())
    }

    /// What somebody may do with a version now. Whether she in person may is asked of the guards when she does it.
    pub(super) fn steps_for(
        &self,
        account: &Account,
        known: &Known,
        history: &[Step],
        stage: Stage,
    ) -> Vec<MyStep> {
        let asks = known.agencies.iter().any(|agency| account.has(DutyKind::Requester, agency));
        let (reviews, counsels) = (account.has(DutyKind::Reviewer, ""), account.has(DutyKind::Counsel, ""));
        let hers: Vec<SourceId> = known.sources().into_iter().filter(|one| stewards(account, one)).collect();
        let mut steps = Vec::new();
        match (known.state(), stage) {
            (State::Draft, _) if asks => steps.extend([MyStep::Submit, MyStep::Edit]),
            (State::Submitted, _) if reviews => steps.extend([MyStep::Review, MyStep::SendBack]),
            (State::Reviewed, _) if counsels => steps.extend([MyStep::Approve, MyStep::SendBack]),
            (State::Cleared, _) => {
                let agreed = agreed(known, history);
                let open = hers.iter().filter(|source| !agreed.contains(&source.0));
                steps.extend(open.map(|source| MyStep::Agree(self.source_agency(source))));
                if !hers.is_empty() {
                    steps.push(MyStep::SendBack);
                }
            }
            (_, Stage::InForce | Stage::Waiting) if reviews || counsels || !hers.is_empty() => {
                steps.push(MyStep::End);
            }
            _ => {}
        }
        let is_decided = matches!(stage, Stage::InForce | Stage::Waiting | Stage::Over);
        if asks && is_decided {
            steps.push(MyStep::NewVersion);
        }
        steps
    }

    pub(super) fn history_lines(&self, history: &[Step]) -> Result<Vec<HistoryLine>, DoorError> {
        let mut names: BTreeMap<i64, String> = BTreeMap::new();
        let mut lines = Vec::with_capacity(history.len());
        for step in history.iter().rev() {
            let who = match names.get(&step.account) {
                Some(known) => known.clone(),
                None => self.staff_name(step.account)?,
            };
            names.insert(step.account, who.clone());
            let what = match step.kind {
                StepKind::Saved => "wrote it".to_owned(),
                StepKind::Submitted => "handed it in".to_owned(),
                StepKind::Reviewed => "passed it at the policy review".to_owned(),
                StepKind::Approved => "approved it as counsel".to_owned(),
                StepKind::Agreed => format!("agreed for {}", self.short_name(&SourceId::new(&step.office))),
                StepKind::SentBack => "sent it back; all approvals fell".to_owned(),
                StepKind::Ended => "ended it at once".to_owned(),
            };
            let at = Timestamp::from_millisecond(step.at).unwrap_or_default();
            lines.push(HistoryLine { at, version: step.version, who, what, comment: step.comment.clone() });
        }
        Ok(lines)
    }

    pub(super) fn staff_name(&self, account: i64) -> Result<String, DoorError> {
        let found = self.parts.staff.account(account)?;
        Ok(found.map_or_else(
            || format!("somebody who has left (account {account})"),
            |account| format!("{}, {}", account.display_name, self.employer_name(&account.agency)),
        ))
    }

    fn folders_of(&self, account: &Account) -> Result<Vec<FolderSwitch>, DoorError> {
        let hers: Vec<&Agency> = self.agencies.iter().filter(|one| stewards(account, &one.id)).collect();
        if hers.is_empty() {
            return Ok(Vec::new());
        }
        let hidings = self.use_cases.hidings()?;
        let mut switches = Vec::new();
        for agency in hers {
            let word = hidings.iter().find(|hiding| hiding.source == agency.id);
            let said = match word {
                None => String::new(),
                Some(word) => {
                    let at = Timestamp::from_millisecond(word.at).unwrap_or_default();
                    let day = civil_date(at.to_zoned(self.parts.zone.clone()).date());
                    let did = if word.hidden { "hidden" } else { "shown again" };
                    format!("{did} on {day} by {}: {}", self.staff_name(word.account)?, word.reason)
                }
            };
            let hidden = word.is_some_and(|word| word.hidden);
            switches.push(FolderSwitch { agency: agency.clone(), hidden, said });
        }
        Ok(switches)
    }

    /// Agencies for which somebody may ask.
    pub(super) fn asks_for(&self, account: &Account) -> Vec<Agency> {
        let named = |id: &String| Agency {
            id: SourceId::new(id),
            name: self
                .employers()
                .iter()
                .find(|one| one.id.0 == *id)
                .map_or(id.clone(), |one| one.name.clone()),
            short: self.employer_name(id),
        };
        let duties = account.duties.iter().filter(|duty| duty.kind == DutyKind::Requester);
        duties.map(|duty| named(&duty.scope)).collect()
    }

    /// The short name of an agency whose staff sign in.
    pub(super) fn employer_name(&self, id: &str) -> String {
        let found = self.parts.employers.iter().find(|agency| agency.id.0 == id);
        found.map_or_else(|| id.to_owned(), |agency| agency.short.clone())
    }

    pub(super) fn source_agency(&self, source: &SourceId) -> Agency {
        let found = self.agencies.iter().find(|agency| agency.id == *source);
        let unknown = || Agency { id: source.clone(), name: source.0.clone(), short: source.0.clone() };
        found.cloned().unwrap_or_else(unknown)
    }

    pub(super) fn short_name(&self, source: &SourceId) -> String {
        self.source_agency(source).short
    }
}

/// Sources whose stewards agreed to this version in this round.
pub(super) fn agreed(known: &Known, history: &[Step]) -> BTreeSet<String> {
    let round = known.kept.as_ref().map_or(0, |version| version.round);
    let here = history.iter().filter(|step| step.version == known.number && step.round == round);
    here.filter(|step| step.kind == StepKind::Agreed).map(|step| step.office.clone()).collect()
}

pub(super) fn stewards(account: &Account, source: &SourceId) -> bool {
    account.has(DutyKind::Steward, &source.0)
}

fn has_a_part(account: &Account) -> bool {
    use DutyKind::{Counsel, Requester, Reviewer, Steward};
    account.duties.iter().any(|duty| [Requester, Reviewer, Counsel, Steward].contains(&duty.kind))
}

/// A draft is there for those who may write it; anything else also for those who decide on it.
fn sees(account: &Account, known: &Known) -> bool {
    let asks = known.agencies.iter().any(|agency| account.has(DutyKind::Requester, agency));
    if asks || known.state() == State::Draft {
        return asks;
    }
    account.has(DutyKind::Reviewer, "")
        || account.has(DutyKind::Counsel, "")
        || known.sources().iter().any(|source| stewards(account, source))
}

/// The one step by which it goes on, when it is hers.
fn task(steps: &[MyStep]) -> &'static str {
    match steps.first() {
        Some(MyStep::Submit) => "write it and hand it in",
        Some(MyStep::Review) => "review it",
        Some(MyStep::Approve) => "approve it as counsel",
        Some(MyStep::Agree(_)) => "agree to it, or send it back",
        _ => "",
    }
}
