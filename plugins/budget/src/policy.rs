use std::{collections::BTreeMap, time::Duration};

use jiff::{
    Zoned,
    tz::{TimeZone, TimeZoneDatabase},
};
use portcullis_guest::{prelude::*, state};

use crate::{
    amount::{self, Tokens},
    config::{Config, Count, Price},
    held::{Held, Reservation},
    rule::Rule,
    window,
};

/// The policy, with a config that was checked.
#[derive(Debug)]
pub struct Budget {
    pub(crate) rules: Vec<Rule>,
    prefix: String,
    pub(crate) zone: TimeZone,
    pub(crate) prices: BTreeMap<String, Price>,
    lease: Duration,
    pub(crate) settle: bool,
    bytes_per_token: u64,
    output_tokens: u64,
}

impl Policy for Budget {
    type Config = Config;
    const NAME: &str = "budget";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[Phase::ModelRequest, Phase::ModelResponse, Phase::ToolCall, Phase::ToolResult];
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::new();
        let zone = TimeZoneDatabase::bundled().get(&config.timezone).unwrap_or_else(|_| {
            errors.add("/timezone", format!("`{}` is no IANA time zone: write `Europe/Berlin`", config.timezone));
            TimeZone::UTC
        });
        let mut rules: Vec<Rule> = Vec::new();
        for (index, rule) in config.rules.into_iter().enumerate() {
            let at = format!("/rules/{index}");
            if rules.iter().any(|other| other.id == rule.id) {
                errors.add(
                    format!("{at}/id"),
                    format!("the id `{}` is taken: what two rules count must not mix", rule.id),
                );
            }
            if rule.count == Count::Cost && rule.call_cost.is_none() && config.prices.is_empty() {
                errors.add(format!("{at}/count"), "nothing has a cost: give `prices`, or `call_cost`");
            }
            match Rule::read(rule, &at) {
                Ok(rule) => rules.push(rule),
                Err(others) => errors.extend(others),
            }
        }
        errors.into_result(Self {
            rules,
            prefix: config.prefix,
            zone,
            prices: config.prices,
            lease: Duration::from_secs(config.lease_s),
            settle: config.settle,
            bytes_per_token: config.bytes_per_token.max(1),
            output_tokens: config.output_tokens,
        })
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let now = window::zoned(event.time_ms, &self.zone)?;
        match event.phase {
            Phase::ModelRequest | Phase::ToolCall => self.reserve(event, payload, &now),
            _ if self.settle => self.settle(event, payload, &now),
            _ => Ok(Verdict::allow()),
        }
    }
}

impl Budget {
    /// Reserves what the event may take at most, by every rule. The host releases it if the event does not happen.
    fn reserve(&self, event: &Event, payload: &Document, now: &Zoned) -> Result<Verdict, Error> {
        let model: String = payload.get("/model").unwrap_or_default().unwrap_or_default();
        let mut held = Held { model, of: Vec::new() };
        let (mut notes, mut violations, mut retry) = (Vec::new(), Vec::new(), Duration::ZERO);
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.covers(event, now)) {
            let amount = self.at_most(rule, event, payload, &held.model)?;
            let key = rule.key(&self.prefix, event, payload)?;
            let (window, length) = rule.window.at(now)?;
            let settles = self.settle && rule.settles(event);
            let lease = if settles { self.lease } else { length };
            let id = &event.id;
            let reserved =
                state::reserve(&state::Reservation { key: &key, id, amount, limit: rule.limit, window, lease })?;
            let (used, limit) = (rule.told(reserved.used), rule.told(rule.limit));
            if reserved.granted {
                notes.push(format!("{}: {used} of {limit} are used or reserved", rule.id));
                if settles {
                    held.of.push(Reservation { rule: index, key, amount });
                }
                continue;
            }
            retry = retry.max(reserved.retry.unwrap_or_default());
            notes.push(format!(
                "{}: {used} of {limit} are used or reserved, and {} more are needed",
                rule.id,
                rule.told(amount)
            ));
            let over = reserved.used.saturating_add(amount);
            let violation = Violation::new("budget-exceeded", "").found(rule.told(over)).allowed(&limit);
            violations.push(violation.rule(&rule.id));
        }
        if violations.is_empty() {
            if !held.of.is_empty() {
                held.keep(&self.prefix, &event.id, self.lease)?;
            }
            return Ok(notes.into_iter().fold(Verdict::allow(), Verdict::note));
        }
        let ids: Vec<&str> = violations.iter().filter_map(|violation| violation.rule.as_deref()).collect();
        let mut denial = Denial::new("budget-exceeded", format!("used up: {}", ids.join(", ")));
        denial.message = Some(format!("A budget is used up. Try again {}.", later(retry)));
        denial.violations = violations;
        Ok(notes.into_iter().fold(Verdict::from(denial), Verdict::note))
    }

    /// Counts what the event's answer says that it took, instead of what was reserved.
    fn settle(&self, event: &Event, answer: &Document, now: &Zoned) -> Result<Verdict, Error> {
        let Some(cause) = event.context().get::<String>("/cause")? else {
            return Ok(Verdict::allow().note("nothing says which event this answers, so nothing was settled"));
        };
        let mut verdict = Verdict::allow();
        if let Some(held) = Held::of(&self.prefix, &cause)? {
            for Reservation { rule, key, amount } in &held.of {
                // The config may have changed meanwhile: what was reserved by a rule that is gone ends by itself.
                let Some(rule) = self.rules.get(*rule).filter(|rule| rule.settles(event)) else { continue };
                let spent = self.spent(rule, answer, &held.model);
                let (window, _) = rule.window.at(now)?;
                state::settle(key, &cause, spent.unwrap_or(*amount), window)?;
                verdict = verdict.note(match spent {
                    Some(spent) => format!("{}: {} were used", rule.id, rule.told(spent)),
                    None => format!("{}: the answer says of no use, so all that was reserved counts", rule.id),
                });
            }
            return Ok(verdict);
        }
        // It took longer than the lease. It has happened all the same.
        let model: String = answer.get("/model").unwrap_or_default().unwrap_or_default();
        for rule in self.rules.iter().filter(|rule| rule.settles(event) && rule.covers(event, now)) {
            let Some(spent) = self.spent(rule, answer, &model) else { continue };
            let (window, _) = rule.window.at(now)?;
            state::settle(&rule.key(&self.prefix, event, answer)?, &cause, spent, window)?;
            verdict =
                verdict.note(format!("{}: {} were used, after the reservation was over", rule.id, rule.told(spent)));
        }
        Ok(verdict)
    }

    /// What an event takes at most.
    pub(crate) fn at_most(&self, rule: &Rule, event: &Event, payload: &Document, model: &str) -> Result<u64, Error> {
        let tokens = || Tokens::at_most(event, payload, self.bytes_per_token, self.output_tokens);
        Ok(match (rule.count, event.phase, rule.call_cost) {
            (Count::Calls, _, _) => 1,
            (Count::Cost, Phase::ToolCall, Some(cost)) => amount::money(cost),
            (Count::Cost, _, _) => amount::cost(&self.prices, model, tokens()?)
                .ok_or_else(|| Error::new(format!("the model `{model}` has no price: add one to `prices`")))?,
            (Count::Tokens, _, _) => tokens()?.total(),
        })
    }

    /// What an event took, where its answer says so.
    pub(crate) fn spent(&self, rule: &Rule, answer: &Document, model: &str) -> Option<u64> {
        match (rule.count, &rule.spent_at) {
            (Count::Calls, _) => Some(1),
            (Count::Cost, Some(pointer)) => amount::spent(answer, pointer),
            (Count::Cost, None) => amount::cost(&self.prices, model, Tokens::of_answer(answer)?),
            (Count::Tokens, _) => Some(Tokens::of_answer(answer)?.total()),
        }
    }
}

/// When to try again, in words for a model.
fn later(retry: Duration) -> String {
    match retry.as_secs() {
        0..60 => "in a minute".to_owned(),
        seconds @ 60..7200 => format!("in {} minutes", seconds.div_ceil(60)),
        seconds => format!("in {} hours", seconds.div_ceil(3600)),
    }
}
