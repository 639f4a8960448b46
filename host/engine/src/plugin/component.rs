use std::{borrow::Cow, sync::Arc};

use portcullis_audit::Digest;
use wasmtime::component::InstancePre;

use crate::{event::Phase, text::printable};

use super::{
    admission::{self, Import, Provider},
    bindings::exports::portcullis::plugin::{lifecycle, policy, sanitiser},
    cache::Key,
    convert,
    error::LoadError,
    failure::Failure,
    imports::Wasi,
    limits::{Deadline, Limit, LimitSet, Limits, Tank},
    runtime::Runtime,
    sandbox::{Sandbox, State},
    snapshot,
};

/// A plugin's code: checked and compiled. Expensive to make, cheap to clone.
#[derive(Clone)]
pub struct Component {
    inner: Arc<Inner>,
}

struct Inner {
    runtime: Runtime,
    digest: Digest,
    size: usize,
    imports: Vec<Import>,
    exports: Vec<String>,
    descriptor: Descriptor,
    code: Code,
    source: Vec<u8>,
}

/// What is needed to call a component, or the snapshot of one.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) pre: InstancePre<State>,
    pub(super) lifecycle: lifecycle::GuestIndices,
    pub(super) policy: Option<policy::GuestIndices>,
    pub(super) sanitiser: Option<sanitiser::GuestIndices>,
}

/// What a plugin says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        let limits = Limits::effective(runtime.limits(), &LimitSet::new(), &LimitSet::new());
        if u64::try_from(bytes.len()).map_or(true, |size| size > limits.value(Limit::ComponentBytes)) {
            return Err(LoadError::TooLarge { size: bytes.len(), exceeded: limits.exceeded(Limit::ComponentBytes) });
        }
        check_header(bytes)?;
        let digest = Digest::of(bytes);
        // What runs at load is the instrumented form, where there is one: it can be snapshotted once it is configured.
        let component = compiled(runtime, &Key::component(digest), || match snapshot::instrument(bytes) {
            Ok((_, wasm)) => Cow::Owned(wasm),
            Err(_) => Cow::Borrowed(bytes),
        })?;
        let exports = admission::exports(&component, runtime.engine())?;
        let imports = admission::imports(&component, runtime.engine())?;
        let code = Code::new(runtime, &component)?;
        let descriptor = crate::blocking::block_on(describe(runtime, &code, Arc::new(limits)))?;
        let inner = Inner {
            runtime: runtime.clone(),
            digest,
            size: bytes.len(),
            imports,
            exports,
            descriptor,
            code,
            source: bytes.to_vec(),
        };
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
        self.inner.size
    }

    /// What it imports, and who provides it.
    #[must_use]
    pub fn imports(&self) -> &[Import] {
        &self.inner.imports
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
        self.inner.code.policy.is_some()
    }

    /// Whether it scans text.
    #[must_use]
    pub fn is_sanitiser(&self) -> bool {
        self.inner.code.sanitiser.is_some()
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.inner.runtime
    }

    pub(super) fn code(&self) -> &Code {
        &self.inner.code
    }

    /// The bytes that it was loaded from.
    pub(super) fn source(&self) -> &[u8] {
        &self.inner.source
    }
}

impl Code {
    /// Links compiled code, and finds what it exports.
    pub(super) fn new(runtime: &Runtime, component: &wasmtime::component::Component) -> Result<Self, LoadError> {
        let imports = admission::imports(component, runtime.engine())?;
        let stubs = imports.iter().any(|import| import.provider == Provider::Stub);
        let pre =
            runtime.linker(stubs).instantiate_pre(component).map_err(|error| LoadError::ImportType(error.into()))?;
        let exports = admission::exports(component, runtime.engine())?;
        Ok(Self {
            lifecycle: lifecycle::GuestIndices::new(&pre).map_err(|error| LoadError::ExportType(error.into()))?,
            policy: exported(&exports, "policy", || policy::GuestIndices::new(&pre))?,
            sanitiser: exported(&exports, "sanitiser", || sanitiser::GuestIndices::new(&pre))?,
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

/// The compiled form of a component: from the cache, or of what `make` answers.
fn compiled<'b>(
    runtime: &Runtime,
    key: &Key,
    make: impl FnOnce() -> Cow<'b, [u8]>,
) -> Result<wasmtime::component::Component, LoadError> {
    if let Some((component, _)) = runtime.cache().and_then(|cache| cache.get(key, runtime.engine())) {
        return Ok(component);
    }
    let component = compile(runtime, &make())?;
    if let Some(cache) = runtime.cache() {
        cache.put(key, &component, "");
    }
    Ok(component)
}

/// Compiles a component or a snapshot of one.
pub(super) fn compile(runtime: &Runtime, wasm: &[u8]) -> Result<wasmtime::component::Component, LoadError> {
    wasmtime::component::Component::from_binary(runtime.engine(), wasm)
        .map_err(|error| LoadError::Compile(error.into()))
}

/// Tells what people mix up apart, before the compiler says something general.
fn check_header(bytes: &[u8]) -> Result<(), LoadError> {
    match bytes {
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Err(LoadError::CoreModule),
        [0, b'a', b's', b'm', ..] => Ok(()),
        _ => Err(LoadError::NotWasm),
    }
}

async fn describe(runtime: &Runtime, code: &Code, limits: Arc<Limits>) -> Result<Descriptor, LoadError> {
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
