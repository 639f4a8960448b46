use std::collections::BTreeSet;

use crate::dictionary::Dictionary;
use crate::rules::Rules;

#[test]
fn every_line_of_the_data_files_is_a_rule_or_a_group() {
    let (lines, rules) = Rules::source();
    assert_eq!(Rules::new().rules.len(), rules, "a rule names a group that there is not, or is misspelt");
    for line in lines {
        let (name, words) = line.split_once(':').unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_uppercase()), "{line}");
        assert!(words.split_whitespace().next().is_some(), "{line}");
    }
}

#[test]
fn no_rule_is_there_twice() {
    let mut seen = BTreeSet::new();
    for rule in Rules::lines() {
        assert!(seen.insert(rule), "{rule}");
    }
}

#[test]
fn there_is_room_for_every_word() {
    let dictionary = Dictionary::new();
    assert!(!dictionary.rules.is_full() && !dictionary.near.is_full() && !dictionary.beginnings.is_full());
    assert!(!dictionary.trie.is_full());
}
