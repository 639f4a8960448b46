//! A component as it stands after `configure`, as a component of its own. Each call starts from there, and what took
//! long to set up is paid once.
//!
//! wasmtime-wizer does it in two steps: the component is *instrumented*, so that its memories and globals can be read
//! from outside; and after it has run, they are written into a copy as its initial state. Imports and exports stay.
//! Not every component can be treated so: not one that nests others with modules, as QuickJS ones do. Such a plugin is
//! configured anew for each call.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    task::Poll,
    time::Duration,
};

use portcullis_audit::Digest;
use wasmtime::{
    Store,
    component::{Instance, Lift, WasmList},
};
use wasmtime_wizer::{ComponentContext, ComponentInstanceState, Wizer};

use super::sandbox::State;

/// What it took to configure a plugin, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Configuring {
    /// Fuel that `configure` took.
    pub fuel: u64,
    /// Linear memory afterwards, with what warm-up events left, in bytes.
    pub memory: u64,
    /// Wall time, with the warm-up events and the snapshot, without compiling it. None where it was done in an earlier
    /// run, and its snapshot was in the cache.
    pub time: Option<Duration>,
}

/// What a call of a plugin starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Image {
    /// The component as it stood after `configure`.
    Snapshot {
        /// SHA-256 of the snapshot.
        digest: Digest,
        /// Its size in bytes.
        size: usize,
    },
    /// The component as it was built: it takes its config at each call.
    Configured {
        /// Why there is no snapshot.
        reason: String,
    },
}

impl Image {
    /// The snapshot's digest; none where there is no snapshot.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        match self {
            Self::Snapshot { digest, .. } => Some(*digest),
            Self::Configured { .. } => None,
        }
    }

    /// What the cache keeps beside a snapshot's code.
    pub(super) fn note(&self, configuring: Configuring) -> Option<String> {
        let Configuring { fuel, memory, .. } = configuring;
        match self {
            Self::Snapshot { digest, size } => Some(format!("{digest} {size} {fuel} {memory}")),
            Self::Configured { .. } => None,
        }
    }

    pub(super) fn from_note(note: &str) -> Option<(Self, Configuring)> {
        let mut parts = note.split(' ');
        let image = Self::Snapshot { digest: parts.next()?.parse().ok()?, size: parts.next()?.parse().ok()? };
        let configuring =
            Configuring { fuel: parts.next()?.parse().ok()?, memory: parts.next()?.parse().ok()?, time: None };
        Some((image, configuring))
    }
}

/// The interface that instrumenting adds to a component's exports.
pub(super) const ACCESS: &str = "wasmtime:wizer/access";

/// The component with its state laid open; or why that can't be done.
pub(super) fn instrument(component: &[u8]) -> Result<(ComponentContext<'_>, Vec<u8>), String> {
    // It panics on what it did not expect. Nothing of it is looked at again then.
    let instrumented = catch_unwind(AssertUnwindSafe(|| Wizer::new().instrument_component(component)));
    instrumented.map_err(|_| PANICKED.to_owned())?.map_err(|error| error.root_cause().to_string())
}

const PANICKED: &str = "the component is not what snapshots are made of";

/// Takes the snapshot of an instance of the instrumented component.
pub(super) async fn take(
    context: &ComponentContext<'_>,
    store: &mut Store<State>,
    instance: Instance,
) -> wasmtime::Result<Vec<u8>> {
    // Whole memories are read, by functions that only hand out where they lie.
    store.set_hostcall_fuel(usize::MAX);
    let mut reader = Reader { store, instance, failed: None };
    let wizer = Wizer::new();
    let mut taking = Box::pin(wizer.snapshot_component(context, &mut reader));
    let taken = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| taking.as_mut().poll(cx))) {
        Ok(poll) => poll,
        Err(_) => Poll::Ready(Err(wasmtime::Error::msg(PANICKED))),
    });
    let snapshot = taken.await?;
    drop(taking);
    reader.failed.map_or(Ok(snapshot), Err)
}

/// Reads an instance's state. The trait has no errors, so the first one is kept, and the snapshot thrown away.
struct Reader<'s> {
    store: &'s mut Store<State>,
    instance: Instance,
    failed: Option<wasmtime::Error>,
}

impl Reader<'_> {
    async fn call<R: Lift + Send + Sync + 'static>(&mut self, instance: &str, function: &str) -> Option<R> {
        match self.try_call(instance, function).await {
            Ok(value) => Some(value),
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }

    async fn try_call<R: Lift + Send + Sync + 'static>(
        &mut self,
        instance: &str,
        function: &str,
    ) -> wasmtime::Result<R> {
        let missing = || wasmtime::Error::msg("the instrumented component lacks what instrumenting adds");
        let (_, interface) = self.instance.get_export(&mut *self.store, None, instance).ok_or_else(missing)?;
        let (_, export) = self.instance.get_export(&mut *self.store, Some(&interface), function).ok_or_else(missing)?;
        let function = self.instance.get_typed_func::<(), (R,)>(&mut *self.store, export)?;
        Ok(function.call_async(&mut *self.store, ()).await?.0)
    }
}

impl ComponentInstanceState for Reader<'_> {
    async fn call_func_ret_list_u8(&mut self, instance: &str, function: &str, contents: impl FnOnce(&[u8]) + Send) {
        match self.call::<WasmList<u8>>(instance, function).await {
            Some(list) => contents(list.as_le_slice(&*self.store)),
            None => contents(&[]),
        }
    }

    async fn call_func_ret_s32(&mut self, instance: &str, function: &str) -> i32 {
        self.call(instance, function).await.unwrap_or_default()
    }

    async fn call_func_ret_s64(&mut self, instance: &str, function: &str) -> i64 {
        self.call(instance, function).await.unwrap_or_default()
    }

    async fn call_func_ret_f32(&mut self, instance: &str, function: &str) -> u32 {
        self.call::<f32>(instance, function).await.unwrap_or_default().to_bits()
    }

    async fn call_func_ret_f64(&mut self, instance: &str, function: &str) -> u64 {
        self.call::<f64>(instance, function).await.unwrap_or_default().to_bits()
    }
}
