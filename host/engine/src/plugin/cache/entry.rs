//! An entry's bytes: a MAC, then the length of the note, the note, and the code.

use hmac::{Hmac, Mac};
use sha2::Sha256;

const MAC: usize = 32;
const LENGTH: usize = 4;

/// An entry whose MAC holds. There is no other way to get one.
pub(super) struct Entry<'b> {
    note: &'b str,
    code: &'b [u8],
}

impl<'b> Entry<'b> {
    /// Checks an entry, which must be the one of this name.
    pub(super) fn open(bytes: &'b [u8], name: &str, key: &[u8]) -> Option<Self> {
        let (mac, body) = bytes.split_at_checked(MAC)?;
        authenticate(name, body, key)?.verify_slice(mac).ok()?;
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
pub(super) fn seal(name: &str, note: &str, code: &[u8], key: &[u8]) -> Vec<u8> {
    let length = u32::try_from(note.len()).unwrap_or(0);
    let note = if length == 0 { "" } else { note };
    let body = [&length.to_le_bytes(), note.as_bytes(), code].concat();
    let mac = authenticate(name, &body, key).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    [mac, body].concat()
}

/// The name is authenticated too: a good entry under another name is a bad one.
fn authenticate(name: &str, body: &[u8], key: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(name.as_bytes());
    mac.update(&[0]);
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sealed_under_this_name_with_this_key_opens() {
        let sealed = seal("name", "note", b"code", b"key");
        let opened = Entry::open(&sealed, "name", b"key").unwrap();
        assert_eq!((opened.note(), opened.code()), ("note", &b"code"[..]));
        assert!(Entry::open(&sealed, "other", b"key").is_none());
        assert!(Entry::open(&sealed, "name", b"other").is_none());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(Entry::open(&bent, "name", b"key").is_none(), "byte {at}");
            assert!(Entry::open(&sealed[..at], "name", b"key").is_none(), "cut at {at}");
        }
    }
}
