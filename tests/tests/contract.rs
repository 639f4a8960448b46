//! The contract keeps its promise: a plugin that was built against a published version runs for as long as that version's
//! folder is in `wit/`. `tests/contract/README.md` says what may change.

use std::{collections::BTreeMap, error::Error, fs, path::PathBuf};

use wit_component::semver_check;
use wit_parser::{Docs, Interface, PackageId, Resolve, SourceMap, TypeDefKind, WorldId};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The files of one version of the contract, by name.
type Contract = BTreeMap<String, String>;

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/contract/published");
const CURRENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../wit");
const BASELINE: &str = "0.1.0";

/// The versions in a folder: its folders.
fn versions(folder: &str) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.collect::<std::result::Result<Vec<_>, _>>()?;
    let folders = entries.iter().filter(|entry| entry.path().is_dir());
    Ok(folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn read(folder: &str, version: &str) -> Result<Contract> {
    let folder = PathBuf::from(folder).join(version);
    let entries = fs::read_dir(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let mut files = Contract::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wit") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

fn push(resolve: &mut Resolve, contract: &Contract) -> Result<PackageId> {
    let mut map = SourceMap::new();
    for (name, text) in contract {
        map.push_str(name, text);
    }
    let group = map.parse().map_err(|(map, error)| error.render(&map))?;
    Ok(resolve.push_group(group)?)
}

/// How plugins built against `published` would fail under `current`; empty where they would not.
fn breaks(version: &str, published: &Contract, current: &Contract) -> Result<Vec<String>> {
    // One `Resolve` holds no two packages of one name, so the published one gets another version. The comparison ignores
    // versions.
    let renamed = |text: &String| text.replace(&format!("@{version}"), &format!("@{version}-published"));
    let published = published.iter().map(|(name, text)| (name.clone(), renamed(text))).collect();
    let mut resolve = Resolve::default();
    let before = push(&mut resolve, &published)?;
    let after = push(&mut resolve, current)?;

    let mut found = Vec::new();
    for (name, old) in &resolve.packages[before].worlds {
        let Some(new) = resolve.packages[after].worlds.get(name) else {
            found.push(format!("the world `{name}` is gone"));
            continue;
        };
        // To the comparison, a host that no longer asks for an export is fine. A policy that is never asked is not.
        let kept = exports(&resolve, *new);
        let lost = exports(&resolve, *old).into_iter().filter(|export| !kept.contains(export));
        found.extend(lost.map(|export| format!("the world `{name}` no longer exports `{export}`")));
        if let Err(error) = semver_check(resolve.clone(), *old, *new) {
            found.push(format!("the world `{name}`: {error:#}"));
        }
    }
    Ok(found)
}

fn exports(resolve: &Resolve, world: WorldId) -> Vec<String> {
    let names = resolve.worlds[world].exports.keys().map(|key| resolve.name_world_key(key));
    names.map(|name| name.split('@').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn plugins_built_against_a_published_contract_still_run() -> Result<()> {
    for version in versions(PUBLISHED)? {
        let found = breaks(&version, &read(PUBLISHED, &version)?, &read(CURRENT, &version)?)?;
        assert!(
            found.is_empty(),
            "wit/{version} has changed so that plugins that exist would stop working:\n  {}\nUndo that. The change belongs into a \
             new folder, wit/<next version>; tests/contract/README.md says how",
            found.join("\n  ")
        );
    }
    Ok(())
}

#[test]
fn plugins_built_against_a_published_contract_run_on_what_came_later_in_its_line() -> Result<()> {
    let line = |version: &str| version.rsplit_once('.').map(|(line, _)| line.to_owned());
    let current = versions(CURRENT)?;
    for version in versions(PUBLISHED)? {
        for later in current.iter().filter(|later| line(later) == line(&version)) {
            let found = breaks(&version, &read(PUBLISHED, &version)?, &read(CURRENT, later)?)?;
            assert_eq!(found, Vec::<String>::new(), "a plugin for {version} would not run where {later} is spoken");
        }
    }
    Ok(())
}

#[test]
fn the_published_contracts_are_compared_at_all() -> Result<()> {
    assert!(versions(PUBLISHED)?.iter().any(|version| version == BASELINE));
    let mut resolve = Resolve::default();
    let package = push(&mut resolve, &read(PUBLISHED, BASELINE)?)?;
    let worlds: Vec<_> = resolve.packages[package].worlds.keys().map(String::as_str).collect();
    for world in [
        "policy-plugin",
        "sanitiser-plugin",
        "full-plugin",
        "imports-part",
        "lifecycle-part",
        "policy-part",
        "sanitiser-part",
    ] {
        assert!(worlds.contains(&world), "{world}");
    }
    Ok(())
}

/// What the comparison says once `from` stands as `to` in one file of the baseline.
fn after(file: &str, from: &str, to: &str) -> Result<Vec<String>> {
    let published = read(PUBLISHED, BASELINE)?;
    let mut changed = published.clone();
    let text = changed.get_mut(file).ok_or_else(|| format!("there is no `{file}`"))?;
    assert_eq!(text.matches(from).count(), 1, "`{from}` should occur once in {file}");
    *text = text.replace(from, to);
    breaks(BASELINE, &published, &changed)
}

const TYPES: &str = "types.wit";
const WORLDS: &str = "worlds.wit";

#[test]
fn what_would_break_a_plugin_is_noticed() -> Result<()> {
    let cases = [
        ("a host function is gone", "document.wit", "size: func(part: part) -> u64;", ""),
        ("a host function takes another type", "log.wit", "message: string", "message: list<u8>"),
        ("a host function takes one more", "log.wit", "message: string)", "message: string, target: string)"),
        ("a host function answers otherwise", "document.wit", "-> option<string>", "-> result<string>"),
        ("a host's enum loses a case", "log.wit", "        trace,\n", ""),
        ("an event's field is new", TYPES, "time-ms: u64,", "time-ms: u64,\n        tenant: string,"),
        ("an event's field is gone", TYPES, "time-ms: u64,", ""),
        ("an event's field has another type", TYPES, "time-ms: u64,", "time-ms: s64,"),
        (
            "a segment's fields change places",
            TYPES,
            "pointer: string,\n        /// The string, decoded.\n        text: string,",
            "text: string,\n        pointer: string,",
        ),
        ("a phase is new", TYPES, "memory-read,", "memory-read,\n        memory-drop,"),
        ("a phase is gone", TYPES, "memory-read,", ""),
        ("a phase has another name", TYPES, "memory-read,", "memory-load,"),
        ("a verdict's case is new", TYPES, "escalate(escalation),", "escalate(escalation),\n        defer,"),
        ("a verdict's case is gone", TYPES, "escalate(escalation),", ""),
        (
            "a denial's field is new",
            TYPES,
            "violations: list<violation>,",
            "violations: list<violation>,\n        link: string,",
        ),
        (
            "a plugin must have one more function",
            "policy.wit",
            "evaluate:",
            "explain: func() -> string;\n    evaluate:",
        ),
        ("a plugin's function has another name", "policy.wit", "evaluate:", "decide:"),
        ("a plugin's function answers otherwise", "policy.wit", "result<verdict, string>", "verdict"),
        (
            "a plugin must export one more interface",
            WORLDS,
            "world policy-part {",
            "world policy-part {\n    export sanitiser;",
        ),
        ("a plugin is no longer asked", WORLDS, "world policy-part {\n    export policy;", "world policy-part {"),
        ("an import is gone", WORLDS, "world sanitiser-plugin {\n    import log;", "world sanitiser-plugin {"),
        ("a world is gone", WORLDS, "world policy-part {", "world policies-part {"),
    ];
    for (what, file, from, to) in cases {
        let found = after(file, from, to).map_err(|error| format!("{what}: {error}"))?;
        assert!(!found.is_empty(), "{what}, and nothing noticed");
    }
    Ok(())
}

#[test]
fn what_breaks_no_plugin_passes() -> Result<()> {
    let cases = [
        ("nothing", WORLDS, "world policy-plugin {", "world policy-plugin {"),
        ("words", TYPES, "/// What kind of thing acts.", "/// The kind of what acts."),
        (
            "a host function is new",
            "log.wit",
            "/// Adds one line.",
            "/// How many lines are left.\n    left: func() -> u32;\n    /// Adds one line.",
        ),
        ("an import is new", WORLDS, "world sanitiser-plugin {", "world sanitiser-plugin {\n    import document;"),
        (
            "a world is new",
            WORLDS,
            "/// A plugin that decides.",
            "/// A plugin that can only log.\nworld log-part {\n    import log;\n}\n/// A plugin that decides.",
        ),
    ];
    for (what, file, from, to) in cases {
        let found = after(file, from, to).map_err(|error| format!("{what}: {error}"))?;
        assert_eq!(found, Vec::<String>::new(), "{what}");
    }
    Ok(())
}

/// Every item of a package that has no words.
fn wordless(resolve: &Resolve, package: PackageId) -> Vec<String> {
    let package = &resolve.packages[package];
    let mut items = vec![(format!("package {}", package.name), &package.docs)];
    for (name, world) in &package.worlds {
        items.push((format!("world {name}"), &resolve.worlds[*world].docs));
    }
    for (name, interface) in &package.interfaces {
        let interface = &resolve.interfaces[*interface];
        items.push((format!("interface {name}"), &interface.docs));
        items.extend(inner(resolve, name, interface));
    }
    let empty = |docs: &Docs| docs.contents.as_ref().is_none_or(|words| words.trim().is_empty());
    items.into_iter().filter(|(_, docs)| empty(docs)).map(|(name, _)| name).collect()
}

/// An interface's functions and types, with what these are made of.
fn inner<'a>(resolve: &'a Resolve, name: &str, interface: &'a Interface) -> Vec<(String, &'a Docs)> {
    let mut items = Vec::new();
    for (function, item) in &interface.functions {
        items.push((format!("{name}.{function}"), &item.docs));
    }
    for (type_name, id) in &interface.types {
        let definition = &resolve.types[*id];
        let path = format!("{name}.{type_name}");
        let part = |part: &str| format!("{path}.{part}");
        match &definition.kind {
            TypeDefKind::Record(record) => {
                items.extend(record.fields.iter().map(|field| (part(&field.name), &field.docs)))
            }
            TypeDefKind::Variant(variant) => {
                items.extend(variant.cases.iter().map(|case| (part(&case.name), &case.docs)))
            }
            TypeDefKind::Enum(cases) => items.extend(cases.cases.iter().map(|case| (part(&case.name), &case.docs))),
            TypeDefKind::Flags(flags) => items.extend(flags.flags.iter().map(|flag| (part(&flag.name), &flag.docs))),
            // `use types.{event}`: its words are where it comes from.
            TypeDefKind::Type(_) => continue,
            _ => {}
        }
        items.push((path, &definition.docs));
    }
    items
}

#[test]
fn every_item_of_the_contract_has_words() -> Result<()> {
    for version in versions(CURRENT)? {
        let mut resolve = Resolve::default();
        let package = push(&mut resolve, &read(CURRENT, &version)?)?;
        assert_eq!(wordless(&resolve, package), Vec::<String>::new(), "wit/{version}: these have no doc comment");
    }
    Ok(())
}

#[test]
fn an_item_without_words_is_noticed() -> Result<()> {
    let text = "package a:b;
        /// Words.
        interface i {
            record r { f: u8 }
            /// Words.
            enum e { c }
            g: func();
        }
        world w {}";
    let mut resolve = Resolve::default();
    let package = push(&mut resolve, &Contract::from([("a.wit".to_owned(), text.to_owned())]))?;
    let mut found = wordless(&resolve, package);
    found.sort();
    assert_eq!(found, ["i.e.c", "i.g", "i.r", "i.r.f", "package a:b", "world w"]);
    Ok(())
}
