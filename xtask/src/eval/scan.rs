//! The command's part: `portcullis scan` over a split.

use std::{
    collections::HashMap,
    fs::{self, File},
    ops::Range,
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::corpora::{Text, span};

/// What was found, by the text's id.
pub(super) type Answers = HashMap<String, Answer>;

/// What was found in a text, and how long it took.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) found: Vec<Found>,
    pub(super) micros: u64,
    /// Whether it could not be scanned. A gate would deny; here nothing counts as found.
    pub(super) failed: bool,
}

#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: String,
    pub(super) severity: Severity,
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    pub(super) const ALL: [(Self, &'static str); 4] =
        [(Self::Low, "low"), (Self::Medium, "medium"), (Self::High, "high"), (Self::Critical, "critical")];
}

/// Scans texts with everything from low on. Input and output are files, so that neither side waits for the other.
pub(super) fn scan(command: &Path, pack: &Path, folder: &Path, split: &str, texts: &[Text]) -> Result<Answers> {
    let (input, output) = (folder.join(format!("{split}.in.jsonl")), folder.join(format!("{split}.out.jsonl")));
    let lines: String =
        texts.iter().map(|text| json!({ "id": text.id, "text": text.text }).to_string() + "\n").collect();
    fs::write(&input, lines).with_context(|| format!("`{}` can't be written", input.display()))?;
    let mut scan = Command::new(command);
    scan.args(["scan", "--json", "--times", "--at-least", "low", "--pack"]).arg(pack).arg("-");
    let status = scan.stdin(File::open(&input)?).stdout(File::create(&output)?).status()?;
    // 1 says that there are findings, 3 that a text could not be scanned: which ones, its own messages tell.
    ensure!(matches!(status.code(), Some(0 | 1 | 3)), "`portcullis scan` failed ({status}) over `{}`", input.display());
    let mut answers = read(&fs::read_to_string(&output)?)?;
    for text in texts {
        let failed = || Answer { failed: true, ..Answer::default() };
        answers.entry(text.id.clone()).or_insert_with(failed);
    }
    ensure!(
        answers.values().any(|answer| !answer.failed),
        "`portcullis scan` scanned nothing of `{}`",
        input.display()
    );
    Ok(answers)
}

fn read(lines: &str) -> Result<Answers> {
    let mut answers = Answers::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).with_context(|| format!("`portcullis scan` says `{line}`"))?;
        let id = line.get("id").and_then(Value::as_str).context("a line has no id")?;
        let answer = answers.entry(id.to_owned()).or_default();
        if line.get("kind").is_some() {
            answer.found.push(found(&line).with_context(|| format!("`portcullis scan` says `{line}`"))?);
        } else {
            answer.micros = line.get("us").and_then(Value::as_u64).context("a line has no time")?;
        }
    }
    Ok(answers)
}

fn found(line: &Value) -> Option<Found> {
    let severity = line.get("severity")?.as_str()?;
    Some(Found {
        kind: line.get("kind")?.as_str()?.to_owned(),
        severity: Severity::ALL.iter().find(|(_, name)| *name == severity)?.0,
        span: span(line)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_and_times_of_a_text_come_together() {
        let lines = "{\"id\":\"a\",\"kind\":\"x/y\",\"severity\":\"high\",\"start\":1,\"end\":3,\"us\":9}\n\
                     {\"id\":\"a\",\"bytes\":5,\"us\":9}\n{\"id\":\"b\",\"bytes\":5,\"us\":7}\n";
        let answers = read(lines).expect("it is well-formed");
        let [found] = &answers["a"].found[..] else { panic!("{answers:?}") };
        assert_eq!((found.kind.as_str(), found.severity, found.span.clone()), ("x/y", Severity::High, 1..3));
        assert_eq!((answers["a"].micros, answers["b"].micros, answers["b"].found.len()), (9, 7, 0));
        read("{\"id\":\"a\",\"kind\":\"x/y\",\"severity\":\"odd\",\"start\":1,\"end\":3}").expect_err("no severity");
    }
}
