use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Where the writer puts lines. Both calls return only when their effect would survive a crash.
pub(crate) trait Storage: Send {
    /// Puts `bytes` at `end`, the end of the last good line.
    fn append(&mut self, end: u64, bytes: &[u8]) -> io::Result<()>;

    /// Takes away what is behind `end`.
    fn truncate(&mut self, end: u64) -> io::Result<()>;
}

impl Storage for File {
    fn append(&mut self, end: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(end))?;
        self.write_all(bytes)?;
        self.sync_data()
    }

    fn truncate(&mut self, end: u64) -> io::Result<()> {
        self.set_len(end)?;
        self.sync_data()
    }
}
