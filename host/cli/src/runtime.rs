//! The engine that commands share, with compiled code kept between runs.

use std::{env, path::PathBuf, sync::Arc};

use portcullis::plugin::{Runtime, RuntimeError, RuntimeOptions};

use crate::{
    cases::CaseState,
    print::{DIM, styled},
};

/// An engine with the user's cache; without one, where that can't be used, which is said.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    with(RuntimeOptions::default())
}

/// The same for test cases, whose state begins anew with each.
pub(crate) fn testing_runtime(state: &Arc<CaseState>) -> anyhow::Result<Runtime> {
    with(RuntimeOptions { state: Arc::<CaseState>::clone(state), ..RuntimeOptions::default() })
}

/// The same without instances that wait, so that what is measured has what they cost in it.
pub(crate) fn measuring_runtime(state: &Arc<CaseState>) -> anyhow::Result<Runtime> {
    with(RuntimeOptions { waiting: 0, state: Arc::<CaseState>::clone(state), ..RuntimeOptions::default() })
}

fn with(options: RuntimeOptions) -> anyhow::Result<Runtime> {
    let options = RuntimeOptions { cache: cache(), ..options };
    match Runtime::new(&options) {
        Err(RuntimeError::Cache(error)) => {
            anstream::eprintln!("{} {error}", styled(DIM, "plugins are compiled anew:"));
            Ok(Runtime::new(&RuntimeOptions { cache: None, ..options })?)
        }
        other => Ok(other?),
    }
}

/// `PORTCULLIS_CACHE`, or else `portcullis` in the user's folder for caches.
fn cache() -> Option<PathBuf> {
    let named = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let user = || named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
    named("PORTCULLIS_CACHE").or_else(|| Some(user()?.join("portcullis")))
}
