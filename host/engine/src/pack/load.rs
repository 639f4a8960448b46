//! From a folder to plugins that can be asked.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use portcullis_audit::Digest;

use crate::{
    document::Document,
    event::{Event, Phase},
    plugin::{Component, Exceeded, Grants, Limit, Limits, Plugin, Runtime, Setup},
};

use super::{
    Entry, Loaded, Loading, Mode, Pack,
    error::{PackError, PackFault, PackProblem},
    finding::FindingRule,
    manifest::{self, Config, Interface, Manifest, PluginEntry},
    texts::{self, TextEntry, TextFile},
};

pub(super) fn load(runtime: &Runtime, folder: &Path, observer: &mut dyn FnMut(Loading<'_>)) -> Result<Pack, PackError> {
    let file = folder.join(manifest::FILE);
    let bytes = fs::read(&file).map_err(|error| PackError::io(&file, error))?;
    let digest = Digest::of(&bytes);
    let text = String::from_utf8(bytes)
        .map_err(|error| PackError::io(&file, std::io::Error::new(std::io::ErrorKind::InvalidData, error)))?;
    let manifest = manifest::read(&file, &text)?;
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    for (at, entry) in manifest.plugins.iter().enumerate() {
        observer(Loading { component: &entry.component.0, at: at + 1, of: manifest.plugins.len() });
        match load_entry(runtime, folder, &manifest, entry) {
            Ok(entry) => entries.push(entry),
            Err(faults) => problems.extend(faults.into_iter().map(|fault| {
                let (place, fault) = *fault;
                PackProblem { file: file.clone(), place: Some(place), fault }
            })),
        }
    }
    if !problems.is_empty() {
        return Err(PackError::new(problems));
    }
    let Manifest { name, version, allow_uncovered, .. } = manifest;
    Ok(Pack { inner: Arc::new(Loaded { name, version, digest, allow_uncovered, entries }) })
}

/// What is wrong, and where in the manifest. Boxed: it is rare, and large.
type Fault = Box<((usize, usize), PackFault)>;

fn load_entry(runtime: &Runtime, folder: &Path, manifest: &Manifest, entry: &PluginEntry) -> Result<Entry, Vec<Fault>> {
    let limits = Limits::effective(runtime.limits(), &manifest.limits, &entry.limits);
    let component = component(runtime, folder, entry, &limits).map_err(|fault| vec![fault])?;
    let mut faults = misfits(entry, &component);
    let config = config(folder, entry, &limits).map_err(|found| faults.extend(found));
    let warm_up = warm_up(folder, entry, &limits, &component).map_err(|found| faults.extend(found));
    let (Ok((config, texts)), Ok(warm_up)) = (config, warm_up) else { return Err(faults) };
    // Asked also where something else is wrong, so that all is told at once.
    let plugin = Plugin::configure_blocking(component, Setup { config, warm_up, limits, grants: grants(entry) })
        .map_err(|source| faults.push(Box::new((entry.place, PackFault::Configure { id: entry.id.clone(), source }))));
    match plugin {
        Ok(plugin) if faults.is_empty() => Ok(Entry {
            id: entry.id.clone(),
            phases: phases(entry, plugin.component()),
            policy: plugin.component().is_policy() && asks(entry, Interface::Policy),
            sanitiser: plugin.component().is_sanitiser() && asks(entry, Interface::Sanitiser),
            plugin,
            targets: entry.targets.clone(),
            mode: entry.mode,
            on_error: entry.on_error,
            on_finding: entry.on_finding.as_ref().map_or_else(FindingRule::defaults, |(rules, _)| rules.clone()),
            config_file: match &entry.config {
                Config::File(path, _) => Some(path.clone()),
                Config::Inline(_) => None,
            },
            texts,
            pinned: entry.sha256.is_some(),
            added: false,
        }),
        _ => Err(faults),
    }
}

/// What the entry grants. A shadow keeps its state apart: it must not spend what enforced plugins need.
fn grants(entry: &PluginEntry) -> Grants {
    let grants = entry.state.iter().fold(Grants::new(), |grants, (prefix, _)| grants.state(prefix));
    if entry.mode == Mode::Shadow { grants.apart(&entry.id) } else { grants }
}

/// The component, which is the one that the pack names.
fn component(runtime: &Runtime, folder: &Path, entry: &PluginEntry, limits: &Limits) -> Result<Component, Fault> {
    let (path, place) = &entry.component;
    let bytes = read_within(folder, path, *place, limits)?;
    if let Some((expected, place)) = &entry.sha256 {
        let found = Digest::of(&bytes);
        let named = expected.strip_prefix("sha256:").unwrap_or(expected);
        if found.to_string() != format!("sha256:{}", named.to_lowercase()) {
            let fault = PackFault::Digest { path: path.clone(), expected: expected.clone(), found };
            return Err(Box::new((*place, fault)));
        }
    }
    Component::load_within(runtime, &bytes, limits)
        .map_err(|source| Box::new((*place, PackFault::Component { path: path.clone(), source })))
}

/// Where the entry asks of the plugin what it does not say that it does.
fn misfits(entry: &PluginEntry, component: &Component) -> Vec<Fault> {
    let known = &component.descriptor().phases;
    let unknown = entry.phases.iter().filter(|(phase, _)| !known.is_empty() && !known.contains(phase));
    let mut faults: Vec<Fault> = unknown
        .map(|(phase, place)| {
            let (id, phase) = (entry.id.clone(), phase.to_string());
            Box::new((*place, PackFault::Phase { id, phase, known: names(known) }))
        })
        .collect();
    for (interface, place) in &entry.interfaces {
        let (name, exported) = match interface {
            Interface::Policy => ("policy", component.is_policy()),
            Interface::Sanitiser => ("sanitiser", component.is_sanitiser()),
        };
        if !exported {
            faults.push(Box::new((*place, PackFault::NoInterface { id: entry.id.clone(), interface: name })));
        }
    }
    if let Some((_, place)) = entry.state.first().filter(|_| component.needs_grant().is_none()) {
        faults.push(Box::new((*place, PackFault::UnusedGrant { id: entry.id.clone(), grant: "state" })));
    }
    let scans = component.is_sanitiser() && asks(entry, Interface::Sanitiser);
    if let Some((_, place)) = entry.on_finding.as_ref().filter(|_| !scans) {
        faults.push(Box::new((*place, PackFault::NoFindings { id: entry.id.clone() })));
    }
    faults
}

/// The config, with the texts that are files of their own, and where those came to stand.
fn config(folder: &Path, entry: &PluginEntry, limits: &Limits) -> Result<(Document, Vec<TextFile>), Vec<Fault>> {
    let mut config = match &entry.config {
        Config::Inline(config) => config.clone(),
        Config::File(path, place) => read_within(folder, path, *place, limits)
            .and_then(|bytes| {
                Document::from_bytes(bytes)
                    .map_err(|source| Box::new((*place, PackFault::ConfigFile { path: path.clone(), source })))
            })
            .map_err(|fault| vec![fault])?,
    };
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for TextEntry { at: (at, at_place), file: (file, file_place) } in &entry.texts {
        let text = read_within(folder, file, *file_place, limits).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| Box::new((*file_place, PackFault::NotText { path: file.clone() })))
        });
        match text {
            Err(fault) => faults.push(fault),
            Ok(text) => match texts::put(&config, at, &text) {
                Some((with_text, pointer)) => {
                    config = with_text;
                    texts.push(TextFile { pointer, file: file.clone() });
                }
                None => faults.push(Box::new((*at_place, PackFault::TextPlace { at: at.clone() }))),
            },
        }
    }
    if faults.is_empty() { Ok((config, texts)) } else { Err(faults) }
}

/// When the events of warm-ups happen that don't say it: at the beginning of 2026.
const WARM_UP_MS: u64 = 1_767_225_600_000;

/// The events that a plugin is warmed up with.
fn warm_up(
    folder: &Path,
    entry: &PluginEntry,
    limits: &Limits,
    component: &Component,
) -> Result<Vec<Event>, Vec<Fault>> {
    let known = &component.descriptor().phases;
    let read = |(path, place): &(String, (usize, usize))| -> Result<Event, Fault> {
        let bytes = read_within(folder, path, *place, limits)?;
        let fault = |source| Box::new((*place, PackFault::WarmUp { path: path.clone(), source }));
        let text = String::from_utf8_lossy(&bytes);
        let event = the_same_each_time(Event::from_json(&text).map_err(fault)?, &text);
        if known.is_empty() || known.contains(&event.phase) {
            return Ok(event);
        }
        let (path, phase) = (path.clone(), event.phase.to_string());
        Err(Box::new((*place, PackFault::WarmUpPhase { path, phase, known: names(known) })))
    };
    let (mut events, mut faults) = (Vec::new(), Vec::new());
    for named in &entry.warm_up {
        match read(named) {
            Ok(event) => events.push(event),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(events) } else { Err(faults) }
}

/// An event whose file leaves out what tells events apart. What is made up for it is in the snapshot's memory: were it new at
/// each load, no snapshot would be one that was compiled before.
fn the_same_each_time(mut event: Event, text: &str) -> Event {
    let document = Document::parse(text).ok();
    let says = |pointer| document.as_ref().is_some_and(|document| document.get(pointer).is_some());
    if !says("/id") {
        "warm-up".clone_into(&mut event.id);
    }
    if !says("/session") {
        "warm-up".clone_into(&mut event.session);
    }
    if !says("/time_ms") {
        event.time_ms = WARM_UP_MS;
    }
    event
}

fn names(phases: &[Phase]) -> String {
    phases.iter().map(|phase| phase.name()).collect::<Vec<_>>().join(", ")
}

/// Whether the pack has an interface asked.
fn asks(entry: &PluginEntry, interface: Interface) -> bool {
    entry.interfaces.is_empty() || entry.interfaces.iter().any(|(asked, _)| *asked == interface)
}

/// The phases that the pack asks for, or those that the plugin understands where the pack names none.
fn phases(entry: &PluginEntry, component: &Component) -> Vec<Phase> {
    if entry.phases.is_empty() {
        return component.descriptor().phases.clone();
    }
    entry.phases.iter().map(|(phase, _)| *phase).collect()
}

/// Reads a file of the pack. A pack may come from anywhere, so a path must not lead out of its folder, not even by a link.
fn read_within(folder: &Path, path: &str, place: (usize, usize), limits: &Limits) -> Result<Vec<u8>, Fault> {
    let unreadable = |source| Box::new((place, PackFault::File { path: path.to_owned(), source }));
    let resolve = |path: PathBuf| path.canonicalize().map_err(unreadable);
    let (root, file) = (resolve(folder.to_owned())?, resolve(folder.join(path))?);
    if !file.starts_with(&root) {
        return Err(Box::new((place, PackFault::OutsideOfPack { path: path.to_owned() })));
    }
    // Its size is looked at before it is read: a pack must not fill the memory. No file of a pack is larger than a component.
    let size = fs::metadata(&file).map_err(unreadable)?.len();
    if size > limits.get(Limit::ComponentBytes).value {
        let exceeded = Exceeded { limit: Limit::ComponentBytes, bound: limits.get(Limit::ComponentBytes) };
        return Err(Box::new((place, PackFault::TooLarge { path: path.to_owned(), size, exceeded })));
    }
    fs::read(file).map_err(unreadable)
}
