//! The gateway over real packs, between a client and a scripted provider on loopback.

// Of an integration test clippy takes only marked modules for test code, helpers included.
#[cfg(test)]
mod approvals;
#[cfg(test)]
mod authentication;
#[cfg(test)]
mod authzen;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod frameworks;
#[cfg(test)]
mod governed;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod passing;
#[cfg(test)]
mod responses;
#[cfg(test)]
mod sdks;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod support;
#[cfg(test)]
mod traces;
