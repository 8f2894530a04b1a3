//! What a kiosk gets in place of a number: good for one device and one day, and of no use to anybody else.

use crate::{Desk, DeskError};
use database::Cell;

/// Milliseconds for which a handle is good.
const GOOD_FOR: i64 = 24 * 3_600_000;

impl Desk {
    /// A handle for a member, for one device.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub(crate) fn handle(&self, device: &str, member: i64) -> Result<Vec<u8>, DeskError> {
        let until = self.now() + GOOD_FOR;
        let plain = [member.to_be_bytes(), until.to_be_bytes()].concat();
        Ok(self.sealer.seal(cell(device), &plain)?)
    }

    /// The member behind a handle that was good at this moment, on this device.
    pub(crate) fn handled(&self, device: &str, handle: &[u8], at: i64) -> Option<i64> {
        let plain = self.sealer.open(cell(device), handle).ok()?;
        let (member, until) = plain.split_at_checked(8)?;
        let number = |bytes: &[u8]| bytes.try_into().ok().map(i64::from_be_bytes);
        number(until).filter(|until| at <= *until).and_then(|_| number(member))
    }
}

fn cell(device: &str) -> Cell<'_> {
    Cell { table: "kiosk", column: "handle", row: device.as_bytes() }
}
