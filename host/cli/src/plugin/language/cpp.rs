//! C++20, by Zig's compiler (clang with a C++ library of its own): components that import nothing but the contract.

use include_dir::{Dir, include_dir};

use super::{About, Language, Start, c, zig};
use crate::plugin::{embedded::Files, encode::Built, project::Project, tool::Tool};

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/cpp/portcullis");
const README: &str = include_str!("../../../../../guest-sdk/cpp/README.md");

static ABOUT: About = About {
    name: "cpp",
    title: "C++",
    policy: Start {
        source: "policy.cpp",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/cpp/templates/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.cpp",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/cpp/templates/sanitiser"),
    }),
};

pub(super) struct Cpp;

impl Language for Cpp {
    fn about(&self) -> &About {
        &ABOUT
    }

    /// The SDK for C with headers for C++ over it.
    fn sdk(&self) -> anyhow::Result<Files> {
        let mut files = Files::default();
        files.add_dir("", &c::SDK);
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
        zig.args(c::OPTIONS).args(["-lc++", "-I."]);
        zig.args(["-cflags", "-std=c++20", "-fno-exceptions", "-Wall", "-Wextra", "--"]);
        zig.args(zig::sources(project.folder(), "", ".cpp")?);
        zig.args(["-cflags", "--"]).args(zig::sources(project.folder(), "portcullis", ".c")?);
        zig::built(&mut zig, project)
    }
}
