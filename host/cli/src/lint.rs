//! `portcullis pack lint`: what plugins find odd about their configs, with file and line.

use std::{fs, path::Path};

use anyhow::{Context, bail};
use portcullis::{
    document::{Document, Value},
    pack::Entry,
    plugin::{Remark, Tool},
    text::printable,
};
use serde_json::json;

use crate::{
    Exit,
    args::Lint,
    print::{BOLD, DIM, styled},
    progress::load_pack,
    runtime::runtime,
};

pub(crate) fn run(args: &Lint) -> anyhow::Result<Exit> {
    let tools = args.tools.as_deref().map(|file| tools(file, args.app.as_deref())).transpose()?.unwrap_or_default();
    let pack = load_pack(&runtime()?, &args.pack)?;
    let (mut found, mut silent) = (Vec::new(), Vec::new());
    for entry in pack.entries() {
        let said = entry.plugin().lint_blocking(&tools);
        match said.with_context(|| format!("the plugin `{}` can't look its config over", printable(entry.id())))? {
            None => silent.push(printable(entry.id())),
            Some(remarks) => found
                .extend(remarks.into_iter().map(|remark| (Place::of(&args.pack, entry, &remark), entry.id(), remark))),
        }
    }
    for (place, plugin, remark) in &found {
        if args.json {
            let Remark { code, pointer, message, .. } = remark;
            let line = json!({ "file": place.file, "line": place.line, "plugin": plugin, "code": code, "pointer": pointer, "message": message });
            anstream::println!("{line}");
        } else {
            anstream::println!("{}: {}: {}", styled(BOLD, place), remark.code, remark.message);
        }
    }
    if !args.json {
        let silent = if silent.is_empty() { String::new() } else { format!("; without a word: {}", silent.join(", ")) };
        let heading = format!("{} found in {} plugins{silent}", found.len(), pack.entries().len());
        anstream::println!("{}", styled(DIM, heading));
    }
    Ok(if found.is_empty() { Exit::Ok } else { Exit::Deny })
}

/// Where a remark belongs, as far as files go.
struct Place {
    file: String,
    line: Option<u32>,
    /// What neither file nor line says.
    rest: String,
}

impl Place {
    fn of(folder: &Path, entry: &Entry, remark: &Remark) -> Self {
        let within = |pointer: &str| {
            let rest = remark.pointer.strip_prefix(pointer)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_owned())
        };
        let text = entry.texts().iter().find_map(|text| Some((text.file.as_str(), within(&text.pointer)?)));
        let file = text.or_else(|| Some((entry.config_file()?, remark.pointer.clone())));
        let Some((file, rest)) = file else {
            let rest = format!(" `{}` {}", printable(entry.id()), remark.pointer);
            return Self { file: folder.join("pack.toml").display().to_string(), line: None, rest };
        };
        let path = folder.join(file);
        let line = remark.line.or_else(|| line(&path, &rest));
        let rest = if line.is_none() && !rest.is_empty() { format!(" {rest}") } else { String::new() };
        Self { file: path.display().to_string(), line, rest }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", printable(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, "{}", printable(&self.rest))
    }
}

/// The line on which a value of a JSON file begins.
fn line(file: &Path, pointer: &str) -> Option<u32> {
    let document = Document::parse(fs::read_to_string(file).ok()?).ok()?;
    let value = document.get(pointer)?;
    // The value's text is a part of the document's.
    let offset = value.raw().as_ptr() as usize - document.text().as_ptr() as usize;
    u32::try_from(document.text().get(..offset)?.matches('\n').count() + 1).ok()
}

/// Tools as models, MCP servers and people write them down.
fn tools(file: &Path, app: Option<&str>) -> anyhow::Result<Vec<Tool>> {
    let text = fs::read_to_string(file).with_context(|| format!("the tools `{}` can't be read", file.display()))?;
    let document =
        Document::parse(text).with_context(|| format!("the tools `{}` are no strict JSON", file.display()))?;
    let root = document.root();
    let list = root.get("tools").unwrap_or(root);
    let mut tools = Vec::new();
    for (at, element) in list.elements().enumerate() {
        let function = element.get("function").unwrap_or(element);
        let text = |value: Value<'_>, name: &str| value.get(name).and_then(|text| Some(text.as_str()?.into_owned()));
        let target = match (text(element, "target"), text(function, "name"), app) {
            (Some(target), _, _) => target,
            (None, Some(name), Some(app)) => format!("tool:{app}/{name}"),
            (None, Some(name), None) => {
                bail!("the tool `{}` has no `target`: name its app with `--app`", printable(&name))
            }
            (None, None, _) => bail!("tool {at} of `{}` has neither a `target` nor a `name`", file.display()),
        };
        let schema = ["parameters", "inputSchema", "input_schema"].iter().find_map(|name| function.get(name));
        let parameters = schema.map(|schema| Document::parse(schema.raw())).transpose()?;
        tools.push(Tool { target, parameters });
    }
    if tools.is_empty() {
        bail!("`{}` names no tool: it must be a JSON list of them", file.display());
    }
    Ok(tools)
}
