//! Parents, children and kin who live elsewhere, and how to reach them.

use super::folder::open_text;
use super::{Cut, Cuts};
use crate::view::{HouseholdMember, Relative, Shown};
use casefile::{Around, KinTie, PersonRecords};
use records::catalog::{contact, relatives};
use records::{Entry, Field, FieldClass, PersonId, SectionKind};
use std::collections::BTreeSet;

/// Before what somebody else's record calls the person.
pub(crate) const NAMES_AS: &str = "names this person as ";

impl Cuts<'_> {
    /// Everybody named as a relative who is not in the present household, nearest word first.
    pub(crate) fn relatives(&self, around: &Around, household: &[HouseholdMember]) -> Vec<Relative> {
        let at_home: BTreeSet<PersonId> = household.iter().filter_map(|member| member.person).collect();
        // A tie is a fact about both: each must be open.
        let opens = |person: PersonId, tie: &KinTie| {
            self.of(person).grants.opens(&tie.source, SectionKind::Relatives, FieldClass::Relatives)
        };
        let hushed =
            |tie: &KinTie| entry_of(around, tie).is_some_and(|(entry, _)| self.hushed.is_named_in(entry));
        let open =
            |tie: &&KinTie| opens(tie.from, tie) && tie.to.map_or_else(|| !hushed(tie), |to| opens(to, tie));
        let ties: Vec<&KinTie> = around.kin.iter().filter(open).collect();
        let named: BTreeSet<PersonId> =
            ties.iter().filter(|tie| tie.from == around.person).filter_map(|tie| tie.to).collect();
        let mut found = Vec::new();
        for tie in ties {
            let relative = if tie.from == around.person {
                self.named_by_us(around, tie)
            } else if named.contains(&tie.from) {
                None
            } else {
                self.naming_us(around, tie)
            };
            found.extend(relative.filter(|one| one.person.is_none_or(|person| !at_home.contains(&person))));
        }
        found.sort_by(|a, b| key(a).cmp(&key(b)).then(b.as_of.cmp(&a.as_of)));
        found.dedup_by(|a, b| key(a) == key(b) && a.relation == b.relation && a.agency == b.agency);
        found
    }

    fn named_by_us(&self, around: &Around, tie: &KinTie) -> Option<Relative> {
        let (entry, as_of) = entry_of(around, tie)?;
        let records = tie.to.and_then(|person| around.people.get(&person));
        let (from, cut) = (self.of(tie.from), self.of(tie.to.unwrap_or(tie.from)));
        let own_name = records.and_then(|records| cut.name(records));
        Some(Relative {
            person: tie.to.filter(|_| own_name.is_some()),
            name: own_name.or_else(|| from.shown(&tie.source, entry, relatives::RELATIVE_NAME)),
            relation: from.shown(&tie.source, entry, relatives::RELATION),
            age: records.and_then(|records| cut.age(records)),
            phone: from
                .shown(&tie.source, entry, relatives::RELATIVE_PHONE)
                .or_else(|| records.and_then(|records| cut.newest_contact(records, contact::PHONE))),
            address: records.and_then(|records| cut.newest_contact(records, contact::STREET)),
            lives_with: from
                .shown(&tie.source, entry, relatives::LIVES_WITH)
                .map(|shown| shown.text() == "Yes"),
            agency: from.agency(&tie.source),
            as_of,
        })
    }

    /// Somebody else's record names the person: said as it stands, not turned around by guessing.
    fn naming_us(&self, around: &Around, tie: &KinTie) -> Option<Relative> {
        let (entry, as_of) = entry_of(around, tie)?;
        let records = around.people.get(&tie.from)?;
        let cut = self.of(tie.from);
        let name = cut.name(records);
        let relation = open_text(&cut, &tie.source, entry, relatives::RELATION)
            .map(|relation| Shown::words(format!("{NAMES_AS}{}", relation.to_lowercase())));
        Some(Relative {
            person: name.is_some().then_some(tie.from),
            name,
            relation,
            age: cut.age(records),
            phone: cut.newest_contact(records, contact::PHONE),
            address: cut.newest_contact(records, contact::STREET),
            lives_with: None,
            agency: cut.agency(&tie.source),
            as_of,
        })
    }
}

impl Cut<'_> {
    /// The newest address (asked for by its street) or phone that is open.
    pub(crate) fn newest_contact(&self, records: &PersonRecords, field: Field) -> Option<Shown> {
        let of_record = |stored: &casefile::Stored| {
            let source = &stored.record.source;
            let mut entries: Vec<&Entry> = stored
                .record
                .section(SectionKind::Contact)
                .filter(|entry| self.is_current(source, entry))
                .collect();
            entries.sort_by_key(|entry| std::cmp::Reverse(self.date(source, entry, contact::SINCE)));
            entries.into_iter().find_map(|entry| {
                let shown = self.shown(source, entry, field)?;
                Some(if field == contact::STREET { Shown::words(entry.address().line()) } else { shown })
            })
        };
        records.0.iter().find_map(of_record)
    }
}

fn entry_of<'a>(around: &'a Around, tie: &KinTie) -> Option<(&'a Entry, jiff::Timestamp)> {
    let records = around.people.get(&tie.from)?;
    let stored = records.0.iter().find(|stored| stored.id == tie.record)?;
    let entry = stored.record.entries.get(tie.entry)?;
    Some((entry, entry.as_of.unwrap_or(stored.record.as_of)))
}

fn key(relative: &Relative) -> (Option<PersonId>, Option<&str>) {
    (relative.person, relative.name.as_ref().map(Shown::text))
}
