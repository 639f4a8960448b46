//! The one place that draws random identities.

use std::cell::RefCell;

/// So many are drawn at once: asking the system takes longer than all else about an identity.
const DRAWN: usize = 32;
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// 128 random bits as 32 hexadecimal digits.
pub(crate) fn random() -> String {
    thread_local! {
        /// Random and not used yet.
        static LEFT: RefCell<Vec<[u8; 16]>> = const { RefCell::new(Vec::new()) };
    }
    let left = LEFT.try_with(|left| {
        let mut left = left.try_borrow_mut().ok()?;
        if left.is_empty() {
            let mut drawn = [[0; 16]; DRAWN];
            getrandom::fill(drawn.as_flattened_mut()).ok()?;
            left.extend(drawn);
        }
        left.pop()
    });
    // Identities only have to differ. Where the system has no randomness to give, a hasher that the standard library seeds
    // per process, fed with a counter, still makes them differ.
    let bytes = left.ok().flatten().unwrap_or_else(fallback);
    let digit = |half: u8| DIGITS.get(usize::from(half)).map_or('0', |digit| char::from(*digit));
    let mut text = String::with_capacity(2 * bytes.len());
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn identities_differ_over_threads_and_beyond_what_is_drawn_at_once() {
        let draw = || (0..3 * DRAWN).map(|_| random()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(draw)).collect();
        let all: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert!(all.iter().all(|id| id.len() == 32 && id.bytes().all(|digit| DIGITS.contains(&digit))));
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 4 * 3 * DRAWN);
    }

    #[test]
    fn without_randomness_they_still_differ() {
        assert_ne!(fallback(), fallback());
    }
}
