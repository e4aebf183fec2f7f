//! Scheduler and indexer: a partition joins a job.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::crawl::position::Position;
use crate::decide::{Settings, earlier};
use crate::job::{JobType, SyncJob};
use crate::partition::Discovered;
use crate::record::{Counters, Mode, PartitionRecord, Status};

/// The first record of a partition that was just found, enlisted in the job that found it.
pub fn first(
    found: Discovered,
    job: &SyncJob,
    now: Timestamp,
    settings: &Settings,
) -> PartitionRecord {
    let kind = found.partition.kind;
    let record = PartitionRecord {
        partition: found.partition,
        subject: found.subject,
        revision: 0,
        epoch: 0,
        run: 0,
        job_id: String::new(),
        mode: Mode::Full,
        status: Status::Rest,
        owner: None,
        sequence: 0,
        segment: 0,
        position: Position::start(kind, now),
        cursor: None,
        retry: BTreeMap::new(),
        retry_overflow: false,
        lease_until: None,
        not_before: None,
        tries: 0,
        counters: Counters::default(),
        issues: Vec::new(),
        issue_count: 0,
        last_completed_at: None,
        first_job_id: job.id.clone(),
    };
    enlist(record, job, now, settings)
}

/// The record as a member of the job, waiting for its first task.
///
/// The revision jumps to the clock's milliseconds if they are ahead: a document may come to belong to another record
/// (a chat's owner leaves, the state index is lost), and versions that start low there would be refused in silence.
/// The epoch ends whatever the record did before (R14); the run begins above every version written so far (R7).
pub fn enlist(
    record: PartitionRecord,
    job: &SyncJob,
    now: Timestamp,
    settings: &Settings,
) -> PartitionRecord {
    let clock = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let revision = (record.revision + 1).max(clock);
    let incremental_can = record.cursor.is_some() && !record.retry_overflow;
    let mode = match job.job_type {
        JobType::Incremental if incremental_can => Mode::Incremental,
        JobType::Incremental | JobType::Full => Mode::Full,
    };
    PartitionRecord {
        revision,
        epoch: revision,
        run: revision + 1,
        job_id: job.id.clone(),
        mode,
        status: Status::Pending,
        owner: None,
        sequence: 0,
        segment: 0,
        position: Position::start(record.partition.kind, earlier(now, settings.clock_skew)),
        lease_until: None,
        not_before: None,
        tries: 0,
        counters: Counters::default(),
        issues: Vec::new(),
        issue_count: 0,
        ..record
    }
}

/// What a discovery makes of a record that exists: it learns what was found, and joins the job unless it is in it.
///
/// None when nothing changes. Only a discovery of the job that is running is applied, so the job is never older
/// than the record's (R17).
pub fn rediscovered(
    record: PartitionRecord,
    found: Discovered,
    job: &SyncJob,
    now: Timestamp,
    settings: &Settings,
) -> Option<PartitionRecord> {
    let subject = record.subject.clone().merged(found.subject);
    if record.job_id != job.id {
        return Some(enlist(PartitionRecord { subject, ..record }, job, now, settings));
    }
    (subject != record.subject).then(|| PartitionRecord {
        subject,
        revision: record.revision + 1,
        ..record
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::position::Mark;
    use crate::decide::sample;

    #[test]
    fn r7_a_run_begins_above_every_version_that_was_written_before() {
        let mut record = sample::record();
        record.revision = 1 << 60;
        let enlisted =
            enlist(record.clone(), &sample::job("j2"), sample::now(), &sample::settings());
        assert!(enlisted.run > record.revision + 1, "a batch's version is the revision plus one");
        assert!(enlisted.revision < enlisted.run);
    }

    #[test]
    fn r14_joining_a_job_ends_the_epoch_of_the_run_before() {
        let record = sample::running();
        let enlisted =
            enlist(record.clone(), &sample::job("j2"), sample::now(), &sample::settings());
        assert!(enlisted.epoch > record.epoch);
        assert_eq!((enlisted.owner, enlisted.sequence, enlisted.tries), (None, 0, 0));
    }

    #[test]
    fn a_lost_record_starts_above_the_versions_that_its_documents_have() {
        let before = sample::record();
        let anew =
            first(sample::discovered(), &sample::job("j9"), sample::later(60), &sample::settings());
        assert!(anew.run > before.run);
    }

    #[test]
    fn a_partition_that_never_completed_is_read_in_full_whatever_the_job() {
        let mut job = sample::job("j2");
        job.job_type = JobType::Incremental;
        let enlisted = enlist(sample::record(), &job, sample::now(), &sample::settings());
        assert_eq!(enlisted.mode, Mode::Full);
        let mut completed = sample::completed();
        assert_eq!(
            enlist(completed.clone(), &job, sample::now(), &sample::settings()).mode,
            Mode::Incremental
        );
        completed.retry_overflow = true;
        assert_eq!(enlist(completed, &job, sample::now(), &sample::settings()).mode, Mode::Full);
    }

    #[test]
    fn r4_the_mark_is_fixed_before_anything_is_read_and_behind_the_clock() {
        let enlisted =
            enlist(sample::record(), &sample::job("j2"), sample::now(), &sample::settings());
        let Some(Mark::Time { at }) = enlisted.position.mark else {
            panic!("a team's mark is a time")
        };
        assert!(at < sample::now());
    }

    #[test]
    fn r17_a_discovery_of_the_same_job_restarts_nothing() {
        let record = sample::running();
        let same = rediscovered(
            record.clone(),
            sample::discovered(),
            &sample::job("j1"),
            sample::now(),
            &sample::settings(),
        );
        assert_eq!(same, None);
    }
}
