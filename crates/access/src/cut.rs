//! Cuts what the case file holds down to what a session's grants open. Every fact drawn from several fields is shown only
//! when each of them is open.

mod bar;
mod compared;
mod file;
mod folder;
mod household;
mod hushed;
mod lines;
mod overview;
mod relatives;

pub(crate) use compared::{Beside, comparison, is_closed, is_open, likely, side_by_side};
pub(crate) use folder::{Links, Rows};
pub(crate) use household::Headed;
pub(crate) use hushed::{Hushed, Known};
pub(crate) use relatives::NAMES_AS;

use crate::rules::Grants;
use crate::view::{Agency, PrivateNote, Shown};
use crate::words;
use casefile::{PersonRecords, Stored};
use jiff::civil::Date;
use records::catalog::demographics;
use records::{
    BirthDate, Entry, Field, FieldClass, Name, PartialDate, Particulars, PersonId, SectionKind, SourceId,
    Ssn, Value,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everybody on one page, each cut by what is granted of her or him.
pub(crate) struct Cuts<'a> {
    grants: BTreeMap<PersonId, Arc<Grants>>,
    private: BTreeMap<PersonId, PrivateNote>,
    pub(crate) hushed: Hushed,
    /// Households whose head may be known of.
    pub(crate) headed: Headed,
    nothing: Grants,
    today: Date,
    agencies: &'a [Agency],
}

/// One person's cut: the grants, today's date, and how agencies are called.
pub(crate) struct Cut<'a> {
    pub(crate) grants: &'a Grants,
    pub(crate) private: Option<&'a PrivateNote>,
    pub(crate) today: Date,
    pub(crate) agencies: &'a [Agency],
}

/// A record reduced to the particulars that are open.
pub(crate) struct Open {
    pub(crate) names: Vec<Name>,
    pub(crate) birth: Option<BirthDate>,
    pub(crate) ssn: Option<Ssn>,
    pub(crate) death: Option<PartialDate>,
}

impl<'a> Cuts<'a> {
    pub(crate) fn new(
        grants: BTreeMap<PersonId, Arc<Grants>>,
        private: BTreeMap<PersonId, PrivateNote>,
        hushed: Hushed,
        today: Date,
        agencies: &'a [Agency],
    ) -> Cuts<'a> {
        let headed = Headed::default();
        Cuts { grants, private, hushed, headed, nothing: Grants::default(), today, agencies }
    }

    /// The cut of one person; of somebody who was not decided, nothing.
    pub(crate) fn of(&self, person: PersonId) -> Cut<'_> {
        let grants = self.grants.get(&person).map_or(&self.nothing, Arc::as_ref);
        Cut { grants, private: self.private.get(&person), today: self.today, agencies: self.agencies }
    }
}

impl Cut<'_> {
    pub(crate) fn agency(&self, source: &SourceId) -> Agency {
        let unnamed = || Agency { id: source.clone(), name: source.0.clone(), short: source.0.clone() };
        self.agencies.iter().find(|agency| agency.id == *source).cloned().unwrap_or_else(unnamed)
    }

    /// Identifying particulars of a record, the closed ones left out.
    pub(crate) fn particulars(&self, stored: &Stored) -> Open {
        let opens = |class| self.grants.opens(&stored.record.source, SectionKind::Demographics, class);
        let found = Particulars::of(&stored.record);
        Open {
            names: if opens(FieldClass::Name) { found.names } else { Vec::new() },
            birth: found.birth.filter(|_| opens(FieldClass::BirthDate)),
            ssn: found.ssn.filter(|_| opens(FieldClass::SsnLastFour) || opens(FieldClass::SsnFull)),
            death: found.death.filter(|_| opens(FieldClass::PersonDetail)),
        }
    }

    /// The name by which the newest open record calls the person.
    pub(crate) fn name(&self, person: &PersonRecords) -> Option<Shown> {
        let named = person.0.iter().find_map(|stored| self.particulars(stored).names.into_iter().next());
        named.map(|name| Shown::words(name.full()))
    }

    pub(crate) fn birth(&self, person: &PersonRecords) -> Option<BirthDate> {
        let known: Vec<BirthDate> =
            person.0.iter().filter_map(|stored| self.particulars(stored).birth).collect();
        // A date known to the day says more than the newest estimate.
        known.iter().find(|birth| birth.date.exact().is_some() && !birth.estimated).or(known.first()).copied()
    }

    pub(crate) fn age(&self, person: &PersonRecords) -> Option<Shown> {
        self.birth(person).map(|birth| Shown::words(words::age(&birth, self.today)))
    }

    /// The value of a field in words, when it is open.
    pub(crate) fn shown(&self, source: &SourceId, entry: &Entry, field: Field) -> Option<Shown> {
        let open = self.grants.shows(source, field)
            || (matches!(field.class(), FieldClass::SsnFull) && self.last_four(source));
        let value = entry.get(field).filter(|value| open && !is_empty(value))?;
        match value {
            // That a date is not an estimate is what everybody expects.
            Value::Flag(false) if field == demographics::BIRTH_DATE_ESTIMATED => None,
            Value::Text(number) if is_phone(field) => Some(words::phone(number)),
            value => Some(words::value(value)),
        }
    }

    /// The date of a field, when it is open.
    pub(crate) fn date(&self, source: &SourceId, entry: &Entry, field: Field) -> Option<PartialDate> {
        entry.get(field).filter(|_| self.grants.shows(source, field)).and_then(Value::as_date)
    }

    /// The entry has begun and has not ended, as far as its dates are open.
    pub(crate) fn is_current(&self, source: &SourceId, entry: &Entry) -> bool {
        let ended = end_of(entry.kind).and_then(|field| self.date(source, entry, field));
        let begins = begin_of(entry.kind).and_then(|field| self.date(source, entry, field));
        ended.and_then(|date| date.earliest()).is_none_or(|end| end >= self.today)
            && begins.and_then(|date| date.earliest()).is_none_or(|begin| begin <= self.today)
    }

    fn last_four(&self, source: &SourceId) -> bool {
        self.grants.opens(source, SectionKind::Demographics, FieldClass::SsnLastFour)
    }
}

/// The field that says when an entry of a kind ended.
fn end_of(kind: SectionKind) -> Option<Field> {
    use records::catalog::*;
    Some(match kind {
        SectionKind::Contact => contact::UNTIL,
        SectionKind::Household => household::MEMBER_UNTIL,
        SectionKind::Relatives => relatives::RELATIVE_UNTIL,
        SectionKind::Enrolment => enrolment::CLOSED,
        SectionKind::Benefits => benefits::BENEFIT_TO,
        SectionKind::Income => income::INCOME_TO,
        SectionKind::Housing => housing::LEASE_TO,
        SectionKind::Shelter => shelter::LEFT,
        SectionKind::ChildWelfare => child_welfare::CW_TO,
        SectionKind::Custody => custody::CUSTODY_TO,
        SectionKind::Employment => employment::ACTIVITY_TO,
        SectionKind::Demographics | SectionKind::Documents | SectionKind::Visits => return None,
    })
}

/// The field that says when an entry of a kind began; orders the rows.
fn begin_of(kind: SectionKind) -> Option<Field> {
    use records::catalog::*;
    Some(match kind {
        SectionKind::Contact => contact::SINCE,
        SectionKind::Household => household::MEMBER_SINCE,
        SectionKind::Relatives => relatives::RELATIVE_SINCE,
        SectionKind::Enrolment => enrolment::OPENED,
        SectionKind::Benefits => benefits::BENEFIT_FROM,
        SectionKind::Income => income::INCOME_FROM,
        SectionKind::Housing => housing::LEASE_FROM,
        SectionKind::Shelter => shelter::ENTERED,
        SectionKind::ChildWelfare => child_welfare::CW_FROM,
        SectionKind::Custody => custody::CUSTODY_FROM,
        SectionKind::Documents => documents::DOCUMENT_DATE,
        SectionKind::Employment => employment::ACTIVITY_FROM,
        SectionKind::Visits => visits::VISIT_DATE,
        SectionKind::Demographics => return None,
    })
}

fn is_phone(field: Field) -> bool {
    use records::catalog::*;
    let phones = [
        contact::PHONE,
        relatives::RELATIVE_PHONE,
        enrolment::OFFICE_PHONE,
        shelter::SHELTER_PHONE,
        child_welfare::CW_PHONE,
    ];
    phones.contains(&field)
}

fn is_empty(value: &Value) -> bool {
    value.as_text().is_some_and(|text| text.trim().is_empty())
}
