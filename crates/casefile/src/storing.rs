//! How the changes of one delivery go into the tables, within its transaction.

use crate::stored::{household_token, key_token, only_particulars, seal};
use crate::tables::{self, Counts, Fresh};
use crate::{CaseFile, CaseFileError};
use database::{Token, Transaction};
use records::catalog::relatives;
use records::{
    Change, Delivery, Entry, Keeping, Particulars, RecordKey, SectionKind, SourceProfile, SourceRecord,
};
use std::collections::BTreeSet;

/// What a delivery did to the records; ready for the matcher.
#[derive(Default)]
pub(crate) struct Touched {
    pub(crate) said: Vec<(i64, Particulars)>,
    pub(crate) gone: Vec<i64>,
    /// Records of an earlier intake were stored and never linked.
    pub(crate) behind: bool,
}

impl Touched {
    pub(crate) fn is_empty(&self) -> bool {
        self.said.is_empty() && self.gone.is_empty()
    }
}

/// One delivery on its way into the tables.
pub(crate) struct Storing<'a, 't> {
    file: &'a CaseFile,
    t: &'a mut Transaction<'t>,
    profile: &'a SourceProfile,
    /// When the system says that the delivery was true.
    as_of: i64,
    now: i64,
    counts: Counts,
    touched: Touched,
}

impl<'a, 't> Storing<'a, 't> {
    pub(crate) fn new(
        file: &'a CaseFile,
        t: &'a mut Transaction<'t>,
        profile: &'a SourceProfile,
        delivery: &Delivery,
        now: i64,
    ) -> Storing<'a, 't> {
        let counts = Counts {
            rows: to_i64(delivery.rows),
            rejected: to_i64(delivery.rejections.len() as u64),
            ..Counts::default()
        };
        let as_of = delivery.as_of.map_or(now, |as_of| as_of.as_millisecond());
        Storing { file, t, profile, as_of, now, counts, touched: Touched::default() }
    }

    /// Stores one change.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<(), CaseFileError> {
        match change {
            Change::Whole(record) => self.put(record.clone(), false),
            Change::Amended(record) => self.put(record.clone(), true),
            Change::Withdrawn(key) => self.withdraw(key),
        }
    }

    /// What was stored, and what the matcher must look at.
    pub(crate) fn done(self) -> (Counts, Touched) {
        (self.counts, self.touched)
    }

    fn withdraw(&mut self, key: &RecordKey) -> Result<(), CaseFileError> {
        let source = &self.profile.id;
        let token = key_token(&self.file.sealer, source, &key.0);
        if let Some(gone) = tables::withdraw(self.t, &source.0, &token, self.as_of, self.now)? {
            self.counts.withdrawn += 1;
            self.touched.gone.push(gone);
        }
        Ok(())
    }

    fn put(&mut self, mut record: SourceRecord, amends: bool) -> Result<(), CaseFileError> {
        let sealer = &self.file.sealer;
        let token = key_token(sealer, &record.source, &record.key.0);
        let known = tables::record_by_key(self.t, &record.source.0, &token)?;
        if let (true, Some(known)) = (amends, known.as_ref().filter(|known| !known.withdrawn)) {
            let mut whole = self.file.unseal(known)?.record;
            pass_over_outdated(&mut record, &whole);
            whole.amend(record);
            record = whole;
        }
        if self.profile.keeping == Keeping::ThisViewOnly {
            only_particulars(&mut record);
        }
        let (body, digest) = seal(sealer, &record)?;
        let as_of = record.as_of.as_millisecond();
        let fresh = Fresh {
            source: &record.source.0,
            key_token: &token,
            as_of,
            received_at: self.now,
            digest: &digest,
            body: &body,
        };
        let id = match &known {
            Some(old) if old.digest == digest && !old.withdrawn => {
                self.counts.unchanged += 1;
                return Ok(tables::confirm_record(self.t, old.id, as_of, self.now)?);
            }
            // A delivery that comes late must not overwrite what the agency said after it.
            Some(old) if as_of < old.as_of => {
                self.counts.unchanged += 1;
                return Ok(());
            }
            Some(old) => {
                self.counts.changed += 1;
                self.counts.returned += i64::from(old.withdrawn);
                tables::replace_record(self.t, old, &fresh)?;
                old.id
            }
            None => {
                self.counts.new += 1;
                let person = tables::add_person(self.t, self.now)?;
                tables::add_record(self.t, &fresh, person)?
            }
        };
        let (households, named) = self.ties(&record);
        tables::set_ties(self.t, id, known.is_none(), &households, &named)?;
        self.touched.said.push((id, Particulars::of(&record)));
        Ok(())
    }

    fn ties(&self, record: &SourceRecord) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let sealer = &self.file.sealer;
        let distinct = |tokens: BTreeSet<Token>| tokens.into_iter().map(|token| token.to_vec()).collect();
        let households = Particulars::of(record).households;
        let households = households.iter().map(|key| household_token(sealer, &record.source, key)).collect();
        let keys =
            record.section(SectionKind::Relatives).filter_map(|entry| entry.text(relatives::RELATIVE_KEY));
        let named = keys.map(|key| key_token(sealer, &record.source, &key)).collect();
        (distinct(households), distinct(named))
    }
}

/// Rows that come late, as when a delivery is read again, must not overwrite what the agency said of them after that.
fn pass_over_outdated(late: &mut SourceRecord, known: &SourceRecord) {
    if late.as_of >= known.as_of {
        return;
    }
    let said = late.as_of;
    late.entries.retain(|entry| {
        let outdates = |have: &&Entry| {
            have.kind == entry.kind
                && have.row == entry.row
                && have.as_of.unwrap_or(known.as_of) > entry.as_of.unwrap_or(said)
        };
        entry.row.is_empty() || !known.entries.iter().any(|have| outdates(&have))
    });
}

fn to_i64(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
