use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest, CreateChatCompletionRequestArgs,
};
use portcullis::{
    audit::{Body, DecisionRecord, Log, Reader},
    gate::Gate,
    pack::Pack,
};
use portcullis_identity::Identity;
use portcullis_openai::SecureClientBuilder;
use portcullis_tests::{PackFolder, pack, runtime, upstream::Upstream};
use serde_json::{Value, json};

/// A gate over a pack that has these entries, beside one that never says anything, and its log.
pub(crate) fn gate(entries: &str) -> (Gate, Log) {
    let manifest = format!(
        "name = \"p\"\nversion = \"1\"\n\
         allow-uncovered = [\"model-request\", \"model-response\", \"tool-definition\", \"tool-call\", \"tool-result\"]\n\
         [[plugin]]\nid = \"idle\"\ncomponent = \"scripted.wasm\"\nphases = [\"agent-plan\"]\n{entries}"
    );
    over(PackFolder::new(&manifest, &["scripted", "secrets"]).load().unwrap())
}

/// A gate over the stock pack with a company, its team and three users.
pub(crate) async fn fintech() -> (Gate, Log) {
    over(Pack::load(runtime(), pack("fintech")).await.unwrap())
}

fn over(pack: Pack) -> (Gate, Log) {
    let log = Log::in_memory();
    (Gate::new(pack, log.clone()), log)
}

/// A policy of these rules, about requests to models.
pub(crate) fn policy(rules: &str) -> String {
    format!(
        "[[plugin]]\nid = \"policy\"\ncomponent = \"scripted.wasm\"\nphases = [\"model-request\"]\nconfig = {{ rules = [{rules}] }}\n"
    )
}

/// The same builder, for a provider of a test.
pub(crate) fn asking(builder: SecureClientBuilder, upstream: &Upstream) -> SecureClientBuilder {
    builder.base_url(upstream.base()).api_key("of-the-app").app("app")
}

/// A user of the company in the pack `fintech`.
pub(crate) fn user(name: &str) -> Identity {
    let claims = json!({ "user": name, "company": "FinTech", "business_unit": "Analytics", "team": "Reporting" });
    Identity {
        id: name.to_owned(),
        roles: vec![],
        scopes: vec![],
        claims: claims.as_object().unwrap().clone(),
        expires_at: None,
    }
}

/// A question to a model.
pub(crate) fn question(model: &str) -> CreateChatCompletionRequest {
    let hello = ChatCompletionRequestUserMessage::from("Hello!").into();
    CreateChatCompletionRequestArgs::default().model(model).messages(vec![hello]).build().unwrap()
}

/// An answer of a chat.
pub(crate) fn answer(text: &str) -> String {
    let message = json!({ "role": "assistant", "content": text, "refusal": null });
    let choice = json!({ "index": 0, "message": message, "logprobs": null, "finish_reason": "stop" });
    json!({ "id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice] }).to_string()
}

/// A piece of a chat's streamed answer.
pub(crate) fn chunk(text: &str) -> String {
    let choice = json!({ "index": 0, "delta": { "content": text }, "logprobs": null, "finish_reason": null });
    let chunk: Value =
        json!({ "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice] });
    format!("data: {chunk}\n\n")
}

/// The decisions on record so far.
pub(crate) fn records(log: &Log) -> Vec<DecisionRecord> {
    let lines = log.memory().unwrap().bytes();
    let records = Reader::new(lines.as_slice()).map(Result::unwrap);
    records
        .filter_map(|record| match record.body {
            Body::Decision(decision) => Some(*decision),
            Body::Recovery(_) => None,
        })
        .collect()
}
