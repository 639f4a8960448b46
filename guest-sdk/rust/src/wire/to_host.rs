//! What the plugin says, in the contract's types.

use super::bindings::author::exports::portcullis::plugin::author;
use super::bindings::host::portcullis::plugin::types as wit;
use crate::plugin::{Descriptor, Report};
use crate::{
    ConfigError, Decision, Denial, Edit, Escalation, Explanation, Finding, Outcome, Phase, Remark, Severity, Trace,
    Verdict, Violation,
};

impl From<Descriptor> for wit::Descriptor {
    fn from(descriptor: Descriptor) -> Self {
        Self {
            name: descriptor.name.to_owned(),
            version: descriptor.version.to_owned(),
            phases: descriptor.phases.into_iter().map(Into::into).collect(),
            config_schema: descriptor.config_schema.to_owned(),
        }
    }
}

impl From<ConfigError> for wit::ConfigError {
    fn from(error: ConfigError) -> Self {
        Self { pointer: error.pointer, message: error.message }
    }
}

impl From<Verdict> for wit::Verdict {
    fn from(verdict: Verdict) -> Self {
        Self { decision: verdict.decision.into(), notes: verdict.notes }
    }
}

impl From<Decision> for wit::Decision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow => Self::Allow,
            Decision::Deny(denial) => Self::Deny(denial.into()),
            Decision::Modify(edits) => Self::Modify(edits.into_iter().map(Into::into).collect()),
            Decision::Escalate(escalation) => Self::Escalate(escalation.into()),
        }
    }
}

impl From<Denial> for wit::Denial {
    fn from(denial: Denial) -> Self {
        Self {
            code: denial.code,
            detail: denial.detail,
            message: denial.message,
            violations: denial.violations.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Violation> for wit::Violation {
    fn from(violation: Violation) -> Self {
        Self {
            code: violation.code,
            pointer: violation.pointer,
            found: violation.found,
            allowed: violation.allowed,
            rule: violation.rule,
        }
    }
}

impl From<Edit> for wit::Edit {
    fn from(edit: Edit) -> Self {
        Self { pointer: edit.pointer, value: edit.value }
    }
}

impl From<Escalation> for wit::Escalation {
    fn from(escalation: Escalation) -> Self {
        Self {
            code: escalation.code,
            detail: escalation.detail,
            message: escalation.message,
            approvers: escalation.approvers,
        }
    }
}

impl From<Report> for wit::Report {
    fn from(report: Report) -> Self {
        Self {
            findings: report.findings.into_iter().map(|(segment, finding)| located(segment, finding)).collect(),
            settled: report.settled.into_iter().map(offset).collect(),
        }
    }
}

fn located(segment: usize, finding: Finding) -> wit::Finding {
    wit::Finding {
        segment: offset(segment),
        start: offset(finding.range.start),
        end: offset(finding.range.end),
        kind: finding.kind,
        severity: match finding.severity {
            Severity::Info => wit::Severity::Info,
            Severity::Low => wit::Severity::Low,
            Severity::Medium => wit::Severity::Medium,
            Severity::High => wit::Severity::High,
            Severity::Critical => wit::Severity::Critical,
        },
        replacement: finding.replacement,
    }
}

/// Lossless: a text that lies in a 32-bit memory is shorter than 2³² bytes.
fn offset(value: usize) -> u32 {
    value as u32
}

impl From<Phase> for wit::Phase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::ModelRequest => Self::ModelRequest,
            Phase::ModelResponse => Self::ModelResponse,
            Phase::ToolDefinition => Self::ToolDefinition,
            Phase::ToolCall => Self::ToolCall,
            Phase::ToolResult => Self::ToolResult,
            Phase::AgentSpawn => Self::AgentSpawn,
            Phase::AgentDelegate => Self::AgentDelegate,
            Phase::AgentPlan => Self::AgentPlan,
            Phase::MemoryWrite => Self::MemoryWrite,
            Phase::MemoryRead => Self::MemoryRead,
        }
    }
}

impl From<Remark> for author::Remark {
    fn from(remark: Remark) -> Self {
        Self { code: remark.code, pointer: remark.pointer, line: remark.line, message: remark.message }
    }
}

impl From<Explanation> for author::Explanation {
    fn from(explanation: Explanation) -> Self {
        Self {
            rules: explanation.rules.into_iter().map(Into::into).collect(),
            subject: explanation.subject.map(|subject| subject.to_string()),
        }
    }
}

impl From<Trace> for author::Trace {
    fn from(trace: Trace) -> Self {
        let outcome = match trace.outcome {
            Outcome::Fired => author::Outcome::Fired,
            Outcome::Nearly => author::Outcome::Nearly,
        };
        Self { rule: trace.rule, outcome, why: trace.why }
    }
}
