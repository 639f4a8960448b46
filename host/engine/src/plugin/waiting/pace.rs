use std::time::{Duration, Instant};

use crate::plugin::limits::TICK;

/// Fewer calls than this in one tick are of a guest that takes its time: its instances are made beside its calls, not in their way,
/// and each that is ready helps.
const TELLING: u32 = 32;
/// One call in so many may find no instance.
const ONE_MISS_IN: u32 = 4;
const LONGEST_REST: Duration = Duration::from_millis(64);

/// Whether the keeper keeps up with a plugin's calls.
///
/// Where it does not, its work is in their way: it and they wait for the same parts of engine, heap and system, so that even
/// those who make their own instance take longer. Then it leaves the plugin alone for a while, each time for twice as long.
#[derive(Debug, Default)]
pub(super) struct Pace {
    calls: u32,
    misses: u32,
    /// When instances are made again; none while they are.
    rests_until: Option<Instant>,
    last_rest: Duration,
}

impl Pace {
    /// Somebody came, and found an instance or none.
    pub(super) fn count(&mut self, found: bool) {
        self.calls = self.calls.saturating_add(1);
        if !found {
            self.misses = self.misses.saturating_add(1);
        }
    }

    /// Whether instances are to be made.
    pub(super) fn keeps_up(&self) -> bool {
        self.rests_until.is_none()
    }

    /// At each tick: looks at the calls since the last one. How long it rests from now on, if it does.
    pub(super) fn tick(&mut self, now: Instant) -> Option<Duration> {
        let behind = self.calls >= TELLING && self.misses.saturating_mul(ONE_MISS_IN) > self.calls;
        (self.calls, self.misses) = (0, 0);
        match self.rests_until {
            Some(until) if now < until => {}
            Some(_) => self.rests_until = None,
            None => {
                let rest = (self.last_rest * 2).clamp(TICK, LONGEST_REST);
                self.last_rest = if behind { rest } else { Duration::ZERO };
                self.rests_until = behind.then(|| now + rest);
            }
        }
        self.rests_until.map(|until| until.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tick at this time, after so many calls of which so many found nothing.
    fn tick(pace: &mut Pace, now: Instant, calls: u32, misses: u32) -> Option<Duration> {
        (0..calls).for_each(|call| pace.count(call >= misses));
        pace.tick(now)
    }

    #[test]
    fn a_guest_that_takes_its_time_never_makes_it_rest() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for number in 0..100 {
            assert_eq!(tick(&mut pace, now + TICK * number, TELLING - 1, TELLING - 1), None);
            assert!(pace.keeps_up());
        }
    }

    #[test]
    fn while_most_find_an_instance_it_goes_on() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        assert_eq!(tick(&mut pace, now, 40, 10), None);
        assert!(pace.keeps_up());
        assert_eq!(tick(&mut pace, now + TICK, 40, 11), Some(TICK));
        assert!(!pace.keeps_up());
    }

    #[test]
    fn it_rests_for_its_time_whoever_comes() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        tick(&mut pace, now, 50, 50);
        assert_eq!(tick(&mut pace, now + TICK / 2, 50, 50), Some(TICK / 2));
        assert_eq!(tick(&mut pace, now + TICK, 50, 50), None);
        assert!(pace.keeps_up());
    }

    #[test]
    fn each_rest_is_twice_the_last_up_to_a_bound_and_the_first_again_once_it_keeps_up() {
        let (mut pace, mut now) = (Pace::default(), Instant::now());
        let mut fall_behind = |pace: &mut Pace| {
            let rest = tick(pace, now, 50, 30).unwrap();
            now += rest;
            assert_eq!(tick(pace, now, 50, 50), None);
            now += TICK;
            rest.as_millis()
        };
        let rests: Vec<_> = (0..9).map(|_| fall_behind(&mut pace)).collect();
        assert_eq!(rests, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
        assert_eq!(tick(&mut pace, Instant::now() + LONGEST_REST * 10, 50, 0), None);
        assert_eq!(fall_behind(&mut pace), 1);
    }
}
