//! The end of a log, read backwards: opening a log takes as long for a gigabyte as for a kilobyte.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::MAX_LINE_BYTES;

const FIRST_WINDOW: u64 = 64 << 10;
/// Two bytes more than the longest line and the longest torn end together: so one of them is found whole, or too long.
const LAST_WINDOW: u64 = 2 * (MAX_LINE_BYTES as u64 + 1);

/// What stands at the end of a file of lines.
#[derive(Debug)]
pub(super) struct Tail {
    /// The last complete line, without its newline; none where there is none.
    pub(super) line: Option<Vec<u8>>,
    /// Where that line and its newline end.
    pub(super) end: u64,
    /// What stands behind it.
    pub(super) torn: Vec<u8>,
}

/// The end of a file that is within the bounds of what a log writes, or where it is not.
#[derive(Debug)]
pub(super) enum End {
    Found(Tail),
    TooLong { at: u64 },
}

pub(super) fn read(file: &mut File) -> io::Result<End> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut window = FIRST_WINDOW;
    loop {
        let start = length.saturating_sub(window);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(window).read_to_end(&mut bytes)?;
        let (tail, whole) = split(start, bytes);
        if tail.torn.len() > MAX_LINE_BYTES {
            return Ok(End::TooLong { at: length });
        }
        if tail.line.as_ref().is_some_and(|line| line.len() > MAX_LINE_BYTES) {
            return Ok(End::TooLong { at: tail.end - 1 });
        }
        if whole {
            return Ok(End::Found(tail));
        }
        window = (window * 2).min(LAST_WINDOW);
    }
}

/// Splits the last `bytes` of a file, which begin at `start`; and says whether nothing of the line is before them.
fn split(start: u64, mut bytes: Vec<u8>) -> (Tail, bool) {
    let newline = |bytes: &[u8]| bytes.iter().rposition(|byte| *byte == b'\n');
    let Some(line_end) = newline(&bytes) else {
        let tail = Tail { line: None, end: 0, torn: bytes };
        return (tail, start == 0);
    };
    let torn = bytes.split_off(line_end + 1);
    let end = start + bytes.len() as u64;
    bytes.pop();
    let (line, whole) = match newline(&bytes) {
        Some(before) => (bytes.split_off(before + 1), true),
        None => (bytes, start == 0),
    };
    let line = Some(line);
    (Tail { line, end, torn }, whole)
}

/// The number of the line that holds the byte at `at`, counted from 1. Reads the file from its start: only for telling
/// what is wrong.
pub(super) fn line_number(file: &mut File, at: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(0))?;
    let mut rest = file.take(at);
    let mut buffer = vec![0; FIRST_WINDOW as usize];
    let mut line = 1;
    loop {
        let count = rest.read(&mut buffer)?;
        if count == 0 {
            return Ok(line);
        }
        line += buffer.iter().take(count).filter(|byte| **byte == b'\n').count() as u64;
    }
}
