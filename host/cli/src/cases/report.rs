//! What people and programs read of test cases.

use std::path::PathBuf;

use portcullis::text::printable;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Case, Difference, Outcome};
use crate::{
    Exit,
    print::{BOLD, DIM, effect, styled, thousands},
};

/// Says what came of each case as it comes, or all at the end as JSON.
pub(crate) struct Report {
    /// None where people read.
    json: Option<Vec<Output>>,
    passed: usize,
    failed: usize,
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self { json: json.then(Vec::new), passed: 0, failed: 0 }
    }

    pub(super) fn case(&mut self, case: &Case, outcome: Outcome) {
        let passed = outcome.differences.is_empty();
        *(if passed { &mut self.passed } else { &mut self.failed }) += 1;
        match &mut self.json {
            Some(cases) => cases.push(Output::of(case, outcome)),
            None => print(case, &outcome),
        }
    }

    /// Says what all came to.
    pub(crate) fn end(self) -> anyhow::Result<Exit> {
        let Self { json, passed, failed } = self;
        match json {
            Some(cases) => {
                #[derive(Serialize)]
                struct All {
                    passed: usize,
                    failed: usize,
                    cases: Vec<Output>,
                }
                anstream::println!("{}", serde_json::to_string_pretty(&All { passed, failed, cases })?);
            }
            None => {
                let (word, style) = if failed == 0 { ("PASSED", "allow") } else { ("FAILED", "deny") };
                anstream::println!("\n{} {passed} of {} cases pass", styled(effect(style), word), passed + failed);
            }
        }
        Ok(if failed == 0 { Exit::Ok } else { Exit::Deny })
    }
}

fn print(case: &Case, outcome: &Outcome) {
    let Outcome { differences, found, fuel, time } = outcome;
    let name = printable(&case.name);
    if differences.is_empty() {
        let cost = format!("{} fuel, {} µs", thousands(*fuel), time.as_micros());
        anstream::println!("  {} {name}  {}", styled(effect("allow"), "ok  "), styled(DIM, cost));
        return;
    }
    let place = format!("{}:{}", case.file.display(), case.place.0);
    anstream::println!("  {} {}  {}", styled(effect("deny"), "FAIL"), styled(BOLD, name), styled(DIM, place));
    for difference in differences {
        let found = difference.found.as_deref().map_or("nothing".to_owned(), printable);
        anstream::println!("       {}", difference.at);
        anstream::println!("       {} {}", styled(effect("deny"), "- expected"), printable(&difference.expected));
        anstream::println!("       {} {found}", styled(effect("allow"), "+ found   "));
    }
    anstream::println!("       {} {}", styled(DIM, "all of it:"), printable(found));
}

/// What programs read of a case.
#[derive(Serialize)]
struct Output {
    file: PathBuf,
    line: usize,
    name: String,
    passed: bool,
    fuel: u64,
    us: u64,
    differences: Vec<Difference>,
    /// As it is: numbers keep their text.
    found: Option<Box<RawValue>>,
}

impl Output {
    fn of(case: &Case, outcome: Outcome) -> Self {
        Self {
            file: case.file.clone(),
            line: case.place.0,
            name: case.name.clone(),
            passed: outcome.differences.is_empty(),
            fuel: outcome.fuel,
            us: u64::try_from(outcome.time.as_micros()).unwrap_or(u64::MAX),
            differences: outcome.differences,
            found: RawValue::from_string(outcome.found).ok(),
        }
    }
}
