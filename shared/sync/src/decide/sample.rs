//! Records for the tests of the decisions.

use std::time::Duration;

use documents::TeamContext;
use jiff::Timestamp;

use crate::crawl::position::Mark;
use crate::decide::{Settings, enlist, hand_out};
use crate::job::{JobStatus, JobType, SyncJob};
use crate::message::{End, IndexBatch, VERSION};
use crate::partition::{Discovered, PartitionId, Subject};
use crate::record::{Cursor, PartitionRecord, Status};

pub(crate) fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn later(seconds: u64) -> Timestamp {
    now().checked_add(Duration::from_secs(seconds)).unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings { lease: Duration::from_mins(1), tries_max: 3, clock_skew: Duration::from_mins(5) }
}

pub(crate) fn job(id: &str) -> SyncJob {
    SyncJob {
        id: id.to_owned(),
        connector_id: "c".to_owned(),
        job_type: JobType::Full,
        status: JobStatus::InProgress,
        created_at: now(),
        started_at: Some(now()),
        completed_at: None,
        cancelation_requested_at: None,
        error: None,
        filtering: None,
    }
}

pub(crate) fn discovered() -> Discovered {
    let team = TeamContext { id: "t".to_owned(), name: "Sales".to_owned(), created: None };
    Discovered { partition: PartitionId::team("t"), subject: Subject::Team { team } }
}

/// Enlisted in `j1`.
pub(crate) fn record() -> PartitionRecord {
    enlist::first(discovered(), &job("j1"), now(), &settings())
}

/// With a task out and no owner.
pub(crate) fn running() -> PartitionRecord {
    match hand_out::hand_out(record(), now(), &settings()) {
        hand_out::HandOut::Task(record) => record,
        hand_out::HandOut::GaveUp(record) => panic!("{record:?}"),
    }
}

/// At rest after a complete run.
pub(crate) fn completed() -> PartitionRecord {
    let cursor =
        Some(Cursor { mark: Mark::Time { at: now() }, behind: std::collections::BTreeMap::new() });
    PartitionRecord { status: Status::Rest, cursor, ..running() }
}

pub(crate) fn batch(record: &PartitionRecord, attempt: &str, sequence: u32) -> IndexBatch {
    IndexBatch {
        version: VERSION,
        connector_id: "c".to_owned(),
        job_id: record.job_id.clone(),
        partition: record.partition.clone(),
        epoch: record.epoch,
        attempt: attempt.to_owned(),
        sequence,
        sweep_round: 0,
        swept: 0,
        operations: Vec::new(),
        excluded: 0,
        discovered: Vec::new(),
        issues: Vec::new(),
        end: End::None,
    }
}
