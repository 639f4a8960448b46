//! A writer that died in the middle of a record: nothing is lost, and the chain goes on.

use std::fs;
use std::path::{Path, PathBuf};

use portcullis_audit::{Body, Digest, Log, Reader, RecoveryRecord, verify_file};

use crate::support::{SEVEN, append_all, append_bytes, lines};

struct Torn {
    folder: tempfile::TempDir,
    path: PathBuf,
}

/// A log that ends in the middle of something.
fn torn(content: &[u8]) -> Torn {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, content).unwrap();
    Torn { folder, path }
}

fn body(path: &Path, seq: usize) -> Body {
    let records: Result<Vec<_>, _> = Reader::open(path).unwrap().collect();
    records.unwrap().remove(seq).body
}

#[test]
fn a_torn_end_is_set_aside_and_recorded_and_the_chain_goes_on() {
    let whole = lines(&SEVEN);
    let good = whole[..5].concat();
    // One byte, all but the newline, a cut within a UTF-8 sequence, and something longer than the record of it.
    let within_section_sign = whole[5].iter().position(|byte| *byte == 0xc2).unwrap() + 1;
    for length in [1, whole[5].len() - 1, within_section_sign, 700] {
        let tail = &whole[5][..length];
        let Torn { folder: _folder, path } = torn(&[&good, tail].concat());

        let (log, opened) = Log::open(&path).unwrap();
        let recovered = opened.recovered.unwrap();
        assert_eq!(opened.next_seq, 6);
        assert_eq!((recovered.bytes, recovered.digest), (length as u64, Digest::of(tail)));
        assert_eq!(recovered.path, path.with_file_name("log.torn-5"));
        assert_eq!(fs::read(&recovered.path).unwrap(), tail);
        append_all(&log, [6]);

        assert!(fs::read(&path).unwrap().starts_with(&good));
        let verified = verify_file(&path).unwrap();
        assert_eq!((verified.records, verified.recoveries, verified.torn_bytes), (7, 2, 0));
        let expected = RecoveryRecord { bytes: length as u64, digest: Digest::of(tail) };
        assert_eq!(body(&path, 5), Body::Recovery(expected));
    }
}

#[test]
fn a_log_that_is_nothing_but_a_torn_end_starts_with_the_recovery() {
    let Torn { folder: _folder, path } = torn(b"{\"deci");
    let (log, opened) = Log::open(&path).unwrap();
    assert!(!opened.created);
    append_all(&log, [1]);
    assert_eq!(fs::read(opened.recovered.unwrap().path).unwrap(), b"{\"deci");
    assert_eq!(verify_file(&path).unwrap().records, 2);
}

#[test]
fn what_was_set_aside_earlier_is_never_overwritten() {
    let Torn { folder, path } = torn(b"second");
    let first = folder.path().join("log.torn-0");
    fs::write(&first, "first").unwrap();
    let (_, opened) = Log::open(&path).unwrap();
    assert_eq!(fs::read(&first).unwrap(), b"first");
    assert_eq!(fs::read(opened.recovered.unwrap().path).unwrap(), b"second");
}

#[test]
fn a_torn_end_that_cannot_be_set_aside_stays_where_it_is() {
    // A name of 255 bytes leaves no room for what is added to it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l".repeat(255));
    fs::write(&path, "torn").unwrap();
    let error = Log::open(&path).unwrap_err();
    assert!(matches!(error, portcullis_audit::OpenError::SetAside { .. }));
    assert_eq!(fs::read(&path).unwrap(), b"torn");
}

/// A crash between writing the record of a recovery over the torn end and cutting off the rest of it.
#[test]
fn a_recovery_that_was_itself_interrupted_is_recovered() {
    let Torn { folder, path } = torn(&[b'x'; 5000]);
    drop(Log::open(&path).unwrap());
    append_bytes(&path, &[b'x'; 4000]);
    let (log, opened) = Log::open(&path).unwrap();
    assert_eq!(opened.recovered.unwrap().bytes, 4000);
    append_all(&log, [2]);
    let verified = verify_file(&path).unwrap();
    assert_eq!((verified.records, verified.recoveries), (3, 2));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
}

#[cfg(unix)]
#[test]
fn what_is_set_aside_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt;

    let Torn { folder: _folder, path } = torn(b"torn");
    let aside = Log::open(&path).unwrap().1.recovered.unwrap().path;
    assert_eq!(aside.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}
