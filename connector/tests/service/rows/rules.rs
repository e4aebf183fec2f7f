//! Rows 64–66: basic sync rules in a job, and drafts of them.

use serde_json::{Value, json};

use crate::harness::connector::{Connector, rule, side};
use crate::harness::connector_api;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::until;
use crate::rows::start_up::SOME_PASSES;

pub(super) async fn rules_decide() {
    let stage = Stage::of(Tenant::small(54).await).await;
    let (connector, _service) = stage.connected("ruled").await;
    let catch_all = json!({"id": "DEFAULT", "policy": "exclude", "field": "_", "rule": "regex", "value": ".*", "order": 0});
    let rules = json!([
        catch_all,
        rule("rest", 4, ("exclude", "object_type", "regex", ".+")),
        rule("big", 3, ("include", "size_in_bytes", ">", "100000")),
        rule("absent", 2, ("include", "no_such_field", "contains", "a")),
        rule("teams", 1, ("include", "object_type", "starts_with", "TEAM")),
    ]);
    let filtering = json!({"rules": rules, "advanced_snippet": {"value": {}}, "validation": {"state": "valid", "errors": []}});
    let job = connector.add_job(json!({"connector": {"filtering": filtering}})).await;
    connector.job_ends(&job, "completed").await;
    let indexed: Vec<String> = stage.indexed(&connector).await.into_keys().collect();
    let expected: Vec<String> = stage
        .tenant
        .truth()
        .into_iter()
        .filter(|(_, document)| {
            let big = document.get("size_in_bytes").and_then(Value::as_u64) > Some(100_000);
            big || document["object_type"].as_str().unwrap().starts_with("TEAM")
        })
        .map(|(id, _)| id)
        .collect();
    assert!(expected.len() > 10);
    assert_eq!(indexed, expected);
}

/// Saves a draft, as Kibana does, and waits for what is said about it.
async fn judged(connector: &Connector, rules: &[Value]) -> Value {
    let active = connector.shown().await["filtering"][0]["active"].clone();
    let filtering =
        json!([{"domain": "DEFAULT", "active": active, "draft": side("edited", rules)}]);
    connector.merge(&json!({"filtering": filtering})).await;
    until("the draft is judged", || async {
        let filtering = connector.shown().await["filtering"][0].clone();
        if filtering["draft"]["validation"]["state"] == "edited" {
            Err(filtering)
        } else {
            Ok(filtering)
        }
    })
    .await
}

fn good() -> Value {
    rule("good", 1, ("exclude", "title", "contains", "lunch"))
}

async fn a_good_draft_is_activated(connector: &Connector) {
    let filtering = judged(connector, &[good()]).await;
    assert_eq!(filtering["draft"]["validation"]["state"], "valid", "{filtering:#}");
    // The API validates and activates in two calls.
    until("the draft is active", || async {
        let active = connector.shown().await["filtering"][0]["active"]["rules"].clone();
        let there =
            active.as_array().is_some_and(|rules| rules.iter().any(|rule| rule["id"] == "good"));
        if there { Ok(()) } else { Err(active) }
    })
    .await;
}

pub(super) async fn drafts() {
    let stage = Stage::of(Tenant::tiny(55).await).await;
    let (connector, _service) = stage.connected("drafted").await;
    a_good_draft_is_activated(&connector).await;
    let active = connector.shown().await["filtering"][0]["active"].clone();
    let everything = rule("everything", 1, ("exclude", "title", "regex", ".*"));
    let twin = |id| rule(id, 2, ("include", "title", "equals", "a"));
    let filtering = judged(&connector, &[everything, twin("one"), twin("two")]).await;
    assert_eq!(filtering["draft"]["validation"]["state"], "invalid");
    assert_eq!(filtering["active"]["rules"], active["rules"], "the active rules stay");
    let errors = filtering["draft"]["validation"]["errors"].as_array().unwrap().clone();
    for id in ["everything", "one", "two"] {
        let named = errors.iter().find(|error| error["ids"].to_string().contains(id));
        let message =
            named.unwrap_or_else(|| panic!("{id} in {errors:#?}"))["messages"][0].as_str();
        assert!(!message.unwrap().is_empty());
    }
}

pub(super) async fn drafts_by_the_api() {
    let stage = Stage::of(Tenant::tiny(56).await).await;
    connector_api::play(&stage.proxy, &stage.engine);
    let (connector, _service) = stage.connected("draftedapi").await;
    a_good_draft_is_activated(&connector).await;
    let asked = stage.proxy.asked();
    for call in ["_validation", "_activate"] {
        let path = format!("/_connector/{}/_filtering/{call}", connector.id);
        assert_eq!(asked.iter().filter(|asked| asked.path.starts_with(&path)).count(), 1, "{call}");
    }
}

pub(super) async fn an_invalid_snapshot() {
    let stage = Stage::of(Tenant::small(57).await).await;
    let (connector, _service) = stage.connected("invalid").await;
    let everything = rule("everything", 1, ("exclude", "title", "regex", ".*"));
    let job =
        connector.add_job(json!({"connector": {"filtering": side("valid", &[everything])}})).await;
    let (job, _) = connector.job_ends(&job, "error").await;
    assert!(job["error"].as_str().unwrap().contains("everything"), "{}", job["error"]);
    crate::harness::wait::pause(SOME_PASSES).await;
    assert_eq!(stage.engine.count(&connector.index).await, 0);
}
