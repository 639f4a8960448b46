use std::{fs, path::Path};

use portcullis_gateway::Config;

/// The blocks of a page that are configurations of a gateway.
fn configurations(page: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page)).unwrap();
    let blocks = text.split("```toml\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0.to_owned()));
    blocks.filter(|block| block.contains("[upstream]")).collect()
}

#[test]
fn configurations_in_the_documentation_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    let mut read = Vec::new();
    for page in ["README.md", "docs/gateway.md"] {
        for text in configurations(page) {
            fs::write(&file, &text).unwrap();
            let config = Config::read(&file);
            read.push(
                config
                    .unwrap_or_else(|error| panic!("{page}: {error}: {:?}\n{text}", std::error::Error::source(&error))),
            );
        }
    }
    assert_eq!(read.len(), 3, "one in the README, a short and the whole one in the guide");
    let whole = read.last().unwrap();
    assert!(whole.jwt.is_some() && whole.signing.is_some() && whole.traces.is_some() && whole.admin.is_some());
}

#[test]
fn a_key_that_does_not_exist_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.toml");
    for (from, to) in [("listen", "lisen"), ("public-key", "publickey"), ("skew-s", "skew"), ("body-bytes", "body")] {
        let text = configurations("docs/gateway.md").pop().unwrap().replacen(from, to, 1);
        fs::write(&file, text).unwrap();
        let error = Config::read(&file).unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains(&format!("`{to}`")), "{source}");
    }
}
