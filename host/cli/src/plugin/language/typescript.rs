//! TypeScript: JavaScript whose types are checked first.

use std::{path::Path, process::Command};

use include_dir::include_dir;

use super::{About, Language, Start, ecmascript};
use crate::plugin::{
    embedded::Files,
    encode::Built,
    project::Project,
    tool::{self, Tool},
};

static ABOUT: About = About {
    name: "typescript",
    title: "TypeScript",
    policy: Start {
        source: "policy.ts",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/typescript/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.ts",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/typescript/sanitiser"),
    }),
};

pub(super) struct TypeScript;

impl Language for TypeScript {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        ecmascript::sdk()
    }

    fn tools(&self) -> Vec<Tool> {
        let mut tools = ecmascript::tools();
        tools.push(ecmascript::npm("tsc"));
        tools
    }

    fn toolchain(&self, project: &Project) -> anyhow::Result<(String, String)> {
        ecmascript::toolchain(project)
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        tool::run(Command::new(ecmascript::npm("tsc").path()?).current_dir(project.folder()).args(["--project", "."]))?;
        // For native tests, which have no host.
        let script = project.folder().join("dist").join(project.source()).with_extension("js");
        ecmascript::bundle(project, Path::new(project.source()), &script)?;
        ecmascript::build(project)
    }
}
