use cedar_policy_core::ast::{Expr, Literal, SlotEnv, ValueKind};
use cedar_policy_core::evaluator::Evaluator;
use cedar_policy_core::extensions::Extensions;
use portcullis_guest::Remark;
use portcullis_guest::prelude::*;

use crate::answer::verdict;
use crate::config::Config;
use crate::event::Asker;
use crate::hint::Hint;
use crate::names::Names;
use crate::policies::{self, Rule};
use crate::read::prepare;
use crate::schema::Schema;
use crate::text::told;
use crate::used::Used;
use crate::world::World;

/// The policy, with its texts read and validated.
#[derive(Debug)]
pub struct Cedar {
    pub(crate) rules: Vec<Rule>,
    pub(crate) asker: Asker,
    /// What the validator finds odd, for whoever asks later.
    pub(crate) odd: Vec<Remark>,
}

impl Policy for Cedar {
    type Config = Config;
    const NAME: &str = "cedar";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    const CONFIG_SCHEMA: &str = include_str!("../config.schema.json");

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        prepare();
        let mut errors = ConfigErrors::new();
        let names = Names::read(&config.names, &config.resources, &mut errors);
        let rules = policies::read(&config.policies, &mut errors);
        let schema = config.schema.as_ref().and_then(|text| Schema::read(text, &mut errors));
        let odd = schema.as_ref().map(|schema| schema.validate(&rules, &config.policies, &mut errors));
        // Without the schema that was meant, what is said of entities would be about another.
        let world = match config.schema.is_some() == schema.is_some() {
            true => World::read(&config.entities, schema.as_ref(), &mut errors),
            false => None,
        };
        let mut decimals = Hint::default();
        let mut paths = Names::decimals(&config.decimals, &mut errors);
        // Shorter ones first, and `*` before names: what is said of any member is said of each.
        paths.sort();
        paths.iter().for_each(|path| decimals.decimal(path));
        if config.schema.is_some() && !config.decimals.is_empty() {
            errors.add("/decimals", "with a schema, its types say what is a decimal: leave this out");
        }
        match (names, world) {
            (Some(names), Some(world)) if errors.is_empty() => {
                let used = Used::of(rules.iter().map(|rule| &rule.condition));
                let decimals = decimals.within(&names.arguments);
                let asker = Asker { names, schema, world, used, decimals };
                Ok(Self { rules, asker, odd: odd.unwrap_or_default() })
            }
            _ => Err(errors),
        }
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        let (request, entities) = self.asker.ask(event, payload)?;
        let evaluator = Evaluator::new(request, &entities, Extensions::all_available());
        let (mut holding, mut failed) = (Vec::new(), Vec::new());
        for rule in &self.rules {
            match holds(&evaluator, &rule.condition, rule.text()) {
                Ok(true) => holding.push(rule),
                Ok(false) => {}
                Err(reason) => failed.push(format!("`{}`: {reason}", rule.id)),
            }
        }
        // Cedar would leave such policies out. One that forbids would then be talked out of it by a value of another type.
        if !failed.is_empty() {
            return Err(Error::new(format!("policies can't be evaluated: {}", failed.join("; "))));
        }
        verdict(&holding)
    }
}

/// Whether an expression is true. The error says where in the text it fails.
pub(crate) fn holds(evaluator: &Evaluator<'_>, expr: &Expr, text: &str) -> Result<bool, String> {
    let value = evaluator.interpret(expr, &SlotEnv::new()).map_err(|error| told(&error, text))?;
    match value.value {
        ValueKind::Lit(Literal::Bool(holds)) => Ok(holds),
        other => Err(format!("it is {}, not a boolean", Expr::from(other))),
    }
}
