//! The way out: one person's records, and those of everybody whom an agency ties to that person.

use crate::stored::{household_token, key_token};
use crate::{CaseFile, CaseFileError, Stored, tables};
use database::Transaction;
use records::catalog::relatives;
use records::{Particulars, PersonId, SectionKind, SourceId};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// One person's records and ties. Uncut: only access may look into it.
#[derive(Clone, Debug)]
pub struct Around {
    /// Whose file it is.
    pub person: PersonId,
    /// Everybody in it, the person among them.
    pub people: BTreeMap<PersonId, PersonRecords>,
    /// Who is counted in which household.
    pub households: Vec<HouseholdTie>,
    /// Who is named as a relative.
    pub kin: Vec<KinTie>,
}

/// All records of one person, the newest word first.
#[derive(Clone, Debug, Default)]
pub struct PersonRecords(pub Vec<Stored>);

/// An agency counts somebody in a household that it also counts the person in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HouseholdTie {
    /// Which agency.
    pub source: SourceId,
    /// Its household.
    pub household: String,
    /// Who is counted in.
    pub person: PersonId,
    /// Which of that person's records says so.
    pub record: i64,
}

/// An agency names somebody as a relative of somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KinTie {
    /// Which agency.
    pub source: SourceId,
    /// Whose record names the relative.
    pub from: PersonId,
    /// That record.
    pub record: i64,
    /// Which of its entries, by position.
    pub entry: usize,
    /// The relative, when the agency's key leads to a record.
    pub to: Option<PersonId>,
}

impl CaseFile {
    /// The person's records with everybody tied to them; `None` when there is nobody by that number. A number that now
    /// leads to another person (their records were linked) is followed.
    ///
    /// # Errors
    /// When the database fails or a record cannot be opened.
    pub fn around(&self, person: PersonId) -> Result<Option<Around>, CaseFileError> {
        self.database.read(|t| {
            let person = PersonId(followed(t, person.0)?);
            let own = self.records_of(t, person)?;
            if own.0.is_empty() {
                return Ok(None);
            }
            let mut around = Around {
                person,
                people: BTreeMap::from([(person, own)]),
                households: Vec::new(),
                kin: Vec::new(),
            };
            self.add_households(t, &mut around)?;
            self.add_kin(t, &mut around)?;
            Ok(Some(around))
        })
    }

    /// All records of one person.
    ///
    /// # Errors
    /// When the database fails or a record cannot be opened.
    pub fn person_records(&self, person: PersonId) -> Result<PersonRecords, CaseFileError> {
        self.database.read(|t| self.records_of(t, person))
    }

    pub(crate) fn records_of(
        &self,
        t: &mut Transaction<'_>,
        person: PersonId,
    ) -> Result<PersonRecords, CaseFileError> {
        let rows = tables::records_of_person(t, person.0)?;
        rows.iter().map(|row| self.unseal(row)).collect::<Result<_, _>>().map(PersonRecords)
    }

    fn add_households(&self, t: &mut Transaction<'_>, around: &mut Around) -> Result<(), CaseFileError> {
        for stored in around.people[&around.person].0.clone() {
            for household in Particulars::of(&stored.record).households {
                let token = household_token(&self.sealer, &stored.record.source, &household);
                for (record, person) in tables::household_people(t, &token)? {
                    let person = PersonId(person);
                    let source = stored.record.source.clone();
                    let tie = HouseholdTie { source, household: household.clone(), person, record };
                    if !around.households.contains(&tie) {
                        around.households.push(tie);
                    }
                    self.add_person(t, around, person)?;
                }
            }
        }
        Ok(())
    }

    fn add_kin(&self, t: &mut Transaction<'_>, around: &mut Around) -> Result<(), CaseFileError> {
        for stored in around.people[&around.person].0.clone() {
            let source = stored.record.source.clone();
            for (entry, said) in stored.record.entries.iter().enumerate() {
                if said.kind != SectionKind::Relatives {
                    continue;
                }
                let to = match said.text(relatives::RELATIVE_KEY) {
                    Some(key) => {
                        tables::person_of_key(t, &source.0, &key_token(&self.sealer, &source, &key))?
                    }
                    None => None,
                };
                let to = to.map(PersonId);
                let from = around.person;
                around.kin.push(KinTie { source: source.clone(), from, record: stored.id, entry, to });
                if let Some(relative) = to {
                    self.add_person(t, around, relative)?;
                }
            }
            self.add_kin_naming(t, around, &stored)?;
        }
        Ok(())
    }

    /// Records of others that name this person as their relative.
    fn add_kin_naming(
        &self,
        t: &mut Transaction<'_>,
        around: &mut Around,
        named: &Stored,
    ) -> Result<(), CaseFileError> {
        let source = named.record.source.clone();
        let token = key_token(&self.sealer, &source, &named.record.key.0);
        for (record, person) in tables::people_naming(t, &token)? {
            let from = PersonId(person);
            self.add_person(t, around, from)?;
            let Some(naming) =
                around.people.get(&from).and_then(|known| known.0.iter().find(|s| s.id == record))
            else {
                continue;
            };
            let names_us = |said: &records::Entry| {
                said.text(relatives::RELATIVE_KEY).is_some_and(|key| key == named.record.key.0)
            };
            let entries: Vec<usize> =
                (0..naming.record.entries.len()).filter(|at| names_us(&naming.record.entries[*at])).collect();
            let to = Some(around.person);
            let ties =
                entries.into_iter().map(|entry| KinTie { source: source.clone(), from, record, entry, to });
            around.kin.extend(ties);
        }
        Ok(())
    }

    fn add_person(
        &self,
        t: &mut Transaction<'_>,
        around: &mut Around,
        person: PersonId,
    ) -> Result<(), CaseFileError> {
        if let Entry::Vacant(place) = around.people.entry(person) {
            place.insert(self.records_of(t, person)?);
        }
        Ok(())
    }
}

/// Follows links between person numbers until one has records; a chain is short, because each link points at the person
/// who was kept.
pub(crate) fn followed(t: &mut Transaction<'_>, person: i64) -> Result<i64, CaseFileError> {
    let mut at = person;
    for _ in 0..32 {
        if tables::has_records(t, at)? {
            break;
        }
        match tables::leads_to(t, at)? {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(at)
}
