use std::{sync::Arc, time::Instant};

use portcullis_audit::Digest;
use wasmtime::component::Instance;

use crate::{
    blocking::block_on,
    decision::{Report, Verdict},
    document::{Document, StringAt},
    event::Event,
};

use super::{
    cache::Key,
    call::{Call, Measured},
    compile,
    component::{Code, Compiled, Component},
    config_schema, convert,
    error::{ConfigError, ConfigureError},
    failure::{Failure, Malformed},
    imports::{Documents, Wasi},
    limits::{Limit, Limits, Tank},
    snapshot::{self, Configuring, Image},
};

/// What a component is configured with.
///
/// # Example
/// ```
/// use portcullis::{document::Document, plugin::{LimitSet, Limits, Setup}};
///
/// let none = LimitSet::new();
/// let setup = Setup {
///     config: Document::parse(r#"{"limit": 100}"#)?,
///     limits: Limits::effective(&none, &none, &none),
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
    /// Events that its policy is asked about before the snapshot is taken, so that what it sets up at its first event
    /// is in there. What it answers is thrown away.
    pub warm_up: Vec<Event>,
}

/// A component with its config and its limits, ready to be asked.
#[derive(Clone)]
pub struct Plugin {
    component: Component,
    config: Document,
    config_digest: Digest,
    limits: Arc<Limits>,
    image: Image,
    /// The snapshot's code; none where the component's own is used, and configured at each call.
    snapshot: Option<Code>,
    compiled: Option<Compiled>,
    configuring: Configuring,
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
        let Setup { config, limits, warm_up } = setup;
        let config_digest = Digest::of(config.text().as_bytes());
        let mut plugin = Self {
            component,
            config,
            config_digest,
            limits: Arc::new(limits),
            image: Image::Configured { reason: String::new() },
            snapshot: None,
            compiled: None,
            configuring: Configuring { fuel: 0, memory: 0, time: None },
        };
        let runtime = plugin.component.runtime().clone();
        let key = plugin.snapshot_key(&warm_up);
        let started = Instant::now();
        let kept = runtime.cache().and_then(|cache| cache.get(&key, runtime.engine()));
        let (code, cached) = match kept.and_then(|(code, note)| Some((code, Image::from_note(&note)?))) {
            Some((code, (image, configuring))) => {
                (plugin.image, plugin.configuring) = (image, configuring);
                (Some((code, started)), true)
            }
            None => {
                plugin.check_config()?;
                (plugin.take_snapshot(&warm_up, &key).await?, false)
            }
        };
        if let Some((component, started)) = code {
            plugin.compiled = Some(Compiled::since(started, cached, &component));
            let code = Code::new(&runtime, &component).map_err(|error| ConfigureError::Snapshot(Box::new(error)))?;
            plugin.snapshot = Some(code);
        }
        Ok(plugin)
    }

    /// The config against the plugin's own schema. One that has a snapshot in the cache has passed.
    fn check_config(&self) -> Result<(), ConfigureError> {
        let schema = &self.component.descriptor().config_schema;
        let violations = config_schema::violations(schema, &self.config).map_err(ConfigureError::Schema)?;
        if violations.is_empty() { Ok(()) } else { Err(ConfigureError::Config(violations)) }
    }

    /// All that the snapshot depends on. What `configure` may use is in it, so that a lower limit is not passed by.
    fn snapshot_key(&self, warm_up: &[Event]) -> Key {
        let limits: Vec<String> = self.limits.iter().map(|(limit, bound)| format!("{limit}={}", bound.value)).collect();
        let events: Vec<String> = warm_up.iter().map(|event| format!("{:?}", convert::event(event))).collect();
        let payloads = warm_up.iter().map(|event| event.payload.text());
        let parts = limits.iter().chain(&events).map(String::as_str).chain(payloads);
        Key::snapshot(self.component.digest(), std::iter::once(self.config.text()).chain(parts))
    }

    /// Takes and compiles the snapshot, where there can be one, and keeps it in the cache. Says when compiling began.
    async fn take_snapshot(
        &mut self,
        warm_up: &[Event],
        key: &Key,
    ) -> Result<Option<(wasmtime::component::Component, Instant)>, ConfigureError> {
        let started = Instant::now();
        let (snapshot, (fuel, memory)) = self.snapshot(warm_up).await?;
        self.configuring = Configuring { fuel, memory, time: Some(started.elapsed()) };
        let wasm = match snapshot {
            Ok(wasm) => wasm,
            Err(reason) => {
                self.image = Image::Configured { reason };
                return Ok(None);
            }
        };
        self.image = Image::Snapshot { digest: Digest::of(&wasm), size: wasm.len() };
        let (runtime, started) = (self.component.runtime(), Instant::now());
        let component = compile::snapshot(runtime, wasm, &self.limits)
            .map_err(|error| ConfigureError::Snapshot(Box::new(error)))?;
        if let (Some(cache), Some(note)) = (runtime.cache(), self.image.note(self.configuring)) {
            cache.put(key, &component, &note);
        }
        Ok(Some((component, started)))
    }

    /// Configures an instance, warms it up, and takes its snapshot, or says why there is none; with fuel and memory.
    async fn snapshot(&self, warm_up: &[Event]) -> Result<(Result<Vec<u8>, String>, (u64, u64)), ConfigureError> {
        let mut call = self.call(None, Wasi::new(0, "configure")).await?;
        let instance = self.configured_instance(&mut call).await?;
        let (fuel, _) = call.used();
        for event in warm_up {
            call.set_event(documents(event, &event.payload), Wasi::new(event.time_ms, event.id.as_str()));
            let answer = self.evaluate_on(&mut call, instance, event, &event.payload).await;
            answer.map_err(|source| ConfigureError::WarmUp { event: event.id.clone(), source })?;
        }
        let used = (fuel, call.used().1);
        let context = match snapshot::instrument(self.component.source()) {
            Ok((context, _)) => context,
            Err(reason) => return Ok((Err(reason), used)),
        };
        call.arm(Tank::for_load(&self.limits), Limit::ConfigureDeadline)?;
        let taken = snapshot::take(&context, call.store(), instance).await;
        Ok((taken.map_err(|error| error.root_cause().to_string()), used))
    }

    /// The code.
    #[must_use]
    pub fn component(&self) -> &Component {
        &self.component
    }

    /// The SHA-256 of the config's text. With the component's digest it is the identity of a configured plugin.
    #[must_use]
    pub fn config_digest(&self) -> Digest {
        self.config_digest
    }

    /// What it may use.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The same, for an answer that outlives the plugin.
    pub(crate) fn shared_limits(&self) -> Arc<Limits> {
        Arc::clone(&self.limits)
    }

    /// What its calls start from.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// What it took to configure it.
    #[must_use]
    pub fn configuring(&self) -> Configuring {
        self.configuring
    }

    /// How the machine code of its snapshot was come by; none where there is no snapshot.
    #[must_use]
    pub fn compiled(&self) -> Option<Compiled> {
        self.compiled
    }

    /// Asks the policy about an event, with a payload that other policies may have edited.
    pub(crate) async fn evaluate(&self, event: &Event, payload: &Document) -> Measured<Verdict> {
        let documents = documents(event, payload);
        let mut call = match self.call(Some(documents), Wasi::new(event.time_ms, event.id.as_str())).await {
            Ok(call) => call,
            Err(failure) => return failed(failure),
        };
        let result = self.evaluate_in(&mut call, event, payload).await;
        call.finish(result)
    }

    async fn evaluate_in(&self, call: &mut Call<'_>, event: &Event, payload: &Document) -> Result<Verdict, Failure> {
        let instance = self.ready_instance(call).await?;
        self.evaluate_on(call, instance, event, payload).await
    }

    async fn evaluate_on(
        &self,
        call: &mut Call<'_>,
        instance: Instance,
        event: &Event,
        payload: &Document,
    ) -> Result<Verdict, Failure> {
        let Some(indices) = &call.code().policy else { return Ok(convert::no_policy()) };
        let guest = indices.load(call.store(), &instance);
        let guest = call.read(guest)?;
        call.arm(Tank::for_event(&self.limits, payload.text().len()), Limit::Deadline)?;
        let answer = guest.call_evaluate(call.store(), &convert::event(event)).await;
        let answer = call.read(answer)?.map_err(|text| convert::refusal(&text, &self.limits))?;
        convert::verdict(answer, &self.limits)
    }

    /// Has the sanitiser scan the strings of a payload.
    pub(crate) async fn scan(&self, event: &Event, strings: &[StringAt<'_>]) -> Measured<Report> {
        let mut call = match self.call(None, Wasi::new(event.time_ms, event.id.as_str())).await {
            Ok(call) => call,
            Err(failure) => return failed(failure),
        };
        let result = self.scan_in(&mut call, event, strings).await;
        call.finish(result)
    }

    async fn scan_in(&self, call: &mut Call<'_>, event: &Event, strings: &[StringAt<'_>]) -> Result<Report, Failure> {
        let Some(indices) = &call.code().sanitiser else { return Ok(Report::default()) };
        let instance = self.ready_instance(call).await?;
        let guest = indices.load(call.store(), &instance);
        let guest = call.read(guest)?;
        let bytes = strings.iter().map(|string| string.text.len()).sum();
        call.arm(Tank::for_event(&self.limits, bytes), Limit::Deadline)?;
        let answer =
            guest.call_scan(call.store(), &convert::scan_context(event), &convert::segments(strings), false).await;
        let answer = call.read(answer)?.map_err(|text| convert::refusal(&text, &self.limits))?;
        convert::report(answer, strings, &self.limits)
    }

    async fn call(&self, documents: Option<Documents>, wasi: Wasi) -> Result<Call<'_>, Failure> {
        let code = self.snapshot.as_ref().unwrap_or(self.component.code());
        Call::new(self.component.runtime(), code, &self.limits, documents, wasi).await.ok_or(Failure::Busy)
    }

    /// A fresh instance that can be asked.
    async fn ready_instance(&self, call: &mut Call<'_>) -> Result<Instance, Failure> {
        match self.snapshot {
            Some(_) => call.instantiate().await,
            None => self.configured_instance(call).await.map_err(Unconfigured::into_failure),
        }
    }

    /// A fresh instance that has taken the config.
    async fn configured_instance(&self, call: &mut Call<'_>) -> Result<Instance, Unconfigured> {
        let instance = call.instantiate().await.map_err(Unconfigured::Failed)?;
        let guest = self.component.code().lifecycle.load(call.store(), &instance);
        let guest = call.read(guest).map_err(Unconfigured::Failed)?;
        call.arm(Tank::for_load(&self.limits), Limit::ConfigureDeadline).map_err(Unconfigured::Failed)?;
        let answer = guest.call_configure(call.store(), self.config.text()).await;
        match call.read(answer).map_err(Unconfigured::Failed)? {
            Ok(()) => Ok(instance),
            Err(errors) => Err(match convert::config_errors(errors, &self.limits) {
                Ok(errors) => Unconfigured::Config(errors),
                Err(failure) => Unconfigured::Failed(failure),
            }),
        }
    }
}

/// What a guest may read about an event, with a payload that other plugins may have edited.
fn documents(event: &Event, payload: &Document) -> Documents {
    Documents { payload: payload.clone(), context: event.context.clone(), claims: event.subject.claims.clone() }
}

fn failed<T>(failure: Failure) -> Measured<T> {
    Measured { result: Err(failure), fuel: 0, time: std::time::Duration::ZERO, memory: 0, log: Vec::new() }
}

/// An instance did not take the config.
enum Unconfigured {
    Config(Vec<ConfigError>),
    Failed(Failure),
}

impl Unconfigured {
    /// The same config was taken at load: that it is refused now breaks the contract.
    fn into_failure(self) -> Failure {
        match self {
            Self::Failed(failure) => failure,
            Self::Config(_) => {
                Failure::Malformed(Malformed::Unreadable("a config that was taken before is refused".into()))
            }
        }
    }
}

impl From<Unconfigured> for ConfigureError {
    fn from(error: Unconfigured) -> Self {
        match error {
            Unconfigured::Config(errors) => Self::Config(errors),
            Unconfigured::Failed(failure) => Self::Failed(failure),
        }
    }
}
