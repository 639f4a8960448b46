//! JavaScript.

use include_dir::{Dir, include_dir};

use super::{Language, ecmascript};
use crate::plugin::{args::Kind, embedded::Files, encode::Built, project::Project, tool::Tool};

static POLICY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/javascript/policy");
static SANITISER: Dir<'_> =
    include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/javascript/sanitiser");

pub(super) struct JavaScript;

impl Language for JavaScript {
    fn name(&self) -> &'static str {
        "javascript"
    }

    fn title(&self) -> &'static str {
        "JavaScript"
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
            Kind::Policy => "policy.js",
            Kind::Sanitiser => "sanitiser.js",
        }
    }

    fn tools(&self) -> Vec<Tool> {
        ecmascript::tools()
    }

    fn toolchain(&self, project: &Project) -> anyhow::Result<(String, String)> {
        ecmascript::toolchain(project)
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        ecmascript::build(project)
    }
}
