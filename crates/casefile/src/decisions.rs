//! What stewards decide about records: that they are one person, that they are not, that nobody can say. Jobs obey it.

mod conflicts;
mod kept;

pub use kept::{Argument, Compared, MatchDecision, State, Verdict};

use crate::links::{Kept, in_ppm};
use crate::review::ordered;
use crate::tables::decisions::{self, DecidedPair, DecisionRow};
use crate::tables::links;
use crate::{CaseFile, CaseFileError};
use conflicts::Constrained;
use database::Transaction;
use kept::Body;
use records::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// What a steward wants to decide about two sides, each of one or more records.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// What.
    pub verdict: Verdict,
    /// Records of the one side.
    pub one: &'a [i64],
    /// Records of the other side; together they are all the records of one or two people.
    pub two: &'a [i64],
    /// The state that was looked at.
    pub stamp: &'a str,
    /// Who decides.
    pub account: i64,
    /// Why.
    pub reason: &'a str,
    /// A second person has to confirm it before it takes effect.
    pub needs_two: bool,
}

/// What came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided {
    /// It is in force.
    Done(i64),
    /// It waits for a second person.
    Awaits(i64),
    /// The records, or what was decided about them, are not what was looked at; with a decision that came in between.
    Stale(Option<i64>),
    /// A decision that stands says the opposite.
    InTheWay(i64),
    /// Another decision about these people waits for a second person.
    WaitsAlready(i64),
    /// The second person must be another one than the first.
    NotTheFirst,
    /// It is in no state in which this could be done.
    NotNow,
}

impl CaseFile {
    /// Decides about two sides, and links or parts at once what that concerns: all of it, or nothing.
    ///
    /// # Errors
    /// When the database fails; then nothing was decided.
    pub fn decide(&self, proposal: &Proposal<'_>) -> Result<Decided, CaseFileError> {
        let _alone = self.linking();
        let (decided, kept) = self.database.write(|t| {
            let Some(pairs) = self.pairs_looked_at(t, proposal)? else {
                return Ok((self.stale(t, proposal)?, Kept::default()));
            };
            if let Some(no) = self.hindrance(t, proposal.verdict, &pairs)? {
                return Ok((no, Kept::default()));
            }
            let state = if proposal.needs_two { State::Awaits } else { State::Stands };
            let (kind, needs_two) = (proposal.verdict.name(), proposal.needs_two);
            let id = decisions::add(t, self.now(), proposal.account, kind, state.name(), needs_two)?;
            let mut evidence = self.compared(proposal.one, proposal.two);
            evidence.truncate(kept::MOST);
            let body = Body { reason: proposal.reason.to_owned(), evidence, ..Body::default() };
            decisions::set_body(t, id, &self.sealed_body(id, &body)?)?;
            for pair in &pairs {
                decisions::add_pair(t, id, pair)?;
            }
            if needs_two {
                return Ok((Decided::Awaits(id), Kept::default()));
            }
            let kept = self.take_effect(t, proposal.verdict, &of_pairs(&pairs), &format!("decision:{id}"))?;
            Ok::<_, CaseFileError>((Decided::Done(id), kept))
        })?;
        self.assigned(kept);
        Ok(decided)
    }

    /// The second person's word: a decision takes effect, or its undoing does. `stamp` is the state that she looked at.
    ///
    /// # Errors
    /// As for [`CaseFile::decide`].
    pub fn confirm(&self, id: i64, account: i64, stamp: &str) -> Result<Decided, CaseFileError> {
        let (now, by) = (self.now(), format!("decision:{id}"));
        self.change(id, Some(stamp), |t, row, pairs| {
            match State::named(&row.state) {
                Some(State::Awaits) if row.account == account => return Ok(Err(Decided::NotTheFirst)),
                Some(State::Undoing) if row.undone.0 == Some(account) => {
                    return Ok(Err(Decided::NotTheFirst));
                }
                Some(State::Awaits) => {
                    (row.second, row.state) = ((Some(account), Some(now)), State::Stands.name().to_owned());
                    let Some(verdict) = Verdict::named(&row.kind) else { return Ok(Err(Decided::NotNow)) };
                    if let Some(other) = Constrained::standing(t)?.against(verdict, pairs) {
                        return Ok(Err(Decided::InTheWay(other)));
                    }
                    return Ok(Ok(by));
                }
                Some(State::Undoing) => {
                    (row.undone_second, row.state) = (Some(account), State::Undone.name().to_owned());
                }
                _ => return Ok(Err(Decided::NotNow)),
            }
            Ok(Ok(format!("undo:{id}")))
        })
    }

    /// The second person says no, or the first takes it back: a decision never takes effect, or stays.
    ///
    /// # Errors
    /// As for [`CaseFile::decide`].
    pub fn refuse(&self, id: i64, account: i64, reason: &str) -> Result<Decided, CaseFileError> {
        let now = self.now();
        self.change(id, None, |_, row, _| {
            let mut body = self.opened_body(row)?;
            body.answer = reason.to_owned();
            match State::named(&row.state) {
                Some(State::Awaits) => {
                    (row.second, row.state) = ((Some(account), Some(now)), State::Refused.name().to_owned());
                }
                Some(State::Undoing) => {
                    (row.undone, row.state) = ((None, None), State::Stands.name().to_owned());
                }
                _ => return Ok(Err(Decided::NotNow)),
            }
            row.body = self.sealed_body(row.id, &body)?;
            Ok(Ok(String::new()))
        })
    }

    /// Takes a decision out of force: the others stand, and links become what they are without it. What took two people to
    /// decide takes two to undo.
    ///
    /// # Errors
    /// As for [`CaseFile::decide`].
    pub fn undo(
        &self,
        id: i64,
        account: i64,
        reason: &str,
        needs_two: bool,
        stamp: &str,
    ) -> Result<Decided, CaseFileError> {
        let now = self.now();
        self.change(id, Some(stamp), |_, row, _| {
            if State::named(&row.state) != Some(State::Stands) {
                return Ok(Err(Decided::NotNow));
            }
            let mut body = self.opened_body(row)?;
            (body.undo_reason, body.answer) = (reason.to_owned(), String::new());
            row.body = self.sealed_body(row.id, &body)?;
            row.undone = (Some(account), Some(now));
            let waits = needs_two || row.needs_two;
            row.state = if waits { State::Undoing } else { State::Undone }.name().to_owned();
            Ok(Ok(if waits { String::new() } else { format!("undo:{id}") }))
        })
    }

    /// Changes one decision; `step` says under which name its links are settled, with an empty one nothing is.
    fn change(
        &self,
        id: i64,
        stamp: Option<&str>,
        step: impl FnOnce(
            &mut Transaction<'_>,
            &mut DecisionRow,
            &[(i64, i64)],
        ) -> Result<Result<String, Decided>, CaseFileError>,
    ) -> Result<Decided, CaseFileError> {
        let _alone = self.linking();
        let (decided, kept) = self.database.write(|t| {
            let no = |decided| Ok::<_, CaseFileError>((decided, Kept::default()));
            let Some(mut row) = decisions::decision(t, id)? else { return no(Decided::NotNow) };
            let pairs = decisions::pairs_of(t, id)?;
            let records: BTreeSet<i64> = pairs.iter().flat_map(|(low, high)| [*low, *high]).collect();
            if let Some(stamp) = stamp {
                let people = people_with(t, &records)?;
                if self.stamp(t, &people)? != stamp {
                    return no(Decided::Stale(None));
                }
            }
            let by = match step(t, &mut row, &pairs)? {
                Ok(by) => by,
                Err(refused) => return no(refused),
            };
            decisions::set_state(t, &row)?;
            let waits = matches!(State::named(&row.state), Some(State::Undoing));
            let done = if waits { Decided::Awaits(id) } else { Decided::Done(id) };
            let verdict = Verdict::named(&row.kind).unwrap_or(Verdict::Undecided);
            if by.is_empty() {
                return no(done);
            }
            let records: Vec<i64> = records.into_iter().collect();
            Ok((done, self.take_effect(t, verdict, &records, &by)?))
        })?;
        self.assigned(kept);
        Ok(decided)
    }

    fn take_effect(
        &self,
        t: &mut Transaction<'_>,
        verdict: Verdict,
        records: &[i64],
        by: &str,
    ) -> Result<Kept, CaseFileError> {
        match verdict {
            Verdict::Undecided => Ok(Kept::default()),
            Verdict::Link | Verdict::Apart => self.settle(t, records, by),
        }
    }

    /// Every pair across the two sides, when both are just what was looked at.
    fn pairs_looked_at(
        &self,
        t: &mut Transaction<'_>,
        proposal: &Proposal<'_>,
    ) -> Result<Option<Vec<DecidedPair>>, CaseFileError> {
        let records: BTreeSet<i64> = proposal.one.iter().chain(proposal.two).copied().collect();
        let people = people_with(t, &records)?;
        let mut have: BTreeMap<i64, i64> = BTreeMap::new();
        for person in &people {
            have.extend(links::versions_of(t, *person)?);
        }
        let whole = have.keys().copied().collect::<BTreeSet<i64>>() == records;
        let halves =
            !proposal.one.is_empty() && proposal.one.iter().all(|record| !proposal.two.contains(record));
        if !whole || !halves || proposal.two.is_empty() || self.stamp(t, &people)? != proposal.stamp {
            return Ok(None);
        }
        let weighed = self.compared(proposal.one, proposal.two);
        let likely: BTreeMap<(i64, i64), i64> =
            weighed.iter().map(|pair| (ordered(pair.one, pair.two), in_ppm(pair.probability))).collect();
        let mut pairs = Vec::new();
        for one in proposal.one {
            for two in proposal.two {
                let (low, high) = ordered(*one, *two);
                let ppm = likely.get(&(low, high)).copied().unwrap_or(0);
                pairs.push(DecidedPair { low: (low, have[&low]), high: (high, have[&high]), ppm });
            }
        }
        Ok(Some(pairs))
    }

    /// What was decided in between, when it was a decision that made the difference.
    fn stale(&self, t: &mut Transaction<'_>, proposal: &Proposal<'_>) -> Result<Decided, CaseFileError> {
        let seen: i64 =
            proposal.stamp.split_once('-').and_then(|(newest, _)| newest.parse().ok()).unwrap_or(i64::MAX);
        let mut newest = None;
        for record in proposal.one.iter().chain(proposal.two) {
            newest = newest.max(decisions::about(t, *record)?.last().map(|(id, _)| *id));
        }
        Ok(Decided::Stale(newest.filter(|newest| *newest > seen)))
    }

    /// A decision that stands, or waits, against a new one.
    fn hindrance(
        &self,
        t: &mut Transaction<'_>,
        verdict: Verdict,
        pairs: &[DecidedPair],
    ) -> Result<Option<Decided>, CaseFileError> {
        let plain: Vec<(i64, i64)> = pairs.iter().map(|pair| (pair.low.0, pair.high.0)).collect();
        let wanted: BTreeSet<(i64, i64)> = plain.iter().copied().collect();
        for id in decisions::awaiting(t)? {
            if decisions::pairs_of(t, id)?.iter().any(|pair| wanted.contains(pair)) {
                return Ok(Some(Decided::WaitsAlready(id)));
            }
        }
        Ok(Constrained::standing(t)?.against(verdict, &plain).map(Decided::InTheWay))
    }
}

/// The people whose these records are now; those of withdrawn ones among them.
pub(crate) fn people_with(
    t: &mut Transaction<'_>,
    records: &BTreeSet<i64>,
) -> Result<BTreeSet<i64>, CaseFileError> {
    let mut people = BTreeSet::new();
    for record in records {
        if let Some((_, person, _, withdrawn)) = links::standing_of(t, *record)? {
            people.insert(if withdrawn { crate::around::followed(t, person)? } else { person });
        }
    }
    Ok(people)
}

fn of_pairs(pairs: &[DecidedPair]) -> Vec<i64> {
    let records: BTreeSet<i64> = pairs.iter().flat_map(|pair| [pair.low.0, pair.high.0]).collect();
    records.into_iter().collect()
}

impl MatchDecision {
    /// The people whose its records are now, each once.
    pub fn people(&self) -> BTreeSet<PersonId> {
        self.records.values().map(|record| record.person).collect()
    }
}
