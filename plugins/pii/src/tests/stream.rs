//! A text in chunks gives what the whole text gives, wherever it is cut.

use super::values::{Random, card, grouped, iban};
use super::*;

fn sample(random: &mut Random) -> String {
    let visa = card(random, "4", 16);
    format!(
        "Hi, I am jane.doe+x@mail.example.com, phone (0171) 234-5678 ext. 12; my passport number is {}, born on \
         March 3, 1985.\nCard: {} exp 04/31, IBAN {} or fe80::1:2:3a and 10.0.0.1:443; ssn 123-45-6789 \u{ff11}23 call \
         +49\u{a0}30\u{a0}1234567 \"dob\": \"1990-02-03\" ann at example dot org AB 12 34 56 C, 00:1a:2b:3c:4d:5e.",
        random.digits(9),
        grouped(&visa, &[4, 4, 4, 4], " "),
        grouped(&iban("DE", &random.digits(18)), &[4; 6], " "),
    )
}

fn cuts(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

#[test]
fn the_sample_has_something_to_find() {
    let cleaned = clean(&sample(&mut Random(1)));
    assert!(cleaned.matches('[').count() >= 14, "{cleaned}");
}

#[test]
fn a_text_that_is_cut_once_or_comes_by_characters_gives_the_same() {
    let (text, pii) = (sample(&mut Random(2)), pii(&json!({})));
    let whole = clean(&text);
    for cut in cuts(&text) {
        let (left, right) = text.split_at(cut);
        assert_eq!(testing::redact_chunks(&pii, [left, right]).unwrap(), whole, "cut at {cut}");
    }
    assert_eq!(testing::redact_chunks(&pii, text.split_inclusive(|_: char| true)).unwrap(), whole);
}

#[test]
fn a_text_that_is_cut_twice_gives_the_same() {
    let (text, pii) = (sample(&mut Random(3)), pii(&json!({})));
    let (whole, cuts) = (clean(&text), cuts(&text));
    for first in cuts.iter().step_by(3) {
        for second in cuts.iter().filter(|second| (*first..first + 40).contains(second)).step_by(5) {
            let (rest, right) = text.split_at(*second);
            let (left, middle) = rest.split_at(*first);
            assert_eq!(testing::redact_chunks(&pii, [left, middle, right]).unwrap(), whole, "cut at {first}, {second}");
        }
    }
}

#[test]
fn random_texts_in_random_chunks_give_the_same() {
    const PARTS: &[&str] = &[
        "phone ",
        "card ",
        "ssn: ",
        "born ",
        "passport ",
        "cvv ",
        "order ",
        "number ",
        "my ",
        "call ",
        "iban ",
        "12",
        "1234 ",
        "555-",
        "0",
        "7",
        "(",
        ")",
        " ",
        " ",
        " ",
        "\n",
        ". ",
        ", ",
        "-",
        ".",
        "/",
        ":",
        "@",
        "example.com",
        "a@b.org",
        "+49 ",
        "x",
        " at ",
        " dot com",
        "DE",
        "AB ",
        " C",
        "\u{a0}",
        "\u{2011}",
        "\u{ff15}\u{ff16}",
        "é",
        "电话",
        "日",
        "March ",
        "1985",
        "2001-02-03",
        "2001-02-03T",
        "10:20:30",
        ".5Z",
        "123-45-6789",
        "10.0.0.1",
        "fe80::1",
        "0a:0b:",
        "aabbccddeeff00112233",
        "\"",
        "\\n",
        "_",
        "12345678",
        "+1 555 123 4567",
        "4111 ",
        "v",
        "ext. 12",
        "DEUTDEFF",
        "BIC ",
        "licence ",
        "plate ",
        "AB-123-CD",
        "the quick brown fox ",
        "Mr. Smith ",
    ];
    let (mut random, pii) = (Random(7), pii(&json!({ "certainty": "low" })));
    let mut found = 0;
    for round in 0..6_000 {
        let length = random.below(40);
        let text: String = (0..length).map(|_| random.pick(PARTS)).collect();
        let whole = testing::redact(&pii, &text).unwrap();
        found += usize::from(whole != text);
        let mut chunks = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(rest.ceil_char_boundary((1 + random.below(30)).min(rest.len())));
            chunks.push(chunk);
            rest = after;
        }
        assert_eq!(testing::redact_chunks(&pii, chunks.iter().copied()).unwrap(), whole, "{round}: {chunks:?}");
    }
    assert!(found > 2_400, "{found}");
}

#[test]
fn findings_and_what_is_settled_are_the_same_asked_at_once_or_one_by_one() {
    let (text, pii) = (sample(&mut Random(5)), pii(&json!({})));
    for pointer in ["", "/0/text", "/customer/phone"] {
        let context = ScanContext::new(Phase::ToolResult).at(pointer);
        for cut in cuts(&text) {
            let text = text.split_at(cut).0;
            let expected = (pii.scan(text, &context).unwrap(), pii.settled(text));
            assert_eq!(pii.scan_and_settle(text, &context).unwrap(), expected, "cut at {cut} under `{pointer}`");
        }
    }
}

#[test]
fn plain_text_flows() {
    let text = "Nothing in this text is of anybody, so it is passed on as it comes. ".repeat(20);
    let pii = pii(&json!({}));
    for cut in cuts(&text) {
        let held = cut - pii.settled(text.split_at(cut).0);
        assert!(held <= 80, "{held} bytes held back at {cut}");
    }
}

#[test]
fn no_text_is_held_back_for_long() {
    let pii = pii(&json!({}));
    for part in [
        "1",
        "card ",
        "card 12 ",
        "1234 ",
        "phone: 12 ",
        "a@",
        "f",
        "12.",
        "AB ",
        "电话",
        "0a:",
        "@",
        "+1 ",
        "dot ",
        "x-1",
        "cvv 123 ",
        "\u{ff11}",
    ] {
        let text = part.repeat(3_000);
        let held = text.len() - pii.settled(&text);
        assert!(held <= 1_024, "{held} bytes of `{part}` held back");
    }
}
