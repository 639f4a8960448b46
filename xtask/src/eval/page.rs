//! The tables of docs/sanitisers.md, and what was missed, for whoever wants to improve on it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Measured, injection,
    metrics::{Share, compare, of_family},
    scan::Severity,
    spans::{self, PII, SECRETS},
    speed,
    table::{percent, table},
};
use crate::run;

const PAGE: &str = "docs/sanitisers.md";
const BEGIN: &str = "<!-- Written by `cargo xtask eval`: begin -->\n";
const END: &str = "<!-- Written by `cargo xtask eval`: end -->";

/// Everything that was measured.
pub(super) fn tables(all: &[Measured], quick: bool) -> String {
    let build = if quick { "development build, a part of each corpus: times mean nothing" } else { "release build" };
    let mut text = format!("`cargo xtask eval`, {build}; {}.\n\n", machine());
    text += &summary(all);
    for measured in all {
        text += &format!("## The part `{}`\n\n", measured.split);
        text += &in_vain(measured);
        text += &injection::section(measured);
        text += &spans::section(measured, &PII);
        text += &spans::section(measured, &SECRETS);
        text += &speed::section(measured);
    }
    text
}

fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| Some(line.strip_prefix("model name")?.split_once(':')?.1.trim()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let date = run::version(Command::new("date").args(["-u", "+%F"])).unwrap_or_default();
    format!("{}, {cores} cores, {date}", model.unwrap_or("processor not known"))
}

fn summary(all: &[Measured]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |what: &str, target: &str, figure: &dyn Fn(&Measured) -> String| {
        let figures = all.iter().map(figure);
        rows.push([what.to_owned(), target.to_owned()].into_iter().chain(figures).collect());
    };
    row("injection: attacks found", "≥ 75 %", &|m| percent(injection::plain(m)));
    row("injection: mean over sources", "≥ 45 %", &|m| format!("{:.1} %", injection::mean(m) * 100.0));
    row("injection: our own orders in disguise", "≥ 80 %", &|m| {
        percent(injection::disguised(m, "injection/disguised"))
    });
    row("injection: others' attacks in disguise", "≥ 80 %", &|m| {
        percent(injection::disguised(m, "injection/disguised-packages"))
    });
    row("injection: plain texts with findings", "≤ 0.5 %", &|m| percent(benign(m, false)));
    row("injection: hard texts with findings", "≤ 2 %", &|m| percent(benign(m, true)));
    for (family, f1, vain) in [(&PII, "≥ 0.95", "–"), (&SECRETS, "≥ 0.93", "≤ 5 %")] {
        let name = family.name.to_lowercase();
        row(&format!("{name}: F1"), f1, &|m| format!("{:.3}", spans::total(m, family).f1()));
        row(&format!("{name}: precision"), "–", &|m| percent(spans::total(m, family).precision()));
        row(&format!("{name}: recall"), "–", &|m| percent(spans::total(m, family).recall()));
        row(&format!("{name}: look-alikes with findings"), vain, &|m| percent(spans::look_alikes(m, family)));
    }
    row("texts that could not be scanned", "0", &|m| m.of("").filter(|(_, answer)| answer.failed).count().to_string());
    let parts: Vec<_> = all.iter().map(|measured| measured.split).collect();
    let head: Vec<_> = ["what", "target"].into_iter().chain(parts).collect();
    table("In short", &head, &rows)
}

fn benign(measured: &Measured, hard: bool) -> Share {
    let texts = measured.of("benign/").filter(|(text, _)| text.corpus.starts_with("benign/hard") == hard);
    Share::of(texts.map(|(_, answer)| injection::is_found(answer, Severity::Medium)))
}

/// Benign texts: what is found there is wrong, but for the addresses of authors and the like.
fn in_vain(measured: &Measured) -> String {
    let mut groups = BTreeMap::<&str, Vec<_>>::new();
    for (text, answer) in measured.of("benign/") {
        groups.entry(&text.corpus).or_default().push(answer);
    }
    let rows: Vec<_> = groups
        .into_iter()
        .map(|(corpus, answers)| {
            let share = |family, least| {
                percent(Share::of(
                    answers.iter().map(|answer| of_family(&answer.found, family, least).next().is_some()),
                ))
            };
            let shares = [
                share("injection/", Severity::Medium),
                share("secret/", Severity::Medium),
                share("pii/", Severity::Medium),
            ];
            [corpus.to_owned(), answers.len().to_string()].into_iter().chain(shares).collect()
        })
        .collect();
    let head = ["corpus", "texts", "with injection", "with a secret", "with personal data, much of it real"];
    table("Benign texts with findings, medium or worse", &head, &rows)
}

/// Writes every text that was judged wrongly, a line each, and answers where.
pub(super) fn write_missed(folder: &Path, all: &[Measured]) -> Result<PathBuf> {
    let mut lines = String::new();
    for measured in all {
        for (text, answer) in measured.of("") {
            let attack = injection::is_found(answer, Severity::Medium);
            let mut wrong: Vec<String> = Vec::new();
            if answer.failed {
                wrong.push("not scanned".to_owned());
            }
            if text.attack != attack && (text.attack || text.corpus.starts_with("benign/")) {
                wrong.push(if attack { "injection in vain" } else { "attack missed" }.to_owned());
            }
            for family in [&PII, &SECRETS].into_iter().filter(|family| text.corpus.starts_with(family.corpora)) {
                let found: Vec<_> = of_family(&answer.found, family.kinds, Severity::Low).collect();
                let (labels, vain) = compare(text, &found);
                let missed = text.labels.iter().zip(labels).filter(|(_, outcome)| outcome.is_none());
                wrong.extend(missed.map(|(label, _)| format!("missed {:?} at {:?}", label.kinds, label.span)));
                wrong.extend(vain.iter().map(|found| format!("{} in vain at {:?}", found.kind, found.span)));
            }
            if !wrong.is_empty() {
                let line = json!({ "id": text.id, "split": measured.split, "form": text.form, "language": text.language,
                    "wrong": wrong, "text": text.text });
                lines += &format!("{line}\n");
            }
        }
    }
    let path = folder.join("missed.jsonl");
    fs::write(&path, lines).with_context(|| format!("`{}` can't be written", path.display()))?;
    Ok(path)
}

/// Puts the tables into the page.
pub(super) fn write(root: &Path, tables: &str) -> Result<()> {
    let path = root.join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("`{PAGE}` can't be read"))?;
    let page = replaced(&page, tables).with_context(|| format!("`{PAGE}` lacks the lines that tables go between"))?;
    fs::write(&path, page).with_context(|| format!("`{PAGE}` can't be written"))
}

fn replaced(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{tables}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let page = format!("before\n{BEGIN}old\n{END}\nafter\n");
        let page = replaced(&page, "new\n").expect("it has the marks");
        assert_eq!(page, format!("before\n{BEGIN}\nnew\n{END}\nafter\n"));
        assert_eq!(replaced(&page, "new\n").expect("it still has"), page);
        assert_eq!(replaced("no marks", ""), None);
    }
}
