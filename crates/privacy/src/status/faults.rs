//! Lines that could not be taken: kept sealed, with where they stood and why, until somebody has looked after them.

use super::Line;
use crate::{Privacy, PrivacyError, tables};
use database::{Cell, Token, Transaction};
use jiff::Timestamp;
use records::SourceId;

/// A line that could not be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Names it, for forms.
    pub item: Token,
    /// File and line, or the place in a request.
    pub place: String,
    /// What is wrong and what to do.
    pub reason: String,
    /// When it came.
    pub at: Timestamp,
}

impl Privacy {
    /// The newest lines of a source that could not be taken and that nobody has looked after yet.
    ///
    /// # Errors
    /// When the database fails.
    pub fn faults(&self, source: &SourceId, most: i64) -> Result<Vec<Fault>, PrivacyError> {
        Ok(self.database.read(|t| tables::faults(t, source, most))?)
    }

    /// How many there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fault_count(&self, source: &SourceId) -> Result<i64, PrivacyError> {
        Ok(self.database.read(|t| tables::fault_count(t, source))?)
    }

    /// Somebody has looked after a faulty line. `false` when there is no such line.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settle_fault(&self, source: &SourceId, item: &Token, by: i64) -> Result<bool, PrivacyError> {
        let now = self.now();
        Ok(self.database.write(|t| tables::settle_fault(t, source, item, now, by))?)
    }

    /// Keeps a line. The same line at the same place is kept once, however often it comes.
    pub(crate) fn quarantine(
        &self,
        t: &mut Transaction<'_>,
        source: &SourceId,
        line: &Line,
        reason: &str,
    ) -> Result<(), PrivacyError> {
        let named = format!("{}\u{0}{}\u{0}{}", source.0, line.place, line.raw);
        let item = self.sealer.token("status fault", named.as_bytes());
        let cell = Cell { table: "status_fault", column: "body", row: &item };
        let raw: String = line.raw.chars().take(4000).collect();
        let row = tables::FaultRow {
            item: &item,
            place: &line.place,
            reason,
            at: self.now(),
            body: self.sealer.seal(cell, raw.as_bytes())?,
        };
        Ok(tables::add_fault(t, source, &row)?)
    }
}
