//! What policies name that no tool has.

use std::collections::BTreeSet;

use cedar_policy_core::ast::{ActionConstraint, EntityUID, Expr, ExprKind, Literal};
use portcullis_guest::{Remark, Tool};

use crate::names::Names;
use crate::policies::Rule;
use crate::policy::Cedar;
use crate::text::place;
use crate::used::context_path;

/// Names of actions, resources and arguments that none of the tools has.
pub(crate) fn check(cedar: &Cedar, tools: &[Tool]) -> Vec<Remark> {
    if tools.is_empty() {
        return Vec::new();
    }
    let known = Known::of(&cedar.asker.names, tools);
    let mut remarks = Vec::new();
    for rule in &cedar.rules {
        for part in rule.condition.subexpressions() {
            known.entity(cedar, rule, part, &mut remarks);
        }
        known.arguments(cedar, rule, &mut remarks);
    }
    remarks.sort_by(|left, right| {
        (&left.pointer, left.line, &left.message).cmp(&(&right.pointer, right.line, &right.message))
    });
    remarks.dedup();
    remarks
}

struct Known<'t> {
    tools: Vec<(EntityUID, &'t Tool)>,
    resources: BTreeSet<EntityUID>,
    apps: BTreeSet<EntityUID>,
}

impl<'t> Known<'t> {
    fn of(names: &Names, tools: &'t [Tool]) -> Self {
        Self {
            tools: tools.iter().map(|tool| (names.action_of(&tool.target), tool)).collect(),
            resources: tools.iter().map(|tool| names.resource_of(&tool.target)).collect(),
            apps: tools.iter().map(|tool| names.app(&tool.target)).collect(),
        }
    }

    /// An action, a tool or an app that does not exist.
    fn entity(&self, cedar: &Cedar, rule: &Rule, part: &Expr, remarks: &mut Vec<Remark>) {
        let ExprKind::Lit(Literal::EntityUID(named)) = part.expr_kind() else { return };
        let (names, kind) = (&cedar.asker.names, named.entity_type());
        // What the author's own entities say exists, and so do groups that others are in.
        if cedar.asker.world.has(named) || cedar.asker.world.is_above(named) {
            return;
        }
        let known: Vec<&EntityUID> = match kind {
            kind if *kind == names.action => self.tools.iter().map(|(action, _)| action).collect(),
            kind if *kind == names.resource => self.resources.iter().collect(),
            kind if *kind == names.app => self.apps.iter().collect(),
            _ => return,
        };
        let is_elsewhere = names.by_argument.keys().any(|action| action.as_str() == AsRef::<str>::as_ref(named.eid()));
        if known.contains(&&**named) || is_elsewhere {
            return;
        }
        let ids: Vec<&str> = known.iter().map(|uid| uid.eid().as_ref()).collect();
        let near = suggestion(named.eid().as_ref(), &ids).map(|near| format!("; did you mean `{near}`?"));
        let message = format!("`{named}` is none of the {} tools{}", self.tools.len(), near.unwrap_or_default());
        remarks.push(Remark::new("unknown-tool", &rule.at, message).on_line(line_of(part, rule)));
    }

    /// An argument that none of the tools takes which the policy is about.
    fn arguments(&self, cedar: &Cedar, rule: &Rule, remarks: &mut Vec<Remark>) {
        let about: Vec<&Tool> = match rule.policy.action_constraint() {
            ActionConstraint::Any => self.tools.iter().map(|(_, tool)| *tool).collect(),
            ActionConstraint::Eq(one) => self.named(|action| *action == **one),
            ActionConstraint::In(group) => self.named(|action| group.iter().any(|one| **one == *action)),
        };
        // Tools that are not there are told of already; what a policy says of groups of actions is not taken apart.
        if about.is_empty() {
            return;
        }
        for part in rule.condition.subexpressions() {
            let Some(path) = context_path(part) else { continue };
            let [arguments, name, ..] = path.as_slice() else { continue };
            if *arguments != cedar.asker.names.arguments || about.iter().any(|tool| tool.takes(name) != Some(false)) {
                continue;
            }
            let taken: BTreeSet<&str> = about.iter().flat_map(|tool| taken(tool)).collect();
            let taken: Vec<&str> = taken.into_iter().collect();
            let near = suggestion(name, &taken).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let message = format!("no tool that `{}` is about takes `{name}`{near}", rule.id);
            let remark = Remark::new("unknown-argument", &rule.at, message).on_line(line_of(part, rule));
            // Each step of a longer path leads here.
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
    }

    fn named(&self, fits: impl Fn(&EntityUID) -> bool) -> Vec<&'t Tool> {
        self.tools.iter().filter(|(action, _)| fits(action)).map(|(_, tool)| *tool).collect()
    }
}

fn line_of(part: &Expr, rule: &Rule) -> u32 {
    part.source_loc().map_or(rule.line, |loc| place(&loc.src, loc.start()).0)
}

fn taken(tool: &Tool) -> impl Iterator<Item = &str> {
    let properties = tool.parameters.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    properties.into_iter().flatten().map(|(name, _)| name.as_str())
}

/// One of the known words that a misspelt one was probably meant to be.
fn suggestion<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let near = |known: &&&str| strsim::damerau_levenshtein(word, known) <= 1 + known.len() / 5;
    known.iter().filter(near).min_by_key(|known| strsim::damerau_levenshtein(word, known)).copied()
}
