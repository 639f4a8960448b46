use portcullis_guest::prelude::*;

use crate::check::check;
use crate::code::Code;
use crate::config::{Config, Otherwise};
use crate::rule::Broken;

/// The policy, with a config that was checked.
#[derive(Debug)]
pub struct RefundLimits {
    config: Config,
}

impl Policy for RefundLimits {
    type Config = Config;
    const NAME: &str = "refund-limits";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const PHASES: &[Phase] = &[Phase::ToolCall];
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        check(&config).into_result(Self { config })
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let depth = self.config.delegation.depth(event.context());
        let cap = self.config.delegation.cap(*depth.as_ref().unwrap_or(&0));

        let mut nearest = Code::ActionUnknown;
        let mut broken = Vec::new();
        let mut known = false;
        let mut permitted = false;
        for (index, rule) in self.config.rules.iter().enumerate() {
            if rule.actions.contains(&event.action) {
                known = true;
                let of_rule = rule.broken(&format!("/rules/{index}"), event, payload, cap.as_ref());
                match of_rule.iter().map(|broken| broken.code).max() {
                    Some(worst) => nearest = nearest.min(worst),
                    None => {
                        permitted = true;
                        break;
                    }
                }
                broken.extend(of_rule);
            }
        }
        match (permitted, depth) {
            (true, Ok(_)) => return Ok(Verdict::allow()),
            // The rules that did not hold are no reason: another one did.
            (true, Err(too_deep)) => broken = vec![*too_deep],
            (false, Err(too_deep)) => broken.insert(0, *too_deep),
            (false, Ok(_)) => {}
        }
        if !known {
            broken.push(self.unknown(event));
        }
        Ok(self.refuse(nearest, event, broken))
    }
}

impl RefundLimits {
    fn unknown(&self, event: &Event) -> Broken {
        let known: Vec<&String> = self.config.rules.iter().flat_map(|rule| &rule.actions).collect();
        let violation = Violation::new(Code::ActionUnknown.as_str(), "").found(&event.action).allowed(known);
        Broken { code: Code::ActionUnknown, violation: violation.rule("/rules") }
    }

    fn refuse(&self, nearest: Code, event: &Event, broken: Vec<Broken>) -> Verdict {
        let final_code = broken.iter().map(|broken| broken.code).filter(|code| code.is_final()).min();
        let code = final_code.unwrap_or(nearest);
        let detail = detail(&event.action, &broken);
        if final_code.is_none() && self.config.otherwise == Otherwise::Escalate {
            let mut escalation = Escalation::new(code.as_str(), detail);
            escalation.approvers.clone_from(&self.config.approvers);
            return Verdict::from(escalation).message("This action needs a person's approval.");
        }
        let mut denial = Denial::new(code.as_str(), detail);
        denial.message = Some(code.message().to_owned());
        denial.violations = broken.into_iter().map(|broken| broken.violation).collect();
        denial.into()
    }
}

/// Everything for the operator, in one line.
fn detail(action: &str, broken: &[Broken]) -> String {
    let mut detail = format!("no rule permits `{action}`");
    for (index, Broken { violation, .. }) in broken.iter().enumerate() {
        detail.push_str(if index == 0 { ": " } else { "; " });
        detail.push_str(&violation.code);
        for (name, value) in [
            ("at", (!violation.pointer.is_empty()).then_some(&violation.pointer)),
            ("found", violation.found.as_ref()),
            ("allowed", violation.allowed.as_ref()),
            ("by", violation.rule.as_ref()),
        ] {
            if let Some(value) = value {
                detail.push_str(&format!(" {name} `{value}`"));
            }
        }
    }
    detail
}
