use std::fs;

use portcullis::pack::Pack;

use crate::answers::runtime;

/// Reads bytes as `pack.toml`, in a folder whose one component is none. Every problem has its place in the text, in order,
/// and says something.
pub fn pack(data: &[u8]) {
    thread_local! {
        static FOLDER: tempfile::TempDir = {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join("p.wasm"), b"no component").expect("it is writable");
            fs::write(folder.path().join("c.json"), b"{}").expect("it is writable");
            folder
        };
    }
    let error = FOLDER.with(|folder| {
        fs::write(folder.path().join("pack.toml"), data).expect("it is writable");
        match Pack::load_blocking(runtime(), folder.path()) {
            Ok(pack) => panic!("`{}` was loaded without a component", pack.name()),
            Err(error) => error,
        }
    });
    assert!(!error.problems().is_empty() && !error.to_string().is_empty());
    let Ok(text) = std::str::from_utf8(data) else { return };
    let lines: Vec<&str> = text.split('\n').collect();
    for problem in error.problems() {
        let (line, column) = problem.place.expect("a fault of the manifest has a place");
        let length = lines.get(line - 1).expect("a line of the text").chars().count();
        assert!((1..=length + 1).contains(&column), "{problem}");
    }
    assert!(error.problems().is_sorted_by_key(|problem| problem.place));
}
