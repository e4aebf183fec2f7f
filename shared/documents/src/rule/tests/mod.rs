//! The protocol's statements one by one, a literal evaluator to compare with, and input from strangers.

mod policies;
mod operators;
mod validations;
mod foresight;
mod naive;
mod strangers;

use serde_json::{Map, Value, json};

use super::{Fault, Policy, Rules, State, Validation};

/// A rule with its place as id.
fn rule(order: i64, policy: &str, field: &str, operator: &str, value: &str) -> Value {
    let id = format!("r{order}");
    json!({"id": id, "order": order, "policy": policy, "field": field, "rule": operator, "value": value})
}

fn default_rule(policy: &str) -> Value {
    json!({"id": "DEFAULT", "order": 0, "policy": policy, "field": "_", "rule": "regex", "value": ".*"})
}

fn parse(rules: &[Value]) -> Rules {
    Rules::parse(&json!({ "rules": rules })).unwrap()
}

fn fields(document: &Value) -> Map<String, Value> {
    document.as_object().unwrap().clone()
}

fn verdict(rules: &[Value], document: &Value) -> Policy {
    parse(rules).verdict(&fields(document))
}

/// Whether a field with the value `given` meets a rule with `operator` and `value`.
fn meets(given: &Value, operator: &str, value: &str) -> bool {
    let rules = [rule(1, "exclude", "field", operator, value)];
    verdict(&rules, &json!({"id": "1", "field": given})) == Policy::Exclude
}

fn faults(rules: &Value) -> Vec<Fault> {
    let validation = Validation::of(Rules::parse(&json!({ "rules": rules })));
    assert_eq!(validation.state == State::Invalid, !validation.errors.is_empty(), "{validation:?}");
    validation.errors
}
