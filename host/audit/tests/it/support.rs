use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use portcullis_audit::{DecisionRecord, Digest, Log, Problem, VerifyError, verify};

pub(crate) fn decision(id: &str) -> DecisionRecord {
    let mut decision: DecisionRecord = serde_json::from_str(portcullis_audit::doc_example()).unwrap();
    decision.id = id.to_owned();
    decision
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The least that an executor can be: a log must not need more.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

pub(crate) fn append_all(log: &Log, ids: impl IntoIterator<Item = u64>) {
    for id in ids {
        block_on(log.append(decision(&id.to_string()))).unwrap();
    }
}

/// The lines of a log of seven records, of which the fourth is a recovery.
pub(crate) static SEVEN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append_all(&Log::open(&path).unwrap().0, 0..3);
    let mut torn = std::fs::read(&path).unwrap();
    torn.extend_from_slice(b"{\"decision\":{\"eff");
    std::fs::write(&path, torn).unwrap();
    append_all(&Log::open(&path).unwrap().0, 4..7);
    std::fs::read(&path).unwrap()
});

/// The lines of `log`, each with its newline.
pub(crate) fn lines(log: &[u8]) -> Vec<Vec<u8>> {
    log.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// The line, the expected sequence number and the problem that a verifier names.
pub(crate) fn named(log: &[u8]) -> (u64, u64, Problem) {
    match verify(log).unwrap_err() {
        VerifyError::Record { line, seq, problem } => (line, seq, problem),
        other => panic!("{other:?}"),
    }
}

/// Changes the text of a line and gives it the hash that it has now, by the rule that the crate's front page states.
pub(crate) fn forge(line: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(line).unwrap().trim_end();
    assert!(text.contains(from), "{text}");
    let text = text.replacen(from, to, 1);
    let (head, rest) = text.rsplit_once(r#""hash":""#).unwrap();
    let (_, tail) = rest.split_once(r#"","#).unwrap();
    let hash = Digest::of(format!("{head}{tail}").as_bytes());
    format!("{head}\"hash\":\"{hash}\",{tail}\n").into_bytes()
}

pub(crate) fn append_bytes(path: &Path, bytes: &[u8]) {
    let mut content = std::fs::read(path).unwrap();
    content.extend_from_slice(bytes);
    std::fs::write(path, content).unwrap();
}
