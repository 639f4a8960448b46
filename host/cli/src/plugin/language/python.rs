//! Python, by componentize-py: CPython and the plugin in one component, as they stand once everything is imported.

use std::{fs, process::Command};

use anyhow::Context;
use include_dir::{Dir, include_dir};

use super::{About, Language, Start};
use crate::plugin::{
    embedded::Files,
    encode::{self, Built},
    project::Project,
    tool::{self, Tool},
};

static SDK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/python/portcullis");
const README: &str = include_str!("../../../../../guest-sdk/python/README.md");

static ABOUT: About = About {
    name: "python",
    title: "Python",
    policy: Start {
        source: "policy.py",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/python/templates/policy"),
    },
    sanitiser: Some(Start {
        source: "sanitiser.py",
        template: include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/python/templates/sanitiser"),
    }),
};

pub(super) struct Python;

impl Language for Python {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn sdk(&self) -> anyhow::Result<Files> {
        let mut files = Files::default();
        files.add("README.md", README);
        files.add_dir("", &SDK);
        files.add_dir("wit", encode::wit()?);
        Ok(files)
    }

    fn tools(&self) -> Vec<Tool> {
        vec![componentize()]
    }

    fn toolchain(&self, _project: &Project) -> anyhow::Result<(String, String)> {
        // `componentize-py 0.25.1`
        let version = tool::read(Command::new(componentize().path()?).arg("--version"))?;
        Ok(("componentize-py".to_owned(), version.split(' ').nth(1).unwrap_or_default().to_owned()))
    }

    fn build(&self, project: &Project) -> anyhow::Result<Built> {
        let (kind, output) = (project.kind().name(), project.component());
        let output_folder = output.parent().unwrap_or(project.folder());
        fs::create_dir_all(output_folder).with_context(|| format!("`{}`", output_folder.display()))?;
        let mut command = Command::new(componentize().path()?);
        command
            .current_dir(project.folder())
            .arg("--wit-path")
            .arg(project.sdk().join("wit").join(encode::WIT_VERSION));
        command.args(["--world", &format!("{kind}-plugin"), "componentize", "--stub-wasi", "--python-path", "."]);
        command.arg("--output").arg(&output).arg(format!("portcullis.component.{kind}_component"));
        // What it prints where all is well tells nothing new.
        tool::read(&mut command)?;
        let component = fs::read(&output).with_context(|| format!("`{}` can't be read", output.display()))?;
        Ok(Built::Component(component))
    }
}

fn componentize() -> Tool {
    Tool::program(
        "componentize-py",
        "componentize-py/bin/componentize-py",
        "`cargo xtask setup --guests` in Portcullis' repository installs it, or `pip install componentize-py==0.25.1`",
    )
}
