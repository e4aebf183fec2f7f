//! Jobs and locks that a dead service left behind.

use jiff::{SignedDuration, Timestamp};

use crate::connector::Connector;
use crate::job::{Job, JobStatus};
use crate::kind::{JobType, SyncKind};

/// A running job without a sign of life for this long is idle (Elastic: connectors protocol, sync jobs).
const IDLE: SignedDuration = SignedDuration::from_secs(300);

/// The error of a job that was found idle, or running for a connector that is gone (Elastic's own words).
pub const IDLE_TEXT: &str = "The job has not seen any update for some time.";

/// The error of a sync whose lock was found without a job.
pub const STUCK_TEXT: &str = "sync was interrupted";

/// Whether nobody works any more on a job that runs by its record.
pub fn is_idle(job: &Job, now: Timestamp) -> bool {
    job.status().is_some_and(JobStatus::is_running)
        && job.last_seen().is_none_or(|seen| now.duration_since(seen) >= IDLE)
}

/// Whether the connector's record has a lock that none of the jobs in `running` holds. A service may be between its
/// lock and its claim: only what is found stuck twice, with minutes between, is.
pub fn is_stuck(connector: &Connector, kind: SyncKind, running: &[Job]) -> bool {
    let holds = |job: &Job| {
        job.connector_id() == Some(connector.id())
            && job.status().is_some_and(JobStatus::is_running)
            && job.job_type().map(JobType::kind).is_none_or(|found| found == kind)
    };
    connector.last_sync_status(kind) == Some(JobStatus::InProgress) && !running.iter().any(holds)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn job(record: Value) -> Job {
        Job::new("job-1", serde_json::from_value(record).unwrap())
    }

    #[test]
    fn a_running_job_is_idle_after_five_minutes_without_a_sign() {
        let now: Timestamp = "2026-08-20T03:05:00Z".parse().unwrap();
        let table = [
            ("in_progress", json!("2026-08-20T03:00:00.000000+00:00"), true),
            ("in_progress", json!("2026-08-20T03:00:00.1Z"), false),
            ("in_progress", json!("2026-08-20T03:06:00Z"), false),
            ("in_progress", json!(null), true),
            ("canceling", json!("2026-08-20T02:00:00Z"), true),
            ("pending", json!("2026-08-20T02:00:00Z"), false),
            ("suspended", json!("2026-08-20T02:00:00Z"), false),
            ("completed", json!("2026-08-20T02:00:00Z"), false),
            ("unknown", json!(null), false),
        ];
        for (status, last_seen, expected) in table {
            let job = job(json!({ "status": status, "last_seen": last_seen }));
            assert_eq!(is_idle(&job, now), expected, "{status} {last_seen}");
        }
    }

    #[test]
    fn a_lock_without_a_running_job_of_its_kind_is_stuck() {
        let record = json!({ "last_sync_status": "in_progress" });
        let connector = Connector::new("teams-1", serde_json::from_value(record).unwrap());
        let of = |connector: &str, status: &str, job_type: Value| {
            job(json!({ "connector": { "id": connector }, "status": status, "job_type": job_type }))
        };
        let table = [
            (vec![], true),
            (vec![of("teams-1", "in_progress", json!("full"))], false),
            (vec![of("teams-1", "canceling", json!("incremental"))], false),
            (vec![of("teams-1", "in_progress", json!("new_kind"))], false),
            (vec![of("teams-1", "pending", json!("full"))], true),
            (vec![of("teams-1", "in_progress", json!("access_control"))], true),
            (vec![of("teams-2", "in_progress", json!("full"))], true),
        ];
        for (running, expected) in table {
            assert_eq!(is_stuck(&connector, SyncKind::Content, &running), expected, "{running:?}");
        }
        assert!(!is_stuck(&connector, SyncKind::AccessControl, &[]));
    }
}
