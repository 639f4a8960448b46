//! `portcullis plugin test`

use super::{args::Test, project::Project, watch};
use crate::{Exit, cases, print, progress::load_pack, runtime::runtime};

pub(crate) fn run(args: &Test) -> anyhow::Result<Exit> {
    let project = Project::open(&args.project.folder)?;
    let runtime = runtime()?;
    let test = || {
        project.ensure_built()?;
        let pack = load_pack(&runtime, project.folder())?;
        cases::run(&pack, project.folder(), args.json)?.end()
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
