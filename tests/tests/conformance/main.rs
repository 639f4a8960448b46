//! The conformance kit: the same policy and the same sanitiser in every language, asked the same. `tests/conformance/README.md`
//! says what they do. A test for each language and each file of vectors, so that what fails has a name.

use std::process::Command;

use portcullis_tests::conformance::{Kind, languages, plugin, repeated};

/// Says to another process which plugin's answers it is to tell.
const TOLD: [&str; 2] = ["PORTCULLIS_TEST_LANGUAGE", "PORTCULLIS_TEST_KIND"];

macro_rules! tests {
    ($language:expr; $kind:ident: $($file:ident)*) => {
        $(#[test]
        fn $file() {
            portcullis_tests::conformance::ask($language, $crate::Kind::$kind, stringify!($file)).report();
        })*

        #[test]
        fn describes_itself() {
            $crate::plugin::describes_itself($language, $crate::Kind::$kind);
        }

        #[test]
        fn answers_the_same_a_thousand_times() {
            $crate::repeated::over_threads($language, $crate::Kind::$kind);
        }

        #[test]
        fn answers_the_same_in_another_process() {
            $crate::in_another_process($language, $crate::Kind::$kind);
        }
    };
}

macro_rules! policy {
    ($language:expr) => {
        mod policy {
            $crate::tests!($language; Policy: configure verdicts edits unicode events documents large failures);
        }
    };
}

macro_rules! sanitiser {
    ($language:expr) => {
        mod sanitiser {
            $crate::tests!($language; Sanitiser: configure findings large failures streams);
        }
    };
}
use tests;

/// The files of the macros above.
const FILES: [(Kind, &[&str]); 2] = [
    (Kind::Policy, &["configure", "documents", "edits", "events", "failures", "large", "unicode", "verdicts"]),
    (Kind::Sanitiser, &["configure", "failures", "findings", "large", "streams"]),
];

/// The modules of all languages, and the list of them.
macro_rules! languages {
    ($($language:ident: $($kind:ident)*;)*) => {
        $(mod $language { $(languages!(@ $language $kind);)* })*
        const LANGUAGES: &[(&str, &[&str])] = &[$((stringify!($language), &[$(stringify!($kind)),*])),*];
    };
    (@ $language:ident policy) => { policy!(stringify!($language)); };
    (@ $language:ident sanitiser) => { sanitiser!(stringify!($language)); };
}

languages! {
    rust: policy sanitiser;
    c: policy sanitiser;
    cpp: policy sanitiser;
    go: policy sanitiser;
    zig: policy sanitiser;
    javascript: policy sanitiser;
    typescript: policy sanitiser;
    starlingmonkey: policy;
    python: policy sanitiser;
}

fn in_another_process(language: &str, kind: Kind) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "tells_what_a_plugin_answers", "--ignored", "--nocapture"]);
    command.env(TOLD[0], language).env(TOLD[1], kind.to_string());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = repeated::fingerprint(language, kind);
    assert!(text.lines().any(|line| line == expected), "{expected}: {text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "another test starts it in a process of its own"]
fn tells_what_a_plugin_answers() {
    let [language, kind] = TOLD.map(|name| std::env::var(name).unwrap());
    let kind = if kind == "policy" { Kind::Policy } else { Kind::Sanitiser };
    println!("\n{}", repeated::fingerprint(&language, kind));
}

#[test]
fn every_language_of_the_kit_is_tested() {
    let kinds = |kinds: &[Kind]| kinds.iter().map(Kind::to_string).collect::<Vec<_>>();
    let listed = languages().into_iter().map(|(name, language)| (name, kinds(&language.kinds)));
    let mut tested: Vec<_> = LANGUAGES
        .iter()
        .map(|(name, kinds)| ((*name).to_owned(), kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>()))
        .collect();
    tested.sort();
    assert_eq!(listed.collect::<Vec<_>>(), tested, "a language is in `languages.toml` and in `languages!`");
}

#[test]
fn every_file_of_vectors_is_asked() {
    for (kind, asked) in FILES {
        assert_eq!(kind.files(), asked, "{kind}");
    }
}
