//! The snapshot that calls start from, made as the gate makes it.

use wasmtime::{
    Error, Result, Store,
    component::{Instance, Lift, WasmList},
    error::Context,
};
use wasmtime_wizer::{ComponentContext, ComponentInstanceState, Wizer};

use super::{State, at_once};

/// The component with its state laid open.
pub(super) fn instrument(component: &[u8]) -> Result<(ComponentContext<'_>, Vec<u8>)> {
    Wizer::new().instrument_component(component)
}

/// The component as the instance left it.
pub(super) fn take(context: &ComponentContext<'_>, store: &mut Store<State>, instance: Instance) -> Result<Vec<u8>> {
    store.set_hostcall_fuel(usize::MAX);
    let mut reader = Reader { store, instance, failed: None };
    let snapshot = at_once(Wizer::new().snapshot_component(context, &mut reader))??;
    reader.failed.map_or(Ok(snapshot), Err)
}

/// Reads an instance's state. The trait has no errors, so the first one is kept.
struct Reader<'s> {
    store: &'s mut Store<State>,
    instance: Instance,
    failed: Option<Error>,
}

impl Reader<'_> {
    fn call<R: Lift + Send + Sync + 'static>(&mut self, instance: &str, function: &str) -> Option<R> {
        match self.try_call(instance, function) {
            Ok(value) => Some(value),
            Err(error) => {
                self.failed.get_or_insert(error);
                None
            }
        }
    }

    fn try_call<R: Lift + Send + Sync + 'static>(&mut self, instance: &str, function: &str) -> Result<R> {
        let missing = "the instrumented component lacks what instrumenting adds";
        let (_, interface) = self.instance.get_export(&mut *self.store, None, instance).context(missing)?;
        let (_, export) = self.instance.get_export(&mut *self.store, Some(&interface), function).context(missing)?;
        let function = self.instance.get_typed_func::<(), (R,)>(&mut *self.store, export)?;
        Ok(function.call(&mut *self.store, ())?.0)
    }
}

impl ComponentInstanceState for Reader<'_> {
    async fn call_func_ret_list_u8(&mut self, instance: &str, function: &str, contents: impl FnOnce(&[u8]) + Send) {
        match self.call::<WasmList<u8>>(instance, function) {
            Some(list) => contents(list.as_le_slice(&*self.store)),
            None => contents(&[]),
        }
    }

    async fn call_func_ret_s32(&mut self, instance: &str, function: &str) -> i32 {
        self.call(instance, function).unwrap_or_default()
    }

    async fn call_func_ret_s64(&mut self, instance: &str, function: &str) -> i64 {
        self.call(instance, function).unwrap_or_default()
    }

    async fn call_func_ret_f32(&mut self, instance: &str, function: &str) -> u32 {
        self.call::<f32>(instance, function).unwrap_or_default().to_bits()
    }

    async fn call_func_ret_f64(&mut self, instance: &str, function: &str) -> u64 {
        self.call::<f64>(instance, function).unwrap_or_default().to_bits()
    }
}
