//! The steps of a review. Each goes through the guards, stands in the log before it takes effect, and holds for exactly the
//! text that lay before the person.

use super::review::{Known, stewards};
use super::{Door, DoorError};
use crate::rules::{Act, NotPermitted};
use audit::{Entry, Kind};
use records::SourceId;
use staff::{Duty, DutyKind, Session};
use usecases::{Before, Counsel, Doing, Mend, State, Step, StepKind, UseCaseError, day_of};

/// What somebody decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Hands it in.
    Submit,
    /// Passes it for the policy review.
    Review,
    /// Approves it as counsel, under this reference.
    Approve(String),
    /// Agrees to it for a source.
    Agree(SourceId),
    /// Sends it back.
    SendBack,
    /// Ends the use case at once.
    End,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Acted {
    /// It is done.
    Done,
    /// There is no such thing for her.
    NotFound,
    /// It was not done; what is to be mended.
    Refused(Vec<Mend>),
}

impl Door {
    /// Takes a step with a version of a use case.
    ///
    /// # Errors
    /// When the log, the policy engine or the database fails; then it was not done.
    pub fn decide_on(
        &self,
        session: &Session,
        before: &Before,
        decision: &Decision,
        comment: &str,
    ) -> Result<Acted, DoorError> {
        let found = self.known_use_case(&session.account, &before.use_case, before.version)?;
        let Some(known) = found else { return Ok(Acted::NotFound) };
        let history = self.use_cases.history(&before.use_case)?;
        let Some((kind, scope)) = office(session, &known, decision) else { return Ok(Acted::NotFound) };
        let approves = matches!(decision, Decision::Review | Decision::Approve(_) | Decision::Agree(_));
        let may = match approves {
            true => self.may_approve(session, &known, &history, &Duty::new(kind, &scope))?,
            false => self.may_by_duty(session, kind, &scope)?,
        };
        if let Err(no) = may {
            return Ok(refused("comment", &sentence(&no.0)));
        }
        let faults = self.faults_of(session, &known, decision, comment)?;
        if !faults.is_empty() {
            return Ok(Acted::Refused(faults));
        }
        if matches!(decision, Decision::End) && !self.lies_before(&known, before)? {
            return Ok(refused(
                "comment",
                "This is not the text that is in force; look at that one and end it there.",
            ));
        }
        let words = format!("{} version {}: {}", known.id, known.number, in_log(decision, comment));
        let source = match decision {
            Decision::Agree(source) => source.0.clone(),
            _ => String::new(),
        };
        self.note(session, Entry { words, source, ..Entry::new(Kind::UseCase) })?;
        let by = session.account.id;
        let done = match doing(session, decision, self.today()) {
            Some(doing) => self.use_cases.step(before, by, &doing, comment).map(drop),
            None => self.use_cases.end(&known.id, self.highest_approved(&known.id)?, by, comment),
        };
        match done {
            Ok(()) => Ok(Acted::Done),
            Err(UseCaseError::Unfit(words)) => Ok(refused("comment", &sentence(&words))),
            Err(other) => Err(other.into()),
        }
    }

    /// What is to be ended is the text that lay before her, and no newer one was approved meanwhile.
    fn lies_before(&self, known: &Known, before: &Before) -> Result<bool, DoorError> {
        let same = known.sheet.as_ref().is_some_and(|sheet| sheet.digest == before.digest);
        Ok(same && self.highest_approved(&known.id)? <= known.number)
    }

    /// Hides an agency's folder at once, or shows it again.
    ///
    /// # Errors
    /// As for [`Door::decide_on`].
    pub fn hide_folder(
        &self,
        session: &Session,
        source: &SourceId,
        hidden: bool,
        reason: &str,
    ) -> Result<Acted, DoorError> {
        if !stewards(&session.account, source) || !self.agencies.iter().any(|agency| agency.id == *source) {
            return Ok(Acted::NotFound);
        }
        if let Err(no) = self.may_by_duty(session, DutyKind::Steward, &source.0)? {
            return Ok(refused("reason", &sentence(&no.0)));
        }
        if reason.trim().is_empty() {
            return Ok(refused("reason", "Say why; the reason is kept."));
        }
        let words = format!("{}: {}", if hidden { "hidden" } else { "shown again" }, reason.trim());
        self.note(session, Entry { source: source.0.clone(), words, ..Entry::new(Kind::FolderShown) })?;
        self.use_cases.hide(source, hidden, session.account.id, reason)?;
        Ok(Acted::Done)
    }

    /// Whether she may do what a duty is for, where nobody can be her own judge: the guards of every act, and the duty.
    pub(super) fn may_by_duty(
        &self,
        session: &Session,
        kind: DutyKind,
        scope: &str,
    ) -> Result<Result<(), NotPermitted>, DoorError> {
        let holders = self.duty_holders(&Duty::new(kind, scope))?;
        self.may(session, Act::Approve { author: NOBODY, approved: &[], approvers: &holders })
    }

    fn may_approve(
        &self,
        session: &Session,
        known: &Known,
        history: &[Step],
        duty: &Duty,
    ) -> Result<Result<(), NotPermitted>, DoorError> {
        let round = known.kept.as_ref().map_or(0, |version| version.round);
        let here: Vec<&Step> = history.iter().filter(|step| step.version == known.number).collect();
        let approvals = here.iter().filter(|step| step.round == round && step.is_approval());
        let approved: Vec<i64> = approvals.map(|step| step.account).collect();
        // Whoever had a hand in the text is its author, not only who began it.
        let wrote = here.iter().any(|step| {
            step.account == session.account.id && matches!(step.kind, StepKind::Saved | StepKind::Submitted)
        });
        let first = known.kept.as_ref().map_or(NOBODY, |version| version.author);
        let author = if wrote { session.account.id } else { first };
        let approvers = self.duty_holders(duty)?;
        self.may(session, Act::Approve { author, approved: &approved, approvers: &approvers })
    }

    fn duty_holders(&self, duty: &Duty) -> Result<Vec<i64>, DoorError> {
        Ok(self.parts.staff.having(duty)?.into_iter().map(|contact| contact.account).collect())
    }

    /// What keeps a step from being taken, whoever takes it.
    fn faults_of(
        &self,
        session: &Session,
        known: &Known,
        decision: &Decision,
        comment: &str,
    ) -> Result<Vec<Mend>, DoorError> {
        let one = |field: &str, words: &str| Ok(vec![mend(field, words)]);
        match decision {
            Decision::Submit => self.submit_faults(session, known),
            Decision::SendBack if comment.trim().is_empty() => {
                one("comment", "Say what is to be mended, for those who write it again.")
            }
            Decision::End if comment.trim().is_empty() => {
                one("comment", "Say why it ends; the reason is kept.")
            }
            Decision::Approve(reference) if reference.trim().is_empty() => {
                one("reference", "Give the reference under which your approval is filed.")
            }
            Decision::Review | Decision::Approve(_) | Decision::Agree(_) => self.standing_faults(known),
            Decision::SendBack | Decision::End => Ok(Vec::new()),
        }
    }

    /// An approval is of no use for a text whose days are over, or that does not go together with what is in force. The text
    /// itself was tried out when it was handed in, and stands still since.
    fn standing_faults(&self, known: &Known) -> Result<Vec<Mend>, DoorError> {
        let Some((version, sheet)) = known.kept.as_ref().zip(known.sheet.as_ref()) else {
            return Ok(Vec::new());
        };
        if sheet.valid_until < day_of(self.now()) {
            let words = "Its last day has passed while it was reviewed; send it back for a later one.";
            return Ok(vec![mend("comment", words)]);
        }
        let mut kept = self.use_cases.kept()?;
        let mut wanted = version.clone();
        wanted.state = State::Approved;
        let unsigned =
            || Counsel { reference: "-".to_owned(), approved_by: "-".to_owned(), ..Counsel::default() };
        wanted.counsel.get_or_insert_with(unsigned);
        kept.approved.push(wanted);
        let faults = self.joined(&kept).err().map(|faults| faults.0).unwrap_or_default();
        Ok(faults
            .iter()
            .map(|fault| mend("comment", &format!("It cannot come into force: {fault}")))
            .collect())
    }

    /// The highest version of a use case that was approved, of either origin: an end holds for all up to it.
    fn highest_approved(&self, id: &str) -> Result<i64, DoorError> {
        let approved = |known: &Known| known.id == id && known.state() == State::Approved;
        Ok(self
            .known_use_cases()?
            .iter()
            .filter(|known| approved(known))
            .map(|known| known.number)
            .max()
            .unwrap_or(0))
    }
}

/// No account has this number.
const NOBODY: i64 = 0;

/// The duty by which somebody takes a step; none when it is none of hers.
fn office(session: &Session, known: &Known, decision: &Decision) -> Option<(DutyKind, String)> {
    let account = &session.account;
    let city = |kind: DutyKind| account.has(kind, "").then(|| (kind, String::new()));
    let steward = || {
        let hers = known.sources().into_iter().find(|source| stewards(account, source))?;
        Some((DutyKind::Steward, hers.0))
    };
    match decision {
        Decision::Submit => {
            let hers = known.agencies.iter().find(|agency| account.has(DutyKind::Requester, agency))?;
            Some((DutyKind::Requester, hers.clone()))
        }
        Decision::Review => city(DutyKind::Reviewer),
        Decision::Approve(_) => city(DutyKind::Counsel),
        Decision::Agree(source) => stewards(account, source).then(|| (DutyKind::Steward, source.0.clone())),
        Decision::SendBack => match known.state() {
            State::Submitted => city(DutyKind::Reviewer),
            State::Reviewed => city(DutyKind::Counsel),
            State::Cleared => steward(),
            State::Draft | State::Approved | State::Ended => None,
        },
        Decision::End => match known.state() {
            State::Approved => city(DutyKind::Counsel).or_else(|| city(DutyKind::Reviewer)).or_else(steward),
            _ => None,
        },
    }
}

fn doing(session: &Session, decision: &Decision, today: jiff::civil::Date) -> Option<Doing> {
    Some(match decision {
        Decision::Submit => Doing::Submit,
        Decision::Review => Doing::Review,
        Decision::Approve(reference) => Doing::Approve(Counsel {
            approved_by: session.account.display_name.clone(),
            approved_on: today,
            reference: reference.trim().to_owned(),
        }),
        Decision::Agree(source) => Doing::Agree(source.clone()),
        Decision::SendBack => Doing::SendBack,
        Decision::End => return None,
    })
}

fn in_log(decision: &Decision, comment: &str) -> String {
    let what = match decision {
        Decision::Submit => "handed in".to_owned(),
        Decision::Review => "passed at the policy review".to_owned(),
        Decision::Approve(reference) => format!("approved by counsel, {}", reference.trim()),
        Decision::Agree(source) => format!("agreed to for {source}"),
        Decision::SendBack => "sent back".to_owned(),
        Decision::End => "ended".to_owned(),
    };
    if comment.trim().is_empty() { what } else { format!("{what}; {}", comment.trim()) }
}

fn refused(field: &str, words: &str) -> Acted {
    Acted::Refused(vec![mend(field, words)])
}

fn mend(field: &str, words: &str) -> Mend {
    Mend { field: field.to_owned(), words: words.to_owned() }
}

/// With a capital letter and a full stop, as a page says it.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
