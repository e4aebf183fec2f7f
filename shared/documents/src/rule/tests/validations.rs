//! What is refused, and how a person reads of it.

use serde_json::{Value, json};

use super::super::pattern::{PATTERN_BYTES_MAX, PATTERNS_BYTES_MAX, Pattern};
use super::super::{Rules, State, Validation};
use super::{default_rule, faults, rule};

#[test]
fn a_good_set_is_valid_without_errors() {
    let rules = [default_rule("include"), rule(1, "exclude", "name", "ends_with", ".tmp")];
    let validation = Validation::of(Rules::parse(&json!({ "rules": rules })));
    assert_eq!(serde_json::to_value(validation).unwrap(), json!({"state": "valid", "errors": []}));
}

#[test]
fn a_bad_set_is_invalid_with_ids_and_messages() {
    let mut bad = rule(1, "exclude", "name", "near", "x");
    bad["order"] = json!("1");
    let validation = Validation::of(Rules::parse(&json!({ "rules": [bad] })));
    let operator = "`rule` must be equals, contains, starts_with, ends_with, regex, > or <";
    assert_eq!(
        serde_json::to_value(validation).unwrap(),
        json!({"state": "invalid", "errors": [
            {"ids": ["r1"], "messages": [operator, "`order` must be a number"]}
        ]})
    );
}

#[test]
fn an_edited_draft_is_read_as_the_record_has_it() {
    let draft = json!({"state": "edited", "errors": []});
    let validation: Validation = serde_json::from_value(draft).unwrap();
    assert_eq!(validation.state, State::Edited);
}

#[test]
fn each_field_of_a_rule_is_required_and_has_its_type() {
    for name in ["id", "policy", "field", "rule", "value", "order"] {
        for wrong in [json!(null), json!(""), json!([]), json!({}), json!(true)] {
            for original in [rule(1, "exclude", "name", "equals", "x"), default_rule("include")] {
                let mut rule = original;
                rule[name] = wrong.clone();
                let faults = faults(&json!([rule]));
                assert_eq!(faults.len(), 1, "{rule}");
                assert!(faults[0].messages[0].contains(&format!("`{name}`")), "{faults:?}");
                assert_eq!(faults[0].ids.is_empty(), name == "id", "{faults:?}");
            }
        }
    }
    assert_eq!(faults(&json!([{}]))[0].messages.len(), 6);
    assert_eq!(faults(&json!([7]))[0].messages.len(), 6);
}

#[test]
fn a_rule_without_an_id_is_named_by_its_place() {
    let mut rule = rule(1, "exclude", "name", "equals", "x");
    rule["id"] = json!("");
    let faults = faults(&json!([default_rule("include"), rule]));
    assert!(faults[0].messages[0].starts_with("rule number 2 of the list"), "{faults:?}");
}

#[test]
fn fields_that_the_protocol_adds_are_no_fault() {
    let mut rule = rule(1, "exclude", "name", "equals", "x");
    rule["created_at"] = json!("2025-06-23T12:00:00Z");
    rule["new_in_10"] = json!({});
    assert!(faults(&json!([rule])).is_empty());
}

#[test]
fn rules_that_are_no_list_are_refused() {
    let good = json!({"rules": []});
    for filter in [json!({"rules": {}}), json!({"rules": "x"}), json!("x"), json!([good, good])] {
        assert!(Rules::parse(&filter).is_err(), "{filter}");
    }
}

#[test]
fn a_regex_for_whatever_there_is_is_refused_unless_it_is_the_default_rule() {
    for (value, operator, refused) in [
        (".*", "regex", true),
        ("(.*)", "REGEX", true),
        (".+", "regex", false),
        (".*x", "regex", false),
        (".*", "contains", false),
    ] {
        let faults = faults(&json!([rule(1, "exclude", "name", operator, value)]));
        assert_eq!(!faults.is_empty(), refused, "{operator} {value}");
        assert!(faults.iter().all(|fault| fault.ids == ["r1"]), "{faults:?}");
    }
    assert!(faults(&json!([default_rule("include")])).is_empty());
}

#[test]
fn rules_with_one_field_operator_and_value_are_all_named_whatever_their_policies() {
    let rules = json!([
        rule(1, "exclude", "name", "equals", "x"),
        rule(2, "include", "name", "EQUALS", "x"),
        rule(3, "include", "name", "equals", "X"),
        rule(4, "include", "title", "equals", "x"),
        rule(5, "include", "name", "contains", "x"),
    ]);
    let faults = faults(&rules);
    let ids: Vec<_> = faults.iter().flat_map(|fault| &fault.ids).collect();
    assert_eq!(ids, ["r1", "r2"]);
    let messages: Vec<_> = faults.iter().flat_map(|fault| &fault.messages).collect();
    assert!(messages[0].contains("rule r2") && messages[1].contains("rule r1"), "{messages:?}");
}

#[test]
fn an_unknown_word_in_one_rule_hides_no_fault_of_another() {
    let rules = json!([
        rule(1, "exclude", "name", "near", "x"),
        rule(2, "exclude", "name", "regex", ".*"),
        rule(3, "drop", "name", "regex", "("),
        rule(4, "exclude", "name", "regex", "("),
    ]);
    let ids: Vec<_> = faults(&rules).into_iter().flat_map(|fault| fault.ids).collect();
    assert_eq!(ids, ["r1", "r3", "r2", "r4"]);
}

#[test]
fn a_pattern_that_is_none_or_would_need_backtracking_is_refused_with_the_reason() {
    for (pattern, reason) in [
        ("(", "unclosed group"),
        ("a)|(b", "unopened group"),
        ("[z-a]", "invalid character class range"),
        ("(?=x)", "look-around"),
        ("(?<!x)y", "look-around"),
        (r"(a)\1", "backreferences"),
    ] {
        let faults = faults(&json!([rule(1, "exclude", "name", "regex", pattern)]));
        assert!(faults[0].messages[0].contains(reason), "{pattern}: {faults:?}");
        assert!(!faults[0].messages[0].contains('\n'), "{faults:?}");
    }
}

#[test]
fn a_pattern_that_explodes_is_refused() {
    for pattern in ["(a{1000}){1000}", "((((((a{9}){9}){9}){9}){9}){9}){9}", r"\w{500}"] {
        let faults = faults(&json!([rule(1, "exclude", "name", "regex", pattern)]));
        let message = &faults[0].messages[0];
        assert!(message.contains(&PATTERN_BYTES_MAX.to_string()), "{message}");
    }
    let deep = "(".repeat(100_000) + &")".repeat(100_000);
    assert_eq!(faults(&json!([rule(1, "exclude", "name", "regex", &deep)])).len(), 1);
}

#[test]
fn many_patterns_are_refused_from_the_one_that_is_too_much() {
    let large = |order| rule(order, "exclude", "name", "regex", &format!(r"\w{{15}}x{{{order}}}"));
    let fitting = PATTERNS_BYTES_MAX / Pattern::compile(r"\w{15}x{1}").unwrap().bytes();
    let many: Vec<_> = (1..).map(large).take(fitting + 5).collect();
    let faults = faults(&Value::from(many));
    assert!((5..=6).contains(&faults.len()), "{faults:?}");
    assert!(faults[0].messages[0].contains(&PATTERNS_BYTES_MAX.to_string()), "{faults:?}");
}

#[test]
fn the_error_of_a_job_lists_five_faults_and_counts_the_others() {
    let rules: Vec<_> = (1..=7).map(|order| rule(order, "drop", "name", "equals", "x")).collect();
    let error = Rules::parse(&json!({ "rules": rules })).unwrap_err().to_string();
    let start =
        "the sync rules are not valid: rule r1: `policy` must be include or exclude; rule r2: ";
    assert!(error.starts_with(start), "{error}");
    assert!(error.ends_with("include or exclude; and 2 more") && !error.contains("r6"), "{error}");
}
