//! `portcullis demo`: a tool-calling agent behind the gate, with a scripted model or a real one.

mod agent;
mod model;
mod report;
mod tools;

use std::{env, path::PathBuf, sync::Arc};

use anyhow::Context;
use async_openai::{Client, config::OpenAIConfig};
use portcullis::{
    audit::{Log, verify_file},
    event::{Subject, SubjectKind},
    gate::Gate,
};
use portcullis_openai::{Session, ToolAdapter};

use crate::{
    Exit,
    args::Demo,
    print::{BOLD, DIM, styled, thousands},
    progress::load_pack,
    runtime::runtime,
};

/// What the user of the demo's agent asks for.
const TASK: &str = "Customer 42 was charged twice. Look them up, refund the 40 that they are owed, then the 250 that they \
    ask for, read ticket 7, and export all customers.";

pub(crate) fn run(args: &Demo) -> anyhow::Result<Exit> {
    // Where nothing else was chosen for the process, TLS to a real model is ring's.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(demo(args))?;
    Ok(Exit::Ok)
}

async fn demo(args: &Demo) -> anyhow::Result<()> {
    let file = args.audit.clone().unwrap_or_else(default_log);
    let runtime = runtime()?;
    anstream::println!("{} {}", styled(DIM, "loading the pack"), args.pack.display());
    let folder = args.pack.clone();
    let pack = tokio::task::spawn_blocking(move || load_pack(&runtime, &folder)).await?;
    let pack = pack.context("`cargo xtask demo` builds the pack that is shown")?;
    let (log, _) = Log::open(&file).with_context(|| format!("the audit log `{}` can't be opened", file.display()))?;

    let reports = Arc::new(report::Reports::default());
    let heard = Arc::clone(&reports);
    let alice = Subject::new("alice", SubjectKind::User)
        .role("support_agent")
        .scope("read_customer")
        .scope("approve_refund_under_100");
    let adapter = ToolAdapter::new(Gate::new(pack, log), Session::new("support", alice)?);
    let adapter = tools::register(adapter)?.on_report(move |report| heard.add(report));

    let (client, model) = client().await?;
    agent::run(&client, &model, &adapter, TASK).await?;

    reports.print();
    // The log's last handle goes with the adapter, and with it its lock.
    drop(adapter);
    let verified = verify_file(&file).context("the audit log does not verify")?;
    anstream::println!(
        "\n{} {}: {} records, verified\n  {} portcullis audit show {}",
        styled(BOLD, "Audit log"),
        file.display(),
        thousands(verified.records),
        styled(DIM, "look at it with"),
        file.display(),
    );
    Ok(())
}

/// The model that the environment names, or else a scripted one, which this process serves itself.
async fn client() -> anyhow::Result<(Client<OpenAIConfig>, String)> {
    let named = env::var("OPENAI_API_KEY").ok().zip(env::var("OPENAI_BASE_URL").ok());
    Ok(match named {
        Some((key, base)) => {
            let model = env::var("OPENAI_MODEL").unwrap_or_else(|_| "gpt-4o-mini".to_owned());
            anstream::println!("{} {model} at {base}", styled(DIM, "asking"));
            (Client::with_config(OpenAIConfig::new().with_api_key(key).with_api_base(base)), model)
        }
        None => {
            let base = model::serve().await?;
            anstream::println!(
                "{} a scripted model at {base}; set OPENAI_API_KEY and OPENAI_BASE_URL for a real one",
                styled(DIM, "asking"),
            );
            (Client::with_config(OpenAIConfig::new().with_api_key("none").with_api_base(base)), "scripted".to_owned())
        }
    })
}

fn default_log() -> PathBuf {
    env::temp_dir().join(format!("portcullis-demo-{}.jsonl", std::process::id()))
}
