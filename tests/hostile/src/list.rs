//! Every attack, with what must come of it. A new one is a folder in `attacks/`, a line here, and a line in
//! `tests/tests/hostile.rs`.

use portcullis::plugin::Limit;

use crate::{
    attack::{Attack, Payload},
    made,
    outcome::{Cause, Outcome, Stage},
};

macro_rules! wat {
    ($name:literal) => {
        ($name, include_str!(concat!("../attacks/", $name, "/plugin.wat")))
    };
}

const UNREADABLE: Outcome = Outcome::event(Cause::Unreadable);
const TRAP: Outcome = Outcome::event(Cause::Trap);
const EDIT: Outcome = Outcome::event(Cause::Edit);
const SPAN: Outcome = Outcome::event(Cause::Span);
const SETTLED: Outcome = Outcome::event(Cause::Settled);

const fn load(cause: Cause) -> Outcome {
    Outcome::Failed(Stage::Load, cause)
}

const fn configure(cause: Cause) -> Outcome {
    Outcome::Failed(Stage::Configure, cause)
}

const fn describe(cause: Cause) -> Outcome {
    Outcome::Failed(Stage::Describe, cause)
}

/// One attack, by its name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Attack> {
    ATTACKS.iter().find(|attack| attack.name == name)
}

/// Every attack.
pub const ATTACKS: &[Attack] = &[
    // Time and space.
    Attack::policy(wat!("endless-loop"), Outcome::limit(Limit::Fuel)),
    Attack::policy(wat!("endless-loop-with-fuel-to-spare"), Outcome::limit(Limit::Deadline))
        .about(Payload::LongText)
        .limits("deadline-ms = 50"),
    Attack::policy(wat!("endless-recursion"), Outcome::limit(Limit::Stack)),
    Attack::policy(wat!("endless-recursion-of-realloc"), configure(Cause::Limit(Limit::Stack))),
    Attack::policy(wat!("memory-bomb"), Outcome::limit(Limit::Memory)),
    Attack::policy(wat!("table-bomb"), Outcome::limit(Limit::TableElements)),
    Attack::policy(wat!("bulk-memory"), Outcome::limit(Limit::Fuel)),
    Attack::policy(wat!("memory-declared-too-large"), load(Cause::Limit(Limit::Memory))),
    Attack::policy(wat!("table-declared-too-large"), load(Cause::Limit(Limit::TableElements))),
    Attack::policy(wat!("two-memories-over-the-sum"), load(Cause::Limit(Limit::Memory))),
    Attack::policy(wat!("one-memory-twice"), describe(Cause::Limit(Limit::Memory))),
    Attack::policy(wat!("instance-bomb"), Outcome::NotCompiled),
    Attack::policy(wat!("scattered-memory"), TRAP),
    // Answers.
    Attack::policy(wat!("huge-answer"), Outcome::limit(Limit::HostCallBytes)),
    Attack::policy(wat!("same-text-many-times"), Outcome::limit(Limit::HostCallBytes)),
    Attack::policy(wat!("long-answer"), Outcome::limit(Limit::AnswerBytes)),
    Attack::policy(wat!("long-error"), Outcome::limit(Limit::AnswerBytes)),
    Attack::policy(wat!("many-items"), Outcome::limit(Limit::AnswerItems)),
    Attack::policy(wat!("many-config-errors"), configure(Cause::Limit(Limit::AnswerItems))),
    Attack::policy(wat!("answer-not-utf8"), UNREADABLE),
    Attack::policy(wat!("answer-not-utf16"), UNREADABLE).lift("string-encoding=utf16"),
    Attack::policy(wat!("answer-out-of-bounds"), UNREADABLE),
    Attack::policy(wat!("answer-wraps-around"), UNREADABLE),
    Attack::policy(wat!("answer-of-unknown-case"), UNREADABLE),
    Attack::policy(wat!("answer-misaligned"), UNREADABLE),
    Attack::policy(wat!("answer-nowhere"), UNREADABLE),
    Attack::policy(wat!("terminal-codes-in-an-error"), Outcome::event(Cause::Refused)),
    Attack::policy(wat!("terminal-codes-in-an-edit"), EDIT),
    Attack::policy(wat!("config-refused-with-terminal-codes"), Outcome::ConfigRefused),
    // Edits.
    Attack::policy(wat!("edit-leads-nowhere"), EDIT),
    Attack::policy(wat!("edit-with-duplicate-names"), EDIT),
    Attack::policy(wat!("edit-too-deep"), EDIT),
    Attack::policy(wat!("edits-too-deep-together"), EDIT),
    Attack::policy(wat!("many-edits"), Outcome::limit(Limit::AnswerItems)),
    Attack::policy(wat!("edits-never-settle"), Outcome::NeverSettled),
    Attack::policy(wat!("edits-of-a-growing-object"), EDIT),
    Attack::policy(wat!("removals-from-a-long-list"), EDIT).about(Payload::LongList),
    // Sanitisers.
    Attack::sanitiser(wat!("finding-in-no-segment"), Outcome::event(Cause::Segment)),
    Attack::sanitiser(wat!("finding-out-of-range"), SPAN),
    Attack::sanitiser(wat!("finding-ends-before-it-starts"), SPAN),
    Attack::sanitiser(wat!("finding-cuts-a-character"), SPAN),
    Attack::sanitiser(wat!("finding-of-unknown-severity"), UNREADABLE),
    Attack::sanitiser(wat!("settled-too-short"), SETTLED),
    Attack::sanitiser(wat!("settled-beyond-the-end"), SETTLED),
    Attack::sanitiser(wat!("settled-many-times"), Outcome::limit(Limit::AnswerItems)),
    Attack::sanitiser(wat!("redactions-never-settle"), Outcome::NeverSettled),
    Attack::sanitiser(wat!("endless-scan"), Outcome::limit(Limit::Fuel)),
    // The log, and other calls of the host.
    Attack::policy(wat!("log-flood"), Outcome::limit(Limit::LogLines)),
    Attack::policy(wat!("log-of-many-bytes"), Outcome::limit(Limit::LogBytes)),
    Attack::policy(wat!("one-huge-log-line"), Outcome::limit(Limit::HostCallBytes)),
    Attack::policy(wat!("log-not-utf8"), UNREADABLE),
    Attack::policy(wat!("host-call-flood"), Outcome::limit(Limit::HostCalls)),
    Attack::policy(wat!("far-look-ups"), Outcome::limit(Limit::HostCalls)).about(Payload::LongList),
    Attack::policy(wat!("long-pointers"), Outcome::limit(Limit::HostCalls)),
    Attack::policy(wat!("whole-payload-many-times"), Outcome::limit(Limit::HostCalls)).about(Payload::LongText),
    Attack::policy(wat!("host-call-out-of-bounds"), UNREADABLE),
    Attack::policy(wat!("host-call-of-unknown-case"), UNREADABLE),
    Attack::policy(wat!("document-without-event"), configure(Cause::Unreadable)),
    // Traps and loops elsewhere.
    Attack::policy(wat!("trap-in-start"), describe(Cause::Trap)),
    Attack::policy(wat!("trap-in-describe"), describe(Cause::Trap)),
    Attack::policy(wat!("trap-in-configure"), configure(Cause::Trap)),
    Attack::policy(wat!("trap-in-evaluate"), TRAP),
    Attack::policy(wat!("trap-after-the-answer"), TRAP).lift(AFTER),
    Attack::policy(wat!("loop-in-start"), describe(Cause::Limit(Limit::ConfigureFuel))),
    Attack::policy(wat!("loop-in-describe"), describe(Cause::Limit(Limit::ConfigureFuel))),
    Attack::policy(wat!("loop-in-configure"), configure(Cause::Limit(Limit::ConfigureFuel)))
        .limits("configure-fuel = 10_000_000"),
    Attack::policy(wat!("loop-after-the-answer"), Outcome::limit(Limit::Fuel)).lift(AFTER),
    Attack::policy(wat!("memory-bomb-in-configure"), configure(Cause::Limit(Limit::Memory))),
    // Schemas.
    Attack::policy(wat!("schema-leads-back"), Outcome::ConfigSchema),
    Attack::policy(wat!("schema-with-a-huge-pattern"), Outcome::ConfigSchema),
    Attack::made("schema-unfolds", made::schema_unfolds, Outcome::ConfigSchema),
    // Re-entrance.
    Attack::policy(wat!("realloc-calls-the-host"), configure(Cause::Trap)),
    Attack::policy(wat!("realloc-out-of-bounds"), configure(Cause::Unreadable)),
    Attack::policy(wat!("realloc-misaligned"), UNREADABLE),
    Attack::policy(wat!("host-called-after-the-answer"), TRAP).lift(AFTER),
    // Imports.
    Attack::policy(wat!("imports-http"), Outcome::ForeignImport),
    Attack::policy(wat!("imports-unknown-package"), Outcome::ForeignImport),
    Attack::policy(wat!("imports-look-alike"), Outcome::ForeignImport),
    Attack::policy(wat!("imports-plain-function"), Outcome::ForeignImport),
    Attack::policy(wat!("imports-unknown-function"), Outcome::ImportType),
    Attack::policy(wat!("imports-other-type"), Outcome::ImportType),
    Attack::policy(wat!("imports-other-version"), Outcome::Version),
    Attack::policy(wat!("imports-a-module"), Outcome::ImportType),
    // What WASI's stubs are asked for.
    Attack::policy(wat!("waits-on-a-clock"), Outcome::event(Cause::Waited)),
    Attack::policy(wat!("waits-for-input"), Outcome::limit(Limit::HostCalls)),
    Attack::policy(wat!("waits-for-nothing"), UNREADABLE),
    Attack::policy(wat!("guessed-handle"), UNREADABLE),
    Attack::policy(wat!("exits"), Outcome::event(Cause::Exited)),
    Attack::policy(wat!("random-flood"), UNREADABLE),
    Attack::policy(wat!("stub-call-flood"), Outcome::limit(Limit::HostCalls)),
    Attack::policy(wat!("stub-calls-in-a-row"), Outcome::limit(Limit::HostCalls)).limits("host-calls = 5"),
    Attack::policy(wat!("handle-bomb"), Outcome::limit(Limit::HostCalls)),
    Attack::policy(wat!("opens-a-tcp-socket"), TRAP),
    Attack::policy(wat!("opens-a-udp-socket"), TRAP),
    Attack::policy(wat!("reads-the-environment"), TRAP),
    Attack::policy(wat!("reads-files"), TRAP),
    // Components that are none, or others.
    Attack::whole(wat!("component-of-another-world"), Outcome::NoPlugin),
    Attack::whole(wat!("component-of-another-version"), Outcome::Version),
    Attack::whole(wat!("empty-component"), Outcome::NoPlugin),
    Attack::whole(wat!("core-module"), Outcome::CoreModule),
    Attack::lifecycle(wat!("policy-without-evaluate"), Outcome::ExportType),
    Attack::lifecycle(wat!("policy-of-another-type"), Outcome::ExportType),
    Attack::policy(wat!("sanitiser-without-scan"), Outcome::ExportType),
    Attack::policy(wat!("exports-what-instrumenting-adds"), TRAP),
    Attack::policy(wat!("shared-memory"), Outcome::NotCompiled),
    Attack::policy(wat!("memory-of-64-bits"), Outcome::NotCompiled),
    Attack::policy(wat!("relaxed-simd"), Outcome::NotCompiled),
    Attack::policy(wat!("type-bomb"), Outcome::NotCompiled),
    Attack::made("component-of-100-mb", made::component_of_100_mb, Outcome::TooLarge),
    Attack::made("nested-components", made::nested_components, Outcome::TooComplex),
    // What takes the compiler long.
    Attack::made("loops-within-loops", made::loops_within_loops, Outcome::TooComplex),
    Attack::made("blocks-of-many-values", made::blocks_of_many_values, Outcome::TooComplex),
    Attack::made("calls-of-many-values", made::calls_of_many_values, Outcome::TooComplex),
    Attack::made("branches-to-many-places", made::branches_to_many_places, Outcome::TooComplex),
    Attack::made("many-values-alive", made::many_values_alive, Outcome::TooComplex),
    Attack::made("blocks-within-blocks", made::blocks_within_blocks, Outcome::TooComplex),
    Attack::made("many-shuffles", made::many_shuffles, Outcome::TooComplex),
    Attack::made("many-functions", made::many_functions, Outcome::TooComplex),
    Attack::made("many-types", made::many_types, Outcome::TooComplex),
    Attack::made("slow-to-compile", made::slow_to_compile, load(Cause::Limit(Limit::CompileTime)))
        .limits("compile-ms = 100"),
    // Files that are none.
    Attack::made("truncated", made::truncated, Outcome::NotCompiled),
    Attack::made("flipped-bits", made::flipped_bits, Outcome::NotCompiled),
    Attack::made("no-wasm", made::no_wasm, Outcome::NotWasm),
    Attack::made("empty-file", made::empty_file, Outcome::NotWasm),
    // The state.
    Attack::policy(wat!("state-without-a-grant"), Outcome::Ungranted),
    Attack::policy(wat!("state-of-a-neighbour"), TRAP).grants("state = [\"kept/\"]"),
    Attack::policy(wat!("state-call-flood"), Outcome::limit(Limit::StateBytes)).grants("state = [\"kept/\"]"),
    Attack::policy(wat!("state-value-of-half-a-mb"), Outcome::limit(Limit::StateBytes)).grants("state = [\"kept/\"]"),
    Attack::policy(wat!("state-in-configure"), configure(Cause::Unreadable)).grants("state = [\"kept/\"]"),
];

/// The option by which a component is called once more when its answer was read.
const AFTER: &str = r#"(post-return (func $plugin "after"))"#;
