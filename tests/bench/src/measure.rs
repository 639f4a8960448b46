//! The one way in which the comparison takes times: call by call, the cases in turn.

use std::time::{Duration, Instant};

/// In so many turns a case gets its time. What disturbs the machine for a while then disturbs all cases, not one.
const TURNS: u32 = 20;

/// Something that is called again and again.
pub struct Case<'c> {
    name: String,
    call: Box<dyn FnMut() + 'c>,
}

impl<'c> Case<'c> {
    /// A case; what it sets up, it sets up before.
    pub fn new(name: impl Into<String>, call: impl FnMut() + 'c) -> Self {
        Self { name: name.into(), call: Box::new(call) }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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
        repeat(each / TURNS, &mut case.call, &mut Vec::new());
    }
    for _ in 0..TURNS {
        for (case, samples) in cases.iter_mut().zip(&mut samples) {
            repeat(each / TURNS, &mut case.call, samples);
        }
    }
    cases.iter().zip(samples).map(|(case, samples)| times(case.name(), samples)).collect()
}

fn repeat(time: Duration, call: &mut dyn FnMut(), samples: &mut Vec<u64>) {
    let start = Instant::now();
    loop {
        let before = Instant::now();
        call();
        samples.push(u64::try_from(before.elapsed().as_nanos()).unwrap_or(u64::MAX));
        if start.elapsed() >= time {
            return;
        }
    }
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
