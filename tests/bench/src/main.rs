//! Takes the times in `docs/benchmarks.md`. `cargo xtask bench` builds what it needs and calls it.

#![forbid(unsafe_code)]

#[cfg(feature = "peers")]
mod gateway;
mod groups;
mod load;
mod machine;
mod page;
#[cfg(feature = "peers")]
mod peers;
mod stock;
#[cfg(feature = "peers")]
mod texts;
mod threads;

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};

use groups::Workbench;

/// How it was called.
#[derive(Default)]
struct Options {
    /// A tenth of the time, for a first impression.
    quick: bool,
    /// Only groups with this in their name.
    filter: Option<String>,
    /// The page that is written; none: it is printed.
    page: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = options()?;
    let each = Duration::from_millis(if options.quick { 200 } else { 2000 });
    let before = machine::load();
    let bench = Workbench::new(each)?;
    let mut done = Vec::new();
    for (name, run) in groups::ALL {
        if options.filter.as_ref().is_none_or(|filter| name.contains(filter.as_str())) {
            eprintln!("  {name}");
            done.push(run(&bench).with_context(|| format!("the group `{name}`"))?);
        }
    }
    if done.is_empty() {
        let names: Vec<_> = groups::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
        bail!("no group has that in its name; there are {}", names.join(", "));
    }
    let page = page::write(&done, &machine::describe(before), each);
    match options.page {
        Some(path) => fs::write(&path, page).with_context(|| format!("`{}`", path.display())),
        None => {
            print!("{page}");
            Ok(())
        }
    }
}

fn options() -> Result<Options> {
    let mut options = Options::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("`{word}` wants a value"));
        match word.as_str() {
            "--quick" => options.quick = true,
            "--filter" => options.filter = Some(value()?),
            "--page" => options.page = Some(value()?.into()),
            _ => bail!("there is no option `{word}`; `cargo xtask help` shows how this is called"),
        }
    }
    Ok(options)
}
