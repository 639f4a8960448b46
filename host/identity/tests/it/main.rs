//! What tokens have to be, by the algorithms that identity providers use.

// Of an integration test clippy takes only marked modules for test code, helpers included.
#[cfg(test)]
mod algorithms;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod support;
