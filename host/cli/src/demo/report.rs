//! The table of what was decided.

use std::sync::Mutex;

use portcullis::{
    decision::{Decision, Effect},
    text::printable,
};
use portcullis_openai::CallReport;

use crate::{
    check::summary,
    print::{BOLD, DIM, Table, effect, styled, thousands},
};

/// The reports of the calls so far, in the order in which they ended.
#[derive(Default)]
pub(super) struct Reports(Mutex<Vec<CallReport>>);

impl Reports {
    pub(super) fn add(&self, report: &CallReport) {
        if let Ok(mut reports) = self.0.lock() {
            reports.push(report.clone());
        }
    }

    pub(super) fn print(&self) {
        let mut table = Table::new(&["tool", "", "verdict", "reason", "plugin", "digest", "fuel", "µs"]);
        for report in self.0.lock().iter().flat_map(|reports| reports.iter()) {
            for (what, decision) in [("call", &report.call), ("result", &report.result)] {
                if let Some(decision) = decision {
                    rows(&mut table, &report.tool, what, decision);
                }
            }
        }
        anstream::println!("\n{}", styled(BOLD, "Decisions"));
        table.print();
    }
}

/// A row for each plugin that was asked; the verdict stands with the one that it comes from.
fn rows(table: &mut Table, tool: &str, what: &str, decision: &Decision) {
    let plain = anstyle::Style::new();
    let (verdict, reason) = match &decision.effect {
        Effect::Deny(denied) => ("deny", denied.denial.code.clone()),
        Effect::Escalate(needs) => ("escalate", needs.escalation.code.clone()),
        Effect::Modify(_) => ("modify", String::new()),
        Effect::Allow(_) => ("allow", String::new()),
    };
    table.row([
        (printable(tool), BOLD),
        (what.to_owned(), plain),
        (verdict.to_owned(), effect(verdict)),
        (reason, plain),
        (String::new(), plain),
        (String::new(), plain),
        (thousands(decision.answers.iter().map(|answer| answer.fuel).sum()), plain),
        (decision.time.as_micros().to_string(), plain),
    ]);
    for answer in &decision.answers {
        let (name, detail) = summary(&answer.answer);
        table.row([
            (String::new(), plain),
            (String::new(), plain),
            (format!("  {name}"), effect(name)),
            (detail, DIM),
            (answer.plugin.clone(), plain),
            (answer.digest.to_string().chars().skip(7).take(12).collect(), DIM),
            (thousands(answer.fuel), DIM),
            (answer.time.as_micros().to_string(), DIM),
        ]);
    }
}
