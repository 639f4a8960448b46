//! Fuel that the stock plugins take for fixed events: the files `events/<pack>/<event>.json`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use portcullis::{audit::Log, decision::Answer, event::Event, gate::Gate, pack::Pack, plugin::Runtime};

use crate::desk;

/// A pack that shows how a plugin which never answers is stopped: it takes all fuel that there is.
const WITHOUT: &str = "demo";

/// The fuel of each answer, as `<pack>/<event>/<plugin>`.
///
/// # Errors
/// A pack without events, a plugin that no event asks, or one that fails.
pub fn measure(runtime: &Runtime) -> Result<BTreeMap<String, u64>> {
    let events = Path::new(env!("CARGO_MANIFEST_DIR")).join("events");
    let mut figures = BTreeMap::new();
    for folder in sorted(&desk::built("packs"))? {
        let name = file_stem(&folder);
        if name != WITHOUT {
            let pack = Pack::load_blocking(runtime, &folder)?;
            measure_pack(&name, pack, &events.join(&name), &mut figures)?;
        }
    }
    ensure!(!figures.is_empty(), "there are no packs: run `cargo xtask guests`");
    Ok(figures)
}

fn measure_pack(name: &str, pack: Pack, events: &Path, figures: &mut BTreeMap<String, u64>) -> Result<()> {
    let mut left: BTreeSet<String> = pack.entries().iter().map(|entry| entry.id().to_owned()).collect();
    let gate = Gate::new(pack, Log::in_memory());
    let files = if events.is_dir() { sorted(events)? } else { Vec::new() };
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("`{}`", file.display()))?;
        let event = Event::from_json(&text).with_context(|| format!("`{}`", file.display()))?;
        for answer in gate.decide_blocking(&event).answers {
            let key = format!("{name}/{}/{}", file_stem(&file), answer.plugin);
            if let Answer::Failed(failure) = answer.answer {
                bail!("{key}: the plugin failed: {failure}");
            }
            left.remove(&answer.plugin);
            // A plugin may be asked twice about one event: as a sanitiser and as a policy, or in a second round.
            *figures.entry(key).or_default() += answer.fuel;
        }
    }
    let left: Vec<_> = left.into_iter().collect();
    ensure!(
        left.is_empty(),
        "no event asks {} of the pack `{name}`: add one to `{}`",
        left.join(", "),
        events.display()
    );
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("`{}`", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn file_stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
