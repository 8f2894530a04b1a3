//! Asking a system at this moment. A system that fails again and again is left in peace for a short while.

use crate::{CaseFile, CaseFileError};
use jiff::Timestamp;
use records::{Answer, Document, RecordKey, Source, SourceError, SourceId, SourceRecord};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// What a system said when it was asked.
#[derive(Clone, Debug)]
pub enum Heard {
    /// It answered with records, as of now.
    Records(Vec<SourceRecord>, Timestamp),
    /// It answered that it has nobody by these keys.
    NoRecord,
    /// It did not answer in time.
    Slow,
    /// It cannot be reached or answers nonsense.
    Down,
    /// It only delivers and cannot be asked.
    NotLive,
}

/// Three failures in a row open the circuit; for thirty seconds nobody waits for that system.
pub(crate) struct Circuit(Vec<(AtomicU32, AtomicI64)>);

const FAILURES: u32 = 3;
/// For a connector that keeps its deadline but needs a moment to say so.
const MARGIN: Duration = Duration::from_millis(50);
const REST_MILLISECONDS: i64 = 30_000;

impl CaseFile {
    /// Asks a system about a person by its own keys, all within one deadline.
    ///
    /// # Errors
    /// When there is no such system. A system that fails is an answer, not an error.
    pub fn ask(&self, id: &SourceId, keys: &[RecordKey], within: Duration) -> Result<Heard, CaseFileError> {
        let (at, source) = self.source(id)?;
        if !source.profile().live {
            return Ok(Heard::NotLive);
        }
        if self.circuit.is_open(at, self.now()) {
            return Ok(Heard::Down);
        }
        let mut records = Vec::new();
        for answer in ask_each(source, keys, within) {
            match answer {
                Ok(Answer::Record(record)) => records.push(record),
                Ok(Answer::NoRecord) => {}
                Err(cause) => {
                    self.circuit.failed(at, self.now());
                    return Ok(if matches!(cause, SourceError::Late(..)) {
                        Heard::Slow
                    } else {
                        Heard::Down
                    });
                }
            }
        }
        self.circuit.worked(at);
        Ok(if records.is_empty() { Heard::NoRecord } else { Heard::Records(records, self.clock.now()) })
    }

    /// Fetches one document by the agency's own key.
    ///
    /// # Errors
    /// When the system does not answer or has no such document.
    pub fn document(
        &self,
        id: &SourceId,
        document: &str,
        within: Duration,
    ) -> Result<Document, CaseFileError> {
        let (_, source) = self.source(id)?;
        Ok(source.document(document, within)?)
    }
}

/// One thread for each key, none of which can hold the page beyond the one deadline, whatever the connector does.
fn ask_each(
    source: &Arc<dyn Source>,
    keys: &[RecordKey],
    within: Duration,
) -> Vec<Result<Answer, SourceError>> {
    let until = Instant::now() + within + MARGIN;
    let waiting: Vec<_> = keys
        .iter()
        .map(|key| {
            let (answer, answered) = sync_channel(1);
            let (source, key) = (source.clone(), key.clone());
            std::thread::spawn(move || drop(answer.send(source.answer(&key, within))));
            answered
        })
        .collect();
    let agency = &source.profile().agency;
    waiting
        .into_iter()
        .map(|answered| match answered.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(SourceError::Late(agency.clone(), within.as_millis())),
            Err(RecvTimeoutError::Disconnected) => {
                Err(SourceError::Down(agency.clone(), "the connector stopped".to_owned()))
            }
        })
        .collect()
}

impl Circuit {
    pub(crate) fn closed(sources: usize) -> Circuit {
        Circuit((0..sources).map(|_| (AtomicU32::new(0), AtomicI64::new(0))).collect())
    }

    pub(crate) fn is_open(&self, at: usize, now: i64) -> bool {
        self.0.get(at).is_some_and(|(_, until)| now < until.load(Ordering::Relaxed))
    }

    fn failed(&self, at: usize, now: i64) {
        if let Some((failures, until)) = self.0.get(at)
            && failures.fetch_add(1, Ordering::Relaxed) + 1 >= FAILURES
        {
            until.store(now + REST_MILLISECONDS, Ordering::Relaxed);
        }
    }

    fn worked(&self, at: usize) {
        if let Some((failures, until)) = self.0.get(at) {
            failures.store(0, Ordering::Relaxed);
            until.store(0, Ordering::Relaxed);
        }
    }
}
