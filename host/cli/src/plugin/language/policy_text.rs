//! Languages of policies whose plugin is there already: text becomes its config, and no compiler is needed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use include_dir::{Dir, include_dir};
use serde_json::{Map, Value};

use super::Language;
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
    name: &'static str,
    title: &'static str,
    /// The stock plugin's file.
    plugin: &'static str,
    /// The file that tells the language.
    source: &'static str,
    /// The file of the config: TOML or JSON.
    config: &'static str,
    /// Files with this ending become texts in this member of the config, by their names.
    texts: Option<(&'static str, &'static str)>,
    /// Files that become members of the config, where they are there. What is no JSON is a text.
    files: &'static [(&'static str, &'static str)],
    template: &'static Dir<'static>,
}

pub(super) static MAPL: PolicyText = PolicyText {
    name: "mapl",
    title: "MAPL",
    plugin: "mapl.wasm",
    source: "policies.json",
    config: "policies.json",
    texts: None,
    files: &[],
    template: {
        static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/mapl");
        &TEMPLATE
    },
};

pub(super) static REGO: PolicyText = PolicyText {
    name: "rego",
    title: "Rego",
    plugin: "rego.wasm",
    source: "policy.rego",
    config: "rego.toml",
    texts: Some(("rego", "modules")),
    files: &[],
    template: {
        static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/rego");
        &TEMPLATE
    },
};

pub(super) static CEDAR: PolicyText = PolicyText {
    name: "cedar",
    title: "Cedar",
    plugin: "cedar.wasm",
    source: "policy.cedar",
    config: "cedar.toml",
    texts: Some(("cedar", "policies")),
    files: &[("schema.cedarschema", "schema"), ("entities.json", "entities")],
    template: {
        static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/cedar");
        &TEMPLATE
    },
};

pub(super) static CEL: PolicyText = PolicyText {
    name: "cel",
    title: "CEL",
    plugin: "cel_rules.wasm",
    source: "rules.toml",
    config: "rules.toml",
    texts: None,
    files: &[],
    template: {
        static TEMPLATE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/cel");
        &TEMPLATE
    },
};

impl Language for PolicyText {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn common(&self, _kind: Kind) -> Option<&'static Dir<'static>> {
        // Its config is another, and so is what its cases expect.
        None
    }

    fn template(&self, _kind: Kind) -> &'static Dir<'static> {
        self.template
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Policy]
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        Ok(Files::default())
    }

    fn source(&self, _kind: Kind) -> &'static str {
        self.source
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
