//! The language, by its documents: every operator with values that it takes, and with values that it refuses.
//!
//! Cedar's authors publish policies and schemas with their crate, which `published` reads; cases with answers are in no
//! registry. So these rows are written from the language's reference: what a condition comes to, or that it fails.

use cedar_policy::{Authorizer, Context, Decision as Decided, Entities, PolicySet, Request};

use super::*;

const PAYLOAD: &str = r#"{
    "n": 5, "m": -3, "big": 9223372036854775807, "d": 1.5, "t": "a*b", "u": "äöü", "yes": true, "no": false,
    "s": [1, 2, 3], "e": [], "w": ["x", "y"], "o": {"p": {"q": 1}, "a b": 2}, "ll": [[1], [2, 1]], "ro": [{"k": 1}]
}"#;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Is {
    True,
    False,
    Fails,
}
use Is::{Fails, False, True};

#[rustfmt::skip]
const ROWS: &[(&str, Is)] = &[
    // == and !=: of any two types.
    ("A.n == 5", True), ("A.n == 6", False), ("A.n != 6", True), ("A.n != 5", False), ("A.n == \"5\"", False),
    ("A.n != \"5\"", True), ("A.t == \"a*b\"", True), ("A.u == \"äöü\"", True), ("A.yes == true", True),
    ("A.yes == 1", False), ("A.s == [3, 2, 1, 1]", True), ("A.s == [1, 2]", False), ("A.e == []", True),
    ("A.o.p == {q: 1}", True), ("A.o.p == {\"q\": 1, r: 2}", False), ("A.o == {p: {q: 1}, \"a b\": 2}", True),
    ("A.d == decimal(\"1.5\")", True), ("A.d == decimal(\"1.50\")", True), ("A.d == 1", False),
    ("User::\"a\" == User::\"a\"", True), ("User::\"a\" == User::\"b\"", False), ("User::\"a\" == Role::\"a\"", False),
    ("User::\"a\" == \"a\"", False),
    // < <= > >=: of numbers.
    ("A.n < 6", True), ("A.n < 5", False), ("A.n <= 5", True), ("A.n <= 4", False), ("A.n > 4", True), ("A.n > 5", False),
    ("A.n >= 5", True), ("A.n >= 6", False), ("A.m < 0", True), ("A.m >= -3", True), ("A.big > 9223372036854775806", True),
    ("A.n < \"6\"", Fails), ("\"a\" < \"b\"", Fails), ("A.n <= A.d", Fails), ("true > false", Fails), ("[1] < [2]", Fails),
    ("A.d < A.d", Fails), ("A.n > A.missing", Fails),
    // + - *: checked.
    ("A.n + 1 == 6", True), ("A.n - 6 == -1", True), ("A.n * 2 == 10", True), ("-A.n == -5", True), ("- -A.n == 5", True),
    ("A.n + 2 * 3 == 11", True), ("(A.n + 2) * 3 == 21", True), ("A.big + 1 > 0", Fails), ("A.big * 2 > 0", Fails),
    ("-A.big - 2 < 0", Fails), ("-9223372036854775808 < 0", True), ("-(-9223372036854775808) > 0", Fails),
    ("A.t + 1 == 1", Fails), ("A.t + A.t == \"\"", Fails), ("-A.t == 1", Fails), ("A.d + A.d == A.d", Fails),
    // && || !: left to right, and no further than needed.
    ("A.yes && A.yes", True), ("A.yes && A.no", False), ("A.no && A.missing", False), ("A.yes && A.missing", Fails),
    ("A.no || A.yes", True), ("A.no || A.no", False), ("A.yes || A.missing", True), ("A.no || A.missing", Fails),
    ("!A.no", True), ("!A.yes", False), ("!!A.yes", True), ("!A.n", Fails), ("A.n && A.yes", Fails), ("A.yes && A.n", Fails),
    ("A.no && A.n", False), ("A.yes || A.n", True), ("A.no || A.n", Fails), ("A.missing && A.no", Fails),
    // if then else: only the branch that is taken.
    ("if A.yes then A.yes else A.missing", True), ("if A.no then A.missing else A.yes", True),
    ("if A.n then true else true", Fails), ("if A.missing then true else true", Fails),
    ("(if A.n > 3 then 1 else 2) == 1", True), ("(if A.n > 9 then 1 else \"x\") == \"x\"", True),
    // has, ., []: of records and entities.
    ("A has n", True), ("A has missing", False), ("A.o has p", True), ("A.o has \"a b\"", True), ("A.o[\"a b\"] == 2", True),
    ("A.o has p.q", True), ("A.o has p.r", False), ("A.o has r.q", False), ("A[\"o\"][\"p\"][\"q\"] == 1", True),
    ("A.missing == 1", Fails), ("A.n has p", Fails), ("A.n.p == 1", Fails), ("A.t has p", Fails), ("A.s has p", Fails),
    ("{a: 1} has a && {a: 1}.a == 1", True), ("User::\"a\" has age", True), ("User::\"a\".age == 30", True),
    ("User::\"a\" has missing", False), ("User::\"a\".missing == 1", Fails), ("User::\"nobody\" has age", False),
    ("User::\"nobody\".age == 1", Fails), ("User::\"a\" has address.city", True), ("User::\"a\".address.city == \"Bonn\"", True),
    // hasTag, getTag.
    ("User::\"a\".hasTag(\"k\")", True), ("User::\"a\".hasTag(\"l\")", False), ("User::\"a\".getTag(\"k\") == \"v\"", True),
    ("User::\"a\".getTag(\"l\") == \"v\"", Fails), ("User::\"nobody\".hasTag(\"k\")", False), ("A.o.hasTag(\"k\")", Fails),
    ("User::\"a\".hasTag(A.n)", Fails),
    // in, is: of entities.
    ("User::\"a\" in User::\"a\"", True), ("User::\"a\" in Role::\"staff\"", True), ("User::\"a\" in Role::\"all\"", True),
    ("User::\"a\" in Role::\"other\"", False), ("Role::\"staff\" in Role::\"all\"", True), ("Role::\"all\" in Role::\"staff\"", False),
    ("User::\"a\" in [Role::\"other\", Role::\"all\"]", True), ("User::\"a\" in [Role::\"other\"]", False), ("User::\"a\" in []", False),
    ("User::\"nobody\" in Role::\"all\"", False), ("User::\"a\" in \"all\"", Fails), ("A.t in Role::\"all\"", Fails),
    ("User::\"a\" in [Role::\"all\", 1]", Fails), ("User::\"a\" is User", True), ("User::\"a\" is Role", False),
    ("User::\"a\" is User in Role::\"all\"", True), ("User::\"a\" is Role in Role::\"all\"", False),
    ("User::\"nobody\" is User", True), ("A.t is User", Fails),
    // like: of texts; `*` is anything, `\*` a star.
    ("A.t like \"a*\"", True), ("A.t like \"*b\"", True), ("A.t like \"a\\*b\"", True), ("A.t like \"a\\*c\"", False), ("A.t like \"*\"", True),
    ("A.t like \"\"", False), ("A.t like \"b*\"", False), ("A.u like \"ä*ü\"", True), ("\"\" like \"*\"", True), ("\"ab\" like \"a**b\"", True),
    ("\"A\" like \"a\"", False), ("A.n like \"5\"", Fails), ("A.s like \"*\"", Fails),
    // contains, containsAll, containsAny, isEmpty: of sets.
    ("A.s.contains(2)", True), ("A.s.contains(4)", False), ("A.s.contains(\"2\")", False), ("A.e.contains(1)", False),
    ("A.w.contains(\"x\")", True), ("A.ll.contains([1])", True), ("A.ll.contains([1, 2])", True), ("A.ro.contains({k: 1})", True),
    ("A.s.containsAll([1, 3])", True), ("A.s.containsAll([1, 4])", False), ("A.s.containsAll([])", True), ("A.e.containsAll([])", True),
    ("A.s.containsAny([4, 3])", True), ("A.s.containsAny([4])", False), ("A.s.containsAny([])", False),
    ("A.e.isEmpty()", True), ("A.s.isEmpty()", False), ("[A.n, A.d, A.t].contains(5)", True), ("[User::\"a\"].contains(User::\"a\")", True),
    ("A.t.contains(\"a\")", Fails), ("A.n.contains(5)", Fails), ("A.s.containsAll(1)", Fails), ("A.s.containsAny(1)", Fails),
    ("A.o.isEmpty()", Fails), ("A.s.contains(A.missing)", Fails),
    // decimal.
    ("A.d.lessThan(decimal(\"1.6\"))", True), ("A.d.lessThan(decimal(\"1.5\"))", False), ("A.d.lessThanOrEqual(decimal(\"1.5\"))", True),
    ("A.d.greaterThan(decimal(\"-1.5\"))", True), ("A.d.greaterThan(decimal(\"1.5\"))", False),
    ("A.d.greaterThanOrEqual(decimal(\"1.5\"))", True), ("decimal(\"1.23456\") == A.d", Fails), ("decimal(\"1\") == A.d", Fails),
    ("decimal(\"1.\") == A.d", Fails), ("decimal(\"922337203685477.5808\") == A.d", Fails), ("decimal(\"x\") == A.d", Fails),
    ("A.n.lessThan(A.d)", Fails), ("A.d.lessThan(2)", Fails), ("decimal(A.t) == A.d", Fails),
    // ip.
    ("ip(\"127.0.0.1\").isLoopback()", True), ("ip(\"10.0.0.1\").isInRange(ip(\"10.0.0.0/8\"))", True),
    ("ip(\"11.0.0.1\").isInRange(ip(\"10.0.0.0/8\"))", False), ("ip(\"::1\").isIpv6()", True), ("ip(\"1.2.3.4\").isIpv4()", True),
    ("ip(\"224.0.0.1\").isMulticast()", True), ("ip(\"1.2.3.4\") == ip(\"1.2.3.4/32\")", True), ("ip(\"1.2.3.4.5\").isIpv4()", Fails),
    ("ip(\"010.0.0.1\").isIpv4()", Fails), ("A.t.isLoopback()", Fails),
    // datetime, duration.
    ("datetime(\"2026-01-01\") < datetime(\"2026-01-02\")", True), ("datetime(\"2026-01-01T00:00:00Z\") == datetime(\"2026-01-01\")", True),
    ("datetime(\"2026-01-01T10:00:00+0100\") == datetime(\"2026-01-01T09:00:00Z\")", True),
    ("datetime(\"2026-01-01\").offset(duration(\"1d\")) == datetime(\"2026-01-02\")", True),
    ("datetime(\"2026-01-02\").durationSince(datetime(\"2026-01-01\")) == duration(\"24h\")", True),
    ("datetime(\"2026-01-01T12:34:00Z\").toDate() == datetime(\"2026-01-01\")", True),
    ("datetime(\"2026-01-01T12:00:00Z\").toTime() == duration(\"12h\")", True), ("duration(\"1h30m\").toMinutes() == 90", True),
    ("duration(\"1h\") > duration(\"59m\")", True), ("duration(\"-1h\").toMilliseconds() == -3600000", True),
    ("datetime(\"2026-13-01\") == datetime(\"2026-01-01\")", Fails), ("duration(\"1x\") == duration(\"1h\")", Fails),
    ("datetime(\"2026-01-01\") < duration(\"1h\")", Fails), ("datetime(\"1970-01-01\").offset(duration(\"1ms\")) > datetime(\"1970-01-01\")", True),
    // texts with escapes, and names that look like others.
    ("\"\\u{41}\" == \"A\"", True), ("\"\\n\" == \"\\x0a\"", True), ("\"ä\" == \"a\\u{308}\"", False), ("\"а\" == \"a\"", False),
];

fn entities() -> Value {
    json!([
        { "uid": { "type": "User", "id": "a" }, "attrs": { "age": 30, "address": { "city": "Bonn" } }, "tags": { "k": "v" },
          "parents": [{ "type": "Role", "id": "staff" }] },
        { "uid": { "type": "Role", "id": "staff" }, "attrs": {}, "parents": [{ "type": "Role", "id": "all" }] },
    ])
}

fn policy(condition: &str, effect: &str) -> String {
    let condition =
        condition.replace("A.", "context.args.").replace("A has", "context.args has").replace("A[", "context.args[");
    format!("{effect} (principal, action, resource) when {{ {condition} }};")
}

#[test]
fn every_condition_comes_to_what_the_language_says() {
    let mut wrong = Vec::new();
    for (condition, expected) in ROWS {
        let config = json!({ "policies": { "p.cedar": policy(condition, "permit") }, "entities": entities() });
        let found = match cedar(&config).evaluate(&call(), &Document::parse(PAYLOAD).unwrap()) {
            Ok(verdict) if verdict.is_allow() => True,
            Ok(_) => False,
            Err(_) => Fails,
        };
        if found != *expected {
            wrong.push(format!("{condition}: {found:?}, not {expected:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(ROWS.len() >= 200, "{} rows", ROWS.len());
}

#[test]
fn cedars_own_authorizer_decides_the_same() {
    let entities_of_cedar = Entities::from_json_value(entities(), None).unwrap();
    // As Cedar's own JSON form has it.
    let escaped = PAYLOAD.replace("1.5", r#"{"__extn": {"fn": "decimal", "arg": "1.5"}}"#);
    let context = Context::from_json_str(&format!(r#"{{"args": {escaped}}}"#), None).unwrap();
    let [principal, action, resource] =
        ["Agent::\"agent\"", "Action::\"approve_refund\"", "Tool::\"app/approve_refund\""]
            .map(|uid| uid.parse().unwrap());
    let request = Request::new(principal, action, resource, context, None).unwrap();
    for (condition, _) in ROWS {
        for text in [
            policy(condition, "permit"),
            format!("permit (principal, action, resource);\n{}", policy(condition, "forbid")),
        ] {
            let set: PolicySet = text.parse().unwrap();
            let response = Authorizer::new().is_authorized(&request, &set, &entities_of_cedar);
            let fails = response.diagnostics().errors().count() > 0;
            let config = json!({ "policies": { "p.cedar": text }, "entities": entities() });
            match cedar(&config).evaluate(&call(), &Document::parse(PAYLOAD).unwrap()) {
                Ok(verdict) => {
                    assert_eq!((fails, verdict.is_allow()), (false, response.decision() == Decided::Allow), "{text}");
                }
                Err(error) => assert!(fails, "{text}: {error}"),
            }
        }
    }
}
