//! The one thread that writes.

use std::io;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::Receipt;
use super::clock::Clock;
use super::storage::Storage;
use crate::AppendError;
use crate::chain::Chain;
use crate::record::Draft;

/// As many records are written at once at most; more wait in the queue.
pub(crate) const BATCH_RECORDS: usize = 256;

/// Where this many bytes have come together, they are written without waiting for the rest of the batch. Bounds memory:
/// a batch of the longest records would take 4 GiB.
const BATCH_BYTES: usize = 4 << 20;

/// A record that waits to be written, and who waits for it.
pub(crate) struct Job {
    pub(crate) draft: Draft,
    pub(crate) reply: oneshot::Sender<Result<Receipt, AppendError>>,
}

pub(crate) struct Writer<S> {
    storage: S,
    clock: Clock,
    chain: Chain,
    /// Where the last good line ends.
    end: u64,
    /// Why nothing is written any more.
    broken: Option<Arc<io::Error>>,
}

/// Lines that are written and synced together.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    waiting: Vec<(Receipt, oneshot::Sender<Result<Receipt, AppendError>>)>,
}

impl<S: Storage> Writer<S> {
    pub(crate) const fn new(storage: S, clock: Clock, chain: Chain, end: u64) -> Self {
        Self { storage, clock, chain, end, broken: None }
    }

    /// Writes what comes until the last handle is gone and the queue is empty.
    pub(crate) fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH_RECORDS);
        // Whatever came while the last batch was synced is the next batch: under load one sync serves many records,
        // and without load nobody waits.
        while queue.blocking_recv_many(&mut jobs, BATCH_RECORDS) > 0 {
            let mut batch = Batch::default();
            for job in jobs.drain(..) {
                self.add(&mut batch, job);
                if batch.bytes.len() >= BATCH_BYTES {
                    self.commit(std::mem::take(&mut batch));
                }
            }
            self.commit(batch);
        }
    }

    fn add(&mut self, batch: &mut Batch, job: Job) {
        if let Some(cause) = &self.broken {
            return answer(job.reply, Err(AppendError::Broken(Arc::clone(cause))));
        }
        match self.chain.extend(&job.draft, (self.clock)(), &mut batch.bytes) {
            Ok(receipt) => batch.waiting.push((receipt, job.reply)),
            Err(error) => answer(job.reply, Err(error)),
        }
    }

    fn commit(&mut self, batch: Batch) {
        if batch.waiting.is_empty() {
            return;
        }
        match self.storage.append(self.end, &batch.bytes) {
            Ok(()) => {
                self.end += batch.bytes.len() as u64;
                for (receipt, reply) in batch.waiting {
                    answer(reply, Ok(receipt));
                }
            }
            Err(error) => self.fail(error, batch),
        }
    }

    fn fail(&mut self, error: io::Error, batch: Batch) {
        let cause = Arc::new(error);
        self.broken = Some(Arc::clone(&cause));
        // Records that were refused should not look written. Where not even this works, opening the log sets a torn
        // end aside, and a whole record speaks of an effect that did not happen: the harmless way to be wrong.
        let _ = self.storage.truncate(self.end);
        for (receipt, reply) in batch.waiting {
            let source = Arc::clone(&cause);
            answer(reply, Err(AppendError::Write { seq: receipt.seq, source }));
        }
    }
}

/// Whoever stopped waiting needs no answer.
fn answer(reply: oneshot::Sender<Result<Receipt, AppendError>>, answer: Result<Receipt, AppendError>) {
    let _ = reply.send(answer);
}
