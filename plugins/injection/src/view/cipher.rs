//! Texts in which every letter stands for another one. A few words give a cipher away, and then the sentence is read.

use crate::rules::Id;

/// Words of instructions, long enough that no other word is their cipher by chance.
const WORDS: &[&str] = &[
    "ignore",
    "disregard",
    "forget",
    "previous",
    "instructions",
    "instruction",
    "directives",
    "guidelines",
    "system",
    "prompt",
    "reveal",
    "password",
    "assistant",
    "override",
    "restrictions",
    "execute",
    "confidential",
    "credentials",
    "unrestricted",
    "transfer",
    "please",
    "everything",
    "following",
    "without",
    "message",
    "developer",
    "secret",
];

/// A way to write letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cipher {
    /// Each letter is so many further on.
    Shift(u8),
    /// `a` is `z`.
    Mirror,
    /// From right to left.
    Backwards,
}

/// Which word gives which cipher away: those numbered from the first one on.
#[derive(Debug)]
pub(crate) struct Tells {
    first: Id,
    ciphers: Vec<u16>,
}

const MIRROR: u16 = 26;
const BACKWARDS: u16 = 27;

impl Tells {
    /// `add` numbers a word that is new, one after the other; none for one that rules know.
    pub(crate) fn new(mut add: impl FnMut(&str) -> Option<Id>) -> Self {
        let mut tells = Self { first: 0, ciphers: Vec::new() };
        for number in 1..=BACKWARDS {
            for word in WORDS {
                let Some(id) = add(&cipher(number).apply(word)) else { continue };
                if tells.ciphers.is_empty() {
                    tells.first = id;
                }
                tells.ciphers.push(number);
            }
        }
        tells
    }

    /// The cipher that a word gives away.
    pub(super) fn of(&self, word: Id) -> Option<u16> {
        word.checked_sub(self.first).and_then(|at| self.ciphers.get(usize::from(at))).copied()
    }
}

fn cipher(number: u16) -> Cipher {
    match number {
        MIRROR => Cipher::Mirror,
        BACKWARDS => Cipher::Backwards,
        shift => Cipher::Shift(u8::try_from(shift).unwrap_or(0)),
    }
}

/// The text that was written in the cipher that at least two of the words give away.
pub(super) fn solve(tells: &[u16], text: &str) -> Option<String> {
    let given_away = tells.iter().find(|tell| tells.iter().filter(|other| other == tell).count() >= 2)?;
    // Undone, a shift is the rest of the alphabet; the others undo themselves.
    let inverse = if *given_away < MIRROR { 26 - given_away } else { *given_away };
    Some(cipher(inverse).apply(text))
}

impl Cipher {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Backwards => text.chars().rev().collect(),
            Self::Mirror => text.chars().map(|letter| turn(letter, |at| 25 - at)).collect(),
            Self::Shift(by) => text.chars().map(|letter| turn(letter, |at| (at + by) % 26)).collect(),
        }
    }
}

fn turn(letter: char, place: impl Fn(u8) -> u8) -> char {
    match u8::try_from(letter) {
        Ok(byte @ b'a'..=b'z') => char::from(b'a' + place(byte - b'a')),
        Ok(byte @ b'A'..=b'Z') => char::from(b'A' + place(byte - b'A')),
        _ => letter,
    }
}
