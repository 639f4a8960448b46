//! What is waited for, where somebody looks on and it takes more than a moment.

use std::{
    io::IsTerminal,
    path::Path,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use anyhow::Context;
use portcullis::{
    pack::{Loading, Pack},
    plugin::Runtime,
    text::printable,
};

use crate::print::{DIM, styled};

const MOMENT: Duration = Duration::from_millis(300);

/// Loads a pack, and says which component is compiled.
pub(crate) fn load_pack(runtime: &Runtime, folder: &Path) -> anyhow::Result<Pack> {
    let progress = Progress::start();
    let loading = |loading: Loading<'_>| {
        let Loading { component, at, of } = loading;
        progress.waiting_for(format!("{} ({at} of {of})", printable(component)));
    };
    Pack::load_observed(runtime, folder, &mut { loading })
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("the pack can't be loaded")
}

/// Names on standard error what is compiled, if that takes longer than a moment.
pub(crate) struct Progress {
    names: Option<Sender<String>>,
}

impl Progress {
    /// Says nothing where standard error is no terminal.
    pub(crate) fn start() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { names: None };
        }
        let (names, named) = mpsc::channel::<String>();
        // It ends with the sender. Without a thread there is no progress to be seen, and all else works.
        let _ = thread::Builder::new().name("progress".into()).spawn(move || {
            let mut waiting = named.recv();
            while let Ok(name) = waiting {
                waiting = match named.recv_timeout(MOMENT) {
                    Err(RecvTimeoutError::Timeout) => {
                        anstream::eprintln!("{} {name} …", styled(DIM, "compiling"));
                        named.recv()
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                    Ok(next) => Ok(next),
                };
            }
        });
        Self { names: Some(names) }
    }

    pub(crate) fn waiting_for(&self, name: String) {
        if let Some(names) = &self.names {
            let _ = names.send(name);
        }
    }
}
