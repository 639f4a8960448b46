//! TypeScript: JavaScript whose types are checked first.

use std::{path::Path, process::Command};

use include_dir::{Dir, include_dir};

use super::{Language, ecmascript};
use crate::plugin::{
    args::Kind,
    embedded::Files,
    encode::Built,
    project::Project,
    tool::{self, Tool},
};

static POLICY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/typescript/policy");
static SANITISER: Dir<'_> =
    include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/typescript/sanitiser");

pub(super) struct TypeScript;

impl Language for TypeScript {
    fn name(&self) -> &'static str {
        "typescript"
    }

    fn title(&self) -> &'static str {
        "TypeScript"
    }

    fn template(&self, kind: Kind) -> &'static Dir<'static> {
        match kind {
            Kind::Policy => &POLICY,
            Kind::Sanitiser => &SANITISER,
        }
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        ecmascript::sdk()
    }

    fn source(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Policy => "policy.ts",
            Kind::Sanitiser => "sanitiser.ts",
        }
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
