//! A text in chunks gives what the whole text gives, wherever it is cut.

use super::*;

fn sample() -> String {
    let mut random = Random::new(51);
    let key = (0..3).map(|_| random.base64(64)).collect::<Vec<_>>().join("\\n");
    let jwt = ["eyJhbGciOiJI", "UzI1NiIsInR5cCI6IkpXVCJ9"].concat();
    [
        format!("Né password: {} ok. ", random.password()),
        format!("\"api_key\": \"{}\", and {{\\\"token\\\":\\\"{}\\\"}} ", random.base62(32), random.base62(40)),
        format!("gh{}_{}\\n", "p", random.base62(36)),
        format!("postgres://bob:{}@host/db?x=1&password={}&y ", random.base62(14), random.base62(14)),
        format!("the password for the staging host is `{}`!\n", random.password()),
        format!("- name: DB_PASSWORD\n  value: {}\n", random.password()),
        format!("Authorization: Bearer {jwt}.{}.{} é", random.base62(30), random.base62(43)),
        format!("\"-----BEGIN {k}-----\\n{key}\\n-----END {k}-----\\n\" ", k = ["EC PRIVATE", "KEY"].join(" ")),
        format!("machine h login b password {}\n mysql -u r -p{} x ", random.password(), random.password()),
        format!("{}-us12, commit {} {} ", random.hex(32), random.hex(40), random.base64(300)),
        format!("SG.{}.{} sk-{} ", random.base62(22), random.base62(43), random.base62(48)),
    ]
    .concat()
}

fn whole(text: &str) -> String {
    STOCK.with(|secrets| testing::redact(secrets, text).unwrap())
}

fn chunks<'a>(chunks: impl IntoIterator<Item = &'a str>) -> String {
    STOCK.with(|secrets| testing::redact_chunks(secrets, chunks).unwrap())
}

fn held(text: &str) -> usize {
    text.len() - STOCK.with(|secrets| secrets.settled(text))
}

#[test]
fn the_sample_has_something_to_find() {
    let found = whole(&sample()).matches("[secret: ").count();
    assert_eq!(found, 15, "{}", whole(&sample()));
}

#[test]
fn a_text_that_is_cut_once_gives_the_same() {
    let text = sample();
    let expected = whole(&text);
    for (cut, _) in text.char_indices() {
        let (left, right) = text.split_at(cut);
        assert_eq!(chunks([left, right]), expected, "cut at {cut}");
    }
}

#[test]
fn a_text_that_comes_by_characters_gives_the_same() {
    let text = sample();
    assert_eq!(chunks(text.split_inclusive(|_: char| true)), whole(&text));
}

#[test]
fn findings_and_what_is_settled_are_the_same_asked_at_once_or_one_by_one() {
    let text = sample();
    for pointer in ["", "/db/password"] {
        let context = ScanContext::new(Phase::ToolResult).at(pointer);
        for (cut, _) in text.char_indices().step_by(7) {
            let text = text.split_at(cut).0;
            let (at_once, expected) = STOCK.with(|secrets| {
                let expected = (secrets.scan(text, &context).unwrap(), secrets.settled(text));
                (secrets.scan_and_settle(text, &context).unwrap(), expected)
            });
            assert_eq!(at_once, expected, "cut at {cut} under `{pointer}`");
        }
    }
}

/// Joins parts of texts by chance, and tries some ways to cut what comes out.
#[test]
fn random_texts_in_random_chunks_give_the_same() {
    let sample = sample();
    let pieces: Vec<&str> = sample.split_inclusive([' ', '"', '=', ':', '\n', '/', '-', '\\']).collect();
    let mut random = Random::new(52);
    let mut found = 0;
    for round in 0..1500 {
        let mut text = String::new();
        for _ in 0..random.below(24) {
            let from = random.below(pieces.len());
            let to = (from + 1 + random.below(9)).min(pieces.len());
            text.push_str(&pieces[from..to].concat());
        }
        if round % 10 == 0 {
            text.push_str(&random.base64(3000));
            text.push_str(sample.get(..200).unwrap());
        }
        let expected = whole(&text);
        found += expected.matches("[secret: ").count();
        let mut cut = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(rest.ceil_char_boundary(1 + random.below(40)));
            cut.push(chunk);
            rest = after;
        }
        assert_eq!(chunks(cut.iter().copied()), expected, "{cut:?}");
    }
    assert!(found > 1500, "{found}");
}

#[test]
fn what_was_replaced_is_not_found_again() {
    let once = whole(&sample());
    assert_eq!(whole(&once), once);
    let mut random = Random::new(53);
    for rule in crate::rules::stock().unwrap() {
        let (token, _) = random.of_rule(&rule);
        for text in [format!("token={token}"), format!("\"api_key\": \"{token}\""), format!("the password is {token}.")]
        {
            let once = whole(&text);
            assert_eq!(whole(&once), once, "{text}");
        }
    }
}

#[test]
fn plain_text_flows() {
    let text = "Nothing in this text is for nobody's ears, so it goes on word by word as it comes in. ".repeat(20);
    for (cut, _) in text.char_indices() {
        // The word that is being written, and two characters of the one before.
        assert!(held(text.get(..cut).unwrap()) <= 10, "{cut}");
    }
}

#[test]
fn a_long_word_is_held_back_up_to_a_bound() {
    for cut in [1_000, 5_000, 100_000] {
        assert!(held(&"f".repeat(cut)) <= 1026, "{cut}");
    }
}

#[test]
fn a_key_block_is_held_back_until_it_ends() {
    let mut random = Random::new(54);
    let begin = format!("-----BEGIN {}-----\n", ["RSA PRIVATE", "KEY"].join(" "));
    let lines = (0..700).map(|_| random.base64(64)).collect::<Vec<_>>().join("\n");
    let text = format!("a {begin}{lines}");
    assert_eq!(held(text.get(..20_000).unwrap()), 20_000 - 2);
    // Longer than any key: what was seen of it is replaced, and the stream goes on.
    assert!(held(&text) <= 33 * 1024, "{}", held(&text));
    let shown = chunks(text.as_bytes().chunks(512).map(|chunk| std::str::from_utf8(chunk).unwrap()));
    assert_eq!(shown, whole(&text));
}

#[test]
fn the_time_grows_with_the_length_only() {
    // With an attempt from every place to the end of the text this would take very long.
    for unit in
        ["secret_", "a_token_", "token=\"", "A", "://a:", ":5432:", "-----BEGIN PRIVATE KEY-----", "mysql ", "ya29."]
    {
        let text = unit.repeat(200_000 / unit.len());
        assert!(STOCK.with(|secrets| secrets.settled(&text)) <= text.len());
    }
}
