//! The formats that want a name, by how long a value is: of hundreds a few are left.

use crate::rules::Rule;

/// No value of such a format is longer.
const LONGEST: usize = 512;

/// For each length the numbers of the rules.
#[derive(Debug)]
pub(crate) struct Lengths(Vec<Vec<u16>>);

impl Lengths {
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut lengths = vec![Vec::new(); LONGEST + 1];
        for (number, rule) in (0..).zip(rules).filter(|(_, rule)| !rule.near.is_empty()) {
            for (length, numbers) in lengths.iter_mut().enumerate() {
                if rule.patterns.iter().any(|pattern| pattern.has_length(length)) {
                    numbers.push(number);
                }
            }
        }
        Self(lengths)
    }

    /// The rules whose values may be so long.
    pub(crate) fn of(&self, length: usize) -> &[u16] {
        self.0.get(length).map_or(&[], Vec::as_slice)
    }
}
