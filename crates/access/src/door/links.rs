//! Where stewards decide about links: who may, whom they may know of, and what takes two people.
//!
//! A case is there for a steward of one of its agencies whose use case opens the name at every agency that knows the people in
//! it: nobody decides about records of which she may see nothing, and what she sees of a case tells nothing of others.

use super::decisions::Decisions;
use super::{Door, DoorError};
use crate::cut::{Beside, Cut, Cuts, Hushed};
use crate::rules::{Act, Grants};
use crate::view::{Agency, Guarded, LinkColumn, LinkPerson, Sides};
use audit::{Entry, Kind};
use casefile::{LinkCase, PersonRecords, Stored};
use privacy::Level;
use records::{FieldClass, PersonId, SectionKind, SourceId};
use staff::{DutyKind, Session};
use std::collections::BTreeMap;

/// What is decided once for one request of a steward.
pub(super) struct LinkDesk<'a> {
    /// Agencies whose steward she is.
    pub(super) sources: Vec<Agency>,
    pub(super) decisions: Decisions<'a>,
}

impl Door {
    /// The agencies whose links she decides about, when she may do so now.
    pub(super) fn link_desk<'a>(&'a self, session: &'a Session) -> Result<Guarded<LinkDesk<'a>>, DoorError> {
        let account = &session.account;
        let hers = |agency: &&Agency| account.has(DutyKind::Steward, &agency.id.0);
        let sources: Vec<Agency> = self.agencies.iter().filter(hers).cloned().collect();
        if sources.is_empty() {
            self.note(session, Entry { words: "links".to_owned(), ..Entry::new(Kind::Denied) })?;
            return Ok(Guarded::NotFound);
        }
        if let Err(no) = self.may(session, Act::Link { first: None, holders: &[account.id] })? {
            return Ok(Guarded::Shut(super::guarding::sentence(no.0)));
        }
        Ok(Guarded::Open(Box::new(LinkDesk { sources, decisions: self.deciding(session)? })))
    }

    /// She may see and decide how a person's records are linked.
    pub(super) fn stewards_all(&self, session: &Session, grants: &Grants, own: &PersonRecords) -> bool {
        let sources = || own.0.iter().map(|stored| &stored.record.source);
        sources().any(|source| session.account.has(DutyKind::Steward, &source.0))
            && sources().all(|source| opens_name(grants, source))
    }

    /// Notes a look at people, each by herself, before anything of them is handed over.
    pub(super) fn note_link_review(
        &self,
        session: &Session,
        desk: &LinkDesk<'_>,
        people: &[PersonId],
        words: &str,
    ) -> Result<(), DoorError> {
        let source = desk.sources.first().map_or(String::new(), |agency| agency.id.0.clone());
        let mut entries = vec![Entry {
            source,
            results: people.len() as u64,
            words: words.to_owned(),
            ..Entry::new(Kind::LinkReview)
        }];
        for person in people {
            let grants = desk.decisions.about(*person)?;
            let (allowed, policies) = (grants.all_bits(), grants.policies());
            entries.push(Entry { allowed, policies, ..Entry::about(Kind::LinkReview, *person) });
        }
        let asked = |entry| Entry {
            account: Some(session.account.id),
            session: Some(session.id.clone()),
            use_case: session.use_case.clone(),
            purpose: session.purpose.clone(),
            ..entry
        };
        self.parts.audit.append_all(&entries.into_iter().map(asked).collect::<Vec<_>>())?;
        Ok(())
    }

    /// People with all their records, when she may decide about them.
    pub(super) fn link_case_of(
        &self,
        desk: &LinkDesk<'_>,
        people: &[PersonId],
    ) -> Result<Option<LinkCase>, DoorError> {
        let Some(case) = self.parts.casefile.link_case(people)? else { return Ok(None) };
        let mut sources = Vec::new();
        for (person, records) in &case.people {
            let own: Vec<SourceId> = records.0.iter().map(|stored| stored.record.source.clone()).collect();
            if !desk.sees(*person, own.iter())? {
                return Ok(None);
            }
            sources.extend(own);
        }
        for person in people {
            if desk.decisions.about(*person)?.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(case).filter(|_| desk.is_hers(sources.iter())))
    }

    /// Why a decision about these people takes two, in words; empty when one is enough.
    pub(super) fn why_two(&self, desk: &LinkDesk<'_>, case: &LinkCase) -> String {
        let mut why: Vec<String> = Vec::new();
        let people = || case.people.iter().map(|(person, _)| *person);
        if people().any(|person| desk.decisions.need.situation(person).level > Level::Open) {
            why.push("a private record".to_owned());
        }
        for source in self.parts.casefile.sources() {
            let profile = source.profile();
            let here = |stored: &Stored| stored.record.source == profile.id;
            if profile.links_need_two && case.people.iter().any(|(_, own)| own.0.iter().any(here)) {
                why.push(format!("a record of {}", profile.short));
            }
        }
        why.join(" and ")
    }

    /// The cuts of these people, each by what is granted of her or him.
    pub(super) fn cuts_of<'a>(
        &'a self,
        desk: &LinkDesk<'_>,
        people: impl Iterator<Item = PersonId>,
    ) -> Result<Cuts<'a>, DoorError> {
        let mut grants = BTreeMap::new();
        for person in people {
            grants.insert(person, desk.decisions.about(person)?);
        }
        Ok(Cuts::new(grants, BTreeMap::new(), Hushed::default(), self.today(), &self.agencies))
    }

    /// Somebody in a case.
    pub(super) fn link_person(
        &self,
        desk: &LinkDesk<'_>,
        cut: &Cut<'_>,
        person: PersonId,
        own: &PersonRecords,
    ) -> LinkPerson {
        let mut agencies: Vec<Agency> = Vec::new();
        for stored in &own.0 {
            let agency = cut.agency(&stored.record.source);
            if !agencies.contains(&agency) {
                agencies.push(agency);
            }
        }
        LinkPerson {
            person,
            name: cut.name(own),
            agencies,
            records: own.0.len(),
            private: match desk.decisions.need.situation(person).level {
                Level::Open => None,
                Level::Private => Some("private"),
                Level::Sealed => Some("sealed"),
            },
        }
    }

    /// Everybody in a case.
    pub(super) fn link_people(
        &self,
        desk: &LinkDesk<'_>,
        case: &LinkCase,
        cuts: &Cuts<'_>,
    ) -> Vec<LinkPerson> {
        let one = |(person, own): &(PersonId, PersonRecords)| {
            self.link_person(desk, &cuts.of(*person), *person, own)
        };
        case.people.iter().map(one).collect()
    }
}

impl LinkDesk<'_> {
    /// The name is open at every one of the sources that know a person, so she may know of the person and of them.
    pub(super) fn sees<'s>(
        &self,
        person: PersonId,
        mut sources: impl Iterator<Item = &'s SourceId>,
    ) -> Result<bool, DoorError> {
        let grants = self.decisions.about(person)?;
        Ok(!grants.is_empty() && sources.all(|source| opens_name(&grants, source)))
    }

    /// She is the steward of one of these.
    pub(super) fn is_hers<'s>(&self, mut sources: impl Iterator<Item = &'s SourceId>) -> bool {
        sources.any(|source| self.sources.iter().any(|agency| agency.id == *source))
    }
}

/// Records side by side; `mark` names each.
pub(super) fn sides<'a>(
    cuts: &'a BTreeMap<PersonId, Cut<'a>>,
    case: &'a LinkCase,
    mark: &dyn Fn(PersonId, i64) -> String,
) -> (Sides, BTreeMap<i64, (Beside<'a>, String)>) {
    let mut records: Vec<(Beside<'a>, String)> = Vec::new();
    for (person, own) in &case.people {
        let Some(cut) = cuts.get(person) else { continue };
        records.extend(own.0.iter().map(|stored| ((cut, stored), mark(*person, stored.id))));
    }
    records.sort_by(|(_, one), (_, two)| (one.len(), one).cmp(&(two.len(), two)));
    records.sort_by_key(|(_, mark)| mark.chars().next().filter(|letter| letter.is_alphabetic()));
    let column = |((cut, stored), mark): &(Beside<'a>, String)| LinkColumn {
        record: stored.id,
        mark: mark.clone(),
        agency: cut.agency(&stored.record.source),
        as_of: stored.record.as_of,
    };
    let columns = records.iter().map(column).collect();
    let beside: Vec<Beside<'a>> = records.iter().map(|(beside, _)| *beside).collect();
    // A letter stands for a side, C for none; numbers alone for records that are compared each with each.
    let side = |at: usize, mark: &str| match mark.chars().next().filter(|letter| letter.is_alphabetic()) {
        Some('C') => None,
        Some(letter) => Some(letter as usize),
        None => Some(at),
    };
    let sides: Vec<Option<usize>> =
        records.iter().enumerate().map(|(at, (_, mark))| side(at, mark)).collect();
    let rows = crate::cut::side_by_side(&beside, &sides);
    let known = records.into_iter().map(|(beside, mark)| (beside.1.id, (beside, mark))).collect();
    (Sides { columns, rows }, known)
}

/// The cut of each person of a case.
pub(super) fn each_cut<'a>(cuts: &'a Cuts<'a>, case: &LinkCase) -> BTreeMap<PersonId, Cut<'a>> {
    case.people.iter().map(|(person, _)| (*person, cuts.of(*person))).collect()
}

fn opens_name(grants: &Grants, source: &SourceId) -> bool {
    grants.opens(source, SectionKind::Demographics, FieldClass::Name)
}
