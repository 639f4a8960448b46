//! The audit log as its users and its enemies meet it.

#[cfg(test)]
mod append;
#[cfg(test)]
mod canonical;
#[cfg(test)]
mod open;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tamper;
