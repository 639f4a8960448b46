//! Compiled code is kept, and never trusted without cause.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use portcullis::{
    audit::Digest,
    document::Document,
    plugin::{
        CacheError, Component, Grants, Image, LimitSet, Limits, Plugin, Runtime, RuntimeError, RuntimeOptions, Setup,
    },
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
    let setup =
        Setup { config, limits: Limits::effective(&none, &none, &none), grants: Grants::new(), warm_up: Vec::new() };
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
    assert_eq!(kept.len(), 3, "the component, what it says of itself, and its snapshot");
    assert_eq!(load(&folder, "{}"), first);
    assert_eq!(entries(&folder), kept);
    load(&folder, r#"{"rules": []}"#);
    assert_eq!(entries(&folder).len(), 4, "another config is another snapshot of the same component");
}

#[test]
fn a_plugin_that_was_loaded_before_needs_no_code_but_its_snapshots() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("cache");
    let bytes = fs::read(guest("scripted")).unwrap();
    let configured = || {
        let component = Component::load_blocking(&open(&folder).unwrap(), &bytes).unwrap();
        let none = LimitSet::new();
        let (config, limits) = (Document::parse("{}").unwrap(), Limits::effective(&none, &none, &none));
        Plugin::configure_blocking(component, Setup { config, limits, grants: Grants::new(), warm_up: Vec::new() })
            .unwrap()
    };
    let first = configured();
    assert!(first.component().compiled().is_some_and(|code| !code.cached));
    let again = configured();
    assert_eq!(again.component().compiled(), None, "it was neither read nor asked anything");
    assert_eq!(again.component().descriptor(), first.component().descriptor());
    assert_eq!(again.component().imports(), first.component().imports());
    assert_eq!(again.image(), first.image());
    let none = LimitSet::new();
    let lower = LimitSet::new().with(portcullis::plugin::Limit::ConfigureFuel, 1);
    let limits = Limits::effective(&lower, &none, &none);
    let refused = Component::load_within(&open(&folder).unwrap(), &bytes, &limits);
    assert!(refused.is_err(), "what was found under other limits does not count");
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
    let mut moved: Vec<_> = kept.iter().map(|(name, _)| fs::read(folder.join(name)).unwrap()).collect();
    moved.rotate_left(1);
    kept.iter().zip(moved).for_each(|((name, _), bytes)| fs::write(folder.join(name), bytes).unwrap());
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
