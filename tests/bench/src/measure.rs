//! The one way in which the comparison takes times: call by call, the cases in turn.

use std::{
    hint,
    time::{Duration, Instant},
};

/// In so many turns a case gets its time. What disturbs the machine for a while then disturbs all cases, not one.
const TURNS: u32 = 20;

/// Something that is called again and again.
pub struct Case<'c> {
    name: String,
    call: Box<dyn FnMut() + 'c>,
    /// From the beginning of a call to that of the next.
    every: Duration,
}

impl<'c> Case<'c> {
    /// A case; what it sets up, it sets up before.
    pub fn new(name: impl Into<String>, call: impl FnMut() + 'c) -> Self {
        Self { name: name.into(), call: Box::new(call), every: Duration::ZERO }
    }

    /// The same, called once in so long at most: not as fast as it can be.
    #[must_use]
    pub fn every(self, every: Duration) -> Self {
        Self { every, ..self }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn repeat(&mut self, time: Duration, samples: &mut Vec<u64>) {
        let start = Instant::now();
        loop {
            let before = Instant::now();
            (self.call)();
            samples.push(u64::try_from(before.elapsed().as_nanos()).unwrap_or(u64::MAX));
            // The thread stays awake: what waking costs is not the call's.
            while before.elapsed() < self.every {
                hint::spin_loop();
            }
            if start.elapsed() >= time {
                return;
            }
        }
    }
}

/// How long calls of a case took, in nanoseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// The case.
    pub name: String,
    /// Half of the calls took no longer.
    pub p50: u64,
    /// All but one in a hundred took no longer.
    pub p99: u64,
    /// How many calls there were.
    pub calls: usize,
}

/// Calls each case for about so long altogether, in turns.
pub fn side_by_side(mut cases: Vec<Case<'_>>, each: Duration) -> Vec<Times> {
    let mut samples: Vec<Vec<u64>> = cases.iter().map(|_| Vec::new()).collect();
    for case in &mut cases {
        case.repeat(each / TURNS, &mut Vec::new());
    }
    for _ in 0..TURNS {
        for (case, samples) in cases.iter_mut().zip(&mut samples) {
            case.repeat(each / TURNS, samples);
        }
    }
    cases.iter().zip(samples).map(|(case, samples)| times(case.name(), samples)).collect()
}

fn times(name: &str, mut samples: Vec<u64>) -> Times {
    samples.sort_unstable();
    let at = |hundredths: usize| {
        let index = samples.len().saturating_mul(hundredths) / 100;
        samples.get(index).or(samples.last()).copied().unwrap_or_default()
    };
    Times { name: name.to_owned(), p50: at(50), p99: at(99), calls: samples.len() }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_calls() {
        let times = times("x", (0..1000).rev().collect());
        assert_eq!((times.p50, times.p99, times.calls), (500, 990, 1000));
    }

    #[test]
    fn one_call_is_its_own_percentile() {
        assert_eq!(times("x", vec![7]), Times { name: "x".to_owned(), p50: 7, p99: 7, calls: 1 });
    }

    #[test]
    fn a_case_with_a_pace_is_not_called_more_often() {
        let mut samples = Vec::new();
        Case::new("x", || ()).every(Duration::from_millis(5)).repeat(Duration::from_millis(22), &mut samples);
        assert!(samples.len() <= 5, "{}", samples.len());
    }

    #[test]
    fn cases_take_turns() {
        let (last, changes) = (Cell::new(0), Cell::new(0));
        let call = |case: u32| {
            let (last, changes) = (&last, &changes);
            move || {
                if last.replace(case) != case {
                    changes.set(changes.get() + 1);
                }
            }
        };
        let times = side_by_side(vec![Case::new("a", call(1)), Case::new("b", call(2))], Duration::ZERO);
        assert_eq!(times.iter().map(|times| &*times.name).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(changes.get(), 2 * (TURNS + 1));
    }
}
