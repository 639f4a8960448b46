/// Fewer calls than this in one tick say nothing.
const TELLING: u32 = 8;
/// One call in so many may find no instance.
const ONE_MISS_IN: u32 = 4;
/// It rests for so many ticks at most.
const LONGEST_REST: u32 = 64;

/// Whether the keeper keeps up with a plugin's calls.
///
/// Where it does not, its work is in their way: it and they wait for the same parts of engine, heap and system, so that even
/// those who make their own instance take longer. Then it leaves the plugin alone for a while, each time for twice as long.
#[derive(Debug, Default)]
pub(super) struct Pace {
    calls: u32,
    misses: u32,
    /// Ticks until instances are made again.
    resting: u32,
    last_rest: u32,
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
        self.resting == 0
    }

    /// At each tick: looks at the calls since the last one.
    pub(super) fn tick(&mut self) {
        let Self { calls, misses, resting, last_rest } = std::mem::take(self);
        let behind = calls >= TELLING && misses.saturating_mul(ONE_MISS_IN) > calls;
        (self.resting, self.last_rest) = match resting {
            0 if behind => {
                let rest = last_rest.saturating_mul(2).clamp(1, LONGEST_REST);
                (rest, rest)
            }
            0 => (0, 0),
            _ => (resting - 1, last_rest),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tick with so many calls, of which so many found nothing.
    fn tick(pace: &mut Pace, calls: u32, misses: u32) {
        (0..calls).for_each(|call| pace.count(call >= misses));
        pace.tick();
    }

    /// Ticks until it keeps up again.
    fn rest(pace: &mut Pace) -> u32 {
        let mut ticks = 0;
        while !pace.keeps_up() {
            tick(pace, 50, 50);
            ticks += 1;
        }
        ticks
    }

    #[test]
    fn a_few_calls_never_make_it_rest() {
        let mut pace = Pace::default();
        for _ in 0..100 {
            tick(&mut pace, TELLING - 1, TELLING - 1);
            assert!(pace.keeps_up());
        }
    }

    #[test]
    fn while_most_find_an_instance_it_goes_on() {
        let mut pace = Pace::default();
        tick(&mut pace, 40, 10);
        assert!(pace.keeps_up());
        tick(&mut pace, 40, 11);
        assert!(!pace.keeps_up());
    }

    #[test]
    fn each_rest_is_twice_the_last_up_to_a_bound_and_the_first_again_once_it_keeps_up() {
        let mut pace = Pace::default();
        let rests: Vec<u32> = (0..9)
            .map(|_| {
                tick(&mut pace, 50, 30);
                rest(&mut pace)
            })
            .collect();
        assert_eq!(rests, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
        tick(&mut pace, 50, 0);
        tick(&mut pace, 50, 30);
        assert_eq!(rest(&mut pace), 1);
    }
}
