//! What policies are told of an event: principal, action, resource and context.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use cedar_policy_core::ast::{
    Context, EntityUID, EntityUIDEntry, PartialValue, Request, RequestSchema as _, Value, ValueKind,
};
use cedar_policy_core::entities::Entities;
use cedar_policy_core::extensions::Extensions;
use portcullis_guest::prelude::*;
use smol_str::SmolStr;

use crate::hint::{Hint, NOTHING};
use crate::names::{Names, RESERVED, uid};
use crate::read::{read, record_of, text, texts};
use crate::schema::{Kind, Schema};
use crate::text::{line, token};
use crate::used::{Part, Tags, Used};
use crate::world::{Known, World};

/// All that is needed to ask about an event.
#[derive(Debug)]
pub(crate) struct Asker {
    pub(crate) names: Names,
    pub(crate) schema: Option<Schema>,
    pub(crate) world: World,
    pub(crate) used: Used,
    /// What `decimals` says of the context.
    pub(crate) decimals: Hint,
}

impl Asker {
    /// The question that an event is, and the entities that it is about.
    pub(crate) fn ask(&self, event: &Event, payload: &Document) -> Result<(Request, Entities), Error> {
        let principal = uid(self.names.kind(event.subject.kind), &event.subject.id);
        let action = self.names.action(event);
        let mut known = vec![self.principal(&principal, event)?];
        let resource = match self.names.by_argument.get(&event.action) {
            Some((kind, pointer)) => uid(kind, &payload.require::<String>(pointer)?),
            None => {
                let tool = self.names.resource(event);
                let parents = HashSet::from([self.names.app(&event.target)]);
                known.push(self.known(tool.clone(), parents, Vec::new(), Vec::new()));
                tool
            }
        };
        let context = self.context(&action, event, payload)?;
        let entities = self.world.with(known, self.schema.as_ref())?;
        Ok((self.request(principal, action, resource, context)?, entities))
    }

    fn request(
        &self,
        principal: EntityUID,
        action: EntityUID,
        resource: EntityUID,
        context: BTreeMap<SmolStr, Value>,
    ) -> Result<Request, Error> {
        let [principal, action, resource] = [principal, action, resource].map(|uid| EntityUIDEntry::known(uid, None));
        let request = Request::new_unchecked(principal, action, resource, Some(Context::Value(Arc::new(context))));
        if let Some(core) = self.schema.as_ref().map(Schema::core) {
            core.validate_request(&request, Extensions::all_available()).map_err(|error| {
                Error::new(format!("the event is not one of the schema's: {}", line(&error.to_string())))
            })?;
        }
        Ok(request)
    }

    /// Who acts: in roles and groups, with the claims that were verified.
    fn principal(&self, principal: &EntityUID, event: &Event) -> Result<Known, Error> {
        let claims = event.subject.claims();
        let mut parents: HashSet<_> = event.subject.roles.iter().map(|role| uid(&self.names.role, role)).collect();
        for (claim, kind) in &self.names.groups {
            parents.extend(groups(claims, claim)?.iter().map(|group| uid(kind, group)));
        }
        let kind = self.schema.as_ref().and_then(|schema| schema.kind(principal.entity_type()));
        let mut attributes = BTreeMap::new();
        for (name, hint) in self.attributes(kind) {
            let claim = read(claims, &format!("/{}", token(name)), &Part::Whole, hint, "claims")?;
            attributes.extend(claim.map(|value| (SmolStr::from(name), PartialValue::from(value))));
        }
        let has_id = self.used.attributes.contains("id") || self.schema.is_some();
        if has_id && kind.is_none_or(|kind| kind.attributes.contains_key("id")) {
            attributes.insert("id".into(), text(&event.subject.id).into());
        }
        let tags = self.tags(kind, claims)?;
        Ok(self.known(principal.clone(), parents, attributes.into_iter().collect(), tags))
    }

    /// Which claims are attributes, and what the schema says of them.
    fn attributes<'k>(&'k self, kind: Option<&'k Kind>) -> Vec<(&'k str, &'k Hint)> {
        match (kind, &self.schema) {
            (Some(kind), _) => kind.attributes.iter().map(|(name, hint)| (name.as_str(), hint)).collect(),
            (None, Some(_)) => Vec::new(),
            (None, None) => self.used.attributes.iter().map(|name| (name.as_str(), &NOTHING)).collect(),
        }
    }

    fn tags(&self, kind: Option<&Kind>, claims: &Document) -> Result<Vec<(SmolStr, PartialValue)>, Error> {
        let hint = match (kind.map(|kind| &kind.tags), &self.schema) {
            (Some(Some(hint)), _) => hint,
            (None, None) => &NOTHING,
            _ => return Ok(Vec::new()),
        };
        match &self.used.tags {
            Tags::These(names) => {
                let mut tags = Vec::new();
                for name in names {
                    let value = read(claims, &format!("/{}", token(name)), &Part::Whole, hint, "claims")?;
                    tags.extend(value.map(|value| (SmolStr::from(name), value.into())));
                }
                Ok(tags)
            }
            Tags::All => Ok(members(read(claims, "", &Part::Whole, &hint.clone().of_each(), "claims")?)
                .map(|(name, value)| (name, value.into()))
                .collect()),
        }
    }

    /// What a schema does not know, no policy that it validates can ask for.
    fn known(
        &self,
        uid: EntityUID,
        mut parents: HashSet<EntityUID>,
        attributes: Vec<(SmolStr, PartialValue)>,
        tags: Vec<(SmolStr, PartialValue)>,
    ) -> Known {
        if let Some(schema) = &self.schema {
            let kind = schema.kind(uid.entity_type());
            parents.retain(|parent| kind.is_some_and(|kind| kind.parents.contains(parent.entity_type())));
        }
        Known { uid, parents, attributes, tags }
    }

    fn context(
        &self,
        action: &EntityUID,
        event: &Event,
        payload: &Document,
    ) -> Result<BTreeMap<SmolStr, Value>, Error> {
        let hint = match &self.schema {
            Some(schema) => schema.context(action).ok_or_else(|| Error::new(format!("the schema has no {action}")))?,
            None => &self.decimals,
        };
        let mut context = BTreeMap::new();
        for (name, part) in self.asked(hint, event)? {
            let value = match name.as_str() {
                arguments if arguments == self.names.arguments => {
                    read(payload, "", part, hint.member(arguments), "payload")?
                }
                reserved if RESERVED.contains(&reserved) => Some(said(reserved, part, hint.member(reserved), event)?),
                other => read(event.context(), &format!("/{}", token(other)), part, hint.member(other), "context")?,
            };
            context.extend(value.map(|value| (SmolStr::from(name), value)));
        }
        Ok(context)
    }

    /// The members of the context that are needed.
    fn asked<'a>(&'a self, hint: &Hint, event: &Event) -> Result<Vec<(String, &'a Part)>, Error> {
        if self.schema.is_some() {
            return Ok(hint.names().map(|name| (name.clone(), &Part::Whole)).collect());
        }
        Ok(match &self.used.context {
            Part::Members(members) => members.iter().map(|(name, part)| (name.clone(), part)).collect(),
            Part::Whole => {
                let said = members(read(event.context(), "", &Part::Whole, &NOTHING, "context")?);
                let ours = RESERVED.iter().map(|name| (*name).to_owned()).chain([self.names.arguments.clone()]);
                let names: std::collections::BTreeSet<_> = said.map(|(name, _)| name.to_string()).chain(ours).collect();
                names.into_iter().map(|name| (name, &Part::Whole)).collect()
            }
        })
    }
}

/// A member of the context that the host vouches for.
fn said(name: &str, part: &Part, hint: &Hint, event: &Event) -> Result<Value, Error> {
    Ok(match name {
        "phase" => text(event.phase.as_str()),
        "session" => text(&event.session),
        "target" => text(&event.target),
        "tool" => text(crate::names::tool(&event.target)),
        "time_ms" => Value::from(i64::try_from(event.time_ms)?),
        _ => subject(part, hint, &event.subject)?,
    })
}

fn subject(part: &Part, hint: &Hint, subject: &portcullis_guest::Subject) -> Result<Value, Error> {
    let kind = match subject.kind {
        SubjectKind::User => "user",
        SubjectKind::Service => "service",
        SubjectKind::Agent => "agent",
    };
    let mut members = vec![
        ("id", text(&subject.id)),
        ("kind", text(kind)),
        ("roles", texts(&subject.roles)),
        ("scopes", texts(&subject.scopes)),
        ("via", texts(&subject.via)),
    ];
    // A schema need not know all of them.
    let is_known = |name: &str| hint.names().next().is_none() || hint.has(name);
    members.retain(|(name, _)| is_known(name) && part.member(name).is_some());
    if let (true, Some(part)) = (is_known("claims"), part.member("claims")) {
        let claims = read(subject.claims(), "", part, hint.member("claims"), "claims")?;
        members.extend(claims.map(|claims| ("claims", claims)));
    }
    Ok(record_of(members))
}

/// The groups that a claim names: one, several, or none.
fn groups(claims: &Document, claim: &str) -> Result<Vec<String>, Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Groups {
        One(String),
        Several(Vec<String>),
        None(()),
    }
    let found = claims.get::<Groups>(&format!("/{}", token(claim)));
    let found = found.map_err(|_| {
        Error::new(format!("the claim `{claim}` names no groups: it is neither a text nor a list of texts"))
    })?;
    Ok(match found {
        Some(Groups::One(group)) => vec![group],
        Some(Groups::Several(groups)) => groups,
        Some(Groups::None(())) | None => Vec::new(),
    })
}

fn members(value: Option<Value>) -> impl Iterator<Item = (SmolStr, Value)> {
    let members = match value.map(|value| value.value) {
        Some(ValueKind::Record(members)) => Arc::unwrap_or_clone(members),
        _ => BTreeMap::new(),
    };
    members.into_iter()
}
