//! A file of test cases: `tests/*.yaml` of a pack.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use portcullis::{audit::StateRecord, event::Event};

use super::{
    node::{self, Is, Node, Place, Problem},
    state,
};

/// One event, and what is expected of the gate.
pub(crate) struct Case {
    pub(crate) file: PathBuf,
    pub(crate) place: Place,
    pub(crate) name: String,
    /// Decided before it by the same gate, in this order: what it leaves in a session's memory.
    pub(crate) before: Vec<Event>,
    /// What plugins ask of the state, and what it answers; none: they find an empty one.
    pub(crate) state: Option<Vec<StateRecord>>,
    pub(crate) event: Event,
    /// Where the payload comes as a stream of text: its pieces.
    pub(crate) chunks: Option<Vec<String>>,
    pub(crate) expect: Node,
    /// No call of a plugin may take more fuel.
    pub(crate) fuel: Option<u64>,
}

/// What can be expected. `docs/cases.md` describes each.
const EXPECT: [&str; 14] = [
    "decision",
    "plugin",
    "code",
    "detail",
    "message",
    "violations",
    "edits",
    "approvers",
    "findings",
    "payload",
    "released",
    "notes",
    "log",
    "state",
];
/// Cases happen then, where they don't say: at the beginning of 2026.
const TIME_MS: &str = "1767225600000";

/// All cases of a pack, in the order of files.
pub(crate) fn all(folder: &Path) -> anyhow::Result<Vec<Case>> {
    let tests = folder.join("tests");
    let entries = fs::read_dir(&tests).with_context(|| format!("there are no test cases: `{}`", tests.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut cases = Vec::new();
    for file in &files {
        let shown = file.strip_prefix(folder).unwrap_or(file);
        let text = fs::read_to_string(file).with_context(|| format!("`{}` can't be read", file.display()))?;
        let read = node::read(&text).and_then(|node| read_file(shown, node));
        cases.extend(read.map_err(|Problem { place: (line, column), what }| {
            anyhow::anyhow!("{}:{line}:{column}: {what}", shown.display())
        })?);
    }
    if cases.is_empty() {
        bail!("there are no test cases: `{}` has no file `*.yaml` with cases", tests.display());
    }
    Ok(cases)
}

fn read_file(file: &Path, node: Node) -> Result<Vec<Case>, Problem> {
    let mut file_members = Members::of(node, &["event", "cases"])?;
    let shared = file_members.take("event").map(map).transpose()?.unwrap_or_default();
    let place = file_members.place;
    let cases = file_members.take("cases").ok_or_else(|| Problem::new(place, "it has no `cases`"))?;
    list(cases)?.into_iter().map(|node| case(file, &shared, node)).collect()
}

fn case(file: &Path, shared: &[(String, Node)], node: Node) -> Result<Case, Problem> {
    let known = ["name", "before", "state", "event", "payload", "text", "chunks", "expect", "fuel"];
    let mut members = Members::of(node, &known)?;
    let place = members.place;
    let missing = |what: &str| Problem::new(place, what.to_owned());
    let name = text(members.take("name").ok_or_else(|| missing("a case needs a `name`"))?)?;
    let before = members.take("before").map(list).transpose()?.unwrap_or_default();
    let before = before.into_iter().map(|node| earlier(shared, node)).collect::<Result<_, _>>()?;
    let state = members.take("state").map(list).transpose()?.map(state::recorded).transpose()?;
    let own = members.take("event").map(map).transpose()?.unwrap_or_default();
    let chunks = members.take("chunks").map(list).transpose()?;
    let chunks = chunks.map(|chunks| chunks.into_iter().map(text).collect::<Result<Vec<_>, _>>()).transpose()?;
    let payload = match (members.take("payload"), members.take("text").map(text).transpose()?, &chunks) {
        (Some(payload), None, None) => payload,
        (None, Some(text), None) => Node::text(text),
        (None, None, Some(_)) => Node::map([]),
        _ => return Err(missing("a case needs one of `payload`, `text` and `chunks`")),
    };
    let expect = expectation(members.take("expect").ok_or_else(|| missing("a case needs what to `expect`"))?)?;
    Ok(Case {
        file: file.to_owned(),
        place,
        name,
        before,
        state,
        event: event(place, shared, &own, payload)?,
        chunks,
        expect,
        fuel: members.take("fuel").map(number).transpose()?,
    })
}

/// An event that comes before the one that is judged.
fn earlier(shared: &[(String, Node)], node: Node) -> Result<Event, Problem> {
    let mut members = Members::of(node, &["event", "payload"])?;
    let own = members.take("event").map(map).transpose()?.unwrap_or_default();
    let payload = members.take("payload").ok_or_else(|| Problem::new(members.place, "it has no `payload`"))?;
    event(members.place, shared, &own, payload)
}

/// The event: what all cases of the file share, then what this one says otherwise.
fn event(place: Place, shared: &[(String, Node)], own: &[(String, Node)], payload: Node) -> Result<Event, Problem> {
    if let Some((_, node)) = shared.iter().chain(own).find(|(name, _)| name == "payload") {
        return Err(Problem::new(node.place, "the payload stands beside `event`, not in it"));
    }
    let defaults = [
        ("id".to_owned(), Node::text("case")),
        ("session".to_owned(), Node::text("case")),
        ("time_ms".to_owned(), Node::new(Is::Number(TIME_MS.to_owned()))),
    ];
    let mut members: Vec<(String, Node)> = vec![("payload".to_owned(), payload)];
    for (name, node) in own.iter().chain(shared).chain(&defaults) {
        if !members.iter().any(|(taken, _)| taken == name) {
            members.push((name.clone(), node.clone()));
        }
    }
    Event::from_json(&Node::new(Is::Map(members)).json()).map_err(|error| Problem::new(place, chain(&error)))
}

/// `expect: deny` is short for `expect: { decision: deny }`.
fn expectation(node: Node) -> Result<Node, Problem> {
    let place = node.place;
    let members = match node.is {
        Is::Text(decision) => vec![("decision".to_owned(), Node { place, is: Is::Text(decision) })],
        Is::Map(members) => members,
        _ => return Err(Problem::new(place, "expected is a decision, or an object")),
    };
    if let Some((name, node)) = members.iter().find(|(name, _)| !EXPECT.contains(&name.as_str())) {
        return Err(Problem::new(node.place, format!("`{name}` can't be expected; there are {}", EXPECT.join(", "))));
    }
    let decisions = ["allow", "modify", "deny", "escalate"];
    let wrong = members.iter().find(|(name, node)| {
        name == "decision" && !matches!(&node.is, Is::Text(text) if decisions.contains(&text.as_str()))
    });
    match wrong {
        Some((_, node)) => Err(Problem::new(node.place, format!("a decision is one of {}", decisions.join(", ")))),
        None => Ok(Node { place, is: Is::Map(members) }),
    }
}

/// An object whose members are all known.
struct Members {
    place: Place,
    members: Vec<(String, Node)>,
}

impl Members {
    fn of(node: Node, known: &[&str]) -> Result<Self, Problem> {
        let place = node.place;
        let members = map(node)?;
        match members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, node)) => {
                Err(Problem::new(node.place, format!("`{name}` is unknown here; there are {}", known.join(", "))))
            }
            None => Ok(Self { place, members }),
        }
    }

    fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.members.iter().position(|(other, _)| other == name)?;
        Some(self.members.swap_remove(at).1)
    }
}

fn map(node: Node) -> Result<Vec<(String, Node)>, Problem> {
    match node.is {
        Is::Map(members) => Ok(members),
        _ => Err(Problem::new(node.place, "this must be an object")),
    }
}

fn list(node: Node) -> Result<Vec<Node>, Problem> {
    match node.is {
        Is::List(nodes) => Ok(nodes),
        _ => Err(Problem::new(node.place, "this must be a list")),
    }
}

fn text(node: Node) -> Result<String, Problem> {
    match node.is {
        Is::Text(text) => Ok(text),
        _ => Err(Problem::new(node.place, "this must be a text")),
    }
}

fn number(node: Node) -> Result<u64, Problem> {
    let number = match &node.is {
        Is::Number(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| Problem::new(node.place, "this must be a whole number"))
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARED: &str = "event: { phase: tool-call, subject: { id: a }, target: \"tool:a/b\" }\n";

    fn read(cases: &str) -> Result<Vec<Case>, String> {
        let problem = |Problem { place: (line, column), what }| format!("{line}:{column}: {what}");
        node::read(&format!("{SHARED}{cases}")).and_then(|node| read_file(Path::new("f"), node)).map_err(problem)
    }

    #[test]
    fn a_case_says_otherwise_what_all_share_and_its_payload_keeps_its_text() {
        let yaml = "cases:\n- { name: x, event: { target: \"tool:a/c\", time_ms: 7 }, payload: { n: 40.00 }, expect: deny, fuel: 9 }";
        let cases = read(yaml).unwrap();
        let [case] = cases.as_slice() else { panic!("there is one") };
        assert_eq!((case.event.target.as_str(), case.event.time_ms, case.event.id.as_str()), ("tool:a/c", 7, "case"));
        assert_eq!((case.event.payload.text(), case.fuel, case.place), (r#"{"n": 40.00}"#, Some(9), (3, 3)));
        assert_eq!(case.expect.json(), r#"{"decision": "deny"}"#);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (cases, said) in [
            ("case: []", "2:7: `case` is unknown here; there are event, cases"),
            ("cases: [{ nam: x }]", "2:16: `nam` is unknown here"),
            ("cases: [{ name: x, expect: allow }]", "2:9: a case needs one of"),
            ("cases: [{ name: x, payload: 1, text: a, expect: allow }]", "2:9: a case needs one of"),
            ("cases: [{ name: x, payload: 1, expect: maybe }]", "2:40: a decision is one of"),
            (
                "cases: [{ name: x, payload: 1, expect: { cod: a } }]",
                "2:47: `cod` can't be expected; there are decision",
            ),
            ("cases: [{ name: x, payload: 1, fuel: -1, expect: allow }]", "2:38: this must be a whole number"),
            (
                "cases: [{ name: x, event: { phase: tool }, payload: 1, expect: allow }]",
                "2:9: `/phase` of the event is not",
            ),
            (
                "cases: [{ name: x, event: { payload: 1 }, payload: 1, expect: allow }]",
                "2:38: the payload stands beside",
            ),
        ] {
            let problem = read(cases).err().unwrap_or_default();
            assert!(problem.starts_with(said), "{cases}: {problem}");
        }
    }
}
