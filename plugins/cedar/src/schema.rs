//! The schema, and what follows of it for policies and events.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cedar_policy_core::ast::{EntityType, EntityUID, PolicySet};
use cedar_policy_core::entities::{EntityTypeDescription as _, SchemaType};
use cedar_policy_core::extensions::Extensions;
use cedar_policy_core::validator::{CoreSchema, EntityTypeDescription, ValidationMode, Validator, ValidatorSchema};
use portcullis_guest::{ConfigErrors, Remark};

use crate::hint::Hint;
use crate::policies::Rule;
use crate::text::{problems, told};

/// A schema, with what events are made of already taken from it.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) validator: Validator,
    kinds: HashMap<EntityType, Kind>,
    contexts: HashMap<EntityUID, Hint>,
}

/// What entities of a type have.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) parents: BTreeSet<EntityType>,
    pub(crate) attributes: BTreeMap<String, Hint>,
    /// None where they have no tags.
    pub(crate) tags: Option<Hint>,
}

impl Schema {
    pub(crate) fn read(text: &str, errors: &mut ConfigErrors) -> Option<Self> {
        match ValidatorSchema::from_cedarschema_str(text, Extensions::all_available()) {
            Ok((schema, _)) => Some(Self::of(schema)),
            Err(refused) => {
                problems(&refused, text).into_iter().for_each(|message| errors.add("/schema", message));
                None
            }
        }
    }

    fn of(schema: ValidatorSchema) -> Self {
        let kind = |name: &EntityType| {
            Some((name.clone(), Kind::of(&EntityTypeDescription::new(&schema, name)?, &schema, name)))
        };
        let kinds = schema.entity_type_names().filter_map(kind).collect();
        let context = |action: &EntityUID| {
            let kind = schema.context_type(action).cloned().map(SchemaType::try_from)?.ok()?;
            Some((action.clone(), Hint::of(&kind)))
        };
        let contexts = schema.actions().filter_map(context).collect();
        Self { validator: Validator::new(schema), kinds, contexts }
    }

    pub(crate) fn core(&self) -> CoreSchema<'_> {
        CoreSchema::new(self.validator.schema())
    }

    pub(crate) fn kind(&self, name: &EntityType) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// What the context of an action has.
    pub(crate) fn context(&self, action: &EntityUID) -> Option<&Hint> {
        self.contexts.get(action)
    }

    /// Validates policies strictly. What is odd, though it is not wrong, is answered.
    pub(crate) fn validate(
        &self,
        rules: &[Rule],
        texts: &BTreeMap<String, String>,
        errors: &mut ConfigErrors,
    ) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (name, text) in texts {
            let at = format!("/policies/{}", crate::text::token(name));
            let policies = rules.iter().filter(|rule| rule.at == at).map(|rule| rule.policy.clone());
            // Names that two policies have are told already.
            let Ok(set) = PolicySet::try_from_iter(policies) else { continue };
            let result = self.validator.validate(&set, ValidationMode::Strict);
            let mut wrong: Vec<String> = result.validation_errors().map(|error| told(error, text)).collect();
            wrong.sort_by_key(|message| line_of(message));
            wrong.into_iter().for_each(|message| errors.add(&at, message));
            for warning in result.validation_warnings() {
                let message = told(warning, text);
                let remark = Remark::new("never-matches", &at, &message);
                remarks.push(match line_of(&message) {
                    Some(line) => remark.on_line(line),
                    None => remark,
                });
            }
        }
        remarks
    }
}

fn line_of(message: &str) -> Option<u32> {
    message.split(':').next()?.parse().ok()
}

impl Kind {
    fn of(description: &EntityTypeDescription, schema: &ValidatorSchema, name: &EntityType) -> Self {
        let attributes = schema.get_entity_type(name).map(|kind| kind.attributes().keys().cloned().collect::<Vec<_>>());
        let hint = |name: &smol_str::SmolStr| Some((name.to_string(), Hint::of(&description.attr_type(name)?)));
        Self {
            parents: description.allowed_parent_types().iter().cloned().collect(),
            attributes: attributes.unwrap_or_default().iter().filter_map(hint).collect(),
            tags: description.tag_type().as_ref().map(Hint::of),
        }
    }
}
