//! How a sync ended.

use sync::job::SyncJob;
use sync::record::Counters;

use super::issues::issues;
use super::{Cost, cost, excluded, lines};
use crate::number::grouped;
use crate::process;
use crate::watched::Synced;

/// More issues are told by `status`.
const ISSUES_SHOWN: usize = 10;

/// The job, its documents and issues, and what it cost. `together_with`: see [`Cost`].
pub fn job(
    synced: &Synced,
    process: Option<process::Usage>,
    together_with: Option<&str>,
) -> String {
    let summary = &synced.summary;
    let cost = cost(&Cost {
        usage: &synced.usage,
        documents: synced.documents,
        elapsed: synced.elapsed,
        process,
        together_with,
    });
    let resumed = "it was begun earlier; requests, bytes and time below are those since it went on";
    let mut head = vec![ended(&synced.job)];
    head.extend(synced.resumed.then(|| resumed.to_owned()));
    head.push(documents(&summary.counters, synced.documents));
    let issues = issues(summary.issue_count, &summary.issues, ISSUES_SHOWN);
    lines(head.into_iter()) + &issues + "\n" + &cost
}

fn documents(counters: &Counters, stored: u64) -> String {
    let mut parts = vec![
        format!("{} indexed", grouped(counters.indexed)),
        format!("{} deleted", grouped(counters.deleted)),
        format!("{} refused", grouped(counters.refused)),
    ];
    parts.extend(excluded(counters));
    parts.push(format!("{} stored now", grouped(stored)));
    format!("documents: {}", parts.join(", "))
}

/// A failed job's error is told as the command's own, on stderr.
fn ended(job: &SyncJob) -> String {
    let SyncJob { id, connector_id, .. } = job;
    let (kind, status) = (job.job_type.name(), job.status.name());
    format!("connector `{connector_id}`: {kind} sync {id}: {status}")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use graph::{Class, Usage};
    use jiff::Timestamp;
    use sync::job::{JobStatus, JobType};
    use sync::summary::Summary;

    use super::*;

    fn synced() -> Synced {
        Synced {
            job: SyncJob {
                id: "0a".to_owned(),
                connector_id: "teams".to_owned(),
                job_type: JobType::Full,
                status: JobStatus::Completed,
                created_at: Timestamp::UNIX_EPOCH,
                started_at: None,
                completed_at: None,
                cancelation_requested_at: None,
                error: None,
                filtering: None,
            },
            resumed: false,
            summary: Summary {
                counters: Counters { indexed: 1_500, deleted: 2, bytes: 9, ..Counters::default() },
                ..Summary::default()
            },
            documents: 2_000,
            usage: Usage { requests: [(Class::Chats, 5)].into(), ..Usage::default() },
            elapsed: Duration::from_secs(2),
        }
    }

    #[test]
    fn a_sync_tells_how_it_ended_and_what_a_thousand_documents_cost() {
        let text = job(&synced(), None, None);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "connector `teams`: full sync 0a: completed");
        assert_eq!(lines[1], "documents: 1,500 indexed, 2 deleted, 0 refused, 2,000 stored now");
        assert_eq!(lines[2], "issues: none");
        assert!(text.contains("\ntotal        5                  2.5\n"), "{text}");
    }

    #[test]
    fn a_sync_with_rules_tells_how_much_they_left_out() {
        let mut synced = synced();
        synced.summary.counters.excluded = 1_200;
        let text = job(&synced, None, None);
        let line = "documents: 1,500 indexed, 2 deleted, 0 refused, 1,200 left out by sync rules, 2,000 stored now";
        assert_eq!(text.lines().nth(1), Some(line));
    }

    #[test]
    fn a_sync_that_went_on_says_what_its_cost_is_of() {
        let text = job(&Synced { resumed: true, ..synced() }, None, None);
        assert!(text.contains("\nit was begun earlier;"), "{text}");
    }
}
