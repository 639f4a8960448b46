//! Zig, for wasm32-freestanding: components that import nothing but the contract. Its compiler also builds C and C++.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use include_dir::{Dir, include_dir};

use super::{About, Language, Start};
use crate::plugin::{
    embedded::Files,
    encode::Built,
    project::Project,
    tool::{self, Tool},
};

/// Other versions have other standard libraries.
const VERSION: &str = "0.17.";
/// Zig's own default is 16 MiB, of which every instance would have a copy.
const STACK: &str = "65536";

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/zig/portcullis");
const README: &str = include_str!("../../../../../guest-sdk/zig/README.md");

static ABOUT: About = About {
    name: "zig",
    title: "Zig",
    policy: Start {
        source: "policy.zig",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/zig/templates/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.zig",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/zig/templates/sanitiser"),
    }),
};

pub(super) struct Zig;

impl Language for Zig {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        let mut files = Files::default();
        files.add_dir("", &SDK);
        files.add("README.md", README);
        Ok(files)
    }

    fn tools(&self) -> Vec<Tool> {
        vec![compiler()]
    }

    fn toolchain(&self, _project: &Project) -> anyhow::Result<(String, String)> {
        toolchain()
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        let mut zig = build_exe(project)?;
        // With the checks of bounds, overflow and the like: what fails them denies.
        zig.args(["-target", "wasm32-freestanding", "-O", "ReleaseSafe", "-fno-entry", "-rdynamic"]);
        zig.arg(self.source(project.kind()));
        built(&mut zig, project)
    }
}

/// The compiler of all three languages.
pub(super) fn compiler() -> Tool {
    let installed = tool::installed("zig/bin/python-zig").or_else(|| tool::on_path("zig"));
    let path = installed.or_else(|| tool::on_path("python-zig")).filter(|path| {
        let version = Command::new(path).arg("version").stdin(Stdio::null()).stderr(Stdio::null()).output();
        version.is_ok_and(|output| output.stdout.starts_with(VERSION.as_bytes()))
    });
    Tool { name: "zig", path, install: "pip install ziglang==0.17.1" }
}

pub(super) fn toolchain() -> anyhow::Result<(String, String)> {
    let version = tool::read(Command::new(compiler().path()?).arg("version"))?;
    Ok(("zig".to_owned(), version))
}

/// The begin of a command that builds a module.
pub(super) fn build_exe(project: &Project) -> anyhow::Result<Command> {
    let output = module(project);
    if let Some(folder) = output.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut zig = Command::new(compiler().path()?);
    // The module must not tell whose machine built it: it names no file, and paths are relative.
    zig.current_dir(project.folder()).args(["build-exe", "-fstrip", "--stack", STACK]);
    zig.arg(format!("-femit-bin={}", output.display()));
    Ok(zig)
}

/// Runs it. The functions of the module are those of the contract; its types are put in later.
pub(super) fn built(zig: &mut Command, project: &Project) -> anyhow::Result<Built> {
    tool::run(zig)?;
    Ok(Built::Untyped(std::fs::read(module(project))?))
}

fn module(project: &Project) -> PathBuf {
    project.folder().join("target/module.wasm")
}

/// The names of a project's sources and of the SDK's, in their order: those with the ending, without tests.
pub(super) fn sources(folder: &Path, within: &str, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.join(within))? {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        if text.strip_suffix(ending).is_some_and(|stem| !stem.ends_with("_test")) {
            names.push(Path::new(within).join(&name));
        }
    }
    names.sort();
    Ok(names)
}
