//! The entities that an author names, and the ones that an event adds to them.

use std::collections::HashSet;
use std::sync::Arc;

use cedar_policy_core::ast::{Entity, EntityUID, PartialValue};
use cedar_policy_core::entities::{Dereference, Entities, EntityJsonParser, NoEntitiesSchema, TCComputation};
use cedar_policy_core::extensions::Extensions;
use portcullis_guest::{ConfigErrors, Error, Value};
use smol_str::SmolStr;

use crate::schema::Schema;
use crate::text::line;

/// The entities that are always there.
#[derive(Debug)]
pub(crate) struct World {
    entities: Entities,
    /// Those that others are in.
    above: HashSet<EntityUID>,
}

/// What an event says of an entity.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) uid: EntityUID,
    pub(crate) parents: HashSet<EntityUID>,
    pub(crate) attributes: Vec<(SmolStr, PartialValue)>,
    pub(crate) tags: Vec<(SmolStr, PartialValue)>,
}

impl World {
    pub(crate) fn read(written: &[Value], schema: Option<&Schema>, errors: &mut ConfigErrors) -> Option<Self> {
        let core = schema.map(Schema::core);
        let extensions = Extensions::all_available();
        let parser = EntityJsonParser::new(core.as_ref(), extensions, TCComputation::ComputeNow);
        let mut entities = Vec::new();
        for (index, entity) in written.iter().enumerate() {
            match parser.single_from_json_value(entity.clone()) {
                Ok(entity) => entities.push(entity),
                Err(error) => errors.add(format!("/entities/{index}"), told(&error)),
            }
        }
        if entities.len() < written.len() {
            return None;
        }
        match Entities::from_entities(entities, core.as_ref(), TCComputation::ComputeNow, extensions) {
            Ok(entities) => {
                let above = entities.iter().flat_map(Entity::ancestors).cloned().collect();
                Some(Self { entities, above })
            }
            Err(error) => {
                errors.add("/entities", told(&error));
                None
            }
        }
    }

    pub(crate) fn has(&self, uid: &EntityUID) -> bool {
        matches!(self.entities.entity(uid), Dereference::Data(_))
    }

    /// Whether others are in it, whoever it is.
    pub(crate) fn is_above(&self, uid: &EntityUID) -> bool {
        self.above.contains(uid)
    }

    /// The world with what an event says. It adds to what is said of the same entities already, and stands over it.
    pub(crate) fn with(&self, known: Vec<Known>, schema: Option<&Schema>) -> Result<Entities, Error> {
        // What is below an entity is below its parents too; that is only worked out where something is.
        let closure = match known.iter().any(|known| self.above.contains(&known.uid)) {
            true => TCComputation::ComputeNow,
            false => TCComputation::AssumeAlreadyComputed,
        };
        let added: Vec<_> = known.into_iter().map(|known| Arc::new(self.entity(known))).collect();
        let (entities, extensions) = (self.entities.clone(), Extensions::all_available());
        let added = match schema.map(Schema::core) {
            Some(core) => entities.upsert_entities(added, Some(&core), closure, extensions),
            None => entities.upsert_entities(added, None::<&NoEntitiesSchema>, closure, extensions),
        };
        added.map_err(|error| Error::new(told(&error)))
    }

    fn entity(&self, known: Known) -> Entity {
        let mut above = HashSet::new();
        for parent in &known.parents {
            if let Dereference::Data(parent) = self.entities.entity(parent) {
                above.extend(parent.ancestors().cloned());
            }
        }
        let (mut attributes, mut tags, mut parents) = (Vec::new(), Vec::new(), known.parents);
        if let Dereference::Data(before) = self.entities.entity(&known.uid) {
            let pair = |(name, value): (&SmolStr, &PartialValue)| (name.clone(), value.clone());
            attributes.extend(before.attrs().map(pair));
            tags.extend(before.tags().map(pair));
            parents.extend(before.parents().cloned());
            above.extend(before.ancestors().cloned());
        }
        // The later of two with the same name is kept.
        attributes.extend(known.attributes);
        tags.extend(known.tags);
        above.retain(|uid| !parents.contains(uid));
        Entity::new_with_attr_partial_value(known.uid, attributes, above, parents, tags)
    }
}

/// What Cedar says, with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.contains(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        cause = error.source();
    }
    line(&message)
}
