//! Instructions in a text: sentences near to each other are judged together.

use std::ops::Range;

use crate::dictionary::Dictionary;
use crate::evidence::{Evidence, HIDDEN, LOW, Sum};
use crate::rules::Kind;
use crate::view::{Decoded, Reader, Sentence};

/// Sentences are judged together up to this many bytes.
const LONGEST_BLOCK: usize = 2_048;
/// So many bytes without evidence end a block, from the end of a sentence to the beginning of another one.
const LONGEST_GAP: usize = 400;
/// So many sentences without evidence do not.
const MOST_PLAIN: usize = 2;
/// Text that is encoded in text that is encoded is looked at to this depth.
const DEPTH: usize = 3;

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) span: Range<usize>,
    pub(crate) sum: Sum,
}

/// Looks through one text.
pub(crate) struct Search<'a, W> {
    text: &'a str,
    dictionary: &'a Dictionary,
    weigh: W,
    depth: usize,
    /// From so many points on something is found.
    least: i32,
    block: Option<Block>,
    found: Vec<Found>,
}

/// Sentences that are judged together.
#[derive(Debug, Default)]
struct Block {
    start: usize,
    evidence: Evidence,
    /// From the first sentence that accuses to the last one.
    span: Option<Range<usize>>,
    /// Where the last sentence with evidence ends.
    last: usize,
    /// What followed it without any.
    plain: Vec<Range<usize>>,
}

impl<'a, W: Fn(Kind, i32) -> i32 + Copy> Search<'a, W> {
    pub(crate) fn new(text: &'a str, dictionary: &'a Dictionary, weigh: W) -> Self {
        Self { text, dictionary, weigh, depth: 0, least: LOW, block: None, found: Vec::new() }
    }

    /// What is in the text.
    pub(crate) fn run(mut self) -> Vec<Found> {
        self.read(0, false);
        self.close();
        self.found
    }

    /// From where on more text may change what is found.
    pub(crate) fn settled(mut self) -> usize {
        let open = self.read(0, true);
        self.undecided(open)
    }

    /// Both. Only the last sentence is read twice: as one that goes on, and as one that ends here.
    pub(crate) fn run_and_settle(mut self) -> (Vec<Found>, usize) {
        let open = self.read(0, true);
        let settled = self.undecided(open);
        self.read(open, false);
        self.close();
        (self.found, settled)
    }

    /// Where the sentences begin that are judged together with what follows.
    fn undecided(&self, open: usize) -> usize {
        self.block.as_ref().map_or(open, |block| block.start)
    }

    /// Reads all sentences from `from` on that are complete. Returns where the first one begins that is not judged.
    fn read(&mut self, from: usize, goes_on: bool) -> usize {
        let mut reader = Reader::new(self.text, self.dictionary, goes_on).from(from);
        let (mut sentence, mut evidence) = (Sentence::default(), Evidence::default());
        let mut open = self.text.len();
        while reader.read(&mut sentence) {
            self.close_before(sentence.start);
            if goes_on && !sentence.complete {
                open = sentence.start;
                break;
            }
            let inside = sentence.decoded.iter().map(|decoded| self.inside(decoded)).max().unwrap_or(0);
            evidence.gather(&sentence, self.dictionary, inside, self.depth > 0);
            self.judge(sentence.start..sentence.end, &evidence);
        }
        self.close_before(open);
        open
    }

    /// The points of an encoded text.
    fn inside(&self, decoded: &Decoded) -> i32 {
        if self.depth >= DEPTH {
            return 0;
        }
        let search = Search {
            text: &decoded.text,
            dictionary: self.dictionary,
            weigh: self.weigh,
            depth: self.depth + 1,
            // Who hides an order has said the most by that.
            least: if self.least == HIDDEN { HIDDEN } else { decoded.least },
            block: None,
            found: Vec::new(),
        };
        search.run().iter().map(|found| found.sum.points).max().unwrap_or(0)
    }

    fn judge(&mut self, span: Range<usize>, evidence: &Evidence) {
        if evidence.is_empty() {
            self.block.iter_mut().for_each(|block| block.plain.push(span.clone()));
            return;
        }
        if self.block.as_ref().is_some_and(|block| span.end - block.start > LONGEST_BLOCK) {
            self.close();
        }
        let block = self.block.get_or_insert_with(|| Block { start: span.start, ..Block::default() });
        block.evidence.merge(evidence);
        block.plain.clear();
        block.last = span.end;
        if evidence.accuses() {
            let start = block.span.as_ref().map_or(span.start, |span| span.start);
            block.span = Some(start..span.end);
        }
    }

    /// Closes the block if a sentence that begins at `at` is too far from it.
    fn close_before(&mut self, at: usize) {
        let too_far = |block: &Block| block.plain.len() > MOST_PLAIN || at - block.last > LONGEST_GAP;
        if self.block.as_ref().is_some_and(too_far) {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(block) = self.block.take() else { return };
        let Some(span) = block.span.clone() else { return };
        let sum = block.evidence.sum(self.weigh);
        if sum.points < self.least {
            return;
        }
        let span = match block.plain.first() {
            Some(next) if span.end == block.last && self.introduces(&span, next) => span.start..next.end,
            _ => span,
        };
        self.found.push(Found { span: self.trimmed(span), sum });
    }

    /// Whether the next sentence is what an instruction is about: it follows in the same line, or after a colon.
    fn introduces(&self, span: &Range<usize>, next: &Range<usize>) -> bool {
        let said = self.text.get(span.clone()).unwrap_or_default().trim_end();
        let between = self.text.get(span.end..next.start).unwrap_or_default();
        !between.contains('\n') || said.ends_with([':', '：'])
    }

    /// Without blanks at the end.
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        let length = self.text.get(span.clone()).map_or(0, |text| text.trim_end().len());
        span.start..span.start + length
    }
}
