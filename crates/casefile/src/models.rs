//! Weights of the matcher as they are kept: learned by itself at first, afterwards proposed by one steward and approved by
//! another.

mod trial;

pub use trial::{Agreement, Example, Trial};

use crate::stored::instant;
use crate::tables::quality::{self, ModelRow};
use crate::{CaseFile, CaseFileError};
use database::{Cell, Transaction};
use identity::{Profile, Weights};
use jiff::Timestamp;
use records::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::PoisonError;

/// How weights stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModelState {
    /// In force; the matcher learned them by itself.
    Learned,
    /// They wait for a second steward.
    Proposed,
    /// In force; a steward approved them.
    Approved,
    /// Never came into force.
    Refused,
    /// They were in force once.
    Retired,
}

/// Weights with all that is kept of them.
#[derive(Clone, Debug)]
pub struct MatchModel {
    /// Their number.
    pub id: i64,
    /// Since when they are kept.
    pub made_at: Timestamp,
    /// How they stand.
    pub state: ModelState,
    /// What they are.
    pub weights: Weights,
    /// How many records there were.
    pub records: i64,
    /// The weights in force when they were proposed.
    pub base: Option<i64>,
    /// Who proposed them.
    pub proposed_by: Option<i64>,
    /// Who approved or refused them, and when.
    pub decided: Option<(i64, Timestamp)>,
    /// Since when they are, or were, in force.
    pub in_force_at: Option<Timestamp>,
    /// Records that came to another person when they came into force.
    pub moved: Option<i64>,
    /// What they would change, as it was when they were proposed.
    pub trial: Option<Trial>,
    /// Why they were proposed.
    pub reason: String,
    /// What the second steward said.
    pub answer: String,
}

/// What came of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModelStep {
    /// It is done; the number of the weights.
    Done(i64),
    /// Others wait already.
    WaitsAlready(i64),
    /// They are the same as those in force.
    Same,
    /// Nothing is there to learn from.
    Nothing,
    /// The second person must be another one than the first.
    NotTheFirst,
    /// They do not wait any more, or there are none by this number.
    NotNow,
    /// Others came into force since they were proposed.
    Overtaken,
}

/// What is sealed.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    reason: String,
    #[serde(default)]
    answer: String,
}

/// So many are listed.
const MOST: i64 = 30;

impl ModelState {
    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            ModelState::Learned => "learned",
            ModelState::Proposed => "proposed",
            ModelState::Approved => "approved",
            ModelState::Refused => "refused",
            ModelState::Retired => "retired",
        }
    }

    /// The state with this word.
    pub fn named(name: &str) -> Option<ModelState> {
        use ModelState::{Approved, Learned, Proposed, Refused, Retired};
        [Learned, Proposed, Approved, Refused, Retired].into_iter().find(|one| one.name() == name)
    }
}

impl CaseFile {
    /// All weights that are kept, the newest first.
    ///
    /// # Errors
    /// When the database fails or one cannot be opened.
    pub fn match_models(&self) -> Result<Vec<MatchModel>, CaseFileError> {
        let rows = self.database.read(|t| quality::models(t, MOST))?;
        rows.iter().filter_map(|row| self.model_of(row).transpose()).collect()
    }

    /// One set of weights; `None` when there is none by that number, or it is of another version of this program.
    ///
    /// # Errors
    /// As for [`CaseFile::match_models`].
    pub fn match_model(&self, id: i64) -> Result<Option<MatchModel>, CaseFileError> {
        let row = self.database.read(|t| quality::model(t, id))?;
        row.map_or(Ok(None), |row| self.model_of(&row))
    }

    /// Proposes weights: learned anew from all records, or those of a former model. Works out what they would change; takes
    /// some seconds for each hundred thousand records, and nothing is linked meanwhile. `hidden` people count nowhere.
    ///
    /// # Errors
    /// When the database fails; then nothing was proposed.
    pub fn propose_model(
        &self,
        again: Option<i64>,
        account: i64,
        reason: &str,
        hidden: &HashSet<PersonId>,
    ) -> Result<ModelStep, CaseFileError> {
        let _alone = self.linking();
        let waits = self.database.read(quality::proposed)?;
        if let Some(waits) = waits {
            return Ok(ModelStep::WaitsAlready(waits));
        }
        let Some(base) = self.database.read(quality::in_force)? else { return Ok(ModelStep::Nothing) };
        let weights = match again {
            None => self.engine().train().weights(),
            Some(id) => match self.database.read(|t| quality::model(t, id))?.and_then(|row| kept(&row)) {
                Some(weights) => weights,
                None => return Ok(ModelStep::NotNow),
            },
        };
        if kept(&base).as_ref() == Some(&weights) {
            return Ok(ModelStep::Same);
        }
        let trial = self.on_trial(&weights, hidden)?;
        let row = ModelRow {
            base: Some(base.id),
            proposed_by: Some(account),
            trial: json(&trial)?,
            ..self.fresh_row(ModelState::Proposed, &weights)?
        };
        self.database.write(|t| {
            let sources = quality::sources(t)?;
            let id = quality::add_model(t, &ModelRow { sources, ..row })?;
            let Some(mut row) = quality::model(t, id)? else { return Ok(ModelStep::NotNow) };
            row.body = self.sealed_model(id, &Body { reason: reason.to_owned(), answer: String::new() })?;
            quality::set_model(t, &row)?;
            Ok(ModelStep::Done(id))
        })
    }

    /// Puts proposed weights in force and links everything anew by them: links, what is left to stewards and the weights change
    /// together or not at all. What stewards decided holds.
    ///
    /// # Errors
    /// When the database fails; then nothing was changed.
    pub fn approve_model(
        &self,
        id: i64,
        account: i64,
        answer: &str,
        hidden: &HashSet<PersonId>,
    ) -> Result<ModelStep, CaseFileError> {
        let _no_intake_meanwhile = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        let _alone = self.linking();
        let (row, base, decided) = self.database.read(|t| {
            Ok::<_, CaseFileError>((quality::model(t, id)?, quality::in_force(t)?, self.constraints(t)?))
        })?;
        let Some(mut row) = row.filter(|row| row.state == ModelState::Proposed.name()) else {
            return Ok(ModelStep::NotNow);
        };
        if row.proposed_by == Some(account) {
            return Ok(ModelStep::NotTheFirst);
        }
        if row.base != base.map(|base| base.id) {
            return Ok(ModelStep::Overtaken);
        }
        let Some(weights) = kept(&row) else { return Ok(ModelStep::NotNow) };
        let Some(found) = self.engine().resolutions_by(&weights, &[&decided]).pop() else {
            return Ok(ModelStep::NotNow);
        };
        let moved = self.moves(&found, hidden).moved;
        row.body = self.sealed_model(id, &Body { answer: answer.to_owned(), ..self.opened_model(&row)? })?;
        row.state = ModelState::Approved.name().to_owned();
        (row.decided, row.in_force_at) = ((Some(account), Some(self.now())), Some(self.now()));
        row.moved = i64::try_from(moved).ok();
        let kept = self.database.write(|t| {
            quality::retire(t)?;
            quality::set_model(t, &row)?;
            self.keep_all(t, &found, &format!("model:{id}"))
        })?;
        self.engine_mut().adopt(&weights);
        self.assigned(kept);
        Ok(ModelStep::Done(id))
    }

    /// Says no to proposed weights, or takes them back: nothing changes.
    ///
    /// # Errors
    /// As for [`CaseFile::approve_model`].
    pub fn refuse_model(&self, id: i64, account: i64, answer: &str) -> Result<ModelStep, CaseFileError> {
        let _alone = self.linking();
        self.database.write(|t| {
            let row = quality::model(t, id)?.filter(|row| row.state == ModelState::Proposed.name());
            let Some(mut row) = row else { return Ok(ModelStep::NotNow) };
            row.body =
                self.sealed_model(id, &Body { answer: answer.to_owned(), ..self.opened_model(&row)? })?;
            row.state = ModelState::Refused.name().to_owned();
            row.decided = (Some(account), Some(self.now()));
            quality::set_model(t, &row)?;
            Ok(ModelStep::Done(id))
        })
    }

    /// Weights by which a whole job links; none when it has to learn: when there are none yet that this program can use, or
    /// when nobody has ever approved any and there is much more to learn from, or another agency.
    pub(crate) fn weights_for_all(&self) -> Result<Option<Weights>, CaseFileError> {
        let records = self.engine().len() as i64;
        self.database.read(|t| {
            let Some(row) = quality::in_force(t)? else { return Ok(None) };
            let more = records > row.records.saturating_mul(2) || quality::sources(t)? > row.sources;
            let learns = more && !quality::was_approved(t)?;
            Ok(if learns { None } else { kept(&row) })
        })
    }

    /// Takes the weights in force into use, at a start; learns some when there are none.
    pub(crate) fn weigh_as_before(&self) -> Result<(), CaseFileError> {
        if self.engine().is_empty() {
            return Ok(());
        }
        let row = self.database.read(quality::in_force)?;
        if let Some(weights) = row.as_ref().and_then(kept) {
            self.engine_mut().adopt(&weights);
            return Ok(());
        }
        let model = self.engine().train();
        let weights = model.weights();
        self.engine_mut().install(model);
        self.database.write(|t| self.learned(t, &weights))
    }

    /// Keeps weights that the matcher has learned by itself; from now on they are in force.
    pub(crate) fn learned(&self, t: &mut Transaction<'_>, weights: &Weights) -> Result<(), CaseFileError> {
        quality::retire(t)?;
        let row = ModelRow {
            in_force_at: Some(self.now()),
            sources: quality::sources(t)?,
            ..self.fresh_row(ModelState::Learned, weights)?
        };
        quality::add_model(t, &row)?;
        Ok(())
    }

    fn fresh_row(&self, state: ModelState, weights: &Weights) -> Result<ModelRow, CaseFileError> {
        Ok(ModelRow {
            id: 0,
            made_at: self.now(),
            state: state.name().to_owned(),
            weights: json(weights)?,
            records: self.engine().len() as i64,
            sources: 0,
            base: None,
            proposed_by: None,
            decided: (None, None),
            in_force_at: None,
            moved: None,
            trial: String::new(),
            profile: String::new(),
            body: Vec::new(),
        })
    }

    fn model_of(&self, row: &ModelRow) -> Result<Option<MatchModel>, CaseFileError> {
        let (Some(state), Some(weights)) = (ModelState::named(&row.state), kept(row)) else {
            return Ok(None);
        };
        let body = self.opened_model(row)?;
        let decided = row.decided.0.zip(row.decided.1);
        Ok(Some(MatchModel {
            id: row.id,
            made_at: instant(row.made_at),
            state,
            weights,
            records: row.records,
            base: row.base,
            proposed_by: row.proposed_by,
            decided: decided.map(|(account, at)| (account, instant(at))),
            in_force_at: row.in_force_at.map(instant),
            moved: row.moved,
            trial: serde_json::from_str(&row.trial).ok(),
            reason: body.reason,
            answer: body.answer,
        }))
    }

    fn sealed_model(&self, id: i64, body: &Body) -> Result<Vec<u8>, CaseFileError> {
        Ok(self.sealer.seal(cell(&id.to_be_bytes()), json(body)?.as_bytes())?)
    }

    fn opened_model(&self, row: &ModelRow) -> Result<Body, CaseFileError> {
        if row.body.is_empty() {
            return Ok(Body::default());
        }
        let plain = self.sealer.open(cell(&row.id.to_be_bytes()), &row.body)?;
        serde_json::from_slice(&plain).map_err(unreadable)
    }
}

/// The weights of a row, when this program compares what they weigh.
fn kept(row: &ModelRow) -> Option<Weights> {
    serde_json::from_str(&row.weights).ok().filter(Weights::fits)
}

/// How linked pairs agreed when weights were first counted under; none before.
pub(crate) fn profile(row: &ModelRow) -> Option<Profile> {
    serde_json::from_str(&row.profile).ok().filter(Profile::fits)
}

fn cell(row: &[u8]) -> Cell<'_> {
    Cell { table: "match_model", column: "body", row }
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, CaseFileError> {
    serde_json::to_string(value).map_err(unreadable)
}

fn unreadable(cause: serde_json::Error) -> CaseFileError {
    CaseFileError::Unreadable(format!("{:?} error at byte {}", cause.classify(), cause.column()))
}
