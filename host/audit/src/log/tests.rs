//! What only a log with a storage or a clock of the test's own can show.

use std::io;
use std::pin::pin;
use std::sync::mpsc as std_mpsc;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::chain::Chain;
use crate::verify;

/// What was written.
#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl Lines {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Storage for Lines {
    fn append(&mut self, _end: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(())
    }

    fn truncate(&mut self, end: u64) -> io::Result<()> {
        self.0.lock().unwrap().truncate(end as usize);
        Ok(())
    }
}

/// A storage that waits to be told what to do with each write.
struct Scripted {
    memory: Lines,
    /// Says how many lines are to be written.
    begun: std_mpsc::Sender<usize>,
    /// Whether they are.
    verdicts: std_mpsc::Receiver<io::Result<()>>,
    truncates: bool,
}

impl Storage for Scripted {
    fn append(&mut self, end: u64, bytes: &[u8]) -> io::Result<()> {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.begun.send(lines).unwrap();
        self.verdicts.recv().unwrap().inspect_err(|_| {
            self.memory.append(end, &bytes[..bytes.len() / 2]).unwrap();
        })?;
        self.memory.append(end, bytes)
    }

    fn truncate(&mut self, end: u64) -> io::Result<()> {
        match self.truncates {
            true => self.memory.truncate(end),
            false => Err(io::ErrorKind::Other.into()),
        }
    }
}

/// The test's side of a [`Scripted`] storage.
struct Script {
    memory: Lines,
    begun: std_mpsc::Receiver<usize>,
    verdicts: std_mpsc::Sender<io::Result<()>>,
}

fn scripted(truncates: bool) -> (Log, Script) {
    let memory = Lines::default();
    let (begin, begun) = std_mpsc::channel();
    let (verdicts, verdict) = std_mpsc::channel();
    let storage = Scripted { memory: memory.clone(), begun: begin, verdicts: verdict, truncates };
    let script = Script { memory, begun, verdicts };
    (log_on(storage), script)
}

fn log_on(storage: impl Storage + 'static) -> Log {
    let writer = Writer::new(storage, || 1_767_225_600_123, Chain::START, 0);
    let (queue, thread) = start(writer);
    Log::writing(queue, thread.unwrap())
}

fn decision(id: &str) -> DecisionRecord {
    let mut decision: DecisionRecord = serde_json::from_str(crate::doc_example()).unwrap();
    decision.id = id.to_owned();
    decision
}

/// Polls once: the record is in the queue then.
fn queue<F: Future>(append: std::pin::Pin<&mut F>) {
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(append.poll(&mut context), Poll::Pending));
}

fn no_space() -> io::Result<()> {
    Err(io::ErrorKind::StorageFull.into())
}

#[tokio::test]
async fn records_that_come_during_a_write_are_written_and_synced_together() {
    let (log, script) = scripted(true);
    let mut first = pin!(log.append(decision("0")));
    queue(first.as_mut());
    assert_eq!(script.begun.recv().unwrap(), 1);

    let mut others: Vec<_> = (1..=20).map(|id| Box::pin(log.append(decision(&id.to_string())))).collect();
    others.iter_mut().for_each(|append| queue(append.as_mut()));
    script.verdicts.send(Ok(())).unwrap();
    assert_eq!(first.await.unwrap().seq, 0);
    assert_eq!(script.begun.recv().unwrap(), 20);

    script.verdicts.send(Ok(())).unwrap();
    for (append, seq) in others.into_iter().zip(1..) {
        assert_eq!(append.await.unwrap().seq, seq);
    }
    assert!(script.begun.try_recv().is_err());
    assert_eq!(verify(script.memory.bytes().as_slice()).unwrap().records, 21);
}

#[tokio::test]
async fn nobody_is_answered_before_the_write_has_ended() {
    let (log, script) = scripted(true);
    let mut append = pin!(log.append(decision("0")));
    queue(append.as_mut());
    assert_eq!(script.begun.recv().unwrap(), 1);
    queue(append.as_mut());
    script.verdicts.send(Ok(())).unwrap();
    assert!(append.await.is_ok());
}

#[tokio::test]
async fn a_failed_write_fails_its_whole_batch_and_all_that_comes_later() {
    let (log, script) = scripted(true);
    let mut first = pin!(log.append(decision("0")));
    queue(first.as_mut());
    script.begun.recv().unwrap();
    let mut batch: Vec<_> = (1..=3).map(|id| Box::pin(log.append(decision(&id.to_string())))).collect();
    batch.iter_mut().for_each(|append| queue(append.as_mut()));
    script.verdicts.send(Ok(())).unwrap();
    let first = first.await.unwrap();

    script.verdicts.send(no_space()).unwrap();
    for (append, expected) in batch.into_iter().zip(1..) {
        match append.await.unwrap_err() {
            AppendError::Write { seq, source } => {
                assert_eq!((seq, source.kind()), (expected, io::ErrorKind::StorageFull));
            }
            other => panic!("{other:?}"),
        }
    }
    match log.clone().append(decision("4")).await.unwrap_err() {
        AppendError::Broken(cause) => assert_eq!(cause.kind(), io::ErrorKind::StorageFull),
        other => panic!("{other:?}"),
    }
    assert_eq!(script.begun.try_iter().collect::<Vec<_>>(), [3]);

    let verified = verify(script.memory.bytes().as_slice()).unwrap();
    assert_eq!((verified.records, verified.torn_bytes), (1, 0));
    assert_eq!(verified.last, Some(first.hash));
}

#[tokio::test]
async fn a_log_that_cannot_even_take_back_a_failed_write_is_broken_too() {
    let (log, script) = scripted(false);
    script.verdicts.send(Ok(())).unwrap();
    script.verdicts.send(no_space()).unwrap();
    log.append(decision("0")).await.unwrap();
    let error = log.append(decision("1")).await.unwrap_err();
    assert!(matches!(error, AppendError::Write { seq: 1, .. }));
    let error = log.append(decision("2")).await.unwrap_err();
    assert!(matches!(error, AppendError::Broken(_)));

    let verified = verify(script.memory.bytes().as_slice()).unwrap();
    assert_eq!(verified.records, 1);
    assert_ne!(verified.torn_bytes, 0);
}

#[tokio::test]
async fn a_writer_that_dies_fails_the_record_and_all_later_ones() {
    let (log, script) = scripted(true);
    drop(script);
    for _ in 0..2 {
        let error = log.append(decision("0")).await.unwrap_err();
        assert!(matches!(error, AppendError::Closed));
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_reported_as_such() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    match log_on(full).append(decision("0")).await.unwrap_err() {
        AppendError::Write { source, .. } => assert_eq!(source.kind(), io::ErrorKind::StorageFull),
        other => panic!("{other:?}"),
    }
}

/// Pins version 1 of the format. The digest was computed with Python's `json` and `hashlib`.
#[tokio::test]
async fn the_form_of_a_record_does_not_change() {
    let memory = Lines::default();
    let log = log_on(memory.clone());
    let receipt = log.append(decision("dec-01")).await.unwrap();
    assert_eq!(receipt.hash.to_string(), "sha256:4fcecdf09bf522286a30f749aff7c9166b2a75cfca4ef51a7f991231583db256");

    let line = String::from_utf8(memory.bytes()).unwrap();
    let end = concat!(
        r#","hash":"sha256:4fcecdf09bf522286a30f749aff7c9166b2a75cfca4ef51a7f991231583db256","#,
        r#""prev":"sha256:0000000000000000000000000000000000000000000000000000000000000000","#,
        r#""seq":0,"time_ms":1767225600123,"type":"decision","v":1}"#,
        "\n",
    );
    assert!(line.starts_with(r#"{"decision":{"effect":"deny","engine":"portcullis 0.1.0, "#));
    assert!(line.ends_with(end), "{line}");
}

type Task = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Drops a task instead of running it, on the thread that wakes it.
struct DropTask(std::sync::Mutex<Option<(Task, std_mpsc::Sender<()>)>>);

impl std::task::Wake for DropTask {
    fn wake(self: Arc<Self>) {
        let (task, done) = self.0.lock().unwrap().take().unwrap();
        drop(task);
        done.send(()).unwrap();
    }
}

#[test]
fn the_last_handle_may_be_dropped_on_the_writers_own_thread() {
    let (log, script) = scripted(true);
    let mut task: Task = Box::pin(async move {
        let _ = log.append(decision("0")).await;
    });
    let holder = Arc::new(DropTask(std::sync::Mutex::new(None)));
    let waker = Waker::from(Arc::clone(&holder));
    let mut context = Context::from_waker(&waker);
    assert!(task.as_mut().poll(&mut context).is_pending());

    let (done, dropped) = std_mpsc::channel();
    *holder.0.lock().unwrap() = Some((task, done));
    script.verdicts.send(Ok(())).unwrap();
    dropped.recv().unwrap();
}
