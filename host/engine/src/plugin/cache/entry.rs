//! An entry's bytes: a MAC, then the length of the note, the note, and the code.

/// The key that entries are sealed with.
pub(super) type SealKey = [u8; 32];

const MAC: usize = blake3::OUT_LEN;
const LENGTH: usize = 4;

/// An entry whose MAC holds. There is no other way to get one.
pub(super) struct Entry<'b> {
    note: &'b str,
    code: &'b [u8],
}

impl<'b> Entry<'b> {
    /// Checks an entry, which must be the one of this name.
    pub(super) fn open(bytes: &'b [u8], name: &str, key: &SealKey) -> Option<Self> {
        let (mac, body) = bytes.split_at_checked(MAC)?;
        // Compared in constant time.
        if authenticate(name, body, key) != blake3::Hash::from_slice(mac).ok()? {
            return None;
        }
        let (length, rest) = body.split_at_checked(LENGTH)?;
        let length = u32::from_le_bytes(length.try_into().ok()?);
        let (note, code) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        Some(Self { note: std::str::from_utf8(note).ok()?, code })
    }

    pub(super) fn note(&self) -> &'b str {
        self.note
    }

    pub(super) fn code(&self) -> &'b [u8] {
        self.code
    }
}

/// The bytes of an entry.
pub(super) fn seal(name: &str, note: &str, code: &[u8], key: &SealKey) -> Vec<u8> {
    let length = u32::try_from(note.len()).unwrap_or(0);
    let note = if length == 0 { "" } else { note };
    let body = [&length.to_le_bytes(), note.as_bytes(), code].concat();
    [authenticate(name, &body, key).as_bytes().as_slice(), &body].concat()
}

/// The name is authenticated too: a good entry under another name is a bad one.
///
/// BLAKE3 with a key, for its speed: an entry is as long as the code, and it is gone through at each load.
fn authenticate(name: &str, body: &[u8], key: &SealKey) -> blake3::Hash {
    blake3::Hasher::new_keyed(key).update(name.as_bytes()).update(&[0]).update(body).finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sealed_under_this_name_with_this_key_opens() {
        let key = [7; 32];
        let sealed = seal("name", "note", b"code", &key);
        let opened = Entry::open(&sealed, "name", &key).unwrap();
        assert_eq!((opened.note(), opened.code()), ("note", &b"code"[..]));
        assert!(Entry::open(&sealed, "other", &key).is_none());
        assert!(Entry::open(&sealed, "name", &[8; 32]).is_none());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(Entry::open(&bent, "name", &key).is_none(), "byte {at}");
            assert!(Entry::open(&sealed[..at], "name", &key).is_none(), "cut at {at}");
        }
    }
}
