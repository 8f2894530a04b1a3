//! The queue of links that wait for a steward: only cases that are there for her, in an order and a count that know of no others.

use super::link_cases::opens;
use super::links::{LinkDesk, each_cut, sides};
use super::{Door, DoorError};
use crate::view::{Agency, Guarded, LinkQueue, LinkRow, WaitingDecision};
use casefile::{MatchDecision, ReviewCase, State, Verdict};
use records::{PersonId, SourceId};
use staff::Session;
use std::collections::BTreeSet;

/// Cases on one page of the queue.
const ON_A_PAGE: usize = 25;

impl Door {
    /// One page of the cases that wait for her, of one agency or of all, those that are asked or the less likely ones; decisions
    /// that wait for a second person stand before them.
    ///
    /// # Errors
    /// When the log, the database or the policy engine fails; nothing is shown then.
    pub fn link_queue(
        &self,
        session: &Session,
        only: Option<&SourceId>,
        later: bool,
        page: usize,
    ) -> Result<Guarded<LinkQueue>, DoorError> {
        let desk = match self.link_desk(session)? {
            Guarded::Open(desk) => *desk,
            Guarded::NotFound => return Ok(Guarded::NotFound),
            Guarded::Shut(words) => return Ok(Guarded::Shut(words)),
        };
        let only = only.and_then(|id| desk.sources.iter().find(|agency| agency.id == *id)).cloned();
        let open = desk.decisions.about(PersonId(0))?;
        let opens_names = !open.is_empty();
        let (mut cases, mut others) = (Vec::new(), 0);
        let awaiting = self.parts.casefile.awaiting()?;
        let waits = |case: &ReviewCase| {
            let both: BTreeSet<PersonId> = case.people.into_iter().collect();
            awaiting.iter().any(|one| one.state == State::Awaits && one.people() == both)
        };
        for mut case in self.parts.casefile.review_queue()? {
            if !waits(&case) && is_there(&desk, &case, only.as_ref())? {
                self.as_far_as_open(&desk, &mut case)?;
                if case.is_asked() != later {
                    cases.push(case);
                } else {
                    others += 1;
                }
            }
        }
        cases.sort_by(|one, two| two.benefit().total_cmp(&one.benefit()));
        let (total, pages) = (cases.len(), cases.len().div_ceil(ON_A_PAGE).max(1));
        let page = page.clamp(1, pages);
        let mut seen: BTreeSet<PersonId> = BTreeSet::new();
        let mut rows = Vec::new();
        for case in cases.into_iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE) {
            if let Some(row) = self.link_row(&desk, &case)? {
                seen.extend(case.people);
                rows.push(row);
            }
        }
        let mut waiting = Vec::new();
        for decision in &awaiting {
            if let Some(row) = self.waiting_row(session, &desk, decision)? {
                seen.extend(row.people.iter().map(|one| one.person));
                waiting.push(row);
            }
        }
        let seen: Vec<PersonId> = seen.into_iter().collect();
        self.note_link_review(session, &desk, &seen, &format!("queue, page {page}"))?;
        let sources = desk.sources;
        let queue =
            LinkQueue { sources, only, opens_names, waiting, rows, later, others, total, page, pages };
        Ok(Guarded::Open(Box::new(queue)))
    }

    /// Where somebody is private, the list says how sure it is by what is open to her, as the case's page does.
    fn as_far_as_open(&self, desk: &LinkDesk<'_>, case: &mut ReviewCase) -> Result<(), DoorError> {
        if case.people.iter().all(|person| desk.decisions.need.is_open(*person)) {
            return Ok(());
        }
        let Some(found) = self.link_case_of(desk, &case.people)? else { return Ok(()) };
        let whole = self.cuts_of(desk, case.people.iter().copied())?;
        let cuts = each_cut(&whole, &found);
        let (_, known) = sides(&cuts, &found, &|_, _| String::new());
        let side = |own: &casefile::PersonRecords| own.0.iter().map(|stored| stored.id).collect::<Vec<i64>>();
        let [(_, one), (_, two)] = found.people.as_slice() else { return Ok(()) };
        let weighed = self.parts.casefile.compared_openly(&side(one), &side(two), opens(&known));
        case.probability = weighed.first().map_or(0.0, |likeliest| likeliest.probability);
        Ok(())
    }

    fn link_row(&self, desk: &LinkDesk<'_>, case: &ReviewCase) -> Result<Option<LinkRow>, DoorError> {
        let Some(found) = self.link_case_of(desk, &case.people)? else { return Ok(None) };
        let cuts = self.cuts_of(desk, case.people.iter().copied())?;
        let people = self.link_people(desk, &found, &cuts);
        let pairs = people.iter().map(|one| one.records).product();
        let Ok(people) = <[_; 2]>::try_from(people) else { return Ok(None) };
        Ok(Some(LinkRow {
            case: case_name(&case.people),
            people,
            likely: crate::cut::likely(case.probability),
            pairs,
            since: case.found_at,
            needs_two: !self.why_two(desk, &found).is_empty(),
        }))
    }

    fn waiting_row(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        decision: &MatchDecision,
    ) -> Result<Option<WaitingDecision>, DoorError> {
        let concerned: Vec<PersonId> = decision.people().into_iter().collect();
        let Some(case) = self.link_case_of(desk, &concerned)? else { return Ok(None) };
        let cuts = self.cuts_of(desk, case.people.iter().map(|(person, _)| *person))?;
        let first = match (decision.state, decision.undone) {
            (State::Undoing, Some(undone)) => undone,
            _ => decision.first,
        };
        Ok(Some(WaitingDecision {
            number: decision.id,
            what: match (decision.state, decision.verdict) {
                (State::Undoing, Verdict::Link) => "undo a link",
                (State::Undoing, _) => "undo keeping apart",
                (_, Verdict::Link) => "link",
                _ => "keep apart",
            },
            people: self.link_people(desk, &case, &cuts),
            by: self.name_of(first.0)?,
            at: first.1,
            own: first.0 == session.account.id,
        }))
    }
}

/// The case of two people in an address.
pub(super) fn case_name([one, two]: &[PersonId; 2]) -> String {
    format!("{}-{}", one.0.min(two.0), one.0.max(two.0))
}

/// The case is there for her: both people, every agency that knows them, and one of these agencies is hers.
fn is_there(desk: &LinkDesk<'_>, case: &ReviewCase, only: Option<&Agency>) -> Result<bool, DoorError> {
    let of = |side: usize| case.sources[side].iter().map(|(source, _)| source);
    if !desk.is_hers(of(0).chain(of(1))) {
        return Ok(false);
    }
    if only.is_some_and(|agency| !of(0).chain(of(1)).any(|source| *source == agency.id)) {
        return Ok(false);
    }
    Ok(desk.sees(case.people[0], of(0))? && desk.sees(case.people[1], of(1))?)
}
