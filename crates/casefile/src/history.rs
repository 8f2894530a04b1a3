//! How a person came to have her records: each move of a record, and each decision of a steward about one of them.

use crate::stored::instant;
use crate::tables::{decisions, links};
use crate::{CaseFile, CaseFileError, MatchDecision};
use jiff::Timestamp;
use records::{PersonId, SourceId};
use std::collections::BTreeSet;

/// A record came to a person from another one.
#[derive(Clone, Debug)]
pub struct LinkMove {
    /// When.
    pub at: Timestamp,
    /// The record's row.
    pub record: i64,
    /// Which agency's record.
    pub source: SourceId,
    /// From whom.
    pub before: Option<PersonId>,
    /// To whom.
    pub after: PersonId,
    /// By whom.
    pub by: MovedBy,
    /// How sure the matcher was of the weakest step, 0 to 1.
    pub probability: f64,
}

/// Who moved a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MovedBy {
    /// The matcher, in a job.
    Matcher,
    /// A steward's decision.
    Decision(i64),
    /// The undoing of a steward's decision.
    Undo(i64),
    /// Weights that two stewards put in force.
    Model(i64),
}

/// So many moves are told.
const MOST: i64 = 200;

impl MovedBy {
    fn named(name: &str) -> MovedBy {
        let number = |text: &str| text.parse().ok();
        match name.split_once(':') {
            Some(("decision", id)) => number(id).map_or(MovedBy::Matcher, MovedBy::Decision),
            Some(("undo", id)) => number(id).map_or(MovedBy::Matcher, MovedBy::Undo),
            Some(("model", id)) => number(id).map_or(MovedBy::Matcher, MovedBy::Model),
            _ => MovedBy::Matcher,
        }
    }
}

impl CaseFile {
    /// The moves of a person's records and the decisions about them, the newest first.
    ///
    /// # Errors
    /// When the database fails or a decision cannot be opened.
    pub fn link_history(
        &self,
        person: PersonId,
    ) -> Result<(Vec<LinkMove>, Vec<MatchDecision>), CaseFileError> {
        self.database.read(|t| {
            let moves = links::moves_about(t, person.0, MOST)?;
            let mut about = BTreeSet::new();
            let own = links::versions_of(t, person.0)?.into_iter().map(|(record, _)| record);
            for record in own.chain(moves.iter().map(|one| one.record)).collect::<BTreeSet<i64>>() {
                about.extend(decisions::about(t, record)?.into_iter().map(|(id, _)| id));
            }
            let mut decided = Vec::new();
            for id in about.into_iter().rev() {
                let Some(row) = decisions::decision(t, id)? else { continue };
                decided.extend(self.whole(t, row)?);
            }
            let told = moves.into_iter().map(|one| LinkMove {
                at: instant(one.at),
                record: one.record,
                source: SourceId(one.source),
                before: one.before.map(PersonId),
                after: PersonId(one.after),
                by: MovedBy::named(&one.by),
                probability: one.ppm as f64 / 1_000_000.0,
            });
            Ok((told.collect(), decided))
        })
    }
}
