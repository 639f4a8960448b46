//! The hierarchy of a company, as the pack `fintech` has it.

use super::*;

fn fintech() -> Mapl {
    mapl(&serde_json::from_str(include_str!("../../../packs/fintech/policies.json")).unwrap())
}

fn by(user: &str, mut event: Event) -> Event {
    event.time_ms = 1_795_000_000_000;
    event.with_claims(json!({ "company": "FinTech", "business_unit": "Analytics", "team": "Reporting", "user": user }))
}

fn generate(user: &str) -> Event {
    by(user, request("tool:secure-openai-app/generate"))
}

fn edits(user: &str, payload: &str) -> Vec<(String, String)> {
    match decide(&fintech(), &generate(user), payload).decision {
        Decision::Allow => Vec::new(),
        Decision::Modify(edits) => edits.into_iter().map(|edit| (edit.pointer, edit.value.unwrap())).collect(),
        other => panic!("{other:?}"),
    }
}

const LARGE: &str = r#"{"model": "gpt-4", "max_tokens": 3000, "temperature": 0.9, "messages": []}"#;

#[test]
fn each_user_has_limits_of_their_own() {
    assert_eq!(
        edits("alice", LARGE),
        [pair("/max_tokens", "500"), pair("/model", "\"gpt-3.5-turbo\""), pair("/temperature", "0.5")]
    );
    assert_eq!(edits("bob", LARGE), [pair("/max_tokens", "2000"), pair("/temperature", "0.8")]);
    assert_eq!(edits("carol", LARGE), []);
    assert_eq!(
        edits("carol", r#"{"model": "gpt-4", "max_tokens": 9000}"#),
        [pair("/max_tokens", "4000")],
        "the company's"
    );
}

#[test]
fn what_is_within_the_limits_goes_on_as_it_is() {
    for (user, payload) in [
        ("alice", r#"{"model": "claude-3-haiku-20240307", "max_tokens": 500, "temperature": 0.5}"#),
        ("bob", r#"{"model": "claude-opus-4-5-20251101", "max_tokens": 2000, "top_p": 1}"#),
    ] {
        assert_eq!(edits(user, payload), [], "{user}");
    }
}

#[test]
fn leaving_a_limit_out_is_no_way_around_it() {
    let small = r#"{"model": "gpt-3.5-turbo"}"#;
    assert_eq!(edits("alice", small), [pair("/max_tokens", "500")]);
    assert_eq!(edits("bob", small), [pair("/max_tokens", "2000")]);
    assert_eq!(edits("carol", small), [pair("/max_tokens", "4000")]);
    assert_eq!(
        edits("alice", r#"{"model": "gpt-3.5-turbo", "max_completion_tokens": 4000}"#),
        [pair("/max_completion_tokens", "500")]
    );
}

#[test]
fn resources_are_those_that_all_levels_allow() {
    let mapl = fintech();
    let of = |user: &str, target: &str| codes(&refused(&mapl, &by(user, call(target)), "{}")).join(" ");
    assert_eq!(of("alice", "tool:financial_analysis"), "");
    assert_eq!(of("bob", "tool:financial_analysis"), "", "bob leaves the resources to his parents");
    assert_eq!(of("alice", "tool:app/transfer"), "resource-not-allowed resource-not-allowed");
    assert_eq!(of("alice", "data:executive/salaries"), "resource-not-allowed resource-denied resource-not-allowed");
    assert_eq!(of("bob", "data:keys/server.pem"), "resource-not-allowed resource-denied");
    assert_eq!(
        of("dave", "tool:financial_analysis"),
        "no-policy",
        "somebody of the company without a document of their own"
    );
}

#[test]
fn what_holds_for_a_user_is_explained_with_its_origin() {
    let explanation = fintech().rights(&generate("alice"));
    let ids: Vec<_> = explanation.documents.iter().map(|document| document.policy_id.as_str()).collect();
    assert_eq!(ids, ["user:alice", "team:Reporting", "bu:Analytics", "company:FinTech"]);
    let of = |parameter: &str, limit: &str| {
        let limits = explanation.parameters.iter().find(|limits| limits.parameter == parameter).unwrap();
        let (_, says) = limits.effective.iter().find(|(name, _)| *name == limit).unwrap();
        (says.value.to_string(), says.rule.split('#').next().unwrap().to_owned())
    };
    let by = |value: &str, document: &str| (value.to_owned(), document.to_owned());
    assert_eq!(of("max_tokens", "max"), by("500", "user:alice"));
    assert_eq!(of("max_tokens", "min"), by("1", "company:FinTech"));
    assert_eq!(of("max_tokens", "default"), by("4000", "company:FinTech"));
    assert_eq!(of("temperature", "max"), by("0.5", "user:alice"));
    assert_eq!(of("temperature", "min"), by("0", "company:FinTech"));
    assert_eq!(of("model", "allowed_values"), by(r#"["gpt-3.5-turbo","claude-3-haiku-20240307"]"#, "user:alice"));
    assert_eq!(of("top_p", "max"), by("1", "company:FinTech"));
    assert_eq!(explanation.rate_limit.as_ref().unwrap().value, json!(10.0));
    assert_eq!(explanation.denied_resources.len(), 6);
    let text = explanation.to_string();
    assert!(
        text.contains("  max 500  by user:alice#/constraints/parameters/tool:*~1generate/max_tokens/max"),
        "{text}"
    );
    assert_eq!(fintech().rights(&generate("dave")).problems, ["no-policy"]);
}
