//! The audit log's reader and verifier.

use std::sync::LazyLock;

use portcullis_audit::{Digest, Log, Reader, Verified, verify};

/// Judges bytes as a log: as they are, and again with each line's hash put right, so that what is behind the hash is reached.
/// A log that verifies is canonical, and its chain can be followed by other means.
pub fn audit_lines(data: &[u8]) {
    judge(data);
    let resealed: Vec<u8> = data.split_inclusive(|byte| *byte == b'\n').flat_map(reseal).collect();
    judge(&resealed);
}

fn judge(log: &[u8]) {
    let Ok(verified) = verify(log) else { return };
    let torn = usize::try_from(verified.torn_bytes).expect("not longer than the log");
    let whole = &log[..log.len() - torn];
    let records = Reader::new(whole).collect::<Result<Vec<_>, _>>().expect("it verifies");
    assert_eq!(verified.records as usize, records.len());
    let mut prev = Digest::ZERO;
    for (line, record) in whole.split_inclusive(|byte| *byte == b'\n').zip(&records) {
        assert_eq!(reseal(line), line, "a hash is the hash of the rest of its line");
        let json: serde_json::Value = serde_json::from_slice(line).expect("a record is JSON");
        assert_eq!((json["seq"].as_u64(), json["time_ms"].as_u64()), (Some(record.seq), Some(record.time_ms)));
        assert_eq!((json["prev"].as_str(), record.prev), (Some(prev.to_string().as_str()), prev));
        prev = record.hash;
    }
}

/// A line with the hash that belongs there, by the rule that the crate's front page states; where it has no hash, as it is.
fn reseal(line: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"\"hash\":\"";
    const LENGTH: usize = NAME.len() + "sha256:".len() + 64 + "\",".len();
    let body = line.strip_suffix(b"\n").unwrap_or(line);
    let Some(at) = body.windows(NAME.len()).rposition(|window| window == NAME) else { return line.to_vec() };
    let Some(tail) = body.get(at + LENGTH..) else { return line.to_vec() };
    let hash = Digest::of(&[&body[..at], tail].concat());
    let mut sealed = body[..at].to_vec();
    sealed.extend(format!("\"hash\":\"{hash}\",").bytes());
    sealed.extend(tail);
    sealed.extend(&line[body.len()..]);
    sealed
}

/// A log of five records.
static LOG: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let log = Log::in_memory();
    for id in 0..5 {
        let mut decision: portcullis_audit::DecisionRecord =
            serde_json::from_str(portcullis_audit::doc_example()).expect("the example is a record");
        decision.id = id.to_string();
        decision.event.target = format!("tool:caf\u{e9}/{id}");
        wait(log.append(decision)).expect("it fits");
    }
    log.memory().expect("it is in memory").bytes()
});

/// Changes a log: each four bytes say how and where. Whatever verifies afterwards is the log as it was, or its beginning. Only
/// who puts a hash right, and cuts off all behind it, can change a record: the last, and its hash is not the one that was noted.
pub fn audit_changes(data: &[u8]) {
    let mut log = LOG.clone();
    let changes = || data.chunks_exact(4).take(16);
    changes().for_each(|change| change_log(&mut log, change));
    let Ok(Verified { records, last, torn_bytes, .. }) = verify(log.as_slice()) else { return };
    let torn = usize::try_from(torn_bytes).expect("not longer than the log");
    let whole = &log[..log.len() - torn];
    let noted =
        Reader::new(LOG.as_slice()).take(records as usize).map(|record| record.expect("it was whole").hash).last();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let forged = last != noted && changes().any(|change| change[0] % 8 == 7);
    let kept = if forged { lines.split_last().map_or(&[][..], |(_, kept)| kept) } else { &lines[..] };
    assert!(LOG.starts_with(&kept.concat()), "a changed log verifies");
}

fn change_log(log: &mut Vec<u8>, change: &[u8]) {
    let at = usize::from(u16::from_le_bytes([change[1], change[2]])) % (log.len() + 1);
    let lines = |log: &[u8]| log.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    match change[0] % 8 {
        0 => log.truncate(at),
        1 => log.insert(at, change[3]),
        2 if at < log.len() => {
            log.remove(at);
        }
        3 => {
            if let Some(byte) = log.get_mut(at) {
                *byte ^= change[3];
            }
        }
        4 => {
            let mut all = lines(log);
            if !all.is_empty() {
                let (one, other) = (usize::from(change[1]) % all.len(), usize::from(change[2]) % all.len());
                all.swap(one, other);
            }
            *log = all.concat();
        }
        5 => {
            let mut all = lines(log);
            if !all.is_empty() {
                all.remove(usize::from(change[1]) % all.len());
            }
            *log = all.concat();
        }
        6 => {
            let mut all = lines(log);
            if let Some(line) = all.get(usize::from(change[1])).cloned() {
                all.insert(usize::from(change[2]) % (all.len() + 1), line);
            }
            *log = all.concat();
        }
        // One line's hash is put right again, as who changes a log would do.
        _ => {
            let mut all = lines(log);
            if let Some(line) = all.get_mut(usize::from(change[1])) {
                *line = reseal(line);
            }
            *log = all.concat();
        }
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut std::task::Context::from_waker(&waker)) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}
