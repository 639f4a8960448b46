//! What a document promises: one strict parse, untouched text, exact edits.

use portcullis::document::{Document, Edit, EditError, Kind, MAX_DEPTH, Problem};
use proptest::prelude::*;

#[expect(clippy::expect_used, reason = "what is to be refused was accepted: the test fails")]
fn problem(text: &str) -> Problem {
    Document::parse(text).map(|document| document.text().to_owned()).expect_err(text).problem().clone()
}

#[test]
fn accepts_what_rfc_8259_accepts() {
    for text in [
        "null",
        " true ",
        "-0",
        "0.5e-7",
        "1e309",
        "123456789012345678901234567890",
        r#""\ud83d\ude00""#,
        "[]",
        "{}",
        "[ ]",
        "{ }",
        r#"{"":""}"#,
        "[[],{}]",
    ] {
        let document = Document::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(document.text(), text);
        assert_eq!(document.root().raw(), text.trim());
    }
}

#[test]
fn refuses_what_readers_could_disagree_about() {
    for text in [
        "",
        " ",
        "nul",
        "NaN",
        "Infinity",
        "-Infinity",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "- 1",
        "'a'",
        "[1,]",
        "[,1]",
        "{,}",
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        "{a:1}",
        "1 2",
        "[1",
        r#"{"a":1"#,
        "\"a",
        "\"\u{1}\"",
        "\"a\nb\"",
        r#""\x41""#,
        r#""\ud83d""#,
        r#""\ude00""#,
        "// c\n1",
        "\u{feff}1",
        "[1]]",
    ] {
        assert!(Document::parse(text).is_err(), "`{text}` was accepted");
    }
    assert_eq!(Document::from_bytes(*b"\"\xff\"").unwrap_err().problem(), &Problem::NotUtf8);
}

#[test]
fn refuses_a_name_that_stands_twice_however_it_is_written() {
    assert_eq!(problem(r#"{"amount":1,"amount":999}"#), Problem::DuplicateName("amount".into()));
    assert_eq!(problem(r#"{"amount":1,"\u0061mount":999}"#), Problem::DuplicateName("amount".into()));
    assert_eq!(problem(r#"{"\u0061":1 , "\u0061" : 2}"#), Problem::DuplicateName("a".into()));
    assert_eq!(problem(r#"[{"x":{"b":0,"b":0}}]"#), Problem::DuplicateName("b".into()));
    let many: String = (0..50).map(|n| format!("\"k{n}\":0,")).collect();
    assert_eq!(problem(&format!("{{{many}\"k7\":1}}")), Problem::DuplicateName("k7".into()));
    assert!(Document::parse(r#"{"a":{"a":1},"b":{"a":2}}"#).is_ok());
    assert!(Document::parse(r#"{"":1,"\\":2,"\"":3,"\\\"":4}"#).is_ok());
}

#[test]
fn refuses_nesting_beyond_the_bound_and_takes_the_bound() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::parse(nested(MAX_DEPTH)).is_ok());
    assert!(serde_json::from_str::<serde_json::Value>(&nested(MAX_DEPTH)).is_ok(), "whoever is shown it can read it");
    assert_eq!(problem(&nested(MAX_DEPTH + 1)), Problem::TooDeep);
    assert_eq!(problem(&"[".repeat(1_000_000)), Problem::TooDeep);
    assert_eq!(problem(&"{\"a\":".repeat(1_000_000)), Problem::TooDeep);
}

#[test]
fn answers_values_with_the_text_that_came_in() {
    let document =
        Document::parse(r#"{"n": 12345678901234567890.10, "a/b": {"~": [1, {"x": "\u00e9"}]}, "": null, "q\"": 5}"#)
            .unwrap();
    let raw = |pointer| document.get(pointer).map(|value| value.raw());
    assert_eq!(raw("/n"), Some("12345678901234567890.10"));
    assert_eq!(raw("/a~1b/~0/1/x"), Some(r#""\u00e9""#));
    assert_eq!(document.get("/a~1b/~0/1/x").unwrap().as_str().unwrap(), "é");
    assert_eq!(raw("/"), Some("null"));
    assert_eq!(raw("/q\""), Some("5"));
    assert_eq!(raw(""), Some(document.text()));
    for nowhere in
        ["n", "/nope", "/n/0", "/a~1b/~0/01", "/a~1b/~0/-", "/a~1b/~0/2", "/a~2b", "/a~1b/~0/99999999999999999999"]
    {
        assert_eq!(raw(nowhere), None, "{nowhere}");
    }
    assert_eq!(document.root().kind(), Kind::Object);
}

#[test]
fn edits_what_they_name_and_nothing_else() {
    let document =
        Document::parse(r#"{"keep": 1.500, "list": [1, 2, 3], "deep": {"er": {"x": 1}}, "esc\u0061pe": 0}"#).unwrap();
    let edited = |edits: &[Edit]| document.edited(edits).map(|document| document.text().to_owned());
    assert_eq!(
        edited(&[
            Edit::set("/deep/er/x", "2e0"),
            Edit::remove("/list/0"),
            Edit::set("/list/-", "\"n\""),
            Edit::set("/escape", "1")
        ])
        .unwrap(),
        r#"{"keep":1.500,"list":[2,3,"n"],"deep":{"er":{"x":2e0}},"esc\u0061pe":1}"#
    );
    assert_eq!(
        edited(&[Edit::set("/new~1", "[]"), Edit::set("/new~1/0", "7")]).unwrap().split(r#","new/":"#).nth(1),
        Some("[7]}")
    );
    assert_eq!(edited(&[Edit::set("", "5")]).unwrap(), "5");
    assert!(matches!(edited(&[Edit::remove("")]), Err(EditError::RemovesAll)));
    for nowhere in ["/nope/x", "/list/9", "/list/x", "/keep/x"] {
        assert!(matches!(edited(&[Edit::set(nowhere, "1")]), Err(EditError::Nowhere { .. })), "{nowhere}");
    }
    assert!(matches!(edited(&[Edit::remove("/nope")]), Err(EditError::Nowhere { .. })));
    assert!(matches!(edited(&[Edit::set("keep", "1")]), Err(EditError::Pointer { .. })));
    for bad in ["", "NaN", "1 2", r#"{"a":1,"a":2}"#, "1,\"x\":2"] {
        assert!(matches!(edited(&[Edit::set("/keep", bad)]), Err(EditError::Value { .. })), "{bad}");
    }
}

#[test]
fn edits_cannot_build_what_could_not_be_parsed() {
    let deep = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let document = Document::parse(deep(100)).unwrap();
    let bottom = "/a".repeat(100);
    assert!(matches!(document.edited(&[Edit::set(&bottom, deep(100))]), Err(EditError::Result(_))));
    let further: Vec<_> = (1..40).map(|round| Edit::set("/a".repeat(100 * round), deep(100))).collect();
    assert!(document.edited(&further).is_err());
}

#[test]
fn replaced_strings_leave_every_other_byte_alone() {
    let document = Document::parse(r#"{ "a b" : [ "x" , 1.0, "y\n" ],"c":"\u0078" }"#).unwrap();
    let strings = document.strings();
    let seen: Vec<_> = strings.iter().map(|string| (string.pointer.as_str(), string.text.as_ref())).collect();
    assert_eq!(seen, [("/a b", "a b"), ("/a b/0", "x"), ("/a b/2", "y\n"), ("/c", "c"), ("/c", "x")]);
    let replaced = document.with_strings(&[(&strings[0], "n\"".into()), (&strings[4], "é".into())]).unwrap();
    assert_eq!(replaced.text(), r#"{ "n\"" : [ "x" , 1.0, "y\n" ],"c":"é" }"#);
    assert!(document.with_strings(&[(&strings[0], "c".into())]).is_err(), "a name that collides is refused");
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(|number| serde_json::json!(number)),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map(".{0,12}", inner, 0..12)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn pointers(value: &serde_json::Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| pointers(item, &format!("{at}/{i}"), out))
        }
        serde_json::Value::Object(map) => {
            map.iter().for_each(|(name, item)| pointers(item, &format!("{at}/{}", escape(name)), out))
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn agrees_with_serde_json_on_every_value(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
        let document = Document::parse(text.as_str()).unwrap();
        let mut all = Vec::new();
        pointers(&value, "", &mut all);
        for pointer in all {
            let ours: serde_json::Value = serde_json::from_str(document.get(&pointer).unwrap().raw()).unwrap();
            prop_assert_eq!(Some(&ours), value.pointer(&pointer));
        }
    }

    #[test]
    fn never_accepts_what_serde_json_refuses(text in r#"[\[\]{}:,"\\a0-9.eE+\- ntfu]{0,24}"#) {
        if Document::parse(text.as_str()).is_ok() {
            // A number beyond a double is kept here as text, and refused there.
            let beyond = serde_json::from_str::<serde_json::Value>(&text).is_err_and(|error| error.to_string().contains("out of range"));
            prop_assert!(beyond || serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn setting_a_value_sets_exactly_it(value in json(), new in json(), pick in any::<prop::sample::Index>()) {
        let document = Document::try_from(value.clone()).unwrap();
        let mut all = Vec::new();
        pointers(&value, "", &mut all);
        let pointer = pick.get(&all);
        let edited = document.edited(&[Edit::set(pointer, new.to_string())]).unwrap();
        let mut expected = value;
        *expected.pointer_mut(pointer).unwrap() = new;
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(edited.text()).unwrap(), expected);
    }
}
