//! `portcullis pack lint`: what plugins find odd about their configs, with file and line.

mod place;

use std::{fs, path::Path};

use anyhow::{Context, bail};
use portcullis::{
    document::{Document, Value},
    plugin::{Remark, Tool},
    text::printable,
};
use serde_json::json;

use self::place::Place;
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
