//! The one place that draws random identities.

use std::fmt::Write;

/// 128 random bits as 32 hexadecimal digits.
pub(crate) fn random() -> String {
    let mut bytes = [0_u8; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // Identities only have to differ. Where the system has no randomness to give, a hasher that the standard library
        // seeds per process, fed with a counter, still makes them differ.
        bytes = fallback();
    }
    bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn fallback() -> [u8; 16] {
    use std::{
        hash::{BuildHasher, RandomState},
        sync::atomic::{AtomicU64, Ordering},
    };
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let counter = NEXT.fetch_add(1, Ordering::Relaxed);
    let hash = RandomState::new().hash_one((counter, crate::clock::now_ms()));
    (u128::from(hash) << 64 | u128::from(counter)).to_be_bytes()
}
