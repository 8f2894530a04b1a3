//! The ledger of the whole state is kept for a minute, because making it takes seconds.

use super::{Counted, Levels, Personal, Span};
use crate::{FrontDesk, FrontDeskError, tables};
use access::Level;
use std::sync::{Arc, PoisonError};

/// A ledger that was made, and of what.
pub(crate) struct Kept {
    at: i64,
    newest: Newest,
    counted: Arc<Counted>,
}

/// What is asked of a ledger.
pub(crate) struct Need {
    pub(crate) span: Span,
    /// So much of people's own words must be in it.
    pub(crate) personal: Personal,
    /// What changed within the last minute may be missing.
    pub(crate) a_minute_old: bool,
    /// What is told depends on who is private at this very moment.
    pub(crate) tells_of_people: bool,
}

/// Different after everything that counts.
type Newest = [i64; 4];

/// Milliseconds for which a ledger is handed out as it was made.
const FOR: i64 = 60_000;

impl FrontDesk {
    /// A ledger that serves. Of the whole state one is made at a time; who asks meanwhile waits for it and gets the same.
    pub(crate) fn ledger(&self, need: Need) -> Result<Arc<Counted>, FrontDeskError> {
        let levels = |keys: &[&str]| -> Result<Vec<Level>, FrontDeskError> {
            Ok(self.door.levels_to_nobody(self.desk.source(), keys)?)
        };
        if need.span.sites.is_some() {
            return Ok(Arc::new(self.desk.counted(&self.areas, need.span, need.personal, &levels)?));
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.desk.now();
        let newest = self.desk.database.read(tables::counts::newest).map_err(crate::DeskError::from)?;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.serves(&need, &newest, now))
            && (!need.tells_of_people || kept.counted.is_as_private(&levels)?)
        {
            return Ok(kept.counted.clone());
        }
        // The old one leaves memory before the new one enters it.
        *kept = None;
        let counted = Arc::new(self.desk.counted(&self.areas, need.span, need.personal, &levels)?);
        *kept = Some(Kept { at: now, newest, counted: counted.clone() });
        Ok(counted)
    }
}

impl Kept {
    fn serves(&self, need: &Need, newest: &Newest, now: i64) -> bool {
        let own = &self.counted.span;
        (0..FOR).contains(&(now - self.at))
            && (need.a_minute_old || self.newest == *newest)
            && own.from <= need.span.from
            && need.span.until <= own.until
            && (self.counted.personal.births || !need.personal.births)
            && (self.counted.personal.said || !need.personal.said)
    }
}

impl Counted {
    /// Nobody has become private or open since it was made.
    fn is_as_private(&self, levels: Levels<'_>) -> Result<bool, FrontDeskError> {
        let keys: Vec<&str> = self.private.iter().map(|(key, _)| key.as_str()).collect();
        Ok(levels(&keys)?.iter().eq(self.private.iter().map(|(_, level)| level)))
    }
}
