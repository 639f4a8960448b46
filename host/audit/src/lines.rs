use std::io::{self, BufRead, Read};

/// The longest line of a log, without its newline: 16 MiB.
///
/// Writers refuse longer ones and readers stop at them, so that a hostile file cannot exhaust memory.
pub const MAX_LINE_BYTES: usize = 16 << 20;

/// One step through a file of lines.
#[derive(Debug)]
pub(crate) enum Step {
    /// A whole line is in the buffer, without its newline.
    Line,
    /// The line is longer than [`MAX_LINE_BYTES`].
    TooLong,
    /// The file ends; so many bytes stand behind its last newline.
    End { torn_bytes: u64 },
}

/// Reads the next line into `buffer`, never more than [`MAX_LINE_BYTES`] of it.
pub(crate) fn next_line(reader: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Step> {
    buffer.clear();
    let with_newline = MAX_LINE_BYTES as u64 + 1;
    reader.take(with_newline).read_until(b'\n', buffer)?;
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        return Ok(Step::Line);
    }
    if buffer.len() > MAX_LINE_BYTES {
        return Ok(Step::TooLong);
    }
    Ok(Step::End { torn_bytes: buffer.len() as u64 })
}
