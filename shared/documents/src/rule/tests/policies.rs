//! Which rule decides.

use serde_json::json;

use super::super::{Policy, Rules};
use super::{default_rule, fields, rule, verdict};

#[test]
fn a_document_that_no_rule_matches_is_included() {
    let document = json!({"id": "1", "title": "Budget"});
    assert_eq!(verdict(&[], &document), Policy::Include);
    let other = [rule(1, "exclude", "title", "equals", "Plan")];
    assert_eq!(verdict(&other, &document), Policy::Include);
    let only_included = [rule(1, "include", "title", "equals", "Plan")];
    assert_eq!(verdict(&only_included, &document), Policy::Include);
}

#[test]
fn the_matching_rule_of_the_lowest_order_decides_wherever_it_stands_in_the_list() {
    let document = json!({"id": "1", "title": "Budget"});
    let include = rule(2, "include", "title", "starts_with", "Bud");
    let exclude = rule(3, "exclude", "title", "contains", "dget");
    let no_match = rule(1, "exclude", "title", "equals", "Plan");
    let rules = [exclude.clone(), include, no_match.clone()];
    assert_eq!(verdict(&rules, &document), Policy::Include);
    let include_last = rule(4, "include", "title", "starts_with", "Bud");
    assert_eq!(verdict(&[include_last, exclude, no_match], &document), Policy::Exclude);
}

#[test]
fn of_rules_with_one_order_the_earlier_decides_and_an_order_may_be_a_fraction() {
    let document = json!({"id": "1", "title": "Budget"});
    let mut half = rule(1, "exclude", "title", "contains", "B");
    half["order"] = json!(0.5);
    let include = rule(1, "include", "title", "contains", "u");
    let exclude = rule(1, "exclude", "title", "contains", "d");
    let one_order = [include.clone(), exclude.clone()];
    assert_eq!(verdict(&one_order, &document), Policy::Include);
    assert_eq!(verdict(&[exclude, include.clone()], &document), Policy::Exclude);
    assert_eq!(verdict(&[include, half], &document), Policy::Exclude);
}

#[test]
fn the_default_rule_decides_nothing_even_if_it_excludes() {
    let document = json!({"id": "1", "_": "x"});
    assert_eq!(verdict(&[default_rule("include")], &document), Policy::Include);
    assert_eq!(verdict(&[default_rule("exclude")], &document), Policy::Include);
    let rules = [default_rule("include"), rule(1, "exclude", "_", "equals", "x")];
    assert_eq!(verdict(&rules, &document), Policy::Exclude);
}

#[test]
fn a_closing_rule_with_any_value_of_id_leaves_only_what_is_included_before() {
    let rules =
        [rule(1, "include", "type", "equals", "Teams"), rule(2, "exclude", "id", "regex", ".+")];
    assert_eq!(verdict(&rules, &json!({"id": "1", "type": "Teams"})), Policy::Include);
    assert_eq!(verdict(&rules, &json!({"id": "2", "type": "Channel Tab"})), Policy::Exclude);
}

#[test]
fn a_field_that_the_document_has_not_matches_no_operator() {
    for (operator, value) in [
        ("equals", "x"),
        ("contains", "x"),
        ("starts_with", "x"),
        ("ends_with", "x"),
        ("regex", ".?"),
        (">", " "),
        ("<", "x"),
    ] {
        let rules = [rule(1, "exclude", "title", operator, value)];
        assert_eq!(verdict(&rules, &json!({"id": "1"})), Policy::Include, "{operator}");
        assert_eq!(verdict(&rules, &json!({"id": "1", "title": null})), Policy::Include);
    }
}

#[test]
fn a_field_is_one_of_the_top_level_by_its_exact_name() {
    let document = json!({"author": {"name": "Adele"}, "a.b": "dotted", "Title": "Budget"});
    for (field, value, policy) in [
        ("author.name", "Adele", Policy::Include),
        ("name", "Adele", Policy::Include),
        ("a.b", "dotted", Policy::Exclude),
        ("title", "Budget", Policy::Include),
        ("Title", "Budget", Policy::Exclude),
    ] {
        assert_eq!(verdict(&[rule(1, "exclude", field, "equals", value)], &document), policy);
    }
}

#[test]
fn policy_and_operator_are_read_in_any_case() {
    let document = json!({"id": "1", "title": "Budget"});
    for (policy, operator) in [("EXCLUDE", "Starts_With"), ("Exclude", "REGEX")] {
        let rules = [rule(1, policy, "title", operator, "Bud")];
        assert_eq!(verdict(&rules, &document), Policy::Exclude, "{policy} {operator}");
    }
    let rules =
        [rule(1, "Include", "id", "EQUALS", "1"), rule(2, "exclude", "title", "CONTAINS", "B")];
    assert_eq!(verdict(&rules, &document), Policy::Include);
}

#[test]
fn a_filter_may_be_a_list_of_one_and_without_rules_it_includes_everything() {
    let rules = [rule(1, "exclude", "id", "equals", "1")];
    let document = fields(&json!({"id": "1"}));
    for (filter, expected) in [
        (json!({"advanced_snippet": {}, "rules": rules}), Policy::Exclude),
        (json!([{"domain": "DEFAULT", "rules": rules}]), Policy::Exclude),
        (json!({"advanced_snippet": {}, "rules": []}), Policy::Include),
        (json!({"rules": null}), Policy::Include),
        (json!({}), Policy::Include),
        (json!([]), Policy::Include),
        (json!(null), Policy::Include),
    ] {
        assert_eq!(Rules::parse(&filter).unwrap().verdict(&document), expected, "{filter}");
    }
    assert_eq!(Rules::default().verdict(&document), Policy::Include);
}
