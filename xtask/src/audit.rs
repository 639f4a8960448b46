//! `cargo xtask audit`: dependencies against `deny.toml`.

use anyhow::{Error, Result};

use crate::{
    run::{self, Failed, announce},
    setup, workspace,
};

/// The checks that need only the sources, then the one that needs the network, so that it is plain which one failed.
pub(crate) fn run() -> Result<()> {
    let mut version = run::cargo();
    if run::version(version.args(["deny", "--version"])).is_none() {
        announce("Installing cargo-deny: ten minutes or more on two cores, once");
        setup::install("cargo-deny")?;
    }
    announce("Licences, duplicates, sources");
    let own = check(&["bans", "licenses", "sources"], "deny.toml says what is allowed, and why");
    announce("Known vulnerabilities");
    let known = check(
        &["advisories"],
        "either a dependency has a known problem, or the database at https://github.com/rustsec/advisory-db could not be fetched; \
         the lines above say which, and in both cases nothing was shown to be safe",
    );
    match (own, known) {
        (Err(own), Err(known)) => Err(both(own, &known)),
        (own, known) => own.and(known),
    }
}

fn check(kinds: &[&str], remedy: &str) -> Result<()> {
    let mut cargo = run::cargo();
    cargo.current_dir(workspace::root()?).args(["deny", "--workspace", "check"]).args(kinds);
    run::run_or(&mut cargo, remedy)
}

fn both(first: Error, second: &Error) -> Error {
    if first.is::<Failed>() { first.context(format!("{second:#}; and")) } else { first }
}
