//! The stock packs: what lies in `plugins/packs/<name>/`, with the components that it names beside it.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use crate::mirror::{self, Files};

const MANIFEST: &str = "pack.toml";

/// All files of all packs in `folder`, each under its pack's name. `guests` are the built components by file name.
pub(crate) fn assemble(folder: &Path, guests: &Files) -> Result<Files> {
    if !folder.is_dir() {
        return Ok(Files::new());
    }
    let mut files = mirror::read(folder)?;
    let manifests: Vec<_> = files.keys().filter(|path| path.ends_with(MANIFEST)).cloned().collect();
    for file in manifests {
        let shown = folder.join(&file).display().to_string();
        let pack = file.parent().filter(|pack| pack.components().count() == 1);
        let pack = pack.with_context(|| format!("`{shown}` is not directly in a pack's folder"))?.to_owned();
        let text = files.get(&file).map(|content| String::from_utf8_lossy(content).into_owned()).unwrap_or_default();
        for component in components(&text).with_context(|| format!("`{shown}`"))? {
            let place = pack.join(&component);
            if files.contains_key(&place) {
                continue;
            }
            let Some(built) = guests.get(Path::new(&component)) else {
                bail!("`{shown}` names the component `{component}`, which no plugin builds: {}", known(guests));
            };
            files.insert(place, built.clone());
        }
    }
    let stray = files
        .keys()
        .find(|file| !file.iter().next().is_some_and(|pack| files.contains_key(&Path::new(pack).join(MANIFEST))));
    if let Some(stray) = stray {
        bail!("`{}` belongs to no pack: there is no {MANIFEST} in its folder", folder.join(stray).display());
    }
    Ok(files)
}

/// The components that a manifest names as files. What else it says is the engine's to judge.
fn components(manifest: &str) -> Result<Vec<String>> {
    let manifest: Table = toml::from_str(manifest)?;
    let plugins = manifest.get("plugin").and_then(Value::as_array).context("it has no [[plugin]]")?;
    let mut found = Vec::new();
    for plugin in plugins {
        let component = plugin.get("component").and_then(Value::as_str).context("a [[plugin]] has no `component`")?;
        ensure!(!component.contains("://"), "a stock pack's component is a file, not `{component}`");
        found.push(component.to_owned());
    }
    Ok(found)
}

fn known(guests: &Files) -> String {
    let names: Vec<_> = guests.keys().map(|name| format!("`{}`", name.display())).collect();
    format!("there are {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use super::*;

    fn guests() -> Files {
        Files::from([(PathBuf::from("refund_limits.wasm"), b"built".to_vec())])
    }

    fn assembled(files: &[(&str, &str)]) -> Result<Files> {
        let folder = tempfile::tempdir()?;
        for (name, content) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            fs::write(path, content)?;
        }
        assemble(folder.path(), &guests())
    }

    #[test]
    fn components_lie_beside_the_manifest_that_names_them() {
        let manifest = "name = \"desk\"\n[[plugin]]\ncomponent = \"refund_limits.wasm\"\n";
        let files = assembled(&[("desk/pack.toml", manifest), ("desk/tests/a.yaml", "x")]).expect("it is a pack");
        let names: Vec<_> = files.keys().map(|name| name.display().to_string()).collect();
        assert_eq!(names, ["desk/pack.toml", "desk/refund_limits.wasm", "desk/tests/a.yaml"]);
        assert_eq!(files.get(Path::new("desk/refund_limits.wasm")).map(Vec::as_slice), Some(b"built".as_slice()));
    }

    #[test]
    fn a_component_that_nothing_builds_is_named_with_what_there_is() {
        let error =
            assembled(&[("desk/pack.toml", "[[plugin]]\ncomponent = \"refunds.wasm\"\n")]).expect_err("it is unknown");
        assert!(error.to_string().contains("names the component `refunds.wasm`, which no plugin builds"), "{error}");
        assert!(error.to_string().ends_with("there are `refund_limits.wasm`"), "{error}");
    }

    #[test]
    fn a_broken_manifest_is_named() {
        let error = assembled(&[("desk/pack.toml", "[[plugin]\n")]).expect_err("it is not TOML");
        assert!(error.to_string().ends_with("desk/pack.toml`"), "{error}");
    }

    #[test]
    fn a_folder_without_a_manifest_is_refused() {
        let error = assembled(&[("desk/notes.md", "x")]).expect_err("it is no pack");
        assert!(error.to_string().ends_with("there is no pack.toml in its folder"), "{error}");
    }
}
