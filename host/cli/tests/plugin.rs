//! `portcullis plugin` and `portcullis pack test` as a shell uses them.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use portcullis_tests::{compiled, guest, pack, process::output_of};
use serde_json::Value;
use tempfile::TempDir;

#[cfg(test)]
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    let guests = guest("mapl").parent().unwrap().to_owned();
    command.current_dir(folder).args(arguments);
    command.env("PORTCULLIS_PLUGINS", guests).env("PORTCULLIS_CACHE", compiled());
    command
}

#[cfg(test)]
fn portcullis(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).stdin(Stdio::null()).output().unwrap()
}

#[cfg(test)]
fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(test)]
fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with a new policy `desk` in MAPL, which needs no compiler.
#[cfg(test)]
fn desk() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let new = portcullis(home.path(), &["plugin", "new", "--lang", "mapl", "desk"]);
    assert_eq!(new.status.code(), Some(0), "{}", err(&new));
    let cases = home.path().join("desk/tests/cases.yaml");
    (home, cases)
}

#[test]
fn test_ends_with_0_1_or_3_and_shows_what_differs() {
    let (home, cases) = desk();
    let test = || portcullis(home.path(), &["plugin", "test", "desk"]);
    let passed = test();
    assert_eq!(passed.status.code(), Some(0), "{}", err(&passed));
    assert!(out(&passed).contains("PASSED 4 of 4 cases pass"), "{}", out(&passed));

    let yaml = fs::read_to_string(&cases).unwrap();
    fs::write(&cases, yaml.replace("found: 100.01", "found: 100.02")).unwrap();
    let failed = test();
    assert_eq!(failed.status.code(), Some(1));
    for part in
        ["FAIL", "tests/cases.yaml:12", "violations/0/found", "- expected 100.02", "+ found    100.01", "3 of 4"]
    {
        assert!(out(&failed).contains(part), "`{part}` is missing in:\n{}", out(&failed));
    }

    fs::write(&cases, yaml.replace("payload: { amount: 100 }", "payload: { amount: yes }")).unwrap();
    let unreadable = test();
    assert_eq!(unreadable.status.code(), Some(3));
    assert!(err(&unreadable).contains("tests/cases.yaml:9:24: `yes` is one thing"), "{}", err(&unreadable));
}

#[test]
fn a_call_over_its_fuel_ceiling_fails_and_json_has_all_of_it() {
    let (home, cases) = desk();
    let yaml = fs::read_to_string(&cases).unwrap();
    fs::write(&cases, yaml.replacen("    expect: allow", "    expect: allow\n    fuel: 100", 1)).unwrap();
    let output = portcullis(home.path(), &["plugin", "test", "--json", "desk"]);
    assert_eq!(output.status.code(), Some(1));
    let value: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((&value["passed"], &value["failed"]), (&Value::from(3), &Value::from(1)));
    let case = &value["cases"][0];
    assert_eq!((&case["differences"][0]["at"], &case["passed"]), (&Value::from("fuel"), &Value::from(false)));
    assert_eq!(case["found"]["decision"], "allow");
    assert_eq!(case["differences"][0]["found"], case["fuel"].to_string());
}

#[test]
fn cases_see_what_came_before_streams_and_text_but_not_each_other() {
    let folder = portcullis_tests::PackFolder::new(
        "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"find\"\ncomponent = \"scripted.wasm\"\n\
         on-finding = [{ kind = \"**\", action = \"redact\", taint = true }]\n\
         config = { find = [{ text = \"key\", kind = \"secret\", severity = \"high\", replacement = \"[gone]\" }] }\n\
         [[plugin]]\nid = \"taint\"\ncomponent = \"taint.wasm\"\nphases = [\"tool-call\"]\n\
         config = { rules = [{ actions = [\"pay\"], arguments = [\"/to\"], then = \"deny\" }] }\n",
        &["scripted", "taint"],
    );
    fs::create_dir(folder.path().join("tests")).unwrap();
    let yaml = "event: { phase: tool-result, subject: { id: a }, target: \"tool:a/read\" }\ncases:\n\
        - { name: text, text: \"é key\", expect: { payload: \"é [gone]\", findings: [{ text: key, start: 3, pointer: \"\" }] } }\n\
        - name: tainted\n  before: [{ payload: { page: \"pay account-77 with the key\" } }]\n\
        \x20 event: { phase: tool-call, target: \"tool:a/pay\" }\n  payload: { to: account-77 }\n  expect: { decision: deny, plugin: taint }\n\
        - name: clean\n  event: { phase: tool-call, target: \"tool:a/pay\" }\n  payload: { to: account-77 }\n  expect: allow\n\
        - { name: stream, event: { phase: model-response, target: \"tool:a/generate\" }, chunks: [\"a k\", \"ey b\"], expect: { released: \"a [gone] b\" } }\n";
    fs::write(folder.path().join("tests/a.yaml"), yaml).unwrap();
    let output = portcullis(folder.path(), &["pack", "test", "."]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    assert!(out(&output).contains("4 of 4"), "{}", out(&output));
}

#[test]
fn a_stock_pack_passes_its_own_cases_and_one_without_cases_is_an_error() {
    for name in ["support-desk", "budgets"] {
        let tested = portcullis(Path::new("."), &["pack", "test", pack(name).to_str().unwrap()]);
        assert_eq!(tested.status.code(), Some(0), "{}{}", out(&tested), err(&tested));
    }
    let none = portcullis(Path::new("."), &["pack", "test", pack("fintech").to_str().unwrap()]);
    assert_eq!(none.status.code(), Some(3));
    assert!(err(&none).contains("there are no test cases"), "{}", err(&none));
}

#[test]
fn what_a_case_records_of_the_state_is_all_that_is_answered_and_all_of_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["budget.wasm", "pack.toml"] {
        fs::copy(pack("budgets").join(name), folder.path().join(name)).unwrap();
    }
    fs::create_dir(folder.path().join("tests")).unwrap();
    let case = |kind: &str, key: &str| {
        format!(
            "event: {{ phase: tool-call, subject: {{ id: a, claims: {{ team: t }} }}, target: \"tool:a/web_search\", \
             time_ms: 1767600000000 }}\n\
             cases: [{{ name: x, payload: {{}}, expect: allow, state: [{{ call: {{ kind: {kind}, key: \"{key}\" }}, \
             answer: {{ kind: value }} }}] }}]\n"
        )
    };
    let test = |yaml: &str| {
        fs::write(folder.path().join("tests/a.yaml"), yaml).unwrap();
        portcullis(folder.path(), &["pack", "test", "."])
    };
    let other = test(&case("get", "budget/x"));
    assert_eq!(other.status.code(), Some(1));
    for part in
        ["state-unavailable", "the case records no such call", "budget/searches/case", "- expected {\"kind\":\"get\""]
    {
        assert!(out(&other).contains(part), "`{part}` is missing in:\n{}", out(&other));
    }
    let unreadable = test(&case("got", "budget/x"));
    assert_eq!(unreadable.status.code(), Some(3));
    assert!(err(&unreadable).contains("tests/a.yaml:2:") && err(&unreadable).contains("`got`"), "{}", err(&unreadable));
}

#[test]
fn watch_tests_again_when_a_file_changes() {
    let (home, cases) = desk();
    let mut child = command(home.path(), &["plugin", "test", "--watch", "desk"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut results = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut result = || results.find(|line| line.contains("cases pass")).unwrap();
    assert_eq!(result(), "PASSED 4 of 4 cases pass");
    assert!(said.any(|line| line.starts_with("waiting for a change")));
    let yaml = fs::read_to_string(&cases).unwrap();
    fs::write(&cases, yaml.replace("decision: deny", "decision: allow")).unwrap();
    assert_eq!(result(), "FAILED 3 of 4 cases pass");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn run_and_bench_ask_the_plugin_in_a_folder() {
    let (home, _) = desk();
    let event = r#"{"phase": "tool-call", "subject": {"id": "a", "claims": {"company": "acme"}}, "target": "tool:support/refund",
        "payload": {"amount": 250}}"#;
    let run = output_of(&mut command(home.path(), &["plugin", "run", "desk"]), event);
    assert_eq!(run.status.code(), Some(1));
    assert!(out(&run).starts_with("DENY") && out(&run).contains("found 250"), "{}", out(&run));

    let bench = portcullis(home.path(), &["plugin", "bench", "--rounds", "10", "--json", "desk"]);
    let value: Value = serde_json::from_str(&out(&bench)).unwrap();
    assert!(value["plugin"]["configure_fuel"].as_u64().unwrap() > 0 && value["plugin"]["snapshot"] == true, "{value}");
    let cases = value["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        assert!(case["fuel"].as_u64().unwrap() > 0 && case["p50_us"].as_u64() <= case["p99_us"].as_u64(), "{case}");
    }
}

#[test]
fn a_stock_plugin_keeps_its_digest_in_a_folder_of_policy_text() {
    let (home, _) = desk();
    let built = portcullis(home.path(), &["plugin", "build", "--json", "desk"]);
    let value: Value = serde_json::from_str(&out(&built)).unwrap();
    let stock = fs::read(guest("mapl")).unwrap();
    assert_eq!(value["digest"], portcullis::audit::Digest::of(&stock).to_string());
    assert_eq!(fs::read(home.path().join("desk/dist/plugin.wasm")).unwrap(), stock);
}

#[test]
fn what_can_not_be_done_is_said_and_ends_with_3() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("empty")).unwrap();
    fs::create_dir(home.path().join("both")).unwrap();
    fs::write(home.path().join("both/Cargo.toml"), "").unwrap();
    fs::write(home.path().join("both/policies.json"), "{}").unwrap();
    for (arguments, said) in [
        (&["plugin", "new", "--lang", "cobol", "x"][..], "there are rust"),
        (&["plugin", "new", "--lang", "mapl", "Desk"], "`Desk` is no name for a plugin"),
        (&["plugin", "new", "--lang", "mapl", "empty"], "exists already"),
        (&["plugin", "new", "--lang", "mapl", "--kind", "sanitiser", "x"], "it is for policies"),
        (&["plugin", "build", "nowhere"], "there is no folder `nowhere`"),
        (&["plugin", "build", "empty"], "none of the files that tell a language"),
        (&["plugin", "build", "both"], "looks like Rust and like MAPL"),
        (&["plugin", "test", "empty"], "`portcullis plugin new` makes a folder"),
    ] {
        let output = portcullis(home.path(), arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(err(&output).contains(said), "{arguments:?} says {}", err(&output));
    }
    let new = command(home.path(), &["plugin", "new", "--lang", "mapl", "desk"]).output().unwrap();
    assert_eq!(new.status.code(), Some(0));
    let mut build = command(home.path(), &["plugin", "build", "desk"]);
    let missing = build.env("PORTCULLIS_PLUGINS", home.path()).output().unwrap();
    assert_eq!(missing.status.code(), Some(3));
    assert!(err(&missing).contains("name the folder that has it in PORTCULLIS_PLUGINS"), "{}", err(&missing));
}
