//! Rows 7–14: the configuration's schema and the features.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::harness::connector::Connector;
use crate::harness::engine::CONNECTORS;
use crate::harness::proxy::{Act, Asked};
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::{pause, until};
use crate::rows::first_sync::FirstSync;
use crate::rows::start_up::SOME_PASSES;

/// Elastic: connector protocol, configuration: what makes a field complete.
const PROPERTIES: [&str; 13] = [
    "default_value",
    "depends_on",
    "display",
    "label",
    "options",
    "order",
    "required",
    "sensitive",
    "tooltip",
    "type",
    "ui_restrictions",
    "validations",
    "value",
];

pub(super) async fn an_empty_configuration_is_filled_at_once() {
    let first = FirstSync::get().await;
    for (name, field) in first.registered["configuration"].as_object().unwrap() {
        for property in PROPERTIES {
            assert!(field.get(property).is_some(), "{name} has no {property}: {field:#}");
        }
    }
    let updates = first.updates();
    let registers = |update: &&Value| update["doc"].get("configuration").is_some();
    let registrations: Vec<&Value> = updates.iter().filter(registers).collect();
    assert_eq!(registrations.len(), 1, "{registrations:#?}");
    assert_eq!(registrations[0]["doc"]["status"], "needs_configuration");
}

/// Elastic: Teams, the definition without user and password.
fn newest() -> Value {
    let by = |method: &str| json!([{"field": "auth_method", "value": method}]);
    json!({
        "tenant_id": {"label": "Tenant ID", "order": 1, "type": "str", "display": "textbox", "sensitive": false, "value": "", "depends_on": []},
        "client_id": {"label": "Client ID", "order": 2, "type": "str", "display": "textbox", "sensitive": false, "value": "", "depends_on": []},
        "auth_method": {"label": "Authentication Method", "order": 3, "type": "str", "display": "dropdown", "sensitive": false, "value": "secret", "depends_on": [],
            "options": [{"label": "Client Secret", "value": "secret"}, {"label": "Certificate", "value": "certificate"}]},
        "secret_value": {"label": "Secret value", "order": 4, "type": "str", "display": "textbox", "sensitive": true, "value": "", "depends_on": by("secret")},
        "certificate": {"label": "Content of certificate file", "order": 5, "type": "str", "display": "textarea", "sensitive": true, "value": "", "depends_on": by("certificate")},
        "private_key": {"label": "Content of private key file", "order": 6, "type": "str", "display": "textarea", "sensitive": true, "value": "", "depends_on": by("certificate")},
        "fetch_attachment_content": {"label": "Fetch attachment content", "order": 7, "type": "bool", "display": "toggle", "sensitive": false, "value": true, "depends_on": []},
        "use_text_extraction_service": {"label": "Use text extraction service", "order": 8, "type": "bool", "display": "toggle", "sensitive": false, "value": false, "ui_restrictions": ["advanced"]},
        "use_document_level_security": {"label": "Enable document level security", "order": 9, "type": "bool", "display": "toggle", "sensitive": false, "value": false},
        "username": {"order": 10, "type": "str", "required": false, "sensitive": false},
        "password": {"order": 11, "type": "str", "required": false, "sensitive": true},
    })
}

pub(super) async fn the_schema_is_the_newest() {
    let first = FirstSync::get().await;
    let registered = &first.registered["configuration"];
    for (name, wanted) in newest().as_object().unwrap() {
        for (property, value) in wanted.as_object().unwrap() {
            assert_eq!(&registered[name][property], value, "{name}: {property}");
        }
        let required = !["username", "password"].contains(&name.as_str());
        assert_eq!(registered[name]["required"], required, "{name}");
        assert_eq!(registered[name]["default_value"], Value::Null, "{name}");
    }
}

pub(super) async fn service_types() {
    let stage = Stage::of(Tenant::tiny(5).await).await;
    let (without, other) = (stage.connector("without").await, stage.connector("other").await);
    without.merge(&json!({"service_type": null})).await;
    other.merge(&json!({"service_type": "sharepoint_online"})).await;
    let _service = stage.service(&[&without, &other]);
    let filled = without.reaches("needs_configuration").await;
    assert_eq!(filled["service_type"], "microsoft_teams");
    let kept = other.reaches("error").await;
    assert_eq!(kept["service_type"], "sharepoint_online");
    assert_eq!(kept["configuration"], json!({}), "nothing is registered");
    let error = kept["error"].as_str().unwrap();
    assert!(error.contains("sharepoint_online") && error.contains("microsoft_teams"), "{error}");
}

pub(super) async fn features() {
    let stage = Stage::of(Tenant::tiny(6).await).await;
    let (none, wrong) = (stage.connector("none").await, stage.connector("wrong").await);
    let on = json!({"enabled": true});
    let all = json!({"sync_rules": {"basic": {"enabled": false}, "advanced": on},
        "document_level_security": on, "incremental_sync": on});
    wrong.merge(&json!({"features": all})).await;
    let _service = stage.service(&[&none, &wrong]);
    for connector in [none, wrong] {
        let features = connector.reaches("needs_configuration").await["features"].clone();
        assert_eq!(features["sync_rules"]["basic"]["enabled"], true, "{features:#}");
        for off in ["/sync_rules/advanced", "/document_level_security", "/incremental_sync"] {
            assert_eq!(features.pointer(off).unwrap()["enabled"], false, "{off} in {features:#}");
        }
    }
}

/// A connected connector whose record is then changed while no service runs.
async fn changed(stage: &Stage, word: &str, change: impl FnOnce(&mut Value)) -> Connector {
    let (connector, service) = stage.connected(word).await;
    service.kill();
    let mut record = connector.shown().await;
    change(&mut record);
    connector.put(&record).await;
    connector
}

fn configuration(record: &mut Value) -> &mut Map<String, Value> {
    record["configuration"].as_object_mut().unwrap()
}

pub(super) async fn a_missing_field_is_added() {
    let stage = Stage::of(Tenant::tiny(7).await).await;
    let connector = changed(&stage, "lacking", |record| {
        configuration(record).remove("fetch_attachment_content");
    })
    .await;
    let before = connector.shown().await;
    let _service = stage.service(&[&connector]);
    let after = until("the field is there again", || async {
        let shown = connector.shown().await;
        let there = shown["configuration"].get("fetch_attachment_content").is_some();
        if there { Ok(shown) } else { Err(shown) }
    })
    .await;
    assert_eq!(after["configuration"]["fetch_attachment_content"]["value"], true);
    for (name, field) in before["configuration"].as_object().unwrap() {
        assert_eq!(after["configuration"][name]["value"], field["value"], "{name}");
    }
    assert_eq!(after["status"], "connected");
}

pub(super) async fn missing_properties_are_filled() {
    let stage = Stage::of(Tenant::tiny(8).await).await;
    let connector = changed(&stage, "bare", |record| {
        let client_id = record["configuration"]["client_id"]["value"].clone();
        let bare = json!({"type": "str", "value": client_id});
        configuration(record).insert("client_id".to_owned(), bare);
        let foo = json!({"label": "Foo", "value": "bar"});
        configuration(record).insert("foo".to_owned(), foo);
    })
    .await;
    let before = connector.shown().await["configuration"].clone();
    let _service = stage.service(&[&connector]);
    let after = until("the properties are there", || async {
        let configuration = connector.shown().await["configuration"].clone();
        if configuration["client_id"].get("label").is_some() {
            Ok(configuration)
        } else {
            Err(configuration)
        }
    })
    .await;
    for property in PROPERTIES {
        assert!(after["client_id"].get(property).is_some(), "{property} in {after:#}");
    }
    assert_eq!(after["client_id"]["value"], before["client_id"]["value"]);
    assert_eq!(after["foo"]["value"], "bar");
    assert_eq!(after["foo"]["label"], "Foo");
}

pub(super) async fn a_changed_label_is_propagated() {
    let stage = Stage::of(Tenant::tiny(9).await).await;
    let connector = changed(&stage, "labelled", |record| {
        record["configuration"]["tenant_id"]["label"] = json!("Directory");
        record["configuration"]["tenant_id"]["order"] = json!(7);
    })
    .await;
    let before = connector.shown().await["configuration"]["tenant_id"].clone();
    let _service = stage.service(&[&connector]);
    let after = until("the label is the schema's", || async {
        let field = connector.shown().await["configuration"]["tenant_id"].clone();
        if field["label"] == "Tenant ID" { Ok(field) } else { Err(field) }
    })
    .await;
    assert_eq!((&after["order"], &after["value"]), (&json!(1), &before["value"]));
}

pub(super) async fn a_value_saved_meanwhile_survives() {
    let stage = Stage::of(Tenant::tiny(10).await).await;
    let connector = stage.connector("meanwhile").await;
    let registers = |asked: &Asked| {
        asked.path.contains(CONNECTORS) && asked.text().contains("needs_configuration")
    };
    stage.proxy.rule(registers, 1, Act::Wait(Duration::from_secs(3)));
    let _service = stage.service(&[&connector]);
    until("the registration is on its way", || async {
        let asked = stage.proxy.asked();
        asked.iter().any(registers).then_some(()).ok_or("not yet")
    })
    .await;
    connector.configure(&json!({"tenant_id": "saved meanwhile"})).await;
    pause(SOME_PASSES).await;
    until("the rest of the schema is there", || async {
        let shown = connector.shown().await;
        let whole = shown["configuration"].get("secret_value").is_some();
        assert_eq!(shown["configuration"]["tenant_id"]["value"], "saved meanwhile", "{shown:#}");
        if whole { Ok(()) } else { Err(shown) }
    })
    .await;
}
