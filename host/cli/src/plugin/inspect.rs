//! `portcullis plugin inspect` and `portcullis pack inspect`: what a plugin is, what its calls start from, what it costs.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, bail};
use portcullis::{
    document::Document,
    pack::Entry,
    plugin::{Compiled, Component, Grants, Image, Import, LimitSet, Limits, Plugin, Provider, SetBy, Setup},
    text::printable,
};
use serde_json::{Value, json};

use crate::{
    Exit,
    args::InspectPack,
    print::{BOLD, DIM, styled, thousands},
    progress::{Progress, load_pack},
    runtime::runtime,
};

use super::{args::Inspect, made_with::made_with};

pub(crate) fn plugin(args: &Inspect) -> anyhow::Result<Exit> {
    let file = args.component.display();
    let bytes = fs::read(&args.component).with_context(|| format!("`{file}` can't be read"))?;
    let config = args.config.as_deref().map(config).transpose()?;
    let runtime = runtime()?;
    let progress = Progress::start();
    progress.waiting_for(file.to_string());
    let component = Component::load_blocking(&runtime, &bytes).with_context(|| format!("`{file}` is no plugin"))?;
    let none = LimitSet::new();
    let limits = Limits::effective(runtime.limits(), &none, &none);
    let plugin = config
        .map(|config| {
            // It is asked nothing, so it does not matter which keys it may use.
            let grants = Grants::new().state("inspected/");
            let setup = Setup { config, limits: limits.clone(), grants, warm_up: Vec::new() };
            Plugin::configure_blocking(component.clone(), setup).context("the plugin can't be configured")
        })
        .transpose()?;
    drop(progress);
    if args.json {
        let mut output = component_json(&component, &limits);
        if let Some(output) = output.as_object_mut() {
            output.insert("made_with".to_owned(), json!(made_with(&bytes)));
        }
        if let (Some(output), Some(plugin)) = (output.as_object_mut(), &plugin) {
            output.insert("configured".to_owned(), configured_json(plugin));
        }
        anstream::println!("{}", serde_json::to_string_pretty(&output)?);
        return Ok(Exit::Ok);
    }
    component_to_stdout(&component);
    for made in made_with(&bytes) {
        line("made with", made);
    }
    match &plugin {
        Some(plugin) => configured_to_stdout(plugin),
        None => line("calls start", "give it a config with `--config` to see from what".to_owned()),
    }
    limits_to_stdout(&limits);
    for schema_line in component.descriptor().config_schema.lines() {
        anstream::println!("  {}", printable(schema_line));
    }
    Ok(Exit::Ok)
}

pub(crate) fn pack(args: &InspectPack) -> anyhow::Result<Exit> {
    let pack = load_pack(&runtime()?, &args.pack)?;
    if args.json {
        let entry = |entry: &Entry| {
            let plugin = entry.plugin();
            json!({
                "id": entry.id(),
                "mode": entry.mode(),
                "on_error": entry.on_error(),
                "pinned": entry.is_pinned(),
                "component": component_json(plugin.component(), plugin.limits()),
                "configured": configured_json(plugin),
            })
        };
        let output = json!({
            "name": pack.name(),
            "version": pack.version(),
            "digest": pack.digest(),
            "plugins": pack.entries().iter().map(entry).collect::<Vec<_>>(),
        });
        anstream::println!("{}", serde_json::to_string_pretty(&output)?);
        return Ok(Exit::Ok);
    }
    anstream::println!("{} {}", styled(BOLD, printable(pack.name())), printable(pack.version()));
    line("digest", pack.digest().to_string());
    for entry in pack.entries() {
        anstream::println!();
        anstream::println!("{}", styled(BOLD, format!("[{}]", printable(entry.id()))));
        let pinned =
            if entry.is_pinned() { "its digest is in the pack" } else { "any component of this path is loaded" };
        line("pinned", pinned.to_owned());
        component_to_stdout(entry.plugin().component());
        configured_to_stdout(entry.plugin());
        limits_to_stdout(entry.plugin().limits());
    }
    Ok(Exit::Ok)
}

/// A config from a file: JSON, or TOML by the file's name.
fn config(file: &Path) -> anyhow::Result<Document> {
    let name = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("the config `{name}` can't be read"))?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Document::parse(text).with_context(|| format!("`{name}` is not strict JSON")),
        Some("toml") => {
            let value: Value = toml::from_str(&text).with_context(|| format!("`{name}` is not TOML"))?;
            Document::try_from(value).with_context(|| format!("`{name}` is no config"))
        }
        _ => bail!("the config `{name}` is neither a `.json` nor a `.toml` file"),
    }
}

fn kinds(component: &Component) -> Vec<&'static str> {
    [component.is_policy().then_some("policy"), component.is_sanitiser().then_some("sanitiser")]
        .into_iter()
        .flatten()
        .collect()
}

fn provider(provider: Provider) -> &'static str {
    match provider {
        Provider::Contract => "the contract",
        Provider::Granted => "the contract, where the pack grants it",
        Provider::Stub => "an inert stub",
    }
}

fn line(name: &str, value: String) {
    anstream::println!("  {} {value}", styled(DIM, format!("{name:<12}")));
}

fn bytes(size: usize) -> String {
    format!("{} bytes", thousands(u64::try_from(size).unwrap_or(u64::MAX)))
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn code(compiled: Compiled) -> String {
    let how = if compiled.cached { "from the cache in" } else { "compiled in" };
    format!("{}, {how} {}", bytes(compiled.size), ms(compiled.time))
}

fn component_to_stdout(component: &Component) {
    let descriptor = component.descriptor();
    anstream::println!("{} {}", styled(BOLD, &descriptor.name), descriptor.version);
    line("kind", kinds(component).join(", "));
    line("digest", component.digest().to_string());
    line("size", bytes(component.size()));
    line("code", component.compiled().map_or_else(|| "in the cache, and not needed".to_owned(), code));
    let phases: Vec<_> = descriptor.phases.iter().map(|phase| phase.name()).collect();
    line("phases", if phases.is_empty() { "all".to_owned() } else { phases.join(", ") });
    for export in component.exports() {
        line("exports", export.clone());
    }
    for import in component.imports() {
        line("imports", format!("{}  (from {})", import.name, provider(import.provider)));
    }
    if component.needs_grant().is_some() {
        line("needs", "`grants = { state = [\"<prefix of its keys>/\"] }` in its entry of a pack".to_owned());
    }
    let schema = &descriptor.config_schema;
    line(
        "config",
        if schema.is_empty() { "anything".into() } else { format!("by a schema of {}", bytes(schema.len())) },
    );
}

fn configured_to_stdout(plugin: &Plugin) {
    let configuring = plugin.configuring();
    line("configured", plugin.config_digest().to_string());
    let time = configuring.time.map_or("in an earlier run".to_owned(), |time| format!("in {}", ms(time)));
    line("configure", format!("{} fuel, {time}", thousands(configuring.fuel)));
    line("memory", format!("{} bytes afterwards", thousands(configuring.memory)));
    match plugin.image() {
        Image::Snapshot { digest, size } => {
            line("calls start", format!("from a snapshot of {}, {digest}", bytes(*size)));
        }
        Image::Configured { reason } => {
            line("calls start", format!("with `configure`, since there is no snapshot: {}", printable(reason)));
        }
    }
    if let Some(compiled) = plugin.compiled() {
        line("its code", code(compiled));
    }
}

/// The limits that somebody has set; what has its default is in the README.
fn limits_to_stdout(limits: &Limits) {
    if limits.iter().all(|(_, bound)| bound.set_by == SetBy::Default) {
        line("limits", "all have their defaults".to_owned());
    }
    for (limit, bound) in limits.iter().filter(|(_, bound)| bound.set_by != SetBy::Default) {
        line("limit", format!("{limit} = {} {}, set by {}", thousands(bound.value), limit.unit(), bound.set_by));
    }
}

fn set_by(set_by: SetBy) -> &'static str {
    match set_by {
        SetBy::Default => "default",
        SetBy::Operator => "operator",
        SetBy::Pack => "pack",
        SetBy::Plugin => "plugin",
    }
}

fn code_json(compiled: Compiled) -> Value {
    json!({"size": compiled.size, "cached": compiled.cached, "us": micros(compiled.time)})
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn component_json(component: &Component, limits: &Limits) -> Value {
    let descriptor = component.descriptor();
    let import = |import: &Import| json!({"name": import.name, "provider": provider(import.provider)});
    let limits: serde_json::Map<_, _> = limits
        .iter()
        .map(|(limit, bound)| (limit.name().to_owned(), json!({"value": bound.value, "set_by": set_by(bound.set_by)})))
        .collect();
    json!({
        "name": descriptor.name,
        "version": descriptor.version,
        "kinds": kinds(component),
        "digest": component.digest(),
        "size": component.size(),
        "code": component.compiled().map(code_json),
        "phases": descriptor.phases.iter().map(|phase| phase.name()).collect::<Vec<_>>(),
        "exports": component.exports(),
        "imports": component.imports().iter().map(import).collect::<Vec<_>>(),
        "needs_grants": component.needs_grant().map(|_| "state").into_iter().collect::<Vec<_>>(),
        "config_schema": descriptor.config_schema,
        "limits": limits,
    })
}

fn configured_json(plugin: &Plugin) -> Value {
    let configuring = plugin.configuring();
    let starts_from = match plugin.image() {
        Image::Snapshot { digest, size } => json!({"snapshot": {"digest": digest, "size": size}}),
        Image::Configured { reason } => json!({"no_snapshot": {"reason": reason}}),
    };
    json!({
        "config": plugin.config_digest(),
        "fuel": configuring.fuel,
        "memory": configuring.memory,
        "us": configuring.time.map(micros),
        "starts_from": starts_from,
        "code": plugin.compiled().map(code_json),
    })
}
