use portcullis_tests::upstream::Upstream;
use serde_json::{Value, json};

use crate::support::{Bench, policy};

const RULES: &str = r#"{ when = ["/amount", 999], then = { deny = "too much" } }, { when = ["/amount", 50], then = { edit = [["/amount", 40]] } }"#;

fn question(amount: u64) -> Value {
    json!({
        "subject": { "type": "user", "id": "carol", "properties": { "roles": ["staff"] } },
        "action": { "name": "refund", "properties": { "amount": amount } },
        "resource": { "type": "tool", "id": "support/refund" },
    })
}

async fn ask(bench: &Bench, path: &str, body: &Value) -> (u16, Value) {
    let response = bench.post(path, body.to_string()).header("x-request-id", "r-1").send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

#[tokio::test]
async fn a_program_asks_for_a_decision() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, &policy("\"tool-call\"", RULES)).await;
    let (_, allowed) = ask(&bench, "/access/v1/evaluation", &question(10)).await;
    assert_eq!(allowed["decision"], true);
    let record = bench.records().pop().unwrap();
    assert_eq!(allowed["context"]["record"], record.id);
    assert_eq!((record.event.target.as_str(), record.event.subject.id.as_str()), ("tool:support/refund", "carol"));
    let (_, denied) = ask(&bench, "/access/v1/evaluation", &question(999)).await;
    assert_eq!(denied["decision"], false);
    let (_, edited) = ask(&bench, "/access/v1/evaluation", &question(50)).await;
    assert_eq!((&edited["decision"], &edited["context"]["payload"]), (&json!(true), &json!({ "amount": 40 })));
    let (status, _) = ask(&bench, "/access/v1/evaluation", &json!({ "subject": {} })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn several_questions_share_what_they_leave_out() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, &policy("\"tool-call\"", RULES)).await;
    let mut all = question(10);
    let action = |amount: u64| json!({ "action": { "name": "refund", "properties": { "amount": amount } } });
    all["evaluations"] = json!([action(1), action(999), {}]);
    let decisions = |answer: &Value| -> Vec<bool> {
        answer["evaluations"].as_array().unwrap().iter().map(|one| one["decision"].as_bool().unwrap()).collect()
    };
    let (_, answer) = ask(&bench, "/access/v1/evaluations", &all).await;
    assert_eq!(decisions(&answer), [true, false, true]);
    for (semantic, expected) in [("deny_on_first_deny", vec![true, false]), ("permit_on_first_permit", vec![true])] {
        all["options"] = json!({ "evaluations_semantic": semantic });
        let (_, answer) = ask(&bench, "/access/v1/evaluations", &all).await;
        assert_eq!(decisions(&answer), expected, "{semantic}");
    }
    // Without a list, or with an empty one, it is one question.
    for list in [json!([]), Value::Null] {
        all["evaluations"] = list;
        let (_, answer) = ask(&bench, "/access/v1/evaluations", &all).await;
        assert_eq!(answer["decision"], true);
    }
    all["options"] = json!({ "evaluations_semantic": "whatever" });
    all["evaluations"] = json!([{}]);
    assert_eq!(ask(&bench, "/access/v1/evaluations", &all).await.0, 400);
}

#[tokio::test]
async fn the_gateway_says_where_to_ask() {
    let upstream = Upstream::answering("{}").await;
    let bench = Bench::new(&upstream, "").await;
    let text =
        bench.http.get(bench.url("/.well-known/authzen-configuration")).send().await.unwrap().text().await.unwrap();
    let metadata: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(metadata["access_evaluation_endpoint"], bench.url("/access/v1/evaluation"));
}
