//! Server-sent events, as the HTML standard has them: taken apart without losing a byte, so that one nobody changed goes on
//! as it came.

use super::MAX_HELD;

/// One event.
pub(crate) struct Event {
    /// As it came, with its lines' ends and the empty line behind it.
    pub(crate) bytes: Vec<u8>,
    /// What its `data` lines say together; none where there is none, as in a comment. Not UTF-8: an error.
    pub(crate) data: Option<Result<String, std::str::Utf8Error>>,
}

/// An event is longer than anybody sends.
pub(crate) struct TooLong;

/// Takes bytes as they come, and gives events.
#[derive(Default)]
pub(crate) struct Splitter {
    buffer: Vec<u8>,
    /// Where the line begins that was not complete at the last look.
    line: usize,
    /// How far was looked.
    seen: usize,
    ended: bool,
}

impl Splitter {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Nothing more comes: what is left is the last event, if it lacks its empty line.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// The next event that is complete.
    pub(crate) fn next(&mut self) -> Result<Option<Event>, TooLong> {
        while let Some(&byte) = self.buffer.get(self.seen) {
            let after = match (byte, self.buffer.get(self.seen + 1)) {
                (b'\r', Some(b'\n')) => self.seen + 2,
                // What comes next tells whether the line's end is complete.
                (b'\r', None) if !self.ended => break,
                (b'\r' | b'\n', _) => self.seen + 1,
                _ => {
                    self.seen += 1;
                    continue;
                }
            };
            let empty = self.line == self.seen;
            (self.line, self.seen) = (after, after);
            if empty {
                return Ok(Some(self.take(after)));
            }
        }
        if self.buffer.len() > MAX_HELD {
            return Err(TooLong);
        }
        let left = self.ended && !self.buffer.is_empty();
        Ok(left.then(|| self.take(self.buffer.len())))
    }

    fn take(&mut self, length: usize) -> Event {
        let rest = self.buffer.split_off(length.min(self.buffer.len()));
        let bytes = std::mem::replace(&mut self.buffer, rest);
        (self.line, self.seen) = (0, 0);
        let mut data: Option<Vec<u8>> = None;
        for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
            let Some(value) = line.strip_prefix(b"data") else { continue };
            let value = match value {
                [] => value,
                [b':', b' ', value @ ..] | [b':', value @ ..] => value,
                // Another field, whose name begins so.
                _ => continue,
            };
            match &mut data {
                Some(data) => data.extend([b"\n", value].concat()),
                None => data = Some(value.to_vec()),
            }
        }
        let data = data.map(|data| String::from_utf8(data).map_err(|error| error.utf8_error()));
        Event { bytes, data }
    }
}

/// An event with this JSON text, which has no line's end in it.
pub(super) fn data(json: &str) -> Vec<u8> {
    format!("data: {json}\n\n").into_bytes()
}

/// The same, with a name.
pub(super) fn named(name: &str, json: &str) -> Vec<u8> {
    format!("event: {name}\ndata: {json}\n\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(pieces: &[&[u8]]) -> Vec<(String, Option<String>)> {
        let mut splitter = Splitter::default();
        let mut found = Vec::new();
        let mut take = |splitter: &mut Splitter| {
            while let Ok(Some(event)) = splitter.next() {
                found.push((String::from_utf8(event.bytes).unwrap(), event.data.map(Result::unwrap)));
            }
        };
        for piece in pieces {
            splitter.push(piece);
            take(&mut splitter);
        }
        splitter.end();
        take(&mut splitter);
        found
    }

    #[test]
    fn events_are_the_same_however_the_bytes_are_cut() {
        let text = "data: a\n\n: comment\r\n\r\nevent: x\rdata:b\rdata: c\r\r\ndata\n\ndatum: d\n\ndata: e";
        let whole = events(&[text.as_bytes()]);
        let data: Vec<_> = whole.iter().map(|(_, data)| data.as_deref()).collect();
        assert_eq!(data, [Some("a"), None, Some("b\nc"), Some(""), None, Some("e")]);
        assert_eq!(whole.iter().map(|(bytes, _)| bytes.as_str()).collect::<String>(), text);
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(events(&bytes), whole);
        for cut in 0..text.len() {
            assert_eq!(events(&[&text.as_bytes()[..cut], &text.as_bytes()[cut..]]), whole, "cut at {cut}");
        }
    }

    #[test]
    fn an_event_without_an_end_is_refused() {
        let mut splitter = Splitter::default();
        splitter.push(&vec![b'a'; MAX_HELD + 1]);
        assert!(splitter.next().is_err());
    }
}
