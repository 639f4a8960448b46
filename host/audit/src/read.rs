use std::fs::File;
use std::io::{BufRead, BufReader};
use std::iter::FusedIterator;
use std::path::Path;

use crate::chain::Chain;
use crate::lines::{Step, next_line};
use crate::record::{Record, decode};
use crate::{Problem, VerifyError};

/// Reads the records of a log from the first on, and checks each before it gives it out: form, hash, and place in the
/// chain. It ends at the first that does not hold.
///
/// ```
/// use portcullis_audit::{Body, Log, Reader};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let log = Log::in_memory();
/// # log.append(serde_json::from_str(portcullis_audit::doc_example())?).await?;
/// # let lines = log.memory().ok_or("not in memory")?.bytes();
/// for record in Reader::new(lines.as_slice()) {
///     let record = record?;
///     if let Body::Decision(decision) = record.body {
///         println!("{} {:?} {}", record.seq, decision.effect, decision.event.target);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    reader: R,
    buffer: Vec<u8>,
    chain: Chain,
    torn_bytes: u64,
    ended: bool,
}

impl Reader<BufReader<File>> {
    /// Reads the log at `path`. It may be open for writing elsewhere: what is complete so far is read.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Open`] where the file cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, VerifyError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| VerifyError::Open { path: path.to_owned(), source })?;
        Ok(Self::new(BufReader::new(file)))
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads the lines of `reader`.
    pub const fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), chain: Chain::START, torn_bytes: 0, ended: false }
    }

    /// Bytes behind the last newline: a record that was being written when the writer died, or is just being written.
    /// Known once the reader has come to its end.
    #[must_use]
    pub const fn torn_bytes(&self) -> u64 {
        self.torn_bytes
    }

    fn read(&mut self) -> Result<Option<Record>, VerifyError> {
        // Line and sequence number differ by one: no line is without a record.
        let (line, seq) = (self.chain.seq.saturating_add(1), self.chain.seq);
        let step =
            next_line(&mut self.reader, &mut self.buffer).map_err(|source| VerifyError::Read { line, source })?;
        let record = match step {
            Step::Line => decode(&self.buffer),
            Step::TooLong => Err(Problem::LineTooLong),
            Step::End { torn_bytes } => {
                self.torn_bytes = torn_bytes;
                return Ok(None);
            }
        };
        record
            .and_then(|record| self.chain.accept(&record).map(|()| record))
            .map(Some)
            .map_err(|problem| VerifyError::Record { line, seq, problem })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Record, VerifyError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.read().transpose();
        self.ended = !matches!(item, Some(Ok(_)));
        item
    }
}

impl<R: BufRead> FusedIterator for Reader<R> {}
