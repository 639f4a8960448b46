//! The tools that there are, and what rules say of them.

use std::collections::BTreeSet;

use portcullis_guest::Tool;

use crate::{conjunction::Conjunction, domain::Domain, near::meant};

/// What calls of models are called, whose targets look like those of tools.
const OF_MODELS: [&str; 4] = ["generate", "complete", "respond", "embed"];

/// The tools that there are.
///
/// ```
/// use portcullis_conditions::Tools;
/// use portcullis_guest::{Tool, json};
///
/// let parameters = Some(json!({ "properties": { "amount": {} } }));
/// let tools = [Tool { target: "tool:crm/refund".to_owned(), parameters }];
/// let tools = Tools::new(&tools);
/// assert!(tools.unknown_target("tool:crm/refnd").unwrap().ends_with("did you mean `tool:crm/refund`?"));
/// assert!(tools.unknown_target("tool:assistant/generate").is_none(), "a model is no tool");
/// assert!(tools.unknown_argument(&tools.all(), "amuont").unwrap().ends_with("did you mean `amount`?"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Tools<'t>(&'t [Tool]);

/// What the values are called that tell which tool a rule is about.
#[derive(Debug, Clone, Copy)]
pub struct Names<'n> {
    /// The target.
    pub target: &'n str,
    /// The target's last part.
    pub tool: &'n str,
    /// The business name, which is the target's last part where nobody says otherwise.
    pub action: &'n str,
    /// What says that it is about tools at all, with the values that do.
    pub phases: &'n [(&'n str, &'n [&'n str])],
}

impl<'t> Tools<'t> {
    /// These tools.
    #[must_use]
    pub fn new(tools: &'t [Tool]) -> Self {
        Self(tools)
    }

    /// All of them; none where nobody said which there are.
    #[must_use]
    pub fn all(&self) -> Vec<&'t Tool> {
        self.0.iter().collect()
    }

    /// What is wrong with a target that a rule names.
    #[must_use]
    pub fn unknown_target(&self, target: &str) -> Option<String> {
        let targets: Vec<&str> = self.0.iter().map(|tool| tool.target.as_str()).collect();
        let unknown = is_tool(target) && !targets.is_empty() && !targets.contains(&target);
        unknown.then(|| format!("none of the {} tools is `{target}`{}", targets.len(), meant(target, &targets)))
    }

    /// What is wrong with what targets are to begin with.
    #[must_use]
    pub fn unknown_start(&self, start: &str) -> Option<String> {
        let some = || self.0.iter().any(|tool| tool.target.starts_with(start) || start.starts_with(&tool.target));
        let unknown = !self.0.is_empty() && start.starts_with("tool:") && !some();
        unknown.then(|| format!("none of the {} tools begins with `{start}`", self.0.len()))
    }

    /// What is wrong with a pattern of targets, which `fits` asks.
    pub fn unknown_pattern(&self, pattern: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        let models = pattern.rsplit('/').next().is_some_and(|name| name.contains('*') || OF_MODELS.contains(&name));
        let unknown = !self.0.is_empty() && pattern.starts_with("tool:") && !models;
        let targets: Vec<&str> = self.0.iter().map(|tool| tool.target.as_str()).collect();
        let found = || targets.iter().any(|target| fits(target));
        (unknown && !found())
            .then(|| format!("`{pattern}` matches none of the {} tools{}", targets.len(), meant(pattern, &targets)))
    }

    /// What is wrong with a tool's name that a rule has, which is the last part of a target.
    #[must_use]
    pub fn unknown_name(&self, name: &str) -> Option<String> {
        let names: Vec<&str> = self.0.iter().map(last).collect();
        let unknown = !names.is_empty() && !names.contains(&name) && !OF_MODELS.contains(&name);
        unknown.then(|| format!("none of the {} tools is called `{name}`{}", names.len(), meant(name, &names)))
    }

    /// The tools that conditions leave; none where they may be about something that is no tool.
    #[must_use]
    pub fn about(&self, conditions: &Conjunction, names: &Names<'_>) -> Option<Vec<&'t Tool>> {
        let admits = |key: &str, text: &str| {
            let literal = crate::Literal::Text(text.to_owned());
            conditions.domain(key).is_none_or(|domain| domain.admits(&literal))
        };
        let texts = |key: &str| conditions.domain(key).and_then(Domain::texts);
        let fits = |tool: &&Tool| admits(names.target, &tool.target) && admits(names.tool, last(tool));
        let left = self.0.iter().filter(fits).collect();
        // Of results, `args` is not what the tool takes.
        if names.phases.iter().any(|(key, of_tools)| !of_tools.iter().any(|phase| admits(key, phase))) {
            return None;
        }
        let phases = names.phases.iter().any(|(key, of_tools)| {
            texts(key).is_some_and(|texts| texts.iter().all(|text| of_tools.contains(&text.as_str())))
        });
        let targets = texts(names.target).is_some_and(|texts| texts.iter().all(|text| is_tool(text)));
        let called = |key| texts(key).filter(|texts| !texts.iter().any(|text| OF_MODELS.contains(&text.as_str())));
        if phases || targets || called(names.tool).is_some() {
            return Some(left);
        }
        // An action may be what anything is called: it says which tool is meant only where one has that name.
        let actions = called(names.action)?;
        let all = actions.iter().all(|action| self.0.iter().any(|tool| last(tool) == action));
        all.then(|| self.0.iter().filter(|tool| actions.iter().any(|action| last(tool) == action)).collect())
    }

    /// What is wrong with an argument that none of some tools takes.
    #[must_use]
    pub fn unknown_argument(&self, tools: &[&Tool], argument: &str) -> Option<String> {
        if tools.is_empty() || tools.iter().any(|tool| tool.takes(argument) != Some(false)) {
            return None;
        }
        let taken: BTreeSet<&str> = tools.iter().flat_map(|tool| arguments(tool)).collect();
        let taken: Vec<&str> = taken.into_iter().collect();
        let who = match tools {
            [one] => format!("`{}` does not take", one.target),
            _ => format!("none of the {} tools that this may be about takes", tools.len()),
        };
        Some(format!("{who} `{argument}`{}", meant(argument, &taken)))
    }
}

fn is_tool(target: &str) -> bool {
    target.starts_with("tool:") && !target.rsplit('/').next().is_some_and(|name| OF_MODELS.contains(&name))
}

fn last(tool: &Tool) -> &str {
    tool.target.rsplit('/').next().unwrap_or_default()
}

fn arguments(tool: &Tool) -> impl Iterator<Item = &str> {
    let properties = tool.parameters.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    properties.into_iter().flatten().map(|(name, _)| name.as_str())
}
