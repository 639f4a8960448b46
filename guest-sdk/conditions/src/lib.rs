//! Reasoning about the conditions of rules, for plugins that take policies as text: which can't hold together, which follow
//! from others, and which speak of what nobody has.
//!
//! A plugin reads its language's tree into [`Condition`]s; a [`Conjunction`] of them tells whether it can hold, and whether
//! another holds wherever it does. Both answers are sound, neither is complete: what is not understood is a condition on its
//! own text.
//!
//! ```
//! use portcullis_conditions::{Condition, Conjunction, Domain, Literal};
//!
//! let amount = |domain, line| Condition { key: "args.amount".to_owned(), domain, line };
//! let narrow = Conjunction::of([amount(Domain::above(100.0, true), 1)]);
//! let wide = Conjunction::of([amount(Domain::above(50.0, true), 2)]);
//! assert!(narrow.within(&wide) && !wide.within(&narrow));
//!
//! let never = Conjunction::of([amount(Domain::above(100.0, true), 1), amount(Domain::below(5.0, true), 2)]);
//! assert_eq!(never.clash().unwrap().line, 2);
//! ```

#![forbid(unsafe_code)]

mod conjunction;
mod domain;
mod literal;
mod near;
mod tools;
mod vocabulary;

pub use conjunction::{Clash, Condition, Conjunction};
pub use domain::Domain;
pub use literal::{Kind, Literal};
pub use near::suggestion;
pub use tools::{Names, Tools};
pub use vocabulary::{EVENT_TYPES, KINDS, PHASES, SUBJECT, unknown_value};
