use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::{MAX_LINE_BYTES, Problem, UnsafeInteger};

/// Why a record is not in the log. The effect that it speaks of must not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The record holds an integer that canonical JSON cannot. The log itself is well.
    #[error("the record cannot be written")]
    UnsafeInteger(#[from] UnsafeInteger),
    /// The record's line would be longer than a verifier reads. The log itself is well.
    #[error("the record takes {bytes} bytes, and a line has at most {MAX_LINE_BYTES}")]
    TooLong {
        /// Bytes of the line that was refused.
        bytes: usize,
    },
    /// The record has no canonical form. The log itself is well.
    #[error("the record has no canonical form")]
    Canonical(#[source] Arc<serde_json::Error>),
    /// The record could not be made durable. The log takes no more records until it is opened again.
    #[error("cannot write record {seq} of the audit log: find the cause, then open the log again")]
    Write {
        /// The sequence number that the record would have had.
        seq: u64,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// An earlier record could not be made durable, so the log takes no more.
    #[error("the audit log failed earlier and takes no more records: open it again")]
    Broken(#[source] Arc<io::Error>),
    /// The log's writer has ended.
    #[error("the audit log's writer has ended: open the log again")]
    Closed,
}

/// Why a log could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file could not be opened or created.
    #[error("cannot open or create the audit log `{}`", path.display())]
    Open {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is something else at the path: a folder, a device, a pipe.
    #[error("`{}` is not a regular file, so it cannot be an audit log: name another path", path.display())]
    NotAFile {
        /// The log.
        path: PathBuf,
    },
    /// Somebody else has the log open for writing.
    #[error(
        "the audit log `{}` is in use: stop the process that writes to it, or give this one a log of its own",
        path.display()
    )]
    InUse {
        /// The log.
        path: PathBuf,
    },
    /// The file could not be locked.
    #[error("cannot lock the audit log `{}`: put it on a file system that has locks", path.display())]
    Lock {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The end of the file could not be read.
    #[error("cannot read the audit log `{}`", path.display())]
    Read {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The last complete line is no valid record, so nothing may be chained to it.
    #[error(
        "line {line} of the audit log `{}`, the last one, is not valid: keep the file as evidence and start a new log",
        path.display()
    )]
    LastRecord {
        /// The log.
        path: PathBuf,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        #[source]
        problem: Problem,
    },
    /// The bytes behind the last complete line could not be saved, and are still where they were.
    #[error("cannot set the torn end of the audit log aside as `{}`", path.display())]
    SetAside {
        /// Where they should have gone.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The torn end was set aside, but the record of that could not be written.
    #[error("cannot write the recovery of the audit log `{}`", path.display())]
    Recover {
        /// The log.
        path: PathBuf,
        /// What was wrong.
        source: AppendError,
    },
    /// The thread that writes could not be started.
    #[error("cannot start the writer of the audit log `{}`", path.display())]
    Thread {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a log does not verify, or cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The file could not be opened.
    #[error("cannot open the audit log `{}`", path.display())]
    Open {
        /// The log.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The lines from here on could not be read.
    #[error("cannot read line {line} of the audit log")]
    Read {
        /// The line, counted from 1.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// A line is not the record that belongs there. All lines before it are good; those after it were not looked at.
    #[error("line {line} of the audit log is not record {seq}, which belongs there")]
    Record {
        /// The line, counted from 1.
        line: u64,
        /// The sequence number that belongs there.
        seq: u64,
        /// What is wrong with it.
        #[source]
        problem: Problem,
    },
}
