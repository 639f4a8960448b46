//! JavaScript.

use include_dir::include_dir;

use super::{About, Language, Start, ecmascript};
use crate::plugin::{embedded::Files, encode::Built, project::Project, tool::Tool};

static ABOUT: About = About {
    name: "javascript",
    title: "JavaScript",
    policy: Start {
        source: "policy.js",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/javascript/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.js",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/javascript/templates/javascript/sanitiser"),
    }),
};

pub(super) struct JavaScript;

impl Language for JavaScript {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        ecmascript::sdk()
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
