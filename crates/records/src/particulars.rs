//! Identifying particulars: all that a record says about who its subject is, and nothing else.

use crate::catalog::{benefits, child_welfare, contact, demographics, enrolment, household};
use crate::{
    Address, BirthDate, Entry, Field, Name, NameUse, PartialDate, SectionKind, SourceId, SourceRecord, Ssn,
    Value,
};
use std::fmt;

/// What the matcher and the search compare. Made from a [`SourceRecord`], a file's row or a question.
#[derive(Clone, PartialEq, Eq)]
pub struct Particulars {
    /// Which system says so.
    pub source: SourceId,
    /// Names, the current one first.
    pub names: Vec<Name>,
    /// Birth date, when any part is known.
    pub birth: Option<BirthDate>,
    /// Day of death, when the agency knows one.
    pub death: Option<PartialDate>,
    /// Sex as the agency wrote it.
    pub sex: Option<Sex>,
    /// Social Security number, whole or last four.
    pub ssn: Option<Ssn>,
    /// Addresses, the newest first.
    pub addresses: Vec<Address>,
    /// Phone numbers as written.
    pub phones: Vec<String>,
    /// E-mail addresses as written.
    pub emails: Vec<String>,
    /// Other numbers that belong to one person.
    pub identifiers: Vec<Identifier>,
    /// The agency's own household or case keys; shared by its members.
    pub households: Vec<String>,
    /// Case numbers that several people share: they find people and link nobody.
    pub cases: Vec<CaseNumber>,
    /// Place of birth, as written.
    pub birth_place: String,
}

/// The number of a case, with where it stands.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CaseNumber {
    /// The section that has it; it must be open for a search by it.
    pub section: SectionKind,
    /// The number as written.
    pub number: String,
}

/// A number that some scheme gives to one person, such as a driver licence.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identifier {
    /// Which scheme, in lower case, such as `medicaid`.
    pub scheme: String,
    /// The number as written.
    pub number: String,
}

/// Sex as agencies record it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Recorded as neither.
    Other,
}

impl Particulars {
    /// Nothing known yet, from `source`.
    pub fn none(source: SourceId) -> Particulars {
        Particulars {
            source,
            names: Vec::new(),
            birth: None,
            death: None,
            sex: None,
            ssn: None,
            addresses: Vec::new(),
            phones: Vec::new(),
            emails: Vec::new(),
            identifiers: Vec::new(),
            households: Vec::new(),
            cases: Vec::new(),
            birth_place: String::new(),
        }
    }

    /// What a record says about who its subject is.
    pub fn of(record: &SourceRecord) -> Particulars {
        let mut found = Particulars::none(record.source.clone());
        for entry in &record.entries {
            match entry.kind {
                SectionKind::Demographics => found.take_demographics(entry),
                SectionKind::Contact => found.take_contact(entry),
                SectionKind::Household => found.households.extend(entry.text(household::HOUSEHOLD_KEY)),
                SectionKind::Enrolment => found.take_case(entry, enrolment::CASE_NUMBER),
                SectionKind::Benefits => found.take_case(entry, benefits::BENEFIT_CASE),
                SectionKind::ChildWelfare => found.take_case(entry, child_welfare::CW_CASE),
                _ => {}
            }
        }
        found.names.sort_by_key(|name| name.name_use == NameUse::Other);
        found.addresses.sort_by_key(|address| std::cmp::Reverse(address.to.is_none()));
        found
    }

    fn take_demographics(&mut self, entry: &Entry) {
        let name = entry.name();
        if !name.is_empty() {
            self.names.push(name);
        }
        if let Some(date) = entry.get(demographics::BIRTH_DATE).and_then(Value::as_date) {
            let estimated = matches!(entry.get(demographics::BIRTH_DATE_ESTIMATED), Some(Value::Flag(true)));
            self.birth.get_or_insert(BirthDate { date, estimated });
        }
        self.death = self.death.or(entry.get(demographics::DEATH_DATE).and_then(Value::as_date));
        self.sex = self.sex.or(entry.text(demographics::SEX).and_then(|text| Sex::read(&text)));
        if let (None, Some(Value::Ssn(ssn))) = (&self.ssn, entry.get(demographics::SSN)) {
            self.ssn = Some(ssn.clone());
        }
        if let Some(number) = entry.text(demographics::IDENTIFIER) {
            let scheme = entry.text(demographics::IDENTIFIER_SCHEME).unwrap_or_default().to_lowercase();
            self.identifiers.push(Identifier { scheme, number });
        }
        if let Some(place) = entry.text(demographics::BIRTH_PLACE) {
            self.birth_place = place;
        }
    }

    fn take_case(&mut self, entry: &Entry, field: Field) {
        let Some(number) = entry.text(field) else { return };
        let case = CaseNumber { section: entry.kind, number };
        if !self.cases.contains(&case) {
            self.cases.push(case);
        }
    }

    fn take_contact(&mut self, entry: &Entry) {
        let address = entry.address();
        if !address.is_empty() {
            self.addresses.push(address);
        }
        self.phones.extend(entry.text(contact::PHONE));
        self.emails.extend(entry.text(contact::EMAIL));
    }
}

impl Sex {
    /// Reads `F`, `female`, `M`, `male`, `X`, `other` in any case; anything else is unknown.
    pub fn read(text: &str) -> Option<Sex> {
        match text.trim().to_lowercase().as_str() {
            "f" | "female" | "woman" | "girl" => Some(Sex::Female),
            "m" | "male" | "man" | "boy" => Some(Sex::Male),
            "x" | "other" | "nonbinary" | "non-binary" => Some(Sex::Other),
            _ => None,
        }
    }
}

impl fmt::Debug for Particulars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Particulars({}, ***)", self.source)
    }
}

impl fmt::Debug for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseNumber(***)")
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identifier(***)")
    }
}
