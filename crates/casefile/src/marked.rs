//! Whose a record is, asked by its token: for what other rooms keep about records.

use crate::around::followed;
use crate::{CaseFile, CaseFileError, tables};
use database::Token;
use records::{PersonId, SourceId};

/// The state of records and links: two that are equal have the same people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Generation {
    records: i64,
    links: i64,
}

impl CaseFile {
    /// The state of records and links at this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub fn generation(&self) -> Result<Generation, CaseFileError> {
        let (records, links) = self.database.read(tables::generation)?;
        Ok(Generation { records, links })
    }

    /// The person whom a number leads to by now, when its records were linked to somebody else's.
    ///
    /// # Errors
    /// When the database fails.
    pub fn led_to(&self, person: PersonId) -> Result<PersonId, CaseFileError> {
        self.database.read(|t| followed(t, person.0).map(PersonId))
    }

    /// The people whom these records belong to, also those withdrawn by their agency; `None` where no such record ever came.
    ///
    /// # Errors
    /// When the database fails.
    pub fn people_of(&self, keys: &[(&SourceId, &Token)]) -> Result<Vec<Option<PersonId>>, CaseFileError> {
        self.database.read(|t| {
            let mut people = Vec::with_capacity(keys.len());
            for (source, token) in keys {
                let person = tables::person_of_any_key(t, &source.0, token.as_slice())?;
                let person = person.map(|person| followed(t, person)).transpose()?;
                people.push(person.map(PersonId));
            }
            Ok(people)
        })
    }
}
