//! What a job has come to, summed over the records of its partitions: nothing is counted twice or kept beside them.

use crate::partition::{PartitionId, Scope};
use crate::port::store::{StateStore, StoreError};
use crate::record::{Counters, PartitionRecord, Status};

/// Records that are read at once.
const PAGE: usize = 1_000;

/// Sums over the partitions of one job.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Partitions that belong to the job.
    pub partitions: u64,
    /// Those at rest, the failed ones among them.
    pub at_rest: u64,
    /// Those whose run was given up.
    pub failed: u64,
    /// Documents.
    pub counters: Counters,
    /// What could not be read or indexed.
    pub issue_count: u64,
    /// The first of them, as the records keep them.
    pub issues: Vec<PartitionIssue>,
}

/// Something that could not be read or indexed, and in which partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionIssue {
    /// The partition.
    pub partition: PartitionId,
    /// The scope; empty for the whole partition.
    pub scope: Scope,
    /// The document, if it is about one.
    pub document: Option<String>,
    /// A stable name, as in `docs/errors.md`.
    pub code: String,
    /// What happened.
    pub reason: String,
}

impl Summary {
    /// Reads the records of a job's partitions and sums them up.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn of(state: &dyn StateStore, job_id: &str) -> Result<Self, StoreError> {
        let mut summary = Self::default();
        let mut after: Option<PartitionId> = None;
        loop {
            let page = state.list(after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(summary);
            };
            after = Some(last.partition.clone());
            for record in page.into_iter().filter(|record| record.job_id == job_id) {
                summary.add(record);
            }
        }
    }

    fn add(&mut self, record: PartitionRecord) {
        self.partitions += 1;
        self.at_rest += u64::from(record.at_rest());
        self.failed += u64::from(record.status == Status::Failed);
        self.counters.add(&record.counters);
        self.issue_count += record.issue_count;
        self.issues.extend(record.issues.into_iter().map(|issue| PartitionIssue {
            partition: record.partition.clone(),
            scope: issue.scope,
            document: issue.document,
            code: issue.code,
            reason: issue.reason,
        }));
    }
}
