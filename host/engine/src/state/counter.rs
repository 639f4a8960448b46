use std::collections::{BTreeMap, BTreeSet};

use portcullis_audit::{MAX_INTEGER, Window};

/// A rolling window is counted in so many parts. The oldest counts as a whole until all of it is out of the window, so that
/// no limit is passed.
const PARTS: u64 = 60;

/// What is spent and held in one window under one key.
#[derive(Debug)]
pub(super) struct Counter {
    window: Window,
    /// By part of the window.
    spent: BTreeMap<u64, u64>,
    held: u64,
    /// When each reservation's lease is over.
    leases: BTreeSet<(u64, String)>,
}

impl Counter {
    pub(super) fn new(window: Window) -> Self {
        Self { window, spent: BTreeMap::new(), held: 0, leases: BTreeSet::new() }
    }

    /// The part of the window in which something is spent now.
    pub(super) fn part(window: Window, now: u64) -> u64 {
        match window {
            Window::Rolling { ms } => now / width(ms),
            Window::Until { .. } => 0,
        }
    }

    /// What is spent and held, without the parts that are out of the window.
    pub(super) fn used(&mut self, now: u64) -> u64 {
        if let Window::Rolling { ms } = self.window {
            self.spent = self.spent.split_off(&(now.saturating_sub(ms) / width(ms)));
        }
        let spent = self.spent.values().fold(self.held, |sum, amount| sum.saturating_add(*amount));
        spent.min(MAX_INTEGER)
    }

    /// After how many milliseconds something may be free that is not now.
    pub(super) fn retry_ms(&self, now: u64) -> u64 {
        let lease = self.leases.first().map(|(until, _)| *until);
        let spent = match self.window {
            Window::Rolling { ms } => {
                let oldest = self.spent.keys().next();
                oldest.map(|part| (part + 1).saturating_mul(width(ms)).saturating_add(ms))
            }
            Window::Until { ms } => Some(ms),
        };
        let at = lease.into_iter().chain(spent).min();
        at.map_or(0, |at| at.saturating_sub(now)).min(MAX_INTEGER)
    }

    pub(super) fn hold(&mut self, id: &str, amount: u64, until: u64) {
        self.held = self.held.saturating_add(amount);
        self.leases.insert((until, id.to_owned()));
    }

    pub(super) fn let_go(&mut self, id: &str, amount: u64, until: u64) {
        self.held = self.held.saturating_sub(amount);
        self.leases.remove(&(until, id.to_owned()));
    }

    pub(super) fn spend(&mut self, part: u64, amount: u64) {
        let spent = self.spent.entry(part).or_default();
        *spent = spent.saturating_add(amount);
    }

    /// Takes back what was spent, if its part still counts.
    pub(super) fn take_back(&mut self, part: u64, amount: u64) {
        if let Some(spent) = self.spent.get_mut(&part) {
            *spent = spent.saturating_sub(amount);
        }
    }
}

fn width(ms: u64) -> u64 {
    ms.div_ceil(PARTS).max(1)
}
