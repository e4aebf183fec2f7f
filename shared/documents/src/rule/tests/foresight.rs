//! What is certain before a file is fetched.

use serde_json::{Value, json};

use super::super::Foresight::{self, Excluded, Included, Unknown};
use super::{fields, parse, rule};

fn before_download(rules: &[Value]) -> Foresight {
    let file = fields(&json!({"id": "1", "name": "Plan.docx", "content_status": "off"}));
    parse(rules).before_download(&file, &["body", "content_status"])
}

#[test]
fn a_file_whose_name_is_excluded_need_not_be_fetched() {
    assert_eq!(before_download(&[rule(1, "exclude", "name", "ends_with", ".docx")]), Excluded);
    assert_eq!(before_download(&[rule(1, "exclude", "name", "ends_with", ".pdf")]), Included);
    assert_eq!(before_download(&[]), Included);
}

#[test]
fn a_rule_on_the_content_waits_for_it() {
    assert_eq!(before_download(&[rule(1, "exclude", "body", "contains", "secret")]), Unknown);
}

#[test]
fn a_value_that_the_content_will_change_is_not_believed() {
    assert_eq!(before_download(&[rule(1, "exclude", "content_status", "equals", "off")]), Unknown);
}

#[test]
fn a_field_that_is_neither_known_nor_to_come_is_absent() {
    assert_eq!(before_download(&[rule(1, "exclude", "sender", "regex", ".+")]), Included);
}

#[test]
fn what_stands_after_a_sure_match_is_not_waited_for() {
    let name = |policy| rule(1, policy, "name", "contains", "Plan");
    let body = rule(2, "exclude", "body", "contains", "secret");
    assert_eq!(before_download(&[name("include"), body.clone()]), Included);
    assert_eq!(before_download(&[name("exclude"), body]), Excluded);
}

#[test]
fn a_rule_on_the_content_that_agrees_with_the_sure_match_after_it_changes_nothing() {
    let body = |policy| rule(1, policy, "body", "contains", "secret");
    let name = |policy| rule(2, policy, "name", "contains", "Plan");
    assert_eq!(before_download(&[body("exclude"), name("exclude")]), Excluded);
    assert_eq!(before_download(&[body("include"), name("include")]), Included);
    assert_eq!(before_download(&[body("include")]), Included);
    assert_eq!(before_download(&[body("include"), name("exclude")]), Unknown);
    assert_eq!(before_download(&[body("exclude"), name("include")]), Unknown);
}
