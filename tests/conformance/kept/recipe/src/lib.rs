//! A plugin against the contract as it was published first, without an SDK: it uses every function and every type of it.

use exports::portcullis::plugin::{lifecycle, policy, sanitiser};
use portcullis::plugin::{
    document::{self, Part},
    log::{self, Level},
    types::{
        ConfigError, Decision, Denial, Descriptor, Edit, Escalation, Event, Finding, Phase, Report, ScanContext,
        Segment, Severity, SubjectKind, Verdict, Violation,
    },
};
use std::sync::OnceLock;

wit_bindgen::generate!({ path: "../../../contract/published/0.1.0", world: "full-plugin" });

struct Kept;
export!(Kept);

/// What is found in texts: the config, a JSON text without escapes.
static WORD: OnceLock<String> = OnceLock::new();

impl lifecycle::Guest for Kept {
    fn describe() -> Descriptor {
        Descriptor {
            name: "kept".into(),
            version: "0.1.0".into(),
            phases: vec![Phase::ToolCall, Phase::ToolResult],
            config_schema: r#"{"type": "string"}"#.into(),
        }
    }

    fn configure(config: String) -> Result<(), Vec<ConfigError>> {
        let word = config.trim_matches('"').to_owned();
        if word.is_empty() {
            return Err(vec![ConfigError { pointer: String::new(), message: "the word is empty".into() }]);
        }
        WORD.set(word).map_err(|_| vec![])
    }
}

impl policy::Guest for Kept {
    fn evaluate(event: Event) -> Result<Verdict, String> {
        log::log(Level::Info, &format!("{} bytes", document::size(Part::Payload)));
        let kind = match event.subject.kind {
            SubjectKind::User => "user",
            SubjectKind::Service => "service",
            SubjectKind::Agent => "agent",
        };
        let tenant = document::get(Part::Claims, "/tenant").unwrap_or_default();
        let notes = vec![format!("{kind} {} of {tenant}", event.subject.id), document::json(Part::Context)];
        let decision = match document::get(Part::Payload, "/do").as_deref() {
            None => Decision::Allow,
            Some("\"deny\"") => Decision::Deny(Denial {
                code: "kept".into(),
                detail: event.action,
                message: Some("no".into()),
                violations: vec![Violation {
                    code: "v".into(),
                    pointer: "/do".into(),
                    found: document::get(Part::Payload, "/do"),
                    allowed: None,
                    rule: Some("r".into()),
                }],
            }),
            Some("\"modify\"") => Decision::Modify(vec![
                Edit { pointer: "/set".into(), value: Some("true".into()) },
                Edit { pointer: "/do".into(), value: None },
            ]),
            Some("\"escalate\"") => Decision::Escalate(Escalation {
                code: "kept".into(),
                detail: event.target,
                message: None,
                approvers: vec!["role:manager".into()],
            }),
            Some(other) => return Err(format!("what is {other}?")),
        };
        Ok(Verdict { decision, notes })
    }
}

impl sanitiser::Guest for Kept {
    fn scan(_context: ScanContext, segments: Vec<Segment>, more: bool) -> Result<Report, String> {
        let word = WORD.get().ok_or("not configured")?;
        let mut report = Report { findings: vec![], settled: vec![] };
        for (segment, Segment { text, .. }) in (0..).zip(&segments) {
            let findings = text.match_indices(word.as_str()).map(|(start, found)| Finding {
                segment,
                start: start as u32,
                end: (start + found.len()) as u32,
                kind: "word".into(),
                severity: Severity::High,
                replacement: Some("…".into()),
            });
            report.findings.extend(findings);
            report.settled.push(if more { 0 } else { text.len() as u32 });
        }
        Ok(report)
    }
}
