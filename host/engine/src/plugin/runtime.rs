use std::{path::PathBuf, sync::Arc, time::Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, component::Linker,
};

use crate::state::{MemoryState, StateStore};

use super::{
    cache::Cache,
    compile::Compilers,
    error::RuntimeError,
    failure::Busy,
    imports,
    limits::{Limit, LimitSet, Limits, Ticker, Timer},
    sandbox::State,
    waiting::{Keeper, Nudge},
};

/// What an operator decides about all plugins of a process.
///
/// # Example
/// ```
/// use portcullis::plugin::{Limit, LimitSet, Runtime, RuntimeOptions};
///
/// let options = RuntimeOptions {
///     limits: LimitSet::new().with(Limit::Memory, 32 << 20),
///     instances: 64,
///     ..RuntimeOptions::default()
/// };
/// let runtime = Runtime::new(&options)?;
/// # Ok::<(), portcullis::plugin::RuntimeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RuntimeOptions {
    /// The operator's limits. By default none, so that each limit has its own default.
    pub limits: LimitSet,
    /// How many calls may run at once; further ones wait for one to end, as long as their deadline. By default 256.
    pub instances: u32,
    /// How many fresh instances may wait for the next calls, over all plugins, besides those that calls run in. Each
    /// takes about 30 KiB; those of plugins that are not asked are dropped within a minute. With none, each call waits
    /// until its instance is made, and until it is cleared away. By default 64.
    pub waiting: u32,
    /// The folder where compiled code is kept between runs: the user's alone, made where it is missing. By default none,
    /// so that each component is compiled when it is loaded.
    pub cache: Option<PathBuf>,
    /// Where plugins keep what outlives an event, if their pack grants it. By default in this process: several processes
    /// that are to share limits need one that they all reach.
    pub state: Arc<dyn StateStore>,
}

impl Default for RuntimeOptions {
    fn default() -> Self {
        Self { limits: LimitSet::new(), instances: 256, waiting: 64, cache: None, state: Arc::new(MemoryState::new()) }
    }
}

/// The WebAssembly engine and what all plugins share. One per process is enough, and cloning is cheap.
#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    plain: Linker<State>,
    stubbed: Linker<State>,
    ticker: Ticker,
    places: u32,
    free: Arc<Semaphore>,
    keeper: Option<Keeper>,
    limits: LimitSet,
    cache: Option<Cache>,
    compilers: Compilers,
    state: Arc<dyn StateStore>,
}

/// A component may be built of several core modules, each with its memory and table: QuickJS components have three.
const PARTS_PER_INSTANCE: u32 = 8;
/// Core modules that a component may instantiate, most of them without a memory of their own: Python components have one
/// for each library.
const MODULES_PER_INSTANCE: u32 = 64;
/// How much of a memory is kept mapped and reset in place. Without `PAGEMAP_SCAN` (Linux 6.7), which finds the pages
/// that were touched, resetting that much costs more than mapping it anew.
const KEEP_WITH_SCAN: usize = 1 << 20;
const KEEP_WITHOUT_SCAN: usize = 64 << 10;

impl Runtime {
    /// Starts an engine.
    ///
    /// # Errors
    /// Options that the engine refuses, or for which the system has no room.
    pub fn new(options: &RuntimeOptions) -> Result<Self, RuntimeError> {
        let engine = engine(options).map_err(|error| RuntimeError::Engine(error.into()))?;
        let linker = |stubs| imports::linker(&engine, stubs).map_err(|error| RuntimeError::Engine(error.into()));
        let keeper = (options.waiting > 0).then(|| Keeper::start(options.waiting)).transpose();
        let keeper = keeper.map_err(RuntimeError::Keeper)?;
        let nudge = keeper.as_ref().map(Keeper::nudge);
        let at_tick = move || nudge.iter().for_each(Nudge::at_tick);
        let places = options.instances.max(1);
        let inner = Inner {
            plain: linker(false)?,
            stubbed: linker(true)?,
            ticker: Ticker::start(&engine, at_tick).map_err(RuntimeError::Ticker)?,
            places,
            free: Arc::new(Semaphore::new(places as usize)),
            keeper,
            compilers: Compilers::default(),
            limits: shared_out(&options.limits, places),
            state: Arc::clone(&options.state),
            cache: options.cache.as_ref().map(|path| Cache::open(path, &engine)).transpose()?,
            engine,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The engine's name and version, and ours: fuel can only be compared where they are the same.
    #[must_use]
    pub fn version() -> &'static str {
        concat!("portcullis ", env!("CARGO_PKG_VERSION"), ", wasmtime 48.0.8")
    }

    /// Whether the system says which pages an instance has touched (`PAGEMAP_SCAN`, Linux 6.7). Without it, a fresh
    /// instance costs several times as much.
    #[must_use]
    pub fn has_pagemap_scan() -> bool {
        PoolingAllocationConfig::is_pagemap_scan_available()
    }

    /// The operator's limits.
    #[must_use]
    pub fn limits(&self) -> &LimitSet {
        &self.inner.limits
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(super) fn cache(&self) -> Option<&Cache> {
        self.inner.cache.as_ref()
    }

    pub(super) fn compilers(&self) -> &Compilers {
        &self.inner.compilers
    }

    pub(super) fn linker(&self, stubs: bool) -> &Linker<State> {
        if stubs { &self.inner.stubbed } else { &self.inner.plain }
    }

    pub(super) fn ticker(&self) -> &Timer {
        self.inner.ticker.timer()
    }

    pub(super) fn state(&self) -> &Arc<dyn StateStore> {
        &self.inner.state
    }

    /// How many calls may run at once.
    pub(super) fn places(&self) -> u32 {
        self.inner.places
    }

    pub(super) fn keeper(&self) -> Option<&Keeper> {
        self.inner.keeper.as_ref()
    }

    /// A place for one call; waits for one, until then.
    pub(super) async fn place(&self, until: Instant) -> Result<OwnedSemaphorePermit, Busy> {
        let free = &self.inner.free;
        if let Ok(place) = Arc::clone(free).try_acquire_owned() {
            return Ok(place);
        }
        let place = self.ticker().within(until, Arc::clone(free).acquire_owned()).await;
        place.and_then(Result::ok).ok_or(Busy::Runtime { instances: self.inner.places })
    }
}

/// The operator's limits. In a small runtime one slow plugin could take all places by the default, so it gets half.
fn shared_out(limits: &LimitSet, places: u32) -> LimitSet {
    let half = u64::from(places / 2).max(1);
    if half < Limit::Concurrency.default() { limits.clone().or(Limit::Concurrency, half) } else { limits.clone() }
}

fn engine(options: &RuntimeOptions) -> wasmtime::Result<Engine> {
    let limits = Limits::effective(&options.limits, &LimitSet::new(), &LimitSet::new());
    let size = |limit| usize::try_from(limits.value(limit)).unwrap_or(usize::MAX);
    let instances = options.instances.max(1).saturating_add(options.waiting);
    let parts = instances.saturating_mul(PARTS_PER_INSTANCE);
    let scan = Runtime::has_pagemap_scan();

    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        // A place of ours is a place in each of these pools, so that no plugin can take another one's.
        .total_core_instances(instances.saturating_mul(MODULES_PER_INSTANCE))
        .max_core_instances_per_component(MODULES_PER_INSTANCE)
        .max_memories_per_component(PARTS_PER_INSTANCE)
        .max_tables_per_component(PARTS_PER_INSTANCE)
        .total_memories(parts)
        .total_tables(parts)
        .total_stacks(instances)
        .max_memories_per_module(PARTS_PER_INSTANCE)
        .max_tables_per_module(PARTS_PER_INSTANCE)
        .max_memory_size(size(Limit::Memory))
        .table_elements(size(Limit::TableElements))
        .linear_memory_keep_resident(if scan { KEEP_WITH_SCAN } else { KEEP_WITHOUT_SCAN })
        .table_keep_resident(KEEP_WITHOUT_SCAN)
        .pagemap_scan(if scan { Enabled::Yes } else { Enabled::No });

    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .cranelift_opt_level(OptLevel::Speed)
        // The same answer and the same fuel everywhere.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .relaxed_simd_deterministic(true)
        // What no plugin needs, and attackers of engines use.
        .wasm_memory64(false)
        .wasm_tail_call(false)
        .concurrency_support(false)
        // For debuggers of the host, and offsets in traces that nobody is shown: a sixth of the code that each load reads.
        .generate_address_map(false)
        .native_unwind_info(false)
        .debug_symbols(false)
        // Both ways of stopping a guest: fuel is exact, the epoch knows the time.
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(size(Limit::Stack))
        // Room for the guest's stack, and for host calls on top of it.
        .async_stack_size(size(Limit::Stack).saturating_add(1 << 20));
    Engine::new(&config)
}
