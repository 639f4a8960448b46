//! What the host reads of others, fuzzed. Each target is a function of bytes that panics where something does not hold.
//!
//! `cargo xtask fuzz` drives them with libFuzzer; ordinary tests replay what is in `corpus/`, and changed forms of it. So a
//! target knows nothing of who drives it. What lasts (an engine, a folder) is made once per process or thread.
//!
//! # Example
//! ```
//! portcullis_fuzz::document(br#"{"a": [1, 2.50, "\u00e9"]}"#);
//! ```

mod answers;
mod audit;
mod document;
mod edits;
mod event;
mod pack;
mod pattern;
mod strings;
mod tree;

pub use answers::{answers, descriptor};
pub use audit::{audit_changes, audit_lines};
pub use document::document;
pub use edits::edits;
pub use event::event;
pub use pack::pack;
pub use pattern::pattern;
pub use strings::strings;

/// A target: its name, which is also its program's and its corpus's, and the function.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 10] = [
    ("answers", answers),
    ("audit_changes", audit_changes),
    ("audit_lines", audit_lines),
    ("descriptor", descriptor),
    ("document", document),
    ("edits", edits),
    ("event", event),
    ("pack", pack),
    ("pattern", pattern),
    ("strings", strings),
];

/// Lines of an input, as text; what is not UTF-8 is replaced.
fn lines(data: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(data).split('\n').map(str::to_owned).collect()
}
