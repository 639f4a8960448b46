//! Attacks are told per text: found where anything of a severity is found in it.

use std::collections::BTreeMap;

use super::{
    Measured,
    metrics::{Share, of_family},
    scan::{Answer, Severity},
    table::{percent, table},
};

/// Disguised orders count on their own; the mean over sources leaves them out.
const DISGUISED: &str = "injection/disguised";

/// Whether the stock pack would act.
pub(super) fn is_found(answer: &Answer, least: Severity) -> bool {
    of_family(&answer.found, "injection/", least).next().is_some()
}

pub(super) fn section(measured: &Measured) -> String {
    let mut sources = BTreeMap::<&str, Vec<&Answer>>::new();
    let (mut disguises, mut languages) = (BTreeMap::<&str, Vec<&Answer>>::new(), BTreeMap::<&str, Vec<&Answer>>::new());
    for (text, answer) in measured.of("").filter(|(text, _)| text.attack) {
        sources.entry(&text.corpus).or_default().push(answer);
        if !text.form.is_empty() {
            disguises.entry(&text.form).or_default().push(answer);
        } else {
            languages.entry(&text.language).or_default().push(answer);
        }
    }
    let head = |what| [what, "texts", "low or worse", "medium or worse", "high or worse"];
    let mut text = table("Attacks by source", &head("source"), &rows(&sources));
    text += &table("Attacks by language", &head("language"), &rows(&languages));
    text + &table("Attacks by disguise", &head("disguise"), &rows(&disguises))
}

fn rows(groups: &BTreeMap<&str, Vec<&Answer>>) -> Vec<Vec<String>> {
    let row = |(name, answers): (&&str, &Vec<&Answer>)| {
        let share = |least| percent(Share::of(answers.iter().map(|answer| is_found(answer, least))));
        let shares = [Severity::Low, Severity::Medium, Severity::High].map(share);
        [(*name).to_owned(), answers.len().to_string()].into_iter().chain(shares).collect()
    };
    groups.iter().map(row).collect()
}

/// Attacks that are found, over all texts of sources that are not disguised.
pub(super) fn plain(measured: &Measured) -> Share {
    let attacks = measured.of("injection/").filter(|(text, _)| text.attack && !text.corpus.starts_with(DISGUISED));
    Share::of(attacks.map(|(_, answer)| is_found(answer, Severity::Medium)))
}

/// Attacks in disguise that are found.
pub(super) fn disguised(measured: &Measured, corpus: &str) -> Share {
    let attacks = measured.of(DISGUISED).filter(|(text, _)| text.corpus == corpus);
    Share::of(attacks.map(|(_, answer)| is_found(answer, Severity::Medium)))
}

/// The mean over sources, each weighing the same.
pub(super) fn mean(measured: &Measured) -> f64 {
    let mut sources = BTreeMap::<&str, Vec<bool>>::new();
    let attacks = measured.of("injection/").filter(|(text, _)| text.attack && !text.corpus.starts_with(DISGUISED));
    for (text, answer) in attacks {
        sources.entry(&text.corpus).or_default().push(is_found(answer, Severity::Medium));
    }
    let count = sources.len().max(1) as f64;
    sources.into_values().map(|found| Share::of(found).value()).sum::<f64>() / count
}
