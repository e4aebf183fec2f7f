//! What each operator says about each type of value.

use serde_json::{Value, json};

use super::meets;

/// Operator, the rule's value, the document's value, and whether they match.
type Row<'a> = (&'a str, &'a str, Value, bool);

fn check(rows: &[Row<'_>]) {
    for (operator, value, given, expected) in rows {
        assert_eq!(meets(given, operator, value), *expected, "{given} {operator} {value:?}");
    }
}

#[test]
fn text_equals_the_same_text_only() {
    check(&[
        ("equals", "Budget", json!("Budget"), true),
        ("equals", "budget", json!("Budget"), false),
        ("equals", "Budget", json!("Budget "), false),
        ("equals", "5", json!("5.0"), false),
        ("equals", "true", json!("yes"), false),
    ]);
}

#[test]
fn text_is_ordered_by_code_point() {
    check(&[
        (">", "Budget", json!("Plan"), true),
        (">", "Budget", json!("Budget"), false),
        ("<", "Budget", json!("Budget"), false),
        ("<", "a", json!("Z"), true),
        (">", "\u{ffff}", json!("\u{1f600}"), true),
        ("<", "9", json!("10"), true),
        ("<", "a", json!(""), true),
    ]);
}

#[test]
fn a_number_is_compared_as_a_number() {
    check(&[
        ("equals", "5", json!(5), true),
        ("equals", "5.0", json!(5), true),
        ("equals", " 5e0 ", json!(5.0), true),
        ("equals", "5", json!(50), false),
        (">", "9", json!(10), true),
        (">", "10", json!(10), false),
        ("<", "10", json!(9.5), true),
        ("<", "-1", json!(-2), true),
        ("<", "inf", json!(u64::MAX), true),
    ]);
}

#[test]
fn whole_numbers_are_compared_to_the_last_digit() {
    check(&[
        ("equals", "9007199254740993", json!(9_007_199_254_740_992_i64), false),
        ("equals", "18446744073709551615", json!(u64::MAX), true),
        (">", "18446744073709551614", json!(u64::MAX), true),
        ("<", "99999999999999999999999999999999999999999999", json!(u64::MAX), true),
    ]);
}

#[test]
fn a_number_beside_a_value_that_is_none_does_not_match() {
    for value in ["five", "nan", "1_000", "0x5", "5 m", "true", "2025-06-23"] {
        for operator in ["equals", "<", ">"] {
            check(&[(operator, value, json!(5), false), (operator, value, json!(1), false)]);
        }
    }
}

#[test]
fn a_truth_value_equals_the_words_for_it_in_any_case() {
    for word in ["true", "t", "yes", "y", "on", "True", "ON"] {
        check(&[("equals", word, json!(true), true), ("equals", word, json!(false), false)]);
    }
    for word in ["false", "f", "no", "n", "off", "False", "NO"] {
        check(&[("equals", word, json!(true), false), ("equals", word, json!(false), true)]);
    }
    for word in ["1", "0", "truth", " "] {
        check(&[("equals", word, json!(true), false), ("equals", word, json!(false), false)]);
    }
}

#[test]
fn dates_are_compared_by_time_whatever_their_digits_and_offset() {
    let noon = || json!("2025-06-23T12:00:00.000Z");
    check(&[
        ("equals", "2025-06-23T12:00:00Z", noon(), true),
        ("equals", "2025-06-23T14:00:00+02:00", noon(), true),
        ("equals", "2025-06-23T12:00:00", noon(), true),
        ("equals", "2025-06-23", noon(), false),
        (">", "2025-06-23T12:00:00Z", noon(), false),
        ("<", "2025-06-23T12:00:00Z", noon(), false),
        (">", "2025-06-23T13:59:59+02:00", noon(), true),
        ("<", "2025-06-23T12:00:00.001Z", noon(), true),
        (">", "2025-06-23", noon(), true),
        ("<", "2025-06-24", noon(), true),
        (">", "2025-06-23", json!("2025-06-23T00:00:00.000Z"), false),
    ]);
}

#[test]
fn a_date_beside_a_value_that_is_none_is_text() {
    check(&[
        ("starts_with", "2025-06", json!("2025-06-23T12:00:00.000Z"), true),
        (">", "2025", json!("2025-06-23T12:00:00.000Z"), true),
        ("<", "2025-06-24", json!("2025-06-23"), true),
        ("<", "tomorrow", json!("2025-06-23T12:00:00.000Z"), true),
        ("equals", "2025-06-23T12:00:00Z", json!("at noon"), false),
    ]);
}

#[test]
fn contains_starts_with_and_ends_with_are_case_sensitive() {
    check(&[
        ("contains", "udge", json!("Budget"), true),
        ("contains", "bud", json!("Budget"), false),
        ("starts_with", "Bud", json!("Budget"), true),
        ("starts_with", "bud", json!("Budget"), false),
        ("starts_with", "udget", json!("Budget"), false),
        ("ends_with", ".docx", json!("Plan.docx"), true),
        ("ends_with", ".docx", json!("Plan.DOCX"), false),
        ("ends_with", "Plan", json!("Plan.docx"), false),
    ]);
}

#[test]
fn a_regex_is_anchored_at_the_start_and_not_at_the_end() {
    check(&[
        ("regex", "Bud", json!("Budget"), true),
        ("regex", "dget", json!("Budget"), false),
        ("regex", ".*dget", json!("Budget"), true),
        ("regex", "Bud$", json!("Budget"), false),
        ("regex", "x|B", json!("Budget"), true),
        ("regex", "x|d", json!("Budget"), false),
        ("regex", "(?x) Bud # a comment", json!("Budget"), true),
        ("regex", r"\d{4}-\d\d", json!("2025-06-23"), true),
    ]);
}

#[test]
fn the_dot_of_a_regex_is_no_line_break() {
    check(&[
        ("regex", "a.b", json!("a\nb"), false),
        ("regex", ".*b", json!("a\nb"), false),
        ("regex", "(?s).*b", json!("a\nb"), true),
        ("regex", ".+", json!("\nb"), false),
    ]);
}

#[test]
fn a_pattern_that_backtracks_for_ever_elsewhere_is_matched_in_linear_time() {
    let text = json!("a".repeat(200_000) + "!");
    check(&[
        ("regex", "(a+)+$", text.clone(), false),
        ("regex", "(a|a)*b", text.clone(), false),
        ("regex", "(.*.*.*)*x", text, false),
    ]);
}

#[test]
fn text_operators_see_a_number_and_a_truth_value_as_json() {
    check(&[
        ("contains", "2", json!(1234), true),
        ("starts_with", "-1", json!(-12), true),
        ("ends_with", ".5", json!(0.5), true),
        ("regex", r"1\d$", json!(12), true),
        ("equals", "1234", json!("1234"), true),
        ("contains", "ru", json!(true), true),
        ("regex", "fal", json!(false), true),
    ]);
}

#[test]
fn a_list_matches_if_an_element_does() {
    let list = || json!(["red", 7, false, "2025-06-23T12:00:00.000Z"]);
    check(&[
        ("equals", "red", list(), true),
        ("equals", "7", list(), true),
        ("equals", "off", list(), true),
        ("equals", "re", list(), false),
        ("starts_with", "re", list(), true),
        ("ends_with", "ed", list(), true),
        ("regex", "r.d", list(), true),
        ("regex", "ed", list(), false),
        (">", "6", json!([1, 7]), true),
        (">", "8", json!([1, 7]), false),
        ("equals", "x", json!([]), false),
    ]);
}

#[test]
fn contains_also_looks_into_the_json_of_a_list() {
    check(&[
        ("contains", "a", json!(["a", "b"]), true),
        ("contains", r#""a","b""#, json!(["a", "b"]), true),
        ("contains", "[]", json!([]), true),
        ("contains", "c", json!(["a", "b"]), false),
        ("starts_with", "[", json!(["a", "b"]), false),
        ("contains", r#""name":"Q3""#, json!([{"name": "Q3"}]), true),
    ]);
}

#[test]
fn an_object_is_its_json_for_text_operators_and_compares_with_nothing() {
    let object = || json!({"name": "Q3"});
    check(&[
        ("contains", "Q3", object(), true),
        ("starts_with", "{", object(), true),
        ("ends_with", "}", object(), true),
        ("regex", r#"\{"name""#, object(), true),
        ("equals", r#"{"name":"Q3"}"#, object(), false),
        (">", " ", object(), false),
        ("<", "~", object(), false),
    ]);
}

#[test]
fn null_and_truth_values_are_neither_more_nor_less() {
    for value in ["0", "a", "true", "null", "None", "2025-06-23"] {
        for given in [json!(null), json!(true), json!(false), json!([null])] {
            check(&[("<", value, given.clone(), false), (">", value, given, false)]);
        }
        check(&[("equals", value, json!(null), false)]);
    }
}
