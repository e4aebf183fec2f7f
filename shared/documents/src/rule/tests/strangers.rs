//! No rule set and no document makes anything panic.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{Rules, State, Validation};
use super::fields;

/// Names, words and texts that mean something to rules.
const WORDS: [&str; 30] = [
    "rules",
    "id",
    "policy",
    "field",
    "rule",
    "value",
    "order",
    "include",
    "EXCLUDE",
    "equals",
    "contains",
    "starts_with",
    "ends_with",
    "Regex",
    ">",
    "<",
    "DEFAULT",
    "_",
    ".*",
    "(.*)",
    "(a",
    "a{9999}",
    r"\w{9}",
    "(?=x)",
    "true",
    "",
    "-1e400",
    "9e999",
    "2025-02-30",
    "2025-06-23T12:00:00Z",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![3 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned), 1 => ".{0,8}"]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(word(), inner, 0..6)
                .prop_map(|object| Value::Object(object.into_iter().collect())),
        ]
    })
}

/// A rule of random words; most sets of these are refused, some are not.
fn any_rule() -> impl Strategy<Value = Value> {
    let operator = prop::sample::select(&WORDS[9..16]);
    (word(), prop::sample::select(&WORDS[7..9]), word(), operator, word(), any::<f64>()).prop_map(
        |(id, policy, field, rule, value, order)| {
            json!({"id": id, "policy": policy, "field": field, "rule": rule, "value": value, "order": order})
        },
    )
}

proptest! {
    #[test]
    fn any_json_is_a_rule_set_or_has_faults_with_messages(filter in any_json()) {
        let validation = Validation::of(Rules::parse(&filter));
        prop_assert_eq!(validation.state == State::Invalid, !validation.errors.is_empty());
        prop_assert!(validation.errors.iter().all(|fault| !fault.messages.is_empty()));
    }

    #[test]
    fn any_rule_judges_any_document(
        rule in any_rule(),
        value in any_json(),
        pending in prop::sample::select(&WORDS[..]),
    ) {
        let document = fields(&json!({rule["field"].as_str().unwrap(): value}));
        match Rules::parse(&json!({"rules": [rule]})) {
            Ok(rules) => {
                rules.verdict(&document);
                rules.before_download(&document, &[pending]);
            }
            Err(invalid) => prop_assert!(!invalid.to_string().is_empty()),
        }
    }
}
