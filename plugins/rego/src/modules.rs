//! From a config to an engine that can be asked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portcullis_guest::prelude::*;
use regorus::{Engine, Rc, Value};

use crate::config::{BuiltinErrors, Config, Version};

/// What a package may say. Nothing else of it is asked for, and so nothing else is evaluated.
pub(crate) const ANSWERS: [&str; 7] =
    ["allow", "deny", "requires_hitl", "risk_tier", "reason", "rule_matched", "resolution_trace"];

/// The package of the module that gathers what a package says.
pub(crate) const GATHERED: &str = "portcullis.gathered";

/// The modules, compiled, and what is asked of them.
#[derive(Debug)]
pub(crate) struct Modules {
    pub(crate) engine: Engine,
    /// The path of the rule that is evaluated.
    pub(crate) rule: String,
    /// Whether that rule is ours, and gathers what a package says.
    gathered: bool,
    /// The event's time, which is the only one that rules can ask for.
    now_ms: Arc<AtomicU64>,
}

impl Modules {
    pub(crate) fn load(config: &Config, errors: &mut ConfigErrors) -> Option<Self> {
        let now_ms = Arc::new(AtomicU64::new(0));
        let mut engine = Engine::new();
        engine.set_rego_v0(config.version == Version::V0);
        engine.set_strict_builtin_errors(config.builtin_errors == BuiltinErrors::Error);
        engine.set_gather_prints(true);
        if let Err(error) = engine.add_extension("time.now_ns".to_owned(), 0, clock(&now_ms)) {
            errors.add("", format!("the clock can't be set: {error}"));
        }
        if config.modules.is_empty() {
            errors.add("/modules", "there is no module: add one, as `\"rules.rego\" = '''…'''`");
        }
        let mut packages = Vec::new();
        for (name, text) in &config.modules {
            match engine.add_policy(name.clone(), text.clone()) {
                Ok(package) => packages.push((name.as_str(), package)),
                Err(error) => errors.add(format!("/modules/{}", token(name)), told(&error)),
            }
        }
        if let Some(data) = &config.data
            && let Err(error) = engine.add_data(data.0.clone())
        {
            errors.add("/data", told(&error));
        }
        if !errors.is_empty() {
            return None;
        }
        let parts: Vec<&str> =
            packages.iter().filter(|(_, package)| *package == config.entrypoint).map(|(name, _)| *name).collect();
        let gathered = !parts.is_empty();
        let rule = match parts.as_slice() {
            [] => config.entrypoint.clone(),
            parts => gather(&mut engine, &config.entrypoint, parts, errors)?,
        };
        // Compiles what is there, which is more than half of a first evaluation.
        if let Err(error) = engine.compile_with_entrypoint(&Rc::from(rule.as_str())) {
            let known = packages.iter().map(|(_, package)| package.as_str()).collect::<Vec<_>>().join("`, `");
            let message = format!("{}; it has to be a package (there are `{known}`) or a rule of one", told(&error));
            errors.add("/entrypoint", message);
            return None;
        }
        Some(Self { engine, rule, gathered, now_ms })
    }

    /// What was asked, of what the rule says.
    pub(crate) fn answer(&self, value: Value) -> Value {
        let Value::Object(gathered) = &value else { return value };
        if !self.gathered {
            return value;
        }
        let said =
            gathered.iter().filter_map(|(name, list)| Some((name.clone(), list.as_array().ok()?.first()?.clone())));
        Value::from(said.collect::<BTreeMap<Value, Value>>())
    }

    /// Sets the only time that there is.
    pub(crate) fn at(&self, time_ms: u64) {
        self.now_ms.store(time_ms, Ordering::Relaxed);
    }
}

/// A rule that answers with what a package says, which the modules `parts` are of.
fn gather(engine: &mut Engine, package: &str, parts: &[&str], errors: &mut ConfigErrors) -> Option<String> {
    let says = |name: &&str| parts.iter().any(|part| engine.has_declared_rule_rooted_at(part, name).unwrap_or(false));
    let said: Vec<&str> = ANSWERS.into_iter().filter(says).collect();
    if !said.iter().any(|name| ["allow", "deny", "requires_hitl"].contains(name)) {
        let message = format!(
            "the package `{package}` has no rule `allow`, `deny` or `requires_hitl`: name a rule of it, or another package"
        );
        errors.add("/entrypoint", message);
        return None;
    }
    // Each in a list, which is empty where it is undefined: an object with an undefined value would be undefined itself.
    let member = |name| format!("\"{name}\": [value | value := {package}.{name}]");
    let members = said.iter().map(member).collect::<Vec<_>>().join(", ");
    let module = format!("package {GATHERED}\nimport rego.v1\nanswer := {{{members}}}\n");
    if let Err(error) = engine.add_policy("(gathered)".to_owned(), module) {
        errors.add("/entrypoint", told(&error));
        return None;
    }
    Some(format!("data.{GATHERED}.answer"))
}

/// The only clock is the event's.
fn clock(now_ms: &Arc<AtomicU64>) -> Box<dyn regorus::Extension> {
    let now_ms = Arc::clone(now_ms);
    Box::new(move |_: Vec<Value>| {
        let nanoseconds = u128::from(now_ms.load(Ordering::Relaxed)) * 1_000_000;
        Ok(Value::from(nanoseconds))
    })
}

/// What regorus says, in one line: it draws the place with the text around it.
pub(crate) fn told(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.trim_matches(['|', '^', ' ']).is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// A name within a JSON pointer.
pub(crate) fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
