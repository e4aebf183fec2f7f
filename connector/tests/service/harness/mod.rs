//! What the suite plays and watches: engine, Kibana, Graph, and the service between them.

pub(crate) mod wait;
pub(crate) mod engine;
pub(crate) mod proxy;
pub(crate) mod connector_api;
pub(crate) mod tenant;
pub(crate) mod connector;
pub(crate) mod service;
pub(crate) mod stage;
pub(crate) mod sound;

use serde_json::Value;

/// A text field; empty if there is none.
pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}
