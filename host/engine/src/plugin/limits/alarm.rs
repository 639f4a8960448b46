use std::{
    collections::BTreeMap,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Instant,
};

use super::Running;

/// Times at which tasks want to be woken. The ticker looks at every tick, so that no executor's timer is needed.
#[derive(Default)]
pub(super) struct Alarms {
    set: Mutex<Set>,
}

#[derive(Default)]
struct Set {
    wakers: BTreeMap<(Instant, u64), Waker>,
    last: u64,
}

impl Alarms {
    /// Wakes all whose time has come.
    pub(super) fn ring(&self) {
        let mut set = self.lock();
        if set.wakers.is_empty() {
            return;
        }
        let later = set.wakers.split_off(&(Instant::now(), u64::MAX));
        let due = std::mem::replace(&mut set.wakers, later);
        drop(set);
        due.into_values().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The result of `future`, or none once it is later than `until`. It keeps the ticker going only where it has to wait.
pub(super) async fn within<F: Future>(
    alarms: &Arc<Alarms>,
    running: impl Fn() -> Running,
    until: Instant,
    future: F,
) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut alarm = None;
    std::future::poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        let alarm = alarm.get_or_insert_with(|| Alarm {
            at: until,
            number: None,
            alarms: Arc::clone(alarms),
            _running: running(),
        });
        Pin::new(alarm).poll(cx).map(|()| None)
    })
    .await
}

struct Alarm {
    at: Instant,
    /// Its number among the alarms that are set.
    number: Option<u64>,
    alarms: Arc<Alarms>,
    _running: Running,
}

impl Future for Alarm {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.at {
            return Poll::Ready(());
        }
        let mut set = self.alarms.lock();
        let number = self.number.unwrap_or_else(|| {
            set.last += 1;
            set.last
        });
        set.wakers.insert((self.at, number), cx.waker().clone());
        drop(set);
        self.number = Some(number);
        Poll::Pending
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.alarms.lock().wakers.remove(&(self.at, number));
        }
    }
}
