//! The way in: deliveries become stored records, each delivery whole or not at all, and nothing twice.

use crate::stored::{household_token, key_token, only_particulars, seal};
use crate::tables::{self, Counts, Fresh};
use crate::{CaseFile, CaseFileError};
use database::{Token, Transaction};
use records::catalog::relatives;
use records::{
    Change, Delivery, Keeping, Particulars, RecordKey, Request, SectionKind, Source, SourceId, SourceRecord,
};
use std::collections::BTreeSet;
use std::sync::PoisonError;

/// What an intake brought, for people to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Intake {
    /// Deliveries taken.
    pub deliveries: u64,
    /// Rows read, good and bad.
    pub rows: u64,
    /// Records of people the system had not named before.
    pub new: u64,
    /// Records that differ from what was stored.
    pub changed: u64,
    /// Records that say what is stored already.
    pub unchanged: u64,
    /// Records the system no longer speaks of.
    pub withdrawn: u64,
    /// Rows in quarantine.
    pub rejected: u64,
    /// Records that moved to another person, new ones not counted.
    pub relinked: u64,
}

/// What a delivery did to the records; ready for the matcher.
#[derive(Default)]
struct Touched {
    said: Vec<(i64, Particulars)>,
    gone: Vec<i64>,
}

impl CaseFile {
    /// Takes in all that a system has to say now, and links it. `progress` hears of each delivery.
    ///
    /// # Errors
    /// When the system or the database fails; deliveries taken before the failure stay, and the failure is noted.
    pub fn take_in(&self, id: &SourceId, progress: &mut dyn FnMut(&Intake)) -> Result<Intake, CaseFileError> {
        let (_, source) = self.source(id)?;
        let _one_at_a_time = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Intake::default();
        let mut touched = Touched::default();
        let taken = self.take_deliveries(source.as_ref(), &mut sum, &mut touched, progress);
        if let Err(CaseFileError::Source(cause)) = &taken {
            let now = self.now();
            self.database.write(|t| tables::feed_failed(t, &id.0, now, &cause.to_string()))?;
        }
        let linked = self.link_touched(touched.said, &touched.gone)?;
        sum.relinked = linked.moved;
        taken.map(|()| sum)
    }

    /// Reads the deliveries again that left rows in quarantine, after their mapping or the rows were mended.
    ///
    /// # Errors
    /// As for [`CaseFile::take_in`].
    pub fn retry_quarantine(&self, id: &SourceId) -> Result<Intake, CaseFileError> {
        let (_, source) = self.source(id)?;
        let _one_at_a_time = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        let names: BTreeSet<String> = self
            .database
            .read(|t| tables::quarantine(t, &id.0))?
            .into_iter()
            .map(|row| row.delivery)
            .collect();
        let mut sum = Intake::default();
        let mut touched = Touched::default();
        for name in names {
            let delivery = source.deliver(&Request::Again(name))?;
            self.store(source.as_ref(), &delivery, false, &mut sum, &mut touched)?;
        }
        sum.relinked = self.link_touched(touched.said, &touched.gone)?.moved;
        Ok(sum)
    }

    fn take_deliveries(
        &self,
        source: &dyn Source,
        sum: &mut Intake,
        touched: &mut Touched,
        progress: &mut dyn FnMut(&Intake),
    ) -> Result<(), CaseFileError> {
        let id = &source.profile().id;
        let mut position = self.database.read(|t| tables::feed(t, &id.0))?.and_then(|feed| feed.position);
        loop {
            let delivery = source.deliver(&Request::After(position.clone()))?;
            self.store(source, &delivery, true, sum, touched)?;
            progress(sum);
            let moved = delivery.cursor.is_some() && delivery.cursor != position;
            position = delivery.cursor.or(position);
            if !delivery.more {
                return Ok(());
            }
            if !moved {
                let what = "it says that more is waiting but its position does not move".to_owned();
                return Err(records::SourceError::Nonsense(source.profile().agency.clone(), what).into());
            }
        }
    }

    /// One delivery in one transaction. `onward` moves the feed's position; a delivery read again does not.
    fn store(
        &self,
        source: &dyn Source,
        delivery: &Delivery,
        onward: bool,
        sum: &mut Intake,
        touched: &mut Touched,
    ) -> Result<(), CaseFileError> {
        let profile = source.profile();
        let now = self.now();
        let mut fresh = Touched::default();
        let quarantined = self.sealed_rejections(profile, delivery, now)?;
        let counts = self.database.write(|t| {
            let mut counts = Counts {
                rows: to_i64(delivery.rows),
                new: 0,
                changed: 0,
                unchanged: 0,
                withdrawn: 0,
                rejected: 0,
            };
            for change in &delivery.changes {
                self.apply(t, profile.keeping, &profile.id, change, now, &mut counts, &mut fresh)?;
            }
            counts.rejected = to_i64(delivery.rejections.len() as u64);
            let something = !delivery.changes.is_empty() || !delivery.rejections.is_empty();
            if something {
                tables::note_delivery(t, &profile.id.0, &delivery.name, now, &counts)?;
                tables::replace_quarantine(t, &profile.id.0, &delivery.name, &quarantined)?;
            }
            let position = delivery.cursor.as_deref().filter(|_| onward);
            let as_of = delivery.as_of.filter(|_| onward).map(|as_of| as_of.as_millisecond());
            tables::feed_succeeded(t, &profile.id.0, position, as_of, now, counts.new - counts.withdrawn)?;
            Ok::<_, CaseFileError>(counts)
        })?;
        touched.said.append(&mut fresh.said);
        touched.gone.append(&mut fresh.gone);
        sum.add(&counts);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one row's way into the tables, called from one place")]
    fn apply(
        &self,
        t: &mut Transaction<'_>,
        keeping: Keeping,
        source: &SourceId,
        change: &Change,
        now: i64,
        counts: &mut Counts,
        touched: &mut Touched,
    ) -> Result<(), CaseFileError> {
        match change {
            Change::Whole(record) => self.put(t, keeping, record.clone(), false, now, counts, touched),
            Change::Amended(record) => self.put(t, keeping, record.clone(), true, now, counts, touched),
            Change::Withdrawn(RecordKey(key)) => {
                let token = key_token(&self.sealer, source, key);
                if let Some(gone) = tables::withdraw(t, &source.0, &token, now)? {
                    counts.withdrawn += 1;
                    touched.gone.push(gone);
                }
                Ok(())
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one record's way into the tables, called from one place")]
    fn put(
        &self,
        t: &mut Transaction<'_>,
        keeping: Keeping,
        mut record: SourceRecord,
        amends: bool,
        now: i64,
        counts: &mut Counts,
        touched: &mut Touched,
    ) -> Result<(), CaseFileError> {
        let token = key_token(&self.sealer, &record.source, &record.key.0);
        let known = tables::record_by_key(t, &record.source.0, &token)?;
        if let (true, Some(known)) = (amends, &known) {
            let mut whole = self.unseal(known)?.record;
            whole.amend(record);
            record = whole;
        }
        if keeping == Keeping::ThisViewOnly {
            only_particulars(&mut record);
        }
        let (body, digest) = seal(&self.sealer, &record)?;
        let source = record.source.0.clone();
        let as_of = record.as_of.as_millisecond();
        let fresh = Fresh {
            source: &source,
            key_token: &token,
            as_of,
            received_at: now,
            digest: &digest,
            body: &body,
        };
        let id = match &known {
            Some(old) if old.digest == digest && !old.withdrawn => {
                counts.unchanged += 1;
                return Ok(tables::confirm_record(t, old.id, as_of)?);
            }
            // A delivery that comes late must not overwrite what the agency said after it.
            Some(old) if !amends && as_of < old.as_of && !old.withdrawn => {
                counts.unchanged += 1;
                return Ok(());
            }
            Some(old) => {
                counts.changed += 1;
                tables::replace_record(t, old, &fresh)?;
                old.id
            }
            None => {
                counts.new += 1;
                let person = tables::add_person(t, now)?;
                tables::add_record(t, &fresh, person)?
            }
        };
        let (households, named) = self.ties(&record);
        tables::set_ties(t, id, known.is_none(), &households, &named)?;
        touched.said.push((id, Particulars::of(&record)));
        Ok(())
    }

    fn ties(&self, record: &SourceRecord) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let distinct = |tokens: BTreeSet<Token>| tokens.into_iter().map(|token| token.to_vec()).collect();
        let households = Particulars::of(record).households;
        let households =
            households.iter().map(|key| household_token(&self.sealer, &record.source, key)).collect();
        let keys =
            record.section(SectionKind::Relatives).filter_map(|entry| entry.text(relatives::RELATIVE_KEY));
        let named = keys.map(|key| key_token(&self.sealer, &record.source, &key)).collect();
        (distinct(households), distinct(named))
    }
}

impl Intake {
    fn add(&mut self, counts: &Counts) {
        let plain = |count: i64| u64::try_from(count).unwrap_or(0);
        self.deliveries += 1;
        self.rows += plain(counts.rows);
        self.new += plain(counts.new);
        self.changed += plain(counts.changed);
        self.unchanged += plain(counts.unchanged);
        self.withdrawn += plain(counts.withdrawn);
        self.rejected += plain(counts.rejected);
    }
}

fn to_i64(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
