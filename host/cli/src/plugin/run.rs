//! `portcullis plugin run`

use super::{args::Run, project::Project};
use crate::{Exit, args::Check, check};

pub(crate) fn run(args: &Run) -> anyhow::Result<Exit> {
    let project = Project::open(&args.folder)?;
    project.ensure_built()?;
    let pack = project.folder().to_owned();
    check::run(&Check { pack, event: args.event.clone(), json: args.json, audit: None, explain: args.explain })
}
