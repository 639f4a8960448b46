//! Plugins of other versions of the contract: a component that was kept from the first one runs, and what this host doesn't
//! speak is refused with words that say what to do. `docs/versioning.md` has the rules.

use std::{error::Error, fs, path::PathBuf};

use portcullis::{
    audit::{Digest, Level, Log, Severity},
    decision::{Answer, Decision},
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    gate::Gate,
    plugin::{Component, LoadError, Provider},
};
use portcullis_tests::{PackFolder, conformance::FOLDER, runtime};

fn kept(file: &str) -> Vec<u8> {
    fs::read(PathBuf::from(FOLDER).join("kept").join(file)).unwrap()
}

fn gate() -> Gate {
    let manifest = "name = \"p\"\nversion = \"1\"\n[[plugin]]\nid = \"kept\"\ncomponent = \"plugin.wasm\"\nconfig = \"wolf\"\non-finding = \"note\"\n";
    Gate::new(PackFolder::new(manifest, &[]).with("plugin.wasm", kept("plugin.wasm")).load().unwrap(), Log::in_memory())
}

fn asked(payload: &str) -> Decision {
    let mut subject = Subject::new("alice", SubjectKind::Agent);
    subject.claims = Document::parse(r#"{"tenant": "acme"}"#).unwrap();
    let payload = Document::parse(payload).unwrap();
    let mut event = Event::new(Phase::ToolCall, subject, "tool:a/b", payload);
    event.context = Document::parse(r#"{"depth": 1}"#).unwrap();
    gate().decide_blocking(&event)
}

#[test]
fn the_kept_component_is_the_one_that_was_built_then() {
    let digest = Digest::of(&kept("plugin.wasm")).to_string();
    let readme = String::from_utf8(kept("README.md")).unwrap();
    assert!(readme.contains(digest.strip_prefix("sha256:").unwrap()), "{digest}");
}

#[test]
fn a_component_of_the_first_version_loads() {
    let component = Component::load_blocking(runtime(), &kept("plugin.wasm")).unwrap();
    assert!(component.is_policy() && component.is_sanitiser());
    assert_eq!((component.descriptor().name.as_str(), component.descriptor().version.as_str()), ("kept", "0.1.0"));
    let names = component.imports().iter().map(|import| &import.name).chain(component.exports());
    let names: Vec<_> = names.collect();
    assert!(names.iter().all(|name| name.ends_with("@0.1.0")), "{names:?}");
    assert!(component.imports().iter().all(|import| import.provider == Provider::Contract));
}

#[test]
fn its_policy_decides() {
    let decision = asked(r#"{"x": 1}"#);
    assert!(decision.is_allowed());
    let policy = &decision.answers[1];
    assert_eq!(policy.notes, [r#"agent alice of "acme""#, r#"{"depth": 1}"#]);
    assert_eq!((policy.log[0].level, policy.log[0].message.as_str()), (Level::Info, "8 bytes"));
    let decision = asked(r#"{"do": "deny"}"#);
    let Answer::Deny(denial) = &decision.answers[1].answer else { panic!("{:?}", decision.answers) };
    assert_eq!((denial.code.as_str(), denial.detail.as_str(), denial.message.as_deref()), ("kept", "b", Some("no")));
    assert_eq!(denial.violations[0].found.as_deref(), Some("\"deny\""));
    let decision = asked(r#"{"do": "modify"}"#);
    assert_eq!(decision.payload().map(Document::text), Some(r#"{"set":true}"#));
    let decision = asked(r#"{"do": "escalate"}"#);
    let Answer::Escalate(escalation) = &decision.answers[1].answer else { panic!("{:?}", decision.answers) };
    assert_eq!(
        (escalation.detail.as_str(), escalation.approvers.as_slice()),
        ("tool:a/b", &["role:manager".to_owned()][..])
    );
    assert!(!asked(r#"{"do": "dance"}"#).is_allowed());
}

#[test]
fn its_sanitiser_finds() {
    let decision = asked(r#"{"text": "é wolf"}"#);
    let Answer::Findings(found) = &decision.answers[0].answer else { panic!("{:?}", decision.answers) };
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!((found.pointer.as_str(), found.finding.span.clone()), ("/text", 3..7));
    assert_eq!((found.finding.severity, found.finding.replacement.as_deref()), (Severity::High, Some("…")));
}

/// The error of a component that exports, or only imports, an interface of a version.
fn refused(version: &str, imported: bool) -> (String, bool, String) {
    let text = if imported {
        let export = |name: &str| format!("(export \"portcullis:plugin/{name}@0.1.0\" (instance $empty))");
        format!(
            "(component (import \"portcullis:plugin/log@{version}\" (instance)) (component $none) (instance $empty (instantiate \
             $none)) {} {})",
            export("lifecycle"),
            export("policy")
        )
    } else {
        format!(
            "(component (component $none) (instance $empty (instantiate $none)) (export \"portcullis:plugin/lifecycle@{version}\" \
             (instance $empty)))"
        )
    };
    match Component::load_blocking(runtime(), &wat::parse_str(text).unwrap()).err().unwrap() {
        ref error @ LoadError::Version { ref found, newer } => (found.clone(), newer, error.to_string()),
        other => panic!("{version}: {other:?}: {:?}", other.source()),
    }
}

#[test]
fn what_is_newer_than_the_host_is_refused_and_says_to_update() {
    // A later version of the line may import what this host doesn't have; another line may differ in anything.
    for version in ["0.1.99", "0.2.0", "1.0.0"] {
        for (imported, interface) in [(false, "lifecycle"), (true, "log")] {
            let (found, newer, words) = refused(version, imported);
            assert_eq!(found, format!("portcullis:plugin/{interface}@{version}"));
            assert!(newer && words.contains(&found) && words.ends_with("update portcullis"), "{words}");
        }
    }
}

#[test]
fn what_is_older_than_the_line_is_refused_and_says_to_rebuild() {
    let (_, newer, words) = refused("0.0.9", false);
    assert!(!newer && words.contains("rebuild it"), "{words}");
}
