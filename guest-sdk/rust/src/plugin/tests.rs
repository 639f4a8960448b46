use serde::Deserialize;

use super::*;
use crate::{Finding, Severity, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    word: String,
}

/// Denies the action that is the word, in tool calls.
#[derive(Debug)]
struct Names(String);

/// Finds the word in tool results.
#[derive(Debug)]
struct Texts(String);

fn not_empty(config: Config) -> Result<String, ConfigErrors> {
    if config.word.is_empty() { Err(ConfigErrors::at("/word", "the word is empty")) } else { Ok(config.word) }
}

impl Policy for Names {
    type Config = Config;
    const NAME: &'static str = "word";
    const VERSION: &'static str = "1.2.3";
    const PHASES: &'static [Phase] = &[Phase::ToolCall];

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        not_empty(config).map(Self)
    }

    fn evaluate(&self, event: &Event, payload: &Document) -> Result<Verdict, Error> {
        payload.require::<bool>("/ready")?;
        Ok(if event.action == self.0 { Verdict::deny("word", "") } else { Verdict::allow() })
    }
}

impl Sanitiser for Texts {
    type Config = Config;
    const NAME: &'static str = "word";
    const VERSION: &'static str = "1.2.3";
    const PHASES: &'static [Phase] = &[Phase::ToolResult];
    const CONFIG_SCHEMA: &'static str = "{}";

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        not_empty(config).map(Self)
    }

    fn scan(&self, text: &str, context: &ScanContext) -> Result<Vec<Finding>, Error> {
        if context.pointer == "/not-here" {
            return Ok(Vec::new());
        }
        let finding = |at| Finding::new("word", Severity::High, at..at + self.0.len());
        Ok(text.match_indices(&self.0).map(|(at, _)| finding(at)).collect())
    }

    /// Wrong on purpose in two ways: inside words and inside characters.
    fn settled(&self, text: &str) -> usize {
        text.len().saturating_sub(2)
    }
}

type Full = Both<Names, Texts>;
const CONFIG: &str = r#"{"word": "wolf"}"#;

fn call(action: &str) -> Event {
    Event::new(Phase::ToolCall, action)
}

fn ready() -> Document {
    json!({ "ready": true }).into()
}

fn text(text: &str) -> Segment<'_> {
    Segment { pointer: "/text", text }
}

const WOLF: Segment<'_> = Segment { pointer: "/animal", text: "wolf" };

fn result() -> ScanContext {
    ScanContext::new(Phase::ToolResult)
}

#[test]
fn an_event_before_configure_is_an_error_that_says_so() {
    let slot: Slot<PolicyOnly<Names>> = Slot::new();
    assert!(slot.get().unwrap_err().to_string().contains("not configured"));
}

#[test]
fn configure_twice_is_refused_and_the_first_stays_in_force() {
    let slot: Slot<PolicyOnly<Names>> = Slot::new();
    slot.configure(CONFIG).unwrap();
    assert!(slot.configure(r#"{"word": "lamb"}"#).unwrap_err().to_string().contains("configured already"));
    assert!(slot.get().unwrap().evaluate(&call("wolf"), &ready()).unwrap().is_deny());
}

#[test]
fn a_config_that_is_refused_leaves_the_plugin_unconfigured() {
    let slot: Slot<PolicyOnly<Names>> = Slot::new();
    assert_eq!(slot.configure("{}").unwrap_err(), ConfigErrors::at("", "missing field `word`"));
    assert_eq!(slot.configure(r#"{"word": ""}"#).unwrap_err(), ConfigErrors::at("/word", "the word is empty"));
    assert!(slot.get().is_err());
}

#[test]
fn a_policy_answers_in_its_phases_only() {
    let policy = PolicyOnly::<Names>::load(CONFIG).unwrap();
    assert!(policy.evaluate(&call("wolf"), &ready()).unwrap().is_deny());
    assert!(policy.evaluate(&call("lamb"), &ready()).unwrap().is_allow());
    let error = policy.evaluate(&Event::new(Phase::ToolResult, "lamb"), &ready()).unwrap_err();
    assert_eq!(error.to_string(), "`word` does not understand the phase `tool-result`");
}

#[test]
fn a_sanitiser_answers_in_its_phases_only() {
    let sanitiser = SanitiserOnly::<Texts>::load(CONFIG).unwrap();
    assert!(sanitiser.scan(&[WOLF], &result(), false).is_ok());
    assert!(sanitiser.scan(&[WOLF], &ScanContext::new(Phase::ToolCall), false).is_err());
}

#[test]
fn a_sanitiser_is_told_where_each_text_stands() {
    let sanitiser = SanitiserOnly::<Texts>::load(CONFIG).unwrap();
    let report = sanitiser.scan(&[Segment { pointer: "/not-here", ..WOLF }, WOLF], &result(), false).unwrap();
    assert_eq!(report.findings.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_plugin_of_both_describes_both() {
    let expected = Descriptor {
        name: "word",
        version: "1.2.3",
        phases: vec![Phase::ToolCall, Phase::ToolResult],
        config_schema: "{}",
    };
    assert_eq!(Full::describe(), expected);
}

#[test]
fn each_half_of_both_passes_over_the_phases_of_the_other() {
    let plugin = Full::load(CONFIG).unwrap();
    assert!(plugin.evaluate(&call("wolf"), &ready()).unwrap().is_deny());
    assert!(plugin.evaluate(&Event::new(Phase::ToolResult, "wolf"), &ready()).unwrap().is_allow());
    assert!(plugin.evaluate(&Event::new(Phase::AgentPlan, "wolf"), &ready()).is_err());
    assert_eq!(plugin.scan(&[WOLF], &result(), false).unwrap().findings.len(), 1);
    assert_eq!(plugin.scan(&[WOLF], &ScanContext::new(Phase::ToolCall), false).unwrap(), Report::clean(&[WOLF]));
    assert!(plugin.scan(&[WOLF], &ScanContext::new(Phase::AgentPlan), false).is_err());
}

#[test]
fn what_both_halves_refuse_is_said_once() {
    let errors = Full::load(r#"{"word": ""}"#).unwrap_err();
    assert_eq!(errors, ConfigErrors::at("/word", "the word is empty"));
}

/// A sanitiser for every phase, which finds other faults in the same config.
struct Everywhere;

impl Sanitiser for Everywhere {
    type Config = Config;
    const NAME: &'static str = "word";
    const VERSION: &'static str = "1.2.3";

    fn configure(config: Config) -> Result<Self, ConfigErrors> {
        let mut errors = ConfigErrors::at("/other", "is missing");
        if let Err(empty) = not_empty(config) {
            errors.extend(empty);
        }
        errors.into_result(Self)
    }

    fn scan(&self, _text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
        Ok(Vec::new())
    }
}

#[test]
fn a_half_for_every_phase_makes_the_plugin_one_for_every_phase() {
    assert_eq!(Both::<Names, Everywhere>::describe().phases, []);
}

#[test]
fn what_only_one_half_refuses_is_said_too() {
    let pointers = |config| {
        let errors = Both::<Names, Everywhere>::load(config).err().unwrap_or_default();
        errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
    };
    assert_eq!(pointers(CONFIG), ["/other"]);
    assert_eq!(pointers(r#"{"word": ""}"#), ["/word", "/other"]);
}

#[test]
fn findings_carry_the_index_of_their_text_and_all_is_settled_at_the_end() {
    let sanitiser = SanitiserOnly::<Texts>::load(CONFIG).unwrap();
    let report = sanitiser.scan(&[text("a wolf"), text(""), text("wolf, wolf")], &result(), false).unwrap();
    let indices: Vec<usize> = report.findings.iter().map(|(index, _)| *index).collect();
    assert_eq!(indices, [0, 2, 2]);
    assert_eq!(report.settled, [6, 0, 10]);
}

#[test]
fn no_finding_is_cut_and_none_is_reported_before_its_text_is_settled() {
    let sanitiser = SanitiserOnly::<Texts>::load(CONFIG).unwrap();
    // 13 of 15 bytes would be settled, in the middle of the second wolf.
    let report = sanitiser.scan(&[text("wolf and a wolf")], &result(), true).unwrap();
    assert_eq!(report.settled, [11]);
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn a_finding_that_ends_where_the_text_is_settled_is_released() {
    let sanitiser = SanitiserOnly::<Texts>::load(CONFIG).unwrap();
    let report = sanitiser.scan(&[text("wolf!!")], &result(), true).unwrap();
    assert_eq!((report.findings.len(), report.settled), (1, vec![4]));
}

#[test]
fn settled_text_ends_on_a_character() {
    let sanitiser = SanitiserOnly::<Texts>::load(CONFIG).unwrap();
    assert_eq!(sanitiser.scan(&[text("aé€")], &result(), true).unwrap().settled, [3]);
}

#[test]
fn a_finding_outside_of_the_text_is_the_plugins_failure() {
    struct Wild;
    impl Sanitiser for Wild {
        type Config = ();
        const NAME: &'static str = "wild";
        const VERSION: &'static str = "0.1.0";
        fn configure((): ()) -> Result<Self, ConfigErrors> {
            Ok(Self)
        }
        fn scan(&self, _text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
            Ok(vec![Finding::new("wild", Severity::Low, 1..3)])
        }
    }
    assert!(scan(&Wild, &[text("abc")], &result(), false).is_ok());
    assert!(scan(&Wild, &[text("ab")], &result(), false).is_err());
    assert!(scan(&Wild, &[text("aéé")], &result(), false).is_ok());
    assert!(scan(&Wild, &[text("éé")], &result(), false).is_err());
}

#[test]
fn a_sanitiser_that_says_nothing_about_streams_holds_everything_back() {
    struct Whole;
    impl Sanitiser for Whole {
        type Config = ();
        const NAME: &'static str = "whole";
        const VERSION: &'static str = "0.1.0";
        fn configure((): ()) -> Result<Self, ConfigErrors> {
            Ok(Self)
        }
        fn scan(&self, _text: &str, _context: &ScanContext) -> Result<Vec<Finding>, Error> {
            Ok(Vec::new())
        }
    }
    assert_eq!(scan(&Whole, &[text("abc")], &result(), true).unwrap().settled, [0]);
}

#[test]
fn names_are_compared_as_a_whole() {
    assert!(same("word", "word"));
    assert!(!same("word", "words"));
    assert!(!same("word", "work"));
}
