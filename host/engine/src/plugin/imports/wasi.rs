//! Inert stubs of what toolchains import without need. There are no files, sockets, arguments or environment; what is
//! written goes nowhere; the clocks stand at the event's time; randomness is drawn from the event's identity; and
//! nothing can be waited for. So the same event gives the same answer, and no plugin can block.

use std::time::Duration;

use sha2::{Digest, Sha256};
use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::{
    HostMonotonicClock, HostWallClock, WasiCtx, WasiCtxView, WasiView, p2::bindings::clocks::monotonic_clock,
    random::Deterministic,
};

use crate::plugin::{limits::FIRST_LOOK, sandbox::State};

/// The clocks of one event, and the seed of its randomness.
pub(crate) struct Wasi {
    time_ms: u64,
    seed: String,
    /// Made at the first use: most guests never get there.
    ctx: Option<Box<WasiCtx>>,
    table: ResourceTable,
}

impl Wasi {
    pub(crate) fn new(time_ms: u64, seed: impl Into<String>) -> Self {
        Self { time_ms, seed: seed.into(), ctx: None, table: ResourceTable::new() }
    }

    /// Goes on with another event. What the guest has opened stays open.
    pub(crate) fn set(&mut self, time_ms: u64, seed: &str) {
        self.time_ms = time_ms;
        // A text of its own: growing one that another thread made waits for that thread's part of the heap.
        self.seed = seed.to_owned();
        self.ctx = None;
    }
}

/// Bytes of randomness in one go. They are made in the host, where neither fuel nor the deadline sees it.
const MAX_RANDOM: u64 = 64 << 10;

/// A guest tried to wait.
#[derive(Debug, thiserror::Error)]
#[error("the plugin tried to wait")]
pub(crate) struct Waited;

impl WasiView for State {
    /// Every stub begins here, so here its call is counted. It can't be refused here: the guest is stopped where it next
    /// looks at the epoch, at its next loop or call, or else when it answers.
    fn ctx(&mut self) -> WasiCtxView<'_> {
        if self.host_calls.count(0, 0).is_err() {
            (0..FIRST_LOOK).for_each(|_| self.engine.increment_epoch());
        }
        let Wasi { time_ms, seed, ctx, table } = &mut self.wasi;
        let ctx = &mut **ctx.get_or_insert_with(|| {
            let random = |purpose: &str| Deterministic::new(Sha256::digest(format!("{purpose}:{seed}")).to_vec());
            let hash = Sha256::digest(format!("seed:{seed}"));
            let insecure_seed = hash.iter().take(16).fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
            let ctx = WasiCtx::builder()
                .secure_random(random("secure"))
                .insecure_random(random("insecure"))
                .insecure_random_seed(insecure_seed)
                .max_random_size(MAX_RANDOM)
                .wall_clock(Still { time_ms: *time_ms })
                .monotonic_clock(Still { time_ms: *time_ms })
                .allow_tcp(false)
                .allow_udp(false)
                .build();
            Box::new(ctx)
        });
        WasiCtxView { ctx, table }
    }
}

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    // A timer would wait in the host, where neither fuel nor the epoch runs.
    linker.allow_shadowing(true);
    let mut clock = linker.instance("wasi:clocks/monotonic-clock@0.2.12")?;
    for timer in ["subscribe-instant", "subscribe-duration"] {
        clock.func_wrap(
            timer,
            |_, _: (u64,)| -> wasmtime::Result<(wasmtime::component::Resource<monotonic_clock::Pollable>,)> {
                Err(wasmtime::Error::new(Waited))
            },
        )?;
    }
    linker.allow_shadowing(false);
    Ok(())
}

/// A clock that stands.
struct Still {
    time_ms: u64,
}

impl HostWallClock for Still {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.time_ms)
    }
}

impl HostMonotonicClock for Still {
    fn resolution(&self) -> u64 {
        1_000_000
    }

    fn now(&self) -> u64 {
        self.time_ms.saturating_mul(1_000_000)
    }
}
