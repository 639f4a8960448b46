//! The languages that plugins are written in: a file and a line in [`ALL`] for each.

mod c;
mod cpp;
mod ecmascript;
mod go;
mod javascript;
mod policy_text;
mod python;
mod rust;
mod typescript;
mod zig;

use std::{fmt, path::Path};

use include_dir::{Dir, include_dir};
use serde_json::json;

use super::{
    args::{Kind, Languages},
    embedded::Files,
    encode::Built,
    project::Project,
    tool::Tool,
};
use crate::{
    Exit,
    print::{BOLD, Table, effect},
};

/// Every language, in the order in which they are listed.
const ALL: &[&dyn Language] = &[
    &rust::Rust,
    &javascript::JavaScript,
    &typescript::TypeScript,
    &python::Python,
    &go::Go,
    &c::C,
    &cpp::Cpp,
    &zig::Zig,
    &policy_text::MAPL,
    &policy_text::REGO,
    &policy_text::CEDAR,
    &policy_text::CEL,
];

static POLICY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/policy");
static SANITISER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../guest-sdk/templates/sanitiser");

/// What a language is called, and what a plugin in it begins with.
pub(crate) struct About {
    /// In commands: `rust`.
    name: &'static str,
    /// In texts: `Rust`.
    title: &'static str,
    policy: Start,
    /// None where only policies are written in it.
    sanitiser: Option<Start>,
}

/// What a plugin of a kind begins with.
struct Start {
    /// The file that it is written in. A folder is of the language and the kind whose file it has.
    source: &'static str,
    /// Its files. In their texts `{{name}}` becomes the plugin's name.
    template: Dir<'static>,
}

impl About {
    /// Where there is but one file for both kinds, it is that.
    fn start(&self, kind: Kind) -> &Start {
        match kind {
            Kind::Policy => &self.policy,
            Kind::Sanitiser => self.sanitiser.as_ref().unwrap_or(&self.policy),
        }
    }
}

/// A language that plugins are written in.
pub(crate) trait Language: Sync {
    fn about(&self) -> &About;

    fn name(&self) -> &'static str {
        self.about().name
    }

    fn title(&self) -> &'static str {
        self.about().title
    }

    /// Whether plugins of a kind are written in it.
    fn has(&self, kind: Kind) -> bool {
        kind == Kind::Policy || self.about().sanitiser.is_some()
    }

    /// The file that a plugin of a kind is written in.
    fn source(&self, kind: Kind) -> &'static str {
        self.about().start(kind).source
    }

    /// What it begins with in this language.
    fn template(&self, kind: Kind) -> &Dir<'static> {
        &self.about().start(kind).template
    }

    /// What a new plugin begins with in any language: its pack and its test cases.
    fn common(&self, kind: Kind) -> Option<&'static Dir<'static>> {
        Some(match kind {
            Kind::Policy => &POLICY,
            Kind::Sanitiser => &SANITISER,
        })
    }

    /// The SDK's files, for the folder `portcullis/` in the plugin's own.
    fn sdk(&self) -> anyhow::Result<Files>;

    /// What its build needs.
    fn tools(&self) -> Vec<Tool>;

    /// What a plugin is built with, by name and version.
    fn toolchain(&self, project: &Project) -> anyhow::Result<(String, String)>;

    /// Builds a plugin. It is not called before all tools are there.
    fn build(&self, project: &Project) -> anyhow::Result<Built>;
}

impl fmt::Debug for dyn Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The language of a name.
pub(crate) fn named(name: &str) -> Result<&'static dyn Language, String> {
    let found = ALL.iter().find(|language| language.name() == name);
    let known = || ALL.iter().map(|language| language.name()).collect::<Vec<_>>().join(", ");
    found.copied().ok_or_else(|| format!("there are {}", known()))
}

/// The languages and kinds whose files a folder has.
pub(crate) fn detected(folder: &Path) -> Vec<(&'static dyn Language, Kind)> {
    let of = |language: &'static dyn Language| {
        // Where one file serves for both kinds, the first is as good.
        Kind::ALL.into_iter().find(|kind| folder.join(language.source(*kind)).is_file()).map(|kind| (language, kind))
    };
    ALL.iter().copied().filter_map(of).collect()
}

/// The file names that folders are told by.
pub(crate) fn sources() -> String {
    let mut names: Vec<_> = ALL.iter().flat_map(|language| Kind::ALL.map(|kind| language.source(kind))).collect();
    names.dedup();
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// `portcullis plugin languages`
pub(crate) fn list(args: &Languages) -> anyhow::Result<Exit> {
    if args.json {
        let tool = |tool: Tool| json!({"name": tool.name, "path": tool.path, "install": tool.install});
        let language = |language: &&dyn Language| {
            let tools: Vec<_> = language.tools().into_iter().map(tool).collect();
            json!({"name": language.name(), "title": language.title(), "tools": tools})
        };
        let languages: Vec<_> = ALL.iter().map(language).collect();
        anstream::println!("{}", serde_json::to_string_pretty(&languages)?);
        return Ok(Exit::Ok);
    }
    let mut table = Table::new(&["language", "tool", "", "where it is, or how to install it"]);
    for language in ALL {
        for (at, tool) in language.tools().into_iter().enumerate() {
            let plain = anstyle::Style::new();
            let title = if at == 0 { language.name() } else { "" };
            let (state, style) =
                if tool.path.is_some() { ("found", effect("allow")) } else { ("missing", effect("deny")) };
            let place = tool.path.map_or_else(|| tool.install.to_owned(), |path| path.display().to_string());
            table.row([
                (title.to_owned(), BOLD),
                (tool.name.to_owned(), plain),
                (state.to_owned(), style),
                (place, plain),
            ]);
        }
    }
    table.print();
    Ok(Exit::Ok)
}
