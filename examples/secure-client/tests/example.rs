//! The example runs, and what its README says of it is so.

use std::{fs, process::Command};

use portcullis_tests::{issuer::Issuer, model::Model, pack};
use serde_json::json;

#[test]
fn each_user_gets_what_they_may_and_each_request_is_signed() {
    let call = |name: &str, arguments: &str| {
        format!(
            r#"{{"role":"assistant","content":null,"refusal":null,"tool_calls":[{{"id":"1","type":"function","function":{{"name":"{name}","arguments":{arguments:?}}}}}]}}"#
        )
    };
    let done = r#"{"role":"assistant","content":"done","refusal":null}"#.to_owned();
    let refund = || call("refund", r#"{"order":7,"amount":42}"#);
    let lookup = || call("lookup_order", r#"{"id":7}"#);
    let model = Model::answering(vec![lookup(), refund(), lookup(), refund(), done]);
    let home = tempfile::tempdir().unwrap();
    let issuer = Issuer::new("k1");
    let token = |name: &str| {
        let claims = json!({ "sub": name, "iss": "https://login.example", "aud": "assistant" });
        format!("{name} {}\n", issuer.token(&claims))
    };
    fs::write(home.path().join("jwks.json"), issuer.jwks()).unwrap();
    fs::write(home.path().join("tokens.txt"), token("alice") + &token("bob")).unwrap();
    let mut example = Command::new(env!("CARGO_BIN_EXE_secure-client"));
    example.current_dir(home.path()).env("PORTCULLIS_PACK", pack("assistant"));
    let output = example.envs([("OPENAI_API_KEY", "none"), ("OPENAI_BASE_URL", model.base())]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));

    let (alice, bob) = printed.split_once("for bob").unwrap();
    assert!(alice.contains("not allowed") && !alice.contains("refunded"), "{alice}");
    assert!(bob.contains(r#"{"order":7,"refunded":42.0}"#) && bob.contains("assistant  done"), "{bob}");
    let asked = model.asked();
    for (number, model, tokens) in [(0, "gpt-4.1-mini", 500), (1, "gpt-4.1-mini", 500), (2, "gpt-4.1", 2000)] {
        let asked = &asked[number];
        assert!(
            asked.contains(&format!("\"model\":\"{model}\"")) && asked.contains(&format!("\"max_tokens\":{tokens}")),
            "{asked}"
        );
        assert!(!asked.contains("Ignore all previous instructions"), "the model read the orders");
    }

    let key = printed.lines().next().unwrap().split_whitespace().last().unwrap().parse().unwrap();
    let log = home.path().join("secure-client.audit.jsonl");
    let requests =
        portcullis::audit::Reader::open(log).unwrap().map(Result::unwrap).filter_map(|record| match record.body {
            portcullis::audit::Body::Decision(decision) if decision.event.phase == "model-request" => Some(decision),
            _ => None,
        });
    let signed = requests.map(|decision| portcullis_identity::signing::verify(&decision, &[key])).collect::<Vec<_>>();
    assert_eq!(signed, vec![Ok(()); 5]);
}
