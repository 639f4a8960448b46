//! Where a remark belongs, as far as files go.

use std::{fmt, fs, path::Path};

use portcullis::{document::Document, pack::Entry, plugin::Remark, text::printable};
use toml::de::{DeTable, DeValue};

/// Where a remark belongs, as far as files go.
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: Option<u32>,
    /// What neither file nor line says.
    rest: String,
}

impl Place {
    pub(super) fn of(folder: &Path, entry: &Entry, remark: &Remark) -> Self {
        let within = |pointer: &str| {
            let rest = remark.pointer.strip_prefix(pointer)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_owned())
        };
        let text = entry.texts().iter().find_map(|text| Some((text.file.as_str(), within(&text.pointer)?)));
        let file = text.or_else(|| Some((entry.config_file()?, remark.pointer.clone())));
        let Some((file, rest)) = file else {
            let file = folder.join("pack.toml");
            let line = in_manifest(&file, entry.id(), remark);
            let rest = format!(" `{}` {}", printable(entry.id()), printable(&remark.pointer));
            let rest = if line.is_none() { rest } else { String::new() };
            return Self { file: file.display().to_string(), line, rest };
        };
        let path = folder.join(file);
        // Within a JSON file, a text of several lines stands on one.
        let of_text = remark.line.filter(|_| !rest.is_empty());
        let line = remark.line.filter(|_| of_text.is_none()).or_else(|| line(&path, &rest));
        let rest = match of_text {
            Some(line) => format!(" (line {line} of {rest})"),
            None if line.is_none() && !rest.is_empty() => format!(" {rest}"),
            None => String::new(),
        };
        Self { file: path.display().to_string(), line, rest }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", printable(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, "{}", printable(&self.rest))
    }
}

/// The line on which a value of a JSON file begins.
fn line(file: &Path, pointer: &str) -> Option<u32> {
    let document = Document::parse(fs::read_to_string(file).ok()?).ok()?;
    let value = document.get(pointer)?;
    // The value's text is a part of the document's.
    let offset = value.raw().as_ptr() as usize - document.text().as_ptr() as usize;
    u32::try_from(document.text().get(..offset)?.matches('\n').count() + 1).ok()
}

/// The line of a config that stands in the manifest itself. A text of several lines begins behind its quotes.
fn in_manifest(file: &Path, id: &str, remark: &Remark) -> Option<u32> {
    let text = fs::read_to_string(file).ok()?;
    let manifest = DeTable::parse(&text).ok()?;
    let plugins = manifest.get_ref().get("plugin")?.get_ref().as_array()?;
    let is_it = |plugin: &&toml::Spanned<DeValue<'_>>| {
        plugin.get_ref().get("id").is_some_and(|found| found.get_ref().as_str() == Some(id))
    };
    let mut at = plugins.iter().find(is_it)?.get_ref().get("config")?;
    for token in remark.pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        at = match at.get_ref() {
            DeValue::Array(elements) => elements.get(name.parse::<usize>().ok()?)?,
            value => value.get(name.as_str())?,
        };
    }
    let written = text.get(at.span())?;
    let quoted = ["'''", "\"\"\""].iter().find_map(|quotes| written.strip_prefix(quotes));
    let behind = quoted.is_some_and(|inner| inner.starts_with(['\n', '\r']));
    let begins = text.get(..at.span().start)?.matches('\n').count() + 1 + usize::from(behind);
    Some(u32::try_from(begins).ok()? + remark.line.unwrap_or(1) - 1)
}
