use super::*;
use crate::Restorer;

const KEY: &str = "00112233445566778899aabbccddeeff";

fn config(tenant: &str) -> Value {
    json!({ "style": "pseudonym", "key": KEY, "tenant": tenant, "restore": [{ "targets": ["tool:app/*"], "kinds": ["pii/email"] }] })
}

/// What the tool of `target` gets for these arguments; none where nothing changes.
fn restored(tenant: &str, target: &str, arguments: Value) -> Option<Vec<(String, String)>> {
    let policy: Restorer = testing::policy(&config(tenant)).unwrap();
    let mut event = Event::new(Phase::ToolCall, "read");
    event.target = target.to_owned();
    match policy.evaluate(&event, &arguments.into()).unwrap().decision {
        Decision::Modify(edits) => Some(edits.into_iter().map(|edit| (edit.pointer, edit.value.unwrap())).collect()),
        Decision::Allow => None,
        other => panic!("{other:?}"),
    }
}

fn token(text: &str) -> String {
    testing::redact(&pii(&config("a")), text).unwrap()
}

#[test]
fn a_granted_tool_gets_the_values() {
    let mail = token("ann@example.org");
    let edits =
        restored("a", "tool:app/read", json!({ "a/b": { "text": format!("<{mail}>, {mail}.") }, "to": [mail, 5] }))
            .unwrap();
    let expected = [("/a~1b/text", "\"<ann@example.org>, ann@example.org.\""), ("/to/0", "\"ann@example.org\"")];
    assert_eq!(edits, expected.map(|(pointer, value)| (pointer.to_owned(), value.to_owned())));
}

#[test]
fn other_tools_kinds_and_tenants_get_the_token() {
    let mail = token("ann@example.org");
    assert_eq!(restored("a", "tool:mail/read", json!({ "to": mail })), None);
    assert_eq!(restored("a", "tool:app/read", json!({ "to": token("555-234-5678") })), None);
    assert_eq!(restored("b", "tool:app/read", json!({ "to": mail })), None);
}

#[test]
fn an_altered_or_forged_token_stays_as_it_is() {
    let mail = token("ann@example.org");
    for at in 0..mail.len() {
        let mut altered = mail.clone().into_bytes();
        altered[at] = if altered[at] == b'a' { b'b' } else { b'a' };
        assert_eq!(
            restored("a", "tool:app/read", json!({ "to": String::from_utf8(altered).unwrap() })),
            None,
            "byte {at}"
        );
    }
    for forged in
        ["pii_email_", "pii_email_aaaa", "pii_phone_", "pii_", &mail.replace("email", "phone"), &format!("{mail}a")]
    {
        assert_eq!(restored("a", "tool:app/read", json!({ "to": forged })), None, "{forged}");
    }
}

#[test]
fn what_was_restored_is_not_taken_out_again_on_its_way_to_that_tool() {
    let pii = pii(&config("a"));
    let mut context = ScanContext::new(Phase::ToolCall);
    context.target = "tool:app/read".to_owned();
    assert!(pii.scan("ann@example.org", &context).unwrap().is_empty());
    assert_eq!(pii.scan("555-234-5678", &context).unwrap().len(), 1);
    context.target = "tool:mail/read".to_owned();
    assert_eq!(pii.scan("ann@example.org", &context).unwrap().len(), 1);
}
