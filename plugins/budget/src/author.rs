//! What is told to those who write limits and who ask why.

use portcullis_conditions::Tools;
use portcullis_guest::{Explanation, Remark, Tool, Trace, prelude::*};

use crate::{
    config::{Calendar, Count},
    glob,
    policy::Budget,
    rule::Rule,
    window::{self, Window},
};

impl Author for Budget {
    fn lint(&self, tools: &[Tool]) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (at, rule) in self.rules.iter().enumerate() {
            let place = format!("/rules/{at}");
            if let (Some(during), Some(outside)) = (&rule.during, &rule.outside)
                && during.within(outside)
            {
                let message = "this never counts: all hours of `during` are within those of `outside`";
                remarks.push(Remark::new("never-matches", format!("{place}/outside"), message));
            }
            if let Some(other) = self.tighter(at) {
                let message =
                    format!("`{}` is used up first, always: it counts all of this, and allows no more", other.id);
                remarks.push(Remark::new("shadowed", &place, message));
            }
            targets(rule, &place, &Tools::new(tools), &mut remarks);
        }
        if !self.prices.is_empty() && !self.rules.iter().any(|rule| rule.count == Count::Cost) {
            remarks.push(Remark::new("no-effect", "/prices", "no rule counts a cost, so no price is asked for"));
        }
        remarks
    }

    fn explain(&self, event: &Event, payload: &Document) -> Result<Explanation, Error> {
        let now = window::zoned(event.time_ms, &self.zone)?;
        let model: String = payload.get("/model").unwrap_or_default().unwrap_or_default();
        let asks = matches!(event.phase, Phase::ModelRequest | Phase::ToolCall);
        let (mut fired, mut nearly) = (Vec::new(), Vec::new());
        for rule in &self.rules {
            match rule.missing(event, &now).as_slice() {
                [] if asks => {
                    let amount = self.at_most(rule, event, payload, &model)?;
                    let why = format!("counts up to {} of {}", rule.told(amount), rule.told(rule.limit));
                    fired.push(Trace::fired(&rule.id, why));
                }
                [] if self.settle && rule.settles(event) => {
                    let spent =
                        self.spent(rule, payload, &model).map_or("what was reserved".to_owned(), |it| rule.told(it));
                    fired.push(Trace::fired(&rule.id, format!("counts {spent} of {}", rule.told(rule.limit))));
                }
                [one] if rule.is_about(event) => nearly.push(Trace::nearly(&rule.id, *one)),
                _ => {}
            }
        }
        fired.extend(nearly);
        Ok(Explanation { rules: fired, subject: None })
    }
}

impl Budget {
    /// A rule that is used up before another is.
    fn tighter(&self, at: usize) -> Option<&Rule> {
        let own = self.rules.get(at)?;
        let others = self.rules.iter().enumerate().filter(|(other, _)| *other != at);
        let mut tighter = others
            .filter(|(other_at, other)| other.limits_all_of(own) && (*other_at < at || !own.limits_all_of(other)));
        tighter.next().map(|(_, other)| other)
    }
}

impl Rule {
    /// Whether whatever another counts counts here too, and no more of it is allowed.
    fn limits_all_of(&self, other: &Self) -> bool {
        let within = |one: &[String], all: &[String]| {
            all.is_empty() || (!one.is_empty() && one.iter().all(|it| all.contains(it)))
        };
        self.count == other.count
            && self.limit <= other.limit
            && (self.call_cost, &self.spent_at) == (other.call_cost, &other.spent_at)
            && within(&other.targets, &self.targets)
            && within(&other.roles, &self.roles)
            && (self.during.is_none() || self.during == other.during)
            && (self.outside.is_none() || self.outside == other.outside)
            && self.per.iter().all(|part| other.per.contains(part))
            && self.window.holds(other.window)
    }
}

impl Window {
    /// Whether all of another window lies within this one, whenever that is.
    fn holds(self, other: Self) -> bool {
        let units = |unit: Calendar| match unit {
            Calendar::Hour => [true, true, true, true, true],
            Calendar::Day => [false, true, true, true, true],
            Calendar::Week => [false, false, true, false, false],
            Calendar::Month => [false, false, false, true, true],
            Calendar::Year => [false, false, false, false, true],
        };
        match (self, other) {
            (Self::Rolling(own), Self::Rolling(other)) => own >= other,
            (Self::Calendar(own), Self::Calendar(other)) => {
                let all = [Calendar::Hour, Calendar::Day, Calendar::Week, Calendar::Month, Calendar::Year];
                all.iter().zip(units(other)).any(|(unit, holds)| *unit == own && holds)
            }
            _ => false,
        }
    }
}

/// Resources that there are not.
fn targets(rule: &Rule, place: &str, tools: &Tools<'_>, remarks: &mut Vec<Remark>) {
    for (index, target) in rule.targets.iter().enumerate() {
        let at = format!("{place}/targets/{index}");
        if !target.contains('/') && !target.contains("**") {
            let message =
                format!("`{target}` matches no `<domain>:<owner>/<operation>`: `*` stops at a slash, `**` does not");
            remarks.push(Remark::new("never-matches", at, message));
        } else if let Some(message) = tools.unknown_pattern(target, |resource| glob::fits(target, resource)) {
            remarks.push(Remark::new("unknown-tool", at, message));
        }
    }
}
