//! `pack.toml`, read strictly.

use std::path::Path;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    document::Document,
    event::Phase,
    plugin::{Limit, LimitSet},
};

use super::{
    FindingRule, Mode, OnError, Pattern,
    error::{PackError, PackFault},
    on_finding,
    read::{Keys, Source, unknown_key, word, wrong_type},
    texts::{self, TextEntry},
};

/// The file's name within a pack's folder.
pub(super) const FILE: &str = "pack.toml";

/// What a manifest says, before any file that it names is read.
pub(super) struct Manifest {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) allow_uncovered: Vec<Phase>,
    pub(super) limits: LimitSet,
    pub(super) plugins: Vec<PluginEntry>,
}

/// One `[[plugin]]`. Places are line and column.
pub(super) struct PluginEntry {
    pub(super) place: (usize, usize),
    pub(super) id: String,
    pub(super) component: (String, (usize, usize)),
    pub(super) sha256: Option<(String, (usize, usize))>,
    pub(super) phases: Vec<(Phase, (usize, usize))>,
    pub(super) targets: Vec<Pattern>,
    /// Which of its interfaces are asked; empty: all.
    pub(super) interfaces: Vec<(Interface, (usize, usize))>,
    pub(super) config: Config,
    pub(super) texts: Vec<TextEntry>,
    pub(super) mode: Mode,
    pub(super) on_error: OnError,
    pub(super) on_finding: Option<(Vec<FindingRule>, (usize, usize))>,
    pub(super) limits: LimitSet,
    /// Prefixes of the keys under which it may keep state.
    pub(super) state: Vec<(String, (usize, usize))>,
    pub(super) warm_up: Vec<(String, (usize, usize))>,
}

/// Where a plugin's config is.
pub(super) enum Config {
    Inline(Document),
    File(String, (usize, usize)),
}

/// What a component can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interface {
    Policy,
    Sanitiser,
}

const INTERFACES: [(&str, Interface); 2] = [("policy", Interface::Policy), ("sanitiser", Interface::Sanitiser)];
const MODES: [(&str, Mode); 2] = [("enforce", Mode::Enforce), ("shadow", Mode::Shadow)];
const ON_ERROR: [(&str, OnError); 2] = [("deny", OnError::Deny), ("allow", OnError::Allow)];

/// Reads a manifest's text.
pub(super) fn read(file: &Path, text: &str) -> Result<Manifest, PackError> {
    let mut source = Source::new(file, text);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            source.problem(
                error.span().map_or(0, |span| span.start),
                PackFault::Syntax(error.message().replace('\n', ", ")),
            );
            return Err(PackError::new(source.problems));
        }
    };
    let manifest = top(&mut source, table.get_ref());
    match manifest {
        Some(manifest) if source.problems.is_empty() => Ok(manifest),
        _ => Err(PackError::new(source.problems)),
    }
}

fn top(source: &mut Source<'_>, table: &DeTable<'_>) -> Option<Manifest> {
    let mut keys = Keys::new(table, 0);
    let name = keys.required(source, "name", "what the pack is called");
    let version = keys.required(source, "version", "which release of the pack this is, for instance `0.1.0`");
    keys.string(source, "description");
    let allow_uncovered = phases(source, &mut keys, "allow-uncovered").into_iter().map(|(phase, _)| phase).collect();
    let limits = limits(source, &mut keys);
    let mut plugins: Vec<PluginEntry> = Vec::new();
    for (table, offset) in keys.tables(source, "plugin") {
        let Some(entry) = plugin(source, table, offset) else { continue };
        if plugins.iter().any(|other| other.id == entry.id) {
            source.problem(offset, PackFault::IdTaken { id: entry.id.clone() });
        }
        plugins.push(entry);
    }
    // Also where the list is there and empty. What is no list at all was noted above.
    if keys.get("plugin").is_none_or(|list| list.get_ref().as_array().is_some_and(|list| list.is_empty())) {
        source.problem(0, PackFault::Empty);
    }
    keys.finish(source);
    Some(Manifest {
        name: (*name?.get_ref()).to_owned(),
        version: (*version?.get_ref()).to_owned(),
        allow_uncovered,
        limits,
        plugins,
    })
}

fn plugin(source: &mut Source<'_>, table: &DeTable<'_>, offset: usize) -> Option<PluginEntry> {
    let mut keys = Keys::new(table, offset);
    let id = keys.required(source, "id", "what the plugin is called in reports and records");
    let component = keys.required(source, "component", "where the component is: a path within the pack's folder");
    let sha256 = keys.string(source, "sha256");
    let phases = phases(source, &mut keys, "phases");
    let targets = patterns(source, &mut keys, "targets");
    let interfaces = words(source, &mut keys, "interfaces", &INTERFACES);
    let config = config(source, &mut keys);
    let texts = texts::read(source, &mut keys);
    let mode = keys.word(source, "mode", &MODES).unwrap_or(Mode::Enforce);
    let on_error = keys.word(source, "on-error", &ON_ERROR).unwrap_or(OnError::Deny);
    let on_finding = on_finding::read(source, &mut keys);
    let limits = limits(source, &mut keys);
    let warm_up = keys.strings(source, "warm-up");
    let state = granted_state(source, &mut keys);
    keys.finish(source);
    let at = |source: &Source<'_>, text: Spanned<&str>| ((*text.get_ref()).to_owned(), source.place(text.span().start));
    Some(PluginEntry {
        place: source.place(offset),
        id: (*id?.get_ref()).to_owned(),
        component: at(source, component?),
        sha256: sha256.map(|text| at(source, text)),
        phases,
        targets,
        interfaces,
        config: config?,
        texts,
        mode,
        on_error,
        on_finding,
        limits,
        state,
        warm_up: warm_up.into_iter().map(|text| at(source, text)).collect(),
    })
}

fn granted_state(source: &mut Source<'_>, keys: &mut Keys<'_>) -> Vec<(String, (usize, usize))> {
    let Some((table, offset)) = keys.table(source, "grants") else { return Vec::new() };
    let mut grants = Keys::new(table, offset);
    let prefixes = grants.strings(source, "state");
    grants.finish(source);
    for empty in prefixes.iter().filter(|prefix| prefix.get_ref().is_empty()) {
        let expected = "a list of prefixes that say something: an empty one would grant every key";
        source.problem(empty.span().start, PackFault::Unfit { key: "state", expected });
    }
    prefixes.into_iter().map(|text| ((*text.get_ref()).to_owned(), source.place(text.span().start))).collect()
}

pub(super) fn phases(source: &mut Source<'_>, keys: &mut Keys<'_>, key: &'static str) -> Vec<(Phase, (usize, usize))> {
    words(source, keys, key, &Phase::ALL.map(|phase| (phase.name(), phase)))
}

/// A list of words, each of a few, with their places.
fn words<T: Copy>(
    source: &mut Source<'_>,
    keys: &mut Keys<'_>,
    key: &'static str,
    known: &[(&'static str, T)],
) -> Vec<(T, (usize, usize))> {
    let texts = keys.strings(source, key);
    texts.iter().filter_map(|text| Some((word(source, key, text, known)?, source.place(text.span().start)))).collect()
}

pub(super) fn patterns(source: &mut Source<'_>, keys: &mut Keys<'_>, key: &'static str) -> Vec<Pattern> {
    keys.strings(source, key).into_iter().map(|pattern| Pattern::new(pattern.get_ref())).collect()
}

fn limits(source: &mut Source<'_>, keys: &mut Keys<'_>) -> LimitSet {
    let Some((table, _)) = keys.table(source, "limits") else { return LimitSet::new() };
    let known: Vec<&str> =
        Limit::ALL.iter().filter(|limit| **limit != Limit::Stack).map(|limit| limit.name()).collect();
    let mut limits = LimitSet::new();
    for (key, value) in table.iter() {
        let limit = key.get_ref().parse::<Limit>().ok().filter(|limit| known.contains(&limit.name()));
        let number = whole_number(value.get_ref());
        match (limit, number) {
            (Some(limit), Some(number)) => limits = limits.with(limit, number),
            (None, _) => unknown_key(source, key, &known),
            (_, None) => {
                wrong_type(source, value.span().start, key.get_ref(), value.get_ref(), "a whole number from 0 to 2^64")
            }
        }
    }
    limits
}

fn whole_number(value: &DeValue<'_>) -> Option<u64> {
    let DeValue::Integer(number) = value else { return None };
    u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

fn config(source: &mut Source<'_>, keys: &mut Keys<'_>) -> Option<Config> {
    let inline = keys.get("config");
    let file = keys.string(source, "config-file");
    match (inline, file) {
        (Some(_), Some(file)) => {
            source.problem(file.span().start, PackFault::Both { one: "config", other: "config-file" });
            None
        }
        (None, Some(file)) => Some(Config::File((*file.get_ref()).to_owned(), source.place(file.span().start))),
        (Some(value), None) => {
            let config = Document::try_from(json(source, "config", value)?);
            if config.is_err() {
                wrong_type(source, value.span().start, "config", value.get_ref(), "less deeply nested");
            }
            config.ok().map(Config::Inline)
        }
        (None, None) => Some(Config::Inline(Document::empty_object())),
    }
}

/// TOML as JSON. Times become strings; a number that JSON can't hold is refused.
fn json(source: &mut Source<'_>, key: &str, value: &Spanned<DeValue<'_>>) -> Option<serde_json::Value> {
    use serde_json::Value;
    match value.get_ref() {
        DeValue::String(text) => Some(Value::from(text.as_ref())),
        DeValue::Boolean(value) => Some(Value::from(*value)),
        DeValue::Datetime(time) => Some(Value::from(time.to_string())),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
            if parsed.is_none() {
                wrong_type(source, value.span().start, key, value.get_ref(), "a whole number of 64 bits");
            }
            parsed.map(Value::from)
        }
        DeValue::Float(number) => {
            let parsed = number.as_str().replace('_', "").parse().ok().and_then(serde_json::Number::from_f64);
            if parsed.is_none() {
                wrong_type(source, value.span().start, key, value.get_ref(), "a finite number");
            }
            parsed.map(Value::Number)
        }
        DeValue::Array(items) => {
            items.iter().map(|item| json(source, key, item)).collect::<Option<Vec<_>>>().map(Value::Array)
        }
        DeValue::Table(table) => {
            let mut members = serde_json::Map::new();
            for (name, value) in table.iter() {
                members.insert(name.get_ref().to_string(), json(source, name.get_ref(), value)?);
            }
            Some(Value::Object(members))
        }
    }
}
