//! What Kibana makes of a connector record, for tests that ask whether the page is green.

use jiff::{SignedDuration, Timestamp};

use crate::connector::{Connector, ConnectorStatus};
use crate::job::JobStatus;
use crate::kind::SyncKind;

/// A connector that was seen last before this is taken for dead.
const SILENCE_MAX: SignedDuration = SignedDuration::from_mins(30);

/// The text of the badge on Kibana's page of the connector (Kibana 9.x: search connectors, status).
pub fn badge(connector: &Connector, now: Timestamp) -> &'static str {
    let status = connector.status();
    let is_unconfigured =
        matches!(status, ConnectorStatus::Created | ConnectorStatus::NeedsConfiguration);
    let has_failed = [SyncKind::Content, SyncKind::AccessControl].into_iter().any(|kind| {
        connector.last_sync_status(kind) == Some(JobStatus::Error)
            || connector.source().get(kind.error()).is_some_and(|error| !error.is_null())
    });
    let is_silent =
        connector.last_seen().is_some_and(|seen| now.duration_since(seen) > SILENCE_MAX);
    if is_unconfigured {
        "Needs Configuration"
    } else if has_failed {
        "Sync Failure"
    } else if is_silent || status == ConnectorStatus::Error {
        "Connector Failure"
    } else if connector.index_name().is_none() {
        "Incomplete"
    } else if status == ConnectorStatus::Configured {
        "Configured"
    } else {
        "Connected"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::job_patch::{Counts, JobEnd};
    use crate::kind::JobType;
    use crate::standing::{after_job, connected, failed, heartbeat, lock};

    fn now() -> Timestamp {
        "2026-08-20T03:00:00Z".parse().unwrap()
    }

    fn with(source: Value, patches: &[Map<String, Value>]) -> &'static str {
        let mut source: Map<_, _> = serde_json::from_value(source).unwrap();
        source.extend(patches.iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        badge(&Connector::new("teams-1", source), now())
    }

    fn after(status: JobStatus) -> Map<String, Value> {
        let counts = Counts::default();
        let end = JobEnd {
            job_type: JobType::Full,
            status,
            error: None,
            counts,
            total: None,
            metadata: None,
            cursor: None,
        };
        after_job(&end, now())
    }

    #[test]
    fn what_is_written_shows_as_it_is_meant() {
        let record = json!({ "index_name": "teams", "status": "configured" });
        let silent = heartbeat(now() - std::time::Duration::from_secs(1801));
        let table = [
            (vec![], "Configured"),
            (vec![heartbeat(now()), connected()], "Connected"),
            (vec![lock(JobType::Full)], "Connected"),
            (vec![after(JobStatus::Completed)], "Connected"),
            (vec![after(JobStatus::Canceled)], "Connected"),
            (vec![after(JobStatus::Suspended)], "Connected"),
            (vec![after(JobStatus::Error)], "Sync Failure"),
            (vec![after(JobStatus::Error), connected()], "Sync Failure"),
            (vec![after(JobStatus::Error), lock(JobType::Full)], "Connected"),
            (vec![failed("bad")], "Connector Failure"),
            (vec![connected(), silent], "Connector Failure"),
        ];
        for (patches, expected) in table {
            assert_eq!(with(record.clone(), &patches), expected, "{patches:?}");
        }
        assert_eq!(with(json!({ "status": "connected" }), &[]), "Incomplete");
        assert_eq!(with(json!({}), &[]), "Needs Configuration");
        let empty_text =
            json!({ "status": "connected", "index_name": "teams", "last_sync_error": "" });
        assert_eq!(with(empty_text, &[]), "Sync Failure");
    }
}
