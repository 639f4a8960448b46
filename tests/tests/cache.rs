//! Compiled code is kept, and never trusted without cause.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use portcullis::{
    audit::Digest,
    document::Document,
    plugin::{CacheError, Component, Image, LimitSet, Limits, Plugin, Runtime, RuntimeError, RuntimeOptions, Setup},
};
use portcullis_tests::guest;

fn open(folder: &Path) -> Result<Runtime, RuntimeError> {
    Runtime::new(&RuntimeOptions { instances: 2, cache: Some(folder.to_owned()), ..RuntimeOptions::default() })
}

/// Loads and configures a plugin, and answers its snapshot's identity.
fn load(folder: &Path, config: &str) -> Image {
    let runtime = open(folder).unwrap();
    let component = Component::load_blocking(&runtime, &fs::read(guest("scripted")).unwrap()).unwrap();
    let none = LimitSet::new();
    let config = Document::parse(config).unwrap();
    let setup = Setup { config, limits: Limits::effective(&none, &none, &none), warm_up: Vec::new() };
    Plugin::configure_blocking(component, setup).unwrap().image().clone()
}

/// Names and contents, the latter by digest.
fn entries(folder: &Path) -> Vec<(String, Digest)> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_name() != "key")
        .map(|entry| (entry.file_name().into_string().unwrap(), Digest::of(&fs::read(entry.path()).unwrap())))
        .collect();
    entries.sort();
    entries
}

#[test]
fn what_was_compiled_once_is_not_compiled_again() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("cache");
    let first = load(&folder, "{}");
    assert!(matches!(first, Image::Snapshot { .. }));
    let kept = entries(&folder);
    assert_eq!(kept.len(), 2, "the component and its snapshot");
    assert_eq!(load(&folder, "{}"), first);
    assert_eq!(entries(&folder), kept);
    load(&folder, r#"{"rules": []}"#);
    assert_eq!(entries(&folder).len(), 3, "another config is another snapshot of the same component");
}

#[test]
fn an_entry_that_was_tampered_with_is_compiled_anew() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("cache");
    let first = load(&folder, "{}");
    let kept = entries(&folder);
    for (name, _) in &kept {
        let mut bent = fs::read(folder.join(name)).unwrap();
        let middle = bent.len() / 2;
        bent[middle] ^= 1;
        fs::write(folder.join(name), bent).unwrap();
    }
    replaces_them(&folder, &first);

    // A good entry in another one's place is a bad one.
    let [one, other] = [&kept[0].0, &kept[1].0].map(|name| folder.join(name));
    let swapped = [fs::read(&other).unwrap(), fs::read(&one).unwrap()];
    fs::write(one, &swapped[0]).unwrap();
    fs::write(other, &swapped[1]).unwrap();
    replaces_them(&folder, &first);

    // So is one that was sealed with another key.
    fs::write(folder.join("key"), [7; 32]).unwrap();
    replaces_them(&folder, &first);
}

/// Loading works, and leaves none of the entries that are there now.
fn replaces_them(folder: &Path, expected: &Image) {
    let bad = entries(folder);
    assert_eq!(load(folder, "{}"), *expected);
    let now = entries(folder);
    assert_eq!(now.len(), bad.len());
    assert!(bad.iter().zip(&now).all(|(bad, now)| bad.0 == now.0 && bad.1 != now.1), "a bad entry was left");
}

#[test]
fn a_folder_that_others_can_reach_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("cache");
    open(&folder).unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(folder.join("key")).unwrap().permissions().mode() & 0o777, 0o600);

    fs::set_permissions(&folder, fs::Permissions::from_mode(0o770)).unwrap();
    assert!(matches!(open(&folder).map(|_| ()), Err(RuntimeError::Cache(CacheError::NotPrivate { .. }))));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(folder.join("key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(open(&folder).map(|_| ()), Err(RuntimeError::Cache(CacheError::NotPrivate { .. }))));
    fs::set_permissions(folder.join("key"), fs::Permissions::from_mode(0o600)).unwrap();

    let link = home.path().join("link");
    symlink(&folder, &link).unwrap();
    assert!(matches!(open(&link).map(|_| ()), Err(RuntimeError::Cache(CacheError::NotPrivate { .. }))));
    open(&folder).unwrap();
}
