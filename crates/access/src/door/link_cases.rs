//! Two people side by side, and a decision with all that belongs to it.

use super::link_queue::case_name;
use super::links::{LinkDesk, each_cut, sides};
use super::{Door, DoorError};
use crate::cut::{Beside, comparison, is_closed, is_open};
use crate::view::{Comparison, DecisionLine, DecisionView, Guarded, LinkCaseView, LinkStep};
use casefile::{Compared, MatchDecision, State, Verdict};
use records::{FieldClass, PersonId};
use staff::Session;
use std::collections::{BTreeMap, BTreeSet};

/// So many pairs of records are compared on a page.
const MOST_PAIRS: usize = 6;

/// What became of two people who were to be looked at.
#[derive(Clone, Debug)]
pub enum LinkCaseAnswer {
    /// They are two.
    Two(Box<LinkCaseView>),
    /// They are one by now.
    One(PersonId),
}

/// Below this two people are more likely than one.
const EVEN: f64 = 0.5;

pub(super) type Known<'a> = BTreeMap<i64, (Beside<'a>, String)>;

impl Door {
    /// Two people side by side, with what speaks for and against their being one.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn link_case(
        &self,
        session: &Session,
        people: [PersonId; 2],
    ) -> Result<Guarded<LinkCaseAnswer>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let file = &self.parts.casefile;
        let now = [file.led_to(people[0])?, file.led_to(people[1])?];
        let Some(case) = self.link_case_of(&desk, &now)? else {
            return self.no_link_case(session, &format!("case {}", case_name(&people)));
        };
        if now[0] != now[1] && case.people.len() < 2 {
            return self.no_link_case(session, &format!("case {}", case_name(&people)));
        }
        self.note_link_review(session, &desk, &now, &format!("case {}", case_name(&people)))?;
        if now[0] == now[1] {
            return Ok(Guarded::Open(Box::new(LinkCaseAnswer::One(now[0]))));
        }
        let whole = self.cuts_of(&desk, now.iter().copied())?;
        let people = self.link_people(&desk, &case, &whole);
        let (Ok(people), [(first, one), (_, two)]) = (<[_; 2]>::try_from(people), case.people.as_slice())
        else {
            return self.no_link_case(session, "case of somebody without records");
        };
        let ids = |own: &casefile::PersonRecords| own.0.iter().map(|stored| stored.id).collect::<Vec<i64>>();
        let (one, two) = (ids(one), ids(two));
        let cuts = each_cut(&whole, &case);
        let mark = |person: PersonId, record: i64| {
            let (letter, side) = if person == *first { ('A', &one) } else { ('B', &two) };
            format!("{letter}{}", side.iter().position(|own| *own == record).map_or(0, |at| at + 1))
        };
        let (sides, known) = sides(&cuts, &case, &mark);
        let weighed = file.compared_openly(&one, &two, opens(&known));
        let comparisons = compared(weighed.iter().take(MOST_PAIRS), &known, false);
        let proposed = file.is_proposed(&one, &two)?;
        let (_, decisions) = file.link_history(*first)?;
        let (one, two): (BTreeSet<i64>, BTreeSet<i64>) =
            (one.into_iter().collect(), two.into_iter().collect());
        let across = |(low, high): &(i64, i64)| {
            (one.contains(low) && two.contains(high)) || (two.contains(low) && one.contains(high))
        };
        let about = decisions.iter().filter(|one| one.pairs.iter().any(across));
        let waits = about.clone().find(|one| matches!(one.state, State::Awaits | State::Undoing));
        Ok(Guarded::Open(Box::new(LinkCaseAnswer::Two(Box::new(LinkCaseView {
            case: case_name(&now),
            people,
            sides,
            comparisons,
            closed: is_closed(known.values().map(|(beside, _)| *beside)),
            proposed,
            against: weighed.first().is_none_or(|likeliest| likeliest.probability < EVEN),
            needs_two: self.why_two(&desk, &case),
            waits: waits.map(|one| one.id),
            decisions: about.map(|one| self.decision_line(one)).collect::<Result<_, _>>()?,
            stamp: case.stamp.clone(),
        })))))
    }

    /// One decision.
    ///
    /// # Errors
    /// As for [`Door::link_case`].
    pub fn link_decision(&self, session: &Session, number: i64) -> Result<Guarded<DecisionView>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let words = format!("decision {number}");
        let Some(decision) = self.parts.casefile.link_decision(number)? else {
            return self.no_link_case(session, &words);
        };
        let concerned: Vec<PersonId> = decision.people().into_iter().collect();
        let Some(case) = self.link_case_of(&desk, &concerned)? else {
            return self.no_link_case(session, &words);
        };
        self.note_link_review(session, &desk, &concerned, &words)?;
        let whole = self.cuts_of(&desk, concerned.iter().copied())?;
        let cuts = each_cut(&whole, &case);
        let (one, two) = decided_sides(&decision);
        let others: Vec<i64> = case
            .people
            .iter()
            .flat_map(|(_, own)| own.0.iter().map(|stored| stored.id))
            .filter(|record| !one.contains(record) && !two.contains(record))
            .collect();
        let mark = |_: PersonId, record: i64| {
            let at = |side: &[i64]| side.iter().position(|own| *own == record).map(|at| at + 1);
            let named = [('A', &one), ('B', &two), ('C', &others)];
            let mut found = named.iter().filter_map(|(letter, side)| Some(format!("{letter}{}", at(side)?)));
            found.next().unwrap_or_default()
        };
        let (sides, known) = sides(&cuts, &case, &mark);
        let here = |side: &[i64]| {
            side.iter().filter_map(|record| known.get(record)).map(|(_, mark)| mark.clone()).collect()
        };
        let closed = is_closed(known.values().map(|(beside, _)| *beside));
        let own = session.account.id;
        let asker = decision.undone.filter(|_| decision.state == State::Undoing).unwrap_or(decision.first).0;
        let waits = matches!(decision.state, State::Awaits | State::Undoing);
        Ok(Guarded::Open(Box::new(DecisionView {
            line: self.decision_line(&decision)?,
            people: self.link_people(&desk, &case, &whole),
            parts: [here(&one), here(&two)],
            evidence: compared(decision.evidence.iter(), &known, closed),
            closed,
            sides,
            steps: self.decision_steps(&decision)?,
            may_confirm: waits && asker != own,
            may_refuse: waits,
            own: asker == own,
            may_undo: decision.state == State::Stands,
            undoing: decision.state == State::Undoing,
            needs_two: decision.needs_two || !self.why_two(&desk, &case).is_empty(),
            stamp: decision.stamp.clone(),
        })))
    }

    /// Absent, secret and not hers look the same, and the log keeps the attempt.
    pub(super) fn no_link_case<T>(&self, session: &Session, words: &str) -> Result<Guarded<T>, DoorError> {
        let words = format!("links: {words}");
        self.note(session, audit::Entry { words, ..audit::Entry::new(audit::Kind::Denied) })?;
        Ok(Guarded::NotFound)
    }

    /// A decision in a line.
    pub(super) fn decision_line(&self, decision: &MatchDecision) -> Result<DecisionLine, DoorError> {
        Ok(DecisionLine {
            number: decision.id,
            what: match decision.verdict {
                Verdict::Link => "linked",
                Verdict::Apart => "kept apart",
                Verdict::Undecided => "cannot say",
            },
            state: match decision.state {
                State::Stands => "in force",
                State::Awaits => "waits for a second person",
                State::Refused => "not confirmed",
                State::Undoing => "in force; undoing it waits for a second person",
                State::Undone => "undone",
            },
            by: self.name_of(decision.first.0)?,
            at: decision.first.1,
            reason: decision.reason.clone(),
        })
    }

    fn decision_steps(&self, decision: &MatchDecision) -> Result<Vec<LinkStep>, DoorError> {
        let step = |at, what, by, words: &str| {
            Ok::<_, DoorError>(LinkStep { at, what, by: self.name_of(by)?, words: words.to_owned() })
        };
        let mut steps = Vec::new();
        if let Some(by) = decision.undone_second {
            steps.push(step(None, "confirmed undoing it", by, "")?);
        }
        if let Some((by, at)) = decision.undone {
            let what = if decision.state == State::Undone && !decision.needs_two {
                "undid it"
            } else {
                "wants it undone"
            };
            steps.push(step(Some(at), what, by, &decision.undo_reason)?);
        }
        if let Some((by, at)) = decision.second {
            let refused = decision.state == State::Refused;
            let what = match refused {
                true if by == decision.first.0 => "took it back",
                true => "did not confirm it",
                false => "confirmed it",
            };
            steps.push(step(Some(at), what, by, if refused { &decision.answer } else { "" })?);
        }
        let what = if decision.needs_two { "spoke first" } else { "decided" };
        steps.push(step(Some(decision.first.1), what, decision.first.0, &decision.reason)?);
        Ok(steps)
    }

    /// A decision is one that she may look at.
    pub(super) fn sees_decision(
        &self,
        desk: &LinkDesk<'_>,
        decision: &MatchDecision,
    ) -> Result<bool, DoorError> {
        let concerned: Vec<PersonId> = decision.people().into_iter().collect();
        Ok(self.link_case_of(desk, &concerned)?.is_some())
    }
}

/// What is open in both of two records.
pub(super) fn opens(known: &Known<'_>) -> impl Fn([i64; 2], FieldClass) -> bool {
    |pair, class| {
        pair.iter().all(|record| known.get(record).is_some_and(|(beside, _)| is_open(*beside, class)))
    }
}

/// What is open of some comparisons. When something is closed in them, they stand in the order of what is open.
fn compared<'a>(
    pairs: impl Iterator<Item = &'a Compared>,
    known: &Known<'_>,
    closed: bool,
) -> Vec<Comparison> {
    let one = |pair: &Compared| {
        let ((one, first), (two, second)) = (known.get(&pair.one)?, known.get(&pair.two)?);
        Some(comparison(pair, [*one, *two], [first.clone(), second.clone()], closed))
    };
    let mut all: Vec<Comparison> = pairs.filter_map(one).collect();
    if closed {
        let bits = |one: &Comparison| one.bars.iter().map(|bar| bar.bits).sum::<f64>();
        all.sort_by(|one, two| bits(two).total_cmp(&bits(one)).then_with(|| one.marks.cmp(&two.marks)));
    }
    all
}

/// The two sides of a decision: each record of the one is paired with each of the other.
fn decided_sides(decision: &MatchDecision) -> (Vec<i64>, Vec<i64>) {
    let partners = |record: i64| -> Vec<i64> {
        let other = |(low, high): &(i64, i64)| match record {
            it if it == *low => Some(*high),
            it if it == *high => Some(*low),
            _ => None,
        };
        decision.pairs.iter().filter_map(other).collect()
    };
    let two = decision.pairs.first().map(|(low, _)| partners(*low)).unwrap_or_default();
    let one = two.first().map(|record| partners(*record)).unwrap_or_default();
    (one, two)
}
