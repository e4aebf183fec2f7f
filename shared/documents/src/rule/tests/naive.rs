//! The rules compared with an evaluator that does literally what the protocol says.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::{Foresight, Policy};
use super::{default_rule, parse, rule};

/// The policy of the first rule, by order, that matches.
fn naive_verdict(rules: &[Value], document: &Map<String, Value>) -> Policy {
    let mut rules: Vec<&Value> = rules.iter().filter(|rule| rule["id"] != "DEFAULT").collect();
    rules.sort_by_key(|rule| rule["order"].as_i64().unwrap());
    for rule in rules {
        let Some(value) = document.get(rule["field"].as_str().unwrap()) else { continue };
        let operator = rule["rule"].as_str().unwrap().to_lowercase();
        if naive_match(value, &operator, rule["value"].as_str().unwrap()) {
            let excluded = rule["policy"].as_str().unwrap().to_lowercase() == "exclude";
            return if excluded { Policy::Exclude } else { Policy::Include };
        }
    }
    Policy::Include
}

fn naive_match(value: &Value, operator: &str, expected: &str) -> bool {
    let Value::Array(list) = value else { return naive_match_one(value, operator, expected) };
    let in_json = serde_json::to_string(list).unwrap().contains(expected);
    list.iter().any(|one| naive_match_one(one, operator, expected))
        || (operator == "contains" && in_json)
}

fn naive_match_one(value: &Value, operator: &str, expected: &str) -> bool {
    if value.is_null() {
        return false;
    }
    let json = || serde_json::to_string(value).unwrap();
    let text = value.as_str().map_or_else(json, str::to_owned);
    match operator {
        "equals" => match value {
            Value::Bool(true) => ["true", "t", "yes", "y", "on"].contains(&expected),
            Value::Bool(false) => ["false", "f", "no", "n", "off"].contains(&expected),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => naive_compare(value, expected) == Some(Ordering::Equal),
        },
        ">" => naive_compare(value, expected) == Some(Ordering::Greater),
        "<" => naive_compare(value, expected) == Some(Ordering::Less),
        "contains" => text.contains(expected),
        "starts_with" => text.starts_with(expected),
        "ends_with" => text.ends_with(expected),
        "regex" => {
            naive_regex(&expected.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
        }
        other => panic!("{other}"),
    }
}

fn naive_compare(value: &Value, expected: &str) -> Option<Ordering> {
    match value {
        Value::Number(number) => {
            number.as_f64().unwrap().partial_cmp(&expected.parse::<f64>().ok()?)
        }
        Value::String(text) => {
            match (naive_date(text, &[""]), naive_date(expected, &["", "Z", "T00:00:00Z"])) {
                (Some(date), Some(expected)) => Some(date.cmp(&expected)),
                _ => Some(text.chars().cmp(expected.chars())),
            }
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The moment that a text means with one of the endings.
fn naive_date(text: &str, endings: &[&str]) -> Option<Timestamp> {
    endings.iter().find_map(|ending| format!("{text}{ending}").parse().ok())
}

/// Characters, `.` and `*` only, tried one way after the other from the start of the text.
fn naive_regex(pattern: &[char], text: &[char]) -> bool {
    let Some(first) = pattern.first() else { return true };
    let fits = |at: usize| {
        text.get(at).is_some_and(|c| if *first == '.' { *c != '\n' } else { c == first })
    };
    if pattern.get(1) == Some(&'*') {
        let times = (0..).take_while(|at| *at == 0 || fits(at - 1));
        return times.into_iter().any(|times| naive_regex(&pattern[2..], &text[times..]));
    }
    fits(0) && naive_regex(&pattern[1..], &text[1..])
}

const FIELDS: [&str; 3] = ["id", "title", "body"];

const TEXTS: [&str; 20] = [
    "a",
    "b",
    "ab",
    "aab",
    "A",
    "a\nb",
    "é",
    "5",
    "5.0",
    "-1",
    "1e1",
    "true",
    "f",
    "no",
    ":",
    "2025-06-23",
    "2025-06-23T00:00:00Z",
    "2025-06-23T02:00:00.000+02:00",
    "2025-06-24T00:00:00",
    "2025",
];

const PATTERNS: [&str; 10] = ["a", "a.", ".b", "a*b", ".*b", "a*", "..", "t.*e", "é", "5.*0"];

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(&TEXTS[..]).prop_map(str::to_owned)
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => (-2..12_i64).prop_map(Value::from),
        1 => (-4..24_i32).prop_map(|half| json!(f64::from(half) / 2.0)),
        6 => text().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            (text(), inner).prop_map(|(name, value)| json!({name: value})),
        ]
    })
}

fn any_document() -> impl Strategy<Value = Map<String, Value>> {
    let field = prop::sample::select(&FIELDS[..]).prop_map(str::to_owned);
    prop::collection::btree_map(field, any_value(), 0..4)
        .prop_map(|document| document.into_iter().collect())
}

/// Valid rules in random order with the default rule among them.
fn any_rules() -> impl Strategy<Value = Vec<Value>> {
    let operator = prop_oneof![
        2 => prop::sample::select(&["regex", "Regex"][..]),
        5 => prop::sample::select(&["equals", "contains", "starts_with", "ends_with", ">", "<"][..]),
    ];
    let asked = (prop::sample::select(&FIELDS[..]), operator).prop_flat_map(|(field, operator)| {
        let regex = operator.to_lowercase() == "regex";
        let values = if regex { &PATTERNS[..] } else { &TEXTS[..] };
        (Just(field), Just(operator), prop::sample::select(values))
    });
    let policy = prop::sample::select(&["include", "exclude", "EXCLUDE"][..]);
    prop::collection::vec((asked, policy), 0..7)
        .prop_map(|asked| {
            let distinct: BTreeMap<_, _> = asked
                .into_iter()
                .map(|((field, operator, value), policy)| {
                    ((field, operator.to_lowercase(), value), (operator, policy))
                })
                .collect();
            let rules = distinct.into_iter().zip(1..).map(
                |(((field, _, value), (operator, policy)), order)| {
                    rule(order, policy, field, operator, value)
                },
            );
            rules.chain([default_rule("exclude")]).collect::<Vec<_>>()
        })
        .prop_shuffle()
        .prop_flat_map(|rules| {
            let orders: Vec<i64> = (0..).take(rules.len()).collect();
            (Just(rules), Just(orders).prop_shuffle())
        })
        .prop_map(|(mut rules, orders)| {
            for (rule, order) in rules.iter_mut().zip(orders) {
                rule["order"] = json!(order);
            }
            rules
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_verdict_is_the_literal_evaluators(rules in any_rules(), document in any_document()) {
        prop_assert_eq!(parse(&rules).verdict(&document), naive_verdict(&rules, &document));
    }

    #[test]
    fn with_nothing_to_come_everything_is_certain(rules in any_rules(), document in any_document()) {
        let certain = match naive_verdict(&rules, &document) {
            Policy::Include => Foresight::Included,
            Policy::Exclude => Foresight::Excluded,
        };
        prop_assert_eq!(parse(&rules).before_download(&document, &[]), certain);
    }

    #[test]
    fn what_is_foreseen_holds_whatever_comes(
        rules in any_rules(),
        known in any_document(),
        whole in any_document(),
        pending in prop::sample::subsequence(&FIELDS[..], 0..=FIELDS.len()),
    ) {
        let foreseen = parse(&rules).before_download(&known, &pending);
        let mut document = known;
        for field in &pending {
            document.remove(*field);
            document.extend(whole.get(*field).map(|value| ((*field).to_owned(), value.clone())));
        }
        match foreseen {
            Foresight::Included => prop_assert_eq!(naive_verdict(&rules, &document), Policy::Include),
            Foresight::Excluded => prop_assert_eq!(naive_verdict(&rules, &document), Policy::Exclude),
            Foresight::Unknown => prop_assert!(!pending.is_empty()),
        }
    }
}
