//! `portcullis plugin new`

use super::{args::New, project::Project};
use crate::{
    Exit,
    print::{BOLD, DIM, styled},
};

pub(crate) fn run(args: &New) -> anyhow::Result<Exit> {
    let project = Project::create(&args.folder, args.lang, args.kind)?;
    let (folder, language) = (args.folder.display(), project.language());
    anstream::println!("{} is a new {} in {}", styled(BOLD, &folder), project.kind().name(), language.title());
    for tool in language.tools().into_iter().filter(|tool| tool.path.is_none()) {
        anstream::println!("  {} {} is missing: {}", styled(DIM, "first"), tool.name, tool.install);
    }
    anstream::println!("  {} portcullis plugin build {folder}", styled(DIM, "next"));
    Ok(Exit::Ok)
}
