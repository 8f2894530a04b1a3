//! How often something was looked up lately: counts, from which nobody can be named.

use crate::{Audit, Kind, tables};
use database::DatabaseError;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What one account looked up under one use case and purpose.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct LookUps {
    /// The account.
    pub account: i64,
    /// The purpose that was stated.
    pub purpose: String,
    /// Files and folders that were opened.
    pub opened: u64,
    /// Searches that were answered.
    pub searches: u64,
    /// The people whose files those were, by tokens that lead to nobody.
    pub people: BTreeSet<Vec<u8>>,
}

impl Audit {
    /// What was looked up under a use case since an instant, by account and purpose.
    ///
    /// # Errors
    /// When the database fails.
    pub fn look_ups(&self, use_case: &str, since: Timestamp) -> Result<Vec<LookUps>, DatabaseError> {
        let rows = self.database.read(|t| tables::look_ups(t, use_case, since.as_millisecond()))?;
        let mut all: BTreeMap<(i64, String), LookUps> = BTreeMap::new();
        for row in rows {
            let one = all.entry((row.account, row.purpose.clone())).or_insert_with(|| LookUps {
                account: row.account,
                purpose: row.purpose,
                ..LookUps::default()
            });
            let times = row.times.unsigned_abs();
            if row.kind == Kind::Search.word() {
                one.searches += times;
            } else {
                one.opened += times;
                one.people.extend(row.subject);
            }
        }
        Ok(all.into_values().collect())
    }
}
