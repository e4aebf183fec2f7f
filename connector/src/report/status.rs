//! What is known of a connector: jobs, partitions, documents, issues.

use std::collections::BTreeMap;

use documents::ObjectType;
use serde_json::{Map, Value, json};
use sync::job::SyncJob;
use sync::partition::Kind;
use sync::record;
use sync::summary::{PartitionIssue, Summary};

use super::issues::issues;
use super::{excluded, lines, table, visible};
use crate::number::grouped;

/// More issues are in the JSON form.
const ISSUES_SHOWN: usize = 50;

/// What a store holds of one connector; all empty before its first sync.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Status {
    /// The connector.
    pub connector_id: String,
    /// Its jobs, newest first.
    pub jobs: Vec<SyncJob>,
    /// How far the partitions of the newest job are.
    pub partitions: BTreeMap<Kind, Partitions>,
    /// Stored documents by object type.
    pub documents: BTreeMap<String, u64>,
    /// What the newest job came to.
    pub summary: Summary,
}

/// Partitions of one kind, counted by how far they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Partitions {
    /// To be read.
    pub pending: u64,
    /// Being read.
    pub running: u64,
    /// Read to their end.
    pub done: u64,
    /// Given up.
    pub failed: u64,
}

impl Partitions {
    /// Counts one partition.
    pub fn count(&mut self, status: record::Status) {
        let counter = match status {
            record::Status::Pending => &mut self.pending,
            record::Status::Running => &mut self.running,
            record::Status::Rest => &mut self.done,
            record::Status::Failed => &mut self.failed,
        };
        *counter += 1;
    }
}

/// The status for a person.
pub fn status(status: &Status) -> String {
    let heading = format!("connector `{}`", status.connector_id);
    if status.jobs.is_empty() {
        return format!("{heading}: no sync yet; `teams-connector sync` runs the first\n");
    }
    let issues = issues(status.summary.issue_count, &status.summary.issues, ISSUES_SHOWN);
    let parts = [
        heading + "\n",
        jobs(&status.jobs),
        partitions(&status.partitions),
        documents(&status.documents) + &lines(excluded(&status.summary.counters).into_iter()),
        issues,
    ];
    parts.join("\n")
}

fn jobs(jobs: &[SyncJob]) -> String {
    let heading = ["job, newest first", "type", "status", "started", "ended"];
    let names = heading.len();
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(jobs.iter().map(|job| {
        let started = job.started_at.unwrap_or(job.created_at);
        vec![
            job.id.clone(),
            job.job_type.name().to_owned(),
            job.status.name().to_owned(),
            format!("{started:.0}"),
            job.completed_at.map_or_else(String::new, |ended| format!("{ended:.0}")),
        ]
    }));
    let failed = jobs.iter().filter_map(|job| {
        let error = job.error.as_deref()?;
        Some(visible(&format!("error of {}: {error}", job.id)))
    });
    table(names, &rows) + &lines(failed)
}

fn partitions(by_kind: &BTreeMap<Kind, Partitions>) -> String {
    let heading = ["partitions of the newest job", "pending", "running", "done", "failed"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(by_kind.iter().map(|(kind, counts)| {
        let counts = [counts.pending, counts.running, counts.done, counts.failed];
        let mut row = vec![kind.name().to_owned()];
        row.extend(counts.map(grouped));
        row
    }));
    table(1, &rows)
}

fn documents(by_type: &BTreeMap<String, u64>) -> String {
    let row = |name: &str, count: u64| vec![name.to_owned(), grouped(count)];
    let mut rows = vec![vec!["object type".to_owned(), "documents".to_owned()]];
    rows.extend(ObjectType::ALL.map(|kind| {
        let count = by_type.get(kind.name()).copied().unwrap_or_default();
        row(kind.name(), count)
    }));
    rows.push(row("total", by_type.values().sum()));
    table(1, &rows)
}

/// The status for a program: `connector_id`, `jobs`, `partitions`, `documents`, `counters`, `issue_count`, `issues`.
/// Partitions, counters and issues are of the newest job.
pub fn status_json(status: &Status) -> Value {
    let partitions = status.partitions.iter().map(|(kind, counts)| {
        let Partitions { pending, running, done, failed } = counts;
        let counts =
            json!({"pending": pending, "running": running, "done": done, "failed": failed});
        (kind.name().to_owned(), counts)
    });
    json!({
        "connector_id": status.connector_id,
        "jobs": status.jobs,
        "partitions": partitions.collect::<Map<_, _>>(),
        "documents": status.documents,
        "counters": status.summary.counters,
        "issue_count": status.summary.issue_count,
        "issues": status.summary.issues.iter().map(issue).collect::<Vec<_>>(),
    })
}

fn issue(issue: &PartitionIssue) -> Value {
    json!({
        "partition": issue.partition.to_string(),
        "scope": issue.scope,
        "document": issue.document,
        "code": issue.code,
        "reason": issue.reason,
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use sync::job::{JobStatus, JobType};
    use sync::partition::PartitionId;
    use sync::record::Counters;

    use super::*;

    fn failed_once() -> Status {
        let mut partitions = BTreeMap::new();
        let teams: &mut Partitions = partitions.entry(Kind::Team).or_default();
        for status in [record::Status::Rest, record::Status::Rest, record::Status::Failed] {
            teams.count(status);
        }
        let issue = PartitionIssue {
            partition: PartitionId::team("t"),
            scope: "channels".to_owned(),
            document: None,
            code: "graph_forbidden".to_owned(),
            reason: "no access".to_owned(),
        };
        Status {
            connector_id: "teams".to_owned(),
            jobs: vec![SyncJob {
                id: "0a".to_owned(),
                connector_id: "teams".to_owned(),
                job_type: JobType::Full,
                status: JobStatus::Error,
                created_at: Timestamp::UNIX_EPOCH,
                started_at: Some(Timestamp::UNIX_EPOCH),
                completed_at: None,
                cancelation_requested_at: None,
                error: Some("no token\u{1b}".to_owned()),
                filtering: None,
            }],
            partitions,
            documents: [("TEAMS".to_owned(), 1_200)].into(),
            summary: Summary {
                counters: Counters { deleted: 4, excluded: 1_300, ..Counters::default() },
                issue_count: 1,
                issues: vec![issue],
                ..Summary::default()
            },
        }
    }

    #[test]
    fn a_person_sees_jobs_partitions_documents_and_issues() {
        let text = status(&failed_once());
        for line in [
            "connector `teams`",
            "0a                 full  error   1970-01-01T00:00:00Z",
            "error of 0a: no token",
            "team                                0        0     2       1",
            "TEAMS                            1,200",
            "total                            1,200",
            "1,300 left out by sync rules",
            "issues: 1",
            "  team:t, channels: no access (graph_forbidden)",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line}\nis not in\n{text}");
        }
    }

    #[test]
    fn a_program_gets_the_same_with_elastics_names() {
        let json = status_json(&failed_once());
        assert_eq!(json["connector_id"], "teams");
        assert_eq!(json["jobs"][0]["status"], "error");
        assert_eq!(json["jobs"][0]["started_at"], "1970-01-01T00:00:00Z");
        assert_eq!(json["partitions"]["team"]["done"], 2);
        assert_eq!(json["documents"]["TEAMS"], 1_200);
        let counters =
            json!({"indexed": 0, "deleted": 4, "refused": 0, "excluded": 1_300, "bytes": 0});
        assert_eq!(json["counters"], counters);
        assert_eq!(
            json["issues"][0],
            json!({"partition": "team:t", "scope": "channels", "document": null,
                   "code": "graph_forbidden", "reason": "no access"})
        );
    }

    #[test]
    fn before_the_first_sync_a_person_is_told_so_and_a_program_gets_empty_lists() {
        let empty = Status { connector_id: "teams".to_owned(), ..Status::default() };
        let text = status(&empty);
        assert_eq!(text, "connector `teams`: no sync yet; `teams-connector sync` runs the first\n");
        assert_eq!(status_json(&empty)["issues"], json!([]));
    }
}
