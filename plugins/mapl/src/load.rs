//! From a config to documents that know their parents.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde_json::Value;

use crate::config::Config;
use crate::document::{self, Document};
use crate::lint;
use crate::object::suggestion;
use crate::report::Report;
use crate::strict::Strict;
use crate::subject::{KINDS, Sources};
use crate::text::canonical;

/// Documents by their folded ids. The hash is the same on every machine, as fuel has to be; the ids are the operator's.
type Index = HashMap<String, usize, BuildHasherDefault<Mixed>>;

/// One multiplication for each eight bytes.
#[derive(Debug)]
pub(crate) struct Mixed(u64);

impl Default for Mixed {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(29);
        let (words, rest) = bytes.as_chunks::<8>();
        let hash = words.iter().fold(self.0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        self.0 = rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Everything that a config says, ready to be asked.
#[derive(Debug)]
pub(crate) struct Policies {
    pub(crate) documents: Vec<Document>,
    /// By id, without case and look-alikes: a claim that is spelt otherwise must not slip by a document.
    index: Index,
    /// For each document: itself, its parent, the parent's parent, and so on.
    pub(crate) chains: Vec<Vec<usize>>,
    /// For each document: whether it or a parent says what is allowed.
    speaks: Vec<bool>,
    /// The documents that hold for everybody.
    pub(crate) global: Vec<usize>,
    pub(crate) sources: Sources,
    /// Whether some document is called like a resource, or belongs to an app.
    pub(crate) of_resources: bool,
    pub(crate) app: Option<usize>,
    pub(crate) intent: Option<usize>,
}

impl Policies {
    /// Reads and checks everything; none where there is an error.
    pub(crate) fn load(config: &Config, report: &mut Report) -> Option<Self> {
        if config.documents.is_empty() {
            report.error("/documents", "there is no document, so nothing would ever be allowed: add one");
        }
        let mut documents = Vec::new();
        for (index, Strict(value)) in config.documents.iter().enumerate() {
            let at = format!("/documents/{index}");
            if let Some(value) = parsed(value, &at, report) {
                documents.extend(document::read(&value, &at, report));
            }
        }
        let index = index(&documents, report);
        let parents = parents(&documents, &index, report);
        let sources = Sources::new(&config.subject, report);
        let mut named =
            |id: &Option<String>, at: &str| id.as_ref().and_then(|id| find(id, at, &documents, &index, report));
        let (app, intent) = (named(&config.app, "/app"), named(&config.intent, "/intent"));
        let chains: Vec<_> = (0..documents.len()).map(|at| chain(at, &parents, &documents, report)).collect();
        let is_global = |document: &Document| document.id == "global" || document.id.starts_with("global:");
        let global = (0..documents.len()).filter(|at| documents.get(*at).is_some_and(is_global)).collect();
        let speaks = |chain: &Vec<usize>| {
            chain.iter().filter_map(|at| documents.get(*at)).any(|document| !document.resources.is_empty())
        };
        let speaks = chains.iter().map(speaks).collect();
        let mut policies = Self { documents, index, chains, speaks, global, sources, of_resources: false, app, intent };
        let kinds: Vec<String> =
            policies.index.keys().filter_map(|id| Some(id.split_once(':')?.0.to_owned())).collect();
        policies.sources.keep(|kind| kinds.iter().any(|known| known == kind));
        policies.of_resources = kinds.iter().any(|kind| kind == "app" || !KINDS.contains(&kind.as_str()));
        lint::check(&policies, report);
        report.errors.is_empty().then_some(policies)
    }

    /// The document of this id, however it is spelt.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        canonical::name(id).and_then(|id| self.index.get(id.as_ref()).copied())
    }

    /// Whether a document or one that it extends says what is allowed.
    pub(crate) fn speaks(&self, at: usize) -> bool {
        self.speaks.get(at).copied().unwrap_or(false)
    }

    /// A document and all that it extends, the narrowest first.
    pub(crate) fn chain(&self, at: usize) -> impl Iterator<Item = (usize, &Document)> {
        let chain = self.chains.get(at).into_iter().flatten();
        chain.filter_map(|at| self.documents.get(*at).map(|document| (*at, document)))
    }
}

/// A document may come as the text of its file.
fn parsed(value: &Value, at: &str, report: &mut Report) -> Option<Value> {
    let Value::String(text) = value else { return Some(value.clone()) };
    match serde_json::from_str::<Strict>(text) {
        Ok(Strict(value)) => Some(value),
        Err(error) => {
            report.error(at, format!("the text is not JSON: {error}"));
            None
        }
    }
}

fn index(documents: &[Document], report: &mut Report) -> Index {
    let mut index = Index::default();
    for (at, document) in documents.iter().enumerate() {
        let place = format!("{}/policy_id", document.at);
        let Some(id) = canonical::name(&document.id) else {
            report.error(place, format!("`{}` is encoded too many times over", document.id.escape_debug()));
            continue;
        };
        if let Some(other) = index.get(id.as_ref()).and_then(|other: &usize| documents.get(*other)) {
            let how = if other.id == document.id { "has the same id" } else { "has an id that looks the same" };
            report.error(
                place,
                format!("`{}` {how}, `{}`: give each document its own", other.at, other.id.escape_debug()),
            );
            continue;
        }
        index.insert(id.into_owned(), at);
    }
    index
}

fn find(id: &str, at: &str, documents: &[Document], index: &Index, report: &mut Report) -> Option<usize> {
    // Written by the same people as the document: here the spelling has to be right.
    let found = canonical::name(id).and_then(|id| index.get(id.as_ref()).copied());
    if let Some(found) = found.filter(|found| documents.get(*found).is_some_and(|document| document.id == id)) {
        return Some(found);
    }
    let known: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
    let shown = id.escape_debug();
    report.error(
        at,
        match suggestion(id, &known) {
            Some(meant) => format!("there is no document `{shown}`; did you mean `{meant}`?"),
            None => format!("there is no document `{shown}`: add it"),
        },
    );
    None
}

fn parents(documents: &[Document], index: &Index, report: &mut Report) -> Vec<Option<usize>> {
    let parent = |document: &Document, report: &mut Report| {
        let parent = document.extends.as_ref()?;
        find(parent, &format!("{}/extends", document.at), documents, index, report)
    };
    documents.iter().map(|document| parent(document, report)).collect()
}

/// A document and its parents; a circle is reported at each document that is in it, and ends the chain.
fn chain(at: usize, parents: &[Option<usize>], documents: &[Document], report: &mut Report) -> Vec<usize> {
    let mut chain = vec![at];
    let mut last = at;
    while let Some(parent) = parents.get(last).copied().flatten() {
        if parent == at {
            let ids: Vec<&str> =
                chain.iter().chain([&at]).filter_map(|at| Some(documents.get(*at)?.id.as_str())).collect();
            let place = documents.get(at).map(|document| format!("{}/extends", document.at)).unwrap_or_default();
            report.error(place, format!("the documents extend each other in a circle: {}", ids.join(" → ")));
        }
        if chain.contains(&parent) {
            break;
        }
        chain.push(parent);
        last = parent;
    }
    chain
}
