//! `portcullis plugin test`

use std::sync::Arc;

use super::{args::Test, project::Project, watch};
use crate::{Exit, cases, print, progress::load_pack, runtime::testing_runtime};

pub(crate) fn run(args: &Test) -> anyhow::Result<Exit> {
    let project = Project::open(&args.project.folder)?;
    let state = Arc::default();
    let runtime = testing_runtime(&state)?;
    let test = || {
        project.ensure_built()?;
        let pack = load_pack(&runtime, project.folder())?;
        cases::run(&pack, &state, project.folder(), args.json)?.end()
    };
    if !args.watch {
        return test();
    }
    watch::each_change(project.folder(), || {
        if let Err(error) = test() {
            print::error(&error);
        }
    })
}
