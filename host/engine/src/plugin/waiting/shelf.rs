use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::OwnedSemaphorePermit;

use crate::plugin::{
    failure::Failure,
    sandbox::Sandbox,
    template::{Guest, Template},
};

use super::pace::Pace;

/// Instances that wait for one plugin at most.
const MOST: usize = 16;

/// An instance that no event has touched, ready to be asked.
pub(in crate::plugin) struct Fresh {
    pub(in crate::plugin) sandbox: Sandbox,
    pub(in crate::plugin) guest: Guest,
}

impl Fresh {
    /// Makes one, in this slot of the pool.
    pub(super) async fn make(template: Arc<Template>, slot: OwnedSemaphorePermit) -> Result<Self, Failure> {
        let _running = template.component.runtime().ticker().running();
        let mut sandbox = template.sandbox(slot);
        let guest = template.prepare(&mut sandbox).await?;
        Ok(Self { sandbox, guest })
    }
}

/// The waiting instances of one plugin.
pub(in crate::plugin) struct Shelf {
    template: Arc<Template>,
    stock: Mutex<Stock>,
}

#[derive(Default)]
struct Stock {
    fresh: Vec<Fresh>,
    /// How many should wait. It grows where somebody finds none, so that a plugin that is asked now and then keeps few.
    wanted: usize,
    /// Whether somebody came since the keeper last asked.
    asked: bool,
    pace: Pace,
}

impl Shelf {
    pub(in crate::plugin) fn new(template: Arc<Template>) -> Self {
        Self { template, stock: Mutex::default() }
    }

    /// An instance, where one waits; or else whether the keeper should look after the shelf. Never waits itself, not even
    /// for the keeper to put one there.
    pub(in crate::plugin) fn take(&self) -> Result<Fresh, bool> {
        let mut stock = self.stock.try_lock().map_err(|_| true)?;
        stock.asked = true;
        let fresh = stock.fresh.pop();
        stock.pace.count(fresh.is_some());
        if fresh.is_none() {
            stock.wanted = (2 * stock.wanted).clamp(1, MOST);
        }
        fresh.ok_or(stock.pace.keeps_up())
    }

    pub(super) fn template(&self) -> &Arc<Template> {
        &self.template
    }

    /// At each tick. How long the keeper leaves it alone from now on, where it does not keep up with those who come.
    pub(super) fn tick(&self, now: Instant) -> Option<Duration> {
        self.lock().pace.tick(now)
    }

    /// Whether more should wait, if there is room for `most`.
    pub(super) fn lacks(&self, most: usize) -> bool {
        let stock = self.lock();
        stock.pace.keeps_up() && stock.fresh.len() < stock.wanted.min(most)
    }

    pub(super) fn put(&self, made: Result<Fresh, Failure>) {
        let mut stock = self.lock();
        match made {
            Ok(fresh) => stock.fresh.push(fresh),
            // Whoever comes next makes their own, and is told what went wrong.
            Err(_) => stock.wanted = 0,
        }
    }

    /// Whether instances wait here, or should.
    pub(super) fn is_used(&self) -> bool {
        let stock = self.lock();
        stock.wanted > 0 || !stock.fresh.is_empty()
    }

    /// What is to be dropped, by the caller, who holds no lock: all that waits, where nobody came since this was last
    /// asked; else what there is no room for.
    pub(super) fn sort_out(&self, most: usize, idle: bool) -> Vec<Fresh> {
        let mut stock = self.lock();
        if idle && !std::mem::take(&mut stock.asked) {
            stock.wanted = 0;
        }
        let keep = stock.wanted.min(most).min(stock.fresh.len());
        stock.fresh.split_off(keep)
    }

    fn lock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
