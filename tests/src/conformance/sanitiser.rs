//! The sanitiser of every language, asked.

use portcullis::decision::{ActedFinding, Answer, Decision};
use serde_json::{Value, json};

use super::{
    Asked, Kind, plugin, policy,
    vector::{Vector, normal, raised, read},
};

/// What it found is noted, so that the answer is about the payload as it came.
pub(super) const NOTE: &str = "on-finding = \"note\"";

pub(super) fn asked(language: &str, file: &str) -> Asked {
    let (gate, mut asked) = (plugin::gate(language, Kind::Sanitiser, NOTE), Asked::default());
    for vector in read::<Vector>(Kind::Sanitiser, file) {
        let decision = gate.decide_blocking(&vector.event());
        let found = raised(language, &vector.expect, answered(&decision, &vector.expect));
        asked.compare(&vector.name, &normal(found), &normal(vector.expect));
    }
    asked
}

/// What the sanitiser answered, in the words of a vector. Findings may come in any order.
fn answered(decision: &Decision, expect: &Value) -> Value {
    let answer = &decision.answers[0];
    let mut found = match &answer.answer {
        Answer::Findings(findings) if expect.get("number").is_some() => json!({"number": findings.len()}),
        Answer::Findings(findings) => {
            let mut findings: Vec<&ActedFinding> = findings.iter().collect();
            findings.sort_by_key(|found| {
                (
                    &found.pointer,
                    found.finding.segment,
                    found.finding.span.start,
                    found.finding.span.end,
                    &found.finding.kind,
                )
            });
            json!({"findings": findings.into_iter().map(told).collect::<Vec<_>>()})
        }
        Answer::Failed(failure) => return policy::failed(failure),
        other => json!({"other": format!("{other:?}")}),
    };
    if !answer.log.is_empty() {
        found["log"] = answer.log.iter().map(|line| json!([line.level, line.message])).collect();
    }
    found
}

fn told(acted: &ActedFinding) -> Value {
    let finding = &acted.finding;
    let mut members = json!({
        "pointer": acted.pointer,
        "start": finding.span.start,
        "end": finding.span.end,
        "kind": finding.kind,
        "severity": finding.severity,
    });
    if let Some(replacement) = &finding.replacement {
        members["replacement"] = replacement.as_str().into();
    }
    members
}
