//! The gateway between a client and a provider on loopback, beside the provider alone and beside a proxy of the same
//! libraries that does nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use axum::{Router, body::Body, extract::Request, http::Response};
use portcullis_bench::{desk, measure::Case};
use portcullis_gateway::{Config, Gateway, Running};
use portcullis_identity::ClientKey;
use tokio::{net::TcpListener, runtime::Runtime, task::JoinSet};

use crate::{
    groups::{Workbench, check},
    page::{Table, micros, ratio, thousands},
};

/// So many requests are under way at once where requests per second are counted.
const AT_ONCE: usize = 32;
const ASK: &str = r#"{"model":"gpt-4","max_tokens":200,"temperature":0.2,"messages":[{"role":"system","content":"You answer questions about orders, briefly and politely."},{"role":"user","content":"Where is my order 4711? It should have come on Tuesday."}]}"#;
const ANSWER: &str = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"gpt-4-0613","choices":[{"index":0,"message":{"role":"assistant","content":"Your order 4711 has left our warehouse on Monday and should arrive tomorrow.","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":18,"total_tokens":58}}"#;

pub(crate) fn table(bench: &Workbench) -> Result<Table> {
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir_in(desk::built(""))?;
    let key = ClientKey::generate()?;
    // The first one sets up what the others need to encrypt with.
    let upstream = runtime.block_on(provider())?;
    let policy =
        runtime.block_on(gateway(&folder.path().join("policy"), &unhurried(folder.path())?, &upstream, &key))?;
    let all = runtime.block_on(gateway(&folder.path().join("sanitisers"), &stock("sanitisers")?, &upstream, &key))?;
    let proxy = runtime.block_on(proxy(&upstream))?;
    let targets = [
        ("the provider, asked directly", upstream),
        ("a proxy that does nothing (axum, reqwest)", proxy),
        (
            "the gateway: one policy in MAPL, pack `fintech`, a record synced to disk before each step",
            policy.url() + "/v1",
        ),
        ("the gateway: three sanitisers on question and answer, pack `sanitisers`", all.url() + "/v1"),
    ];
    let client = reqwest::Client::new();
    let ask = |base: &str| {
        let request = client.post(format!("{base}/chat/completions")).bearer_auth(key.reveal());
        let request = request.header("content-type", "application/json").body(ASK);
        async move {
            let told = async {
                let answer = request.send().await?;
                Ok::<_, reqwest::Error>((answer.status(), answer.text().await?))
            };
            match told.await {
                Ok((status, body)) if status.is_success() && !body.is_empty() => Some(true),
                other => {
                    eprintln!("{other:?}");
                    None
                }
            }
        }
    };
    let cases = targets.iter().map(|(name, base)| Case::new(*name, || check(runtime.block_on(ask(base)))));
    let times = bench.times(cases.collect());
    let direct = times.first().map_or(1, |times| times.p50.max(1));
    let mut rows = Vec::new();
    for ((_, base), times) in targets.iter().zip(&times) {
        let rate = runtime.block_on(per_second(bench.each, || ask(base)));
        let added = times.p50.saturating_sub(direct);
        let cells = [ratio(times.p50, direct), times.name.clone(), micros(times.p50), micros(added), micros(times.p99)];
        rows.push(cells.into_iter().chain([thousands(rate)]).collect());
    }
    runtime.block_on(async {
        policy.stop().await;
        all.stop().await;
    });
    let note = format!(
        "A chat of two messages and its answer over HTTP on loopback, by a key. Client, provider and gateway share the \
         machine's cores, so requests per second ({AT_ONCE} at once) are what is left for the gateway among them. The \
         gateway records the question before it is sent and the answer before it is handed out, each time synced to disk."
    );
    let columns = ["ratio", "what", "p50, µs", "added p50, µs", "p99, µs", "requests/s"];
    Ok(Table::new("The gateway").note(&note).columns(&columns, rows))
}

fn stock(name: &str) -> Result<PathBuf> {
    Ok(desk::built("packs").join(name).canonicalize()?)
}

/// The pack `fintech` without its limits on requests per minute, which nobody could measure against.
fn unhurried(folder: &Path) -> Result<PathBuf> {
    let (from, to) = (stock("fintech")?, folder.join("fintech"));
    fs::create_dir_all(&to)?;
    for file in ["pack.toml", "mapl.wasm", "policies.json"] {
        fs::copy(from.join(file), to.join(file)).with_context(|| format!("`{file}` of the pack"))?;
    }
    let policies = fs::read_to_string(to.join("policies.json"))?;
    let kept = policies.lines().filter(|line| !line.trim_start().starts_with("\"rate_limit\""));
    fs::write(to.join("policies.json"), kept.collect::<Vec<_>>().join("\n"))?;
    Ok(to)
}

async fn gateway(folder: &Path, pack: &Path, upstream: &str, key: &ClientKey) -> Result<Running> {
    fs::create_dir_all(folder)?;
    let text = format!(
        "listen = \"127.0.0.1:0\"\napp = \"bench\"\npack = {:?}\naudit = \"audit.jsonl\"\n\
         [upstream]\nbase-url = \"{upstream}\"\nkey-variable = \"\"\n\
         [[client]]\nname = \"bob\"\nkind = \"user\"\nkey-hash = \"{}\"\n\
         claims = {{ user = \"bob\", company = \"FinTech\", business_unit = \"Analytics\", team = \"Reporting\" }}\n",
        pack,
        key.hash(),
    );
    let file = folder.join("gateway.toml");
    fs::write(&file, text)?;
    let gateway = Gateway::load(Config::read(&file)?).await.context("the gateway")?;
    Ok(gateway.start().await?)
}

/// A provider that answers at once.
async fn provider() -> Result<String> {
    // Another part of the process may have chosen one before: either will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    serve(Router::new().fallback(async |request: Request| {
        let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap_or_default();
        let mut answer = Response::new(Body::from(if body.is_empty() { "" } else { ANSWER }));
        let json = axum::http::HeaderValue::from_static("application/json");
        answer.headers_mut().insert(axum::http::header::CONTENT_TYPE, json);
        answer
    }))
    .await
}

/// What any gateway made of these libraries costs, before it does anything.
async fn proxy(upstream: &str) -> Result<String> {
    let (upstream, client) = (upstream.trim_end_matches("/v1").to_owned(), reqwest::Client::new());
    serve(Router::new().fallback(async move |request: Request| {
        let (parts, body) = request.into_parts();
        let mut headers = parts.headers;
        headers.remove(axum::http::header::HOST);
        let body = reqwest::Body::wrap_stream(body.into_data_stream());
        let asking = client.request(parts.method, format!("{upstream}{}", parts.uri)).headers(headers).body(body);
        match asking.send().await {
            Ok(answer) => Response::from(answer).map(Body::new),
            Err(_) => Response::new(Body::empty()),
        }
    }))
    .await
}

async fn serve(router: Router) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}/v1", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(base)
}

async fn per_second<F: Future<Output = Option<bool>> + Send + 'static>(time: Duration, ask: impl Fn() -> F) -> f64 {
    let start = Instant::now();
    let mut running = JoinSet::new();
    let mut answered = 0_u32;
    (0..AT_ONCE).for_each(|_| drop(running.spawn(ask())));
    while let Some(answer) = running.join_next().await {
        check(answer.ok().flatten());
        answered += 1;
        if start.elapsed() < time {
            running.spawn(ask());
        }
    }
    f64::from(answered) / start.elapsed().as_secs_f64()
}
