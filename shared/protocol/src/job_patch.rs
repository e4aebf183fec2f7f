//! A sync job record from its birth to its end: the whole document at first, then patches.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::connector::Connector;
use crate::filtering::active_filter;
use crate::job::{JobStatus, Pipeline, TriggerMethod};
use crate::kind::{JobType, SyncKind};
use crate::record::{fields, object, written};
use crate::text::error_text;

/// What precedes a content index's name in that of its index of identities (Elastic: document level security).
const IDENTITIES_PREFIX: &str = ".search-acl-filter-";

/// The largest count that fits the records: their mapping has 32 bits (Elastic: connector sync jobs index).
const COUNT_MAX: u64 = 2_147_483_647;

/// The unit of `indexed_document_volume`, in bytes.
pub(crate) const MIB: u64 = 1024 * 1024;

/// What a job has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents indexed or updated.
    pub indexed: u64,
    /// Documents deleted.
    pub deleted: u64,
    /// Bytes of the documents sent, as JSON. The record has whole MiB, rounded.
    pub bytes: u64,
}

impl Counts {
    pub(crate) fn indexed_field(self) -> Value {
        count(self.indexed)
    }

    pub(crate) fn deleted_field(self) -> Value {
        count(self.deleted)
    }

    fn fields(self) -> Map<String, Value> {
        fields([
            ("indexed_document_count", self.indexed_field()),
            ("indexed_document_volume", count(self.bytes.saturating_add(MIB / 2) / MIB)),
            ("deleted_document_count", self.deleted_field()),
        ])
    }
}

fn count(count: u64) -> Value {
    count.min(COUNT_MAX).into()
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub struct JobEnd {
    /// What it was to sync.
    pub job_type: JobType,
    /// Completed, error, canceled or suspended.
    pub status: JobStatus,
    /// Why it failed; holds no secret. Written only with the status `error`, which always gets a text.
    pub error: Option<String>,
    /// What was acknowledged.
    pub counts: Counts,
    /// Documents in the content index afterwards, if they could be counted.
    pub total: Option<u64>,
    /// The connector's own notes on the job.
    pub metadata: Option<Map<String, Value>>,
    /// Where the next incremental sync starts.
    pub cursor: Option<Value>,
}

impl JobEnd {
    /// The error as both records have it: a text if the job failed, else null.
    pub(crate) fn error_field(&self) -> Value {
        let failed = self.status == JobStatus::Error;
        failed.then(|| error_text(self.error.as_deref().unwrap_or_default())).into()
    }
}

/// A new job record: who asked for what, and a snapshot of what the connector record says now, secrets included.
pub fn pending(
    connector: &Connector,
    job_type: JobType,
    trigger: TriggerMethod,
    now: Timestamp,
) -> Map<String, Value> {
    let index_name = connector.index_name().map(|name| match job_type.kind() {
        SyncKind::Content => name.to_owned(),
        SyncKind::AccessControl => format!("{IDENTITIES_PREFIX}{name}"),
    });
    let pipeline = Pipeline::read(object(connector.source(), &["pipeline"]));
    let mut job = fields([
        (
            "connector",
            json!({
                "id": connector.id(),
                "index_name": index_name,
                "language": connector.language(),
                "service_type": connector.service_type(),
                "configuration": connector.configuration(),
                "filtering": active_filter(connector),
                "pipeline": pipeline.written(),
            }),
        ),
        ("job_type", json!(job_type)),
        ("trigger_method", json!(trigger)),
        ("status", json!(JobStatus::Pending)),
        ("created_at", written(now)),
        ("last_seen", written(now)),
    ]);
    job.extend(Counts::default().fields());
    job
}

/// Takes a job. The update must fail if the record has changed since it was seen waiting.
///
/// `started_at` is that of the first start, if the job was suspended; `cursor` is where an incremental job starts.
pub fn claimed(
    now: Timestamp,
    started_at: Option<Timestamp>,
    hostname: &str,
    cursor: Option<&Value>,
    metadata: Map<String, Value>,
) -> Map<String, Value> {
    fields([
        ("status", json!(JobStatus::InProgress)),
        ("started_at", written(started_at.unwrap_or(now))),
        ("last_seen", written(now)),
        ("worker_hostname", hostname.into()),
        ("connector", json!({ "sync_cursor": cursor })),
        ("metadata", metadata.into()),
    ])
}

/// Takes over a running job whose process is gone. The update must fail if the record has changed since it was seen.
pub fn adopted(now: Timestamp, hostname: &str, metadata: Map<String, Value>) -> Map<String, Value> {
    fields([
        ("last_seen", written(now)),
        ("worker_hostname", hostname.into()),
        ("metadata", metadata.into()),
    ])
}

/// A running job's sign of life.
pub fn stats(counts: Counts, now: Timestamp) -> Map<String, Value> {
    let mut patch = counts.fields();
    patch.insert("last_seen".to_owned(), written(now));
    patch
}

/// How a job ended, as its own record tells it. To be written before [`crate::standing::after_job`].
pub fn ended(end: &JobEnd, now: Timestamp) -> Map<String, Value> {
    let mut patch = stats(end.counts, now);
    patch.extend(fields([("status", json!(end.status)), ("error", end.error_field())]));
    let optional = [
        ("completed_at", end.status.is_final().then(|| written(now))),
        ("canceled_at", (end.status == JobStatus::Canceled).then(|| written(now))),
        ("total_document_count", end.total.map(count)),
        ("metadata", end.metadata.clone().map(Value::from)),
    ];
    let given = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    patch.extend(given);
    patch
}

/// Cancels a job that nobody has taken.
pub fn cancelled_while_waiting(now: Timestamp) -> Map<String, Value> {
    fields([
        ("status", json!(JobStatus::Canceled)),
        ("cancelation_requested_at", written(now)),
        ("canceled_at", written(now)),
        ("completed_at", written(now)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = "2026-08-20T03:00:05.000000+00:00";

    fn now() -> Timestamp {
        WRITTEN.parse().unwrap()
    }

    fn connector(record: Value) -> Connector {
        Connector::new("teams-1", serde_json::from_value(record).unwrap())
    }

    fn end(status: JobStatus) -> JobEnd {
        JobEnd {
            job_type: JobType::Full,
            status,
            error: None,
            counts: Counts { indexed: 5, deleted: 1, bytes: 5 * MIB },
            total: None,
            metadata: None,
            cursor: None,
        }
    }

    #[test]
    fn a_new_job_takes_a_snapshot_of_its_connector() {
        let configuration = json!({ "tenant_id": { "value": "tenant" } });
        let active = json!({ "rules": [], "advanced_snippet": { "value": {} } });
        let connector = connector(json!({
            "index_name": "teams", "service_type": "microsoft_teams", "language": null,
            "configuration": configuration,
            "filtering": [{ "domain": "DEFAULT", "active": active }],
            "pipeline": { "run_ml_inference": false },
        }));
        let expected = json!({
            "connector": {
                "id": "teams-1", "index_name": "teams", "language": null, "service_type": "microsoft_teams",
                "configuration": configuration, "filtering": active,
                "pipeline": {
                    "name": "search-default-ingestion", "extract_binary_content": true,
                    "reduce_whitespace": true, "run_ml_inference": false,
                },
            },
            "job_type": "full", "trigger_method": "scheduled", "status": "pending",
            "indexed_document_count": 0, "indexed_document_volume": 0, "deleted_document_count": 0,
            "created_at": WRITTEN, "last_seen": WRITTEN,
        });
        let job = pending(&connector, JobType::Full, TriggerMethod::Scheduled, now());
        assert_eq!(Value::from(job), expected);
    }

    #[test]
    fn an_access_control_job_writes_the_index_of_identities() {
        let connector = connector(json!({ "index_name": "search-teams" }));
        let job = pending(&connector, JobType::AccessControl, TriggerMethod::OnDemand, now());
        assert_eq!(job["connector"]["index_name"], ".search-acl-filter-search-teams");
        assert_eq!(job["trigger_method"], "on_demand");
        assert_eq!(job["connector"]["filtering"], json!({ "advanced_snippet": {}, "rules": [] }));
    }

    #[test]
    fn a_claim_says_who_runs_it_since_when_and_from_where() {
        let notes: Map<_, _> = fields([("attempt", 1.into())]);
        let cursor = json!({ "at": 7 });
        let patch = claimed(now(), None, "host-1", Some(&cursor), notes);
        let expected = json!({
            "status": "in_progress", "started_at": WRITTEN, "last_seen": WRITTEN, "worker_hostname": "host-1",
            "connector": { "sync_cursor": { "at": 7 } }, "metadata": { "attempt": 1 },
        });
        assert_eq!(Value::from(patch), expected);
    }

    #[test]
    fn a_job_that_is_taken_again_keeps_its_first_start() {
        let first = now() - std::time::Duration::from_mins(1);
        let patch = claimed(now(), Some(first), "host-1", None, Map::new());
        assert_eq!(patch["started_at"], "2026-08-20T02:59:05.000000+00:00");
        assert_eq!(patch["connector"], json!({ "sync_cursor": null }));
    }

    #[test]
    fn the_volume_is_in_whole_mib_and_no_count_is_too_large_for_its_field() {
        let table =
            [(0, 0), (MIB / 2 - 1, 0), (MIB / 2, 1), (5 * MIB + 1, 5), (u64::MAX, 2_147_483_647)];
        for (bytes, expected) in table {
            let counts = Counts { indexed: u64::MAX, deleted: 3_000_000_000, bytes };
            let expected = json!({
                "last_seen": WRITTEN, "indexed_document_count": 2_147_483_647,
                "indexed_document_volume": expected, "deleted_document_count": 2_147_483_647,
            });
            assert_eq!(Value::from(stats(counts, now())), expected, "{bytes}");
        }
    }

    #[test]
    fn a_completed_job_has_all_counts_and_no_error() {
        let end = JobEnd {
            error: Some("left over".to_owned()),
            total: Some(4),
            metadata: Some(fields([("issues", 2.into())])),
            ..end(JobStatus::Completed)
        };
        let expected = json!({
            "status": "completed", "error": null, "completed_at": WRITTEN, "last_seen": WRITTEN,
            "indexed_document_count": 5, "indexed_document_volume": 5, "deleted_document_count": 1,
            "total_document_count": 4, "metadata": { "issues": 2 },
        });
        assert_eq!(Value::from(ended(&end, now())), expected);
    }

    #[test]
    fn every_end_has_its_dates_and_its_error() {
        let text = json!("unknown error");
        let table = [
            (JobStatus::Completed, true, false, &Value::Null),
            (JobStatus::Error, true, false, &text),
            (JobStatus::Canceled, true, true, &Value::Null),
            (JobStatus::Suspended, false, false, &Value::Null),
        ];
        for (status, completed, canceled, error) in table {
            let patch = ended(&end(status), now());
            assert_eq!(patch.contains_key("completed_at"), completed, "{status}");
            assert_eq!(patch.contains_key("canceled_at"), canceled, "{status}");
            assert_eq!(&patch["error"], error, "{status}");
        }
    }

    #[test]
    fn a_job_that_is_cancelled_while_it_waits_has_all_three_dates() {
        let expected = json!({
            "status": "canceled", "cancelation_requested_at": WRITTEN, "canceled_at": WRITTEN,
            "completed_at": WRITTEN,
        });
        assert_eq!(Value::from(cancelled_while_waiting(now())), expected);
    }
}
