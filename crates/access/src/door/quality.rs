//! Match quality at the door: figures for stewards, about nobody in particular. Private and sealed people are in none of them.

use super::links::LinkDesk;
use super::{Door, DoorError};
use crate::view::{Figures, Guarded, ModelLine, QualityView, Ruled};
use audit::{Entry, Kind};
use casefile::{Check, MatchModel, ModelState};
use records::PersonId;
use staff::Session;
use std::collections::HashSet;

/// So many pairs to check are counted on a page.
pub const MOST_CHECKS: usize = 60;

impl Door {
    /// Figures, pairs to check and weights, for stewards.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn quality(&self, session: &Session) -> Result<Guarded<QualityView>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        self.note_quality(session, &desk, Kind::Quality, "figures")?;
        let hidden = self.hidden()?;
        let waiting = self.checks_for(&desk)?;
        let models = self.parts.casefile.match_models()?;
        let lines = models.iter().map(|one| self.model_line(one)).collect::<Result<Vec<_>, _>>()?;
        Ok(Guarded::Open(Box::new(QualityView {
            figures: self.figures_for(&hidden)?,
            opens_names: !desk.decisions.about(PersonId(0))?.is_empty(),
            waiting: waiting.len(),
            first: waiting.first().map(|check| check.id),
            models: lines,
        })))
    }

    /// Has all pairs counted anew.
    ///
    /// # Errors
    /// As for [`Door::quality`].
    pub fn count_quality(&self, session: &Session) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let Ok(_alone) = self.surveying.try_lock() else { return Ok(busy()) };
        self.note_quality(session, &desk, Kind::Quality, "count anew")?;
        self.parts.casefile.count_pairs(&self.hidden()?, self.today())?;
        Ok(Ruled::Done(0))
    }

    /// Draws pairs for stewards to check.
    ///
    /// # Errors
    /// As for [`Door::quality`].
    pub fn draw_checks(&self, session: &Session) -> Result<Ruled, DoorError> {
        let Guarded::Open(desk) = self.link_desk(session)? else { return Ok(Ruled::NotFound) };
        let Ok(_alone) = self.surveying.try_lock() else { return Ok(busy()) };
        self.note_quality(session, &desk, Kind::Quality, "draw pairs to check")?;
        Ok(match self.parts.casefile.draw_checks(&self.hidden()?, self.today())? {
            0 => refused(
                "",
                "No pairs were drawn: many wait for an answer still, or every pair has been drawn already.",
            ),
            drawn => Ruled::Done(drawn as i64),
        })
    }

    /// Counts all pairs when that is due: for a job that shows nothing to anybody. `true` when it was done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep_quality_current(&self) -> Result<bool, DoorError> {
        let Ok(_alone) = self.surveying.try_lock() else { return Ok(false) };
        let hidden = self.hidden()?;
        let due = self.parts.casefile.count_is_due(&hidden)?;
        if due {
            self.parts.casefile.count_pairs(&hidden, self.today())?;
        }
        Ok(due)
    }

    /// Draws pairs to check, for a job that shows nothing to anybody.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn draw_checks_by_job(&self) -> Result<usize, DoorError> {
        let words = "draw pairs to check, by a job".to_owned();
        self.parts.audit.append(&Entry { words, ..Entry::new(Kind::Quality) })?;
        Ok(self.parts.casefile.draw_checks(&self.hidden()?, self.today())?)
    }

    /// The figures of this moment, for the operator's command.
    ///
    /// # Errors
    /// When the log or the database fails.
    pub fn quality_now(&self) -> Result<Option<Figures>, DoorError> {
        self.parts
            .audit
            .append(&Entry { words: "figures by command".to_owned(), ..Entry::new(Kind::Quality) })?;
        let hidden = self.hidden()?;
        self.parts.casefile.count_pairs(&hidden, self.today())?;
        self.figures_for(&hidden)
    }

    /// Private and sealed people: none of them is drawn, shown as an example or counted.
    pub(super) fn hidden(&self) -> Result<HashSet<PersonId>, DoorError> {
        let marks = self.parts.privacy.marks()?;
        let (people, _) = self.marked_people(&marks)?;
        Ok(people.keys().copied().collect())
    }

    /// Pairs that wait for an answer and are there for her, the first few.
    pub(super) fn checks_for(&self, desk: &LinkDesk<'_>) -> Result<Vec<Check>, DoorError> {
        let mut found = Vec::new();
        if desk.decisions.about(PersonId(0))?.is_empty() {
            return Ok(found);
        }
        for check in self.parts.casefile.checks()? {
            if check.answer.is_none() && self.check_case(desk, &check)?.is_some() {
                found.push(check);
                if found.len() == MOST_CHECKS {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Notes what is done about quality, before it is.
    pub(super) fn note_quality(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        kind: Kind,
        words: &str,
    ) -> Result<(), DoorError> {
        let source = desk.sources.first().map_or(String::new(), |agency| agency.id.0.clone());
        self.note(session, Entry { source, words: words.to_owned(), ..Entry::new(kind) })
    }

    /// Weights in a line.
    pub(super) fn model_line(&self, model: &MatchModel) -> Result<ModelLine, DoorError> {
        let in_force = matches!(model.state, ModelState::Learned | ModelState::Approved);
        let decided = model.decided.map(|(who, at)| Ok::<_, DoorError>((self.name_of(who)?, at)));
        let decided = decided.transpose()?;
        Ok(ModelLine {
            number: model.id,
            state: match model.state {
                ModelState::Learned => "in force, learned by itself",
                ModelState::Proposed => "waits for a second person",
                ModelState::Approved => "in force, approved",
                ModelState::Refused => "refused",
                ModelState::Retired => "was in force",
            },
            in_force,
            waits: model.state == ModelState::Proposed,
            by: model.proposed_by.map(|by| self.name_of(by)).transpose()?,
            made_at: model.made_at,
            decided,
            in_force_at: model.in_force_at,
        })
    }

    /// The figures with agencies by their short names.
    fn figures_for(&self, hidden: &HashSet<PersonId>) -> Result<Option<Figures>, DoorError> {
        let Some(mut figures) = self.parts.casefile.figures(hidden, self.today())? else { return Ok(None) };
        let short = |id: &str| {
            self.agencies.iter().find(|agency| agency.id.0 == id).map(|agency| agency.short.clone())
        };
        let gap = figures.gap.iter_mut().flat_map(|gap| [&mut gap.worse, &mut gap.better]);
        for one in figures.groups.iter_mut().chain(gap).filter(|one| one.by == "agency") {
            if let Some(short) = short(&one.group) {
                one.group = short;
            }
        }
        Ok(Some(figures))
    }
}

pub(super) fn busy() -> Ruled {
    refused("", "Somebody else is having all pairs looked at just now. Try again in a minute.")
}

pub(super) fn refused(field: &'static str, words: &str) -> Ruled {
    Ruled::Refused { field, words: words.to_owned(), decision: None }
}
