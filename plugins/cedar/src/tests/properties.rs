//! What holds of any event.

use proptest::prelude::*;

use super::*;

/// Any JSON that has a Cedar form, with its text.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c]|[0-9]|__entity|\\PC{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Members that are asked for one by one are what they are in the whole.
    #[test]
    fn a_part_is_the_same_as_in_the_whole(payload in json_value(), name in "[a-c]|[0-9]", below in "[a-c]|[0-9]") {
        let event = call();
        let by_part = format!("context.args[\"{name}\"] has \"{below}\"");
        let by_whole = format!("(if true then context else {{}}).args[\"{name}\"] has \"{below}\"");
        let (part, whole) = (answer(&by_part, &event, &payload.to_string()), answer(&by_whole, &event, &payload.to_string()));
        match (part, whole) {
            (Ok(part), Ok(whole)) => prop_assert_eq!(part, whole),
            (part, whole) => prop_assert_eq!(part.is_err(), whole.is_err()),
        }
    }

    /// A number is allowed by a limit only if it is not over it, however it is written.
    #[test]
    fn no_number_slips_by_a_limit(whole in -2_000_000_i64..2_000_000, exponent in -6_i32..4) {
        let text = format!("{whole}e{exponent}");
        let cedar = cedar(&json!({
            "policies": { "p.cedar": "permit (principal, action, resource) when { context.args.n.lessThanOrEqual(decimal(\"100.0\")) };" },
            "decimals": ["/n"],
        }));
        let payload = Document::parse(&format!(r#"{{"n": {text}}}"#)).unwrap();
        let (over, fits) = match exponent {
            0.. => (whole * 10_i64.pow(exponent.unsigned_abs()) > 100, true),
            _ => {
                let one = 10_i64.pow(exponent.unsigned_abs());
                (whole > 100 * one, (whole * 10_000) % one == 0)
            }
        };
        match cedar.evaluate(&call(), &payload) {
            Ok(verdict) => prop_assert_eq!((verdict.is_allow(), fits), (!over, true), "{}", text),
            Err(_) => prop_assert!(!fits, "{}", text),
        }
    }

    /// What a subject is called never makes it somebody else.
    #[test]
    fn nobody_is_taken_for_another(id in "\\PC{0,12}", role in "\\PC{0,12}") {
        prop_assume!(id != "root" && role != "admin");
        let mut event = call().with_role(role);
        event.subject.id = id;
        prop_assert_eq!(answer("principal == Agent::\"root\" || principal in Role::\"admin\"", &event, "{}"), Ok(false));
    }
}
