//! What is looked for at an anchor.

pub(crate) mod card;
pub(crate) mod code;
pub(crate) mod date;
pub(crate) mod email;
pub(crate) mod labelled;
pub(crate) mod national;
pub(crate) mod net;
pub(crate) mod phone;
pub(crate) mod time;

use std::cell::OnceCell;

use crate::context::{self, Context};
use crate::kind::{Certainty, Kind};
use crate::text::Text;
use crate::words::{Mask, Words};

/// Something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    pub(crate) certainty: Certainty,
}

/// A place in a text, and the words before it, which are only read where somebody asks.
#[derive(Debug)]
pub(crate) struct Scene<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) words: &'t Words,
    pub(crate) hint: Mask,
    /// Where what is looked at begins.
    pub(crate) start: usize,
    /// What stands before is taken.
    pub(crate) floor: usize,
    context: OnceCell<Context>,
    label: OnceCell<Context>,
}

impl<'t> Scene<'t> {
    pub(crate) fn new(text: Text<'t>, words: &'t Words, hint: Mask, start: usize, floor: usize) -> Self {
        Self { text, words, hint, start, floor, context: OnceCell::new(), label: OnceCell::new() }
    }

    /// The words directly before it.
    pub(crate) fn label(&self) -> Context {
        *self.label.get_or_init(|| context::label(self.text, self.start, self.words, self.hint))
    }

    /// All words before it that may count.
    pub(crate) fn context(&self) -> Context {
        *self.context.get_or_init(|| context::before(self.text, self.start, self.words, self.hint))
    }
}
