//! How policies call that which is in events.

use std::collections::BTreeMap;

use cedar_policy_core::ast::{Eid, EntityType, EntityUID};
use portcullis_guest::{ConfigErrors, Event, SubjectKind};

use crate::config::{self, Resource};
use crate::text::{names, token};

/// What stands in `context` beside the arguments and what the host says; the host's word never stands over it.
pub(crate) const RESERVED: [&str; 6] = ["phase", "session", "subject", "target", "time_ms", "tool"];

/// How policies call that which is in events.
#[derive(Debug)]
pub(crate) struct Names {
    user: EntityType,
    service: EntityType,
    agent: EntityType,
    pub(crate) role: EntityType,
    /// Claims with the type of the groups that they name.
    pub(crate) groups: Vec<(String, EntityType)>,
    pub(crate) action: EntityType,
    action_id: Pattern,
    pub(crate) resource: EntityType,
    resource_id: Pattern,
    pub(crate) app: EntityType,
    pub(crate) arguments: String,
    /// By the action's name in events: the resource's type, and where in the payload its name stands.
    pub(crate) by_argument: BTreeMap<String, (EntityType, String)>,
}

impl Names {
    pub(crate) fn read(
        names: &config::Names,
        resources: &BTreeMap<String, Resource>,
        errors: &mut ConfigErrors,
    ) -> Option<Self> {
        let mut kind = |name: &str, at: String| match name.parse::<EntityType>() {
            Ok(kind) => Some(kind),
            Err(_) => {
                errors.add(at, format!("`{}` is no type's name: write `User` or `App::User`", name.escape_debug()));
                None
            }
        };
        let at = |key: &str| format!("/names/{key}");
        let (user, service) = (kind(&names.user, at("user")), kind(&names.service, at("service")));
        let (agent, role) = (kind(&names.agent, at("agent")), kind(&names.role, at("role")));
        let (action, resource) = (kind(&names.action, at("action")), kind(&names.resource, at("resource")));
        let app = kind(&names.app, at("app"));
        let mut groups = Vec::new();
        for (claim, name) in &names.groups {
            groups.extend(kind(name, at(&format!("groups/{}", token(claim)))).map(|kind| (claim.clone(), kind)));
        }
        let mut by_argument = BTreeMap::new();
        for (action, resource) in resources {
            let kind = kind(&resource.kind, format!("/resources/{}/type", token(action)));
            by_argument.extend(kind.map(|kind| (action.clone(), (kind, resource.id.clone()))));
        }
        for (action, resource) in resources {
            if crate::text::names(&resource.id).is_none() {
                let message = format!("`{}` is not a JSON pointer: write `/order`", resource.id.escape_debug());
                errors.add(format!("/resources/{}/id", token(action)), message);
            }
        }
        if action.as_ref().is_some_and(|action| !action.is_action()) {
            let message = format!("`{}` is not `Action`, or `Action` in a namespace: Cedar wants it so", names.action);
            errors.add(at("action"), message);
        }
        if RESERVED.contains(&names.arguments.as_str()) {
            errors.add(at("arguments"), format!("`context.{}` is something else", names.arguments));
        }
        let action_id = Pattern::read(&names.action_id, &at("action_id"), errors);
        let resource_id = Pattern::read(&names.resource_id, &at("resource_id"), errors);
        Some(Self {
            user: user?,
            service: service?,
            agent: agent?,
            role: role?,
            groups,
            action: action?,
            action_id,
            resource: resource?,
            resource_id,
            app: app?,
            arguments: names.arguments.clone(),
            by_argument,
        })
    }

    /// The type of a principal.
    pub(crate) fn kind(&self, kind: SubjectKind) -> &EntityType {
        match kind {
            SubjectKind::User => &self.user,
            SubjectKind::Service => &self.service,
            SubjectKind::Agent => &self.agent,
        }
    }

    pub(crate) fn action(&self, event: &Event) -> EntityUID {
        uid(&self.action, &self.action_id.of(&event.action, &event.target, event.phase.as_str()))
    }

    /// The action that an event about a tool has, where the host calls it by the tool's name.
    pub(crate) fn action_of(&self, target: &str) -> EntityUID {
        uid(&self.action, &self.action_id.of(tool(target), target, "tool-call"))
    }

    pub(crate) fn resource(&self, event: &Event) -> EntityUID {
        uid(&self.resource, &self.resource_id.of(&event.action, &event.target, event.phase.as_str()))
    }

    /// The resource that an event about a tool has.
    pub(crate) fn resource_of(&self, target: &str) -> EntityUID {
        uid(&self.resource, &self.resource_id.of(tool(target), target, "tool-call"))
    }

    pub(crate) fn app(&self, target: &str) -> EntityUID {
        uid(&self.app, app(target))
    }

    /// Reads the pointers of numbers that are decimals.
    pub(crate) fn decimals(pointers: &[String], errors: &mut ConfigErrors) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for (index, pointer) in pointers.iter().enumerate() {
            match names(pointer) {
                Some(path) => paths.push(path),
                None => {
                    let message = format!("`{}` is not a JSON pointer: write `/amount`", pointer.escape_debug());
                    errors.add(format!("/decimals/{index}"), message);
                }
            }
        }
        paths
    }
}

/// An entity's name.
pub(crate) fn uid(kind: &EntityType, id: &str) -> EntityUID {
    EntityUID::from_components(kind.clone(), Eid::new(id), None)
}

/// `refund` of `tool:support/refund`.
pub(crate) fn tool(target: &str) -> &str {
    target.rsplit('/').next().unwrap_or_default()
}

/// `support` of `tool:support/refund`.
pub(crate) fn app(target: &str) -> &str {
    let owned = target.split_once(':').map_or(target, |(_, owned)| owned);
    owned.rsplit_once('/').map_or("", |(app, _)| app)
}

/// An id with places for what an event says.
#[derive(Debug)]
struct Pattern(Vec<Part>);

#[derive(Debug)]
enum Part {
    Text(String),
    Action,
    Tool,
    App,
    Target,
    Phase,
}

impl Pattern {
    fn read(text: &str, at: &str, errors: &mut ConfigErrors) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            parts.push(Part::Text(before.to_owned()));
            let Some((name, after)) = after.split_once('}') else {
                errors.add(at, format!("`{}` has a brace that is not closed", text.escape_debug()));
                return Self(Vec::new());
            };
            match name {
                "action" => parts.push(Part::Action),
                "tool" => parts.push(Part::Tool),
                "app" => parts.push(Part::App),
                "target" => parts.push(Part::Target),
                "phase" => parts.push(Part::Phase),
                other => errors.add(
                    at,
                    format!(
                        "there is no `{{{}}}`: there are `{{action}}`, `{{tool}}`, `{{app}}`, `{{target}}`, `{{phase}}`",
                        other.escape_debug()
                    ),
                ),
            }
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Self(parts)
    }

    fn of(&self, action: &str, target: &str, phase: &str) -> String {
        let mut id = String::new();
        for part in &self.0 {
            id.push_str(match part {
                Part::Text(text) => text,
                Part::Action => action,
                Part::Tool => tool(target),
                Part::App => app(target),
                Part::Target => target,
                Part::Phase => phase,
            });
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_an_app_and_a_tool() {
        for (target, of_app, of_tool) in [
            ("tool:support/refund", "support", "refund"),
            ("tool:a/b/c", "a/b", "c"),
            ("tool:refund", "", "tool:refund"),
            ("refund", "", "refund"),
            ("", "", ""),
        ] {
            assert_eq!((app(target), tool(target)), (of_app, of_tool), "{target}");
        }
    }

    #[test]
    fn a_pattern_is_filled_once() {
        let mut errors = ConfigErrors::new();
        let pattern = Pattern::read("{app}___{tool}", "", &mut errors);
        assert_eq!(pattern.of("x", "tool:{tool}/{app}", "p"), "{tool}___{app}", "what an event says is not read again");
        assert!(errors.is_empty());
        Pattern::read("{ap}", "", &mut errors);
        Pattern::read("{app", "", &mut errors);
        assert_eq!(errors.iter().count(), 2, "neither an unknown name nor an open brace");
    }
}
