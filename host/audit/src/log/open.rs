use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::clock::Clock;
use super::storage::Storage;
use super::tail::{self, End, Tail};
use super::writer::Writer;
use super::{Log, start};
use crate::chain::Chain;
use crate::record::{Body, Draft, RecoveryRecord, decode};
use crate::{AppendError, Digest, OpenError, Problem};

/// What was found when a log was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Whether the log was empty or not there yet.
    pub created: bool,
    /// The sequence number that the next record gets.
    pub next_seq: u64,
    /// The torn end that was set aside, if there was one.
    pub recovered: Option<Recovered>,
}

/// A torn end that was set aside. The log has a record of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// How many bytes.
    pub bytes: u64,
    /// Their digest.
    pub digest: Digest,
    /// The file that holds them now.
    pub path: PathBuf,
}

pub(super) fn open(path: &Path, clock: Clock) -> Result<(Log, Opened), OpenError> {
    let mut file = open_locked(path)?;
    let Tail { line, end, torn } = read_tail(&mut file, path)?;
    let created = line.is_none() && torn.is_empty();
    let mut chain = match line {
        Some(line) => check_last(&mut file, path, &line, end)?,
        None => Chain::START,
    };
    let mut end = end;
    let recovered = if torn.is_empty() {
        None
    } else {
        let recovered = set_aside(path, chain.seq, &torn)?;
        end = record_recovery(&mut file, &mut chain, end, &recovered, clock)
            .map_err(|source| OpenError::Recover { path: path.to_owned(), source })?;
        Some(recovered)
    };
    let (queue, thread) = start(Writer::new(file, clock, chain, end));
    let thread = thread.map_err(|source| OpenError::Thread { path: path.to_owned(), source })?;
    let opened = Opened { created, next_seq: chain.seq, recovered };
    Ok((Log::writing(queue, thread), opened))
}

fn open_locked(path: &Path) -> Result<File, OpenError> {
    let cannot_open = |source| OpenError::Open { path: path.to_owned(), source };
    // Looked at first: opening a pipe or a device to see what it is may already do something.
    match path.metadata() {
        Ok(metadata) if !metadata.is_file() => {
            return Err(OpenError::NotAFile { path: path.to_owned() });
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot_open(error)),
        _ => {}
    }
    let file = private().create(true).open(path).map_err(cannot_open)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(OpenError::InUse { path: path.to_owned() });
        }
        Err(TryLockError::Error(source)) => {
            return Err(OpenError::Lock { path: path.to_owned(), source });
        }
    }
    if file.metadata().map_err(cannot_open)?.len() == 0 {
        sync_folder(path).map_err(cannot_open)?;
    }
    Ok(file)
}

fn read_tail(file: &mut File, path: &Path) -> Result<Tail, OpenError> {
    match tail::read(file) {
        Ok(End::Found(tail)) => Ok(tail),
        Ok(End::TooLong { at }) => Err(not_valid(file, path, at, Problem::LineTooLong)),
        Err(source) => Err(OpenError::Read { path: path.to_owned(), source }),
    }
}

/// The chain behind the last complete line, if that is a record.
fn check_last(file: &mut File, path: &Path, line: &[u8], end: u64) -> Result<Chain, OpenError> {
    match decode(line) {
        Ok(record) => Ok(Chain::after(&record)),
        Err(problem) => Err(not_valid(file, path, end - 1, problem)),
    }
}

/// The error for a problem with the line that holds the byte at `at`.
fn not_valid(file: &mut File, path: &Path, at: u64, problem: Problem) -> OpenError {
    let path = path.to_owned();
    match tail::line_number(file, at) {
        Ok(line) => OpenError::LastRecord { path, line, problem },
        Err(source) => OpenError::Read { path, source },
    }
}

/// Writes the torn end into a file of its own, and never over one that is there: it may be the only trace of an event.
fn set_aside(path: &Path, seq: u64, torn: &[u8]) -> Result<Recovered, OpenError> {
    let mut attempt = 0;
    loop {
        let mut name = OsString::from(path);
        name.push(match attempt {
            0 => format!(".torn-{seq}"),
            _ => format!(".torn-{seq}.{attempt}"),
        });
        let aside = PathBuf::from(name);
        match write_new(&aside, torn) {
            Ok(()) => {
                return Ok(Recovered { bytes: torn.len() as u64, digest: Digest::of(torn), path: aside });
            }
            // An earlier recovery got this far and no further.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => attempt += 1,
            Err(source) => {
                return Err(OpenError::SetAside { path: aside, source });
            }
        }
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private().create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_folder(path)
}

/// Puts the record of the recovery in the place of the torn end. Over it first, and then cuts off what still sticks
/// out: a crash between the two leaves a log that is good, or torn again, and never one that forgot the recovery.
fn record_recovery(
    file: &mut File,
    chain: &mut Chain,
    end: u64,
    recovered: &Recovered,
    clock: Clock,
) -> Result<u64, AppendError> {
    let seq = chain.seq;
    let body = Body::Recovery(RecoveryRecord { bytes: recovered.bytes, digest: recovered.digest });
    let draft = Draft::new(&body).map_err(|error| AppendError::Canonical(error.into()))?;
    let mut bytes = Vec::new();
    chain.extend(&draft, clock(), &mut bytes)?;
    let new_end = end + bytes.len() as u64;
    file.append(end, &bytes)
        .and_then(|()| file.truncate(new_end))
        .map_err(|error| AppendError::Write { seq, source: error.into() })?;
    Ok(new_end)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a new file's name survive a crash, not only its bytes.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
