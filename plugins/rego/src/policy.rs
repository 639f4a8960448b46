use std::sync::Mutex;

use portcullis_guest::prelude::*;
use regorus::Value;

use crate::answer::answer;
use crate::config::Config;
use crate::input::{Pointers, input};
use crate::modules::{Modules, told};
use crate::used::Used;

/// The policy, with its modules compiled.
#[derive(Debug)]
pub struct Rego {
    /// regorus keeps what it works out inside of its engine; a plugin is asked once at a time.
    pub(crate) modules: Mutex<Modules>,
    entrypoint: String,
    pub(crate) resource_path: Pointers,
    pub(crate) used: Used,
}

impl Policy for Rego {
    type Config = Config;
    const NAME: &str = "rego";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::new();
        let resource_path = Pointers::new(&config.resource_path, &mut errors);
        let used = Used::of(config.modules.values());
        match Modules::load(&config, &mut errors) {
            Some(modules) if errors.is_empty() => {
                Ok(Self { modules: Mutex::new(modules), entrypoint: config.entrypoint, resource_path, used })
            }
            _ => Err(errors),
        }
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let input = input(event, payload, &self.resource_path, &self.used)?;
        answer(&self.ask(input, event.time_ms)?, &self.entrypoint)
    }
}

impl Rego {
    pub(crate) fn entrypoint(&self) -> &str {
        &self.entrypoint
    }

    pub(crate) fn ask(&self, input: Value, time_ms: u64) -> Result<Value, Error> {
        let mut modules = self.modules.lock().map_err(|_| Error::new("an evaluation before this one failed"))?;
        modules.at(time_ms);
        let Modules { engine, rule, .. } = &mut *modules;
        engine.set_input(input);
        let value = engine.eval_rule(rule.clone()).map_err(|error| Error::new(told(&error)))?;
        for line in engine.take_prints().unwrap_or_default() {
            log::debug!("{line}");
        }
        Ok(modules.answer(value))
    }
}
