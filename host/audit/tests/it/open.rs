//! Opening a log: created privately, held by one, and never continued behind something that is no record.

use std::fs;

use portcullis_audit::{Log, MAX_LINE_BYTES, OpenError, Problem, verify_file};

use crate::support::{append_all, append_bytes, block_on, decision, forge, lines};

#[test]
fn a_new_log_is_created_and_an_old_one_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (log, opened) = Log::open(&path).unwrap();
    assert!(opened.created);
    assert_eq!((opened.next_seq, opened.recovered), (0, None));
    append_all(&log, 0..3);
    drop(log);

    let (log, opened) = Log::open(&path).unwrap();
    assert!(!opened.created);
    assert_eq!((opened.next_seq, opened.recovered), (3, None));
    append_all(&log, 3..5);
    let verified = verify_file(&path).unwrap();
    assert_eq!((verified.records, verified.recoveries), (5, 0));
}

#[test]
fn a_record_is_in_the_file_as_soon_as_append_returns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (log, _) = Log::open(&path).unwrap();
    for seq in 0..3 {
        let receipt = block_on(log.append(decision("0"))).unwrap();
        let verified = verify_file(&path).unwrap();
        assert_eq!((verified.records, verified.last), (seq + 1, Some(receipt.hash)));
    }
}

#[cfg(unix)]
#[test]
fn a_new_log_is_its_owners_only() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let _log = Log::open(&path).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_log_is_open_once_and_can_be_opened_again_after_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (log, _) = Log::open(&path).unwrap();
    let other = log.clone();
    append_all(&log, 0..1);
    drop(log);
    let error = Log::open(&path).unwrap_err();
    assert!(matches!(&error, OpenError::InUse { path: named } if *named == path));
    assert!(error.to_string().contains("stop the process"));

    append_all(&other, 1..2);
    drop(other);
    assert_eq!(Log::open(&path).unwrap().1.next_seq, 2);
}

#[test]
fn something_that_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = Log::open(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::NotAFile { .. }));
    let error = Log::open(folder.path().join("missing/log")).unwrap_err();
    assert!(matches!(error, OpenError::Open { .. }));
    #[cfg(target_os = "linux")]
    assert!(matches!(Log::open("/dev/full").unwrap_err(), OpenError::NotAFile { .. }));
}

#[test]
fn a_last_line_that_is_no_record_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append_all(&Log::open(&path).unwrap().0, 0..3);
    let good = fs::read(&path).unwrap();
    let last = lines(&good).remove(2);
    let changed = String::from_utf8(good.clone()).unwrap().replace("alice", "mallory");
    let oversized = forge(&last, r#""seq":2"#, r#""seq":9007199254740992"#);

    for (content, line, torn) in [
        (changed.clone().into_bytes(), 3, false),
        (changed.into_bytes(), 3, true),
        ([good.as_slice(), b"\n"].concat(), 4, false),
        ([good.as_slice(), b"{}\n"].concat(), 4, false),
        ([good.as_slice(), &oversized].concat(), 4, false),
        (b"not a log\n".to_vec(), 1, false),
    ] {
        fs::write(&path, &content).unwrap();
        if torn {
            append_bytes(&path, b"{\"decis");
        }
        let before = fs::read(&path).unwrap();
        match Log::open(&path).unwrap_err() {
            OpenError::LastRecord { line: named, .. } => assert_eq!(named, line),
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}

#[test]
fn an_end_that_is_longer_than_any_record_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append_all(&Log::open(&path).unwrap().0, 0..3);
    let good = fs::read(&path).unwrap();
    let long = vec![b'x'; MAX_LINE_BYTES + 1];
    let longer = vec![b'x'; 2 * MAX_LINE_BYTES + 3];
    for end in
        [vec![long.as_slice()], vec![&longer], vec![&long, b"\n"], vec![&longer, b"\n"], vec![&long, b"\n", &long[2..]]]
    {
        fs::write(&path, [good.as_slice(), &end.concat()].concat()).unwrap();
        match Log::open(&path).unwrap_err() {
            OpenError::LastRecord { line, problem, .. } => {
                assert_eq!(line, 4);
                assert!(matches!(problem, Problem::LineTooLong));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_long_last_record_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    for (seq, bytes) in [100, 60_000, 70_000, 1 << 20, 100].into_iter().enumerate() {
        let (log, opened) = Log::open(&path).unwrap();
        assert_eq!(opened.next_seq, seq as u64);
        let mut long = decision("long");
        long.payload.content = Some("x".repeat(bytes));
        block_on(log.append(long)).unwrap();
    }
    assert_eq!(verify_file(&path).unwrap().records, 5);
}
