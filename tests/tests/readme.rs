//! The README says what is so.

use portcullis::plugin::Limit;

const README: &str = include_str!("../../README.md");

#[test]
fn the_readme_lists_every_limit_with_its_default() {
    let rows: Vec<(String, u64)> = README
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let name = cells.get(1)?.strip_prefix('`')?.strip_suffix('`')?;
            Some((name.to_owned(), cells.get(2)?.parse().ok()?))
        })
        .collect();
    let limits: Vec<(String, u64)> =
        Limit::ALL.iter().map(|limit| (limit.name().to_owned(), limit.default())).collect();
    assert_eq!(rows, limits);
}

#[test]
fn every_folder_that_the_readme_names_exists() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let links: Vec<&str> = README.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 10);
    for link in links.into_iter().filter(|link| !link.starts_with("http")) {
        assert!(std::path::Path::new(root).join(link).exists(), "`{link}` is missing");
    }
}
