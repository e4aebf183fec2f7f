//! The state of one partition: all that survives a crash, changed only by compare-and-set.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::crawl::position::{Mark, Position};
use crate::issue::Issue;
use crate::partition::{PartitionId, Scope, Subject};

/// Most issues that a record keeps word for word; the rest are counted.
pub const ISSUES_MAX: usize = 50;

/// Most refused documents that a record remembers; over it the next run is a full one.
pub const RETRY_MAX: usize = 1_000;

/// One partition's record in the state index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartitionRecord {
    /// Which partition.
    pub partition: PartitionId,
    /// What is known of it.
    pub subject: Subject,
    /// Raised by every change, by anyone; external versions of documents are taken from it.
    pub revision: u64,
    /// The revision at which the right to write was last given or ended.
    pub epoch: u64,
    /// The revision at which the partition joined the job, plus one: what was last written before it may be swept.
    pub run: u64,
    /// The sync job that it belongs to.
    pub job_id: String,
    /// How it is read in that job.
    pub mode: Mode,
    /// Where it is in that job.
    pub status: Status,
    /// The attempt that claimed this epoch.
    pub owner: Option<String>,
    /// The owner's next batch.
    pub sequence: u32,
    /// Segments that ended, in this run (for people).
    pub segment: u32,
    /// Where the next segment starts.
    pub position: Position,
    /// Where the next incremental run starts; none as long as no run completed.
    pub cursor: Option<Cursor>,
    /// Documents that the store refused, by id.
    pub retry: BTreeMap<String, Refused>,
    /// More were refused than `retry` holds.
    pub retry_overflow: bool,
    /// When a task that is out is taken for lost.
    pub lease_until: Option<Timestamp>,
    /// When the next task may be handed out at the earliest.
    pub not_before: Option<Timestamp>,
    /// Hand-outs without progress.
    pub tries: u32,
    /// What happened in this run so far.
    pub counters: Counters,
    /// What could not be read or indexed in this run, [`ISSUES_MAX`] at most.
    pub issues: Vec<Issue>,
    /// How many there were.
    pub issue_count: u64,
    /// When a run last completed.
    pub last_completed_at: Option<Timestamp>,
    /// The job in which it was found; empty in records of earlier versions.
    #[serde(default)]
    pub first_job_id: String,
}

/// How a partition is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All of it; what isn't there any more is swept.
    Full,
    /// What changed since the cursor.
    Incremental,
}

/// Where a partition is in its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No run, or the run is complete, or it was cancelled.
    Rest,
    /// Enlisted in a job, no task handed out yet.
    Pending,
    /// A task is out; the lease says until when.
    Running,
    /// The run was given up; the cursor is unchanged.
    Failed,
}

/// Where the next incremental run starts: one mark, and the scopes that stayed behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// For every scope but those below.
    pub mark: Mark,
    /// Scopes that failed, with the mark that they keep; none if they never were complete.
    pub behind: BTreeMap<Scope, Option<Mark>>,
}

/// A document that the store refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Its scope.
    pub scope: Scope,
    /// The version that it was to be written with.
    pub version: u64,
}

/// Sums over one run of one partition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Documents written.
    pub indexed: u64,
    /// Documents deleted.
    pub deleted: u64,
    /// Documents that the store refused.
    pub refused: u64,
    /// Documents that the sync rules kept out.
    #[serde(default)]
    pub excluded: u64,
    /// Bytes of the documents written.
    pub bytes: u64,
}

impl Counters {
    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        self.indexed += other.indexed;
        self.deleted += other.deleted;
        self.refused += other.refused;
        self.excluded += other.excluded;
        self.bytes += other.bytes;
    }
}

impl PartitionRecord {
    /// Whether nothing is to be expected of it in its job.
    pub fn at_rest(&self) -> bool {
        match self.status {
            Status::Rest | Status::Failed => true,
            Status::Pending | Status::Running => false,
        }
    }

    /// Keeps an issue, or counts it when there are too many.
    pub(crate) fn note(&mut self, issue: Issue) {
        self.issue_count += 1;
        if self.issues.len() < ISSUES_MAX {
            self.issues.push(issue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::sample;

    #[test]
    fn a_record_from_before_documents_were_excluded_is_read() {
        let record = sample::completed();
        let mut json = serde_json::to_value(&record).unwrap();
        json["counters"].as_object_mut().unwrap().remove("excluded").unwrap();
        assert_eq!(serde_json::from_value::<PartitionRecord>(json).unwrap(), record);
    }
}
