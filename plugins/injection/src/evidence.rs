//! What speaks for an instruction, and how much.

use crate::dictionary::Dictionary;
use crate::rules::Kind;
use crate::view::Sentence;

/// From here on a text should not pass.
pub(crate) const MEDIUM: i32 = 8;
/// From here on there is little doubt.
pub(crate) const HIGH: i32 = 12;
/// Worth a note.
pub(crate) const LOW: i32 = 5;
/// The same where it was hidden.
pub(crate) const HIDDEN: i32 = 3;
/// So many disguised words are no accident.
const DISGUISED: usize = 3;
/// What benign text has around such words weighs no more than this.
const MOST_BENIGN: i32 = -12;

/// One thing that was seen. Several of one name count once.
#[derive(Debug, Clone, Copy)]
struct Seen {
    name: usize,
    kind: Kind,
    points: i32,
}

/// What was seen in a few sentences.
#[derive(Debug, Default)]
pub(crate) struct Evidence(Vec<Seen>);

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) points: i32,
    pub(crate) kind: Kind,
}

impl Evidence {
    /// Gathers what a sentence shows by itself. `inside`: the points of what was encoded in it; `hidden`: it was hidden itself.
    pub(crate) fn gather(&mut self, sentence: &Sentence, dictionary: &Dictionary, inside: i32, hidden: bool) {
        self.0.clear();
        if sentence.interesting {
            for rule in dictionary.rules.matches(&sentence.tokens) {
                self.add(Seen { name: rule.name, kind: rule.kind, points: rule.points });
            }
        }
        // Data that nobody is to read, and that speaks to somebody.
        if (hidden || sentence.disguised >= DISGUISED)
            && sentence.tokens.iter().any(|token| dictionary.speaks(token.id))
        {
            self.add(Seen { name: dictionary.rules.names + 3, kind: Kind::Task, points: 3 });
        }
        let names = dictionary.rules.names;
        let mut hides = |name: usize, points: i32| {
            if points > 0 {
                self.add(Seen { name: names + name, kind: Kind::Hidden, points });
            }
        };
        hides(
            0,
            match sentence.disguised {
                0 => 0,
                1 => 3,
                _ => 6,
            },
        );
        hides(
            1,
            match sentence.invisible {
                0..3 => 0,
                3..16 => 2,
                _ => 10,
            },
        );
        hides(2, if inside > 0 { inside + 8 } else { 0 });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something here speaks for an instruction.
    pub(crate) fn accuses(&self) -> bool {
        self.0.iter().any(|seen| seen.points > 0)
    }

    /// Adds what another sentence shows.
    pub(crate) fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|seen| self.add(*seen));
    }

    fn add(&mut self, new: Seen) {
        match self.0.iter_mut().find(|seen| seen.name == new.name) {
            Some(seen) if seen.points.abs() >= new.points.abs() => {}
            Some(seen) => *seen = new,
            None => self.0.push(new),
        }
    }

    /// What it comes to, with each kind weighed.
    pub(crate) fn sum(&self, weigh: impl Fn(Kind, i32) -> i32) -> Sum {
        let mut kinds = Kind::ALL.map(|(kind, _)| (kind, 0));
        for seen in &self.0 {
            if let Some((_, points)) = kinds.iter_mut().find(|(kind, _)| *kind == seen.kind) {
                *points += weigh(seen.kind, seen.points);
            }
        }
        let benign = kinds.iter().filter(|(kind, _)| *kind == Kind::Benign).map(|(_, points)| *points).sum::<i32>();
        // That something is hidden says nothing by itself, unless it is an instruction.
        let alone = kinds.iter().all(|(kind, points)| matches!(kind, Kind::Hidden | Kind::Benign) || *points <= 0);
        if alone {
            let most = self.0.iter().filter(|seen| seen.kind == Kind::Hidden).map(|seen| seen.points).max();
            kinds
                .iter_mut()
                .filter(|(kind, _)| *kind == Kind::Hidden)
                .for_each(|(_, points)| *points = most.unwrap_or(0));
        }
        let accusing = kinds.iter().filter(|(kind, _)| *kind != Kind::Benign);
        let most = accusing.clone().max_by_key(|(kind, points)| (*points, std::cmp::Reverse(*kind)));
        let points = accusing.map(|(_, points)| *points).sum::<i32>() + benign.max(MOST_BENIGN);
        Sum { points, kind: most.map_or(Kind::Task, |(kind, _)| *kind) }
    }
}
