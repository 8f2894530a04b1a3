//! How each system stands, for the availability page and the folders.

use crate::stored::instant;
use crate::{CaseFile, CaseFileError, tables};
use jiff::Timestamp;
use records::SourceProfile;

/// How one system stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The system.
    pub profile: SourceProfile,
    /// When it last answered or delivered.
    pub last_success: Option<Timestamp>,
    /// When it last failed.
    pub last_failure: Option<Timestamp>,
    /// Why, for the people who run the system.
    pub failure: String,
    /// When it last said how things stand.
    pub as_of: Option<Timestamp>,
    /// People of whom it has told us.
    pub records: i64,
    /// It works now: the last success is newer than the last failure and not too old.
    pub available: bool,
}

impl CaseFile {
    /// How every system stands, in the order of the settings.
    ///
    /// # Errors
    /// When the database fails.
    pub fn availability(&self) -> Result<Vec<Standing>, CaseFileError> {
        let feeds = self.database.read(|t| {
            self.sources
                .iter()
                .map(|source| tables::feed(t, &source.profile().id.0))
                .collect::<Result<Vec<_>, _>>()
        })?;
        let now = self.now();
        let standing = |(at, feed): (usize, Option<tables::FeedRow>)| {
            let profile = self.sources[at].profile().clone();
            let Some(feed) = feed else { return nothing_yet(profile) };
            let stale_after = i64::try_from(profile.stale_after_seconds).unwrap_or(i64::MAX / 1000) * 1000;
            let heard = feed.last_success.is_some_and(|success| now - success <= stale_after);
            let works = feed.last_success > feed.last_failure;
            Standing {
                last_success: feed.last_success.map(instant),
                last_failure: feed.last_failure.map(instant),
                failure: feed.failure,
                as_of: feed.as_of.map(instant),
                records: feed.records,
                available: heard && works && !self.circuit.is_open(at, now),
                profile,
            }
        };
        Ok(feeds.into_iter().enumerate().map(standing).collect())
    }
}

fn nothing_yet(profile: SourceProfile) -> Standing {
    let failure = String::new();
    Standing {
        profile,
        last_success: None,
        last_failure: None,
        failure,
        as_of: None,
        records: 0,
        available: false,
    }
}
