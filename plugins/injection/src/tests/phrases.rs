//! What the matcher takes for granted of the phrases.

use crate::fold::fold;
use crate::lexicon::Lexicon;
use crate::phrases::{FILLERS, PHRASES, Step};

#[test]
fn a_phrase_begins_and_ends_with_something() {
    for phrase in PHRASES {
        assert!(!matches!(phrase.first(), None | Some(Step::Fillers(_))), "{phrase:?}");
        assert!(!matches!(phrase.last(), None | Some(Step::Fillers(_))), "{phrase:?}");
    }
}

#[test]
fn what_follows_fillers_is_never_a_filler() {
    for phrase in PHRASES {
        for pair in phrase.windows(2) {
            if let [Step::Fillers(most), next] = pair {
                assert!(*most > 0, "{phrase:?}");
                let Step::Word(words) = next else { panic!("{phrase:?}") };
                assert!(words.iter().all(|word| !FILLERS.contains(word)), "{phrase:?}");
            }
        }
    }
}

#[test]
fn words_and_symbols_are_written_as_they_are_compared() {
    let lexicon = Lexicon::new();
    assert!(lexicon.words().len() > 100);
    for word in lexicon.words() {
        assert_ne!(lexicon.number(word), 0, "{word}");
        let folded: String = word.chars().filter_map(fold).flat_map(char::to_lowercase).collect();
        assert_eq!(folded, *word);
        assert!(word.chars().all(char::is_alphanumeric), "{word}");
    }
    for step in PHRASES.iter().flat_map(|phrase| phrase.iter()) {
        if let Step::Symbol(symbol) = step {
            assert!(!symbol.is_alphanumeric() && !crate::pattern::is_decoration(*symbol), "{symbol}");
        }
    }
}
