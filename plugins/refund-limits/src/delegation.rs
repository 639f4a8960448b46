//! How deep in a chain of agents a call comes from, and what that costs.

use portcullis_guest::prelude::*;

use crate::code::Code;
use crate::config::{Cap, Delegation};
use crate::rule::Broken;

const DEPTH: &str = "/delegation_depth";

impl Delegation {
    /// The depth that the host tells; 0 where it tells none.
    pub(crate) fn depth(&self, context: &Document) -> Result<u32, Box<Broken>> {
        let depth = context.get::<u32>(DEPTH).map(Option::unwrap_or_default);
        // The context is not the payload, so there is no pointer to give.
        let refuse =
            |code: Code| Violation::new(code.as_str(), "").allowed(self.max_depth).rule("/delegation/max_depth");
        let (code, violation) = match depth {
            Ok(depth) if depth <= self.max_depth => return Ok(depth),
            Ok(depth) => (Code::DepthExceeded, refuse(Code::DepthExceeded).found(depth)),
            Err(_) => {
                let found = context.raw(DEPTH).filter(|text| text.len() <= 64);
                (Code::DepthInvalid, refuse(Code::DepthInvalid).found_json(found))
            }
        };
        Err(Box::new(Broken { code, violation }))
    }

    /// The smallest cap at a depth, with its place in the config.
    pub(crate) fn cap(&self, depth: u32) -> Option<(String, &Cap)> {
        let caps = self.caps.iter().enumerate().filter(|(_, cap)| cap.depth <= depth);
        let smallest = caps.min_by(|(_, cap), (_, other)| cap.max.total_cmp(&other.max));
        smallest.map(|(index, cap)| (format!("/delegation/caps/{index}"), cap))
    }
}
