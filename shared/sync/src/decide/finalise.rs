//! Scheduler: whether a job is over, and how it ended.

use jiff::Timestamp;

use crate::job::{JobStatus, SyncJob};
use crate::record::{PartitionRecord, Status};

/// What the state index shows of a job, read after a refresh (R13).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing<'a> {
    /// The directory's record: planning is complete when it is at rest in this job.
    pub directory: Option<&'a PartitionRecord>,
    /// Whether any record isn't at rest.
    pub unfinished: bool,
    /// Whether any known record isn't of this job.
    pub others: bool,
}

/// Whether all that the job may ever find is at rest.
pub fn is_over(job: &SyncJob, standing: &Standing<'_>) -> bool {
    let planned =
        standing.directory.is_some_and(|record| record.job_id == job.id && record.at_rest());
    planned && !standing.unfinished && !standing.others
}

/// The job at its end; `failed` are records whose run was given up, some of them at least.
pub fn finalise(job: SyncJob, failed: &[PartitionRecord], now: Timestamp) -> SyncJob {
    let error = failed.first().map(|record| {
        let reason =
            record.issues.last().map_or("no reason was kept", |issue| issue.reason.as_str());
        format!(
            "{} of the tenant's parts could not be read; the first, {}: {reason}",
            failed.len(),
            record.partition
        )
    });
    let status = if error.is_some() { JobStatus::Error } else { JobStatus::Completed };
    SyncJob { status, error, completed_at: Some(now), ..job }
}

/// The job once it can't go on, whatever its partitions do.
pub fn fail(job: SyncJob, error: String, now: Timestamp) -> SyncJob {
    SyncJob { status: JobStatus::Error, error: Some(error), completed_at: Some(now), ..job }
}

/// Whether a record counts as failed in its job.
pub fn has_failed(record: &PartitionRecord) -> bool {
    record.status == Status::Failed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::{enlist, hand_out, sample};
    use crate::partition::{Discovered, PartitionId, Subject};

    fn directory(status: Status) -> PartitionRecord {
        let found = Discovered { partition: PartitionId::directory(), subject: Subject::Directory };
        PartitionRecord {
            status,
            ..enlist::first(found, &sample::job("j1"), sample::now(), &sample::settings())
        }
    }

    #[test]
    fn r13_a_job_is_over_only_when_planning_is_complete_and_all_known_parts_are_at_rest() {
        let job = sample::job("j1");
        let at_rest = directory(Status::Rest);
        let standing = Standing { directory: Some(&at_rest), unfinished: false, others: false };
        assert!(is_over(&job, &standing));
        assert!(!is_over(&job, &Standing { unfinished: true, ..standing }));
        assert!(!is_over(&job, &Standing { others: true, ..standing }));
        assert!(!is_over(&job, &Standing { directory: None, ..standing }));
        assert!(!is_over(
            &job,
            &Standing { directory: Some(&directory(Status::Running)), ..standing }
        ));
        assert!(!is_over(&sample::job("j2"), &standing), "that was the planning of another job");
    }

    #[test]
    fn a_job_with_a_failed_part_is_an_error_that_names_it() {
        let failed = hand_out::give_up(sample::running(), "x", "Graph is down".to_owned());
        let job = finalise(sample::job("j1"), &[failed], sample::now());
        assert_eq!(job.status, JobStatus::Error);
        assert!(job.error.unwrap().contains("team:t: Graph is down"));
        assert_eq!(finalise(sample::job("j1"), &[], sample::now()).status, JobStatus::Completed);
    }

    #[test]
    fn a_job_that_fails_says_why_and_when() {
        let failed = fail(sample::job("j1"), "no".to_owned(), sample::later(1));
        assert_eq!((failed.status, failed.error.as_deref()), (JobStatus::Error, Some("no")));
        assert_eq!(failed.completed_at, Some(sample::later(1)));
    }
}
