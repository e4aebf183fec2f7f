//! The mappings of the two indices that Kibana and every connector share, as a cluster's own templates have them.
//! Elastic: connectors protocol, indices.

use serde_json::{Map, Value, json};

/// One document for each connector.
pub(super) fn connectors() -> Value {
    let mut properties = Map::new();
    add(
        &mut properties,
        "keyword",
        &[
            "api_key_id",
            "api_key_secret_id",
            "error",
            "index_name",
            "language",
            "last_access_control_sync_error",
            "last_access_control_sync_status",
            "last_sync_error",
            "last_sync_status",
            "name",
            "service_type",
            "status",
        ],
    );
    add(&mut properties, "text", &["description"]);
    add(&mut properties, "boolean", &["deleted", "is_native", "sync_now"]);
    add(
        &mut properties,
        "date",
        &[
            "last_access_control_sync_scheduled_at",
            "last_incremental_sync_scheduled_at",
            "last_seen",
            "last_sync_scheduled_at",
            "last_synced",
        ],
    );
    add(&mut properties, "long", &["last_deleted_document_count", "last_indexed_document_count"]);
    for field in ["configuration", "custom_scheduling", "sync_cursor"] {
        properties.insert(field.to_owned(), json!({"type": "object"}));
    }
    properties.insert("features".to_owned(), features());
    properties.insert("filtering".to_owned(), filtering());
    properties.insert("pipeline".to_owned(), pipeline());
    properties.insert("scheduling".to_owned(), scheduling());
    // Kibana reads the default pipeline from here.
    let meta = json!({"version": 1, "pipeline": {
        "default_name": "search-default-ingestion",
        "default_extract_binary_content": true,
        "default_reduce_whitespace": true,
        "default_run_ml_inference": true,
    }});
    json!({"dynamic": "false", "_meta": meta, "properties": properties})
}

/// One document for each sync job.
pub(super) fn sync_jobs() -> Value {
    let mut properties = Map::new();
    add(
        &mut properties,
        "date",
        &[
            "canceled_at",
            "cancelation_requested_at",
            "completed_at",
            "created_at",
            "last_seen",
            "started_at",
        ],
    );
    add(
        &mut properties,
        "integer",
        &[
            "deleted_document_count",
            "indexed_document_count",
            "indexed_document_volume",
            "total_document_count",
        ],
    );
    let keywords = ["error", "job_type", "status", "trigger_method", "worker_hostname"];
    add(&mut properties, "keyword", &keywords);
    properties.insert("metadata".to_owned(), json!({"type": "object"}));
    let mut connector = Map::new();
    add(&mut connector, "keyword", &["id", "index_name", "language", "service_type"]);
    add(&mut connector, "object", &["configuration", "sync_cursor"]);
    connector.insert("filtering".to_owned(), snapshot());
    connector.insert("pipeline".to_owned(), pipeline());
    properties.insert("connector".to_owned(), json!({"properties": connector}));
    json!({"dynamic": "false", "_meta": {"version": 1}, "properties": properties})
}

fn add(properties: &mut Map<String, Value>, kind: &str, fields: &[&str]) {
    for field in fields {
        properties.insert((*field).to_owned(), json!({"type": kind}));
    }
}

fn features() -> Value {
    let enabled = json!({"properties": {"enabled": {"type": "boolean"}}});
    json!({"properties": {
        "filtering_advanced_config": {"type": "boolean"},
        "filtering_rules": {"type": "boolean"},
        "incremental_sync": enabled,
        "sync_rules": {"properties": {"advanced": enabled, "basic": enabled}},
    }})
}

fn scheduling() -> Value {
    let schedule =
        json!({"properties": {"enabled": {"type": "boolean"}, "interval": {"type": "text"}}});
    json!({"properties": {
        "access_control": schedule, "full": schedule, "incremental": schedule,
    }})
}

fn pipeline() -> Value {
    json!({"properties": {
        "extract_binary_content": {"type": "boolean"},
        "name": {"type": "keyword"},
        "reduce_whitespace": {"type": "boolean"},
        "run_ml_inference": {"type": "boolean"},
    }})
}

/// A connector's filters, the active one and the draft.
fn filtering() -> Value {
    let side = json!({"properties": side()});
    json!({"properties": {"active": side, "domain": {"type": "keyword"}, "draft": side}})
}

/// The active filter as it was when a job was asked for.
fn snapshot() -> Value {
    let mut properties = side();
    add(&mut properties, "keyword", &["domain"]);
    properties.insert("warnings".to_owned(), findings());
    json!({"properties": properties})
}

fn side() -> Map<String, Value> {
    let mut rule = Map::new();
    add(&mut rule, "keyword", &["field", "id", "policy", "rule", "value"]);
    add(&mut rule, "short", &["order"]);
    add(&mut rule, "date", &["created_at", "updated_at"]);
    let mut snippet = Map::new();
    add(&mut snippet, "date", &["created_at", "updated_at"]);
    add(&mut snippet, "object", &["value"]);
    let validation = json!({"properties": {"errors": findings(), "state": {"type": "keyword"}}});
    let mut side = Map::new();
    side.insert("advanced_snippet".to_owned(), json!({"properties": snippet}));
    side.insert("rules".to_owned(), json!({"properties": rule}));
    side.insert("validation".to_owned(), validation);
    side
}

fn findings() -> Value {
    json!({"properties": {"ids": {"type": "keyword"}, "messages": {"type": "text"}}})
}
