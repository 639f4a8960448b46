//! The examples for other languages run, unchanged but for the addresses of gateway and provider.

// Of an integration test clippy takes only marked modules for test code, helpers included.
#[cfg(test)]
mod agents;
