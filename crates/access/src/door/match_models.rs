//! Weights of the matcher at the door: one steward proposes, another approves. Each act stands in the log before it takes effect.

use super::links::LinkDesk;
use super::quality::{busy, refused};
use super::{Door, DoorError, LONGEST_REASON};
use crate::rules::Act;
use crate::view::{Guarded, ModelView, Ruled, TrialExample};
use audit::Kind;
use casefile::{Example, MatchModel, ModelState, ModelStep};
use records::PersonId;
use staff::Session;

/// So many weights are told that differ most.
const CHANGES: usize = 12;

/// So many examples are shown.
const EXAMPLES: usize = 20;

impl Door {
    /// Weights with what they change.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn match_model(&self, session: &Session, number: i64) -> Result<Guarded<ModelView>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let Some(model) = self.parts.casefile.match_model(number)? else {
            return self.no_link_case(session, &format!("model {number}"));
        };
        self.note_quality(session, &desk, Kind::Quality, &format!("model {number}"))?;
        let base = model.base.map(|base| self.parts.casefile.match_model(base)).transpose()?.flatten();
        let mut changes = base.as_ref().map(|base| base.weights.changes(&model.weights)).unwrap_or_default();
        changes.truncate(CHANGES);
        let in_force = |one: &MatchModel| matches!(one.state, ModelState::Learned | ModelState::Approved);
        let waits = model.state == ModelState::Proposed;
        Ok(Guarded::Open(Box::new(ModelView {
            line: self.model_line(&model)?,
            changes,
            examples: if waits { self.examples(session, &desk, &model)? } else { Vec::new() },
            opens_names: !desk.decisions.about(PersonId(0))?.is_empty(),
            own: model.proposed_by == Some(session.account.id),
            overtaken: waits && !base.as_ref().is_some_and(in_force),
            may_again: matches!(model.state, ModelState::Retired | ModelState::Refused),
            moved: model.moved,
            trial: model.trial,
            reason: model.reason,
            answer: model.answer,
        })))
    }

    /// Has weights learned anew, or proposes former ones again, with what they would change. Nothing else happens before another
    /// steward has approved.
    ///
    /// # Errors
    /// As for [`Door::match_model`].
    pub fn propose_model(
        &self,
        session: &Session,
        again: Option<i64>,
        reason: &str,
    ) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        if let Some(number) = again
            && self.parts.casefile.match_model(number)?.is_none()
        {
            self.no_link_case::<()>(session, &format!("model {number}"))?;
            return Ok(Ruled::NotFound);
        }
        if let Some(no) = unfit(reason, true) {
            return Ok(no);
        }
        let Ok(_alone) = self.surveying.try_lock() else { return Ok(busy()) };
        let what = again.map_or("learn anew".to_owned(), |number| format!("propose model {number} again"));
        self.note_quality(session, &desk, Kind::MatchModel, &format!("{what}: {}", reason.trim()))?;
        let hidden = self.hidden()?;
        let step = self.parts.casefile.propose_model(again, session.account.id, reason.trim(), &hidden)?;
        Ok(stepped(step))
    }

    /// Does something about proposed weights: `approve` or `refuse`.
    ///
    /// # Errors
    /// As for [`Door::match_model`].
    pub fn model_step(
        &self,
        session: &Session,
        number: i64,
        step: &str,
        reason: &str,
    ) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let Some(model) = self.parts.casefile.match_model(number)? else {
            self.no_link_case::<()>(session, &format!("model {number}"))?;
            return Ok(Ruled::NotFound);
        };
        let approves = match step {
            "approve" => true,
            "refuse" => false,
            _ => return Ok(refused("", "Say whether to approve or refuse it.")),
        };
        if let Some(no) = unfit(reason, !approves) {
            return Ok(no);
        }
        let first = model.proposed_by.filter(|_| approves);
        if let Err(no) = self.may(session, Act::Link { first, holders: &[session.account.id] })? {
            return Ok(refused("", &super::guarding::sentence(no.0)));
        }
        let Ok(_alone) = self.surveying.try_lock() else { return Ok(busy()) };
        let words = format!("{step} model {number}: {}", reason.trim());
        self.note_quality(session, &desk, Kind::MatchModel, &words)?;
        let (file, account) = (&self.parts.casefile, session.account.id);
        if !approves {
            return Ok(stepped(file.refuse_model(number, account, reason.trim())?));
        }
        let done = file.approve_model(number, account, reason.trim(), &self.hidden()?)?;
        if matches!(done, ModelStep::Done(_)) {
            file.count_pairs(&self.hidden()?, self.today())?;
        }
        Ok(stepped(done))
    }

    /// Examples of which she may see both people, as they are now; nobody private or sealed is among them.
    fn examples(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        model: &MatchModel,
    ) -> Result<Vec<TrialExample>, DoorError> {
        let Some(trial) = &model.trial else { return Ok(Vec::new()) };
        let (mut made, mut parted) = (Vec::new(), Vec::new());
        for example in &trial.examples {
            let list = if example.linked { &mut made } else { &mut parted };
            if list.len() < EXAMPLES {
                list.extend(self.example(desk, example)?);
            }
        }
        // Half of each kind, or more of one when there are few of the other.
        let keep = |own: usize, other: usize| own.min((EXAMPLES / 2).max(EXAMPLES.saturating_sub(other)));
        let (first, second) = (keep(made.len(), parted.len()), keep(parted.len(), made.len()));
        made.truncate(first);
        parted.truncate(second);
        made.append(&mut parted);
        let people: Vec<PersonId> = made.iter().flat_map(|one| &one.people).map(|one| one.person).collect();
        self.note_link_review(session, desk, &people, &format!("examples of model {}", model.id))?;
        Ok(made)
    }

    fn example(&self, desk: &LinkDesk<'_>, example: &Example) -> Result<Option<TrialExample>, DoorError> {
        let [Some(one), Some(two)] = example.records.map(|record| self.parts.casefile.person_of_row(record))
        else {
            return Ok(None);
        };
        if example.linked == (one == two)
            || ![one, two].iter().all(|person| desk.decisions.need.is_open(*person))
        {
            return Ok(None);
        }
        let people = if one == two { vec![one] } else { vec![one, two] };
        let Some(case) = self.link_case_of(desk, &people)? else { return Ok(None) };
        let cuts = self.cuts_of(desk, people.iter().copied())?;
        Ok(Some(TrialExample {
            linked: example.linked,
            people: self.link_people(desk, &case, &cuts),
            address: match example.linked {
                true => format!("/links/{}-{}", one.0.min(two.0), one.0.max(two.0)),
                false => format!("/people/{}/links", one.0),
            },
        }))
    }
}

fn stepped(step: ModelStep) -> Ruled {
    match step {
        ModelStep::Done(number) => Ruled::Done(number),
        ModelStep::WaitsAlready(number) => refused(
            "",
            &format!(
                "Weights {number} wait: approve or refuse these first. What is proposed waits for a second person."
            ),
        ),
        ModelStep::Same => refused(
            "",
            "These are the weights in force: the records teach the same as before. Nothing was proposed.",
        ),
        ModelStep::Nothing => refused("", "There are no records to learn from."),
        ModelStep::NotTheFirst => {
            refused("", "Two persons are needed: you proposed it, so somebody else approves it.")
        }
        ModelStep::NotNow => refused(
            "",
            "Somebody was faster: it does not stand any more as it did on your page. Nothing was changed.",
        ),
        ModelStep::Overtaken => refused(
            "",
            "Other weights came into force since this was proposed, so its before and after do not hold. Refuse it and have it learned anew.",
        ),
    }
}

fn unfit(reason: &str, needed: bool) -> Option<Ruled> {
    let letters = reason.trim().chars().count();
    if needed && letters == 0 {
        return Some(refused("reason", "Say why; whoever looks at this later has to understand it."));
    }
    (letters > LONGEST_REASON).then(|| {
        refused(
            "reason",
            &format!("The reason has {letters} characters; say it in at most {LONGEST_REASON}."),
        )
    })
}
