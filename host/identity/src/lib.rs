//! Who acts: what a token or a key says of its bearer, once it was checked.
//!
//! A [`Verifier`] takes JSON Web Tokens (RFC 7519) apart, by the keys that their issuer publishes; a [`ClientKey`] is a
//! secret that a client was given, of which only a hash is kept. Both come to an [`Identity`]. What somebody asked can be
//! shown later by what they [signed](signing). Nothing in here uses the network: keys are fetched by whoever asks.

#![forbid(unsafe_code)]

mod algorithm;
mod claims;
mod client_key;
mod identity;
mod jwks;
pub mod signing;
mod token;

pub use algorithm::Algorithm;
pub use claims::{ClaimMap, Preset};
pub use client_key::{ClientKey, ClientKeyError, KeyHash};
pub use identity::{Expired, Identity};
pub use jwks::{Jwks, JwksError};
pub use token::{TokenError, TokenOptions, Verifier};
