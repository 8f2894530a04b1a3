//! Whose a record is, asked by its token: for what other rooms keep about records.

use crate::around::followed;
use crate::tables::by_token;
use crate::{CaseFile, CaseFileError};
use database::Token;
use records::{PersonId, SourceId};
use std::collections::BTreeMap;

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
        let (records, links) = self.database.read(by_token::generation)?;
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
        let mut by_source: BTreeMap<&SourceId, Vec<&[u8]>> = BTreeMap::new();
        for (source, token) in keys {
            by_source.entry(source).or_default().push(token.as_slice());
        }
        self.database.read(|t| {
            let mut known: BTreeMap<(&SourceId, Vec<u8>), i64> = BTreeMap::new();
            for (source, tokens) in &by_source {
                for some in tokens.chunks(by_token::AT_ONCE) {
                    for (token, person, withdrawn) in by_token::people_of_keys(t, &source.0, some)? {
                        // Who still has the record is there; of a withdrawn one the person may have moved on.
                        let person = if withdrawn { followed(t, person)? } else { person };
                        known.insert((source, token), person);
                    }
                }
            }
            let person = |(source, token): &(&SourceId, &Token)| {
                known.get(&(*source, token.to_vec())).map(|person| PersonId(*person))
            };
            Ok(keys.iter().map(person).collect())
        })
    }
}
