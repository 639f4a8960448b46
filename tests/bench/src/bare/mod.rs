//! The floor: wasmtime alone, calling the same plugin with the same records, under the settings and the limits that the
//! gate has. No documents of the host's own, no merging, no record.

mod snapshot;

use std::{
    pin::pin,
    task::{Context as Waking, Poll, Waker},
};

use portcullis::document::Document;
use wasmtime::{
    Config, Enabled, Engine, Error, InstanceAllocationStrategy, PoolingAllocationConfig, ResourceLimiter, Result,
    Store, bail,
    component::{Component, HasSelf, Linker},
    ensure,
};

use crate::{desk, refund};

mod bindings {
    wasmtime::component::bindgen!({ path: "../../wit/0.1.0", world: "policy-plugin", imports: { default: trappable } });
}

use bindings::{
    PolicyPlugin, PolicyPluginPre,
    portcullis::plugin::{
        document::{self, Part},
        log, types,
    },
};

const FUEL: u64 = 50_000_000;
const MEMORY: usize = 64 << 20;
const TABLE_ELEMENTS: usize = 100_000;
const HOST_CALL_BYTES: usize = 1 << 20;
/// How many instances may live at once: those of calls, and those that wait.
const INSTANCES: u32 = 256 + 64;

/// The policy, configured and snapshotted.
pub struct Bare {
    engine: Engine,
    policy: PolicyPluginPre<State>,
    payload: Document,
}

struct State {
    payload: Document,
    memory: usize,
}

/// An instance that is asked again and again.
pub struct Reused {
    store: Store<State>,
    instance: PolicyPlugin,
}

impl Bare {
    /// Compiles, configures, snapshots and compiles again.
    ///
    /// # Errors
    /// The plugin was not built, or is not what it should be.
    pub fn new() -> Result<Self> {
        let engine = Engine::new(&config())?;
        let mut linker = Linker::new(&engine);
        types::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
        log::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;
        document::add_to_linker::<_, HasSelf<_>>(&mut linker, |state| state)?;

        let payload = Document::parse(refund::ARGUMENTS)?;
        let source = desk::guest("refund_limits").map_err(|error| Error::msg(format!("{error:#}")))?;
        let (context, instrumented) = snapshot::instrument(&source)?;
        let component = Component::from_binary(&engine, &instrumented)?;
        let mut store = store(&engine, &payload);
        let instance = linker.instantiate(&mut store, &component)?;
        let plugin = PolicyPlugin::new(&mut store, &instance)?;
        if let Err(errors) = plugin.portcullis_plugin_lifecycle().call_configure(&mut store, desk::ONE_RULE)? {
            bail!("the config is refused: {errors:?}");
        }
        let snapshot = snapshot::take(&context, &mut store, instance)?;
        let component = Component::from_binary(&engine, &snapshot)?;
        let policy = PolicyPluginPre::new(linker.instantiate_pre(&component)?)?;
        let bare = Self { engine, policy, payload };
        ensure!(bare.fresh()?, "the plugin denies what the rule allows");
        Ok(bare)
    }

    /// Asks a fresh instance, and throws it away.
    ///
    /// # Errors
    /// The call fails.
    pub fn fresh(&self) -> Result<bool> {
        let mut store = store(&self.engine, &self.payload);
        let instance = self.policy.instantiate(&mut store)?;
        ask(&instance, &mut store)
    }

    /// An instance that stays.
    ///
    /// # Errors
    /// It can't be had.
    pub fn reused(&self) -> Result<Reused> {
        let mut store = store(&self.engine, &self.payload);
        let instance = self.policy.instantiate(&mut store)?;
        Ok(Reused { store, instance })
    }
}

impl Reused {
    /// Asks it.
    ///
    /// # Errors
    /// The call fails.
    pub fn ask(&mut self) -> Result<bool> {
        self.store.set_fuel(FUEL)?;
        self.store.set_epoch_deadline(1);
        ask(&self.instance, &mut self.store)
    }
}

fn store(engine: &Engine, payload: &Document) -> Store<State> {
    let mut store = Store::new(engine, State { payload: payload.clone(), memory: 0 });
    store.limiter(|state| state);
    store.set_hostcall_fuel(HOST_CALL_BYTES);
    // Nobody advances the epoch here: guests look at it, and that costs what it costs.
    store.set_epoch_deadline(1);
    // It can only fail where the engine doesn't count fuel.
    let _ = store.set_fuel(FUEL);
    store
}

fn ask(plugin: &PolicyPlugin, store: &mut Store<State>) -> Result<bool> {
    let verdict = plugin.portcullis_plugin_policy().call_evaluate(store, &event())?.map_err(Error::msg)?;
    Ok(matches!(verdict.decision, types::Decision::Allow))
}

fn event() -> types::Event {
    types::Event {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        session: "session".to_owned(),
        phase: types::Phase::ToolCall,
        subject: types::Subject {
            id: "alice".to_owned(),
            kind: types::SubjectKind::User,
            roles: vec![refund::ROLE.to_owned()],
            scopes: refund::SCOPES.map(str::to_owned).to_vec(),
            claims: "{}".to_owned(),
            via: Vec::new(),
        },
        target: format!("tool:support/{}", refund::ACTION),
        action: refund::ACTION.to_owned(),
        context: "{}".to_owned(),
        time_ms: 1_767_225_600_000,
    }
}

/// What `host/engine/src/plugin/runtime.rs` settles on.
fn config() -> Config {
    let scan = PoolingAllocationConfig::is_pagemap_scan_available();
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(INSTANCES)
        .total_core_instances(INSTANCES * 64)
        .max_core_instances_per_component(64)
        .max_memories_per_component(8)
        .max_tables_per_component(8)
        .total_memories(INSTANCES * 8)
        .total_tables(INSTANCES * 8)
        .max_memories_per_module(8)
        .max_tables_per_module(8)
        .max_memory_size(MEMORY)
        .table_elements(TABLE_ELEMENTS)
        .linear_memory_keep_resident(if scan { 1 << 20 } else { 64 << 10 })
        .table_keep_resident(64 << 10)
        .pagemap_scan(if scan { Enabled::Yes } else { Enabled::No });
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_tail_call(false)
        .concurrency_support(false)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(512 << 10);
    config
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.memory += desired.saturating_sub(current);
        Ok(self.memory <= MEMORY)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        Ok(desired <= TABLE_ELEMENTS)
    }
}

impl types::Host for State {}

impl log::Host for State {
    fn log(&mut self, _: log::Level, _: String) -> Result<()> {
        Ok(())
    }
}

impl document::Host for State {
    fn json(&mut self, part: Part) -> Result<String> {
        Ok(if part == Part::Payload { self.payload.text() } else { "{}" }.to_owned())
    }

    fn get(&mut self, part: Part, pointer: String) -> Result<Option<String>> {
        let value = if part == Part::Payload { self.payload.get(&pointer) } else { None };
        Ok(value.map(|value| value.raw().to_owned()))
    }

    fn size(&mut self, part: Part) -> Result<u64> {
        Ok(self.json(part)?.len().try_into()?)
    }
}

/// Runs what never really waits.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T> {
    match pin!(future).poll(&mut Waking::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => bail!("something waits that should not"),
    }
}
