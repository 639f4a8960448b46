//! One call in a fresh instance. Nothing that an event touched is used again: the store goes with the call.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use portcullis_audit::LogLine;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Store, component::Instance};

use super::{
    component::Code,
    failure::{Failure, classify},
    imports::{Documents, Wasi},
    limits::{Deadline, HostCalls, Limit, Limits, LogBook, Running, Space, Tank},
    runtime::Runtime,
};

/// What the host keeps for one instance.
pub(crate) struct State {
    pub(super) engine: wasmtime::Engine,
    pub(super) space: Space,
    pub(super) host_calls: HostCalls,
    pub(super) log: LogBook,
    pub(super) documents: Option<Documents>,
    pub(super) wasi: Wasi,
}

/// What a call answered, and what it took.
#[derive(Debug, Clone)]
pub struct Measured<T> {
    /// The answer, or why there is none.
    pub result: Result<T, Failure>,
    /// Fuel that it took, without what instantiating took.
    pub fuel: u64,
    /// Wall time, with what instantiating took.
    pub time: Duration,
    /// Linear memory that it had at the end, in bytes.
    pub memory: u64,
    /// What the plugin wrote.
    pub log: Vec<LogLine>,
}

/// A call that is being made.
pub(super) struct Call<'c> {
    store: Store<State>,
    code: &'c Code,
    limits: &'c Arc<Limits>,
    tank: Tank,
    started: Instant,
    _running: Running,
    _place: OwnedSemaphorePermit,
}

impl<'c> Call<'c> {
    /// Gets a place and a store. None where the runtime is shutting down.
    pub(super) async fn new(
        runtime: &Runtime,
        code: &'c Code,
        limits: &'c Arc<Limits>,
        documents: Option<Documents>,
        wasi: Wasi,
    ) -> Option<Self> {
        let started = Instant::now();
        let place = runtime.place().await?;
        let state = State {
            engine: runtime.engine().clone(),
            space: Space::new(Arc::clone(limits)),
            host_calls: HostCalls::new(limits),
            log: LogBook::new(limits),
            documents,
            wasi,
        };
        let mut store = Store::new(runtime.engine(), state);
        store.limiter(|state| &mut state.space);
        store.set_hostcall_fuel(usize::try_from(limits.value(Limit::HostCallBytes)).unwrap_or(usize::MAX));
        let running = runtime.ticker().running();
        Some(Self { store, code, limits, tank: Tank::for_load(limits), started, _running: running, _place: place })
    }

    pub(super) fn store(&mut self) -> &mut Store<State> {
        &mut self.store
    }

    pub(super) fn code(&self) -> &'c Code {
        self.code
    }

    /// Lets the guest see another event.
    pub(super) fn set_event(&mut self, documents: Documents, wasi: Wasi) {
        let state = self.store.data_mut();
        state.documents = Some(documents);
        state.wasi = wasi;
    }

    /// Sets what the next step may use.
    pub(super) fn arm(&mut self, tank: Tank, deadline: Limit) -> Result<(), Failure> {
        self.tank = tank;
        let filled = tank.fill(&mut self.store);
        Deadline::start(self.limits, deadline).watch(&mut self.store);
        self.read(filled)
    }

    /// Makes the instance. Start functions run here, under the limits of loading.
    pub(super) async fn instantiate(&mut self) -> Result<Instance, Failure> {
        self.arm(Tank::for_load(self.limits), Limit::ConfigureDeadline)?;
        let instance = self.code.pre.instantiate_async(&mut self.store).await;
        self.read(instance)
    }

    /// The engine's answer, its errors told apart.
    pub(super) fn read<T>(&self, answer: wasmtime::Result<T>) -> Result<T, Failure> {
        let answer = answer.map_err(|error| classify(&error, self.tank.limit, self.limits))?;
        self.store.data().host_calls.check().map_err(Failure::Limit)?;
        Ok(answer)
    }

    /// Fuel that the step at hand has taken, and linear memory, in bytes.
    pub(super) fn used(&self) -> (u64, u64) {
        (self.tank.used(&self.store), self.store.data().space.memory())
    }

    /// Ends the call.
    pub(super) fn finish<T>(self, result: Result<T, Failure>) -> Measured<T> {
        let fuel = self.tank.used(&self.store);
        let state = self.store.into_data();
        Measured {
            result,
            fuel,
            time: self.started.elapsed(),
            memory: state.space.memory(),
            log: state.log.into_lines(),
        }
    }
}
