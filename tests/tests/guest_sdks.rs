//! The guest SDKs' own tests, and the tests of what a new plugin begins with, as authors run them: natively, with the toolchains
//! that `cargo xtask setup --guests` installs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use portcullis_tests::toolchain;

fn sdk(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guest-sdk").join(path).canonicalize().unwrap()
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", text(&output.stdout), text(&output.stderr));
}

fn go(folder: &Path, arguments: &[&str]) {
    let mut go = Command::new(toolchain("go/bin/go"));
    // Nothing is fetched: the SDK has no dependency.
    succeeds(go.current_dir(folder).args(arguments).envs([("GOTOOLCHAIN", "local"), ("GOPROXY", "off")]));
}

fn zig(folder: &Path, arguments: &[&str]) {
    succeeds(Command::new(toolchain("zig/bin/python-zig")).current_dir(folder).args(arguments));
}

/// Files of some folders, by the shell's order.
fn files(folder: &Path, ending: &str) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<_> = names.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    names.sort();
    names.into_iter().map(|path| path.display().to_string()).collect()
}

/// What `plugin new` makes: the template of a kind, with the SDK's folders in `portcullis/`.
fn project(language: &str, kind: &str, sdks: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        for entry in
            walkdir::WalkDir::new(from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
        {
            let to = to.join(entry.path().strip_prefix(from).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let text = fs::read_to_string(entry.path()).unwrap();
            fs::write(to, text.replace("{{name}}", "plugin")).unwrap();
        }
    };
    copy(&sdk(&format!("{language}/templates/{kind}")), folder.path());
    sdks.iter().for_each(|from| copy(&sdk(from), &folder.path().join("portcullis")));
    folder
}

/// Compiles C sources, as strictly as can be, with checks of undefined behaviour; runs the program.
fn c(folder: &Path, sources: &[String]) {
    let mut arguments =
        vec!["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined", "-lm", "-o", "c_test"];
    arguments.extend(sources.iter().map(String::as_str));
    zig(folder, &arguments);
    succeeds(&mut Command::new(folder.join("c_test")));
}

#[test]
fn c_sdk() {
    let folder = tempfile::tempdir().unwrap();
    let sources = [files(&sdk("c/portcullis"), ".c"), files(&sdk("c/tests"), ".c")].concat();
    c(folder.path(), &sources);
}

#[test]
fn c_templates() {
    for kind in ["policy", "sanitiser"] {
        let folder = project("c", kind, &["c/portcullis"]);
        c(folder.path(), &[files(folder.path(), ".c"), files(&folder.path().join("portcullis"), ".c")].concat());
    }
}

#[test]
fn cpp_templates() {
    for kind in ["policy", "sanitiser"] {
        let folder = project("cpp", kind, &["c/portcullis", "cpp/portcullis"]);
        let mut arguments: Vec<String> = [
            "build-exe",
            "-lc",
            "-lc++",
            "-I.",
            "-femit-bin=cpp_test",
            "-cflags",
            "-std=c++20",
            "-Wall",
            "-Wextra",
            "-Werror",
            "--",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.extend(files(folder.path(), ".cpp"));
        arguments.extend(["-cflags".to_owned(), "--".to_owned()]);
        arguments.extend(files(&folder.path().join("portcullis"), ".c"));
        zig(folder.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        succeeds(&mut Command::new(folder.path().join("cpp_test")));
    }
}

#[test]
fn go_sdk() {
    go(&sdk("go/portcullis"), &["vet", "."]);
    go(&sdk("go/portcullis"), &["test", "./..."]);
}

#[test]
fn go_templates() {
    for kind in ["policy", "sanitiser"] {
        go(project("go", kind, &["go/portcullis"]).path(), &["test", "."]);
    }
}

#[test]
fn zig_sdk() {
    zig(&sdk("zig/portcullis"), &["test", "portcullis.zig"]);
    zig(&sdk("zig"), &["fmt", "--check", "."]);
}

#[test]
fn zig_templates() {
    for kind in ["policy", "sanitiser"] {
        zig(project("zig", kind, &["zig/portcullis"]).path(), &["test", &format!("{kind}.zig")]);
    }
}
