//! `portcullis audit`: a log, verified and shown.

use std::path::Path;

use anyhow::Context;
use portcullis::text::printable;
use portcullis_audit::{Body, DecisionRecord, Effect, Reader, Record};
use portcullis_identity::signing::{self as evidence, PublicKey};
use serde_json::json;

use crate::{
    Exit,
    args::{Log, Verify},
    print::{DIM, Table, effect, styled, thousands},
};

const MODEL_REQUEST: &str = "model-request";

pub(crate) fn verify(args: &Verify) -> anyhow::Result<Exit> {
    let Verify { log: Log { log, json }, keys } = args;
    let verified = portcullis_audit::verify_file(log).context("the log does not verify")?;
    let signed = if keys.is_empty() { None } else { Some(signatures(log, keys)?) };
    if *json {
        let output = json!({
            "records": verified.records,
            "decisions": verified.decisions,
            "recoveries": verified.recoveries,
            "first": verified.first,
            "last": verified.last,
            "torn_bytes": verified.torn_bytes,
            "signed": signed,
        });
        anstream::println!("{}", serde_json::to_string_pretty(&output)?);
        return Ok(Exit::Ok);
    }
    anstream::println!(
        "{}  {} records, of which {} decisions; nothing was changed, removed or put in between",
        styled(effect("allow"), "OK"),
        thousands(verified.records),
        thousands(verified.decisions),
    );
    if let Some(signed) = signed {
        anstream::println!("  {} requests to models, each signed by one of your keys", thousands(signed));
    }
    if let Some(last) = verified.last {
        anstream::println!("  {} {last}", styled(DIM, "last hash:"));
        anstream::println!(
            "  compare it, and the number of records, with what was noted elsewhere: a log that was cut off verifies too"
        );
    }
    if verified.recoveries > 0 {
        anstream::println!("  {} torn ends were set aside when the log was opened", verified.recoveries);
    }
    if verified.torn_bytes > 0 {
        anstream::println!(
            "  {} bytes behind the last record: one that is being written, or was when its writer died",
            verified.torn_bytes
        );
    }
    Ok(Exit::Ok)
}

/// How many requests to models there are, each with a good signature.
fn signatures(log: &Path, keys: &[PublicKey]) -> anyhow::Result<u64> {
    let mut signed = 0;
    for record in Reader::open(log)? {
        let Record { seq, body, .. } = record?;
        // What only passes is not signed: a plugin was not even asked.
        let Body::Decision(decision) = body else { continue };
        if decision.evidence.is_none() && (decision.event.phase != MODEL_REQUEST || decision.plugins.is_empty()) {
            continue;
        }
        evidence::verify(&decision, keys).with_context(|| format!("record {seq} is not to be relied on"))?;
        signed += 1;
    }
    Ok(signed)
}

pub(crate) fn show(args: &Log) -> anyhow::Result<Exit> {
    let mut table = Table::new(&["seq", "effect", "phase", "target", "subject", "reason", "plugins", "fuel"]);
    let mut bad = None;
    for record in Reader::open(&args.log)? {
        match record {
            Ok(record) if args.json => anstream::println!("{}", serde_json::to_string(&one(&record))?),
            Ok(record) => row(&mut table, &record),
            Err(error) => bad = Some(error),
        }
    }
    if !args.json {
        table.print();
    }
    match bad {
        Some(error) => Err(error).context("the log does not verify from here on"),
        None => Ok(Exit::Ok),
    }
}

fn one(record: &Record) -> serde_json::Value {
    let body = match &record.body {
        Body::Decision(decision) => json!({"decision": decision}),
        Body::Recovery(recovery) => json!({"recovery": recovery}),
    };
    json!({"seq": record.seq, "time_ms": record.time_ms, "hash": record.hash, "body": body})
}

fn row(table: &mut Table, record: &Record) {
    let plain = anstyle::Style::new();
    let seq = (record.seq.to_string(), DIM);
    match &record.body {
        Body::Decision(decision) => {
            let name = name(decision);
            let reason = decision.reason.as_ref().map(|reason| reason.code.clone()).unwrap_or_default();
            let plugins: Vec<_> = decision.plugins.iter().map(|plugin| plugin.id.as_str()).collect();
            table.row([
                seq,
                (name.to_owned(), effect(name)),
                (printable(&decision.event.phase), plain),
                (printable(&decision.event.target), plain),
                (printable(&decision.event.subject.id), plain),
                (printable(&reason), plain),
                (printable(&plugins.join(", ")), plain),
                (thousands(decision.plugins.iter().map(|plugin| plugin.fuel).sum()), plain),
            ]);
        }
        Body::Recovery(_) => table.row([
            seq,
            ("recovered".to_owned(), effect("escalate")),
            ("a torn end was set aside".to_owned(), plain),
        ]),
    }
}

fn name(decision: &DecisionRecord) -> &'static str {
    match decision.effect {
        Effect::Allow => "allow",
        Effect::Modify => "modify",
        Effect::Deny => "deny",
        Effect::Escalate => "escalate",
    }
}
