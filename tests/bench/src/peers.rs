//! The same question to others: policy engines that run natively, and another sandbox for plugins.
//!
//! Each is used as its documentation has it: policies and plugins are prepared once; a question comes as JSON text, is read
//! and is answered. None of them records, merges, or checks limits beyond what is said of it.

use std::fs;

use anyhow::{Context, Result, ensure};
use cedar_policy::{Authorizer, Decision, Entities, EntityUid, PolicySet, Request};
use extism::{CompiledPlugin, Manifest, Plugin, PluginBuilder, Wasm};
use portcullis::audit::Log;
use portcullis_bench::{desk, measure::Case, refund};
use regorus::{Engine, Value};
use serde_json::json;

use crate::{
    groups::{Workbench, check, decide, native},
    page::Table,
    texts,
};

const REGO: &str = r#"
package refund

default allow := false

allow if {
    input.action == "approve_refund"
    "support_agent" in input.roles
    "approve_refund_under_100" in input.scopes
    input.arguments.amount >= 0
    input.arguments.amount <= 100
}
"#;

const CEDAR: &str = r#"
permit (principal, action == Action::"approve_refund", resource)
when {
    context.roles.contains("support_agent") &&
    context.scopes.contains("approve_refund_under_100") &&
    context.arguments.amount >= 0 &&
    context.arguments.amount <= 100
};
"#;

pub(crate) fn table(bench: &Workbench) -> Result<Table> {
    let gate = bench.gate(Log::in_memory(), 1)?;
    let (in_rego, in_cedar, in_cel) = (texts::rego(bench)?, texts::cedar(bench)?, texts::cel(bench)?);
    let event = desk::event(refund::ARGUMENTS)?;
    let question = |amount: u32| -> Result<String> {
        let mut arguments: serde_json::Value = serde_json::from_str(refund::ARGUMENTS)?;
        *arguments.get_mut("amount").context("an amount")? = amount.into();
        let (roles, scopes) = ([refund::ROLE], refund::SCOPES);
        Ok(json!({ "action": refund::ACTION, "roles": roles, "scopes": scopes, "arguments": arguments }).to_string())
    };
    let (asked, too_much) = (question(40)?, question(400)?);

    let mut rego = rego()?;
    let cedar = Cedar::new()?;
    let compiled = compiled()?;
    let mut kept = Plugin::new_from_compiled(&compiled)?;
    for (text, expected) in [(&asked, true), (&too_much, false)] {
        ensure!(ask_rego(&mut rego, text)? == expected, "regorus says otherwise");
        ensure!(cedar.ask(text)? == expected, "cedar-policy says otherwise");
        ensure!(ask_extism(&mut kept, text)? == expected, "the Extism plugin says otherwise");
    }

    let asked = asked.as_str();
    let cases = vec![
        native(),
        Case::new("`Gate::decide`, one plugin, audit in memory", || decide(&gate, &event)),
        Case::new("`Gate::decide`, the plugin `rego`", || decide(&in_rego, &event)),
        Case::new("`Gate::decide`, the plugin `cedar`", || decide(&in_cedar, &event)),
        Case::new("`Gate::decide`, the plugin `cel`", || decide(&in_cel, &event)),
        Case::new("regorus, native, one engine reused", move || check(ask_rego(&mut rego, asked).ok())),
        Case::new("cedar-policy, native", move || check(cedar.ask(asked).ok())),
        Case::new("Extism, one instance reused, no limits", move || check(ask_extism(&mut kept, asked).ok())),
        Case::new("Extism, a fresh instance of a compiled plugin", move || {
            let fresh = Plugin::new_from_compiled(&compiled);
            check(fresh.and_then(|mut plugin| ask_extism(&mut plugin, asked)).ok());
        }),
    ];
    Ok(Table::new("Beside others")
        .note(
            "The same rule and question. The others read the question as JSON text and answer yes or no; the gate makes a \
             fresh instance within all limits, and writes a record.",
        )
        .times(bench.times(cases), 1))
}

fn rego() -> Result<Engine> {
    let mut engine = Engine::new();
    engine.add_policy("refund.rego".to_owned(), REGO.to_owned())?;
    Ok(engine)
}

fn ask_rego(engine: &mut Engine, question: &str) -> Result<bool> {
    engine.set_input(Value::from_json_str(question)?);
    Ok(engine.eval_rule("data.refund.allow".to_owned())? == Value::from(true))
}

struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    principal: EntityUid,
    resource: EntityUid,
}

impl Cedar {
    fn new() -> Result<Self> {
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: CEDAR.parse()?,
            entities: Entities::empty(),
            principal: "User::\"alice\"".parse()?,
            resource: "Tool::\"approve_refund\"".parse()?,
        })
    }

    fn ask(&self, question: &str) -> Result<bool> {
        let question: serde_json::Value = serde_json::from_str(question)?;
        let action = question.get("action").and_then(serde_json::Value::as_str).context("an action")?;
        let action = EntityUid::from_type_name_and_id("Action".parse()?, cedar_policy::EntityId::new(action));
        let context = cedar_policy::Context::from_json_value(question, None)?;
        let request = Request::new(self.principal.clone(), action, self.resource.clone(), context, None)?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        Ok(response.decision() == Decision::Allow)
    }
}

fn compiled() -> Result<CompiledPlugin> {
    let path = desk::built("peers").join("extism_refund.wasm");
    let bytes = fs::read(&path).with_context(|| format!("`{}`: `cargo xtask bench` builds it", path.display()))?;
    CompiledPlugin::new(PluginBuilder::new(Manifest::new([Wasm::data(bytes)])).with_cache_disabled())
}

fn ask_extism(plugin: &mut Plugin, question: &str) -> Result<bool> {
    Ok(plugin.call::<&str, &str>("decide", question)? == "true")
}
