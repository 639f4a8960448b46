//! `portcullis plugin build`

use std::{fs, path::PathBuf, time::Instant};

use anyhow::{Context, bail};
use portcullis::audit::Digest;
use serde_json::json;

use super::{
    args::Build,
    encode::{self, Built, Imports},
    project::Project,
};
use crate::{
    Exit,
    print::{BOLD, DIM, effect, styled, thousands},
};

/// A component that was built.
pub(crate) struct Component {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    imports: Imports,
}

pub(crate) fn run(args: &Build) -> anyhow::Result<Exit> {
    let project = Project::open(&args.project.folder)?;
    let started = Instant::now();
    let component = build(&project)?;
    let Component { path, bytes, imports } = &component;
    let digest = Digest::of(bytes);
    if args.json {
        let output = json!({
            "component": path,
            "digest": digest,
            "size": bytes.len(),
            "language": project.language().name(),
            "imports": { "contract": imports.contract, "stubbed": imports.stubbed },
        });
        anstream::println!("{}", serde_json::to_string_pretty(&output)?);
        return Ok(Exit::Ok);
    }
    let size = thousands(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    let seconds = started.elapsed().as_secs_f64();
    anstream::println!("{} {} ({seconds:.1} s)", styled(effect("allow"), "BUILT"), path.display());
    anstream::println!("  {} {} in {}", styled(DIM, "kind  "), project.kind().name(), project.language().title());
    anstream::println!("  {} {size} bytes", styled(DIM, "size  "));
    anstream::println!("  {} {digest}", styled(DIM, "digest"));
    Ok(Exit::Ok)
}

/// Builds a project's component, checks it, and puts it where the project's pack looks for it.
pub(crate) fn build(project: &Project) -> anyhow::Result<Component> {
    let language = project.language();
    let missing: Vec<_> = language.tools().into_iter().filter(|tool| tool.path.is_none()).collect();
    if !missing.is_empty() {
        let lines = missing.iter().map(|tool| format!("\n`{}`: {}", tool.name, tool.install)).collect::<String>();
        bail!("{} needs what is not on this machine:{lines}", language.title());
    }
    if let Some(other) = project.ensure_sdk()? {
        anstream::eprintln!(
            "{} the SDK in `{}` is of version `{other}`, this command has {}: remove the folder to get that",
            styled(BOLD, "note:"),
            project.sdk().display(),
            env!("CARGO_PKG_VERSION")
        );
    }
    let built = language.build(project)?;
    let stock = matches!(built, Built::Stock(_));
    let component = encode::component(built)?;
    let imports = encode::check(&component)?;
    if !imports.stubbed.is_empty() {
        anstream::eprintln!(
            "{} it imports {}: there is nothing behind them but inert stubs. No file, no network, a clock that stands at the \
             event's time",
            styled(BOLD, "note:"),
            imports.stubbed.join(", ")
        );
    }
    let bytes =
        if stock { component } else { encode::noted(&component, language.title(), &language.toolchain(project)?)? };
    let path = project.component();
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, &bytes));
    written.with_context(|| format!("`{}` can't be written", path.display()))?;
    Ok(Component { path, bytes, imports })
}
