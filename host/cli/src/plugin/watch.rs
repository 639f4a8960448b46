//! Doing something again whenever a file changes.

use std::{
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

use anyhow::Context;
use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::project::is_left_behind;
use crate::{
    Exit,
    print::{DIM, styled},
};

/// An editor writes a file in several steps: so long nothing must have happened.
const QUIET: Duration = Duration::from_millis(150);

/// Does it now, and again after each change below a folder, until the command is interrupted.
pub(super) fn each_change(folder: &Path, mut act: impl FnMut()) -> anyhow::Result<Exit> {
    let (sender, changes) = mpsc::channel();
    let root = folder.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| is_change(&root, &event)) {
            // The receiver is gone where the command ends.
            let _ = sender.send(());
        }
    })
    .context("changes of files can't be watched on this system")?;
    let watched = format!("`{}` can't be watched", folder.display());
    watcher.watch(folder, RecursiveMode::Recursive).context(watched)?;
    loop {
        act();
        anstream::eprintln!("{}", styled(DIM, "waiting for a change; Ctrl-C ends it"));
        changes.recv().context("the watch on the files ended")?;
        while changes.recv_timeout(QUIET) != Err(RecvTimeoutError::Timeout) {}
    }
}

/// Whether it is a change of what somebody wrote: reading a file, and what builds write, is none.
fn is_change(root: &Path, event: &Event) -> bool {
    let own = |path: &Path| {
        let inner = path.strip_prefix(root).unwrap_or(path);
        inner.starts_with("tests") || !inner.ancestors().any(|part| part != Path::new("") && is_left_behind(part))
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(|path| own(path))
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, ModifyKind};

    use super::*;

    #[test]
    fn what_builds_write_and_what_is_read_is_no_change() {
        let event = |kind, path: &str| Event::new(kind).add_path(Path::new("/work").join(path));
        let modified = EventKind::Modify(ModifyKind::Any);
        let is = |event: &Event| is_change(Path::new("/work"), event);
        for path in ["src/lib.rs", "tests/cases.yaml", "pack.toml", "portcullis/policy.py"] {
            assert!(is(&event(modified, path)), "{path}");
        }
        for path in ["dist/plugin.wasm", "target/release/x", "node_modules/a/b.js", ".git/index", "src/.lib.rs.swp"] {
            assert!(!is(&event(modified, path)), "{path}");
        }
        assert!(!is(&event(EventKind::Access(AccessKind::Any), "src/lib.rs")));
    }
}
