//! `portcullis keys`.

use anyhow::Result;
use portcullis_identity::{ClientKey, signing::SigningKey};

use crate::{Exit, args};

pub(crate) fn client(args: &args::ClientKey) -> Result<Exit> {
    let key = ClientKey::generate()?;
    let name = toml::Value::from(args.name.as_str());
    eprintln!("The client's key. It is shown once:");
    println!("{}", key.reveal());
    eprintln!("For the gateway's configuration:\n\n[[client]]\nname = {name}\nkey-hash = \"{}\"", key.hash());
    Ok(Exit::Ok)
}

pub(crate) fn generate(args: &args::SigningKey) -> Result<Exit> {
    let key = SigningKey::generate()?;
    key.write(&args.file)?;
    eprintln!("Written to `{}`. The public key, for those who check its signatures:", args.file.display());
    println!("{}", key.public());
    Ok(Exit::Ok)
}
