//! Plugins that attack their host, and what must come of each.
//!
//! An attack is a folder in `attacks/`: the plugin as text, short enough to be reviewed, and a README that says what it
//! does, what would happen without the bound that it meets, and what must happen. [`run`] loads each into a runtime, asks
//! it about an event, and compares: the event must not happen, the outcome must be the one of that attack, and a harmless
//! plugin must still be able to answer afterwards.
//!
//! # Example
//! ```no_run
//! use portcullis::plugin::{Runtime, RuntimeOptions};
//!
//! let runtime = Runtime::new(&RuntimeOptions::default())?;
//! for report in portcullis_hostile::run(&runtime)? {
//!     println!("{}: {} ({:?})", report.attack, report.observed, report.time);
//!     assert!(report.held);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod attack;
mod list;
mod made;
mod outcome;
mod run;
mod watch;

pub use attack::{Attack, End, component};
pub use list::{ATTACKS, named};
pub use outcome::{Cause, Outcome, Stage};
pub use run::{Report, Suite, SuiteError, run};
