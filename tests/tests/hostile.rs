//! Each attack of `tests/hostile` on a runtime with the default limits: the event does not happen, by exactly the outcome
//! that the attack's README names, and a harmless plugin still answers.

use std::{collections::BTreeSet, fs, sync::OnceLock};

use portcullis::plugin::{Limit, LimitSet, Runtime, RuntimeOptions};
use portcullis_hostile::{ATTACKS, Suite, named, run};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/hostile/attacks");

macro_rules! attacks {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            attack(stringify!($name));
        })*

        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

attacks! {
    endless_loop
    endless_loop_with_fuel_to_spare
    endless_recursion
    endless_recursion_of_realloc
    memory_bomb
    table_bomb
    bulk_memory
    memory_declared_too_large
    table_declared_too_large
    two_memories_over_the_sum
    one_memory_twice
    instance_bomb
    scattered_memory
    huge_answer
    same_text_many_times
    long_answer
    long_error
    many_items
    many_config_errors
    answer_not_utf8
    answer_not_utf16
    answer_out_of_bounds
    answer_wraps_around
    answer_of_unknown_case
    answer_misaligned
    answer_nowhere
    terminal_codes_in_an_error
    terminal_codes_in_an_edit
    config_refused_with_terminal_codes
    edit_leads_nowhere
    edit_with_duplicate_names
    edit_too_deep
    edits_too_deep_together
    many_edits
    edits_never_settle
    edits_of_a_growing_object
    removals_from_a_long_list
    finding_in_no_segment
    finding_out_of_range
    finding_ends_before_it_starts
    finding_cuts_a_character
    finding_of_unknown_severity
    settled_too_short
    settled_beyond_the_end
    settled_many_times
    redactions_never_settle
    endless_scan
    log_flood
    log_of_many_bytes
    one_huge_log_line
    log_not_utf8
    host_call_flood
    far_look_ups
    long_pointers
    whole_payload_many_times
    host_call_out_of_bounds
    host_call_of_unknown_case
    document_without_event
    trap_in_start
    trap_in_describe
    trap_in_configure
    trap_in_evaluate
    trap_after_the_answer
    loop_in_start
    loop_in_describe
    loop_in_configure
    loop_after_the_answer
    memory_bomb_in_configure
    schema_leads_back
    schema_with_a_huge_pattern
    schema_unfolds
    realloc_calls_the_host
    realloc_out_of_bounds
    realloc_misaligned
    host_called_after_the_answer
    imports_http
    imports_unknown_package
    imports_look_alike
    imports_plain_function
    imports_unknown_function
    imports_other_type
    imports_other_version
    imports_a_module
    waits_on_a_clock
    waits_for_input
    waits_for_nothing
    guessed_handle
    exits
    random_flood
    stub_call_flood
    stub_calls_in_a_row
    handle_bomb
    opens_a_tcp_socket
    opens_a_udp_socket
    reads_the_environment
    reads_files
    component_of_another_world
    component_of_another_version
    empty_component
    core_module
    policy_without_evaluate
    policy_of_another_type
    sanitiser_without_scan
    exports_what_instrumenting_adds
    shared_memory
    memory_of_64_bits
    relaxed_simd
    type_bomb
    component_of_100_mb
    nested_components
    loops_within_loops
    blocks_of_many_values
    calls_of_many_values
    branches_to_many_places
    many_values_alive
    blocks_within_blocks
    many_shuffles
    many_functions
    many_types
    slow_to_compile
    truncated
    flipped_bits
    no_wasm
    empty_file
    state_without_a_grant
    state_of_a_neighbour
    state_call_flood
    state_value_of_half_a_mb
    state_in_configure
}

/// The default limits, but for a deadline so long that a busy machine takes no fuel for time.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| limited(LimitSet::new().with(Limit::Deadline, 3_000)))
}

fn limited(limits: LimitSet) -> Runtime {
    Runtime::new(&RuntimeOptions { limits, instances: 4, ..RuntimeOptions::default() }).unwrap()
}

fn attack(test: &str) {
    let name = test.replace('_', "-");
    let attack = named(&name).unwrap_or_else(|| panic!("there is no attack `{name}`"));
    let report = Suite::new(runtime()).unwrap().check(attack).unwrap();
    assert_eq!(report.observed, report.expected, "`{name}`: {}", report.detail);
    assert!(report.held, "`{name}`: {}", report.detail);
}

/// The folders of attacks. A name that is no folder's is a file that all share.
fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(FOLDER).unwrap().map(Result::unwrap);
    entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap()).collect()
}

#[test]
fn every_folder_is_an_attack_and_every_attack_is_tested() {
    let listed: BTreeSet<String> = ATTACKS.iter().map(|attack| attack.name.to_owned()).collect();
    let tested: BTreeSet<String> = TESTED.iter().map(|test| test.replace('_', "-")).collect();
    assert_eq!(listed.len(), ATTACKS.len(), "two attacks have the same name");
    assert_eq!(folders(), listed, "`tests/hostile/src/list.rs` names other attacks than there are folders");
    assert_eq!(tested, listed, "this file names other attacks than `tests/hostile/src/list.rs`");
}

#[test]
fn every_attack_is_explained() {
    for folder in folders() {
        let readme = fs::read_to_string(format!("{FOLDER}/{folder}/README.md")).unwrap_or_default();
        for part in ["**Does:**", "**Without the bound:**", "**Must happen:**"] {
            assert!(readme.contains(part), "`{folder}/README.md` lacks {part}");
        }
    }
}

#[test]
fn the_suite_holds_where_the_operator_allows_less() {
    let limits = LimitSet::new()
        .with(Limit::Fuel, 1_000_000)
        .with(Limit::FuelPerByte, 10)
        .with(Limit::ConfigureFuel, 10_000_000)
        .with(Limit::Deadline, 100)
        .with(Limit::ConfigureDeadline, 2_000)
        .with(Limit::Memory, 8 << 20)
        .with(Limit::TableElements, 1_000)
        .with(Limit::Stack, 128 << 10)
        .with(Limit::HostCalls, 100)
        .with(Limit::HostCallBytes, 64 << 10)
        .with(Limit::AnswerBytes, 16 << 10)
        .with(Limit::AnswerItems, 100)
        .with(Limit::LogLines, 10)
        .with(Limit::LogBytes, 1_000)
        .with(Limit::ComponentBytes, 1 << 20)
        .with(Limit::CompileTime, 30_000);
    let reports = run(&limited(limits)).unwrap();
    assert_eq!(reports.len(), ATTACKS.len());
    let fallen: Vec<_> = reports.iter().filter(|report| !report.held).collect();
    assert!(fallen.is_empty(), "{fallen:#?}");
}

#[test]
fn a_bound_that_is_lifted_is_reported() {
    // As much log as the plugin likes: it meets the next bound instead.
    let runtime = limited(LimitSet::new().with(Limit::LogLines, u64::MAX).with(Limit::LogBytes, u64::MAX));
    let report = Suite::new(&runtime).unwrap().check(named("log-flood").unwrap()).unwrap();
    assert_eq!(report.observed.to_string(), "limit `host-calls` at the event");
    assert!(report.held);

    // Nothing else stops an answer of many items.
    let runtime = limited(LimitSet::new().with(Limit::AnswerItems, u64::MAX));
    let report = Suite::new(&runtime).unwrap().check(named("many-items").unwrap()).unwrap();
    assert_eq!(report.observed.to_string(), "THE EVENT MAY HAPPEN");
    assert!(!report.held);
}
