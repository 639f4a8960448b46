use jsonwebtoken::jwk::AlgorithmParameters;
use serde::{Deserialize, Serialize};

macro_rules! algorithms {
    ($($variant:ident $name:literal $family:path,)*) => {
        /// How a token may be signed: by a key of a pair, always. Secrets that both sides know are no proof of an issuer, and
        /// `none` is no signature.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Algorithm { $(#[doc = $name] #[serde(rename = $name)] $variant,)* }

        impl Algorithm {
            /// Its name: `RS256`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub(crate) fn of(algorithm: jsonwebtoken::Algorithm) -> Option<Self> {
                match algorithm {
                    $(jsonwebtoken::Algorithm::$variant => Some(Self::$variant),)*
                    _ => None,
                }
            }

            pub(crate) fn known(self) -> jsonwebtoken::Algorithm {
                match self { $(Self::$variant => jsonwebtoken::Algorithm::$variant,)* }
            }

            /// Whether a key is of the family that this works with.
            pub(crate) fn takes(self, key: &AlgorithmParameters) -> bool {
                match self { $(Self::$variant => matches!(key, $family(_)),)* }
            }
        }
    };
}

algorithms! {
    RS256 "RS256" AlgorithmParameters::RSA,
    RS384 "RS384" AlgorithmParameters::RSA,
    RS512 "RS512" AlgorithmParameters::RSA,
    PS256 "PS256" AlgorithmParameters::RSA,
    PS384 "PS384" AlgorithmParameters::RSA,
    PS512 "PS512" AlgorithmParameters::RSA,
    ES256 "ES256" AlgorithmParameters::EllipticCurve,
    ES384 "ES384" AlgorithmParameters::EllipticCurve,
    EdDSA "EdDSA" AlgorithmParameters::OctetKeyPair,
}
