//! The property `validations` of a field: further conditions on its value.

use regex_automata::meta::Regex;
use serde_json::Value;

/// Bytes that a pattern of a validation may take once it is compiled.
const PATTERN_BYTES_MAX: usize = 1024 * 1024;

/// What a value that isn't empty violates, each as the end of a sentence. Kinds of validations that nobody knows
/// yet are met by any value.
pub(super) fn violations(validations: &[Value], value: &Value) -> Vec<String> {
    validations.iter().filter_map(|validation| violation(validation, value)).collect()
}

fn violation(validation: &Value, value: &Value) -> Option<String> {
    let constraint = validation.get("constraint").unwrap_or(&Value::Null);
    let (is_met, wanted) = match validation.get("type").and_then(Value::as_str)? {
        "less_than" => {
            (number(value) < number(constraint), format!("must be less than {}", plain(constraint)))
        }
        "greater_than" => (
            number(value) > number(constraint),
            format!("must be greater than {}", plain(constraint)),
        ),
        "list_type" => (
            is_list_of(value, constraint),
            format!("must be a list of the type {}", plain(constraint)),
        ),
        "included_in" => {
            (is_included(value, constraint), format!("must be one of {}", plain(constraint)))
        }
        "regex" => (is_whole_match(value, constraint), format!("must match {}", plain(constraint))),
        _ => return None,
    };
    (!is_met).then_some(wanted)
}

/// What can't be compared meets nothing: it is `None` beside a number.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn is_list_of(value: &Value, constraint: &Value) -> bool {
    let is_of_type = |item: &Value| match constraint.as_str() {
        Some("int") => {
            item.is_i64() || item.as_str().is_some_and(|text| text.parse::<i64>().is_ok())
        }
        Some("str") => item.is_string(),
        Some(_) | None => false,
    };
    value.as_array().is_some_and(|items| items.iter().all(is_of_type))
}

fn is_included(value: &Value, constraint: &Value) -> bool {
    let allowed: Vec<_> = each(constraint).iter().map(plain).collect();
    each(value).iter().all(|item| allowed.contains(&plain(item)))
}

fn is_whole_match(value: &Value, constraint: &Value) -> bool {
    let (Some(text), Some(pattern)) = (value.as_str(), constraint.as_str()) else { return false };
    let config = Regex::config().nfa_size_limit(Some(PATTERN_BYTES_MAX));
    let regex = Regex::builder().configure(config).build(&format!(r"\A(?:{pattern})\z"));
    regex.is_ok_and(|regex| regex.is_match(text))
}

/// The items of a list, or the one that stands without one.
fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// A value without quotes: a list that is stored as text holds numbers as texts.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
