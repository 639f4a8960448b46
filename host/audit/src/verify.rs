use std::io::BufRead;
use std::path::Path;

use crate::{Body, Digest, Reader, VerifyError};

/// What a log holds whose every record is in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Records of every type. Compare with what was noted elsewhere: a log that was cut off at a line's end verifies.
    pub records: u64,
    /// Records of decisions.
    pub decisions: u64,
    /// Records of a torn end that was set aside when the log was opened.
    pub recoveries: u64,
    /// Hash of the first record.
    pub first: Option<Digest>,
    /// Hash of the last record. It commits to all before it.
    pub last: Option<Digest>,
    /// Bytes behind the last newline. Not 0 where a writer died or is just writing, or where the last newline was
    /// tampered with.
    pub torn_bytes: u64,
}

/// Checks every record of a log.
///
/// ```
/// use portcullis_audit::verify;
///
/// let error = verify("{}\n".as_bytes()).unwrap_err();
/// assert_eq!(error.to_string(), "line 1 of the audit log is not record 0, which belongs there");
/// ```
///
/// # Errors
///
/// [`VerifyError`] names the first line that is not the record which belongs there, and why.
pub fn verify(reader: impl BufRead) -> Result<Verified, VerifyError> {
    verify_records(Reader::new(reader))
}

/// Checks every record of the log at `path`.
///
/// ```no_run
/// let verified = portcullis_audit::verify_file("audit.jsonl")?;
/// println!("{} records", verified.records);
/// # Ok::<(), portcullis_audit::VerifyError>(())
/// ```
///
/// # Errors
///
/// [`VerifyError::Open`] where the file cannot be opened; else see [`verify`].
pub fn verify_file(path: impl AsRef<Path>) -> Result<Verified, VerifyError> {
    verify_records(Reader::open(path)?)
}

fn verify_records(mut reader: Reader<impl BufRead>) -> Result<Verified, VerifyError> {
    let mut verified = Verified { records: 0, decisions: 0, recoveries: 0, first: None, last: None, torn_bytes: 0 };
    for record in &mut reader {
        let record = record?;
        verified.records += 1;
        match record.body {
            Body::Decision(_) => verified.decisions += 1,
            Body::Recovery(_) => verified.recoveries += 1,
        }
        verified.first.get_or_insert(record.hash);
        verified.last = Some(record.hash);
    }
    verified.torn_bytes = reader.torn_bytes();
    Ok(verified)
}
