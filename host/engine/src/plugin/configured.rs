use std::{sync::Arc, time::Instant};

use portcullis_audit::{Digest, StateCall};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    blocking::block_on,
    decision::{Report, Verdict},
    document::{Document, Text},
    event::Event,
};

use super::{
    cache::Key,
    call::{self, Call, Measured},
    compile,
    component::{Code, Compiled, Component},
    config_schema, convert,
    error::ConfigureError,
    failure::{Busy, Failure},
    grants::{Access, Grants},
    imports::Documents,
    limits::{Deadline, Limit, Limits, Tank},
    runtime::Runtime,
    snapshot::{self, Configuring, Image},
    template::{Guest, Start, Template},
    waiting::Shelf,
};

/// What a component is configured with.
///
/// # Example
/// ```
/// use portcullis::{document::Document, plugin::{Grants, LimitSet, Limits, Setup}};
///
/// let none = LimitSet::new();
/// let setup = Setup {
///     config: Document::parse(r#"{"limit": 100}"#)?,
///     limits: Limits::effective(&none, &none, &none),
///     grants: Grants::new(),
///     warm_up: Vec::new(),
/// };
/// # Ok::<(), portcullis::document::DocumentError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Setup {
    /// A JSON value, by convention an object.
    pub config: Document,
    /// What it may use.
    pub limits: Limits,
    /// What it has beside what every plugin has.
    pub grants: Grants,
    /// Events that its policy is asked about before the snapshot is taken, so that what it sets up at its first event
    /// is in there. What it answers is thrown away.
    pub warm_up: Vec<Event>,
}

/// A component with its config and its limits, ready to be asked. Cloning is cheap; clones share what waits, and the
/// limit on calls at once.
#[derive(Clone)]
pub struct Plugin {
    inner: Arc<Inner>,
}

struct Inner {
    template: Arc<Template>,
    config_digest: Digest,
    image: Image,
    compiled: Option<Compiled>,
    configuring: Configuring,
    shelf: Arc<Shelf>,
    turns: Semaphore,
}

impl Plugin {
    /// Gives a component its config, and takes the snapshot that calls start from. The snapshot is compiled, which takes
    /// from a tenth of a second to many; it runs on tokio's threads for blocking work.
    ///
    /// # Errors
    /// Everything that the plugin finds wrong with the config, or how it failed to take it.
    ///
    /// # Panics
    /// Outside of a tokio runtime; use [`Plugin::configure_blocking`] there.
    pub async fn configure(component: Component, setup: Setup) -> Result<Self, ConfigureError> {
        let configuring = tokio::task::spawn_blocking(move || Self::configure_blocking(component, setup));
        configuring.await.map_err(|error| ConfigureError::Interrupted(error.into()))?
    }

    /// As [`Plugin::configure`], on the caller's thread.
    ///
    /// # Errors
    /// As [`Plugin::configure`].
    pub fn configure_blocking(component: Component, setup: Setup) -> Result<Self, ConfigureError> {
        block_on(Self::prepare(component, setup))
    }

    async fn prepare(component: Component, setup: Setup) -> Result<Self, ConfigureError> {
        let Setup { config, limits, grants, warm_up } = setup;
        let needed = component.needs_grant();
        if let Some(import) = needed.filter(|_| grants.state_prefixes().is_empty()) {
            return Err(ConfigureError::Ungranted { import: import.name.clone() });
        }
        let access = needed.map(|_| {
            let runtime = component.runtime();
            Arc::new(Access::new(Arc::clone(runtime.state()), &grants, runtime.ticker().clone()))
        });
        let config_digest = config.digest();
        let turns = usize::try_from(limits.value(Limit::Concurrency)).unwrap_or(usize::MAX);
        let (runtime, limits) = (component.runtime().clone(), Arc::new(limits));
        let key = snapshot_key(&component, &config, &limits, &grants, &warm_up);
        let started = Instant::now();
        let kept = runtime.cache().and_then(|cache| cache.get(&key, runtime.engine()));
        let linked = |code| Code::new(&runtime, code).map_err(|error| ConfigureError::Snapshot(Box::new(error)));
        let (template, image, configuring, compiled);
        match kept.and_then(|(code, note)| Some((code, Image::from_note(&note)?))) {
            Some((code, known)) => {
                compiled = Some(Compiled::since(started, true, &code));
                (image, configuring) = known;
                template = Template { component, config, limits, access, start: Start::Snapshot(linked(&code)?) };
            }
            None => {
                let own = component.code().map_err(|error| ConfigureError::Code(Box::new(error)))?;
                let own = Template { component, config, limits, access, start: Start::Component(own) };
                check_config(&own)?;
                let taken = take_snapshot(&own, &warm_up, &key).await?;
                (image, configuring) = (taken.image, taken.configuring);
                compiled = taken.code.as_ref().map(|(code, started)| Compiled::since(*started, false, code));
                template = match taken.code {
                    Some((code, _)) => Template { start: Start::Snapshot(linked(&code)?), ..own },
                    None => own,
                };
            }
        }
        let template = Arc::new(template);
        let shelf = Arc::new(Shelf::new(Arc::clone(&template)));
        if let Some(keeper) = runtime.keeper() {
            keeper.fill(&shelf);
        }
        let turns = Semaphore::new(turns.min(Semaphore::MAX_PERMITS));
        Ok(Self { inner: Arc::new(Inner { template, config_digest, image, compiled, configuring, shelf, turns }) })
    }

    /// The code.
    #[must_use]
    pub fn component(&self) -> &Component {
        &self.inner.template.component
    }

    /// The SHA-256 of the config's text. With the component's digest it is the identity of a configured plugin.
    #[must_use]
    pub fn config_digest(&self) -> Digest {
        self.inner.config_digest
    }

    /// What it may use.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.template.limits
    }

    /// The same, for an answer that outlives the plugin.
    pub(crate) fn shared_limits(&self) -> Arc<Limits> {
        Arc::clone(&self.inner.template.limits)
    }

    /// What its calls start from.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.inner.image
    }

    /// What it took to configure it.
    #[must_use]
    pub fn configuring(&self) -> Configuring {
        self.inner.configuring
    }

    /// How the machine code of its snapshot was come by; none where there is no snapshot.
    #[must_use]
    pub fn compiled(&self) -> Option<Compiled> {
        self.inner.compiled
    }

    /// Asks the policy about an event, with a payload that other policies may have edited.
    pub(crate) async fn evaluate(&self, event: &Event, payload: &Document) -> Measured<Verdict> {
        let started = Instant::now();
        let mut call = match Call::begin(self, event, Some(documents(event, payload)), started).await {
            Ok(call) => call,
            Err(busy) => return Measured::busy(busy, started),
        };
        let result = call.evaluate(event, payload).await;
        call.finish(result)
    }

    /// Has the sanitiser scan texts. `more`: they go on.
    pub(crate) async fn scan(&self, event: &Event, texts: &[Text], more: bool) -> Measured<Report> {
        let started = Instant::now();
        let mut call = match Call::begin(self, event, None, started).await {
            Ok(call) => call,
            Err(busy) => return Measured::busy(busy, started),
        };
        let result = call.scan(event, texts, more).await;
        call.finish(result)
    }

    /// Undoes something in the state, if that can be done within a deadline; else its lease does it.
    pub(crate) async fn undo(&self, call: &StateCall) {
        if let Some(access) = &self.inner.template.access {
            let until = Deadline::start(self.limits(), Limit::Deadline).at();
            let _ = access.timer.within(until, access.call(call)).await;
        }
    }

    pub(super) fn runtime(&self) -> &Runtime {
        self.inner.template.component.runtime()
    }

    pub(super) fn template(&self) -> &Template {
        &self.inner.template
    }

    pub(super) fn shelf(&self) -> &Shelf {
        &self.inner.shelf
    }

    /// One of the calls that may run at once; waits for one to end, until then.
    pub(super) async fn turn(&self, until: Instant) -> Result<SemaphorePermit<'_>, Busy> {
        if let Ok(turn) = self.inner.turns.try_acquire() {
            return Ok(turn);
        }
        let turn = self.runtime().ticker().within(until, self.inner.turns.acquire()).await;
        turn.and_then(Result::ok).ok_or_else(|| Busy::Plugin(self.limits().exceeded(Limit::Concurrency)))
    }
}

/// All that the snapshot depends on. What `configure` may use is in it, so that a lower limit is not passed by.
fn snapshot_key(component: &Component, config: &Document, limits: &Limits, grants: &Grants, warm_up: &[Event]) -> Key {
    let limits: Vec<String> = limits.iter().map(|(limit, bound)| format!("{limit}={}", bound.value)).collect();
    let told = |event| format!("{:?}", convert::event(event, &convert::Lists::of(event)));
    let events: Vec<String> = warm_up.iter().map(told).collect();
    let payloads = warm_up.iter().map(|event| event.payload.text());
    let granted = grants.state_prefixes().iter();
    let parts = limits.iter().chain(granted).chain(&events).map(String::as_str).chain(payloads);
    Key::snapshot(component.digest(), std::iter::once(config.text()).chain(parts))
}

/// What a plugin's calls start from.
struct Taken {
    image: Image,
    configuring: Configuring,
    /// A snapshot's code, and when compiling it or getting it from the cache began.
    code: Option<(wasmtime::component::Component, Instant)>,
}

/// The config against the plugin's own schema. One that has a snapshot in the cache has passed.
fn check_config(template: &Template) -> Result<(), ConfigureError> {
    let schema = &template.component.descriptor().config_schema;
    let violations = config_schema::violations(schema, &template.config).map_err(ConfigureError::Schema)?;
    if violations.is_empty() { Ok(()) } else { Err(ConfigureError::Config(violations)) }
}

/// Takes and compiles the snapshot, where there can be one, and keeps it in the cache.
async fn take_snapshot(template: &Template, warm_up: &[Event], key: &Key) -> Result<Taken, ConfigureError> {
    let started = Instant::now();
    let (snapshot, (fuel, memory)) = snapshot(template, warm_up).await?;
    let configuring = Configuring { fuel, memory, time: Some(started.elapsed()) };
    let wasm = match snapshot {
        Ok(wasm) => wasm,
        Err(reason) => return Ok(Taken { image: Image::Configured { reason }, configuring, code: None }),
    };
    let image = Image::Snapshot { digest: Digest::of(&wasm), size: wasm.len() };
    let (runtime, started) = (template.component.runtime(), Instant::now());
    let component = compile::snapshot(runtime, wasm, &template.limits)
        .map_err(|error| ConfigureError::Snapshot(Box::new(error)))?;
    if let (Some(cache), Some(note)) = (runtime.cache(), image.note(configuring)) {
        cache.put(key, &component, &note);
    }
    Ok(Taken { image, configuring, code: Some((component, started)) })
}

/// Configures an instance, warms it up, and takes its snapshot, or says why there is none; with fuel and memory.
async fn snapshot(
    template: &Template,
    warm_up: &[Event],
) -> Result<(Result<Vec<u8>, String>, (u64, u64)), ConfigureError> {
    let runtime = template.component.runtime();
    let until = Deadline::start(&template.limits, Limit::ConfigureDeadline).at();
    let place = runtime.place(until).await.map_err(Failure::Busy)?;
    let _running = runtime.ticker().running();
    let mut sandbox = template.sandbox(place);
    template.rehearse(&mut sandbox);
    let instance = template.configured(&mut sandbox).await?;
    let (fuel, _) = sandbox.used();
    let guest = Guest::load(template.code(), &mut sandbox, instance)?;
    for event in warm_up {
        sandbox.set_event(Some(documents(event, &event.payload)), event.time_ms, &event.id);
        let answer = call::evaluate(&mut sandbox, &guest, event, &event.payload).await;
        answer.map_err(|source| ConfigureError::WarmUp { event: event.id.clone(), source })?;
    }
    let used = (fuel, sandbox.used().1);
    let context = match snapshot::instrument(template.component.source()) {
        Ok((context, _)) => context,
        Err(reason) => return Ok((Err(reason), used)),
    };
    sandbox.arm(Tank::for_load(&template.limits), Limit::ConfigureDeadline)?;
    let taken = snapshot::take(&context, sandbox.store(), instance).await;
    Ok((taken.map_err(|error| error.root_cause().to_string()), used))
}

/// What a guest may read about an event, with a payload that other plugins may have edited.
pub(super) fn documents(event: &Event, payload: &Document) -> Documents {
    Documents { payload: payload.clone(), context: event.context.clone(), claims: event.subject.claims.clone() }
}
