//! How much an event takes: at most, before it happens; and in fact, as its answer says.

use std::collections::BTreeMap;

use portcullis_guest::prelude::*;

use crate::config::Price;

/// Money is counted in millionths.
pub(crate) const MONEY: f64 = 1e6;
/// The largest amount that the state counts.
const MOST: f64 = 9_007_199_254_740_991.0;

/// Tokens of a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) input: u64,
    pub(crate) output: u64,
}

impl Tokens {
    pub(crate) fn total(self) -> u64 {
        self.input.saturating_add(self.output)
    }

    /// What a request takes at most, as far as can be told from its size and from what it asks for.
    pub(crate) fn at_most(event: &Event, payload: &Document, per_token: u64, unsaid: u64) -> Result<Self, Error> {
        let input = payload.size().div_ceil(per_token);
        // Embeddings are no text.
        if event.target.ends_with("/embed") {
            return Ok(Self { input, output: 0 });
        }
        let mut asked = None;
        for pointer in ["/max_tokens", "/max_completion_tokens", "/max_output_tokens"] {
            asked = asked.max(asked_for(payload, pointer)?);
        }
        let answers = asked_for(payload, "/n")?.unwrap_or(1).max(1);
        Ok(Self { input, output: asked.unwrap_or(unsaid).saturating_mul(answers) })
    }

    /// What an answer says that it took; none where it does not say so.
    pub(crate) fn of_answer(answer: &Document) -> Option<Self> {
        let said = |names: [&str; 2]| names.iter().find_map(|name| whole(answer, &format!("/usage/{name}")));
        let input = said(["prompt_tokens", "input_tokens"])?;
        // Embeddings answer with none.
        let output = said(["completion_tokens", "output_tokens"]).unwrap_or(0);
        Some(Self { input, output })
    }
}

/// A whole number of a request; an error where something else stands there, which might mean more.
fn asked_for(payload: &Document, pointer: &str) -> Result<Option<u64>, Error> {
    Ok(payload.get::<Option<u64>>(pointer)?.flatten())
}

fn whole(answer: &Document, pointer: &str) -> Option<u64> {
    answer.raw(pointer)?.parse().ok()
}

/// What tokens of a model cost, in millionths; none where its price is not known.
pub(crate) fn cost(prices: &BTreeMap<String, Price>, model: &str, tokens: Tokens) -> Option<u64> {
    let price = prices.iter().filter(|(name, _)| model.starts_with(name.as_str())).max_by_key(|(name, _)| name.len());
    let (_, price) = price?;
    // A price is for a million tokens, so tokens times price are millionths.
    Some(whole_up(tokens.input as f64 * price.input + tokens.output as f64 * price.output))
}

/// Money in millionths, rounded up.
pub(crate) fn money(amount: f64) -> u64 {
    whole_up(amount * MONEY)
}

/// What a result says that it did cost, in millionths; none where it does not say so.
pub(crate) fn spent(result: &Document, pointer: &str) -> Option<u64> {
    let amount = result.optional_number(pointer).ok()??;
    (amount >= 0.0).then(|| money(amount))
}

fn whole_up(amount: f64) -> u64 {
    amount.ceil().clamp(0.0, MOST) as u64
}
