//! A connector record: one document of `.elastic-connectors`, as it was read.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::job::JobStatus;
use crate::kind::{JobType, SyncKind};
use crate::record;

/// The field `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorStatus {
    /// The record is there, its configuration has no fields yet.
    Created,
    /// It has fields, the user has yet to fill them in.
    NeedsConfiguration,
    /// The user saved values.
    Configured,
    /// The values are good, and the source answers.
    Connected,
    /// A value is bad, the source can't be reached, or the last job failed; `error` tells which.
    Error,
}

impl fmt::Display for ConnectorStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

/// A connector record. Its `Debug` form leaves the source out: the configuration holds secrets in clear.
#[derive(Clone, PartialEq)]
pub struct Connector {
    id: String,
    source: Map<String, Value>,
}

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Connector")
            .field("id", &self.id)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// The record with this `_id` and `_source`.
    pub fn new(id: impl Into<String>, source: Map<String, Value>) -> Self {
        Self { id: id.into(), source }
    }

    /// The record's `_id`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The record as it was read.
    pub fn source(&self) -> &Map<String, Value> {
        &self.source
    }

    /// Where the connector stands; without a status that is known it is `created`, as Kibana takes it.
    pub fn status(&self) -> ConnectorStatus {
        record::word(&self.source, &["status"]).unwrap_or(ConnectorStatus::Created)
    }

    /// Which kind of source it reads.
    pub fn service_type(&self) -> Option<&str> {
        record::text(&self.source, &["service_type"])
    }

    /// The content index; without one nothing can be synced.
    pub fn index_name(&self) -> Option<&str> {
        record::text(&self.source, &["index_name"])
    }

    /// Its name in Kibana; may be empty.
    pub fn name(&self) -> &str {
        record::text(&self.source, &["name"]).unwrap_or_default()
    }

    /// The language by which an index made in the style of 8.x is analysed.
    pub fn language(&self) -> Option<&str> {
        record::text(&self.source, &["language"])
    }

    /// Whether it is Elastic-managed.
    pub fn is_native(&self) -> bool {
        record::flag(&self.source, &["is_native"]).unwrap_or(false)
    }

    /// Whether somebody deleted it; such a record is to be left alone (Elastic: soft deletes, 9.0 and later).
    pub fn is_deleted(&self) -> bool {
        record::flag(&self.source, &["deleted"]).unwrap_or(false)
    }

    /// Why the status is `error`.
    pub fn error(&self) -> Option<&str> {
        record::text(&self.source, &["error"])
    }

    /// The last heartbeat.
    pub fn last_seen(&self) -> Option<Timestamp> {
        record::date(&self.source, &["last_seen"])
    }

    /// The status of the last job of `kind`; `in_progress` is the lock of all others.
    pub fn last_sync_status(&self, kind: SyncKind) -> Option<JobStatus> {
        record::word(&self.source, &[kind.status()])
    }

    /// Where the connector's own API key is among Elasticsearch's connector secrets (managed connectors).
    pub fn api_key_secret_id(&self) -> Option<&str> {
        record::text(&self.source, &["api_key_secret_id"])
    }

    /// The fields that the user fills in, by name; empty until they are registered.
    pub fn configuration(&self) -> &Map<String, Value> {
        record::object(&self.source, &["configuration"])
    }

    /// Where the next incremental sync starts.
    pub fn sync_cursor(&self) -> Option<&Value> {
        self.source.get("sync_cursor").filter(|cursor| !cursor.is_null())
    }

    /// Whether the record's features allow jobs of this type; full syncs need none.
    pub fn offers(&self, job_type: JobType) -> bool {
        match job_type {
            JobType::Full => true,
            JobType::Incremental => self.has_feature(&["incremental_sync", "enabled"]),
            JobType::AccessControl => self.has_feature(&["document_level_security", "enabled"]),
        }
    }

    /// Whether sync rules are on: basic or advanced ones, by today's names or by those of old records.
    pub fn has_sync_rules(&self) -> bool {
        self.has_feature(&["sync_rules", "basic", "enabled"])
            || self.has_feature(&["sync_rules", "advanced", "enabled"])
            || self.has_feature(&["filtering_rules"])
            || self.has_feature(&["filtering_advanced_config"])
    }

    fn has_feature(&self, path: &[&str]) -> bool {
        record::flag(record::object(&self.source, &["features"]), path).unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn connector(source: Value) -> Connector {
        Connector::new("teams-1", serde_json::from_value(source).unwrap())
    }

    #[test]
    fn a_status_that_nobody_knows_is_created() {
        let table = [
            (json!({}), ConnectorStatus::Created),
            (json!({ "status": null }), ConnectorStatus::Created),
            (json!({ "status": "paused" }), ConnectorStatus::Created),
            (json!({ "status": "needs_configuration" }), ConnectorStatus::NeedsConfiguration),
            (json!({ "status": "connected" }), ConnectorStatus::Connected),
        ];
        for (source, expected) in table {
            assert_eq!(connector(source.clone()).status(), expected, "{source}");
        }
    }

    #[test]
    fn content_and_access_control_syncs_have_fields_of_their_own() {
        let connector = connector(json!({
            "last_sync_status": "in_progress", "last_access_control_sync_status": "canceled",
        }));
        assert_eq!(connector.last_sync_status(SyncKind::Content), Some(JobStatus::InProgress));
        assert_eq!(connector.last_sync_status(SyncKind::AccessControl), Some(JobStatus::Canceled));
    }

    #[test]
    fn incremental_and_access_control_syncs_need_their_feature() {
        let features = json!({ "features": {
            "incremental_sync": { "enabled": true }, "document_level_security": { "enabled": false },
        } });
        let offered = connector(features);
        assert!(offered.offers(JobType::Full));
        assert!(offered.offers(JobType::Incremental));
        assert!(!offered.offers(JobType::AccessControl));
        assert!(!connector(json!({ "features": null })).offers(JobType::Incremental));
    }

    #[test]
    fn sync_rules_are_on_by_any_of_four_names() {
        for features in [
            json!({ "sync_rules": { "basic": { "enabled": true } } }),
            json!({ "sync_rules": { "advanced": { "enabled": true } } }),
            json!({ "filtering_rules": true }),
            json!({ "filtering_advanced_config": true }),
        ] {
            assert!(connector(json!({ "features": features })).has_sync_rules());
        }
        assert!(!connector(json!({ "features": { "filtering_rules": false } })).has_sync_rules());
    }

    #[test]
    fn the_debug_form_shows_no_configuration() {
        let connector = connector(json!({ "configuration": { "password": { "value": "hush" } } }));
        let shown = format!("{connector:?}");
        assert!(shown.contains("teams-1") && !shown.contains("hush"), "{shown}");
    }
}
