//! One rule and one event.

use portcullis_guest::prelude::*;

use crate::code::Code;
use crate::config::{Amount, Cap, Rule};

/// Something that keeps an action from being permitted.
pub(crate) struct Broken {
    pub(crate) code: Code,
    pub(crate) violation: Violation,
}

impl Rule {
    /// What keeps the rule from holding; nothing where it holds.
    pub(crate) fn broken(
        &self,
        place: &str,
        event: &Event,
        payload: &Document,
        cap: Option<&(String, &Cap)>,
    ) -> Vec<Broken> {
        let name = self.name.as_deref().unwrap_or(place);
        let mut broken = Vec::new();
        if !event.subject.has_scope(&self.scope) {
            let violation =
                Violation::new(Code::ScopeMissing.as_str(), "").found(&event.subject.scopes).allowed(&self.scope);
            broken.push(Broken { code: Code::ScopeMissing, violation: violation.rule(name) });
        }
        if let Some(roles) = &self.roles
            && !roles.iter().any(|role| event.subject.has_role(role))
        {
            let violation = Violation::new(Code::RoleMissing.as_str(), "").found(&event.subject.roles).allowed(roles);
            broken.push(Broken { code: Code::RoleMissing, violation: violation.rule(name) });
        }
        if let Some(amount) = &self.amount {
            broken.extend(amount.broken(name, payload, cap));
        }
        broken
    }
}

impl Amount {
    fn broken(&self, rule: &str, payload: &Document, cap: Option<&(String, &Cap)>) -> Option<Broken> {
        let amount = match payload.number(&self.pointer) {
            Ok(amount) if amount >= 0.0 => amount,
            _ => return Some(self.violation(Code::AmountInvalid, payload, Some(self.max)).by(rule)),
        };
        if let Some((place, cap)) = cap
            && (cap.max == 0.0 || amount > cap.max && cap.max < self.max)
        {
            let max = (cap.max > 0.0).then_some(cap.max);
            return Some(self.violation(Code::AmountOverLimit, payload, max).by(place));
        }
        if amount > self.max {
            return Some(self.violation(Code::AmountOverLimit, payload, Some(self.max)).by(rule));
        }
        let too_small = amount < self.min;
        too_small.then(|| self.violation(Code::AmountUnderLimit, payload, Some(self.max)).by(rule))
    }

    /// `max`: the largest amount that would have been accepted; none where no amount would.
    fn violation(&self, code: Code, payload: &Document, max: Option<f64>) -> Broken {
        // What is not an amount may be of any size, and anything at all: a short one says enough.
        let found = payload.raw(&self.pointer).filter(|text| text.len() <= 64);
        // Written by hand, since a number of money should read `100` and not `100.0`.
        let allowed = max.map(|max| format!("{{\"max\":{max},\"min\":{}}}", self.min));
        let violation = Violation::new(code.as_str(), &self.pointer).found_json(found).allowed_json(allowed);
        Broken { code, violation }
    }
}

impl Broken {
    fn by(mut self, rule: &str) -> Self {
        self.violation = self.violation.rule(rule);
        self
    }
}
