//! A panic traps, and the host only sees that. The message goes to the log first.

/// From now on a panic logs its message.
pub(super) fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        // The place is on a line of its own; the log is made of lines.
        crate::log::log(crate::log::Level::Error, &panic.to_string().replacen('\n', " ", 1));
    }));
}
