use std::{env, fmt, fs, io, io::Write, path::Path, path::PathBuf, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{
    Signer,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, spki::der::pem::LineEnding},
};

const PREFIX: &str = "ed25519:";

/// An Ed25519 key that signs (RFC 8032). As a file it is PKCS #8 in PEM, as other tools read and write it.
///
/// # Example
/// ```
/// use portcullis_identity::signing::SigningKey;
///
/// let key = SigningKey::generate()?;
/// let signature = key.sign(b"what was asked");
/// assert!(key.public().verifies(b"what was asked", &signature));
/// assert!(!key.public().verifies(b"something else", &signature));
/// # Ok::<(), portcullis_identity::signing::KeyError>(())
/// ```
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| KeyError::Random)?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// Reads a file, which nobody but its owner may read.
    ///
    /// # Errors
    /// A file that can't be read, that others may read, or that holds no such key.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, KeyError> {
        let path = path.as_ref();
        let failed = |source| KeyError::File { path: path.to_owned(), source };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;

            let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(KeyError::Open { path: path.to_owned() });
            }
        }
        Self::from_pem(&fs::read_to_string(path).map_err(failed)?)
    }

    /// Reads a variable of the environment, which holds the text of such a file.
    ///
    /// # Errors
    /// There is no such variable, or it holds no such key.
    pub fn from_env(variable: &str) -> Result<Self, KeyError> {
        let pem = env::var(variable).map_err(|_| KeyError::Variable { name: variable.to_owned() })?;
        Self::from_pem(&pem)
    }

    /// Reads PKCS #8 in PEM.
    ///
    /// # Errors
    /// A text that holds no such key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        // What exactly is wrong with a secret is not told.
        ed25519_dalek::SigningKey::from_pkcs8_pem(pem.trim()).map(Self).map_err(|_| KeyError::Pem)
    }

    /// Writes a new file that nobody but its owner may read.
    ///
    /// # Errors
    /// The file is there already, or can't be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), KeyError> {
        let path = path.as_ref();
        let failed = |source| KeyError::File { path: path.to_owned(), source };
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Pem)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// What others know it by.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// What others know a [`SigningKey`] by. As text: `ed25519:` and 43 characters of base64url.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl PublicKey {
    /// Whether the bytes were signed by the key. Weak keys and signatures that can be written in two ways never are.
    #[must_use]
    pub fn verifies(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else { return false };
        self.0.verify_strict(bytes, &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let bytes = text.strip_prefix(PREFIX).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let bytes: [u8; 32] = bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(KeyError::Public)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Public)?;
        if key.is_weak() { Err(KeyError::Public) } else { Ok(Self(key)) }
    }
}

/// What is wrong with a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no randomness to make one of.
    #[error("the system has no randomness for a key")]
    Random,
    /// A file.
    #[error("the key in `{}` can't be read or written", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A secret that others can read is none.
    #[error("others than its owner may read `{}`: `chmod 600` it, and think about whether to trust it", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// A variable of the environment is missing.
    #[error("the environment has no `{name}`, which should hold the signing key as PEM")]
    Variable {
        /// Its name.
        name: String,
    },
    /// A text holds no key.
    #[error("this is no Ed25519 key as PKCS #8 in PEM; `portcullis keys generate` makes one")]
    Pem,
    /// A text is no public key.
    #[error("a public key is `ed25519:` and 43 characters of base64url; `portcullis keys generate` prints it")]
    Public,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_which_is_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.pem");
        let key = SigningKey::generate().unwrap();
        key.write(&path).unwrap();
        assert_eq!(SigningKey::read(&path).unwrap().public(), key.public());
        assert!(matches!(key.write(&path), Err(KeyError::File { .. })), "a key is never overwritten");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;

            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(SigningKey::read(&path), Err(KeyError::Open { .. })));
        }
    }

    #[test]
    fn public_keys_are_texts_and_secrets_are_not_shown() {
        let key = SigningKey::generate().unwrap();
        assert_eq!(key.public().to_string().parse::<PublicKey>().unwrap(), key.public());
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.public()));
        // The neutral element: everything would be signed by it.
        let weak = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([&[1_u8][..], &[0; 31]].concat()));
        for text in ["", "ed25519:", "ed25519:AAAA", "rsa:AAAA", &weak] {
            assert!(matches!(text.parse::<PublicKey>(), Err(KeyError::Public)), "{text}");
        }
    }
}
