//! The example runs, and what its README says of it is so.

use std::process::Command;

use portcullis_tests::{model::Model, pack};

#[test]
fn a_refund_over_the_limit_is_denied_and_orders_in_data_are_cut_out() {
    let call = |name: &str, arguments: &str| {
        format!(
            r#"{{"role":"assistant","tool_calls":[{{"id":"1","type":"function","function":{{"name":"{name}","arguments":{arguments:?}}}}}]}}"#
        )
    };
    let model = Model::answering(vec![
        call("list_transactions", r#"{"id":7}"#),
        call("approve_refund", r#"{"transaction":2,"amount":42}"#),
        call("approve_refund", r#"{"transaction":2,"amount":250}"#),
        r#"{"role":"assistant","content":"done"}"#.to_owned(),
    ]);
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_support-agent"))
        .arg(pack("support-desk"))
        .current_dir(home.path())
        .envs([("OPENAI_API_KEY", "none"), ("OPENAI_BASE_URL", model.base())])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let asked = model.asked();
    assert!(!asked[1].contains("Ignore all previous instructions"), "the model read the orders");
    assert!(asked[1].contains("[removed: an instruction inside data]"));
    assert!(asked[2].contains(r#"{\"refunded\":42.0,\"transaction\":2}"#), "{}", asked[2]);
    assert!(asked[3].contains(r#"{\"blocked\":true,"#), "{}", asked[3]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("assistant  done"));
    let verified = portcullis::audit::verify_file(home.path().join("support-agent.audit.jsonl")).unwrap();
    assert_eq!(verified.records, 5, "two calls with their results, and one that was denied");
}
