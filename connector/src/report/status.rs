//! What is known of a connector: its record, jobs, partitions, documents, issues.

use std::collections::BTreeMap;

use documents::ObjectType;
use elastic::DocumentCounts;
use jiff::Timestamp;
use protocol::{Connector, SyncKind};
use serde_json::{Map, Value, json};
use sync::job::SyncJob;
use sync::partition::Kind;
use sync::record::{self, Counters};
use sync::summary::{PartitionIssue, Summary};

use super::connectors::last_seen;
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
    /// What the cluster's record says of it.
    pub record: Record,
    /// Its jobs, newest first.
    pub jobs: Vec<SyncJob>,
    /// How far the partitions of the newest job are that has begun.
    pub partitions: BTreeMap<Kind, Partitions>,
    /// Stored documents; none if there is no content index yet.
    pub documents: Option<DocumentCounts>,
    /// What that job came to.
    pub summary: Summary,
}

/// The record of a connector, where Kibana and the connector meet.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Record {
    /// `store.sqlite` keeps none.
    #[default]
    Unkept,
    /// The cluster has none of this id.
    Missing,
    /// This one.
    There(Box<Connector>),
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
    let heading = heading(status);
    if status.jobs.is_empty() {
        return match status.record {
            Record::Unkept => {
                format!("{heading}no sync yet; `teams-connector sync` runs the first\n")
            }
            Record::Missing => heading,
            Record::There(_) => format!(
                "{heading}no sync yet; ask for the first in Kibana, or run `teams-connector sync`\n"
            ),
        };
    }
    let issues = issues(status.summary.issue_count, &status.summary.issues, ISSUES_SHOWN);
    let parts = [
        heading,
        jobs(&status.jobs),
        partitions(&status.partitions),
        documents(status.documents.as_ref()) + &lines(left_out(&status.summary.counters)),
        issues,
    ];
    parts.join("\n")
}

/// Which connector it is, and what its record says.
fn heading(status: &Status) -> String {
    let name = format!("connector `{}`", status.connector_id);
    let connector = match &status.record {
        Record::Unkept => return name + "\n",
        Record::Missing => {
            return format!(
                "{name}: not there; Kibana or `teams-connector connector create` makes it\n"
            );
        }
        Record::There(connector) => connector,
    };
    let (state, seen) = (connector.status(), last_seen(connector));
    let index = connector.index_name().unwrap_or("none");
    let mut told = vec![format!("{name}: {state}, last seen: {seen}, content index: {index}")];
    told.extend(connector.error().map(|error| format!("error: {error}")));
    lines(told.iter().map(|line| visible(line)))
}

fn jobs(jobs: &[SyncJob]) -> String {
    let heading = ["job, newest first", "type", "status", "started", "ended"];
    let names = heading.len();
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(jobs.iter().map(|job| {
        let at =
            |time: Option<Timestamp>| time.map_or_else(String::new, |time| format!("{time:.0}"));
        vec![
            job.id.clone(),
            job.job_type.name().to_owned(),
            job.status.name().to_owned(),
            at(job.started_at),
            at(job.completed_at),
        ]
    }));
    let failed = jobs.iter().filter_map(|job| {
        let error = job.error.as_deref()?;
        Some(visible(&format!("error of {}: {error}", job.id)))
    });
    table(names, &rows) + &lines(failed)
}

fn partitions(by_kind: &BTreeMap<Kind, Partitions>) -> String {
    let heading = ["partitions of the newest job begun", "pending", "running", "done", "failed"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(by_kind.iter().map(|(kind, counts)| {
        let counts = [counts.pending, counts.running, counts.done, counts.failed];
        let mut row = vec![kind.name().to_owned()];
        row.extend(counts.map(grouped));
        row
    }));
    table(1, &rows)
}

fn documents(counts: Option<&DocumentCounts>) -> String {
    let Some(DocumentCounts { total, by_type }) = counts else {
        return "documents: there is no content index yet\n".to_owned();
    };
    if by_type.is_empty() && *total > 0 {
        let why = "by type they can't be counted: the index has no keyword field `object_type`";
        return format!("documents: {}; {why}\n", grouped(*total));
    }
    let row = |name: &str, count: u64| vec![name.to_owned(), grouped(count)];
    let mut rows = vec![vec!["object type".to_owned(), "documents".to_owned()]];
    rows.extend(ObjectType::ALL.map(|kind| {
        let count = by_type.get(kind.name()).copied().unwrap_or_default();
        row(kind.name(), count)
    }));
    let known: u64 = ObjectType::ALL.iter().filter_map(|kind| by_type.get(kind.name())).sum();
    let others = total.saturating_sub(known);
    rows.extend((others > 0).then(|| row("others", others)));
    rows.push(row("total", *total));
    table(1, &rows)
}

/// Documents that aren't in the index for another reason than an issue of Graph.
fn left_out(counters: &Counters) -> impl Iterator<Item = String> {
    let refused = counters.refused;
    let refused = (refused > 0).then(|| format!("{} refused by the store", grouped(refused)));
    refused.into_iter().chain(excluded(counters))
}

/// The status for a program: `connector_id`, `connector`, `jobs`, `partitions`, `documents`, `document_count`, `counters`,
/// `issue_count`, `issues`. Partitions, counters and issues are of the newest job that has begun.
pub fn status_json(status: &Status) -> Value {
    let partitions = status.partitions.iter().map(|(kind, counts)| {
        let Partitions { pending, running, done, failed } = counts;
        let counts =
            json!({"pending": pending, "running": running, "done": done, "failed": failed});
        (kind.name().to_owned(), counts)
    });
    json!({
        "connector_id": status.connector_id,
        "connector": connector(&status.record),
        "jobs": status.jobs,
        "partitions": partitions.collect::<Map<_, _>>(),
        "documents": status.documents.as_ref().map(|counts| &counts.by_type),
        "document_count": status.documents.as_ref().map(|counts| counts.total),
        "counters": status.summary.counters,
        "issue_count": status.summary.issue_count,
        "issues": status.summary.issues.iter().map(issue).collect::<Vec<_>>(),
    })
}

fn connector(record: &Record) -> Option<Value> {
    let Record::There(connector) = record else {
        return None;
    };
    Some(json!({
        "status": connector.status(),
        "error": connector.error(),
        "last_seen": connector.last_seen(),
        "index_name": connector.index_name(),
        "last_sync_status": connector.last_sync_status(SyncKind::Content),
    }))
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
    use sync::job::{JobStatus, JobType};
    use sync::partition::PartitionId;

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
            record: Record::Unkept,
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
            documents: Some(DocumentCounts {
                total: 1_203,
                by_type: [("TEAMS".to_owned(), 1_200), ("CHAT".to_owned(), 2)].into(),
            }),
            summary: Summary {
                counters: Counters {
                    deleted: 4,
                    refused: 2,
                    excluded: 1_300,
                    ..Counters::default()
                },
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
            "team                                      0        0     2       1",
            "TEAMS                            1,200",
            "others                               3",
            "total                            1,203",
            "2 refused by the store",
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
        assert_eq!(json["document_count"], 1_203);
        assert_eq!(json["connector"], Value::Null);
        let counters =
            json!({"indexed": 0, "deleted": 4, "refused": 2, "excluded": 1_300, "bytes": 0});
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
        assert_eq!(text, "connector `teams`\nno sync yet; `teams-connector sync` runs the first\n");
        assert_eq!(status_json(&empty)["issues"], json!([]));
    }

    fn recorded() -> Connector {
        let source = json!({
            "status": "error", "error": "sign-in\nfailed", "index_name": "teams",
            "last_seen": "2026-08-20T09:15:00.123456+00:00", "last_sync_status": "completed",
            "configuration": {"secret_value": {"value": "hunter2"}},
        });
        Connector::new("teams", serde_json::from_value(source).unwrap())
    }

    #[test]
    fn what_the_connectors_record_says_is_told_without_its_configuration() {
        let known = Status { record: Record::There(Box::new(recorded())), ..failed_once() };
        let (text, json) = (status(&known), status_json(&known));
        assert!(
            text.starts_with(
                "connector `teams`: error, last seen: 2026-08-20T09:15:00Z, content index: teams\nerror: sign-in failed\n\n"
            ),
            "{text}"
        );
        assert_eq!(
            json["connector"],
            json!({
                "status": "error", "error": "sign-in\nfailed", "index_name": "teams",
                "last_seen": "2026-08-20T09:15:00.123456Z", "last_sync_status": "completed",
            })
        );
        assert!(!text.contains("hunter2") && !json.to_string().contains("hunter2"), "{json}");
    }

    #[test]
    fn what_is_not_there_is_told_with_who_makes_it() {
        let missing = Status { record: Record::Missing, documents: None, ..failed_once() };
        let text = status(&missing);
        assert!(text.starts_with("connector `teams`: not there; Kibana or "), "{text}");
        assert!(text.contains("\ndocuments: there is no content index yet\n"), "{text}");
        assert_eq!(status_json(&missing)["document_count"], Value::Null);
        let new = Status {
            connector_id: "teams".to_owned(),
            record: Record::There(Box::new(recorded())),
            ..Status::default()
        };
        assert!(status(&new).ends_with(
            "\nno sync yet; ask for the first in Kibana, or run `teams-connector sync`\n"
        ));
    }

    #[test]
    fn documents_that_cannot_be_counted_by_type_are_counted_all() {
        let counts = DocumentCounts { total: 1_234, by_type: BTreeMap::new() };
        assert!(documents(Some(&counts)).starts_with("documents: 1,234; by type they can't"));
        assert!(documents(Some(&DocumentCounts::default())).contains("TEAMS"));
    }
}
