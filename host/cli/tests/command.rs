//! The command as a shell uses it: what it prints, and how it ends.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use portcullis_tests::{PackFolder, guest, model::Model, pack, process::output_of};
use serde_json::Value;

#[cfg(test)]
fn portcullis(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.args(arguments).env_remove("OPENAI_API_KEY").env_remove("OPENAI_BASE_URL");
    output_of(&mut command, input)
}

#[cfg(test)]
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[cfg(test)]
fn refund(amount: &str) -> String {
    format!(
        r#"{{"phase": "tool-call", "subject": {{"id": "alice", "roles": ["support_agent"], "scopes": ["approve_refund_under_100"]}},
            "target": "tool:support/approve_refund", "payload": {{"amount": {amount}}}}}"#
    )
}

#[test]
fn check_ends_with_0_where_the_event_may_happen_and_1_where_not() {
    let folder = pack("support-desk");
    let check = |amount: &str| portcullis(&["check", "--pack", folder.to_str().unwrap(), "-"], &refund(amount));
    let allowed = check("40");
    assert_eq!(allowed.status.code(), Some(0), "{}", text(&allowed.stderr));
    assert!(text(&allowed.stdout).starts_with("ALLOW"));
    let denied = check("250");
    assert_eq!(denied.status.code(), Some(1));
    let shown = text(&denied.stdout);
    for part in ["DENY", "amount-over-limit", "refund-limits", "found 250", "the model is told:"] {
        assert!(shown.contains(part), "`{part}` is missing in:\n{shown}");
    }
    assert!(!shown.contains("``"), "a rule without a place in the payload shows an empty one:\n{shown}");
    assert!(!shown.contains('\u{1b}'), "no colour where there is no terminal");
}

#[test]
fn check_ends_with_2_where_an_approval_is_needed() {
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"a\"\ncomponent = \"scripted.wasm\"\n\
        config = { rules = [{ then = { escalate = \"big\" } }] }\n";
    let folder = PackFolder::new(manifest, &["scripted"]);
    let output = portcullis(&["check", "--pack", folder.path().to_str().unwrap(), "-"], &refund("1"));
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).starts_with("ESCALATE"));
}

#[test]
fn check_ends_with_3_where_the_question_cannot_be_answered() {
    let folder = pack("support-desk");
    let folder = folder.to_str().unwrap();
    for (arguments, input, said) in [
        (vec!["check", "--pack", folder, "-"], "{", "is no event"),
        (vec!["check", "--pack", folder, "/no/such/event.json"], "", "`/no/such/event.json` can't be read"),
        (
            vec!["check", "--pack", "/no/such/pack", "-"],
            refund("1").leak(),
            "/no/such/pack/pack.toml: it can't be read",
        ),
        (vec!["check", "--no-such-flag"], "", "--no-such-flag"),
        (vec!["chekc"], "", "check"),
        (vec!["plugin", "inspect", "/dev/null"], "", "this is not WebAssembly"),
        (vec!["audit", "verify", "/no/such/log"], "", "/no/such/log"),
    ] {
        let output = portcullis(&arguments, input);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{arguments:?} says {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn check_prints_the_decision_as_json_with_the_payload_that_may_go_on() {
    let folder = pack("support-desk");
    let arguments = ["check", "--json", "--pack", folder.to_str().unwrap(), "-"];
    let allowed: Value = serde_json::from_slice(&portcullis(&arguments, &refund("40.00")).stdout).unwrap();
    assert_eq!(allowed["effect"], "allow");
    assert_eq!(allowed["record"]["plugins"][0]["id"], "refund-limits");
    assert!(text(&portcullis(&arguments, &refund("40.00")).stdout).contains(r#"{"amount": 40.00}"#), "to the byte");
    let denied: Value = serde_json::from_slice(&portcullis(&arguments, &refund("null")).stdout).unwrap();
    assert_eq!(denied["record"]["reason"]["code"], "amount-invalid");
    assert!(denied["payload"].is_null() && denied["message"].is_string());
}

#[test]
fn inspect_says_what_a_component_is() {
    let file = guest("refund_limits");
    let output = portcullis(&["plugin", "inspect", file.to_str().unwrap()], "");
    let digest = portcullis::audit::Digest::of(&fs::read(&file).unwrap()).to_string();
    for part in [digest.as_str(), "policy", "tool-call", "portcullis:plugin/document@0.1.1"] {
        assert!(text(&output.stdout).contains(part), "`{part}` is missing");
    }
    let json: Value =
        serde_json::from_slice(&portcullis(&["plugin", "inspect", "--json", file.to_str().unwrap()], "").stdout)
            .unwrap();
    assert_eq!((&json["digest"], &json["needs_grants"]), (&Value::String(digest), &Value::Array(Vec::new())));
}

#[test]
fn inspect_says_which_grant_a_component_needs_and_how_it_is_written() {
    let file = guest("budget");
    let shown = portcullis(&["plugin", "inspect", file.to_str().unwrap()], "");
    assert!(text(&shown.stdout).contains("needs        `grants = { state = ["), "{}", text(&shown.stdout));
    let json = portcullis(&["plugin", "inspect", "--json", file.to_str().unwrap()], "");
    assert_eq!(serde_json::from_slice::<Value>(&json.stdout).unwrap()["needs_grants"], serde_json::json!(["state"]));
}

#[test]
fn inspect_says_what_calls_start_from_where_there_is_a_config() {
    let home = tempfile::tempdir().unwrap();
    let (toml, json) = (home.path().join("config.toml"), home.path().join("config.json"));
    fs::write(&toml, "rules = []").unwrap();
    fs::write(&json, r#"{"rules": 7}"#).unwrap();
    let scripted = guest("scripted");
    let inspect = |config: &Path, more: &[&str]| {
        let arguments = ["plugin", "inspect", scripted.to_str().unwrap(), "--config", config.to_str().unwrap()];
        portcullis(&[&arguments, more].concat(), "")
    };
    let shown = inspect(&toml, &[]);
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    for part in ["calls start  from a snapshot of", "fuel", "bytes afterwards", "all have their defaults"] {
        assert!(text(&shown.stdout).contains(part), "`{part}` is missing in:\n{}", text(&shown.stdout));
    }
    let value: Value = serde_json::from_slice(&inspect(&toml, &["--json"]).stdout).unwrap();
    assert!(value["configured"]["starts_from"]["snapshot"]["size"].as_u64().unwrap() > 1000);
    assert!(value["configured"]["fuel"].as_u64().unwrap() > 0 && value["configured"]["memory"].as_u64().unwrap() > 0);
    assert_eq!(value["limits"]["fuel"]["set_by"], "default");
    let refused = inspect(&json, &[]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("the config is refused"), "{}", text(&refused.stderr));
}

#[test]
fn pack_inspect_reports_each_plugin_or_all_that_is_wrong() {
    let manifest = "name = \"p\"\nversion = \"1\"\n[limits]\nlog-lines = 7\n[[plugin]]\nid = \"a\"\ncomponent = \"scripted.wasm\"\n";
    let folder = PackFolder::new(manifest, &["scripted"]);
    let inspect =
        |more: &[&str]| portcullis(&[&["pack", "inspect", folder.path().to_str().unwrap()], more].concat(), "");
    let shown = inspect(&[]);
    assert_eq!(shown.status.code(), Some(0), "{}", text(&shown.stderr));
    for part in ["[a]", "from a snapshot", "log-lines = 7 lines, set by the pack"] {
        assert!(text(&shown.stdout).contains(part), "`{part}` is missing in:\n{}", text(&shown.stdout));
    }
    let value: Value = serde_json::from_slice(&inspect(&["--json"]).stdout).unwrap();
    assert_eq!(value["plugins"][0]["component"]["limits"]["log-lines"]["set_by"], "pack");
    let bad = PackFolder::new(&manifest.replace("id = ", "ide = "), &["scripted"]);
    let refused = portcullis(&["pack", "inspect", bad.path().to_str().unwrap()], "");
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("pack.toml:6:1"), "{}", text(&refused.stderr));
}

#[test]
fn the_demo_shows_each_outcome_and_leaves_a_log_that_verifies_until_it_is_changed() {
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("demo.jsonl");
    let demo = portcullis(&["demo", "--pack", pack("demo").to_str().unwrap(), "--audit", log.to_str().unwrap()], "");
    assert_eq!(demo.status.code(), Some(0), "{}", text(&demo.stderr));
    let shown = text(&demo.stdout);
    for part in [
        r#"reads {"refunded":40}"#,
        r#"reads {"blocked":true,"reason":"The amount is over the limit for this session."}"#,
        "That refund is not mine to give",
        "My parcel is late. [removed: an instruction inside data]",
        "The ticket is about a late parcel",
        "fuel-exceeded",
        "8 records, verified",
    ] {
        assert!(shown.contains(part), "`{part}` is missing in:\n{shown}");
    }
    assert!(!shown.contains("Ignore all previous instructions"));

    let log = log.to_str().unwrap();
    assert_eq!(portcullis(&["audit", "verify", log], "").status.code(), Some(0));
    let listed = portcullis(&["audit", "show", log], "");
    assert!(text(&listed.stdout).contains("amount-over-limit"));
    change_third_line(Path::new(log));
    let broken = portcullis(&["audit", "verify", log], "");
    assert_eq!(broken.status.code(), Some(3));
    assert!(text(&broken.stderr).contains("line 3"), "{}", text(&broken.stderr));
}

#[test]
fn the_demo_asks_the_model_that_the_environment_names() {
    let model = Model::answering(vec![r#"{"role":"assistant","content":"nothing to do here"}"#.to_owned()]);
    let output = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["demo", "--pack", pack("demo").to_str().unwrap()])
        .envs([("OPENAI_API_KEY", "k-1"), ("OPENAI_BASE_URL", model.base()), ("OPENAI_MODEL", "m-1")])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let request = model.asked().concat().to_lowercase();
    for part in ["post /v1/chat/completions", "authorization: bearer k-1", r#""model":"m-1""#, "approve_refund"] {
        assert!(request.contains(part), "`{part}` is missing in:\n{request}");
    }
    assert!(text(&output.stdout).contains("nothing to do here"));
    assert!(!text(&output.stdout).contains("k-1"), "the key is shown");
}

#[cfg(test)]
fn change_third_line(log: &Path) {
    let lines = fs::read_to_string(log).unwrap();
    let changed = |(at, line): (usize, &str)| if at == 2 { line.replace("alice", "alicf") } else { line.to_owned() };
    fs::write(log, lines.lines().enumerate().map(changed).map(|line| line + "\n").collect::<String>()).unwrap();
}

#[test]
fn help_teaches() {
    let help = portcullis(&["--help"], "");
    assert_eq!(help.status.code(), Some(0));
    for part in ["demo", "check", "plugin", "audit", "doctor"] {
        assert!(text(&help.stdout).contains(part), "`{part}` is missing");
    }
    assert!(text(&portcullis(&["check", "--help"], "").stdout).contains("tool:support/approve_refund"));
}
