//! From a subject to the names of its documents.

use portcullis_guest::{Document, Event};

use crate::config;
use crate::document::parameter_pointer;
use crate::report::Report;
use crate::value::Found;

/// From the narrowest to the widest: of two documents that leave a choice, the narrower one makes it.
pub(crate) const KINDS: [&str; 6] = ["user", "app", "role", "team", "bu", "company"];

/// Where the names of a subject's documents stand in its claims.
#[derive(Debug)]
pub(crate) struct Sources {
    sources: Vec<(&'static str, Vec<String>)>,
    pub(crate) require: Vec<&'static str>,
}

impl Sources {
    pub(crate) fn new(subject: &config::Subject, report: &mut Report) -> Self {
        let mut sources = Vec::new();
        for (kind, chosen, usual) in [
            ("user", &subject.user, &["/user"][..]),
            ("role", &subject.role, &["/roles"]),
            ("team", &subject.team, &["/team"]),
            ("bu", &subject.bu, &["/bu", "/business_unit"]),
            ("company", &subject.company, &["/company"]),
            ("app", &subject.app, &["/app"]),
        ] {
            let pointers = match chosen {
                None => usual.iter().map(|pointer| (*pointer).to_owned()).collect(),
                Some(pointer) if pointer.starts_with('/') && parameter_pointer(pointer).is_ok() => {
                    vec![pointer.clone()]
                }
                Some(pointer) => {
                    let message =
                        format!("`{}` is not a JSON pointer to a claim: write `/{kind}`", pointer.escape_debug());
                    report.error(format!("/subject/{kind}"), message);
                    Vec::new()
                }
            };
            sources.push((kind, pointers));
        }
        let mut require = Vec::new();
        for (index, kind) in subject.require.iter().enumerate() {
            match KINDS.iter().find(|known| *known == kind) {
                Some(kind) => require.push(*kind),
                None => {
                    let message =
                        format!("`{}` is no kind of document; there are {}", kind.escape_debug(), KINDS.join(", "));
                    report.error(format!("/subject/require/{index}"), message);
                }
            }
        }
        Self { sources, require }
    }

    /// Forgets the kinds of which there is no document: nothing is to be read for them.
    pub(crate) fn keep(&mut self, known: impl Fn(&str) -> bool) {
        self.sources.retain(|(kind, _)| known(kind));
    }

    /// The names of a subject, by kind, the narrowest first. The error is the claim that is neither a name nor a list of
    /// names.
    pub(crate) fn names(&self, event: &Event) -> Result<Vec<(&'static str, String)>, String> {
        let mut names = Vec::with_capacity(8);
        for (kind, pointers) in &self.sources {
            let before = names.len();
            for pointer in pointers {
                claim(event.subject.claims(), kind, pointer, &mut names)?;
            }
            if *kind == "user" && names.len() == before {
                names.push((kind, event.subject.id.clone()));
            }
            if *kind == "role" {
                names.extend(event.subject.roles.iter().map(|role| (*kind, role.clone())));
            }
        }
        Ok(names)
    }
}

fn claim(
    claims: &Document,
    kind: &'static str,
    pointer: &str,
    names: &mut Vec<(&'static str, String)>,
) -> Result<(), String> {
    match Found::of(claims, pointer) {
        None => {}
        Some(Found::String(name)) => names.push((kind, name)),
        Some(Found::List(list)) => {
            for json in list {
                let Found::String(name) = Found::read(&json) else { return Err(pointer.to_owned()) };
                names.push((kind, name));
            }
        }
        Some(_) => return Err(pointer.to_owned()),
    }
    Ok(())
}
