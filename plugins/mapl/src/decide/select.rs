//! Which documents apply to an event.

use portcullis_guest::{Event, Violation};

use crate::document::Document;
use crate::load::Policies;
use crate::text::pattern::Target;

/// Whose right it is: each of these must allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who acts: the subject's own documents, and those for everybody.
    Caller,
    /// The app that it acts through.
    App,
    /// What the app says it is for.
    Intent,
    /// The resource's own document, and that of the app that it belongs to. They narrow, and need not allow.
    Resource,
}

impl Side {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Side::Caller => "caller",
            Side::App => "app",
            Side::Intent => "intent",
            Side::Resource => "resource",
        }
    }
}

/// The documents that apply to an event, each once, the narrowest first.
pub(crate) struct Selected<'p> {
    pub(crate) documents: Vec<&'p Document>,
    /// For each side, the documents that it was led to; those that they extend are its as well.
    pub(crate) sides: Vec<(Side, Vec<usize>)>,
    /// Why the subject can't be led to its documents.
    pub(crate) problems: Vec<Violation>,
}

impl<'p> Selected<'p> {
    pub(crate) fn new(policies: &'p Policies, event: &Event) -> Self {
        let mut selected =
            Self { documents: Vec::with_capacity(8), sides: Vec::with_capacity(4), problems: Vec::new() };
        let mut caller = Vec::with_capacity(8);
        match policies.sources.names(event) {
            Err(pointer) => selected.problems.push(
                Violation::new("claim-invalid", "")
                    .found(&pointer)
                    .allowed("a name, or a list of names")
                    .rule("config#/subject"),
            ),
            Ok(names) => {
                let mut missing = policies.sources.require.clone();
                let mut id = String::with_capacity(64);
                for (kind, name) in names {
                    id.clear();
                    [kind, ":", &name].iter().for_each(|part| id.push_str(part));
                    if let Some(at) = policies.find(&id) {
                        missing.retain(|required| *required != kind);
                        caller.push(at);
                    }
                }
                for kind in missing {
                    let violation = Violation::new("no-policy", "").allowed(format!("a document `{kind}:<name>`"));
                    selected.problems.push(violation.rule("config#/subject/require"));
                }
                if caller.is_empty() && policies.global.is_empty() {
                    let violation = Violation::new("no-policy", "").allowed("a document for the subject");
                    selected.problems.push(violation.rule("config#/documents"));
                }
            }
        }
        caller.extend(&policies.global);
        selected.add(policies, Side::Caller, caller);
        selected.add(policies, Side::App, policies.app.into_iter().collect());
        selected.add(policies, Side::Intent, policies.intent.into_iter().collect());
        if policies.of_resources {
            let owner = event.target.split_once(':').and_then(|(_, path)| path.split_once('/')).map(|(owner, _)| owner);
            let owner = owner.and_then(|owner| policies.find(&["app:", owner].concat()));
            selected.add(policies, Side::Resource, policies.find(&event.target).into_iter().chain(owner).collect());
        }
        selected
    }

    fn add(&mut self, policies: &'p Policies, side: Side, roots: Vec<usize>) {
        if roots.is_empty() {
            return;
        }
        for (_, document) in roots.iter().flat_map(|root| policies.chain(*root)) {
            if !self.documents.iter().any(|known| std::ptr::eq(*known, document)) {
                self.documents.push(document);
            }
        }
        self.sides.push((side, roots));
    }

    /// What keeps the resource from being allowed.
    pub(crate) fn refusals(&self, policies: &Policies, target: &Target<'_>, raw: &str, time_ms: u64) -> Vec<Violation> {
        let mut refusals = Vec::new();
        for (side, roots) in &self.sides {
            if *side != Side::Resource && !roots.iter().any(|root| policies.speaks(*root)) {
                let nobody = Vec::<&str>::new();
                let rule = format!("config#/{}", side.as_str());
                refusals.push(Violation::new("resource-not-allowed", "").found(raw).allowed(nobody).rule(rule));
            }
        }
        let now = i64::try_from(time_ms).unwrap_or(i64::MAX);
        for document in &self.documents {
            let early = document.not_before.as_ref().filter(|moment| now < moment.says);
            let late = document.not_after.as_ref().filter(|moment| now > moment.says);
            for moment in early.into_iter().chain(late) {
                let violation = Violation::new("policy-not-valid", "").found(now).allowed(moment.says);
                refusals.push(violation.rule(&moment.rule));
            }
            if !document.resources.is_empty() && !document.resources.iter().any(|rule| rule.says.permits(target)) {
                let allowed: Vec<&str> = document.resources.iter().map(|rule| rule.says.text.as_str()).collect();
                let violation = Violation::new("resource-not-allowed", "").found(raw).allowed(allowed);
                refusals.push(violation.rule(format!("{}#/resources", document.id)));
            }
            for rule in document.denied_resources.iter().filter(|rule| rule.says.catches(target)) {
                refusals.push(Violation::new("resource-denied", "").found(raw).rule(&rule.rule));
            }
        }
        refusals
    }
}
