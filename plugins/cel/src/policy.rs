use std::collections::BTreeSet;
use std::sync::Arc;

use cel::{Context, DeclarationError, Env, extensions};
use portcullis_guest::prelude::*;

use crate::config::{Config, Effect, Otherwise};
use crate::event::context;
use crate::rule::Rule;

/// The policy, with its rules compiled.
pub struct CelRules {
    pub(crate) env: Arc<Env>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) otherwise: Otherwise,
    /// The names that some rule uses: nothing else is read of an event.
    pub(crate) used: BTreeSet<String>,
}

impl Policy for CelRules {
    type Config = Config;
    const NAME: &str = "cel";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::new();
        let env = environment().map_err(|error| ConfigErrors::at("", error.to_string()))?;
        if config.rules.is_empty() {
            errors.add("/rules", "there is no rule: add one");
        }
        let mut ids = BTreeSet::new();
        let mut rules = Vec::new();
        for (index, rule) in config.rules.into_iter().enumerate() {
            let at = format!("/rules/{index}");
            if !ids.insert(rule.id.clone()) {
                errors.add(format!("{at}/id"), format!("`{}` is another rule's", rule.id.escape_debug()));
            }
            rules.extend(Rule::compile(rule, &at, &env, &mut errors));
        }
        if config.otherwise == Otherwise::Allow && rules.iter().all(|rule| rule.written.effect == Effect::Allow) {
            errors.add(
                "/otherwise",
                "everything is allowed, whatever the rules say: write `deny`, or a rule that denies",
            );
        }
        let used = rules.iter().flat_map(Rule::names).cloned().collect();
        errors.into_result(Self { env: Arc::new(env), rules, otherwise: config.otherwise, used })
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let context = context(event, payload, &self.used, &self.env)?;
        let mut fired = Vec::new();
        let mut failed = Vec::new();
        for rule in &self.rules {
            match rule.fires(&context) {
                Ok(true) => fired.push(rule),
                Ok(false) => {}
                Err(reason) => failed.push((rule, reason)),
            }
        }
        let verdict = if failed.is_empty() { self.verdict(&fired, &context)? } else { undecided(&failed) };
        Ok(fired.iter().fold(verdict, |verdict, rule| verdict.note(&*rule.written.id)))
    }
}

/// What expressions may call.
pub(crate) fn environment() -> Result<Env, DeclarationError> {
    let mut env = Env::stdlib();
    env.set_error_on_duplicate_map_keys(true);
    env.add_extension(extensions::strings)?;
    Ok(env)
}

impl CelRules {
    /// Deny beats escalate beats edit beats allow; an edit alone allows nothing.
    fn verdict(&self, fired: &[&Rule], context: &Context<'_, '_>) -> Result<Verdict, Error> {
        let of = |effect| fired.iter().copied().filter(move |rule| rule.written.effect == effect);
        let denying: Vec<_> = of(Effect::Deny).collect();
        let escalating: Vec<_> = of(Effect::Escalate).collect();
        if let Some(first) = denying.first() {
            let violation = |rule: &&Rule| Violation::new(rule.code(), "").rule(&*rule.written.id);
            let denial = Verdict::deny(first.code(), details(&denying));
            return Ok(told(denying.iter().map(violation).fold(denial, Verdict::violation), &denying));
        }
        if let Some(first) = escalating.first() {
            return Ok(told(escalation(first, &escalating), &escalating));
        }
        if self.otherwise == Otherwise::Deny && of(Effect::Allow).next().is_none() {
            return Ok(Verdict::deny("not-allowed", "no rule allows it"));
        }
        let edits = of(Effect::Edit).try_fold(Edits::new(), |edits, rule| {
            rule.edit(context, edits)
                .map_err(|reason| Error::new(format!("the edits of `{}`: {reason}", rule.written.id)))
        })?;
        Ok(if edits.is_empty() { Verdict::allow() } else { Verdict::modify(edits) })
    }
}

/// One approval is never taken for two: where rules name different people, nobody may approve.
fn escalation(first: &Rule, escalating: &[&Rule]) -> Verdict {
    let same = escalating.iter().all(|rule| rule.written.approvers == first.written.approvers);
    if !same {
        let violation = |rule: &&Rule| Violation::new(rule.code(), "").rule(&*rule.written.id);
        let denial = Verdict::deny(
            "approvals-conflict",
            "several rules ask different people, and one approval can't be taken for all",
        );
        return escalating.iter().map(violation).fold(denial, Verdict::violation);
    }
    let verdict = Verdict::escalate(first.code(), details(escalating));
    first.written.approvers.iter().fold(verdict, |verdict, approver| verdict.approver(approver))
}

/// A rule that fails might have denied.
fn undecided(failed: &[(&Rule, String)]) -> Verdict {
    let detail: Vec<_> = failed.iter().map(|(rule, reason)| format!("`{}`: {reason}", rule.written.id)).collect();
    let violation = |(rule, _): &(&Rule, String)| Violation::new("rule-failed", "").rule(&*rule.written.id);
    failed.iter().map(violation).fold(Verdict::deny("rule-failed", detail.join("; ")), Verdict::violation)
}

fn details(rules: &[&Rule]) -> String {
    rules.iter().map(|rule| rule.detail()).collect::<Vec<_>>().join("; ")
}

/// The model reads the first message that there is.
fn told(verdict: Verdict, rules: &[&Rule]) -> Verdict {
    match rules.iter().find_map(|rule| rule.written.message.as_ref()) {
        Some(message) => verdict.message(message),
        None => verdict,
    }
}
