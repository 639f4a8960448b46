//! Builds the plugins and the packs.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};

use crate::{
    component,
    mirror::{self, Files},
    packs, run,
    setup::TARGET,
    workspace::{self, Guest, Workspace},
};

/// The profile in the workspace's `Cargo.toml` that plugins are built in.
pub(crate) const PROFILE: &str = "guest";

/// Builds every plugin to `target/guests/` and every stock pack to `target/packs/`.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    run::announce(&format!("Building {} plugins", workspace.guests.len()));
    if workspace.guests.is_empty() {
        return Ok(());
    }
    compile(workspace)?;
    let start = Instant::now();
    let mut guests = Files::new();
    for guest in &workspace.guests {
        let component = assemble(workspace, guest).with_context(|| format!("the plugin `{}`", guest.package))?;
        guests.insert(PathBuf::from(format!("{}.wasm", guest.library)), component);
    }
    let packs = packs::assemble(&workspace.root.join("plugins/packs"), &guests)?;
    let output = workspace.output();
    let new = mirror::mirror(&output.join("guests"), &guests)?;
    mirror::mirror(&output.join("packs"), &packs)?;
    let time = run::seconds(start.elapsed());
    eprintln!("  {} components in {}, {new} of them new ({time})", guests.len(), output.join("guests").display());
    Ok(())
}

/// One call of cargo for all of them, so that what they share is compiled once.
fn compile(workspace: &Workspace) -> Result<()> {
    let mut cargo = run::cargo();
    cargo.current_dir(&workspace.root).args(["build", "--profile", PROFILE, "--target", TARGET]);
    for guest in &workspace.guests {
        cargo.args(["-p", &guest.package]);
    }
    // A plugin's digest is its identity, so its bytes must not tell whose machine built it: neither by flags that its
    // developer likes, nor by the folders that dependencies lie in.
    let remap = format!("--remap-path-prefix={}=/registry", workspace::cargo_home()?.join("registry/src").display());
    // Between flags stands the unit separator.
    let flags = format!("{remap}\x1f-Ctarget-feature=+simd128");
    cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flags);
    run::run(&mut cargo)
}

fn assemble(workspace: &Workspace, guest: &Guest) -> Result<Vec<u8>> {
    let built = Path::new(TARGET).join(PROFILE).join(format!("{}.wasm", guest.library));
    let path = workspace.cargo_target.join(built);
    let module = fs::read(&path).with_context(|| format!("`{}`, which cargo should have built", path.display()))?;
    let component = component::encode(&module)?;
    component::check(&component)?;
    Ok(component)
}
