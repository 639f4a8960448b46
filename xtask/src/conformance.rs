//! `cargo xtask conformance`: the conformance kit's plugins, built as their authors would build them. `cargo xtask languages`: what
//! they cost.

use std::{
    collections::BTreeSet,
    env::consts::EXE_SUFFIX,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use crate::{mirror, run, setup, toolchains, workspace::Workspace};

/// The kit.
const FOLDER: &str = "tests/conformance";
/// Its list of languages.
const LANGUAGES: &str = "languages.toml";
/// What decides over how a plugin is built, beside its own files and its SDK.
const BUILDING: [&str; 2] = ["wit", "host/cli/src/plugin"];
/// Folders that builds and editors leave behind.
const LEFT_BEHIND: [&str; 5] = ["target", "dist", "portcullis", "node_modules", "__pycache__"];

/// Builds all of it, or the one language that the arguments name.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let only = match arguments {
        [] => None,
        [language] => Some(language.as_str()),
        _ => bail!("`conformance` takes one language, or none for all of them"),
    };
    setup::wasm_target()?;
    let workspace = Workspace::load()?;
    toolchains::install(&workspace)?;
    build(&workspace, only)
}

/// Measures all of it, and writes the page.
pub(crate) fn languages() -> Result<()> {
    run(&[])?;
    let workspace = Workspace::load()?;
    let release = ["build", "--release", "--workspace", "--bin", "languages"];
    run::run(run::cargo().current_dir(&workspace.root).args(release))?;
    let program = workspace.cargo_target.join("release").join(format!("languages{EXE_SUFFIX}"));
    run::run(Command::new(program).current_dir(&workspace.root).arg("docs/languages.md"))
}

/// Builds what is not built yet, to `target/conformance/`.
pub(crate) fn build(workspace: &Workspace, only: Option<&str>) -> Result<()> {
    run::announce("Building the conformance kit");
    let plugins = plugins(&workspace.root.join(FOLDER))?;
    ensure!(
        only.is_none_or(|only| plugins.iter().any(|plugin| plugin.language == only)),
        "`{}` is no language of the kit; {FOLDER}/{LANGUAGES} has all",
        only.unwrap_or_default()
    );
    let output = workspace.output().join("conformance");
    fs::create_dir_all(&output).with_context(|| format!("`{}`", output.display()))?;
    let mut command = None;
    for plugin in plugins.iter().filter(|plugin| only.is_none_or(|only| plugin.language == only)) {
        let kept = plugin.kept(workspace)?;
        if !kept.is_file() {
            let command = match &command {
                Some(command) => command,
                None => command.insert(portcullis(workspace)?),
            };
            plugin.build(workspace, command, &kept)?;
        }
        let path = output.join(format!("{}.wasm", plugin.name()));
        fs::copy(&kept, &path).with_context(|| format!("`{}`", path.display()))?;
    }
    eprintln!("  {} components in {}", plugins.len(), output.display());
    Ok(())
}

/// Builds the command.
fn portcullis(workspace: &Workspace) -> Result<PathBuf> {
    // With the tests, whose own dependencies turn features on: all that is below would be compiled twice otherwise.
    let build = ["build", "--workspace", "--tests", "--bin", "portcullis"];
    run::run(run::cargo().current_dir(&workspace.root).args(build))?;
    Ok(workspace.cargo_target.join("debug").join(format!("portcullis{EXE_SUFFIX}")))
}

/// One of the kit's plugins.
struct Plugin {
    language: String,
    kind: String,
    /// Whose files it has too.
    like: Option<String>,
    sdk: Vec<String>,
}

impl Plugin {
    fn name(&self) -> String {
        format!("{}-{}", self.language, self.kind)
    }

    /// The files that its author would have.
    fn files(&self, workspace: &Workspace) -> Result<mirror::Files> {
        let mut files = mirror::Files::new();
        for language in self.like.iter().chain([&self.language]) {
            files.extend(sources(&workspace.root.join(FOLDER).join(language).join(&self.kind))?);
        }
        Ok(files)
    }

    /// Where its component is kept, by what it is made of.
    fn kept(&self, workspace: &Workspace) -> Result<PathBuf> {
        let sdk = self.sdk.iter().map(|sdk| workspace.root.join("guest-sdk").join(sdk));
        let building = BUILDING.iter().map(|folder| workspace.root.join(folder));
        let mut hasher = DefaultHasher::new();
        self.files(workspace)?.hash(&mut hasher);
        for folder in sdk.chain(building) {
            sources(&folder)?.hash(&mut hasher);
        }
        let pins = workspace.root.join("guest-sdk/toolchains.toml");
        fs::read(&pins).with_context(|| format!("`{}`", pins.display()))?.hash(&mut hasher);
        let name = format!("{}-{:016x}.wasm", self.name(), hasher.finish());
        Ok(workspace.cargo_target.join("conformance-kept").join(name))
    }

    /// Builds it in a copy of its folder: the command puts the SDK and what it builds beside the source.
    fn build(&self, workspace: &Workspace, command: &Path, kept: &Path) -> Result<()> {
        let built = workspace.cargo_target.join("conformance-build");
        let folder = built.join(self.name());
        // With what an earlier build left there, folders that are empty now among it, it would be no author's.
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("`{}` can't be removed", folder.display()));
            }
            _ => {}
        }
        mirror::mirror(&folder, &self.files(workspace)?)?;
        let mut build = Command::new(command);
        build.args(["plugin", "build"]).arg(&folder);
        build.env("CARGO_TARGET_DIR", built.join("cargo")).env(toolchains::FOLDER, toolchains::folder(workspace)?);
        run::run(&mut build)?;
        let component = folder.join("dist/plugin.wasm");
        let bytes = fs::read(&component).with_context(|| format!("`{}`", component.display()))?;
        let parent = kept.parent().context("a file without a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("`{}`", parent.display()))?;
        // Under another name first: what is there is whole.
        let new = kept.with_extension(format!("{}.new", std::process::id()));
        fs::write(&new, bytes).and_then(|()| fs::rename(&new, kept)).with_context(|| format!("`{}`", kept.display()))
    }
}

/// The files of a folder, without what builds leave there.
fn sources(folder: &Path) -> Result<mirror::Files> {
    let mut files = mirror::read(folder)?;
    files.retain(|name, _| !name.iter().any(|part| LEFT_BEHIND.iter().any(|left| part == *left)));
    Ok(files)
}

fn plugins(kit: &Path) -> Result<Vec<Plugin>> {
    let path = kit.join(LANGUAGES);
    let text = fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))?;
    let plugins = listed(&text).with_context(|| format!("`{}`", path.display()))?;
    let listed: BTreeSet<_> = plugins.iter().map(|plugin| kit.join(&plugin.language).join(&plugin.kind)).collect();
    if let Some(missing) = listed.iter().find(|folder| !folder.is_dir()) {
        bail!("`{}` is missing, and {LANGUAGES} has it", missing.display());
    }
    Ok(plugins)
}

fn listed(text: &str) -> Result<Vec<Plugin>> {
    let mut plugins = Vec::new();
    for (language, entry) in text.parse::<Table>()? {
        let sdk = strings(&entry, "sdk").with_context(|| format!("`{language}`"))?;
        let like = entry.get("like").and_then(Value::as_str).map(str::to_owned);
        for kind in strings(&entry, "kinds").with_context(|| format!("`{language}`"))? {
            plugins.push(Plugin { language: language.clone(), kind, like: like.clone(), sdk: sdk.clone() });
        }
    }
    Ok(plugins)
}

fn strings(entry: &Value, key: &str) -> Result<Vec<String>> {
    let list = entry.get(key).and_then(Value::as_array).with_context(|| format!("there is no list `{key}`"))?;
    let strings = list.iter().map(|value| value.as_str().map(str::to_owned));
    strings.collect::<Option<_>>().with_context(|| format!("`{key}` has something that is no text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_each_language_is_a_plugin() {
        let text = "[a]\nkinds = [\"policy\", \"sanitiser\"]\nsdk = [\"x\"]\n[b]\nkinds = [\"policy\"]\nlike = \"a\"\nsdk = [\"x\", \"y\"]\n";
        let plugins = listed(text).expect("it is well-formed");
        let said: Vec<_> = plugins.iter().map(|plugin| (plugin.name(), plugin.like.as_deref())).collect();
        let named = |name: &str| name.to_owned();
        assert_eq!(said, [(named("a-policy"), None), (named("a-sanitiser"), None), (named("b-policy"), Some("a"))]);
        let error = listed("[a]\nkinds = [\"policy\"]\n").err().expect("it lacks its SDK");
        assert_eq!(format!("{error:#}"), "`a`: there is no list `sdk`");
    }

    #[test]
    fn what_a_build_leaves_behind_is_no_source() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for name in ["policy.py", "src/target.rs", "target/x", "a/node_modules/y"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("it is made");
            fs::write(path, "x").expect("it is written");
        }
        let names: Vec<_> = sources(folder.path()).expect("it is read").into_keys().collect();
        assert_eq!(names, [PathBuf::from("policy.py"), PathBuf::from("src/target.rs")]);
    }
}
