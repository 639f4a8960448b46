//! Amounts up to a limit may pass.

use portcullis_guest::prelude::*;

/// What `[plugin.config]` in pack.toml says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    limit: f64,
}

impl Policy for Limit {
    type Config = Self;
    const NAME: &str = "{{name}}";
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    fn configure(config: Self) -> Result<Self, ConfigErrors> {
        Ok(config)
    }

    fn evaluate(&self, _event: &Event, payload: &Document) -> Result<Verdict, Error> {
        // What is missing or no number is an error, and an error denies.
        let amount = payload.number("/amount")?;
        Ok(if amount > self.limit {
            Verdict::deny("amount-over-limit", format!("{amount} is over {}", self.limit))
        } else {
            Verdict::allow()
        })
    }
}

export_policy!(Limit);

#[cfg(test)]
mod tests {
    use portcullis_guest::{json, testing};

    use super::*;

    #[test]
    fn an_amount_over_the_limit_is_denied() {
        let policy: Limit = testing::policy(&json!({ "limit": 100 })).unwrap();
        let event = Event::new(Phase::ToolCall, "refund");
        assert!(policy.evaluate(&event, &json!({ "amount": 100 }).into()).unwrap().is_allow());
        assert!(policy.evaluate(&event, &json!({ "amount": 101 }).into()).unwrap().is_deny());
    }
}
