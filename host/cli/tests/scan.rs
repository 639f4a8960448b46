//! `portcullis scan` as a shell uses it.

use std::{
    fs,
    process::{Command, Output},
};

use portcullis_tests::{PackFolder, process::output_of};
use serde_json::{Value, json};

/// A pack that finds `key` (high) and `hm` (low).
#[cfg(test)]
fn folder() -> PackFolder {
    let manifest = r#"
        name = "p"
        version = "1"
        [[plugin]]
        id = "find"
        component = "scripted.wasm"
        phases = ["tool-call"]
        on-finding = [{ kind = "secret/*", phases = ["tool-result"], action = "deny" }]
        [plugin.config]
        find = [
            { text = "key", kind = "secret/key", severity = "high", replacement = "[key]" },
            { text = "hm", kind = "odd", severity = "low" },
        ]
    "#;
    PackFolder::new(manifest, &["scripted"])
}

#[cfg(test)]
fn scan(arguments: &[&str], input: &str) -> Output {
    let folder = folder();
    let mut command = Command::new(env!("CARGO_BIN_EXE_portcullis"));
    command.args(["scan", "--pack", folder.path().to_str().unwrap()]).args(arguments);
    output_of(&mut command, input)
}

#[cfg(test)]
fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn json_lines_come_back_as_one_line_for_each_finding() {
    let input =
        "{\"id\":\"a\",\"text\":\"é key hm\"}\n\n{\"id\":7,\"text\":\"nothing\"}\n{\"text\":\"key\",\"label\":1}\n";
    let output = scan(&["--json", "-"], input);
    let mut found = lines(&output);
    for line in &mut found {
        assert!(line["us"].as_u64().is_some(), "{line}");
        line["us"] = Value::Null;
    }
    let line = |id: &str, start: u64| {
        json!({ "id": id, "kind": "secret/key", "severity": "high", "start": start, "end": start + 3,
            "replacement": "[key]", "action": "deny", "plugin": "find", "us": null })
    };
    assert_eq!(found, [line("a", 3), line("4", 0)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("2 of 3 texts have findings"));
}

#[test]
fn with_times_each_text_has_a_line_behind_its_findings() {
    let input = "{\"id\":\"a\",\"text\":\"é key\"}\n{\"id\":\"b\",\"text\":\"nothing\"}\n";
    let lines = lines(&scan(&["--json", "--times", "-"], input));
    let seen: Vec<_> = lines.iter().map(|line| (&line["id"], &line["kind"], &line["bytes"])).collect();
    let (a, b, none) = (json!("a"), json!("b"), Value::Null);
    assert_eq!(seen, [(&a, &json!("secret/key"), &none), (&a, &none, &json!(6)), (&b, &none, &json!(7))]);
    assert!(lines.iter().all(|line| line["us"].as_u64().is_some()), "{lines:?}");
}

#[test]
fn the_exit_code_and_the_lines_follow_the_severity_that_is_asked_for() {
    let input = "{\"id\":\"a\",\"text\":\"hm\"}";
    let silent = scan(&["--json", "-"], input);
    assert_eq!((lines(&silent).len(), silent.status.code()), (0, Some(0)));
    let said = scan(&["--json", "--at-least", "low", "-"], input);
    assert_eq!((lines(&said).len(), said.status.code()), (1, Some(1)));
    assert_eq!(scan(&["--at-least", "lwo", "-"], input).status.code(), Some(3));
}

#[test]
fn folders_are_walked_and_what_is_no_text_is_said() {
    let texts = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = texts.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    file("b/deep.txt", b"one\na key");
    file("a.txt", b"fine");
    file(".git/config", b"key");
    file("image.png", b"\xff\xfekey");
    file("data.bin", b"key\0");
    let output = scan(&[texts.path().to_str().unwrap()], "");
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(out.contains("b/deep.txt:2:3  high  secret/key  3 bytes"), "{out}");
    assert_eq!(out.matches("secret/key").count(), 2, "one line and the table's: {out}");
    assert!(err.contains("1 of 2 texts have findings; 2 passed over"), "{err}");
    assert!(err.contains("image.png`: it is not UTF-8") && err.contains("data.bin`: it is no text"), "{err}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let missing = scan(&["/no/such/file"], "");
    assert_eq!(missing.status.code(), Some(3));
    let broken = scan(&["--json", "-"], "{\"id\":\"a\",\"text\":\"key\"}\nkey\n");
    assert_eq!(broken.status.code(), Some(3));
    assert_eq!(lines(&broken).len(), 1, "what was found before is not lost");
    assert!(String::from_utf8_lossy(&broken.stderr).contains("line 2 of standard input"));
}
