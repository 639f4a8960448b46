//! `portcullis serve`.

use std::io::IsTerminal;

use anyhow::{Context, Result};
use portcullis_gateway::{Config, Exporter, Gateway};
use tracing_subscriber::{EnvFilter, Layer, filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{Exit, args};

/// Where the library says what was asked and answered.
const CONTENT: &str = "portcullis_openai::govern::telemetry=off";

pub(crate) fn run(args: &args::Serve) -> Result<Exit> {
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    runtime.block_on(serve(args))
}

async fn serve(args: &args::Serve) -> Result<Exit> {
    let config = Config::read(&args.config)?;
    let exporter = config.traces.as_ref().map(Exporter::start).transpose().context("`[traces]` can't be used")?;
    observe(exporter.as_ref());
    let gateway = Gateway::load(config).await?;
    if args.check {
        eprintln!("`{}` is well: nothing is in the way of starting it", args.config.display());
        return Ok(Exit::Ok);
    }
    let running = gateway.start().await?;
    eprintln!("The base URL for SDKs: {}/v1", running.url());
    if let Some(admin) = running.admin() {
        eprintln!("For you: http://{admin}/health, /ready and /metrics");
    }
    told_to_stop().await?;
    eprintln!("Stopping: what is under way is finished first");
    running.stop().await;
    if let Some(exporter) = exporter {
        exporter.stop().await;
    }
    Ok(Exit::Ok)
}

/// What happens is told on standard error, from warnings on unless `RUST_LOG` says otherwise, and exported where that is
/// configured. What is asked and answered is in no log, even where it is exported.
fn observe(exporter: Option<&Exporter>) {
    let levels = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).from_env_lossy();
    let without_content = levels.add_directive(CONTENT.parse().unwrap_or_else(|_| LevelFilter::WARN.into()));
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    let subscriber = tracing_subscriber::registry().with(exporter.map(Exporter::layer));
    // Somebody who embeds the command may have set one up already.
    let _ = subscriber.with(log.with_filter(without_content)).try_init();
}

#[cfg(unix)]
async fn told_to_stop() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate()).context("signals can't be received")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("signals can't be received"),
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> Result<()> {
    tokio::signal::ctrl_c().await.context("signals can't be received")
}
