//! Arguments whose names look like those that a document limits. A tool that reads names without regard to case would take
//! them for those.

use std::borrow::Cow;

use portcullis_guest::{Document, Violation};

use crate::object::escape;
use crate::text::canonical;

/// Looks at the names of a tool's arguments. `limited`: the pointers of the parameters that documents speak of.
pub(super) fn check<'p>(payload: &Document, limited: impl Iterator<Item = &'p str>) -> Vec<Violation> {
    let text = payload.json();
    let Some(names) = names(&text) else {
        return vec![Violation::new("payload-not-object", "").allowed("an object")];
    };
    let limited: Vec<Cow<'_, str>> = limited.filter_map(first_name).collect();
    let mut violations = Vec::new();
    for name in names {
        if limited.iter().any(|limited| name == limited) {
            continue;
        }
        let Some(name) = read(name).filter(|name| !limited.contains(name)) else { continue };
        let folded = canonical::name(&name);
        let twin = limited.iter().find(|limited| match (&folded, canonical::name(limited)) {
            (Some(folded), Some(limited)) => *folded == limited,
            // Encoded without end: it may stand for anything.
            _ => true,
        });
        if let Some(twin) = twin {
            let violation = Violation::new("parameter-look-alike", format!("/{}", escape(&name)));
            violations.push(violation.found(&name).allowed(twin));
        }
    }
    violations
}

/// The argument that a pointer leads into.
fn first_name(pointer: &str) -> Option<Cow<'_, str>> {
    let name = pointer.split('/').nth(1)?;
    Some(if name.contains('~') { name.replace("~1", "/").replace("~0", "~").into() } else { name.into() })
}

/// A name without JSON's escapes.
fn read(name: &str) -> Option<Cow<'_, str>> {
    if name.contains('\\') {
        serde_json::from_str(&format!("\"{name}\"")).ok().map(Cow::Owned)
    } else {
        Some(name.into())
    }
}

/// The names of an object's members, in JSON's spelling, without a look at its values; none where it is no object. The
/// text is JSON: the host has parsed it.
fn names(text: &str) -> Option<Vec<&str>> {
    let mut rest = text.trim_start().strip_prefix('{')?;
    let (mut names, mut depth, mut before_name) = (Vec::new(), 1, true);
    while let Some(at) = rest.find(['"', '{', '}', '[', ']', ',']) {
        let (sign, after) = (rest.as_bytes().get(at)?, rest.get(at + 1..)?);
        rest = after;
        match sign {
            b'"' => {
                let end = string_end(rest)?;
                if depth == 1 && before_name {
                    names.push(rest.get(..end)?);
                    before_name = false;
                }
                rest = rest.get(end + 1..)?;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => before_name = before_name || depth == 1,
        }
    }
    Some(names)
}

/// Where the string ends that a text begins in the middle of.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_those_of_the_object_and_not_of_what_is_in_it() {
        let text = r#" { "a" : {"x": 1, "y": ["z", {"q": 2}]}, "b\"c":"d,e{","":[1,2],"f" :null } "#;
        assert_eq!(names(text), Some(vec!["a", r#"b\"c"#, "", "f"]));
        assert_eq!(names("{}"), Some(vec![]));
        for other in ["[]", "5", "\"{\"", "null"] {
            assert_eq!(names(other), None, "{other}");
        }
    }
}
