//! What was expected, held against what was found.

use super::node::{Is, Node};

/// One thing that is not as expected.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Difference {
    /// Where: `violations/0/code`.
    pub(crate) at: String,
    /// As JSON.
    pub(crate) expected: String,
    /// As JSON; none: there is nothing.
    pub(crate) found: Option<String>,
}

/// Below these names everything must be the same; elsewhere only what is expected is looked at.
const EXACT: [&str; 4] = ["payload", "value", "found", "allowed"];

pub(super) fn compare(expected: &Node, found: &Node) -> Vec<Difference> {
    let mut differences = Vec::new();
    walk(expected, Some(found), "", false, &mut differences);
    differences
}

fn walk(expected: &Node, found: Option<&Node>, at: &str, exact: bool, differences: &mut Vec<Difference>) {
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
    match (&expected.is, found.map(|found| &found.is)) {
        (Is::Map(wanted), Some(Is::Map(there))) if !exact || wanted.len() == there.len() => {
            for (name, node) in wanted {
                let other = there.iter().find(|(other, _)| other == name).map(|(_, node)| node);
                walk(node, other, &below(name), exact || EXACT.contains(&name.as_str()), differences);
            }
        }
        (Is::List(wanted), Some(Is::List(there))) if wanted.len() == there.len() => {
            for (index, (node, other)) in wanted.iter().zip(there).enumerate() {
                walk(node, Some(other), &below(&index.to_string()), exact, differences);
            }
        }
        (_, Some(other)) if same(&expected.is, other) => {}
        _ => {
            differences.push(Difference { at: at.to_owned(), expected: expected.json(), found: found.map(Node::json) })
        }
    }
}

fn same(expected: &Is, found: &Is) -> bool {
    match (expected, found) {
        (Is::Null, Is::Null) => true,
        (Is::Bool(one), Is::Bool(other)) => one == other,
        (Is::Text(one), Is::Text(other)) => one == other,
        (Is::Number(one), Is::Number(other)) => one == other || same_number(one, other),
        _ => false,
    }
}

/// 40.00 is 40. What has more digits than a double holds is the same only where its text is.
fn same_number(one: &str, other: &str) -> bool {
    let few = |text: &str| text.chars().filter(char::is_ascii_digit).count() <= 15;
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(a), Ok(b)) => few(one) && few(other) && a.is_finite() && a.to_bits() == b.to_bits(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::node::read;

    fn differences(expected: &str, found: &str) -> Vec<String> {
        let [expected, found] = [expected, found].map(|yaml| read(yaml).unwrap());
        compare(&expected, &found).into_iter().map(|difference| difference.at).collect()
    }

    #[test]
    fn only_what_is_expected_is_looked_at_but_payloads_are_looked_at_whole() {
        assert!(differences("{ code: a }", "{ code: a, detail: x }").is_empty());
        assert!(differences("{ findings: [{ kind: k }] }", "{ findings: [{ kind: k, start: 1 }] }").is_empty());
        assert_eq!(differences("{ code: a, b: 1 }", "{ code: b }"), ["code", "b"]);
        assert_eq!(differences("{ payload: { a: 1 } }", "{ payload: { a: 1, b: 2 } }"), ["payload"]);
        assert_eq!(
            differences("{ edits: [{ value: { a: 1 } }] }", "{ edits: [{ value: { a: 2 } }] }"),
            ["edits/0/value/a"]
        );
        assert_eq!(differences("{ findings: [] }", "{ findings: [{ kind: k }] }"), ["findings"]);
    }

    #[test]
    fn numbers_are_the_same_by_value_and_large_ones_by_text() {
        assert!(differences("{ payload: 40 }", "{ payload: 40.00 }").is_empty());
        assert_eq!(differences("{ payload: 9007199254740993 }", "{ payload: 9007199254740992 }"), ["payload"]);
        assert_eq!(differences("{ payload: 1e309 }", "{ payload: 2e309 }"), ["payload"]);
        assert_eq!(differences("{ payload: 1 }", "{ payload: \"1\" }"), ["payload"]);
    }
}
