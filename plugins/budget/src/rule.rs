use jiff::Zoned;
use portcullis_guest::prelude::*;

use crate::{
    amount::MONEY,
    config::{Count, RuleConfig},
    glob,
    window::{Times, Window},
};

/// One limit, checked.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) count: Count,
    /// In millionths, where money is counted.
    pub(crate) limit: u64,
    pub(crate) window: Window,
    pub(crate) call_cost: Option<f64>,
    pub(crate) spent_at: Option<String>,
    pub(crate) per: Vec<Part>,
    pub(crate) targets: Vec<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) during: Option<Times>,
    pub(crate) outside: Option<Times>,
}

/// What is counted apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Subject,
    Session,
    Target,
    Action,
    Model,
    Claim(String),
}

impl Rule {
    pub(crate) fn read(config: RuleConfig, at: &str) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::new();
        if config.id.is_empty() || config.id.len() > 64 || config.id.contains(['/', '%']) {
            errors.add(format!("{at}/id"), "an id has 1 to 64 bytes, and neither `/` nor `%`");
        }
        let scale = if config.count == Count::Cost { MONEY } else { 1.0 };
        let limit = (config.limit * scale).round();
        let whole = config.count == Count::Cost || config.limit.fract() == 0.0;
        if !(0.0..=9_007_199_254_740_991.0).contains(&limit) || !whole {
            errors.add(format!("{at}/limit"), "a limit is not below 0, and is whole where tokens or calls are counted");
        }
        let mut per = Vec::new();
        for (index, part) in config.per.iter().enumerate() {
            match Part::read(part) {
                Some(part) => per.push(part),
                None => errors.add(
                    format!("{at}/per/{index}"),
                    "there are `subject`, `session`, `target`, `action`, `model`, and `claim:` with a pointer",
                ),
            }
        }
        let mut take = |result: Result<Option<Times>, String>, name: &str| match result {
            Ok(times) => times,
            Err(message) => {
                errors.add(format!("{at}/{name}"), message);
                None
            }
        };
        let during = take(config.during.as_ref().map(Times::read).transpose(), "during");
        let outside = take(config.outside.as_ref().map(Times::read).transpose(), "outside");
        let window = Window::read(&config.window);
        for (name, set) in [("call_cost", config.call_cost.is_some()), ("spent_at", config.spent_at.is_some())] {
            if set && config.count != Count::Cost {
                errors.add(format!("{at}/{name}"), "it does nothing where no cost is counted: remove it");
            }
        }
        if config.spent_at.is_some() && config.call_cost.is_none() {
            errors.add(
                format!("{at}/spent_at"),
                "give `call_cost` too: what a call costs at most, until its result is there",
            );
        }
        if config.call_cost.is_some_and(|cost| !(0.0..1e9).contains(&cost)) {
            errors.add(format!("{at}/call_cost"), "a cost is not below 0, and below 1e9");
        }
        match window {
            Ok(window) => errors.into_result(Self {
                id: config.id,
                count: config.count,
                limit: limit as u64,
                window,
                call_cost: config.call_cost,
                spent_at: config.spent_at,
                per,
                targets: config.targets,
                roles: config.roles,
                during,
                outside,
            }),
            Err(message) => {
                errors.add(format!("{at}/window/rolling"), message);
                Err(errors)
            }
        }
    }

    /// Whether it counts an event at a moment.
    pub(crate) fn covers(&self, event: &Event, now: &Zoned) -> bool {
        self.is_about(event) && self.of_subject(event) && self.in_hours(now)
    }

    /// Whether it speaks of what an event asks for.
    pub(crate) fn is_about(&self, event: &Event) -> bool {
        let of_tool = matches!(event.phase, Phase::ToolCall | Phase::ToolResult);
        let counts = match self.count {
            Count::Calls => true,
            Count::Tokens => !of_tool,
            Count::Cost => !of_tool || self.call_cost.is_some(),
        };
        counts && (self.targets.is_empty() || self.targets.iter().any(|target| glob::fits(target, &event.target)))
    }

    fn of_subject(&self, event: &Event) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|role| event.subject.has_role(role))
    }

    fn in_hours(&self, now: &Zoned) -> bool {
        self.during.as_ref().is_none_or(|hours| hours.hold(now))
            && self.outside.as_ref().is_none_or(|hours| !hours.hold(now))
    }

    /// What keeps it from counting an event.
    pub(crate) fn missing(&self, event: &Event, now: &Zoned) -> Vec<&'static str> {
        let conditions = [
            (self.is_about(event), "it is about something else"),
            (self.of_subject(event), "the subject has none of its roles"),
            (self.in_hours(now), "these are not its hours"),
        ];
        conditions.into_iter().filter(|(holds, _)| !holds).map(|(_, why)| why).collect()
    }

    /// Whether what was reserved is corrected once the answer is there.
    pub(crate) fn settles(&self, event: &Event) -> bool {
        match event.phase {
            Phase::ToolCall | Phase::ToolResult => self.spent_at.is_some(),
            _ => self.count != Count::Calls,
        }
    }

    /// The counter's key.
    pub(crate) fn key(&self, prefix: &str, event: &Event, payload: &Document) -> Result<String, Error> {
        let mut key = format!("{prefix}{}", self.id);
        for part in &self.per {
            let value = match part {
                Part::Subject => event.subject.id.clone(),
                Part::Session => event.session.clone(),
                Part::Target => event.target.clone(),
                Part::Action => event.action.clone(),
                Part::Model => payload.get("/model")?.unwrap_or_default(),
                Part::Claim(pointer) => event.subject.claims().get::<String>(pointer)?.ok_or_else(|| {
                    Error::new(format!(
                        "the subject has no claim `{pointer}`, by which the budget `{}` counts",
                        self.id
                    ))
                })?,
            };
            key.push('/');
            key.push_str(&value.replace('%', "%25").replace('/', "%2F"));
        }
        Ok(key)
    }

    /// An amount for people.
    pub(crate) fn told(&self, amount: u64) -> String {
        match self.count {
            Count::Cost => format!("{}", amount as f64 / MONEY),
            Count::Tokens | Count::Calls => amount.to_string(),
        }
    }
}

impl Part {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "subject" => Self::Subject,
            "session" => Self::Session,
            "target" => Self::Target,
            "action" => Self::Action,
            "model" => Self::Model,
            other => Self::Claim(other.strip_prefix("claim:").filter(|pointer| pointer.starts_with('/'))?.to_owned()),
        })
    }
}
