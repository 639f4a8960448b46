//! What becomes of one call, before a tool runs or instead of it.

use async_openai::types::chat::{ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCalls, CustomTool};
use portcullis::decision::Effect;
use portcullis_openai::{Outcome, Session, ToolAdapter};
use portcullis_tests::scripted;
use serde_json::{Value, json};

use crate::support::*;

const DENY: &str = r#"{ rules = [{ then = { deny = "no" } }] }"#;
const ESCALATE: &str = r#"{ rules = [{ then = { escalate = "ask" } }] }"#;
const CLAMP: &str = r#"{ rules = [{ when = ["/amount", 900], then = { edit = [["/amount", 500]] } }] }"#;

fn amounts() -> Value {
    json!({ "type": "object", "properties": { "amount": { "type": "integer", "maximum": 1000 } } })
}

#[tokio::test]
async fn an_allowed_call_runs_with_its_arguments_and_a_text_is_answered_as_it_is() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", Some(amounts()));
    assert_eq!(ask(&adapter, r#"{"amount": 7, "note": "\u00e4"}"#).await, "done");
    assert_eq!(*seen.lock().unwrap(), [json!({ "amount": 7, "note": "ä" })]);
}

#[tokio::test]
async fn malformed_arguments_run_nothing_and_are_looked_at_before_the_name() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    for arguments in [
        "",
        " ",
        "{",
        "{}{}",
        "{\"a\":1,}",
        "{'a':1}",
        r#"{"amount":1,"amount":999}"#,
        r#"{"amount":1,"\u0061mount":999}"#,
        r#"{"a":{"b":1,"b":2}}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"amount":NaN}"#,
        r#"{"amount":Infinity}"#,
        r#"{"amount":01}"#,
        "\u{feff}{}",
        &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        &format!("{}1{}", "{\"a\":".repeat(129), "}".repeat(129)),
    ] {
        assert_eq!(ask(&adapter, arguments).await, error("Malformed tool arguments"), "{arguments:.40}");
        let unknown = adapter.execute(&call("nobody", arguments)).await;
        assert_eq!(content(&unknown), error("Malformed tool arguments"), "{arguments:.40}");
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn arguments_that_are_no_object_run_nothing() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    for arguments in ["[]", "null", "\"{}\"", "7", "true"] {
        assert_eq!(ask(&adapter, arguments).await, error("Tool arguments must be a JSON object"));
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_is_found_only_as_it_was_registered() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    for name in
        ["Tool", "TOOL", "tool ", " tool", "t\u{43e}\u{43e}l", "tool\u{200b}", "support/tool", "*", "**", "to", ""]
    {
        let answer = content(&adapter.execute(&call(name, "{}")).await);
        assert!(answer.starts_with(r#"{"error":"Tool '"#), "{answer}");
        assert!(answer.ends_with(r#"' not registered in adapter"}"#), "{answer}");
    }
    assert_eq!(
        content(&adapter.execute(&call("nobody", "{}")).await),
        error("Tool 'nobody' not registered in adapter")
    );
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_of_any_length_and_any_text_is_answered_in_short_and_safe_json() {
    let adapter = over(&[("a", ALLOW, "")]);
    let long = content(&adapter.execute(&call(&"x".repeat(1_000_000), "{}")).await);
    assert!(long.len() < 150, "{} bytes", long.len());
    let hostile = content(&adapter.execute(&call("'\"}\u{1b}[2J\u{202e}\n", "{}")).await);
    let read: Value = serde_json::from_str(&hostile).unwrap();
    assert_eq!(read, json!({ "error": r#"Tool ''"}\u{1b}[2J\u{202e}\n' not registered in adapter"# }));
}

#[tokio::test]
async fn a_custom_tool_call_is_answered_too() {
    let call = ChatCompletionMessageToolCalls::Custom(ChatCompletionMessageCustomToolCall {
        id: "call-7".to_owned(),
        custom_tool: CustomTool { name: "tool".to_owned(), input: "{}".to_owned() },
    });
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    let message = adapter.execute(&call).await;
    assert_eq!(message.tool_call_id, "call-7");
    assert_eq!(content(&message), error("Tool 'tool' not registered in adapter"));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_denied_call_does_not_run_and_the_model_reads_no_detail() {
    let (adapter, seen) = noting(over(&[("a", DENY, "")]), "tool", None);
    assert_eq!(ask(&adapter, "{}").await, blocked("Action blocked by governance policy."));
    assert_eq!(ask(&adapter.clone().deny_message("Not here."), "{}").await, blocked("Not here."));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_escalated_call_does_not_run() {
    let (adapter, seen) = noting(over(&[("a", ESCALATE, "")]), "tool", None);
    assert_eq!(ask(&adapter, "{}").await, blocked("This action needs a human's approval."));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_policy_that_fails_denies() {
    for failure in [r#"{ rules = [{ then = "spin" }] }"#, r#"{ rules = [{ then = "panic" }] }"#] {
        let (adapter, seen) = noting(over(&[("a", failure, "limits = { fuel = 10000000 }")]), "tool", None);
        assert_eq!(ask(&adapter, "{}").await, blocked("Action blocked by governance policy."), "{failure}");
        assert!(seen.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_a_policy_edited_is_what_the_tool_gets() {
    let (adapter, seen) = noting(over(&[("clamp", CLAMP, "")]), "tool", Some(amounts()));
    assert_eq!(ask(&adapter, r#"{"amount":900,"to":"alice"}"#).await, "done");
    assert_eq!(*seen.lock().unwrap(), [json!({ "amount": 500, "to": "alice" })]);
}

#[tokio::test]
async fn what_a_policy_edited_is_checked_against_the_schema_again() {
    for edit in [r#"["/amount", "500"]"#, r#"["/amount", 5000]"#, r#"["", [500]]"#, r#"["", 500]"#] {
        let breaks = format!("{{ rules = [{{ when = [\"/amount\", 900], then = {{ edit = [{edit}] }} }}] }}");
        let (adapter, seen) = noting(over(&[("breaks", &breaks, "")]), "tool", Some(amounts()));
        let answer = ask(&adapter, r#"{"amount":900}"#).await;
        assert_eq!(answer, error("Tool arguments do not match the tool's schema"), "{edit}");
        assert!(seen.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_edit_may_mend_what_breaks_the_schema() {
    let mends = r#"{ rules = [{ when = ["/amount", 5000], then = { edit = [["/amount", 1000]] } }] }"#;
    let (adapter, seen) = noting(over(&[("mends", mends, "")]), "tool", Some(amounts()));
    assert_eq!(ask(&adapter, r#"{"amount":5000}"#).await, "done");
    assert_eq!(*seen.lock().unwrap(), [json!({ "amount": 1000 })]);
}

#[tokio::test]
async fn arguments_that_break_the_schema_do_not_run_though_no_policy_minds() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", Some(amounts()));
    for arguments in [r#"{"amount":"5"}"#, r#"{"amount":null}"#, r#"{"amount":1001}"#, r#"{"amount":1.5}"#] {
        assert_eq!(ask(&adapter, arguments).await, error("Tool arguments do not match the tool's schema"));
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_handler_may_take_a_type_of_its_own() {
    #[derive(serde::Deserialize)]
    struct Refund {
        amount: u32,
    }
    let refund = async |refund: Refund| format!("{} refunded", refund.amount);
    let adapter = over(&[("a", ALLOW, "")]).register("tool", refund, None, None).unwrap();
    assert_eq!(ask(&adapter, r#"{"amount":5}"#).await, "5 refunded");
    for arguments in [r#"{"amount":-5}"#, r#"{"amount":"5"}"#, "{}"] {
        assert_eq!(ask(&adapter, arguments).await, error("Tool arguments do not match the tool's schema"));
    }
}

#[tokio::test]
async fn policies_see_who_acts_on_what_and_both_decisions_are_recorded() {
    let (gate, log) = scripted(&[("a", ALLOW, "")]);
    let context = portcullis::document::Document::parse(r#"{"delegation_depth":0}"#).unwrap();
    let session = session().id("ticket-1").context(context).unwrap();
    let adapter = ToolAdapter::new(gate, session);
    let adapter = adapter.register("tool", async |_: Value| "done", None, Some("refund")).unwrap();
    ask(&adapter, "{}").await;
    let lines = String::from_utf8(log.memory().unwrap().bytes()).unwrap();
    let events: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["decision"]["event"].clone()).collect();
    assert_eq!(events.len(), 2, "{lines}");
    for (event, phase) in events.iter().zip(["tool-call", "tool-result"]) {
        assert_eq!(event["phase"], phase, "{lines}");
        assert_eq!(event["target"], "tool:support/tool");
        assert_eq!(event["action"], "refund");
        assert_eq!(event["session"], "ticket-1");
        assert_eq!(event["subject"]["id"], "alice");
    }
    let digest = |context: &str| portcullis::audit::Digest::of(context.as_bytes()).to_string();
    assert_eq!(events[0]["context_digest"], digest(r#"{"delegation_depth":0}"#));
    let caused = format!(r#"{{"delegation_depth":0,"cause":{}}}"#, events[0]["id"]);
    assert_eq!(events[1]["context_digest"], digest(&caused), "policies see which call the result comes from");
    assert_eq!((&events[0]["cause"], &events[1]["cause"]), (&Value::Null, &events[0]["id"]));
}

#[tokio::test]
async fn tools_of_one_adapter_serve_other_sessions() {
    let (gate, log) = scripted(&[("a", ALLOW, "")]);
    let (adapter, _) = noting(ToolAdapter::new(gate, session()), "tool", None);
    let bob = portcullis::event::Subject::new("bob", portcullis::event::SubjectKind::User);
    ask(&adapter.for_session(Session::new("billing", bob).unwrap()), "{}").await;
    let lines = String::from_utf8(log.memory().unwrap().bytes()).unwrap();
    assert!(lines.contains("tool:billing/tool") && lines.contains("\"bob\"") && !lines.contains("alice"));
}

#[tokio::test]
async fn the_observer_is_told_both_decisions_and_the_outcome() {
    let (adapter, _) = noting(over(&[("clamp", CLAMP, "")]), "tool", Some(amounts()));
    let (adapter, reports) = reporting(adapter);
    ask(&adapter, r#"{"amount":900}"#).await;
    ask(&adapter, r#"{"amount":"x"}"#).await;
    adapter.execute(&call("nobody\u{1b}", "{}")).await;
    let reports = reports.lock().unwrap();
    let [completed, mismatch, unknown] = reports.as_slice() else { panic!("{} reports", reports.len()) };
    assert_eq!((completed.tool.as_str(), completed.outcome), ("tool", Outcome::Completed));
    assert!(matches!(completed.call.as_ref().unwrap().effect, Effect::Modify(_)));
    assert!(matches!(completed.result.as_ref().unwrap().effect, Effect::Allow(_)));
    assert_eq!(mismatch.outcome, Outcome::ArgumentsMismatch);
    assert!(mismatch.call.is_some() && mismatch.result.is_none());
    assert_eq!((unknown.tool.as_str(), unknown.outcome), (r"nobody\u{1b}", Outcome::UnknownTool));
    assert!(unknown.call.is_none());
}

#[tokio::test]
async fn an_observer_that_panics_does_no_harm() {
    let (adapter, _) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    assert_eq!(ask(&adapter.on_report(|_| panic!("as told")), "{}").await, "done");
}
