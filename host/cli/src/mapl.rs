//! `portcullis mapl explain`: what holds for a subject, and who says so.

use anyhow::Context;
use portcullis::{
    document::Document,
    event::{Event, Phase, Subject, SubjectKind},
    text::printable,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Exit,
    args::Rights,
    print::{BOLD, DIM, styled},
    progress::load_pack,
    runtime::runtime,
};

/// Reads `name=value`.
pub(crate) fn claim(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as `name=value`")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(crate) fn explain(args: &Rights) -> anyhow::Result<Exit> {
    let pack = load_pack(&runtime()?, &args.pack)?;
    let entry = pack.entries().iter().find(|entry| entry.plugin().component().descriptor().name == "mapl");
    let entry = entry.with_context(|| format!("the pack `{}` has no plugin `mapl`", printable(pack.name())))?;
    let claims = args.claims.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let mut subject = Subject::new(&args.subject, SubjectKind::User);
    subject.claims = Document::try_from(Value::Object(claims))?;
    for role in &args.roles {
        subject = subject.role(role);
    }
    let event = Event::new(Phase::ModelRequest, subject, &args.target, Document::empty_object());
    let said = entry.plugin().explain_blocking(&event).context("the plugin can't explain itself")?;
    let rights = said.and_then(|said| said.subject).context("the plugin is of a version that does not tell")?;
    if args.json {
        anstream::println!("{}", serde_json::to_string_pretty(&serde_json::from_str::<Value>(rights.text())?)?);
    } else {
        let rights: Explained = serde_json::from_str(rights.text()).context("what the plugin tells can't be read")?;
        rights.print();
    }
    Ok(Exit::Ok)
}

/// What `mapl` says of a subject.
#[derive(Deserialize)]
struct Explained {
    documents: Vec<Applies>,
    resources: Vec<Says>,
    denied_resources: Vec<Says>,
    parameters: Vec<Limits>,
    denied_parameters: Vec<Says>,
    attestations: Vec<Says>,
    not_before: Option<Says>,
    not_after: Option<Says>,
    rate_limit: Option<Says>,
    problems: Vec<String>,
}

#[derive(Deserialize)]
struct Applies {
    policy_id: String,
    sides: Vec<String>,
}

#[derive(Deserialize)]
struct Says {
    value: Value,
    rule: String,
}

#[derive(Deserialize)]
struct Limits {
    resource: String,
    parameter: String,
    effective: Vec<(String, Says)>,
}

impl Explained {
    fn print(&self) {
        for problem in &self.problems {
            anstream::println!("{} {}", styled(BOLD, "nothing is allowed:"), printable(problem));
        }
        anstream::println!("{}", styled(BOLD, "documents"));
        for document in &self.documents {
            let sides = styled(DIM, format!("({})", document.sides.join(", ")));
            anstream::println!("  {} {sides}", printable(&document.policy_id));
        }
        section("resources: one pattern of each", &self.resources);
        section("denied resources", &self.denied_resources);
        for limits in &self.parameters {
            let title = format!("{} {}", printable(&limits.resource), printable(&limits.parameter));
            anstream::println!("{}", styled(BOLD, title));
            for (name, says) in &limits.effective {
                says.print(&format!("{} ", printable(name)));
            }
        }
        section("denied parameters", &self.denied_parameters);
        section("attestations", &self.attestations);
        section("not before", self.not_before.as_slice());
        section("not after", self.not_after.as_slice());
        section("requests per minute", self.rate_limit.as_slice());
    }
}

impl Says {
    fn print(&self, name: &str) {
        let value = printable(&self.value.to_string());
        anstream::println!("  {name}{value}  {}", styled(DIM, format!("by {}", printable(&self.rule))));
    }
}

fn section(title: &str, said: &[Says]) {
    if !said.is_empty() {
        anstream::println!("{}", styled(BOLD, title));
    }
    said.iter().for_each(|says| says.print(""));
}
