//! YAML as test cases use it: what JSON can say, with a place for each value. Numbers keep their text.

use std::fmt::Write;

use portcullis::document::{Kind, Value};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

/// Line and column, both from 1; 0 for what stands in no file.
pub(crate) type Place = (usize, usize);

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) is: Is,
}

/// What JSON can say.
#[derive(Debug, Clone)]
pub(crate) enum Is {
    Null,
    Bool(bool),
    /// The number's text.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// What is wrong with a file, and where.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) place: Place,
    pub(crate) what: String,
}

impl Problem {
    pub(crate) fn new(place: Place, what: impl Into<String>) -> Self {
        Self { place, what: what.into() }
    }
}

/// Values may not be nested deeper: a file must not exhaust the stack.
const DEPTH: usize = 100;

/// Reads one YAML document.
pub(crate) fn read(text: &str) -> Result<Node, Problem> {
    let mut events = Events { parser: Parser::new_from_str(text), last: (1, 1) };
    loop {
        match events.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd, place) => return Err(Problem::new(place, "the file is empty")),
            (event, place) => {
                let node = events.node(event, place, 0)?;
                return match (events.next()?, events.next()?) {
                    ((Event::DocumentEnd, _), (Event::StreamEnd, _)) => Ok(node),
                    (_, (_, place)) => Err(Problem::new(place, "there is a second document: a file has one")),
                };
            }
        }
    }
}

struct Events<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    last: Place,
}

impl<'t> Events<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Place), Problem> {
        let place = |marker: &Marker| (marker.line(), marker.col() + 1);
        match self.parser.next() {
            Some(Ok((event, Span { start, .. }))) => {
                self.last = place(&start);
                Ok((event, self.last))
            }
            Some(Err(error)) => Err(Problem::new(place(error.marker()), format!("this is not YAML: {}", error.info()))),
            None => Ok((Event::StreamEnd, self.last)),
        }
    }

    fn node(&mut self, event: Event<'t>, place: Place, depth: usize) -> Result<Node, Problem> {
        if depth > DEPTH {
            return Err(Problem::new(place, format!("values are nested deeper than {DEPTH} levels")));
        }
        let is = match event {
            Event::Scalar(_, _, 1.., _)
            | Event::SequenceStart(1.., _)
            | Event::MappingStart(1.., _)
            | Event::Alias(_) => {
                return Err(Problem::new(place, "anchors and aliases are not for test cases: write the value out"));
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                return Err(Problem::new(place, "tags (`!…`) are not for test cases"));
            }
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text).map_err(|what| Problem::new(place, what))?,
            Event::Scalar(text, ..) => Is::Text(text.into_owned()),
            Event::SequenceStart(..) => {
                let mut list = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Is::List(list),
                        (event, place) => list.push(self.node(event, place, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => self.map(depth)?,
            _ => return Err(Problem::new(place, "a value is missing")),
        };
        Ok(Node { place, is })
    }

    fn map(&mut self, depth: usize) -> Result<Is, Problem> {
        let mut members: Vec<(String, Node)> = Vec::new();
        loop {
            let name = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Is::Map(members)),
                (Event::Scalar(name, _, 0, None), place) => {
                    if members.iter().any(|(other, _)| *other == name) {
                        return Err(Problem::new(place, format!("`{name}` is there twice")));
                    }
                    name.into_owned()
                }
                (_, place) => return Err(Problem::new(place, "a member's name is a text")),
            };
            let (event, place) = self.next()?;
            members.push((name, self.node(event, place, depth + 1)?));
        }
    }
}

/// A scalar without quotes: what it is in JSON, or else a text. What YAML takes for a null, a truth value or a number and
/// JSON does not is refused, since readers take it for one thing or the other.
fn plain(text: &str) -> Result<Is, String> {
    Ok(match text {
        "null" => Is::Null,
        "true" => Is::Bool(true),
        "false" => Is::Bool(false),
        _ if is_json_number(text) => Is::Number(text.to_owned()),
        "" | "~" => return Err("a value is missing: write `null` or `\"\"`".to_owned()),
        _ if is_doubtful(text) => {
            return Err(format!(
                "`{text}` is one thing to some readers and another to others: put it in quotes, or write it as in JSON"
            ));
        }
        _ => Is::Text(text.to_owned()),
    })
}

fn is_json_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

fn is_doubtful(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = ["null", "true", "false", "yes", "no", "on", "off", ".inf", "+.inf", "-.inf", ".nan"];
    let number = lower.strip_prefix(['-', '+']).unwrap_or(&lower);
    let based =
        |prefix| number.strip_prefix(prefix).is_some_and(|digits: &str| digits.chars().all(|c| c.is_ascii_hexdigit()));
    word.contains(&lower.as_str()) || text.parse::<f64>().is_ok() || based("0x") || based("0o")
}

impl Node {
    /// A value that stands in no file.
    pub(crate) fn new(is: Is) -> Self {
        Self { place: (0, 0), is }
    }

    /// A text that stands in no file.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Is::Text(text.into()))
    }

    /// An object that stands in no file.
    pub(crate) fn map<const N: usize>(members: [(&str, Node); N]) -> Self {
        Self::new(Is::Map(members.into_iter().map(|(name, node)| (name.to_owned(), node)).collect()))
    }

    /// A value of a document.
    pub(crate) fn of(value: Value<'_>) -> Self {
        Self::new(match value.kind() {
            Kind::Object => {
                Is::Map(value.members().map(|(name, value)| (name.into_owned(), Self::of(value))).collect())
            }
            Kind::List => Is::List(value.elements().map(Self::of).collect()),
            Kind::String => Is::Text(value.as_str().unwrap_or_default().into_owned()),
            Kind::Number => Is::Number(value.raw().to_owned()),
            Kind::Bool => Is::Bool(value.raw() == "true"),
            // There is no other kind in JSON.
            _ => Is::Null,
        })
    }

    /// As JSON.
    pub(crate) fn json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }

    fn write(&self, json: &mut String) {
        let list = |json: &mut String, open, close, items: &mut dyn FnMut(&mut String)| {
            json.push(open);
            items(json);
            json.push(close);
        };
        match &self.is {
            Is::Null => json.push_str("null"),
            Is::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
            Is::Number(text) => json.push_str(text),
            Is::Text(text) => quote(json, text),
            Is::List(nodes) => list(json, '[', ']', &mut |json| {
                for (at, node) in nodes.iter().enumerate() {
                    json.push_str(if at == 0 { "" } else { ", " });
                    node.write(json);
                }
            }),
            Is::Map(members) => list(json, '{', '}', &mut |json| {
                for (at, (name, node)) in members.iter().enumerate() {
                    json.push_str(if at == 0 { "" } else { ", " });
                    quote(json, name);
                    json.push_str(": ");
                    node.write(json);
                }
            }),
        }
    }
}

fn quote(json: &mut String, text: &str) {
    // Writing to a text can't fail.
    let _ = write!(json, "{}", serde_json::Value::from(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(yaml: &str) -> String {
        read(yaml).map_or_else(|problem| format!("{:?} {}", problem.place, problem.what), |node| node.json())
    }

    #[test]
    fn yaml_says_what_json_can_say_and_numbers_keep_their_text() {
        assert_eq!(
            json("a: [1, 40.00, 1e309, -0]\nb: {c: null, d: true}"),
            r#"{"a": [1, 40.00, 1e309, -0], "b": {"c": null, "d": true}}"#
        );
        assert_eq!(
            json("- x y\n- 'null'\n- \"\\u0000é\"\n- |\n  two\n  lines\n"),
            r#"["x y", "null", "\u0000é", "two\nlines\n"]"#
        );
        assert_eq!(json("a: 2026-11-29\nb: 1.2.3"), r#"{"a": "2026-11-29", "b": "1.2.3"}"#);
    }

    #[test]
    fn what_readers_disagree_about_is_refused_with_its_place() {
        for doubtful in
            ["yes", "NULL", "True", "0x1F", "0o17", "017", "+1", ".5", "1.", ".inf", "-.INF", "inf", "nan", "off"]
        {
            let said = json(&format!("a:\n  b: {doubtful}"));
            assert!(said.starts_with("(2, 6) ") && said.contains("quotes"), "{doubtful}: {said}");
        }
        for (yaml, said) in [
            ("a: 1\na: 2", "(2, 1) `a` is there twice"),
            ("a: &x 1\nb: *x", "(1, 4) anchors"),
            ("a: !!str 1", "(1, 4) tags"),
            ("a:\nb: 1", "(1, 2) a value is missing"),
            ("", "the file is empty"),
            ("a: 1\n---\nb: 2", "a second document"),
            ("a: [1", "this is not YAML"),
            ("? [a]\n: 1", "a member's name is a text"),
        ] {
            assert!(json(yaml).contains(said), "{yaml:?}: {}", json(yaml));
        }
        assert!(json(&"[".repeat(200)).contains("deeper than 100"), "{}", json(&"[".repeat(200)));
        assert!(json(&"[".repeat(5000)).contains("recursion limit"), "{}", json(&"[".repeat(5000)));
    }
}
