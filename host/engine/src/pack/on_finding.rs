//! `on-finding`: either one action for everything, or a list of rules of which the first that fits counts.

use portcullis_audit::Severity;
use toml::de::DeTable;

use super::{
    FindingAction, FindingRule, Pattern,
    error::PackFault,
    manifest::{patterns, phases},
    read::{Keys, Source},
};

const ACTIONS: [(&str, FindingAction); 4] = [
    ("redact", FindingAction::Redact),
    ("deny", FindingAction::Deny),
    ("escalate", FindingAction::Escalate),
    ("note", FindingAction::Note),
];
const SEVERITIES: [(&str, Severity); 5] = [
    ("info", Severity::Info),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];
/// It stands in for text that may be shorter, and goes to the model.
const LONGEST_MARKER: usize = 200;

pub(super) fn read(source: &mut Source<'_>, keys: &mut Keys<'_>) -> Option<(Vec<FindingRule>, (usize, usize))> {
    let value = keys.get("on-finding")?;
    let place = source.place(value.span().start);
    if value.get_ref().is_str() {
        let action = keys.word(source, "on-finding", &ACTIONS)?;
        return Some((vec![FindingRule::new(action)], place));
    }
    let rules = keys.tables(source, "on-finding");
    let rules = rules.into_iter().filter_map(|(table, offset)| rule(source, table, offset)).collect();
    Some((rules, place))
}

fn rule(source: &mut Source<'_>, table: &DeTable<'_>, offset: usize) -> Option<FindingRule> {
    let mut keys = Keys::new(table, offset);
    let kind = keys.string(source, "kind").map_or(Pattern::new("**"), |kind| Pattern::new(kind.get_ref()));
    let at_least = keys.word(source, "at-least", &SEVERITIES).unwrap_or(Severity::Info);
    let phases = phases(source, &mut keys, "phases").into_iter().map(|(phase, _)| phase).collect();
    let targets = patterns(source, &mut keys, "targets");
    if keys.get("action").is_none() {
        let meaning = "what is done about such a finding: `redact`, `deny`, `escalate` or `note`";
        source.problem(offset, PackFault::MissingKey { key: "action", meaning });
    }
    let action = keys.word(source, "action", &ACTIONS);
    let marker = marker(source, &mut keys);
    let approvers = keys.strings(source, "approvers").iter().map(|text| (*text.get_ref()).to_owned()).collect();
    let taint = keys.flag(source, "taint");
    if let Some(action) = action {
        only_with(source, &mut keys, "marker", action == FindingAction::Redact, "`action = \"redact\"`");
        only_with(source, &mut keys, "approvers", action == FindingAction::Escalate, "`action = \"escalate\"`");
    }
    keys.finish(source);
    Some(FindingRule { kind, at_least, phases, targets, action: action?, marker, approvers, taint })
}

fn marker(source: &mut Source<'_>, keys: &mut Keys<'_>) -> Option<String> {
    let text = keys.string(source, "marker")?;
    let marker = *text.get_ref();
    if marker.len() > LONGEST_MARKER || marker.contains(char::is_control) {
        let expected = "a text of at most 200 bytes, without control characters";
        source.problem(text.span().start, PackFault::Unfit { key: "marker", expected });
    }
    Some(marker.to_owned())
}

/// A key that would do nothing must not look as if it did.
fn only_with(source: &mut Source<'_>, keys: &mut Keys<'_>, key: &'static str, fits: bool, with: &'static str) {
    if let Some(value) = keys.get(key).filter(|_| !fits) {
        source.problem(value.span().start, PackFault::OnlyWith { key, with });
    }
}
