//! The drop-in client between an app and a scripted provider on loopback.

// Of an integration test clippy takes only marked modules for test code, helpers included.
#[cfg(test)]
mod families;
#[cfg(test)]
mod governed;
#[cfg(test)]
mod intent;
#[cfg(test)]
mod invoking;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod support;
#[cfg(test)]
mod users;
