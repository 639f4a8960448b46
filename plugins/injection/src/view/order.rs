//! Words from the last to the first, told by the small ones: in English `of` comes before `the`, and not behind it.

use std::cmp::Ordering;

use super::{Decoded, Reader, Sentence};
use crate::evidence::MEDIUM;

/// Signs of the order weigh so much at least.
const LEAST: usize = 3;
/// Fewer words have no order.
const WORDS: usize = 4;
/// So many of a hundred bytes are letters and blanks at least. Of code it is less.
const DENSE: usize = 85;

/// What a word says about the order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Role {
    #[default]
    None,
    /// A noun follows: `the`, `your`.
    Article,
    /// An article may follow, and comes never before it: `of`, `is`, `ignore`.
    Lead,
}

/// The signs of a sentence.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Order {
    last: Role,
    words: usize,
    /// As one reads.
    forward: usize,
    backward: usize,
}

impl Order {
    /// Notes a word.
    pub(super) fn word(&mut self, role: Role, capital: bool) {
        match (self.last, role) {
            (Role::Lead, Role::Article) => self.forward += 2,
            (Role::Article, Role::Lead) => self.backward += 2,
            // In the other order, what begins the sentence comes last.
            (Role::Article, Role::None) if capital => self.backward += 1,
            _ => {}
        }
        self.last = role;
        self.words += 1;
    }

    /// Whether words stand in the order in which one reads, or in the other one.
    pub(super) fn of(words: impl Iterator<Item = Role>) -> Ordering {
        let mut order = Self::default();
        words.for_each(|role| order.word(role, false));
        order.forward.cmp(&order.backward)
    }

    /// Whether a stop that a small letter follows is that of the sentence's last word, which stands before the others.
    pub(super) fn may_begin_with_stop(&self) -> bool {
        self.words < 2 || self.backward > self.forward
    }

    /// Whether there was no more than one word.
    pub(super) fn begins(&self) -> bool {
        self.words < 2
    }

    /// Notes such a stop.
    pub(super) fn stop(&mut self) {
        self.backward += 2;
        self.last = Role::None;
    }
}

impl Reader<'_> {
    /// The sentence with its words in the other order, if that is how it was meant.
    pub(super) fn put_in_order(&self, sentence: &mut Sentence) {
        let Order { last, words, forward, backward } = sentence.order;
        let text = self.text.get(sentence.start..sentence.end).unwrap_or_default().trim_end();
        let begins_small = text.starts_with(|first: char| first.is_lowercase());
        let ends_large = || {
            let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
            last.starts_with(char::is_uppercase) && last.ends_with(char::is_alphanumeric)
        };
        let backward = backward
            + if last == Role::Article { 2 } else { 0 }
            + usize::from(begins_small && !text.ends_with(['.', '!', '?', ':']) && ends_large());
        let letters = || text.bytes().filter(|byte| byte.is_ascii_alphabetic() || *byte == b' ').count();
        // A single sign may be there by chance.
        let is_backward = backward > forward * 2 && (backward >= LEAST || forward == 0);
        if words >= WORDS && is_backward && letters() * 100 >= text.len() * DENSE {
            let words: Vec<&str> = text.split_whitespace().rev().collect();
            // Words that are written as one have no other order, and would be read again.
            if words.len() < WORDS {
                return;
            }
            sentence.decoded.push(Decoded { text: words.join(" "), least: MEDIUM });
        }
    }
}
