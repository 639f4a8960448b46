//! The tool adapter, over real packs: what the model reads, what runs, and what becomes of others.

// Of an integration test clippy takes only marked modules for test code, helpers included.
#[cfg(test)]
mod blocking;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod log;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod registering;
#[cfg(test)]
mod results;
#[cfg(test)]
mod support;
#[cfg(test)]
mod support_desk;
