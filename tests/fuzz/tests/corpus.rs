//! What is in the corpus, and what once was found, is replayed; so are changed forms of it. `PROPTEST_CASES` asks for more.

use std::{fs, path::Path};

use portcullis_fuzz::TARGETS;
use proptest::{prelude::*, sample::Index};

/// The inputs of a target that are in the repository.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "`{}` is empty", folder.display());
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// One change: where, what, and how.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Cut(Index),
    /// A piece of one of the corpus's inputs.
    Splice(Index, Index, Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    // What means something to one of the targets.
    let words: [&[u8]; 16] = [
        b"\"", b"\\", b"\n", b"\t", b"/", b"~1", b"{", b"}", b"[", b"]", b"*", b",", b"1e999", b"\\u0061", b"\xff",
        b"-",
    ];
    prop_oneof![
        (at(), 1_u8..).prop_map(|(at, bits)| Change::Flip(at, bits)),
        (at(), prop::collection::vec(any::<u8>(), 1..5)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (at(), prop::sample::select(words.to_vec())).prop_map(|(at, word)| Change::Insert(at, word.to_vec())),
        (at(), 1_usize..9).prop_map(|(at, count)| Change::Remove(at, count)),
        at().prop_map(Change::Cut),
        (at(), at(), at(), 1_usize..40).prop_map(|(at, input, from, count)| Change::Splice(at, input, from, count)),
    ]
}

fn apply(input: &mut Vec<u8>, change: &Change, corpus: &[Vec<u8>]) {
    let place = |at: &Index, input: &[u8]| at.index(input.len() + 1);
    match change {
        Change::Flip(at, bits) if !input.is_empty() => {
            let place = at.index(input.len());
            input[place] ^= bits;
        }
        Change::Flip(..) => {}
        Change::Insert(at, bytes) => {
            let place = place(at, input);
            input.splice(place..place, bytes.iter().copied());
        }
        Change::Remove(at, count) => {
            let start = place(at, input);
            let end = (start + count).min(input.len());
            input.drain(start..end);
        }
        Change::Cut(at) => input.truncate(place(at, input)),
        Change::Splice(at, other, from, count) => {
            let other = &corpus[other.index(corpus.len())];
            let start = place(from, other);
            let end = (start + count).min(other.len());
            let place = place(at, input);
            input.splice(place..place, other[start..end].iter().copied());
        }
    }
}

fn replay(name: &str, cases: u32) {
    let (_, target) = TARGETS.into_iter().find(|(target, _)| *target == name).unwrap();
    let corpus = corpus(name);
    corpus.iter().for_each(|input| target(input));
    let cases = match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default().cases,
        None => cases,
    };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (any::<Index>(), prop::collection::vec(change(), 0..6));
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |(pick, changes)| {
            let mut input = corpus[pick.index(corpus.len())].clone();
            changes.iter().for_each(|change| apply(&mut input, change, &corpus));
            target(&input);
            Ok(())
        })
        .unwrap();
}

/// A test for each target, with its number of changed inputs.
macro_rules! replays {
    ($($test:ident $target:literal $cases:literal;)*) => {
        $(
            #[test]
            fn $test() {
                replay($target, $cases);
            }
        )*

        #[test]
        fn every_target_is_replayed() {
            let mut replayed = vec![$($target),*];
            replayed.sort_unstable();
            assert_eq!(replayed, TARGETS.map(|(name, _)| name));
        }
    };
}

replays! {
    any_answer_of_a_plugin_has_a_typed_outcome "answers" 1500;
    any_descriptor_of_a_plugin_has_a_typed_outcome "descriptor" 40;
    any_pack_toml_is_read_or_refused_with_its_places "pack" 1000;
    any_event_json_is_read_as_it_stands_or_refused "event" 2000;
    documents_are_what_serde_json_reads_but_for_duplicates "document" 2000;
    edits_come_to_what_a_naive_implementation_makes "edits" 2000;
    strings_are_replaced_and_nothing_else "strings" 2000;
    any_audit_lines_are_judged_without_a_panic "audit_lines" 500;
    any_change_of_an_audit_log_is_found "audit_changes" 500;
    patterns_match_as_a_naive_matcher_does "pattern" 2000;
}
