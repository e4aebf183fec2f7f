//! Patches of the connector record: alive or not, fit to sync or not, and how the last sync went.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::connector::{Connector, ConnectorStatus};
use crate::job::JobStatus;
use crate::job_patch::JobEnd;
use crate::kind::{JobType, SyncKind};
use crate::record::{fields, written};
use crate::text::error_text;

/// Whether the record's sign of life is as old as `heartbeat`. One that lies as far in the future was written by a
/// clock that is wrong, and would keep silent until then.
pub fn heartbeat_due(connector: &Connector, now: Timestamp, heartbeat: Duration) -> bool {
    let heartbeat = SignedDuration::try_from(heartbeat).unwrap_or(SignedDuration::MAX);
    connector.last_seen().is_none_or(|seen| now.duration_since(seen).abs() >= heartbeat)
}

/// The service is alive. Kibana takes a connector for dead after 30 minutes without this.
pub fn heartbeat(now: Timestamp) -> Map<String, Value> {
    fields([("last_seen", written(now))])
}

/// The configuration is good, and the source answers.
pub fn connected() -> Map<String, Value> {
    fields([("status", json!(ConnectorStatus::Connected)), ("error", Value::Null)])
}

/// Something is wrong that somebody must act on; `text` must hold no secret.
pub fn failed(text: &str) -> Map<String, Value> {
    fields([("status", json!(ConnectorStatus::Error)), ("error", error_text(text).into())])
}

/// Whether the record may get another status and jobs: not until the user has saved a configuration.
pub fn may_sync(connector: &Connector) -> bool {
    match connector.status() {
        ConnectorStatus::Created | ConnectorStatus::NeedsConfiguration => false,
        ConnectorStatus::Configured | ConnectorStatus::Connected | ConnectorStatus::Error => true,
    }
}

/// Takes the lock of the job type's kind. The update must fail if the record has changed since [`is_locked`] was
/// asked; nothing else keeps two services from running the same job.
pub fn lock(job_type: JobType) -> Map<String, Value> {
    let kind = job_type.kind();
    let mut patch = connected();
    patch.extend(fields([
        (kind.status(), json!(JobStatus::InProgress)),
        (kind.error(), Value::Null),
    ]));
    patch
}

/// Whether a job of the same kind runs.
pub fn is_locked(connector: &Connector, job_type: JobType) -> bool {
    connector.last_sync_status(job_type.kind()) == Some(JobStatus::InProgress)
}

/// Frees a lock that no running job holds, with the reason as the kind's error. The update must fail if the record
/// has changed.
pub fn released(kind: SyncKind, text: &str) -> Map<String, Value> {
    fields([(kind.status(), json!(JobStatus::Error)), (kind.error(), error_text(text).into())])
}

/// How a job ended, as the connector record tells it; frees the lock. To be written after [`crate::job_patch::ended`].
///
/// The cursor is kept only of a content job that completed, the counts of any job that is over for good.
pub fn after_job(end: &JobEnd, now: Timestamp) -> Map<String, Value> {
    let kind = end.job_type.kind();
    let error = end.error_field();
    let status = if error.is_null() { ConnectorStatus::Connected } else { ConnectorStatus::Error };
    let mut patch = fields([
        ("last_synced", written(now)),
        ("status", json!(status)),
        ("error", error.clone()),
        (kind.status(), json!(end.status)),
        (kind.error(), error),
    ]);
    if end.status.is_final() {
        patch.extend(fields([
            ("last_indexed_document_count", end.counts.indexed_field()),
            ("last_deleted_document_count", end.counts.deleted_field()),
        ]));
    }
    let has_cursor = end.status == JobStatus::Completed && kind == SyncKind::Content;
    if let Some(cursor) = end.cursor.as_ref().filter(|_| has_cursor) {
        patch.insert("sync_cursor".to_owned(), cursor.clone());
    }
    patch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job_patch::Counts;

    const NOW: &str = "2026-08-20T03:04:10.5Z";

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn connector(record: Value) -> Connector {
        Connector::new("teams-1", serde_json::from_value(record).unwrap())
    }

    fn end(job_type: JobType, status: JobStatus) -> JobEnd {
        JobEnd {
            job_type,
            status,
            error: None,
            counts: Counts { indexed: 12, deleted: 3, bytes: 0 },
            total: None,
            metadata: None,
            cursor: Some(json!({ "at": 7 })),
        }
    }

    #[test]
    fn a_heartbeat_is_due_without_one_and_when_the_last_is_old() {
        let table = [
            (json!(null), true),
            (json!("yesterday"), true),
            (json!("2026-08-20T02:59:10.500000+00:00"), true),
            (json!("2026-08-20T02:59:10.6Z"), false),
            (json!("2026-08-20T03:04:11Z"), false),
            (json!("2026-08-20T04:00:00Z"), true),
        ];
        for (last_seen, expected) in table {
            let connector = connector(json!({ "last_seen": last_seen }));
            let due = heartbeat_due(&connector, now(), Duration::from_mins(5));
            assert_eq!(due, expected, "{last_seen}");
        }
        let written = heartbeat(now());
        assert_eq!(
            Value::from(written),
            json!({ "last_seen": "2026-08-20T03:04:10.500000+00:00" })
        );
    }

    #[test]
    fn nothing_is_synced_until_the_user_has_saved_a_configuration() {
        let table = [
            ("created", false),
            ("needs_configuration", false),
            ("", false),
            ("configured", true),
            ("connected", true),
            ("error", true),
        ];
        for (status, expected) in table {
            assert_eq!(may_sync(&connector(json!({ "status": status }))), expected, "{status}");
        }
    }

    #[test]
    fn an_error_has_a_text_and_connected_has_none() {
        assert_eq!(Value::from(connected()), json!({ "status": "connected", "error": null }));
        assert_eq!(Value::from(failed("a\nb")), json!({ "status": "error", "error": "a b" }));
        assert_eq!(Value::from(failed("")), json!({ "status": "error", "error": "unknown error" }));
    }

    #[test]
    fn the_lock_is_the_kinds_status_and_clears_its_error() {
        let content = json!({
            "status": "connected", "error": null, "last_sync_status": "in_progress", "last_sync_error": null,
        });
        assert_eq!(Value::from(lock(JobType::Full)), content);
        assert_eq!(Value::from(lock(JobType::Incremental)), content);
        let identities = json!({
            "status": "connected", "error": null,
            "last_access_control_sync_status": "in_progress", "last_access_control_sync_error": null,
        });
        assert_eq!(Value::from(lock(JobType::AccessControl)), identities);
    }

    #[test]
    fn a_content_job_keeps_content_jobs_out_and_no_access_control_job() {
        let connector = connector(json!({ "last_sync_status": "in_progress" }));
        assert!(is_locked(&connector, JobType::Full));
        assert!(is_locked(&connector, JobType::Incremental));
        assert!(!is_locked(&connector, JobType::AccessControl));
    }

    #[test]
    fn a_freed_lock_leaves_an_error_with_its_reason() {
        let expected =
            json!({ "last_sync_status": "error", "last_sync_error": "sync was interrupted" });
        assert_eq!(Value::from(released(SyncKind::Content, "sync was interrupted")), expected);
    }

    #[test]
    fn a_completed_job_leaves_its_counts_and_its_cursor() {
        let expected = json!({
            "last_synced": "2026-08-20T03:04:10.500000+00:00", "status": "connected", "error": null,
            "last_sync_status": "completed", "last_sync_error": null,
            "last_indexed_document_count": 12, "last_deleted_document_count": 3,
            "sync_cursor": { "at": 7 },
        });
        let patch = after_job(&end(JobType::Incremental, JobStatus::Completed), now());
        assert_eq!(Value::from(patch), expected);
    }

    #[test]
    fn a_failed_job_leaves_its_error_twice_and_no_cursor() {
        let failed = JobEnd {
            error: Some("Graph is gone".to_owned()),
            ..end(JobType::Full, JobStatus::Error)
        };
        let expected = json!({
            "last_synced": "2026-08-20T03:04:10.500000+00:00", "status": "error", "error": "Graph is gone",
            "last_sync_status": "error", "last_sync_error": "Graph is gone",
            "last_indexed_document_count": 12, "last_deleted_document_count": 3,
        });
        assert_eq!(Value::from(after_job(&failed, now())), expected);
        let silent = after_job(&end(JobType::Full, JobStatus::Error), now());
        assert_eq!(silent["error"], "unknown error");
    }

    #[test]
    fn a_canceled_job_is_no_error_even_if_it_has_a_text() {
        let canceled =
            JobEnd { error: Some("stopped".to_owned()), ..end(JobType::Full, JobStatus::Canceled) };
        let patch = after_job(&canceled, now());
        assert_eq!(patch["status"], "connected");
        assert_eq!(patch["last_sync_status"], "canceled");
        assert_eq!([&patch["error"], &patch["last_sync_error"]], [&Value::Null; 2]);
        assert_eq!(patch.get("sync_cursor"), None);
    }

    #[test]
    fn a_suspended_job_leaves_the_last_counts_as_they_were() {
        let patch = after_job(&end(JobType::Full, JobStatus::Suspended), now());
        let expected = json!({
            "last_synced": "2026-08-20T03:04:10.500000+00:00", "status": "connected", "error": null,
            "last_sync_status": "suspended", "last_sync_error": null,
        });
        assert_eq!(Value::from(patch), expected);
    }

    #[test]
    fn an_access_control_job_touches_its_own_fields_and_no_cursor() {
        let patch = after_job(&end(JobType::AccessControl, JobStatus::Completed), now());
        let names: Vec<_> = patch.keys().collect();
        let expected = [
            "error",
            "last_access_control_sync_error",
            "last_access_control_sync_status",
            "last_deleted_document_count",
            "last_indexed_document_count",
            "last_synced",
            "status",
        ];
        assert_eq!(names, expected);
    }
}
