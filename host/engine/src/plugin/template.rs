use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::component::Instance;

use crate::document::Document;

use super::{
    bindings::exports::portcullis::plugin::{policy, sanitiser},
    component::{Code, Component},
    convert,
    error::{ConfigError, ConfigureError},
    failure::{Failure, Malformed},
    grants::Access,
    imports::Wasi,
    limits::{Limit, Limits, Tank},
    sandbox::Sandbox,
};

/// What each instance of a plugin is made from.
pub(super) struct Template {
    pub(super) component: Component,
    pub(super) config: Document,
    pub(super) limits: Arc<Limits>,
    /// The way to the state; none where it is not granted.
    pub(super) access: Option<Arc<Access>>,
    pub(super) start: Start,
}

/// What an instance is made of.
pub(super) enum Start {
    /// The code of a snapshot, which has its config.
    Snapshot(Code),
    /// The component's own code, which takes the config each time.
    Component(Code),
}

/// What an instance can be asked.
pub(super) struct Guest {
    pub(super) policy: Option<policy::Guest>,
    pub(super) sanitiser: Option<sanitiser::Guest>,
}

impl Guest {
    pub(super) fn load(code: &Code, sandbox: &mut Sandbox, instance: Instance) -> Result<Self, Failure> {
        let policy = code.policy.as_ref().map(|indices| indices.load(sandbox.store(), &instance)).transpose();
        let policy = sandbox.read(policy)?;
        let sanitiser = code.sanitiser.as_ref().map(|indices| indices.load(sandbox.store(), &instance)).transpose();
        let sanitiser = sandbox.read(sanitiser)?;
        Ok(Self { policy, sanitiser })
    }
}

impl Template {
    pub(super) fn code(&self) -> &Code {
        let (Start::Snapshot(code) | Start::Component(code)) = &self.start;
        code
    }

    /// An empty sandbox. Clock and randomness are the same in all of them, so that instances are alike, whichever event
    /// they are for.
    pub(super) fn sandbox(&self, slot: OwnedSemaphorePermit) -> Sandbox {
        let mut sandbox = Sandbox::new(self.component.runtime(), &self.limits, Wasi::new(0, "configure"), slot);
        sandbox.remember(self.access.as_ref());
        sandbox
    }

    /// Has a sandbox forget what it is asked to keep: it is asked about an event that does not happen.
    pub(super) fn rehearse(&self, sandbox: &mut Sandbox) {
        let nowhere = self.access.as_ref().map(|access| Arc::new(access.to_nowhere()));
        sandbox.remember(nowhere.as_ref());
    }

    /// Makes an instance that can be asked.
    pub(super) async fn prepare(&self, sandbox: &mut Sandbox) -> Result<Guest, Failure> {
        let instance = self.instance(sandbox).await?;
        Guest::load(self.code(), sandbox, instance)
    }

    /// Makes an instance that has its config.
    pub(super) async fn instance(&self, sandbox: &mut Sandbox) -> Result<Instance, Failure> {
        match &self.start {
            Start::Snapshot(code) => sandbox.instantiate(code).await,
            Start::Component(_) => self.configured(sandbox).await.map_err(Unconfigured::into_failure),
        }
    }

    /// Makes an instance of the component itself, and gives it the config.
    pub(super) async fn configured(&self, sandbox: &mut Sandbox) -> Result<Instance, Unconfigured> {
        let code = self.code();
        let instance = sandbox.instantiate(code).await.map_err(Unconfigured::Failed)?;
        let guest = code.lifecycle.load(sandbox.store(), &instance);
        let guest = sandbox.read(guest).map_err(Unconfigured::Failed)?;
        sandbox.arm(Tank::for_load(&self.limits), Limit::ConfigureDeadline).map_err(Unconfigured::Failed)?;
        let answer = guest.call_configure(sandbox.store(), self.config.text()).await;
        match sandbox.read(answer).map_err(Unconfigured::Failed)? {
            Ok(()) => Ok(instance),
            Err(errors) => Err(match convert::config_errors(errors, &self.limits) {
                Ok(errors) => Unconfigured::Config(errors),
                Err(failure) => Unconfigured::Failed(failure),
            }),
        }
    }
}

/// An instance did not take the config.
pub(super) enum Unconfigured {
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
