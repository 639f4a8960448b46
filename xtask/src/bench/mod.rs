//! `cargo xtask bench`: the figures that CI holds us to.

mod baseline;
mod check;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    guests, setup,
    workspace::{self, Workspace},
};

pub(crate) use check::{Then, check};

/// Holds the figures against what was committed, or commits to them.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let then = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--check"] => Then::Compare,
        ["--bless"] => Then::Bless,
        _ => bail!("call it as `cargo xtask bench --check` or `cargo xtask bench --bless`"),
    };
    setup::wasm_target()?;
    let workspace = Workspace::load()?;
    guests::build(&workspace)?;
    check(&workspace, then)
}

/// A file of the benchmark's folder.
fn path(name: &str) -> Result<PathBuf> {
    Ok(workspace::root()?.join("tests/bench").join(name))
}

fn read(name: &str) -> Result<String> {
    let path = path(name)?;
    fs::read_to_string(&path)
        .with_context(|| format!("`{}` can't be read: `cargo xtask bench --bless` writes it", path.display()))
}
