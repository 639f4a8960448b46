use std::cell::RefCell;

use super::Level;

thread_local! {
    /// One list for every `captured` that this thread is inside of.
    static CAPTURES: RefCell<Vec<Vec<(Level, String)>>> = const { RefCell::new(Vec::new()) };
}

/// Runs something, and answers with what it logged. Native builds only, for tests.
pub fn captured<R>(run: impl FnOnce() -> R) -> (R, Vec<(Level, String)>) {
    CAPTURES.with_borrow_mut(|captures| captures.push(Vec::new()));
    let result = run();
    let lines = CAPTURES.with_borrow_mut(Vec::pop).unwrap_or_default();
    (result, lines)
}

pub(super) fn log(level: Level, message: &str) {
    CAPTURES.with_borrow_mut(|captures| match captures.last_mut() {
        Some(lines) => lines.push((level, message.to_owned())),
        None => eprintln!("{level:?}: {message}"),
    });
}
