//! What it takes to have a plugin that was loaded before: at the start of a process, or when a pack is exchanged.

use std::fs;

use anyhow::{Context, Result, bail};
use portcullis::{
    document::Document,
    pack::Pack,
    plugin::{Component, Grants, LimitSet, Limits, Plugin, Setup},
};
use portcullis_bench::{
    desk::{self, ONE_RULE, built, guest},
    measure::Case,
    refund,
};

use crate::{
    groups::{Workbench, check},
    page::Table,
};

pub(crate) fn table(bench: &Workbench) -> Result<Table> {
    let bytes = guest("refund_limits")?;
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("refund_limits.wasm"), &bytes)?;
    fs::write(folder.path().join("config.json"), ONE_RULE)?;
    let manifest = "name = \"bench\"\nversion = \"0.1.0\"\n[[plugin]]\nid = \"refunds\"\n\
                    component = \"refund_limits.wasm\"\nconfig-file = \"config.json\"\n";
    fs::write(folder.path().join("pack.toml"), manifest)?;
    let plugin = || -> Result<Plugin> {
        let none = LimitSet::new();
        let config = Document::parse(ONE_RULE)?;
        let limits = Limits::effective(&none, &none, &none);
        let component = Component::load_blocking(&bench.runtime, &bytes)?;
        let setup = Setup { config, limits, grants: Grants::new(), warm_up: Vec::new() };
        Ok(Plugin::configure_blocking(component, setup)?)
    };
    let pack = |path| move || check(Pack::load_blocking(&bench.runtime, path).ok().map(|_| true));
    let largest = built("packs/rego-defaults");
    // The first time compiles, and is no case.
    plugin()?;
    Pack::load_blocking(&bench.runtime, &largest).with_context(|| format!("`{}`", largest.display()))?;
    let loaded = Pack::load_blocking(&bench.runtime, folder.path())?;
    let [entry] = loaded.entries() else { bail!("the pack should have one plugin") };
    let asked = desk::event(refund::ARGUMENTS)?;
    let cases = vec![
        Case::new("a plugin from its bytes and its config", || check(plugin().ok().map(|_| true))),
        Case::new("a pack of that plugin, read from its folder", pack(folder.path())),
        Case::new("the pack `rego-defaults`, of the largest stock plugin", pack(&largest)),
        Case::new("an instance of the loaded plugin", || {
            check(entry.plugin().instantiate_blocking(&asked).result.ok().map(|()| true));
        }),
    ];
    Ok(Table::new("Loading what was loaded before")
        .note(
            "The code is in the cache: it is verified, mapped, and not compiled. The small plugin is the one of `One decision`; \
             the budget for it is 1 ms.",
        )
        .times(bench.times(cases), 0))
}
