//! Rows that could not be taken wait here, sealed, with the reason in words.

use crate::stored::instant;
use crate::tables::{self, QuarantineRow};
use crate::{CaseFile, CaseFileError};
use database::Cell;
use jiff::Timestamp;
use records::{Delivery, Keeping, SourceId, SourceProfile};

/// One row in quarantine, without its content.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// Which delivery it came with.
    pub delivery: String,
    /// File, line and column.
    pub place: String,
    /// What is wrong and what to do.
    pub reason: String,
    /// When it came.
    pub received_at: Timestamp,
}

impl CaseFile {
    /// The rows of a system that wait to be mended.
    ///
    /// # Errors
    /// When the database fails.
    pub fn quarantine(&self, source: &SourceId) -> Result<Vec<Quarantined>, CaseFileError> {
        let rows = self.database.read(|t| tables::quarantine(t, &source.0))?;
        let shown = |row: QuarantineRow| Quarantined {
            delivery: row.delivery,
            place: row.place,
            reason: row.reason,
            received_at: instant(row.received_at),
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    pub(crate) fn sealed_rejections(
        &self,
        profile: &SourceProfile,
        delivery: &Delivery,
        now: i64,
    ) -> Result<Vec<QuarantineRow>, CaseFileError> {
        let mut rows = Vec::with_capacity(delivery.rejections.len());
        for (at, rejection) in delivery.rejections.iter().enumerate() {
            let named = format!("{}\u{0}{}\u{0}{at}\u{0}{}", profile.id, delivery.name, rejection.place);
            let item = self.sealer.token("quarantine item", named.as_bytes()).to_vec();
            let cell = Cell { table: "quarantine", column: "body", row: &item };
            // Of an agency that lets nothing be kept, the place and the reason must do.
            let kept = if profile.keeping == Keeping::ThisViewOnly { "" } else { rejection.row.as_str() };
            let body = self.sealer.seal(cell, kept.as_bytes())?;
            rows.push(QuarantineRow {
                item,
                delivery: delivery.name.clone(),
                place: rejection.place.to_string(),
                reason: rejection.reason.clone(),
                received_at: now,
                body,
            });
        }
        Ok(rows)
    }
}
