//! The corpora that `tests/eval` builds.

use std::{collections::BTreeMap, fs, ops::Range, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;

/// A text, and what is in it.
pub(super) struct Text {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) corpus: String,
    pub(super) language: String,
    /// How it is disguised, or which format it holds.
    pub(super) form: String,
    pub(super) attack: bool,
    pub(super) labels: Vec<Label>,
}

/// A span in which something is to be found.
pub(super) struct Label {
    /// Globs of the kinds that are right. The first one is the label's name.
    pub(super) kinds: Vec<String>,
    pub(super) span: Range<usize>,
}

/// Reads one split of every family, at most so many texts of each corpus.
pub(super) fn load(folder: &Path, split: &str, most: Option<usize>) -> Result<Vec<Text>> {
    let (mut texts, mut counts) = (Vec::new(), BTreeMap::<String, usize>::new());
    for family in ["injection", "pii", "secrets", "benign"] {
        let path = folder.join(family).with_extension("jsonl");
        let lines = fs::read_to_string(&path).with_context(|| format!("`{}` can't be read", path.display()))?;
        for line in lines.lines() {
            let line: Value = serde_json::from_str(line)?;
            let text =
                text(&line).with_context(|| format!("`{}` has a line that is no text: {line}", path.display()))?;
            if line.get("split").and_then(Value::as_str) != Some(split) {
                continue;
            }
            let count = counts.entry(text.corpus.clone()).or_default();
            *count += 1;
            if most.is_none_or(|most| *count <= most) {
                texts.push(text);
            }
        }
    }
    Ok(texts)
}

fn text(line: &Value) -> Option<Text> {
    let string = |name: &str| line.get(name)?.as_str().map(str::to_owned);
    Some(Text {
        id: string("id")?,
        text: string("text")?,
        corpus: string("corpus")?,
        language: string("language")?,
        form: string("form")?,
        attack: line.get("attack")?.as_bool()?,
        labels: line.get("labels")?.as_array()?.iter().map(label).collect::<Option<_>>()?,
    })
}

fn label(label: &Value) -> Option<Label> {
    let kinds = label.get("kinds")?.as_array()?.iter().map(|kind| kind.as_str().map(str::to_owned));
    Some(Label { kinds: kinds.collect::<Option<_>>()?, span: span(label)? })
}

/// The span that a line gives by `start` and `end`.
pub(super) fn span(line: &Value) -> Option<Range<usize>> {
    let at = |name: &str| usize::try_from(line.get(name)?.as_u64()?).ok();
    Some(at("start")?..at("end")?)
}
