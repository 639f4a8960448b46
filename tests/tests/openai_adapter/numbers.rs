//! What runs is what was decided: numbers that Rust's types would turn into others.

use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn numbers_that_would_become_others_do_not_run() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    for number in ["1e309", "-1e309", "18446744073709551617", "9007199254740993.0", "100.000000000000001", "1e-400"] {
        for arguments in [format!(r#"{{"amount":{number}}}"#), format!(r#"{{"a":[{{"b":[1,{number}]}}]}}"#)] {
            let answer = ask(&adapter, &arguments).await;
            assert_eq!(answer, error("Tool arguments cannot be represented exactly"), "{arguments}");
        }
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn numbers_that_a_value_holds_arrive_as_they_were_written() {
    let (adapter, seen) = noting(over(&[("a", ALLOW, "")]), "tool", None);
    let arguments = r#"{"a":9007199254740993,"b":18446744073709551615,"c":0.1,"d":1e2,"e":-9223372036854775808}"#;
    assert_eq!(ask(&adapter, arguments).await, "done");
    let expected = json!({ "a": 9_007_199_254_740_993_u64, "b": u64::MAX, "c": 0.1, "d": 100.0, "e": i64::MIN });
    assert_eq!(*seen.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_policys_edit_is_held_to_the_same() {
    let edits = r#"{ rules = [{ when = ["/amount", 1], then = { edit = [["/amount", 2.5]] } }] }"#;
    let (adapter, seen) = noting(over(&[("edits", edits, "")]), "tool", None);
    let answer = ask(&adapter, r#"{"amount":1,"other":1e309}"#).await;
    assert_eq!(answer, error("Tool arguments cannot be represented exactly"));
    assert!(seen.lock().unwrap().is_empty());
}
