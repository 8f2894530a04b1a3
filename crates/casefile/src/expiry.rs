//! Words that an agency lets be kept only for some days are forgotten when the days are over.

use crate::storing::Touched;
use crate::{CaseFile, CaseFileError, stored, tables};
use records::{Keeping, SourceProfile};

const DAY_MILLISECONDS: i64 = 86_400_000;

impl CaseFile {
    /// Forgets the records of a source that were last heard more days ago than it lets them be kept: their bodies, older
    /// versions and ties. What is left is a sealed nothing, by which a record that comes again is known.
    pub(crate) fn forget_expired(
        &self,
        profile: &SourceProfile,
        touched: &mut Touched,
    ) -> Result<(), CaseFileError> {
        let Keeping::Days(days) = profile.keeping else { return Ok(()) };
        let before = self.now() - i64::from(days) * DAY_MILLISECONDS;
        let forgotten = self.database.write(|t| {
            let expired = tables::heard_before(t, &profile.id.0, before)?;
            for (record, key_token) in &expired {
                let nothing = stored::seal_nothing(&self.sealer, key_token)?;
                tables::forget(t, *record, &nothing)?;
            }
            Ok::<_, CaseFileError>(expired)
        })?;
        touched.gone.extend(forgotten.into_iter().map(|(record, _)| record));
        Ok(())
    }
}
