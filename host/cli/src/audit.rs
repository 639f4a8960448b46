//! `portcullis audit`: a log, verified and shown.

use anyhow::Context;
use portcullis::text::printable;
use portcullis_audit::{Body, DecisionRecord, Effect, Reader, Record};
use serde_json::json;

use crate::{
    Exit,
    args::Log,
    print::{DIM, Table, effect, styled, thousands},
};

pub(crate) fn verify(args: &Log) -> anyhow::Result<Exit> {
    let verified = portcullis_audit::verify_file(&args.log).context("the log does not verify")?;
    if args.json {
        let output = json!({
            "records": verified.records,
            "decisions": verified.decisions,
            "recoveries": verified.recoveries,
            "first": verified.first,
            "last": verified.last,
            "torn_bytes": verified.torn_bytes,
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
