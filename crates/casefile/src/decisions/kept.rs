//! A decision as it is kept: who, when and about which records in the open, the reason and the evidence sealed.

use super::people_with;
use crate::stored::instant;
use crate::tables::decisions::{self, DecisionRow};
use crate::tables::links;
use crate::{CaseFile, CaseFileError};
use database::{Cell, Transaction};
use identity::{Evidence, Item};
use jiff::Timestamp;
use records::{FieldClass, PersonId, SourceId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a steward can say about two sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// They are one person.
    Link,
    /// They are not.
    Apart,
    /// It cannot be said by what is known.
    Undecided,
}

/// How a decision stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// In force.
    Stands,
    /// Waits for a second person; nothing is changed yet.
    Awaits,
    /// The second person said no, or the first took it back.
    Refused,
    /// In force; its undoing waits for a second person.
    Undoing,
    /// Out of force.
    Undone,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct MatchDecision {
    /// Its number.
    pub id: i64,
    /// What was decided.
    pub verdict: Verdict,
    /// How it stands.
    pub state: State,
    /// It takes a second person.
    pub needs_two: bool,
    /// Who decided, and when.
    pub first: (i64, Timestamp),
    /// Who confirmed or refused it, and when.
    pub second: Option<(i64, Timestamp)>,
    /// Who undid it or wants it undone, and when.
    pub undone: Option<(i64, Timestamp)>,
    /// Who confirmed that.
    pub undone_second: Option<i64>,
    /// Why.
    pub reason: String,
    /// Why it was undone.
    pub undo_reason: String,
    /// What the second person said when she refused.
    pub answer: String,
    /// What spoke for and against it then, for the likeliest pairs.
    pub evidence: Vec<Compared>,
    /// The pairs that it speaks of.
    pub pairs: Vec<(i64, i64)>,
    /// Their records as they stand now.
    pub records: BTreeMap<i64, DecidedRecord>,
    /// The state of the people concerned, for what is done about it.
    pub stamp: String,
}

/// A record that a decision speaks of.
#[derive(Clone, Debug)]
pub struct DecidedRecord {
    /// Which agency's.
    pub source: SourceId,
    /// Whose it is now.
    pub person: PersonId,
}

/// What speaks for and against two records being of one person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Compared {
    /// A record of the one side.
    pub one: i64,
    /// A record of the other.
    pub two: i64,
    /// How likely they are one person, 0 to 1.
    pub probability: f64,
    /// Bits against the pair before anything is compared.
    pub prior: f64,
    /// Bits taken off because members of one household agree like this too.
    pub household: f64,
    /// What would settle it, with the class that it takes to know so.
    pub would_settle: Option<(String, String)>,
    /// What does not count and should be known all the same.
    #[serde(default)]
    pub remark: Option<String>,
    /// Each comparison, strongest first.
    pub arguments: Vec<Argument>,
}

/// One comparison.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Argument {
    /// What agrees or differs, in plain words.
    pub words: String,
    /// The classes that it takes to see it, by name.
    pub classes: Vec<String>,
    /// Bits for (above 0) or against one person.
    pub bits: f64,
    /// What may be said by those to whom only a part of the values is open.
    pub in_part: Option<Box<Argument>>,
}

/// What is sealed.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) reason: String,
    #[serde(default)]
    pub(super) undo_reason: String,
    #[serde(default)]
    pub(super) answer: String,
    #[serde(default)]
    pub(super) evidence: Vec<Compared>,
}

/// So many pairs are kept with a decision.
pub(super) const MOST: usize = 5;

impl Verdict {
    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Link => "link",
            Verdict::Apart => "apart",
            Verdict::Undecided => "undecided",
        }
    }

    /// The verdict with this word.
    pub fn named(name: &str) -> Option<Verdict> {
        [Verdict::Link, Verdict::Apart, Verdict::Undecided].into_iter().find(|one| one.name() == name)
    }
}

impl State {
    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            State::Stands => "stands",
            State::Awaits => "awaits",
            State::Refused => "refused",
            State::Undoing => "undoing",
            State::Undone => "undone",
        }
    }

    /// The state with this word.
    pub fn named(name: &str) -> Option<State> {
        let all = [State::Stands, State::Awaits, State::Refused, State::Undoing, State::Undone];
        all.into_iter().find(|one| one.name() == name)
    }
}

impl Compared {
    pub(crate) fn of((one, two): (i64, i64), evidence: Evidence) -> Compared {
        Compared {
            one,
            two,
            probability: evidence.probability,
            prior: evidence.prior,
            household: evidence.household,
            would_settle: evidence
                .would_settle
                .map(|(words, class)| (words.to_owned(), class.name().to_owned())),
            remark: evidence.remark.map(str::to_owned),
            arguments: evidence.items.into_iter().map(Argument::of).collect(),
        }
    }
}

impl Argument {
    fn of(item: Item) -> Argument {
        Argument {
            words: item.words.to_owned(),
            classes: item.classes.iter().map(|class| class.name().to_owned()).collect(),
            bits: item.bits,
            in_part: item.in_part.map(|part| Box::new(Argument::of(*part))),
        }
    }

    /// All of it may be seen by whom these classes are open to.
    pub fn is_open(&self, opens: impl Fn(FieldClass) -> bool) -> bool {
        self.classes.iter().all(|name| FieldClass::named(name).is_some_and(&opens))
    }
}

impl CaseFile {
    /// A decision with what it says; `None` when there is none by that number, or it is of a later version of this program.
    ///
    /// # Errors
    /// When the database fails or the decision cannot be opened.
    pub fn link_decision(&self, id: i64) -> Result<Option<MatchDecision>, CaseFileError> {
        self.database.read(|t| {
            let Some(row) = decisions::decision(t, id)? else { return Ok(None) };
            self.whole(t, row)
        })
    }

    /// Decisions, or their undoing, that wait for a second person, the oldest first.
    ///
    /// # Errors
    /// As for [`CaseFile::link_decision`].
    pub fn awaiting(&self) -> Result<Vec<MatchDecision>, CaseFileError> {
        self.database.read(|t| {
            let mut found = Vec::new();
            for id in decisions::awaiting(t)? {
                let Some(row) = decisions::decision(t, id)? else { continue };
                found.extend(self.whole(t, row)?);
            }
            Ok(found)
        })
    }

    pub(crate) fn whole(
        &self,
        t: &mut Transaction<'_>,
        row: DecisionRow,
    ) -> Result<Option<MatchDecision>, CaseFileError> {
        let (Some(verdict), Some(state)) = (Verdict::named(&row.kind), State::named(&row.state)) else {
            return Ok(None);
        };
        let pairs = decisions::pairs_of(t, row.id)?;
        let ids: BTreeSet<i64> = pairs.iter().flat_map(|(low, high)| [*low, *high]).collect();
        let mut records = BTreeMap::new();
        for id in &ids {
            if let Some((source, person, _, withdrawn)) = links::standing_of(t, *id)? {
                let person = if withdrawn { crate::around::followed(t, person)? } else { person };
                records.insert(*id, DecidedRecord { source: SourceId(source), person: PersonId(person) });
            }
        }
        let stamp = {
            let people = people_with(t, &ids)?;
            self.stamp(t, &people)?
        };
        let body = self.opened_body(&row)?;
        let both = |(who, at): (Option<i64>, Option<i64>)| Some((who?, instant(at?)));
        Ok(Some(MatchDecision {
            id: row.id,
            verdict,
            state,
            needs_two: row.needs_two,
            first: (row.account, instant(row.at)),
            second: both(row.second),
            undone: both(row.undone),
            undone_second: row.undone_second,
            reason: body.reason,
            undo_reason: body.undo_reason,
            answer: body.answer,
            evidence: body.evidence,
            pairs,
            records,
            stamp,
        }))
    }

    pub(super) fn sealed_body(&self, id: i64, body: &Body) -> Result<Vec<u8>, CaseFileError> {
        let plain = serde_json::to_vec(body).map_err(unreadable)?;
        Ok(self.sealer.seal(cell(&id.to_be_bytes()), &plain)?)
    }

    pub(super) fn opened_body(&self, row: &DecisionRow) -> Result<Body, CaseFileError> {
        let plain = self.sealer.open(cell(&row.id.to_be_bytes()), &row.body)?;
        serde_json::from_slice(&plain).map_err(unreadable)
    }
}

fn cell(row: &[u8]) -> Cell<'_> {
    Cell { table: "match_decision", column: "body", row }
}

fn unreadable(cause: serde_json::Error) -> CaseFileError {
    CaseFileError::Unreadable(format!("{:?} error at byte {}", cause.classify(), cause.column()))
}
