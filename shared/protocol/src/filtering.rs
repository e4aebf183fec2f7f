//! The sync rules of a connector record: validating a draft, and the rules that a job takes with it.
//!
//! `filtering` is a list of domains with an `active` and a `draft` side each; in practice there is one, `DEFAULT`
//! (Elastic: connectors protocol, sync rules). What a rule may say is known by [`documents::rule`].

use documents::rule::{Rules, State, Validation};
use serde_json::{Value, json};

use crate::connector::Connector;

/// What a draft is found to be, in the form that either way of writing needs.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftValidation {
    /// Whether the draft is to become active.
    pub valid: bool,
    /// The draft's `validation`, state and errors.
    pub validation: Value,
    /// The whole field `filtering` with it, and with the draft as the active side if it is valid. To be written in
    /// one update that fails if the record has changed: the user may have saved another draft.
    pub filtering: Value,
}

/// Validates the draft if the user has edited it and sync rules are on.
///
/// Only basic rules are looked at: Teams has no advanced ones, and a snippet of them is ignored.
pub fn draft_validation(connector: &Connector) -> Option<DraftValidation> {
    let mut domains = domains(connector);
    let domain = domains.iter_mut().find(|domain| is_default(domain))?.as_object_mut()?;
    let draft = domain.get_mut("draft")?;
    if draft.pointer("/validation/state") != Some(&json!(State::Edited))
        || !connector.has_sync_rules()
    {
        return None;
    }
    let found = Validation::of(Rules::parse(draft));
    let valid = found.state == State::Valid;
    let validation = json!(found);
    draft.as_object_mut()?.insert("validation".to_owned(), validation.clone());
    if valid {
        let active = draft.clone();
        domain.insert("active".to_owned(), active);
    }
    Some(DraftValidation { valid, validation, filtering: domains.into() })
}

/// The active rules as a sync job takes them; empty ones if there are none.
pub fn active_filter(connector: &Connector) -> Value {
    let domains = domains(connector);
    let domain = domains.iter().find(|domain| is_default(domain));
    let active = domain.and_then(|domain| domain.get("active")).filter(|active| active.is_object());
    active.cloned().unwrap_or_else(|| json!({ "advanced_snippet": {}, "rules": [] }))
}

/// The list of domains; a single one may stand without a list.
fn domains(connector: &Connector) -> Vec<Value> {
    match connector.source().get("filtering") {
        Some(Value::Array(domains)) => domains.clone(),
        Some(domain) => vec![domain.clone()],
        None => Vec::new(),
    }
}

fn is_default(domain: &Value) -> bool {
    domain.is_object()
        && domain.get("domain").is_none_or(|name| name.is_null() || name == "DEFAULT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, value: &str) -> Value {
        json!({ "id": id, "order": 1, "policy": "exclude", "field": "name", "rule": "regex", "value": value })
    }

    fn side(rules: &[Value], state: &str) -> Value {
        json!({
            "rules": rules, "advanced_snippet": { "value": {} },
            "validation": { "state": state, "errors": [] },
        })
    }

    fn connector(filtering: &Value) -> Connector {
        let features = json!({ "sync_rules": { "basic": { "enabled": true } } });
        let record = json!({ "features": features, "filtering": filtering });
        Connector::new("teams-1", serde_json::from_value(record).unwrap())
    }

    fn edited(rules: &[Value]) -> Value {
        json!([
            { "domain": "OTHER", "draft": side(&[], "edited") },
            { "domain": "DEFAULT", "active": side(&[], "valid"), "draft": side(rules, "edited") },
        ])
    }

    #[test]
    fn a_good_draft_becomes_valid_and_active() {
        let filtering = edited(&[rule("r1", "Bud.*")]);
        let found = draft_validation(&connector(&filtering)).unwrap();
        assert!(found.valid);
        assert_eq!(found.validation, json!({ "state": "valid", "errors": [] }));
        let mut expected = filtering;
        expected[1]["draft"]["validation"] = found.validation;
        expected[1]["active"] = expected[1]["draft"].clone();
        assert_eq!(found.filtering, expected);
    }

    #[test]
    fn a_bad_draft_becomes_invalid_with_reasons_and_the_active_rules_stay() {
        let filtering = edited(&[rule("r1", ".*")]);
        let found = draft_validation(&connector(&filtering)).unwrap();
        assert!(!found.valid);
        assert_eq!(found.validation["state"], "invalid");
        assert_eq!(found.validation["errors"][0]["ids"], json!(["r1"]));
        assert!(found.validation["errors"][0]["messages"][0].is_string());
        assert_eq!(found.filtering[1]["draft"]["validation"], found.validation);
        assert_eq!(found.filtering[1]["active"], filtering[1]["active"]);
    }

    #[test]
    fn only_an_edited_draft_is_validated_and_only_with_sync_rules_on() {
        for state in ["valid", "invalid", ""] {
            let filtering = json!([{ "domain": "DEFAULT", "draft": side(&[], state) }]);
            assert_eq!(draft_validation(&connector(&filtering)), None, "{state}");
        }
        for odd in [json!(null), json!([]), json!([null]), json!([{ "draft": [] }]), json!("rules")]
        {
            assert_eq!(draft_validation(&connector(&odd)), None, "{odd}");
        }
        let record = serde_json::from_value(json!({ "filtering": edited(&[]) })).unwrap();
        assert_eq!(draft_validation(&Connector::new("teams-1", record)), None);
    }

    #[test]
    fn a_job_takes_the_active_rules_or_empty_ones() {
        let empty = json!({ "advanced_snippet": {}, "rules": [] });
        let active = side(&[rule("r1", "a")], "valid");
        let table = [
            (json!([{ "domain": "DEFAULT", "active": active }]), &active),
            (json!({ "active": active }), &active),
            (json!([{ "domain": "OTHER", "active": active }]), &empty),
            (json!([{ "domain": "DEFAULT", "active": null }]), &empty),
            (json!(null), &empty),
        ];
        for (filtering, expected) in table {
            assert_eq!(active_filter(&connector(&filtering)), *expected, "{filtering}");
        }
    }
}
