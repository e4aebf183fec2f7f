//! A connector record that isn't there yet: what the connector API is asked for, and the record that it would store.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use crate::connector::ConnectorStatus;
use crate::job::DEFAULT_PIPELINE;
use crate::record::{fields, written};
use crate::schema::SERVICE_TYPE;

/// Fields of a record that say nothing yet.
const EMPTY: [&str; 17] = [
    "api_key_id",
    "api_key_secret_id",
    "description",
    "error",
    "last_access_control_sync_error",
    "last_access_control_sync_scheduled_at",
    "last_access_control_sync_status",
    "last_deleted_document_count",
    "last_incremental_sync_scheduled_at",
    "last_indexed_document_count",
    "last_seen",
    "last_sync_error",
    "last_sync_scheduled_at",
    "last_sync_status",
    "last_synced",
    "sync_cursor",
    "sync_now",
];

/// A connector that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewConnector<'a> {
    /// Its name for people.
    pub name: &'a str,
    /// Its content index.
    pub index_name: &'a str,
    /// The language of its text, for the index's analysis.
    pub language: Option<&'a str>,
}

impl NewConnector<'_> {
    /// The body of the API's request (Elastic: create connector API).
    pub fn asked(&self) -> Map<String, Value> {
        let mut asked = fields([
            ("name", self.name.into()),
            ("index_name", self.index_name.into()),
            ("service_type", SERVICE_TYPE.into()),
        ]);
        if let Some(language) = self.language {
            asked.insert("language".to_owned(), language.into());
        }
        asked
    }

    /// The whole record, for a cluster without the API.
    pub fn record(&self, now: Timestamp) -> Map<String, Value> {
        let never = json!({ "enabled": false, "interval": "0 0 0 * * ?" });
        let now = written(now);
        let rules = json!({
            "rules": [{
                "id": "DEFAULT", "order": 0, "policy": "include", "field": "_", "rule": "regex",
                "value": ".*", "created_at": now, "updated_at": now,
            }],
            "advanced_snippet": { "value": {}, "created_at": now, "updated_at": now },
            "validation": { "state": "valid", "errors": [] },
        });
        let mut record = fields(EMPTY.map(|field| (field, Value::Null)));
        record.insert("language".to_owned(), Value::Null);
        record.extend(self.asked());
        record.extend(fields([
            ("is_native", false.into()),
            ("status", json!(ConnectorStatus::Created)),
            ("configuration", json!({})),
            ("custom_scheduling", json!({})),
            ("features", Value::Null),
            ("filtering", json!([{ "domain": "DEFAULT", "active": rules, "draft": rules }])),
            (
                "pipeline",
                json!({
                    "name": DEFAULT_PIPELINE, "extract_binary_content": true,
                    "reduce_whitespace": true, "run_ml_inference": true,
                }),
            ),
            ("scheduling", json!({ "full": never, "incremental": never, "access_control": never })),
        ]));
        record
    }
}

/// What saving a configuration in Kibana writes: these values, and the status `configured`. The schema must be
/// registered.
pub fn configured(
    tenant_id: &str,
    client_id: &str,
    secret_value: &SecretString,
) -> Map<String, Value> {
    fields([
        ("status", json!(ConnectorStatus::Configured)),
        (
            "configuration",
            json!({
                "tenant_id": { "value": tenant_id },
                "client_id": { "value": client_id },
                "secret_value": { "value": secret_value.expose_secret() },
            }),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connector::Connector;
    use crate::filtering::draft_validation;
    use crate::kind::JobType;
    use crate::register::{Preparation, preparation};

    #[test]
    fn a_record_that_is_written_directly_is_a_new_connector() {
        let new = NewConnector { name: "Company chat", index_name: "teams", language: Some("de") };
        let record = new.record("2026-08-20T03:00:00Z".parse().unwrap());
        let connector = Connector::new("c", record);
        assert_eq!(connector.status(), ConnectorStatus::Created);
        assert_eq!((connector.name(), connector.index_name()), ("Company chat", Some("teams")));
        assert_eq!(
            (connector.service_type(), connector.language()),
            (Some(SERVICE_TYPE), Some("de"))
        );
        assert!(connector.configuration().is_empty() && !connector.is_native());
        assert_eq!((connector.error(), connector.last_seen()), (None, None));
        assert!(!connector.offers(JobType::Incremental));
        assert_eq!(draft_validation(&connector), None);
        assert!(matches!(preparation(&connector, SERVICE_TYPE), Preparation::Patch(_)));
    }
}
