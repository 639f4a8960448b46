mod clock;
mod memory;
mod open;
mod storage;
mod tail;
#[cfg(test)]
mod tests;
mod writer;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::sync::{mpsc, oneshot};

use self::storage::Storage;
use self::writer::{BATCH_RECORDS, Job, Writer};
use crate::record::Draft;
use crate::{AppendError, DecisionRecord, Digest, OpenError, integer};

pub use memory::Memory;
pub use open::{Opened, Recovered};

/// As many records wait for the writer at most; whoever comes then waits in [`Log::append`].
const QUEUE_RECORDS: usize = 4 * BATCH_RECORDS;

/// A log that is open for writing: a handle that is cheap to clone.
///
/// One thread writes a file, whatever the number of handles. Dropping the last handle waits until what is queued is
/// written, and lets go of the file.
#[derive(Debug, Clone)]
pub struct Log {
    place: Place,
}

/// Where records go.
#[derive(Debug, Clone)]
enum Place {
    /// To the thread that writes the file.
    Writer {
        // Before `thread`, since fields drop in order: the queue has to close before anybody waits for the writer to end.
        queue: mpsc::Sender<Job>,
        #[expect(dead_code, reason = "held for what it does when it is dropped")]
        thread: Arc<WriterThread>,
    },
    Memory(Memory),
}

/// Where a record stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The record's position, from 0.
    pub seq: u64,
    /// The record's hash. Noted elsewhere, it shows whether anything up to this record was changed later.
    pub hash: Digest,
}

impl Log {
    /// Opens the log at `path`, or creates it, readable and writable by its owner only.
    ///
    /// Only one handle family in one process can have it open. Its last record is checked, the others are not: that is
    /// what [`verify_file`](crate::verify_file) is for. Bytes behind the last complete line are what a writer left that
    /// died: they are moved to `<path>.torn-<seq>`, and a record says so.
    ///
    /// ```
    /// use portcullis_audit::{Log, verify_file};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("audit.jsonl");
    /// # let decision: portcullis_audit::DecisionRecord = serde_json::from_str(portcullis_audit::doc_example())?;
    /// let (log, opened) = Log::open(&path)?;
    /// assert!(opened.created && opened.recovered.is_none());
    /// log.append(decision).await?;
    /// assert_eq!(verify_file(&path)?.records, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OpenError`] says what is in the way. Nothing is ever written to a log whose last record is not valid.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, Opened), OpenError> {
        open::open(path.as_ref(), clock::system)
    }

    /// A log that is gone when it is dropped, for tests and benchmarks.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { place: Place::Memory(Memory::new()) }
    }

    /// What an in-memory log has written; none for a log in a file.
    #[must_use]
    pub const fn memory(&self) -> Option<&Memory> {
        match &self.place {
            Place::Memory(memory) => Some(memory),
            Place::Writer { .. } => None,
        }
    }

    /// Writes one record, and returns when it is durable: only then may the decision take effect.
    ///
    /// Records that come at the same time are written and synced together. Where the future is dropped, the record may
    /// or may not be in the log. It needs no particular executor.
    ///
    /// # Errors
    ///
    /// [`AppendError`]: the record is not in the log, and the decision's effect must not happen. After
    /// [`AppendError::Write`] the log takes no more records.
    pub async fn append(&self, record: DecisionRecord) -> Result<Receipt, AppendError> {
        integer::check_decision(&record)?;
        let draft = Draft::decision(&record).map_err(|error| AppendError::Canonical(error.into()))?;
        let queue = match &self.place {
            Place::Memory(memory) => return memory.append(&draft),
            Place::Writer { queue, .. } => queue,
        };
        let (reply, answer) = oneshot::channel();
        let queued = queue.send(Job { draft, reply }).await;
        queued.map_err(|_| AppendError::Closed)?;
        answer.await.map_err(|_| AppendError::Closed)?
    }

    fn writing(queue: mpsc::Sender<Job>, thread: JoinHandle<()>) -> Self {
        Self { place: Place::Writer { queue, thread: Arc::new(WriterThread(Some(thread))) } }
    }
}

fn start(writer: Writer<impl Storage + 'static>) -> (mpsc::Sender<Job>, io::Result<JoinHandle<()>>) {
    let (queue, jobs) = mpsc::channel(QUEUE_RECORDS);
    let thread = thread::Builder::new().name("portcullis-audit".to_owned()).spawn(move || writer.run(jobs));
    (queue, thread)
}

/// Waits for the writer when the last handle is gone, so that the log can be opened again at once.
#[derive(Debug)]
struct WriterThread(Option<JoinHandle<()>>);

impl Drop for WriterThread {
    fn drop(&mut self) {
        let Some(thread) = self.0.take() else { return };
        // An answer may wake a task right on the writer's thread, and that task may hold the last handle.
        if thread.thread().id() != thread::current().id() {
            // A panic in there has been reported, and whoever waited was told that the log is closed.
            let _ = thread.join();
        }
    }
}
