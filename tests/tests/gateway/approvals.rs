//! Tools of MCP servers, which the provider calls itself once the caller has approved it.

use portcullis_tests::upstream::{Upstream, json_answer, stream_answer};
use serde_json::{Value, json};

use crate::{
    responses::{answer, response},
    support::{Bench, error, policy},
};

const RULES: &str = r#"{ when = ["/amount", 999], then = { deny = "too much" } }, { when = ["/amount", 50], then = { edit = [["/amount", 40]] } }"#;

fn request(amount: u32) -> Value {
    json!({ "id": "mcpr_1", "type": "mcp_approval_request", "name": "transfer", "server_label": "bank",
        "arguments": format!("{{\"amount\":{amount}}}") })
}

fn approval(approve: bool) -> String {
    let input = json!([{ "type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": approve }]);
    json!({ "model": "m", "previous_response_id": "resp_1", "input": input }).to_string()
}

async fn ask(upstream: &Upstream, body: &str) -> (Value, Bench) {
    let bench = Bench::new(upstream, &policy("\"tool-call\"", RULES)).await;
    let text = bench.post("/v1/responses", body.to_owned()).send().await.unwrap().text().await.unwrap();
    let last = text.lines().filter_map(|line| line.strip_prefix("data: ")).next_back().unwrap_or(&text);
    let body: Value = serde_json::from_str(last).unwrap();
    let output = body.get("output").or_else(|| body["response"].get("output")).cloned().unwrap_or_default();
    (output[0].clone(), bench)
}

#[tokio::test]
async fn a_call_that_waits_for_approval_is_decided_as_a_call_of_its_tool() {
    for streams in [false, true] {
        // What may not be, and what may be with other arguments only: the provider keeps those that it has.
        for (amount, effect) in [(10, "allow"), (999, "deny"), (50, "modify")] {
            let item = request(amount);
            let upstream = match streams {
                true => {
                    let added = json!({ "type": "response.output_item.added", "output_index": 0, "item": item });
                    let done = json!({ "type": "response.output_item.done", "output_index": 0, "item": item });
                    let events = answer(vec![(vec![added, done], item.clone())]);
                    Upstream::start(move |_| stream_answer(&events, 50)).await
                }
                false => Upstream::answering(response("completed", std::slice::from_ref(&item)).to_string()).await,
            };
            let (shown, bench) = ask(&upstream, r#"{"model":"m","input":"pay"}"#).await;
            assert!(
                bench.decided().contains(&format!("tool-call tool:app/transfer {effect}")),
                "{:?}",
                bench.decided()
            );
            match effect {
                "allow" => assert_eq!(shown, item),
                _ => assert_eq!(shown["type"], "message", "{shown}"),
            }
        }
    }
}

#[tokio::test]
async fn only_what_was_allowed_here_can_be_approved() {
    for (amount, status) in [(10, 200), (999, 403)] {
        let whole = response("completed", &[request(amount)]).to_string();
        let upstream = Upstream::start(move |_| json_answer(&whole)).await;
        let (_, bench) = ask(&upstream, r#"{"model":"m","input":"pay"}"#).await;
        let before = upstream.asked().len();
        let refused = bench.post("/v1/responses", approval(false)).send().await.unwrap();
        assert_eq!(refused.status(), 200, "saying no needs no leave");
        let approved = bench.post("/v1/responses", approval(true)).send().await.unwrap();
        assert_eq!(approved.status(), status);
        assert_eq!(upstream.asked().len() - before, if status == 200 { 2 } else { 1 });
        if status == 403 {
            assert_eq!(error(approved).await["code"], "policy_denied");
        }
    }
}
