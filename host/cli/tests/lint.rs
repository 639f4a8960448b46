//! What the command says of policies' rules: which are odd, which fired, and what holds for somebody.

use std::{
    fs,
    process::{Command, Output},
};

use portcullis_tests::{PackFolder, pack};
use serde_json::Value;

#[cfg(test)]
fn portcullis(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_portcullis")).args(arguments).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    (status.code(), format!("{stdout}{stderr}"))
}

const TOOLS: &str = r#"[{"type": "function", "function": {"name": "refund", "parameters":
    {"type": "object", "properties": {"order": {}, "amount": {"type": "number"}}}}}]"#;

const COMPANY: &str = r#"{
  "policy_id": "global",
  "resources": ["tool:crm/refund", "tool:crm/refnd"],
  "constraints": { "parameters": { "tool:crm/refund": {
    "amuont": { "type": "number", "max": 100 }
  } } }
}"#;

#[cfg(test)]
fn crm(document: &str) -> PackFolder {
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"a\"\ncomponent = \"mapl.wasm\"\n\
        texts = [{ at = \"/documents/-\", file = \"company.json\" }]\ngrants = { state = [\"mapl/\"] }\n";
    PackFolder::new(manifest, &["mapl"]).with("company.json", document).with("tools.json", TOOLS)
}

#[test]
fn rules_about_what_is_not_there_are_named_with_file_and_line() {
    let folder = crm(COMPANY);
    let (path, tools) = (folder.path().to_str().unwrap(), folder.path().join("tools.json"));
    let (code, said) = portcullis(&["pack", "lint", path, "--tools", tools.to_str().unwrap(), "--app", "crm"]);
    assert_eq!(code, Some(1), "{said}");
    for part in [
        "company.json:3: unknown-tool: `tool:crm/refnd` matches none of the 1 tools; did you mean `tool:crm/refund`?",
        "company.json:5: unknown-argument: no tool that `tool:crm/refund` matches takes `amuont`; did you mean `amount`?",
        "2 found in 1 plugins",
    ] {
        assert!(said.contains(part), "`{part}` is missing in:\n{said}");
    }
    let (code, said) =
        portcullis(&["pack", "lint", path, "--json", "--tools", tools.to_str().unwrap(), "--app", "crm"]);
    assert_eq!(code, Some(1));
    let first: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!((first["line"].as_u64(), first["code"].as_str()), (Some(3), Some("unknown-tool")), "{first}");
}

#[test]
fn a_pack_that_says_what_it_means_passes() {
    let folder = crm(&COMPANY.replace("amuont", "amount").replace("\"tool:crm/refnd\"", "\"tool:*/generate\""));
    let (path, tools) = (folder.path().to_str().unwrap(), folder.path().join("tools.json"));
    let (code, said) = portcullis(&["pack", "lint", path, "--tools", tools.to_str().unwrap(), "--app", "crm"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn tools_that_name_no_app_or_nothing_at_all_are_refused() {
    let folder = crm(COMPANY);
    let (path, tools) = (folder.path().to_str().unwrap(), folder.path().join("tools.json"));
    let lint = || portcullis(&["pack", "lint", path, "--tools", tools.to_str().unwrap()]);
    let (code, said) = lint();
    assert!(code == Some(3) && said.contains("the tool `refund` has no `target`: name its app with `--app`"), "{said}");
    fs::write(&tools, "{}").unwrap();
    let (code, said) = lint();
    assert!(code == Some(3) && said.contains("names no tool"), "{said}");
}

#[test]
fn a_plugin_that_cannot_tell_is_named() {
    let (code, said) = portcullis(&["pack", "lint", pack("support-desk").to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("without a word: refund-limits"), "{said}");
}

#[test]
fn check_says_which_rules_fired_and_which_nearly_did() {
    let folder = crm(&COMPANY.replace("amuont", "amount"));
    let event =
        r#"{"phase": "tool-call", "subject": {"id": "a"}, "target": "tool:crm/refund", "payload": {"amount": AMOUNT}}"#;
    let file = folder.path().join("event.json");
    let check = |amount: &str| {
        fs::write(&file, event.replace("AMOUNT", amount)).unwrap();
        portcullis(&["check", "--explain", "--pack", folder.path().to_str().unwrap(), file.to_str().unwrap()])
    };
    let (code, said) = check("250");
    let rule = "global#/constraints/parameters/tool:crm~1refund/amount";
    assert!(code == Some(1) && said.contains(&format!("fired  {rule}/max")), "{said}");
    let (code, said) = check("50");
    assert!(code == Some(0) && said.contains(&format!("nearly {rule}  50 at /amount is within it")), "{said}");
}

#[test]
fn a_subjects_rights_are_shown_with_who_set_each_limit() {
    let claims = ["company=FinTech", "business_unit=Analytics", "team=Reporting", "user=alice"];
    let pack = pack("fintech");
    let mut arguments = vec!["mapl", "explain", "--pack", pack.to_str().unwrap()];
    claims.iter().for_each(|claim| arguments.extend(["--claim", claim]));
    let (code, said) = portcullis(&arguments);
    assert_eq!(code, Some(0), "{said}");
    for part in [
        "max 500  by user:alice#/constraints/parameters/tool:*~1generate/max_tokens/max",
        "default 4000  by company:FinTech#/constraints/parameters/tool:*~1generate/max_tokens/default",
    ] {
        assert!(said.contains(part), "`{part}` is missing in:\n{said}");
    }
}

#[test]
fn rules_within_the_manifest_are_named_with_its_lines() {
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"rego\"\ncomponent = \"rego.wasm\"\n\
        phases = [\"tool-call\"]\n[plugin.config]\nentrypoint = \"data.t\"\n[plugin.config.modules]\n\
        \"t.rego\" = '''\npackage t\nallow if {\n    input.args.amount > 5\n    input.args.amount < 2\n}\n'''\n\
        [[plugin]]\nid = \"cel\"\ncomponent = \"cel_rules.wasm\"\nphases = [\"tool-call\"]\n\
        [[plugin.config.rules]]\nid = \"r\"\neffect = \"allow\"\nwhen = \"phase == 'tool_call'\"\n";
    let folder = PackFolder::new(manifest, &["rego", "cel_rules"]);
    let (code, said) = portcullis(&["pack", "lint", folder.path().to_str().unwrap()]);
    assert_eq!(code, Some(1), "{said}");
    for part in [
        "pack.toml:14: never-matches: ",
        "pack.toml:24: unknown-value: `phase` is never \"tool_call\"",
        "2 found in 2 plugins",
    ] {
        assert!(said.contains(part), "`{part}` is missing in:\n{said}");
    }
}

#[test]
fn check_names_lines_of_policy_texts() {
    let pack = pack("cel-desk");
    let folder = PackFolder::new("name = \"p\"\nversion = \"1\"\n", &[]);
    let event = r#"{"phase": "tool-call", "subject": {"id": "a", "scopes": ["approve_refund_under_100"], "roles": ["manager"]},
        "target": "tool:crm/approve_refund", "payload": {"amount": 50}}"#;
    let file = folder.path().join("event.json");
    fs::write(&file, event).unwrap();
    let (code, said) = portcullis(&["check", "--explain", "--pack", pack.to_str().unwrap(), file.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("fired  refunds  it holds, and allows"), "{said}");
    let near = "nearly large-refunds  line 1 does not hold: `args.amount > 100`, where `args.amount` is 50";
    assert!(said.contains(near), "{said}");
}

#[test]
fn the_stock_packs_mean_what_they_say() {
    for name in ["budgets", "cel-desk", "fintech", "rego-defaults", "support-desk"] {
        let (code, said) = portcullis(&["pack", "lint", pack(name).to_str().unwrap()]);
        assert_eq!(code, Some(0), "{name}: {said}");
    }
}
