use std::sync::Arc;

use portcullis_audit::Digest;

use crate::{
    decision::{Report, Verdict},
    document::{Document, StringAt},
    event::Event,
    text::printable,
};

use super::{
    call::{Call, Measured},
    component::Component,
    convert,
    error::{ConfigError, ConfigureError},
    failure::{Failure, Malformed},
    imports::{Documents, Wasi},
    limits::{Limit, Limits, Tank},
};

/// A component with its config and its limits, ready to be asked.
#[derive(Clone)]
pub struct Plugin {
    component: Component,
    config: Document,
    config_digest: Digest,
    limits: Arc<Limits>,
}

impl Plugin {
    /// Gives a component its config: a JSON value, by convention an object.
    ///
    /// # Errors
    /// Everything that the plugin finds wrong with the config, or how it failed to take it.
    pub async fn configure(component: Component, config: Document, limits: Limits) -> Result<Self, ConfigureError> {
        let config_digest = Digest::of(config.text().as_bytes());
        let plugin = Self { component, config, config_digest, limits: Arc::new(limits) };
        let mut call = plugin.call(None, Wasi::new(0, "configure")).await?;
        plugin.configured_instance(&mut call).await?;
        Ok(plugin)
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

    /// Asks the policy about an event, with a payload that other policies may have edited.
    pub(crate) async fn evaluate(&self, event: &Event, payload: &Document) -> Measured<Verdict> {
        let documents = Documents {
            payload: payload.clone(),
            context: event.context.clone(),
            claims: event.subject.claims.clone(),
        };
        let mut call = match self.call(Some(documents), Wasi::new(event.time_ms, event.id.as_str())).await {
            Ok(call) => call,
            Err(failure) => return failed(failure),
        };
        let result = self.evaluate_in(&mut call, event, payload).await;
        call.finish(result)
    }

    async fn evaluate_in(&self, call: &mut Call<'_>, event: &Event, payload: &Document) -> Result<Verdict, Failure> {
        let Some(indices) = &self.component.code().policy else { return Ok(convert::no_policy()) };
        let instance = self.configured_instance(call).await.map_err(Unconfigured::into_failure)?;
        let guest = indices.load(call.store(), &instance);
        let guest = call.read(guest)?;
        call.arm(Tank::for_event(&self.limits, payload.text().len()), Limit::Deadline)?;
        let answer = guest.call_evaluate(call.store(), &convert::event(event)).await;
        let answer = call.read(answer)?.map_err(|text| Failure::Refused(printable(&text)))?;
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
        let Some(indices) = &self.component.code().sanitiser else { return Ok(Report::default()) };
        let instance = self.configured_instance(call).await.map_err(Unconfigured::into_failure)?;
        let guest = indices.load(call.store(), &instance);
        let guest = call.read(guest)?;
        let bytes = strings.iter().map(|string| string.text.len()).sum();
        call.arm(Tank::for_event(&self.limits, bytes), Limit::Deadline)?;
        let answer =
            guest.call_scan(call.store(), &convert::scan_context(event), &convert::segments(strings), false).await;
        let answer = call.read(answer)?.map_err(|text| Failure::Refused(printable(&text)))?;
        convert::report(answer, strings, &self.limits)
    }

    async fn call(&self, documents: Option<Documents>, wasi: Wasi) -> Result<Call<'_>, Failure> {
        let component = &self.component;
        Call::new(component.runtime(), component.code(), &self.limits, documents, wasi).await.ok_or(Failure::Busy)
    }

    /// A fresh instance that has taken the config.
    async fn configured_instance(&self, call: &mut Call<'_>) -> Result<wasmtime::component::Instance, Unconfigured> {
        let instance = call.instantiate().await.map_err(Unconfigured::Failed)?;
        let guest = self.component.code().lifecycle.load(call.store(), &instance);
        let guest = call.read(guest).map_err(Unconfigured::Failed)?;
        call.arm(Tank::for_load(&self.limits), Limit::ConfigureDeadline).map_err(Unconfigured::Failed)?;
        let answer = guest.call_configure(call.store(), self.config.text()).await;
        match call.read(answer).map_err(Unconfigured::Failed)? {
            Ok(()) => Ok(instance),
            Err(errors) => Err(Unconfigured::Config(convert::config_errors(errors))),
        }
    }
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
