use std::{sync::Arc, time::Instant};

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Engine, Store, component::Instance};

use super::{
    call::Measured,
    component::Code,
    failure::{Failure, classify},
    grants::Access,
    imports::{Documents, Remembering, Wasi},
    limits::{Deadline, HostCalls, Limit, Limits, LogBook, Space, Tank},
    runtime::Runtime,
};

/// What the host keeps for one instance.
pub(crate) struct State {
    pub(super) engine: Engine,
    pub(super) space: Space,
    pub(super) host_calls: HostCalls,
    pub(super) log: LogBook,
    pub(super) documents: Option<Documents>,
    /// None where the plugin was granted no state.
    pub(super) remembering: Option<Remembering>,
    /// When the step at hand has to end.
    pub(super) deadline: Option<Deadline>,
    pub(super) wasi: Wasi,
}

/// A store for one instance, and the limits of what runs in there.
pub(super) struct Sandbox {
    store: Store<State>,
    limits: Arc<Limits>,
    tank: Tank,
    /// For how many instances the runtime has places.
    places: u32,
    /// Its room in the engine's pool. Behind the store, since fields drop in order.
    _slot: OwnedSemaphorePermit,
}

impl Sandbox {
    pub(super) fn new(runtime: &Runtime, limits: &Arc<Limits>, wasi: Wasi, slot: OwnedSemaphorePermit) -> Self {
        let state = State {
            engine: runtime.engine().clone(),
            space: Space::new(limits),
            host_calls: HostCalls::new(limits),
            log: LogBook::new(limits),
            documents: None,
            remembering: None,
            deadline: None,
            wasi,
        };
        let mut store = Store::new(runtime.engine(), state);
        store.limiter(|state| &mut state.space);
        store.set_hostcall_fuel(usize::try_from(limits.value(Limit::HostCallBytes)).unwrap_or(usize::MAX));
        let (limits, tank) = (Arc::clone(limits), Tank::for_load(limits));
        Self { store, limits, tank, places: runtime.places(), _slot: slot }
    }

    pub(super) fn store(&mut self) -> &mut Store<State> {
        &mut self.store
    }

    /// Gives the guest a way to the state.
    pub(super) fn remember(&mut self, access: Option<&Arc<Access>>) {
        self.store.data_mut().remembering = access.map(|access| Remembering::new(access, &self.limits));
    }

    /// Lets the guest see an event.
    pub(super) fn set_event(&mut self, documents: Option<Documents>, time_ms: u64, seed: &str) {
        let state = self.store.data_mut();
        state.documents = documents;
        state.wasi.set(time_ms, seed);
    }

    /// Sets what the next step may use.
    pub(super) fn arm(&mut self, tank: Tank, deadline: Limit) -> Result<(), Failure> {
        self.tank = tank;
        let filled = tank.fill(&mut self.store);
        let deadline = Deadline::start(&self.limits, deadline);
        self.store.data_mut().deadline = Some(deadline);
        deadline.watch(&mut self.store);
        self.read(filled)
    }

    /// Makes the instance. Start functions run here, under the limits of loading.
    pub(super) async fn instantiate(&mut self, code: &Code) -> Result<Instance, Failure> {
        self.arm(Tank::for_load(&self.limits), Limit::ConfigureDeadline)?;
        let instance = code.pre.instantiate_async(&mut self.store).await;
        self.read(instance)
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The engine's answer, its errors told apart.
    pub(super) fn read<T>(&self, answer: wasmtime::Result<T>) -> Result<T, Failure> {
        let answer = answer.map_err(|error| classify(&error, self.tank.limit, &self.limits, self.places))?;
        self.store.data().host_calls.check().map_err(Failure::Limit)?;
        Ok(answer)
    }

    /// Fuel that the step at hand has taken, and linear memory, in bytes.
    pub(super) fn used(&self) -> (u64, u64) {
        (self.tank.used(&self.store), self.store.data().space.memory())
    }

    /// What was taken and written, from `started` on.
    pub(super) fn measure<T>(&mut self, result: Result<T, Failure>, started: Instant) -> Measured<T> {
        let fuel = self.tank.used(&self.store);
        let state = self.store.data_mut();
        let (memory, log) = (state.space.memory(), state.log.take_lines());
        let asked = state.remembering.as_mut().map(|remembering| remembering.book.take_records());
        Measured { result, fuel, time: started.elapsed(), memory, log, state: asked.unwrap_or_default() }
    }
}
