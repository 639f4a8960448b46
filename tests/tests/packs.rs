//! What a pack's manifest may say, and what is said where it says something else.

use portcullis::{
    event::{Event, Phase, Subject, SubjectKind},
    pack::{Pack, PackFault},
    plugin::{ConfigureError, Image, Limit},
};
use portcullis_tests::{PackFolder, pack, runtime};

const HEAD: &str = "name = \"p\"\nversion = \"1\"\n";
const PLUGIN: &str = "[[plugin]]\nid = \"a\"\ncomponent = \"scripted.wasm\"\n";

/// What is said of a manifest, without the folder's name: one line for each problem.
fn problems(manifest: &str) -> Vec<String> {
    let folder = PackFolder::new(manifest, &["scripted"]);
    let error = folder.load().map(|_| ()).expect_err(manifest);
    let prefix = format!("{}/", folder.path().display());
    error.problems().iter().map(|problem| problem.to_string().replace(&prefix, "")).collect()
}

#[test]
fn a_manifest_is_told_all_that_is_wrong_with_it_with_line_and_remedy() {
    let manifest = "name = \"p\"\nverison = \"1\"\nallow-uncovered = [\"tool-resutl\"]\n[limits]\nfule = 5\nfuel = -1\n[[plugin]]\n\
        id = 7\nphase = [\"tool-call\"]\nmode = \"shadwo\"\non-finding = [{ kind = \"x\" }]\n[plugin.grants]\nnet = true\n";
    assert_eq!(
        problems(manifest),
        [
            "pack.toml:1:1: the key `version` is missing; it says which release of the pack this is, for instance `0.1.0`",
            "pack.toml:2:1: there is no key `verison` here; did you mean `version`?",
            "pack.toml:3:20: `tool-resutl` is no value of `allow-uncovered`; did you mean `tool-result`?",
            "pack.toml:5:1: there is no key `fule` here; did you mean `fuel`?",
            "pack.toml:6:8: `fuel` is a number below 0, but must be a whole number from 0 to 2^64",
            "pack.toml:7:1: the key `component` is missing; it says where the component is: a path within the pack's folder",
            "pack.toml:8:6: `id` is a whole number, but must be a string",
            "pack.toml:9:1: there is no key `phase` here; did you mean `phases`?",
            "pack.toml:10:8: `shadwo` is no value of `mode`; did you mean `shadow`?",
            "pack.toml:11:15: the key `action` is missing; it says what is done about such a finding: `redact`, `deny`, `escalate` or `note`",
            "pack.toml:13:1: there is no key `net` here; there are `state`",
        ]
    );
}

#[test]
fn a_pack_asks_the_interfaces_that_it_names_and_no_others() {
    let entry = |interfaces: &str, more: &str| format!("{HEAD}{PLUGIN}interfaces = [{interfaces}]\n{more}");
    let asked = |interfaces: &str| {
        let pack = PackFolder::new(&entry(interfaces, ""), &["scripted"]).load().unwrap();
        (pack.entries()[0].is_policy(), pack.entries()[0].is_sanitiser())
    };
    assert_eq!((asked(""), asked("\"policy\""), asked("\"sanitiser\"")), ((true, true), (true, false), (false, true)));
    assert_eq!(
        problems(&entry("\"polcy\"", "")),
        ["pack.toml:6:15: `polcy` is no value of `interfaces`; did you mean `policy`?"]
    );
    let silent = problems(&entry("\"policy\"", "on-finding = \"deny\"\n"));
    assert!(silent[0].contains("`on-finding` would do nothing"), "{silent:?}");
    let manifest = format!("{HEAD}[[plugin]]\nid = \"a\"\ncomponent = \"injection.wasm\"\ninterfaces = [\"policy\"]\n");
    let error = PackFolder::new(&manifest, &["injection"]).load().map(|_| ()).unwrap_err();
    assert_eq!(error.problems()[0].fault.to_string(), "the plugin `a` has no policy: remove it from `interfaces`");
}

#[test]
fn what_is_no_toml_is_told_where() {
    let [problem] = &problems("name = \"p\"\nversion = ")[..] else { panic!("one problem") };
    assert!(problem.starts_with("pack.toml:2:"), "{problem}");
    assert!(matches!(
        PackFolder::new("a = 1\na = 2", &[]).load().map(|_| ()).unwrap_err().problems()[0].fault,
        PackFault::Syntax(_)
    ));
}

#[test]
fn a_pack_without_plugins_or_with_two_of_one_name_is_refused() {
    for without in [HEAD.to_owned(), format!("{HEAD}plugin = []\n")] {
        assert_eq!(problems(&without), ["pack.toml:1:1: the pack has no plugin: add a `[[plugin]]`"]);
    }
    let twice = problems(&format!("{HEAD}{PLUGIN}{PLUGIN}"));
    assert_eq!(twice, ["pack.toml:6:1: the id `a` is taken: give each plugin of a pack its own"]);
}

#[test]
fn paths_do_not_lead_out_of_the_pack() {
    for path in ["../x.wasm", "/etc/passwd", "link"] {
        let manifest = format!("{HEAD}[[plugin]]\nid = \"a\"\ncomponent = \"{path}\"\n");
        let folder = PackFolder::new(&manifest, &[]);
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
        std::fs::write(folder.path().parent().unwrap().join("x.wasm"), "").unwrap();
        let error = folder.load().map(|_| ()).unwrap_err();
        assert!(matches!(error.problems()[0].fault, PackFault::OutsideOfPack { .. }), "{error}");
        assert_eq!(error.problems()[0].place, Some((5, 13)));
    }
    let config = format!("{HEAD}{PLUGIN}config-file = \"/etc/passwd\"\n");
    let error = PackFolder::new(&config, &["scripted"]).load().map(|_| ()).unwrap_err();
    assert!(matches!(error.problems()[0].fault, PackFault::OutsideOfPack { .. }), "{error}");
}

#[test]
fn a_component_that_is_not_the_pinned_one_is_refused() {
    let bytes = std::fs::read(portcullis_tests::guest("scripted")).unwrap();
    let right = portcullis::audit::Digest::of(&bytes).to_string();
    for (digest, fits) in [
        (right.as_str(), true),
        (&right["sha256:".len()..], true),
        (&right.replace(['0', '1'], "2"), false),
        ("", false),
    ] {
        let folder = PackFolder::new(&format!("{HEAD}{PLUGIN}sha256 = \"{digest}\"\n"), &["scripted"]);
        match folder.load() {
            Ok(pack) => assert!(fits && pack.entries()[0].is_pinned()),
            Err(error) => assert!(!fits && matches!(error.problems()[0].fault, PackFault::Digest { .. }), "{error}"),
        }
    }
}

#[test]
fn a_config_is_refused_with_everything_that_the_plugin_says_of_it() {
    let [problem] = &problems(&format!("{HEAD}{PLUGIN}config = {{ ruels = [] }}\n"))[..] else { panic!("one problem") };
    assert!(
        problem.starts_with("pack.toml:3:1: the plugin `a` can't be configured: the config is refused: "),
        "{problem}"
    );
    assert!(problem.contains("ruels"), "{problem}");
    let both = problems(&format!("{HEAD}{PLUGIN}config = {{}}\nconfig-file = \"c.json\"\n"));
    assert_eq!(both, ["pack.toml:7:15: `config` and `config-file` exclude each other: remove one of them"]);
}

#[test]
fn a_config_file_is_read_strictly() {
    let manifest = format!("{HEAD}{PLUGIN}config-file = \"config.json\"\n");
    let load = |config: &str| PackFolder::new(&manifest, &["scripted"]).with("config.json", config).load();
    assert!(load(r#"{"rules": []}"#).is_ok());
    let error = load(r#"{"rules": [], "rules": []}"#).map(|_| ()).unwrap_err();
    assert!(matches!(error.problems()[0].fault, PackFault::ConfigFile { .. }), "{error}");
    let error = PackFolder::new(&manifest, &["scripted"]).load().map(|_| ()).unwrap_err();
    assert!(matches!(error.problems()[0].fault, PackFault::File { .. }), "{error}");
}

#[test]
fn a_file_of_text_becomes_a_string_of_the_config() {
    let manifest = format!(
        "{HEAD}{PLUGIN}config = {{ rules = [] }}\ntexts = [{{ at = \"/rules/-/then\", file = \"then.txt\" }}]\n"
    );
    let pack = PackFolder::new(&manifest, &["scripted"]).with("then.txt", "allow").load().unwrap();
    let [entry] = pack.entries() else { panic!("one plugin") };
    let [text] = entry.texts() else { panic!("one text") };
    assert_eq!((text.pointer.as_str(), text.file.as_str()), ("/rules/0/then", "then.txt"));
    let inline = format!("{HEAD}{PLUGIN}config = {{ rules = [{{ then = \"allow\" }}] }}\n");
    let inline = PackFolder::new(&inline, &["scripted"]).load().unwrap();
    assert_eq!(entry.plugin().config_digest(), inline.entries()[0].plugin().config_digest());
}

#[test]
fn a_text_that_has_no_place_or_is_none_is_named_with_where_the_pack_says_so() {
    let texts = "texts = [{ at = \"/rules\", file = \"a\" }, { at = \"/b\", file = \"b\" }, { at = \"/c\", file = \"../c\" }]\n";
    let manifest = format!("{HEAD}{PLUGIN}config = {{ rules = [] }}\n{texts}");
    let folder = PackFolder::new(&manifest, &["scripted"]).with("a", "x").with("b", [0xff]);
    let error = folder.load().map(|_| ()).unwrap_err();
    let [place, binary, outside] = error.problems() else { panic!("{error}") };
    assert!(matches!(place.fault, PackFault::TextPlace { .. }) && place.place == Some((7, 17)), "{place}");
    assert!(matches!(binary.fault, PackFault::NotText { .. }) && binary.place == Some((7, 61)), "{binary}");
    assert!(matches!(outside.fault, PackFault::File { .. } | PackFault::OutsideOfPack { .. }), "{outside}");
    assert_eq!(
        problems(&format!("{HEAD}{PLUGIN}texts = [{{ at = \"rules\", file = \"a\" }}, {{ to = \"/a\" }}]\n")),
        [
            "pack.toml:6:17: `at` must be a JSON pointer to a member or an element, for instance `/modules/refunds.rego`",
            "pack.toml:6:40: the key `at` is missing; it says where in the config the text goes: a JSON pointer",
            "pack.toml:6:40: the key `file` is missing; it says which file holds the text: a path within the pack's folder",
            "pack.toml:6:42: there is no key `to` here; there are `at`, `file`",
        ]
    );
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let manifest = format!("{HEAD}{PLUGIN}config-file = \"config.json\"\nlimits = {{ component-bytes = 300000 }}\n");
    let folder = PackFolder::new(&manifest, &["scripted"]).with("config.json", " ".repeat(300_001));
    let error = folder.load().map(|_| ()).unwrap_err();
    assert!(matches!(error.problems()[0].fault, PackFault::TooLarge { size: 300_001, .. }), "{error}");
}

#[test]
fn a_warm_up_that_leaves_its_time_out_has_the_same_snapshot_at_each_load() {
    let manifest = format!("{HEAD}{PLUGIN}config = {{ rules = [] }}\nwarm-up = [\"event.json\"]\n");
    let event = r#"{"phase": "tool-call", "subject": {"id": "a"}, "target": "tool:x/y", "payload": {}}"#;
    let folder = PackFolder::new(&manifest, &["scripted"]).with("event.json", event);
    let load = || folder.load().unwrap().entries()[0].plugin().image().clone();
    let first = load();
    assert!(matches!(first, Image::Snapshot { .. }));
    assert_eq!(load(), first);
}

#[test]
fn a_plugin_is_warmed_up_with_the_events_that_the_pack_names() {
    let manifest =
        format!("{HEAD}{PLUGIN}config = {{ rules = [{{ then = \"remember\" }}] }}\nwarm-up = [\"event.json\"]\n");
    let load = |event: &str| PackFolder::new(&manifest, &["scripted"]).with("event.json", event).load();
    let event = r#"{"phase": "tool-call", "subject": {"id": "a"}, "target": "tool:x/y", "payload": {}}"#;
    let pack = load(event).unwrap();
    assert!(matches!(pack.entries()[0].plugin().image(), Image::Snapshot { .. }));
    let gate = portcullis::gate::Gate::new(pack, portcullis::audit::Log::in_memory());
    let decision = gate.decide_blocking(&Event::from_json(event).unwrap());
    assert!(!decision.is_allowed(), "what the warm-up left is in the snapshot");
    let error = load("{}").map(|_| ()).unwrap_err();
    assert!(matches!(error.problems()[0].fault, PackFault::WarmUp { .. }), "{error}");
}

#[test]
fn all_that_does_not_fit_the_plugins_is_told_at_once() {
    let manifest = format!(
        "{HEAD}[[plugin]]\nid = \"a\"\ncomponent = \"refund_limits.wasm\"\nphases = [\"tool-call\", \"memory-read\"]\n\
         on-finding = \"redact\"\nwarm-up = [\"event.json\"]\nconfig = {{ rules = [] }}\n\
         [[plugin]]\nid = \"b\"\ncomponent = \"refund_limits.wasm\"\nconfig = {{ ruels = [], more = 1 }}\n"
    );
    let event = r#"{"phase": "tool-result", "subject": {"id": "a"}, "target": "tool:x/y", "payload": {}}"#;
    let folder = PackFolder::new(&manifest, &["refund_limits"]);
    let error = folder.with("event.json", event).load().map(|_| ()).unwrap_err();
    let [phase, findings, warm_up, b] = error.problems() else { panic!("{error}") };
    assert!(matches!(phase.fault, PackFault::Phase { .. }) && phase.place == Some((6, 24)), "{phase}");
    assert!(matches!(findings.fault, PackFault::NoFindings { .. }) && findings.place == Some((7, 14)), "{findings}");
    assert!(matches!(warm_up.fault, PackFault::WarmUpPhase { .. }) && warm_up.place == Some((8, 12)), "{warm_up}");
    let PackFault::Configure { id, source: ConfigureError::Config(violations) } = &b.fault else { panic!("{b}") };
    assert_eq!((id.as_str(), violations.len()), ("b", 2), "{b}");
}

#[test]
fn what_is_not_a_plugin_is_refused_with_what_it_is() {
    for (bytes, expected) in [
        (wat::parse_str("(module)").unwrap(), "this is a core module, not a component"),
        (b"hello".to_vec(), "this is not WebAssembly"),
        (b"\0asm\x0d\0\x01\0garbage".to_vec(), "the component can't be compiled"),
        (wat::parse_str("(component)").unwrap(), "it is no plugin; it exports nothing"),
        (
            wat::parse_str("(component (instance $i) (export \"portcullis:plugin/lifecycle@0.9.0\" (instance $i)))")
                .unwrap(),
            "was built for `portcullis:plugin/lifecycle@0.9.0`",
        ),
        (
            wat::parse_str(
                "(component (instance $i) (export \"portcullis:plugin/lifecycle@0.1.0\" (instance $i)) \
                 (export \"portcullis:plugin/policy@0.1.0\" (instance $i)))",
            )
            .unwrap(),
            "an export of the component is not what the contract says",
        ),
        (
            wat::parse_str(
                "(component (import \"wasi:http/outgoing-handler@0.2.0\" (instance)) (instance $i) \
                 (export \"portcullis:plugin/lifecycle@0.1.0\" (instance $i)) \
                 (export \"portcullis:plugin/policy@0.1.0\" (instance $i)))",
            )
            .unwrap(),
            "imports `wasi:http/outgoing-handler@0.2.0`",
        ),
    ] {
        let manifest = format!("{HEAD}[[plugin]]\nid = \"a\"\ncomponent = \"it.wasm\"\n");
        let error = PackFolder::new(&manifest, &[]).with("it.wasm", bytes).load().map(|_| ()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("pack.toml:5:13: `it.wasm` can't be loaded") && text.contains(expected), "{text}");
    }
}

#[test]
fn only_the_operator_raises_a_limit() {
    let manifest = format!(
        "{HEAD}[limits]\nfuel = 99_000_000_000\nlog-lines = 7\n{PLUGIN}[plugin.limits]\nlog-lines = 8\nhost-calls = 5\n"
    );
    let pack = PackFolder::new(&manifest, &["scripted"]).load().unwrap();
    let limits = pack.entries()[0].plugin().limits();
    assert_eq!(limits.get(Limit::Fuel).value, Limit::Fuel.default());
    assert_eq!(limits.get(Limit::LogLines).value, 7);
    assert_eq!(limits.get(Limit::HostCalls).value, 5);
    assert_eq!(problems(&format!("{HEAD}[limits]\nstack-bytes = 1\n{PLUGIN}")).len(), 1, "one for the whole runtime");
}

#[test]
fn the_stock_pack_loads_and_covers_what_it_says() {
    let pack = Pack::load_blocking(runtime(), pack("support-desk")).unwrap();
    let event = |phase| {
        Event::new(phase, Subject::new("a", SubjectKind::User), "tool:support/approve_refund", "{}".parse().unwrap())
    };
    let covered = |phase| pack.entries().iter().any(|entry| entry.covers(&event(phase)));
    assert!(covered(Phase::ToolCall) && covered(Phase::ToolResult));
}
