//! C, by Zig's compiler (clang with a C library of its own): components that import nothing but the contract.

use include_dir::{Dir, include_dir};

use super::{About, Language, Start, zig};
use crate::plugin::{embedded::Files, encode::Built, project::Project, tool::Tool};

pub(super) static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/c/portcullis");
const README: &str = include_str!("../../../../../guest-sdk/c/README.md");

/// A reactor with a C library; what C leaves undefined traps, and a trap denies.
pub(super) const OPTIONS: [&str; 7] =
    ["-target", "wasm32-wasi", "-O", "ReleaseSmall", "-fsanitize-c=trap", "-mexec-model=reactor", "-lc"];

static ABOUT: About = About {
    name: "c",
    title: "C",
    policy: Start {
        source: "policy.c",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/c/templates/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.c",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/c/templates/sanitiser"),
    }),
};

pub(super) struct C;

impl Language for C {
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
        vec![zig::compiler()]
    }

    fn toolchain(&self, _project: &Project) -> anyhow::Result<(String, String)> {
        zig::toolchain()
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        let mut zig = zig::build_exe(project)?;
        zig.args(OPTIONS).args(["-cflags", "-Wall", "-Wextra", "--"]);
        zig.args(zig::sources(project.folder(), "", ".c")?);
        zig.args(zig::sources(project.folder(), "portcullis", ".c")?);
        zig::built(&mut zig, project)
    }
}
