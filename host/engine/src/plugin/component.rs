use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use portcullis_audit::Digest;
use wasmtime::component::InstancePre;

use crate::{event::Phase, text::printable};

use super::{
    admission::{self, Import, Provider},
    bindings::exports::portcullis::plugin::{author, lifecycle, policy, sanitiser},
    cache::Key,
    compile::{self, Declared},
    convert,
    error::LoadError,
    facts::Facts,
    failure::Failure,
    imports::Wasi,
    limits::{Deadline, Limit, LimitSet, Limits, Tank},
    runtime::Runtime,
    sandbox::{Sandbox, State},
};

/// A plugin's code: checked and compiled. Expensive to make, cheap to clone.
#[derive(Clone)]
pub struct Component {
    inner: Arc<Inner>,
}

struct Inner {
    runtime: Runtime,
    digest: Digest,
    imports: Vec<Import>,
    exports: Vec<String>,
    descriptor: Descriptor,
    source: Arc<[u8]>,
    limits: Arc<Limits>,
    /// Where what the component says is known from an earlier run, its code is only got when it is asked for: calls start
    /// from a snapshot's.
    code: OnceLock<(Code, Compiled)>,
}

/// How the machine code of a component or a snapshot was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compiled {
    /// Whether it was in the cache.
    pub cached: bool,
    /// What it took: to compile it, or to get it from the cache.
    pub time: Duration,
    /// Its size in bytes.
    pub size: usize,
}

/// What is needed to call a component, or the snapshot of one.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) pre: InstancePre<State>,
    pub(super) lifecycle: lifecycle::GuestIndices,
    pub(super) policy: Option<policy::GuestIndices>,
    pub(super) sanitiser: Option<sanitiser::GuestIndices>,
    pub(super) author: Option<author::GuestIndices>,
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Descriptor {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The phases that it understands; empty: all.
    pub phases: Vec<Phase>,
    /// JSON Schema of its config; empty: anything goes.
    pub config_schema: String,
}

impl Component {
    /// Checks, compiles and describes a component. Compiling takes from a tenth of a second to many; it runs on tokio's
    /// threads for blocking work.
    ///
    /// # Errors
    /// Bytes that are no plugin: see [`LoadError`].
    ///
    /// # Panics
    /// Outside of a tokio runtime; use [`Component::load_blocking`] there.
    pub async fn load(runtime: &Runtime, bytes: Vec<u8>) -> Result<Self, LoadError> {
        let runtime = runtime.clone();
        let loading = tokio::task::spawn_blocking(move || Self::load_blocking(&runtime, &bytes));
        loading.await.map_err(|error| LoadError::Compile(error.into()))?
    }

    /// As [`Component::load`], on the caller's thread.
    ///
    /// # Errors
    /// Bytes that are no plugin: see [`LoadError`].
    pub fn load_blocking(runtime: &Runtime, bytes: &[u8]) -> Result<Self, LoadError> {
        let none = LimitSet::new();
        Self::load_within(runtime, bytes, &Limits::effective(runtime.limits(), &none, &none))
    }

    /// As [`Component::load_blocking`], within the limits of a pack, which may be lower than the operator's.
    ///
    /// # Errors
    /// Bytes that are no plugin: see [`LoadError`].
    pub fn load_within(runtime: &Runtime, bytes: &[u8], limits: &Limits) -> Result<Self, LoadError> {
        if u64::try_from(bytes.len()).map_or(true, |size| size > limits.value(Limit::ComponentBytes)) {
            return Err(LoadError::TooLarge { size: bytes.len(), exceeded: limits.exceeded(Limit::ComponentBytes) });
        }
        check_header(bytes)?;
        let digest = Digest::of(bytes);
        let (source, limits): (Arc<[u8]>, _) = (Arc::from(bytes), Arc::new(limits.clone()));
        let key = Key::facts(digest, &limits);
        let known = runtime.cache().and_then(|cache| Facts::from_note(&cache.note(&key)?));
        let (facts, code) = match known {
            Some(facts) => (facts, OnceLock::new()),
            None => {
                let (facts, code) = Facts::find(runtime, digest, &source, &limits)?;
                if let Some(cache) = runtime.cache() {
                    cache.put_note(&key, &facts.note());
                }
                (facts, OnceLock::from(code))
            }
        };
        let imports = admission::admit(&facts.imports, &facts.exports)?;
        let Facts { exports, descriptor, .. } = facts;
        let inner = Inner { runtime: runtime.clone(), digest, imports, exports, descriptor, source, limits, code };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The plugin's identity: the SHA-256 of the component's bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.inner.digest
    }

    /// The component's size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.inner.source.len()
    }

    /// What it imports, and who provides it.
    #[must_use]
    pub fn imports(&self) -> &[Import] {
        &self.inner.imports
    }

    /// What it imports that a pack has to grant; none where that is nothing.
    #[must_use]
    pub fn needs_grant(&self) -> Option<&Import> {
        self.inner.imports.iter().find(|import| import.provider == Provider::Granted)
    }

    /// The names of what it exports.
    #[must_use]
    pub fn exports(&self) -> &[String] {
        &self.inner.exports
    }

    /// What it says of itself.
    #[must_use]
    pub fn descriptor(&self) -> &Descriptor {
        &self.inner.descriptor
    }

    /// Whether it decides.
    #[must_use]
    pub fn is_policy(&self) -> bool {
        admission::has(&self.inner.exports, "policy")
    }

    /// Whether it scans text.
    #[must_use]
    pub fn is_sanitiser(&self) -> bool {
        admission::has(&self.inner.exports, "sanitiser")
    }

    /// How its machine code was come by; none where nobody needed it yet, since all that it says was in the cache.
    #[must_use]
    pub fn compiled(&self) -> Option<Compiled> {
        self.inner.code.get().map(|(_, compiled)| *compiled)
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.inner.runtime
    }

    /// Its code, compiled now if it was not needed before.
    pub(super) fn code(&self) -> Result<Code, LoadError> {
        let inner = &self.inner;
        if let Some((code, _)) = inner.code.get() {
            return Ok(code.clone());
        }
        let (component, compiled) = compiled(&inner.runtime, inner.digest, &inner.source, &inner.limits)?;
        let code = Code::new(&inner.runtime, &component)?;
        // Another thread may have been faster; its code is as good.
        let (code, _) = inner.code.get_or_init(|| (code, compiled));
        Ok(code.clone())
    }

    /// The bytes that it was loaded from.
    pub(super) fn source(&self) -> &[u8] {
        &self.inner.source
    }
}

impl Code {
    /// Links compiled code, and finds what it exports.
    pub(super) fn new(runtime: &Runtime, component: &wasmtime::component::Component) -> Result<Self, LoadError> {
        let exports = admission::exports(component, runtime.engine());
        let imports = admission::admit(&admission::imports(component, runtime.engine()), &exports)?;
        let stubs = imports.iter().any(|import| import.provider == Provider::Stub);
        let pre =
            runtime.linker(stubs).instantiate_pre(component).map_err(|error| LoadError::ImportType(error.into()))?;
        Ok(Self {
            lifecycle: lifecycle::GuestIndices::new(&pre).map_err(|error| LoadError::ExportType(error.into()))?,
            policy: exported(&exports, "policy", || policy::GuestIndices::new(&pre))?,
            sanitiser: exported(&exports, "sanitiser", || sanitiser::GuestIndices::new(&pre))?,
            author: exported(&exports, "author", || author::GuestIndices::new(&pre))?,
            pre,
        })
    }
}

/// An interface that a plugin may lack. One that it has must be whole: a policy that can't be asked must not be taken for
/// none.
fn exported<I>(
    exports: &[String],
    interface: &str,
    find: impl FnOnce() -> wasmtime::Result<I>,
) -> Result<Option<I>, LoadError> {
    admission::has(exports, interface).then(find).transpose().map_err(|error| LoadError::ExportType(error.into()))
}

/// The compiled form of a component: from the cache, or from the compiler.
pub(super) fn compiled(
    runtime: &Runtime,
    digest: Digest,
    source: &Arc<[u8]>,
    limits: &Limits,
) -> Result<(wasmtime::component::Component, Compiled), LoadError> {
    let started = Instant::now();
    let key = Key::component(digest);
    let kept = runtime.cache().and_then(|cache| cache.get(&key, runtime.engine()));
    if let Some((component, declared)) = kept.and_then(|(code, note)| Some((code, Declared::from_note(&note)?))) {
        // It was let in under the limits of another day.
        compile::within(declared, limits)?;
        let compiled = Compiled::since(started, true, &component);
        return Ok((component, compiled));
    }
    let (component, declared) = compile::component(runtime, Arc::clone(source), limits)?;
    let compiled = Compiled::since(started, false, &component);
    if let Some(cache) = runtime.cache() {
        cache.put(&key, &component, &declared.note());
    }
    Ok((component, compiled))
}

impl Compiled {
    pub(super) fn since(started: Instant, cached: bool, component: &wasmtime::component::Component) -> Self {
        let code = component.image_range();
        Self { cached, time: started.elapsed(), size: (code.end as usize).saturating_sub(code.start as usize) }
    }
}

/// Tells what people mix up apart, before the compiler says something general.
fn check_header(bytes: &[u8]) -> Result<(), LoadError> {
    match bytes {
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Err(LoadError::CoreModule),
        [0, b'a', b's', b'm', ..] => Ok(()),
        _ => Err(LoadError::NotWasm),
    }
}

pub(super) async fn describe(runtime: &Runtime, code: &Code, limits: Arc<Limits>) -> Result<Descriptor, LoadError> {
    let until = Deadline::start(&limits, Limit::ConfigureDeadline).at();
    let place = runtime.place(until).await.map_err(|busy| LoadError::Describe(Failure::Busy(busy)))?;
    let _running = runtime.ticker().running();
    let mut call = Sandbox::new(runtime, &limits, Wasi::new(0, "describe"), place);
    let instance = call.instantiate(code).await.map_err(LoadError::Describe)?;
    let guest = code.lifecycle.load(call.store(), &instance).map_err(|error| LoadError::ExportType(error.into()))?;
    // The types of the other exports are checked now too, not at the first event.
    if let Some(indices) = &code.policy {
        indices.load(call.store(), &instance).map_err(|error| LoadError::ExportType(error.into()))?;
    }
    if let Some(indices) = &code.sanitiser {
        indices.load(call.store(), &instance).map_err(|error| LoadError::ExportType(error.into()))?;
    }
    if let Some(indices) = &code.author {
        indices.load(call.store(), &instance).map_err(|error| LoadError::ExportType(error.into()))?;
    }
    call.arm(Tank::for_load(&limits), Limit::ConfigureDeadline).map_err(LoadError::Describe)?;
    let answer = guest.call_describe(call.store()).await;
    let answer = call.read(answer).map_err(LoadError::Describe)?;
    Ok(Descriptor {
        name: printable(&answer.name),
        version: printable(&answer.version),
        phases: answer.phases.into_iter().map(convert::phase).collect(),
        config_schema: answer.config_schema,
    })
}
