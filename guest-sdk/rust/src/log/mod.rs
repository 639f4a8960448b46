//! Lines for the operator. Nothing that is logged reaches the model.
//!
//! ```
//! use portcullis_guest::log;
//!
//! let lines = log::captured(|| log::warn!("{} rules, {} of them unused", 3, 1)).1;
//! assert_eq!(lines, [(log::Level::Warn, "3 rules, 1 of them unused".to_owned())]);
//! ```
//!
//! The host bounds how much may be logged, and escapes control characters. In a native build a line goes to standard
//! error, or to whoever [`captured`] it.

#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(not(target_arch = "wasm32"))]
pub use self::native::captured;
#[doc(inline)]
pub use crate::{
    __log_debug as debug, __log_error as error, __log_info as info, __log_trace as trace, __log_warn as warn,
};

/// How important a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Every step.
    Trace,
    /// For the plugin's author.
    Debug,
    /// Worth knowing.
    Info,
    /// Worth looking at.
    Warn,
    /// Something failed.
    Error,
}

/// Adds one line. The macros of this module format it first.
pub fn log(level: Level, message: &str) {
    #[cfg(target_arch = "wasm32")]
    crate::wire::log(level, message);
    #[cfg(not(target_arch = "wasm32"))]
    native::log(level, message);
}

/// Logs every step; written like `println!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_trace {
    ($($argument:tt)*) => { $crate::log::log($crate::log::Level::Trace, &::std::format!($($argument)*)) };
}

/// Logs something for the plugin's author; written like `println!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_debug {
    ($($argument:tt)*) => { $crate::log::log($crate::log::Level::Debug, &::std::format!($($argument)*)) };
}

/// Logs something worth knowing; written like `println!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_info {
    ($($argument:tt)*) => { $crate::log::log($crate::log::Level::Info, &::std::format!($($argument)*)) };
}

/// Logs something worth looking at; written like `println!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_warn {
    ($($argument:tt)*) => { $crate::log::log($crate::log::Level::Warn, &::std::format!($($argument)*)) };
}

/// Logs that something failed; written like `println!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __log_error {
    ($($argument:tt)*) => { $crate::log::log($crate::log::Level::Error, &::std::format!($($argument)*)) };
}
