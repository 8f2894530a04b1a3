//! One thread writes the log. What waits when it begins goes into one commit, so that a busy minute costs few of them.

use crate::{AuditError, Receipt, tables};
use database::{Database, DatabaseError};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

pub(crate) struct Writer {
    queue: Option<SyncSender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

/// The answer to an entry that was handed over.
pub(crate) type Answered = Receiver<Result<Receipt, String>>;

struct Waiting {
    row: tables::EventRow,
    answer: SyncSender<Result<Receipt, String>>,
}

/// More entries than this may not wait: then the request is refused, never shown unlogged.
const LONGEST_QUEUE: usize = 4096;
const LARGEST_COMMIT: usize = 256;

impl Writer {
    pub(crate) fn start(database: Arc<Database>) -> Writer {
        let (queue, waiting) = sync_channel(LONGEST_QUEUE);
        let thread = std::thread::spawn(move || run(&database, &waiting));
        Writer { queue: Some(queue), thread: Some(thread) }
    }

    /// Hands an entry over; it is on disk when [`Writer::wait`] says so.
    pub(crate) fn write(&self, row: tables::EventRow) -> Result<Answered, AuditError> {
        let (answer, answered) = sync_channel(1);
        match self.queue.as_ref().ok_or_else(stopped)?.try_send(Waiting { row, answer }) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(AuditError("too many entries are waiting".to_owned())),
            Err(TrySendError::Disconnected(_)) => return Err(stopped()),
        }
        Ok(answered)
    }

    /// Waits until an entry is on disk.
    pub(crate) fn wait(&self, answered: Answered) -> Result<Receipt, AuditError> {
        answered.recv().map_err(|_| stopped())?.map_err(AuditError)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has nothing left to finish.
            drop(thread.join());
        }
    }
}

fn stopped() -> AuditError {
    AuditError("its writer has stopped".to_owned())
}

fn run(database: &Database, queue: &Receiver<Waiting>) {
    while let Ok(first) = queue.recv() {
        let mut batch = vec![first];
        while batch.len() < LARGEST_COMMIT
            && let Ok(next) = queue.try_recv()
        {
            batch.push(next);
        }
        let written = database.write(|t| {
            batch
                .iter()
                .map(|waiting| tables::add(t, &waiting.row))
                .collect::<Result<Vec<_>, DatabaseError>>()
        });
        match written {
            Ok(numbers) => {
                for (waiting, seq) in batch.iter().zip(numbers) {
                    // Nobody waits any more when the request was given up; the entry stands all the same.
                    drop(waiting.answer.send(Ok(Receipt { seq })));
                }
            }
            Err(cause) => {
                for waiting in &batch {
                    drop(waiting.answer.send(Err(cause.to_string())));
                }
            }
        }
    }
}
