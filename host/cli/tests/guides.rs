//! The guides, run as their readers would: each page in a new folder, block by block. docs/guides/README.md says how.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// One test for each page, by its name.
macro_rules! guides {
    ($($test:ident => $page:literal,)*) => {
        $(#[test]
        fn $test() {
            follow($page);
        })*

        const PAGES: &[&str] = &[$($page),*];
    };
}

guides! {
    debugging => "debugging",
    first_policy_c => "first-policy-c",
    first_policy_cedar => "first-policy-cedar",
    first_policy_cel => "first-policy-cel",
    first_policy_cpp => "first-policy-cpp",
    first_policy_go => "first-policy-go",
    first_policy_javascript => "first-policy-javascript",
    first_policy_mapl => "first-policy-mapl",
    first_policy_python => "first-policy-python",
    first_policy_rego => "first-policy-rego",
    first_policy_rust => "first-policy-rust",
    first_policy_typescript => "first-policy-typescript",
    first_policy_zig => "first-policy-zig",
    first_sanitiser => "first-sanitiser",
    limits => "limits",
    what_a_plugin_cannot_do => "what-a-plugin-cannot-do",
}

#[cfg(test)]
fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides").canonicalize().unwrap()
}

/// A fenced block: what stands behind its three backticks, its lines, and the line that it begins at.
#[cfg(test)]
struct Block {
    info: String,
    text: String,
    line: usize,
}

#[cfg(test)]
impl Block {
    fn language(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    /// `exit=1`, `file=a/b`
    fn option(&self, name: &str) -> Option<&str> {
        self.info.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }
}

#[cfg(test)]
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text = lines.by_ref().map_while(|(_, line)| (line != "```").then(|| format!("{line}\n"))).collect();
            blocks.push(Block { info: info.to_owned(), text, line: at + 1 });
        }
    }
    blocks
}

#[cfg(test)]
fn follow(name: &str) {
    let page = fs::read_to_string(docs().join(format!("{name}.md"))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let blocks = blocks(&page);
    assert!(blocks.iter().any(|block| block.language() == "sh"), "{name}.md has no commands");
    let mut printed: Option<String> = None;
    for block in &blocks {
        let place = format!("{name}.md:{}", block.line);
        let before = printed.take();
        match (block.language(), block.option("file")) {
            (_, Some(file)) => {
                assert!(
                    Path::new(file).is_relative() && !file.contains(".."),
                    "{place}: `{file}` is not in the folder"
                );
                let path = folder.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &block.text).unwrap();
            }
            ("sh", None) => printed = Some(run(&place, block, folder.path())),
            ("text", None) => {
                let printed = before.unwrap_or_else(|| panic!("{place}: nothing was run just before it"));
                assert_shown(&place, &block.text, &printed);
            }
            _ => {}
        }
    }
}

/// Runs a block in the folder that the one before ended in.
#[cfg(test)]
fn run(place: &str, block: &Block, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_portcullis")).parent().unwrap();
    let target = docs().join("../../target").canonicalize().unwrap();
    let toolchains = env::var_os("PORTCULLIS_TOOLCHAINS").map_or(target.join("toolchains"), PathBuf::from);
    // A reader who followed a page's first lines has the compilers on the path.
    let compilers = ["go/bin", "zig/bin"].map(|bin| toolchains.join(bin));
    let system = env::var_os("PATH").unwrap();
    let path = env::join_paths([bin.to_owned()].into_iter().chain(env::split_paths(&system)).chain(compilers)).unwrap();
    let script = folder.join(".block");
    let text = format!("trap 'pwd > {0}/.at' EXIT\nexec 2>&1\nset -euo pipefail\n{1}", folder.display(), block.text);
    fs::write(&script, text).unwrap();
    let at = fs::read_to_string(folder.join(".at")).map_or(folder.to_owned(), |at| PathBuf::from(at.trim_end()));
    let output = Command::new("bash")
        .arg(&script)
        .current_dir(at)
        .env("PATH", path)
        .env("PORTCULLIS_TOOLCHAINS", toolchains)
        .env("PORTCULLIS_PLUGINS", target.join("guests"))
        .env("PORTCULLIS_CACHE", portcullis_tests::compiled())
        // What pages build of Rust shares its dependencies.
        .env("CARGO_TARGET_DIR", target.join("guides"))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let expected = block.option("exit").map_or(0, |code| code.parse().unwrap());
    assert_eq!(output.status.code(), Some(expected), "{place} ends otherwise:\n{}\n{printed}", block.text);
    printed
}

/// Each line is in what was printed, in this order. `…` stands for anything.
#[cfg(test)]
fn assert_shown(place: &str, text: &str, printed: &str) {
    let mut lines = printed.lines();
    for shown in text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "…") {
        assert!(
            lines.any(|line| fits(shown, line.trim())),
            "{place}: `{shown}` is not in what was printed:\n{printed}"
        );
    }
}

#[cfg(test)]
fn fits(pattern: &str, line: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('…') else { return pattern == line };
    let Some(line) = line.strip_prefix(head) else { return false };
    line.char_indices().map(|(at, _)| at).chain([line.len()]).any(|at| fits(rest, line.get(at..).unwrap()))
}

#[test]
fn every_page_is_followed() {
    let pages = fs::read_dir(docs()).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<_> = pages.map(|page| page.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != "README");
    names.sort();
    let mut listed: Vec<_> = PAGES.to_vec();
    listed.sort_unstable();
    assert_eq!(names, listed);
    let index = fs::read_to_string(docs().join("README.md")).unwrap();
    for name in PAGES {
        assert!(index.contains(&format!("]({name}.md)")), "docs/guides/README.md does not link {name}.md");
    }
}

#[test]
fn an_ellipsis_stands_for_anything() {
    assert!(fits("a … c", "a b b c") && fits("… c", "c c") && fits("a…", "a"));
    assert!(!fits("a … c", "a b") && !fits("a", "ab"));
}
