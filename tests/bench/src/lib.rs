//! What a decision costs.
//!
//! Two programs and a set of benchmarks share this library. `portcullis-bench` (`cargo xtask bench`) takes the times in
//! `docs/benchmarks.md`: a decision of the gate beside the bare engine and native code. `portcullis-counts`
//! (`cargo xtask bench --check`, part of CI) gives the figures that no clock touches: fuel, and instructions of the
//! host's own [`parts`]. `cargo bench -p portcullis-bench` times the same parts with criterion.

#![forbid(unsafe_code)]

pub mod bare;
pub mod desk;
pub mod fuel;
pub mod measure;
pub mod parts;
pub mod refund;
