//! Personal data and secrets are told by their spans.

use std::collections::BTreeMap;

use super::{
    Measured,
    corpora::Text,
    metrics::{Share, Spans, compare, of_family},
    scan::{Answer, Severity},
    table::{percent, table},
};

/// What is told by spans: the corpora, the family of kinds, and what such findings are called.
pub(super) struct Family {
    pub(super) corpora: &'static str,
    pub(super) kinds: &'static str,
    pub(super) name: &'static str,
}

pub(super) const PII: Family = Family { corpora: "pii/", kinds: "pii/", name: "Personal data" };
pub(super) const SECRETS: Family = Family { corpora: "secrets/", kinds: "secret/", name: "Secrets" };

/// Counts by whatever a text or a kind is grouped by.
type Groups = BTreeMap<String, Spans>;

pub(super) fn section(measured: &Measured, family: &Family) -> String {
    let (mut kinds, mut languages, mut corpora) = (Groups::new(), Groups::new(), Groups::new());
    let mut severities: BTreeMap<Severity, Share> = BTreeMap::new();
    for (text, answer) in measured.of(family.corpora) {
        let mut sum = Spans::default();
        let found: Vec<_> = of_family(&answer.found, family.kinds, Severity::Low).collect();
        let (labels, vain) = compare(text, &found);
        for (label, outcome) in text.labels.iter().zip(labels) {
            let one = one(outcome);
            sum.add(one);
            kinds.entry(label.kinds.first().cloned().unwrap_or_default()).or_default().add(one);
        }
        for found in &found {
            let share = severities.entry(found.severity).or_default();
            share.of += 1;
            share.hits += usize::from(!vain.iter().any(|other| std::ptr::eq(*other, *found)));
        }
        for found in vain {
            sum.vain += 1;
            // Labels of secrets are for any kind: a secret's own kind is no row of its own.
            let name = if family.kinds == SECRETS.kinds { "secret/*" } else { &found.kind };
            kinds.entry(name.to_owned()).or_default().vain += 1;
        }
        languages.entry(text.language.clone()).or_default().add(sum);
        corpora.entry(text.corpus.clone()).or_default().add(sum);
    }
    let head = |what| [what, "labels", "precision", "recall", "F1", "of those found: the very span", "in vain"];
    let mut text = String::new();
    for (what, groups) in [("kind", &kinds), ("corpus", &corpora), ("language", &languages)] {
        if groups.len() > 1 {
            text += &table(&format!("{} by {what}", family.name), &head(what), &rows(groups));
        }
    }
    let named =
        |severity: Severity| Severity::ALL.iter().find(|(one, _)| *one == severity).map_or("", |(_, name)| *name);
    let row = |(severity, share): (&Severity, &Share)| {
        vec![named(*severity).to_owned(), share.of.to_string(), percent(*share)]
    };
    let severities: Vec<_> = severities.iter().map(row).collect();
    text + &table(&format!("{} by severity", family.name), &["severity", "findings", "precision"], &severities)
}

fn one(outcome: Option<bool>) -> Spans {
    Spans {
        found: usize::from(outcome.is_some()),
        missed: usize::from(outcome.is_none()),
        exact: usize::from(outcome == Some(true)),
        vain: 0,
    }
}

fn rows(groups: &Groups) -> Vec<Vec<String>> {
    let row = |(name, spans): (&String, &Spans)| {
        let labels = spans.recall().of;
        // Without a label there is nothing to be right about.
        let f1 = if labels == 0 { "–".to_owned() } else { format!("{:.3}", spans.f1()) };
        let precision = if labels == 0 { "–".to_owned() } else { percent(spans.precision()) };
        vec![
            name.clone(),
            labels.to_string(),
            precision,
            percent(spans.recall()),
            f1,
            percent(spans.exact()),
            spans.vain.to_string(),
        ]
    };
    groups.iter().map(row).collect()
}

/// Over all corpora of the family, what looks alike and is none included.
pub(super) fn total(measured: &Measured, family: &Family) -> Spans {
    measured.of(family.corpora).fold(Spans::default(), |mut sum, (text, answer)| {
        let (labels, vain) = compared(text, answer, family);
        labels.into_iter().for_each(|outcome| sum.add(one(outcome)));
        sum.vain += vain;
        sum
    })
}

/// Texts without anything in them, in which something was found.
pub(super) fn look_alikes(measured: &Measured, family: &Family) -> Share {
    let texts = measured.of(family.corpora).filter(|(text, _)| text.corpus.ends_with("/look-alikes"));
    Share::of(texts.map(|(text, answer)| compared(text, answer, family).1 > 0))
}

fn compared(text: &Text, answer: &Answer, family: &Family) -> (Vec<Option<bool>>, usize) {
    let found: Vec<_> = of_family(&answer.found, family.kinds, Severity::Low).collect();
    let (labels, vain) = compare(text, &found);
    (labels, vain.len())
}
