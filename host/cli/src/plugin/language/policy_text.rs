//! Languages of policies whose plugin is there already: text becomes its config, and no compiler is needed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use include_dir::{Dir, include_dir};
use serde_json::{Map, Value};

use super::{About, Language, Start};
use crate::plugin::{
    args::Kind,
    embedded::Files,
    encode::Built,
    project::Project,
    tool::{Tool, built_folder},
};

/// Names the folder that the stock plugins are in.
const PLUGINS: &str = "PORTCULLIS_PLUGINS";
/// What the pack of a plugin's folder names as config.
const CONFIG: &str = "dist/config.json";

/// A policy language.
pub(super) struct PolicyText {
    about: About,
    /// The stock plugin's file.
    plugin: &'static str,
    /// The file of the config: TOML or JSON.
    config: &'static str,
    /// Files with this ending become texts in this member of the config, by their names.
    texts: Option<(&'static str, &'static str)>,
    /// Files that become members of the config, where they are there. What is no JSON is a text.
    files: &'static [(&'static str, &'static str)],
}

pub(super) static MAPL: PolicyText = PolicyText {
    about: About {
        name: "mapl",
        title: "MAPL",
        policy: Start {
            source: "policies.json",
            template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/mapl"),
        },
        sanitiser: None,
    },
    plugin: "mapl.wasm",
    config: "policies.json",
    texts: None,
    files: &[],
};

pub(super) static REGO: PolicyText = PolicyText {
    about: About {
        name: "rego",
        title: "Rego",
        policy: Start {
            source: "policy.rego",
            template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/rego"),
        },
        sanitiser: None,
    },
    plugin: "rego.wasm",
    config: "rego.toml",
    texts: Some(("rego", "modules")),
    files: &[],
};

pub(super) static CEDAR: PolicyText = PolicyText {
    about: About {
        name: "cedar",
        title: "Cedar",
        policy: Start {
            source: "policy.cedar",
            template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/cedar"),
        },
        sanitiser: None,
    },
    plugin: "cedar.wasm",
    config: "cedar.toml",
    texts: Some(("cedar", "policies")),
    files: &[("schema.cedarschema", "schema"), ("entities.json", "entities")],
};

pub(super) static CEL: PolicyText = PolicyText {
    about: About {
        name: "cel",
        title: "CEL",
        policy: Start {
            source: "rules.toml",
            template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/cel"),
        },
        sanitiser: None,
    },
    plugin: "cel_rules.wasm",
    config: "rules.toml",
    texts: None,
    files: &[],
};

impl Language for PolicyText {
    fn about(&self) -> &About {
        &self.about
    }

    fn common(&self, _kind: Kind) -> Option<&'static Dir<'static>> {
        // Its config is another, and so is what its cases expect.
        None
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        Ok(Files::default())
    }

    fn tools(&self) -> Vec<Tool> {
        let found = built_folder(PLUGINS, "guests").into_iter().map(|folder| folder.join(self.plugin));
        vec![Tool {
            name: self.plugin,
            path: found.into_iter().find(|path| path.is_file()),
            install: "the stock plugin: name the folder that has it in PORTCULLIS_PLUGINS; `cargo xtask guests` builds it to \
                target/guests",
        }]
    }

    fn toolchain(&self, _project: &Project) -> anyhow::Result<(String, String)> {
        Ok((self.plugin.to_owned(), String::new()))
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        let folder = project.folder();
        let mut config = config(&folder.join(self.config))?;
        if let Some((ending, member)) = self.texts {
            ensure!(!config.contains_key(member), "`{}` has `{member}`: they are the files *.{ending}", self.config);
            config.insert(member.to_owned(), Value::Object(texts(folder, ending)?));
        }
        for (file, member) in self.files {
            let path = folder.join(file);
            if path.is_file() {
                ensure!(!config.contains_key(*member), "`{}` has `{member}`: it is the file {file}", self.config);
                config.insert((*member).to_owned(), content(&path)?);
            }
        }
        let path = folder.join(CONFIG);
        let text = serde_json::to_string_pretty(&config)?;
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.with_context(|| format!("`{}` can't be written", path.display()))?;
        let [plugin] = <[Tool; 1]>::try_from(self.tools()).map_err(|_| anyhow::anyhow!("there is one tool"))?;
        let plugin = plugin.path()?.to_owned();
        let bytes = fs::read(&plugin).with_context(|| format!("`{}` can't be read", plugin.display()))?;
        Ok(Built::Stock(bytes))
    }
}

/// A config as it was written: an object in JSON or TOML.
fn config(file: &Path) -> anyhow::Result<Map<String, Value>> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("`{shown}` can't be read"))?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => serde_json::from_str(&text).with_context(|| format!("`{shown}` is no JSON object")),
        _ => toml::from_str(&text).with_context(|| format!("`{shown}` is not TOML")),
    }
}

/// What a file holds: the value of one that ends with `.json`, the text of any other.
fn content(file: &Path) -> anyhow::Result<Value> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("`{shown}` can't be read"))?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => serde_json::from_str(&text).with_context(|| format!("`{shown}` is no JSON")),
        _ => Ok(Value::String(text)),
    }
}

/// The texts of all files with an ending, by their names.
fn texts(folder: &Path, ending: &str) -> anyhow::Result<Map<String, Value>> {
    let mut texts = Map::new();
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.extension().is_some_and(|extension| extension == ending) {
            let text = fs::read_to_string(&path).with_context(|| format!("`{}` can't be read", path.display()))?;
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                bail!("the name of `{}` is not UTF-8", path.display());
            };
            texts.insert(name.to_owned(), Value::String(text));
        }
    }
    Ok(texts)
}
