//! What JavaScript and TypeScript have in common: esbuild makes one file of the plugin and the SDK, and an engine makes a
//! component of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use include_dir::{Dir, include_dir};
use serde_json::Value;

use crate::plugin::{
    embedded::Files,
    encode::{self, Built},
    project::Project,
    tool::{self, Tool},
};

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/src");
const README: &str = include_str!("../../../../../guest-sdk/javascript/README.md");
const INSTALL: &str = "`cargo xtask setup --guests` in Portcullis' repository installs it, or `npm install --global \
                       componentize-qjs@0.4.5 esbuild@0.28.2 typescript@7.0.2`";

/// Where plugins run: the member `portcullis.engine` of their `package.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    /// QuickJS, which is small.
    QuickJs,
    /// Firefox' engine, which knows more of the web.
    StarlingMonkey,
}

impl Engine {
    const DEFAULT: &str = "quickjs";
    const OTHER: &str = "starlingmonkey";

    fn of(project: &Project) -> anyhow::Result<Self> {
        let path = project.folder().join("package.json");
        let text = fs::read_to_string(&path).with_context(|| format!("`{}` can't be read", path.display()))?;
        let package: Value = serde_json::from_str(&text).with_context(|| format!("`{}`", path.display()))?;
        match package.pointer("/portcullis/engine").map_or(Some(Self::DEFAULT), Value::as_str) {
            Some(Self::DEFAULT) => Ok(Self::QuickJs),
            Some(Self::OTHER) => Ok(Self::StarlingMonkey),
            _ => bail!(
                "`portcullis.engine` in `{}` is no engine: there are `{}` and `{}`",
                path.display(),
                Self::DEFAULT,
                Self::OTHER
            ),
        }
    }

    fn tool(self) -> Tool {
        match self {
            Self::QuickJs => npm("componentize-qjs"),
            Self::StarlingMonkey => Tool::program(
                "componentize-js",
                "componentize-js/node_modules/.bin/componentize-js",
                "`cargo xtask setup --guests` in Portcullis' repository installs it, or `npm install --global \
                 @bytecodealliance/componentize-js@0.23.0`",
            ),
        }
    }
}

/// What builds in both languages need.
pub(super) fn tools() -> Vec<Tool> {
    let node = Tool::program("node", "node/bin/node", "install Node.js, 20 or later: https://nodejs.org");
    vec![node, npm("esbuild"), npm("componentize-qjs")]
}

/// A program of the toolchain that `cargo xtask setup --guests` installs with npm.
pub(super) fn npm(name: &'static str) -> Tool {
    Tool::program(name, &format!("componentize-qjs/node_modules/.bin/{name}"), INSTALL)
}

/// The SDK, and the contract that components are built against.
pub(super) fn sdk() -> anyhow::Result<Files> {
    let mut files = Files::default();
    files.add("README.md", README);
    files.add_dir("", &SDK);
    files.add_dir("wit", encode::wit()?);
    Ok(files)
}

/// What makes the component, and its version.
pub(super) fn toolchain(project: &Project) -> anyhow::Result<(String, String)> {
    let tool = Engine::of(project)?.tool();
    let program = tool.path()?.canonicalize()?;
    let packages = program.ancestors().map(|folder| folder.join("package.json"));
    let package = packages.filter_map(|path| fs::read_to_string(path).ok()).find_map(|text| version(&text));
    Ok((tool.name.to_owned(), package.unwrap_or_default()))
}

fn version(package: &str) -> Option<String> {
    let package: Value = serde_json::from_str(package).ok()?;
    Some(package.get("version")?.as_str()?.to_owned())
}

/// One file of a module and what it imports, but for what the host provides.
pub(super) fn bundle(project: &Project, module: &Path, output: &Path) -> anyhow::Result<()> {
    let mut esbuild = Command::new(npm("esbuild").path()?);
    esbuild.current_dir(project.folder()).arg(module).arg(format!("--outfile={}", output.display()));
    esbuild.args(["--bundle", "--format=esm", "--target=es2023", "--charset=utf8", "--log-level=warning"]);
    esbuild.args(["--external:portcullis:*".to_owned(), format!("--alias:plugin=./{}", project.source())]);
    tool::run(&mut esbuild)
}

/// The component of a plugin.
pub(super) fn build(project: &Project) -> anyhow::Result<Built> {
    let kind = project.kind().name();
    let script = project.folder().join("dist/plugin.js");
    bundle(project, &project.sdk().join(format!("component/{kind}.js")), &script)?;
    let (engine, world, output) = (Engine::of(project)?, format!("{kind}-plugin"), project.component());
    let mut componentize = Command::new(engine.tool().path()?);
    componentize.current_dir(project.folder()).args(["-n", &world, "-w"]).arg(wit(project)).arg("-o").arg(&output);
    match engine {
        Engine::QuickJs => componentize.args(["--sync", "--stub-wasi", "-j"]).arg(&script),
        Engine::StarlingMonkey => {
            let off = ["stdio", "random", "clocks", "http", "fetch-event"];
            componentize.arg(&script).args(off.iter().flat_map(|feature| ["-d", feature]))
        }
    };
    // What it prints where all is well tells nothing new.
    tool::read(&mut componentize)?;
    let component = fs::read(&output).with_context(|| format!("`{}` can't be read", output.display()))?;
    Ok(Built::Component(component))
}

fn wit(project: &Project) -> PathBuf {
    project.sdk().join("wit").join(encode::WIT_VERSION)
}
