//! Every rule finds what it describes, and nothing near it.

use super::*;
use crate::rules::{self, Rule};

fn alone() -> Vec<Rule> {
    rules::stock().unwrap().into_iter().filter(|rule| rule.near.is_empty()).collect()
}

/// Whether what is found covers a value.
fn covers(text: &str, value: &str) -> bool {
    values(text).iter().any(|found| {
        found.contains(value) || value.len() > 24 && value.contains(found.as_str()) && found.len() + 12 > value.len()
    })
}

#[test]
fn the_table_is_sound() {
    let rules = rules::stock().unwrap();
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rules.len(), "an id stands twice");
    let mut services: Vec<&str> = ids.iter().map(|id| id.split('-').next().unwrap()).collect();
    services.dedup();
    assert!(services.len() >= 200, "{}", services.len());
}

#[test]
fn every_format_is_found_wherever_it_stands() {
    let mut random = Random::new(1);
    let (mut missed, mut tried) = (Vec::new(), 0);
    for rule in alone() {
        for round in 0..12 {
            let (token, from) = random.of_rule(&rule);
            let text = match round % 6 {
                0 => token.clone(),
                1 => format!("The new one is {token}, use it."),
                2 => format!("export ID=\"{token}\"\n"),
                3 => format!("{{\"id\":\"{token}\",\"n\":1}}"),
                4 => format!("id: {token}\nnext: 1"),
                _ => format!("{{\\\"id\\\": \\\"{token}\\\"}} \\n{token}\\n"),
            };
            tried += 1;
            if !covers(&text, token.get(from..).unwrap()) {
                missed.push((rule.id.clone(), text));
            }
        }
    }
    // A random token may look like words, or like a sequence.
    assert!(missed.len() * 200 < tried, "{} of {tried}: {missed:#?}", missed.len());
}

#[test]
fn every_format_with_a_context_is_found_in_it() {
    let mut random = Random::new(2);
    let (mut missed, mut tried) = (Vec::new(), 0);
    for rule in rules::stock().unwrap().into_iter().filter(|rule| !rule.near.is_empty()) {
        for round in 0..8 {
            let (token, from) = random.of_rule(&rule);
            let word = rule.near[round % rule.near.len()].trim_matches('_').to_owned();
            let text = match round % 4 {
                0 => format!("{}_API_KEY={token}", word.to_uppercase()),
                1 => format!("\"{word}_secret\": \"{token}\","),
                2 => format!("{word}_auth_token: {token}"),
                _ => format!("const {word}_secret_key = '{token}';"),
            };
            tried += 1;
            if !covers(&text, token.get(from..).unwrap()) {
                missed.push(text);
            }
        }
    }
    assert!(missed.len() * 100 < tried * 3, "{} of {tried}: {missed:#?}", missed.len());
}

#[test]
fn a_token_in_a_longer_word_is_none() {
    let mut random = Random::new(3);
    for rule in alone() {
        let (token, _) = random.of_rule(&rule);
        let kind = format!("secret/{}", rule.id);
        let mut texts = vec![format!("x{token}")];
        let (parts, _) = rule.patterns[0].parts();
        // Else it would be a longer token.
        if parts.last().is_some_and(|part| part.least == part.most) {
            texts.push(format!("{token}_x"));
        }
        for text in texts {
            assert!(!find(&text).iter().any(|(found, value)| *found == kind && value.contains(&token)), "{text}");
        }
    }
}

#[test]
fn a_token_that_is_cut_short_is_none() {
    let mut random = Random::new(4);
    for rule in alone() {
        let pattern = &rule.patterns[0];
        let (parts, _) = pattern.parts();
        let last = parts.last().unwrap();
        if parts.iter().any(|part| part.least != part.most) || last.least < 6 {
            continue;
        }
        let (token, from) = random.token(pattern, None);
        let kind = format!("secret/{}", rule.id);
        let short = token.get(..token.len() - 3).unwrap();
        assert!(!find(short).iter().any(|(found, _)| *found == kind), "{short}");
        assert!(from < short.len());
    }
}

#[test]
fn a_wrong_checksum_lowers_the_severity() {
    let mut random = Random::new(5);
    for rule in alone().into_iter().filter(|rule| rule.checksum.is_some()) {
        let severity = |text: &str| {
            let findings = secrets().scan(text, &ScanContext::new(Phase::ToolResult)).unwrap();
            findings.iter().find(|finding| finding.kind.ends_with(&rule.id)).map(|finding| finding.severity)
        };
        let (right, _) = random.of_rule(&rule);
        let (wrong, _) = random.token(&rule.patterns[0], None);
        assert_eq!(severity(&right), Some(Severity::Critical), "{}", rule.id);
        assert_eq!(severity(&wrong), Some(Severity::Low), "{}", rule.id);
    }
}

#[test]
fn a_placeholder_of_a_format_is_none() {
    let x = |count| "x".repeat(count);
    for text in [
        ["gh", "p_", &x(36)].concat(),
        ["AK", "IAIOSFODNN7EXAMPLE"].concat(),
        ["AI", "za", &"0".repeat(35)].concat(),
        ["sk", "_live_", "your_key_goes_here_please"].concat(),
        ["sk", "-proj-", "your-openai-project-key-goes-here"].concat(),
        ["xox", "b-", "your-slack-bot-token-here"].concat(),
        ["gl", "pat-", "abcdefghijklmnopqrst"].concat(),
        ["hf", "_", &"A".repeat(34)].concat(),
    ] {
        assert_eq!(values(&text), [""; 0], "{text}");
    }
}
