//! All words of plain letters, letter by letter: what no word goes on with is not read on, or each of many letters would
//! cost a word's length.

use std::collections::VecDeque;

use crate::rules::Id;

/// Where one stands in a word.
pub(super) type Place = u16;

/// The beginning of every word.
pub(super) const ROOT: Place = 0;

/// Words and their beginnings.
#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
}

/// Some letters with which words begin.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// A bit for each letter that may follow.
    letters: u32,
    /// Where the first of these stands; the others are behind it.
    first: Place,
    /// The number of the word that ends here and one more; 0 where none does.
    word: u16,
}

impl Trie {
    /// Of `words` with their numbers, which are [`crate::rules::NONE`] where no rule has them. What has other letters is left out.
    pub(crate) fn new<'a>(words: impl Iterator<Item = (&'a str, Id)>) -> Self {
        let is_plain = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let mut words: Vec<(&[u8], Id)> =
            words.filter(|(word, _)| is_plain(word)).map(|(word, id)| (word.as_bytes(), id)).collect();
        // Of two of one spelling the one that a rule has comes first.
        words.sort_unstable_by_key(|(word, id)| (*word, std::cmp::Reverse(*id)));
        words.dedup_by_key(|(word, _)| *word);
        let mut trie = Self { nodes: vec![Node::default()] };
        let mut open = VecDeque::from([(usize::from(ROOT), 0, words.as_slice())]);
        while let Some((at, depth, mut words)) = open.pop_front() {
            let mut node = Node { first: trie.next(), ..Node::default() };
            if let Some(((_, id), longer)) = words.split_first().filter(|((word, _), _)| word.len() == depth) {
                (node.word, words) = (id + 1, longer);
            }
            for group in words.chunk_by(|(one, _), (other, _)| one.get(depth) == other.get(depth)) {
                let letter = group.first().and_then(|(word, _)| word.get(depth)).copied().unwrap_or(b'a');
                node.letters |= bit(letter);
                open.push_back((trie.nodes.len(), depth + 1, group));
                trie.nodes.push(Node::default());
            }
            trie.nodes.get_mut(at).into_iter().for_each(|place| *place = node);
        }
        trie
    }

    fn next(&self) -> Place {
        Place::try_from(self.nodes.len()).unwrap_or(Place::MAX)
    }

    /// The number of a word, whatever its case; none where it is no word.
    pub(crate) fn find(&self, word: &[u8]) -> Option<Id> {
        let end = word.iter().try_fold(ROOT, |at, letter| self.step(at, letter.to_ascii_lowercase()));
        self.word(end?)
    }

    /// One letter on, in small letters; none where no word goes on so.
    #[inline]
    pub(super) fn step(&self, at: Place, letter: u8) -> Option<Place> {
        let node = self.nodes.get(usize::from(at))?;
        let bit = bit(letter);
        if node.letters & bit == 0 {
            return None;
        }
        let before = (node.letters & (bit - 1)).count_ones();
        Some(node.first.wrapping_add(u16::try_from(before).unwrap_or(0)))
    }

    /// The number of the word that ends here, which is [`crate::rules::NONE`] if it is in no rule.
    #[inline]
    pub(super) fn word(&self, at: Place) -> Option<Id> {
        self.nodes.get(usize::from(at))?.word.checked_sub(1)
    }
}

/// No letter has no bit.
#[inline]
fn bit(letter: u8) -> u32 {
    let place = u32::from(letter.wrapping_sub(b'a'));
    if place < 26 { 1 << place } else { 0 }
}

#[cfg(test)]
impl Trie {
    /// Whether more words would not be told from each other.
    pub(crate) fn is_full(&self) -> bool {
        self.nodes.len() > usize::from(Place::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::NONE;

    #[test]
    fn words_are_found_by_their_letters_and_nothing_else_is() {
        let trie =
            Trie::new([("the", 3), ("them", NONE), ("then", 4), ("a", NONE), ("a", 7), ("naïve", 9)].into_iter());
        let find = |word: &str| {
            let end = word.bytes().try_fold(ROOT, |at, letter| trie.step(at, letter));
            end.and_then(|end| trie.word(end))
        };
        for (word, expected) in
            [("the", Some(3)), ("them", Some(NONE)), ("then", Some(4)), ("a", Some(7)), ("th", None), ("thex", None)]
        {
            assert_eq!(find(word), expected, "{word}");
        }
        assert_eq!(find("na\u{ef}ve"), None);
    }
}
