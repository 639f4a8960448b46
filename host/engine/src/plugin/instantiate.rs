//! What it takes to get an instance, without asking it anything.

use std::time::Instant;

use crate::{blocking::block_on, event::Event};

use super::{
    call::{Call, Measured},
    configured::Plugin,
};

impl Plugin {
    /// Makes a fresh instance as for a call about this event, and clears it away again: for whoever wants to know what that
    /// costs. Blocks the caller's thread.
    ///
    /// # Example
    /// ```no_run
    /// # fn example(plugin: portcullis::plugin::Plugin, event: portcullis::event::Event) {
    /// println!("{:?}", plugin.instantiate_blocking(&event).time);
    /// # }
    /// ```
    #[must_use]
    pub fn instantiate_blocking(&self, event: &Event) -> Measured<()> {
        block_on(async {
            let started = Instant::now();
            match Call::begin(self, event, None, started).await {
                Ok(call) => {
                    let result = call.made();
                    call.finish(result)
                }
                Err(busy) => Measured::busy(busy, started),
            }
        })
    }
}
