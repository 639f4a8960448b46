use super::*;

const KEY: &str = "00112233445566778899aabbccddeeff";

#[test]
fn a_style_holds_for_all_kinds_or_for_one() {
    let text = "a.b@example.org 555-234-5678";
    let masked = pii(&json!({ "style": "mask" }));
    assert_eq!(testing::redact(&masked, text).unwrap(), "****@example.org ****5678");
    let mixed = pii(&json!({ "style": "mask", "styles": { "pii/email": "label" } }));
    assert_eq!(testing::redact(&mixed, text).unwrap(), "[email] ****5678");
    assert_eq!(testing::redact(&masked, "cvv 123 exp 04/31").unwrap(), "cvv **** exp ****");
}

#[test]
fn what_was_replaced_is_not_found_again() {
    for config in [json!({ "style": "label" }), json!({ "style": "mask" }), json!({ "style": "pseudonym", "key": KEY })]
    {
        let pii = pii(&config);
        let once = testing::redact(
            &pii,
            "phone 555-234-5678, ssn 123-45-6789, mail a@b.org, cvv 123, passport C01234567, born 1.2.1990",
        )
        .unwrap();
        assert_eq!(testing::redact(&pii, &once).unwrap(), once);
        assert!(!once.contains("b@") && !once.contains("01234567"), "{once}");
    }
}

#[test]
fn the_same_value_is_the_same_token_within_a_tenant() {
    let token = |tenant: &str, key: &str, text: &str| {
        testing::redact(&pii(&json!({ "style": "pseudonym", "key": key, "tenant": tenant })), text).unwrap()
    };
    let first = token("a", KEY, "x@example.org");
    assert!(first.starts_with("pii_email_"), "{first}");
    assert_eq!(first, token("a", KEY, "x@example.org"));
    assert_ne!(first, token("b", KEY, "x@example.org"));
    assert_ne!(first, token("a", &KEY.replace('0', "1"), "x@example.org"));
    assert_ne!(first, token("a", KEY, "y@example.org"));
}
