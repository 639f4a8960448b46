//! A condition has three answers: where it can't be told whether it holds, the attestation is needed.

use std::cmp::Ordering;

use portcullis_guest::{Document, Subject};
use serde_json::Value;

use super::{Condition, Operand, Operator};
use crate::value::{Found, decimal};

/// What a condition can ask about.
pub(crate) struct Facts<'a> {
    pub(crate) payload: &'a Document,
    pub(crate) subject: &'a Subject,
    pub(crate) held: &'a dyn Fn(&str) -> bool,
}

impl Condition {
    /// Whether the condition holds; none where that can't be told.
    pub(crate) fn holds(&self, facts: &Facts<'_>) -> Option<bool> {
        match self {
            Self::And(parts) => unless(parts, false, facts),
            Self::Or(parts) => unless(parts, true, facts),
            Self::Not(part) => part.holds(facts).map(|holds| !holds),
            Self::HasRole(role) => Some(facts.subject.has_role(role)),
            Self::HasGroup(group) => has_group(facts.subject, group),
            Self::HasAttestation(key) => Some((facts.held)(key)),
            Self::In(operand, values) => {
                let found = operand.read(facts);
                first_of(values.iter().map(|value| equal(found.as_ref(), Some(&literal(value)))), true)
            }
            Self::Compare(left, operator, right) => compare(left.read(facts), *operator, right.read(facts)),
            Self::Is(operand) => match operand.read(facts) {
                Some(Found::Boolean(value)) => Some(value),
                None => Some(false),
                Some(_) => None,
            },
        }
    }
}

impl Operand {
    fn read(&self, facts: &Facts<'_>) -> Option<Found> {
        let claims = facts.subject.claims();
        match self {
            Self::Literal(value) => Some(literal(value)),
            Self::Parameter(pointer) => Found::of(facts.payload, pointer),
            Self::Principal(pointer) => match Found::of(claims, pointer) {
                Some(found) => Some(found),
                None => (pointer == "/id").then(|| Found::String(facts.subject.id.clone())),
            },
        }
    }
}

/// The answer that decides alone, where one part gives it; unknown where one is unknown.
fn unless(parts: &[Condition], decisive: bool, facts: &Facts<'_>) -> Option<bool> {
    first_of(parts.iter().map(|part| part.holds(facts)), decisive)
}

fn first_of(answers: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut conclusion = Some(!decisive);
    for answer in answers {
        match answer {
            Some(answer) if answer == decisive => return Some(decisive),
            None => conclusion = None,
            Some(_) => {}
        }
    }
    conclusion
}

fn has_group(subject: &Subject, group: &str) -> Option<bool> {
    let Some(groups) = Found::of(subject.claims(), "/groups") else { return Some(false) };
    match groups {
        Found::String(only) => Some(only == group),
        Found::List(groups) => Some(groups.iter().any(|json| Found::read(json) == Found::String(group.to_owned()))),
        _ => None,
    }
}

fn literal(value: &Value) -> Found {
    match value {
        Value::Bool(value) => Found::Boolean(*value),
        Value::Number(number) => decimal(number).map_or(Found::NoNumber, Found::Number),
        Value::String(text) => Found::String(text.clone()),
        _ => Found::Null,
    }
}

fn compare(left: Option<Found>, operator: Operator, right: Option<Found>) -> Option<bool> {
    match operator {
        Operator::Equal => equal(left.as_ref(), right.as_ref()),
        Operator::Different => equal(left.as_ref(), right.as_ref()).map(|equal| !equal),
        _ => {
            let (Some(Found::Number(left)), Some(Found::Number(right))) = (left, right) else { return None };
            let order = left.cmp(&right);
            Some(match operator {
                Operator::Less => order == Ordering::Less,
                Operator::AtMost => order != Ordering::Greater,
                Operator::More => order == Ordering::Greater,
                _ => order != Ordering::Less,
            })
        }
    }
}

/// What is not there equals nothing. What is there and of another type can't be compared.
fn equal(left: Option<&Found>, right: Option<&Found>) -> Option<bool> {
    match (left, right) {
        (None, _) | (_, None) => Some(false),
        (Some(Found::String(left)), Some(Found::String(right))) => Some(left == right),
        (Some(Found::Number(left)), Some(Found::Number(right))) => Some(left == right),
        (Some(Found::Boolean(left)), Some(Found::Boolean(right))) => Some(left == right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use portcullis_guest::{Document, Event, Phase, json};

    use super::super::parse;
    use super::*;

    fn holds(condition: &str, payload: &str) -> Option<bool> {
        let event = Event::new(Phase::ToolCall, "pay")
            .with_role("manager")
            .with_claims(json!({ "groups": ["trading", "desk"], "team": "Reporting", "level": 3 }));
        let payload = Document::parse(payload).unwrap();
        let facts = Facts { payload: &payload, subject: &event.subject, held: &|key| key == "kyc" };
        parse(condition).unwrap_or_else(|error| panic!("{condition}: {error}")).holds(&facts)
    }

    #[test]
    fn conditions_hold_or_do_not() {
        let payload = r#"{"amount": 20000, "region": "EU", "flag": true, "order": {"total": 5}}"#;
        for (condition, expected) in [
            ("params.amount > 10000", true),
            ("amount > 10000", true),
            ("params.amount >= 20000 AND params.amount <= 20000", true),
            ("params.amount < 20000 OR params.region == 'US'", false),
            ("params.region IN ['EU', \"UK\"]", true),
            ("region in ['US']", false),
            ("params.region != 'EU'", false),
            ("NOT (params.amount == 20000.0)", false),
            ("params.flag", true),
            ("params.flag == true", true),
            ("params.order.total == 5", true),
            ("principal.has_role('manager') and not principal.has_role('admin')", true),
            ("principal.has_group('trading')", true),
            ("principal.has_group('other')", false),
            ("principal.team == 'Reporting'", true),
            ("principal.level >= 3", true),
            ("principal.id == 'agent'", true),
            ("context.has_attestation('kyc')", true),
            ("context.has_attestation('x') or params.amount == 1", false),
            ("1 == 1 or 1 == 2 and 1 == 2", true),
        ] {
            assert_eq!(holds(condition, payload), Some(expected), "{condition}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_neither_true_nor_false() {
        for payload in
            [r#"{"x": "20000"}"#, r#"{"x": null}"#, r#"{"x": 1e309}"#, r#"{"x": [1]}"#, r#"{"x": {"y": 1}}"#, "{}"]
        {
            assert_eq!(holds("params.x > 10000", payload), None, "{payload}");
            assert_eq!(holds("NOT params.x > 10000", payload), None, "{payload}");
            assert_eq!(holds("params.x > 10000 AND 1 == 2", payload), Some(false), "{payload}");
            assert_eq!(holds("params.x > 10000 AND 1 == 1", payload), None, "{payload}");
            assert_eq!(holds("params.x > 10000 OR 1 == 1", payload), Some(true), "{payload}");
        }
        assert_eq!(holds("params.x == 'true'", r#"{"x": true}"#), None);
        assert_eq!(holds("params.x IN ['a', 5]", r#"{"x": "b"}"#), None);
    }

    #[test]
    fn what_is_not_there_equals_nothing() {
        assert_eq!(holds("params.x == 'high'", "{}"), Some(false));
        assert_eq!(holds("params.x != 'low'", "{}"), Some(true));
        assert_eq!(holds("params.x IN ['high']", "{}"), Some(false));
        assert_eq!(holds("params.x", "{}"), Some(false));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (condition, expected) in [
            ("", "it ends where a value should be"),
            ("params.amount >", "it ends where a value should be"),
            ("params.amount > 5 6", "`6` at 18 is one too many"),
            ("params.amount = 5", "`=` at 14 has no meaning here"),
            ("(params.amount > 5", "it ends where `)` should be"),
            ("principal.has_role(manager)", "`principal.has_role` at 0 needs a text in quotes"),
            ("params.x == 'a", "the text that begins at 12 has no end"),
            ("params.x IN []", "`]` at 13 is no value"),
            ("params.x IN [params.y]", "a list holds texts and numbers only"),
            ("params..x == 1", "`params..x` at 0 has an empty name in it"),
            ("context.x == 1", "`context.x` at 0 is unknown: there is `context.has_attestation('…')`"),
            ("1e999 > 5", "`1e999` is not a number"),
            ("params.x == 12abc", "`12abc` is not a number"),
        ] {
            assert_eq!(parse(condition), Err(expected.to_owned()), "{condition}");
        }
        let deep = format!("{}1 == 1{}", "(".repeat(100), ")".repeat(100));
        assert_eq!(parse(&deep), Err("it is nested more than 32 deep".to_owned()));
        assert!(parse(&"NOT ".repeat(2000)).is_err());
    }
}
