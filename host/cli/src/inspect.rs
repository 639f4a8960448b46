//! `portcullis plugin inspect`: what a component is.

use std::fs;

use anyhow::Context;
use portcullis::{
    plugin::{Component, Provider},
    text::printable,
};
use serde_json::json;

use crate::{
    Exit,
    args::Inspect,
    print::{BOLD, DIM, styled, thousands},
    runtime::runtime,
};

pub(crate) fn run(args: &Inspect) -> anyhow::Result<Exit> {
    let file = args.component.display();
    let bytes = fs::read(&args.component).with_context(|| format!("`{file}` can't be read"))?;
    let runtime = runtime()?;
    let component = Component::load_blocking(&runtime, &bytes).with_context(|| format!("`{file}` is no plugin"))?;
    if args.json {
        json_to_stdout(&component)?
    } else {
        text_to_stdout(&component)
    }
    Ok(Exit::Ok)
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
        Provider::Stub => "an inert stub",
    }
}

fn text_to_stdout(component: &Component) {
    let descriptor = component.descriptor();
    let line = |name: &str, value: String| anstream::println!("  {} {value}", styled(DIM, format!("{name:<10}")));
    anstream::println!("{} {}", styled(BOLD, &descriptor.name), descriptor.version);
    line("kind", kinds(component).join(", "));
    line("digest", component.digest().to_string());
    line("size", format!("{} bytes", thousands(u64::try_from(component.size()).unwrap_or(u64::MAX))));
    let phases: Vec<_> = descriptor.phases.iter().map(|phase| phase.name()).collect();
    line("phases", if phases.is_empty() { "all".to_owned() } else { phases.join(", ") });
    for export in component.exports() {
        line("exports", export.clone());
    }
    for import in component.imports() {
        line("imports", format!("{}  (from {})", import.name, provider(import.provider)));
    }
    line(
        "config",
        if descriptor.config_schema.is_empty() {
            "anything".to_owned()
        } else {
            descriptor.config_schema.lines().map(printable).collect::<Vec<_>>().join("\n")
        },
    );
}

fn json_to_stdout(component: &Component) -> anyhow::Result<()> {
    let descriptor = component.descriptor();
    let import =
        |import: &portcullis::plugin::Import| json!({"name": import.name, "provider": provider(import.provider)});
    let output = json!({
        "name": descriptor.name,
        "version": descriptor.version,
        "kinds": kinds(component),
        "digest": component.digest(),
        "size": component.size(),
        "phases": descriptor.phases.iter().map(|phase| phase.name()).collect::<Vec<_>>(),
        "exports": component.exports(),
        "imports": component.imports().iter().map(import).collect::<Vec<_>>(),
        "config_schema": descriptor.config_schema,
    });
    anstream::println!("{}", serde_json::to_string_pretty(&output)?);
    Ok(())
}
