//! What a decision costs.
//!
//! `portcullis-counts` (`cargo xtask bench --check`, part of CI) gives the figures that no clock touches: fuel of the stock
//! plugins, and instructions of the host's own [`parts`]. `cargo bench -p portcullis-bench` times the same parts with
//! criterion.

#![forbid(unsafe_code)]

pub mod desk;
pub mod fuel;
pub mod parts;
