//! A certificate for one test.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One for `localhost` that signs itself, and its key, as files.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate, PEM.
    pub file: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
    /// The certificate's text.
    pub pem: String,
}

impl Certificate {
    /// Makes one, in this folder.
    ///
    /// # Panics
    /// Where the folder can't be written.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".into()]).expect("a name that can be certified");
        let (file, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        fs::write(&file, made.cert.pem()).expect("a folder that can be written");
        fs::write(&key, made.signing_key.serialize_pem()).expect("a folder that can be written");
        Self { file, key, pem: made.cert.pem() }
    }
}
