//! The contract's functions, from and to the crate's own types. WebAssembly only.

#[expect(missing_docs, reason = "generated, and documented in the contract")]
pub mod bindings;
mod from_host;
mod panic;
pub(crate) mod state;
mod to_host;

use self::bindings::host::portcullis::plugin::log as import;
use crate::log::Level;
use crate::plugin::{Decides, Plugin, PolicyOnly, Scans, Segment, Slot};
use crate::{Author, Document, Tool, document};

/// `lifecycle.describe`
pub fn describe<T: Plugin>() -> bindings::Descriptor {
    T::describe().into()
}

/// `lifecycle.configure`
pub fn configure<T: Plugin>(slot: &Slot<T>, config: &str) -> bindings::Configured {
    // The hook is in the snapshot too: one call is enough.
    panic::log_panics();
    slot.configure(config).map_err(|errors| errors.into_iter().map(Into::into).collect())
}

/// `policy.evaluate`
pub fn evaluate<T: Decides>(slot: &Slot<T>, event: bindings::Event) -> bindings::Evaluated {
    let payload = Document::from(document::Part::Payload);
    let verdict = slot.get().and_then(|plugin| plugin.evaluate(&event.into(), &payload));
    verdict.map(Into::into).map_err(|error| error.to_string())
}

/// `sanitiser.scan`
pub fn scan<T: Scans>(
    slot: &Slot<T>,
    context: bindings::ScanContext,
    segments: &[bindings::Segment],
    more: bool,
) -> bindings::Scanned {
    let segments: Vec<_> =
        segments.iter().map(|segment| Segment { pointer: &segment.pointer, text: &segment.text }).collect();
    let report = slot.get().and_then(|plugin| plugin.scan(&segments, &context.into(), more));
    report.map(Into::into).map_err(|error| error.to_string())
}

/// `author.lint`. Without a config there is nothing to look over.
pub fn lint<P: Author>(slot: &Slot<PolicyOnly<P>>, tools: Vec<bindings::Tool>) -> bindings::Linted {
    let tools: Vec<Tool> = tools.into_iter().map(Into::into).collect();
    let remarks = slot.get().map(|plugin| plugin.policy().lint(&tools)).unwrap_or_default();
    remarks.into_iter().map(Into::into).collect()
}

/// `author.explain`
pub fn explain<P: Author>(slot: &Slot<PolicyOnly<P>>, event: bindings::Event) -> bindings::Explained {
    let payload = Document::from(document::Part::Payload);
    let explanation = slot.get().and_then(|plugin| plugin.policy().explain(&event.into(), &payload));
    explanation.map(Into::into).map_err(|error| error.to_string())
}

pub(crate) fn log(level: Level, message: &str) {
    let level = match level {
        Level::Trace => import::Level::Trace,
        Level::Debug => import::Level::Debug,
        Level::Info => import::Level::Info,
        Level::Warn => import::Level::Warn,
        Level::Error => import::Level::Error,
    };
    import::log(level, message);
}
