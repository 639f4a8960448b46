//! The same rule as text for the stock plugins that run the engines of [`peers`](crate::peers) in the sandbox.

use std::fs;

use anyhow::{Result, ensure};
use portcullis::{audit::Log, gate::Gate, pack::Pack};
use portcullis_bench::{desk, refund};
use serde_json::{Value, json};

use crate::groups::Workbench;

const REGO: &str = r#"
package refund

default allow := false

allow if {
    input.action == "approve_refund"
    "support_agent" in input.subject.roles
    "approve_refund_under_100" in input.subject.scopes
    input.args.amount >= 0
    input.args.amount <= 100
}
"#;

const CEDAR: &str = r#"
permit (principal, action == Action::"approve_refund", resource)
when {
    context.subject.roles.contains("support_agent") &&
    context.subject.scopes.contains("approve_refund_under_100") &&
    context.args.amount >= 0 &&
    context.args.amount <= 100
};
"#;

const CEL: &str = "action == 'approve_refund' && 'support_agent' in subject.roles \
    && 'approve_refund_under_100' in subject.scopes && args.amount >= 0 && args.amount <= 100";

pub(crate) fn rego(bench: &Workbench) -> Result<Gate> {
    gate(bench, "rego", &json!({ "modules": { "refund.rego": REGO }, "entrypoint": "data.refund.allow" }))
}

pub(crate) fn cedar(bench: &Workbench) -> Result<Gate> {
    gate(bench, "cedar", &json!({ "policies": { "refund.cedar": CEDAR } }))
}

pub(crate) fn cel(bench: &Workbench) -> Result<Gate> {
    gate(bench, "cel_rules", &json!({ "rules": [{ "id": "refund", "when": CEL, "effect": "allow" }] }))
}

/// A gate over one plugin, warmed up with the question, as stock packs are.
fn gate(bench: &Workbench, guest: &str, config: &Value) -> Result<Gate> {
    let folder = tempfile::tempdir()?;
    let subject = json!({ "id": "alice", "roles": [refund::ROLE], "scopes": refund::SCOPES });
    let payload: Value = serde_json::from_str(refund::ARGUMENTS)?;
    let warm_up = json!({
        "id": "warm-up",
        "session": "session",
        "phase": "tool-call",
        "subject": subject,
        "target": format!("tool:support/{}", refund::ACTION),
        "payload": payload,
    });
    fs::write(folder.path().join("plugin.wasm"), desk::guest(guest)?)?;
    fs::write(folder.path().join("config.json"), config.to_string())?;
    fs::write(folder.path().join("warm-up.json"), warm_up.to_string())?;
    let manifest = "name = \"bench\"\nversion = \"0.1.0\"\n[[plugin]]\nid = \"text\"\ncomponent = \"plugin.wasm\"\n\
        config-file = \"config.json\"\nwarm-up = [\"warm-up.json\"]\n";
    fs::write(folder.path().join("pack.toml"), manifest)?;
    let gate = Gate::new(Pack::load_blocking(&bench.runtime, folder.path())?, Log::in_memory());
    for (arguments, expected) in
        [(refund::ARGUMENTS.to_owned(), true), (refund::ARGUMENTS.replace("\"amount\":40", "\"amount\":400"), false)]
    {
        let decision = gate.decide_blocking(&desk::event(&arguments)?);
        ensure!(decision.is_allowed() == expected, "the plugin `{guest}` says otherwise: {:?}", decision.effect);
    }
    Ok(gate)
}
