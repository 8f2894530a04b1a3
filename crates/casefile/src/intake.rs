//! The way in: deliveries become stored records, each delivery whole or not at all, and nothing twice.

use crate::storing::{Storing, Touched};
use crate::tables::{self, Counts};
use crate::{CaseFile, CaseFileError};
use records::{Delivery, Request, Source, SourceId};
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

impl CaseFile {
    /// Takes in all that a system has to say now, and links it. `progress` hears of each delivery.
    ///
    /// # Errors
    /// When the system or the database fails; deliveries taken before the failure stay, and the failure is noted.
    pub fn take_in(&self, id: &SourceId, progress: &mut dyn FnMut(&Intake)) -> Result<Intake, CaseFileError> {
        let (_, source) = self.source(id)?;
        let _one_at_a_time = self.intake.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Intake::default();
        let mut touched = Touched { behind: self.is_behind()?, ..Touched::default() };
        let taken = self.take_deliveries(source.as_ref(), &mut sum, &mut touched, progress);
        self.forget_expired(source.profile(), &mut touched)?;
        self.conclude(id, taken, sum, touched)
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
        let mut touched = Touched { behind: self.is_behind()?, ..Touched::default() };
        let taken = names.into_iter().try_for_each(|name| {
            let delivery = source.deliver(&Request::Again(name))?;
            self.store(source.as_ref(), &delivery, false, &mut sum, &mut touched)
        });
        self.conclude(id, taken, sum, touched)
    }

    /// Links what was stored, also when a later delivery failed, and notes the failure.
    fn conclude(
        &self,
        id: &SourceId,
        taken: Result<(), CaseFileError>,
        mut sum: Intake,
        touched: Touched,
    ) -> Result<Intake, CaseFileError> {
        let linked = self.link_touched(touched);
        if let Err(CaseFileError::Source(cause)) = &taken {
            let now = self.now();
            self.database.write(|t| tables::feed_failed(t, &id.0, now, &cause.to_string()))?;
        }
        taken?;
        sum.relinked = linked?.moved;
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
        let quarantined = self.sealed_rejections(profile, delivery, now)?;
        let (counts, mut fresh) = self.database.write(|t| {
            let mut storing = Storing::new(self, t, profile, delivery, now);
            for change in &delivery.changes {
                storing.apply(change)?;
            }
            let (counts, fresh) = storing.done();
            if !fresh.is_empty() {
                tables::await_linking(t, &profile.id.0)?;
            }
            let something = !delivery.changes.is_empty() || !delivery.rejections.is_empty();
            if something || !onward {
                tables::note_delivery(t, &profile.id.0, &delivery.name, now, &counts)?;
                tables::replace_quarantine(t, &profile.id.0, &delivery.name, &quarantined)?;
            }
            let position = delivery.cursor.as_deref().filter(|_| onward);
            let as_of = delivery.as_of.filter(|_| onward).map(|as_of| as_of.as_millisecond());
            tables::feed_succeeded(
                t,
                &profile.id.0,
                position,
                as_of,
                now,
                counts.new + counts.returned - counts.withdrawn,
            )?;
            Ok::<_, CaseFileError>((counts, fresh))
        })?;
        touched.said.append(&mut fresh.said);
        touched.gone.append(&mut fresh.gone);
        sum.add(&counts);
        Ok(())
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
