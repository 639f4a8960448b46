//! Where texts come from.

use std::{
    fs::File,
    io::{self, BufRead, Read},
    path::Path,
};

use anyhow::{Context, bail};
use serde::Deserialize;
use walkdir::{DirEntry, WalkDir};

/// A longer file is passed over, in bytes: it is read whole.
const LONGEST: u64 = 256 << 20;

/// One text, and what it is called.
pub(super) struct Text {
    pub(super) id: String,
    pub(super) text: String,
}

/// A file that is no text.
pub(super) struct Skipped {
    pub(super) path: String,
    pub(super) why: &'static str,
}

type Each<'e> = dyn FnMut(Result<Text, Skipped>) -> anyhow::Result<()> + 'e;

/// Calls for each text below a path, in the order of names; `-` stands for JSON lines on standard input.
pub(super) fn each(path: &Path, call: &mut Each<'_>) -> anyhow::Result<()> {
    if path == Path::new("-") {
        return lines(io::stdin().lock(), call);
    }
    let walk = WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry));
    for entry in walk {
        let entry = entry.context("a folder can't be read")?;
        if entry.file_type().is_file() {
            call(file(entry.path())?)?;
        }
    }
    Ok(())
}

/// Version control's own folders and the like. A file or a folder that was named is never passed over for its name.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() > 0 && entry.file_type().is_dir() && name.starts_with('.')
}

fn file(path: &Path) -> anyhow::Result<Result<Text, Skipped>> {
    let id = path.display().to_string();
    let unreadable = || format!("`{id}` can't be read");
    let file = File::open(path).with_context(unreadable)?;
    if file.metadata().with_context(unreadable)?.len() > LONGEST {
        return Ok(Err(Skipped { path: id, why: "it is longer than 256 MiB" }));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes).with_context(unreadable)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => Err(Skipped { path: id, why: "it is no text" }),
        Ok(text) => Ok(Text { id, text }),
        Err(_) => Err(Skipped { path: id, why: "it is not UTF-8" }),
    })
}

fn lines(input: impl BufRead, call: &mut Each<'_>) -> anyhow::Result<()> {
    for (index, line) in input.lines().enumerate() {
        let number = index + 1;
        let line = line.with_context(|| format!("line {number} of standard input can't be read"))?;
        if line.trim().is_empty() {
            continue;
        }
        let Ok(line) = serde_json::from_str::<Line>(&line) else {
            bail!("line {number} of standard input is not {{\"id\": …, \"text\": …}}");
        };
        let id = match line.id {
            None => number.to_string(),
            Some(serde_json::Value::String(id)) => id,
            Some(other) => other.to_string(),
        };
        call(Ok(Text { id, text: line.text }))?;
    }
    Ok(())
}

/// A line of standard input. What else it has is nobody's business here.
#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    text: String,
}
