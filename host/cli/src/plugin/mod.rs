//! `portcullis plugin …`: a plugin author's day, from a new folder to a tested component.

pub(crate) mod args;
mod bench;
mod build;
mod embedded;
mod encode;
pub(crate) mod inspect;
mod language;
mod made_with;
mod new;
mod project;
mod run;
mod test;
mod tool;
mod watch;

use crate::Exit;
use args::Plugin;

pub(crate) fn run(args: &Plugin) -> anyhow::Result<Exit> {
    match args {
        Plugin::New(args) => new::run(args),
        Plugin::Build(args) => build::run(args),
        Plugin::Test(args) => test::run(args),
        Plugin::Run(args) => run::run(args),
        Plugin::Bench(args) => bench::run(args),
        Plugin::Inspect(args) => inspect::plugin(args),
        Plugin::Languages(args) => language::list(args),
    }
}
