//! Indexer: documents first, then the proof that they were written.
//!
//! The only writer of content, positions and cursors. Each step may be the last one before a crash, so their order
//! is a part of the protocol (`docs/sync-protocol.md`, "The three roles"):
//!
//! ```text
//! judge, claim ──▶ write ──▶ sweep.rs ──▶ discover.rs ──▶ advance the record ──▶ hand out      fail.rs
//! ```

mod sweep;
mod discover;
mod fail;

use std::sync::Arc;
use std::time::Duration;

use clock::Clock;
use jiff::Timestamp;

use crate::batch::outgoing;
use crate::bookkeeping;
use crate::decide::Settings;
use crate::decide::advance::{Applied, advance};
use crate::decide::judge::{Verdict, claim, gap, judge};
use crate::message::{CrawlTask, End, IndexBatch, Operation, VERSION};
use crate::monitor::ErrorMonitor;
use crate::partition::{Kind, Scope};
use crate::port::queue::{Outgoing, Queue, QueueError};
use crate::port::store::{
    ContentStore, JobStore, RefusedDocument, StateStore, StoreError, Token, Versioned, Write,
    Written,
};
use crate::record::{Mode, PartitionRecord};

/// Times that a record is read again because somebody else changed it meanwhile.
const CONFLICTS_MAX: usize = 10;

/// Longest delay of a message (SQS); a worker that gets a task early gives it back.
const DELAY_MAX: Duration = Duration::from_mins(15);

/// Applies batches.
#[derive(Debug)]
pub struct Indexer {
    /// Records of partitions.
    pub state: Arc<dyn StateStore>,
    /// Documents.
    pub content: Arc<dyn ContentStore>,
    /// To see what job a discovery belongs to, and to end a job of which too much is refused.
    pub jobs: Arc<dyn JobStore>,
    /// Where the next segment's task goes.
    pub crawl_queue: Arc<dyn Queue<CrawlTask>>,
    /// Where a batch goes again whose sweep isn't finished.
    pub index_queue: Arc<dyn Queue<IndexBatch>>,
    /// Counts refused documents.
    pub monitor: Arc<ErrorMonitor>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What decisions depend on.
    pub settings: Settings,
}

/// What became of a batch; in every case it is to be acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// Its documents and its record are stored.
    Applied,
    /// It was applied before, or another attempt counts.
    Dropped,
    /// A batch before it is missing: its position will be handed out again.
    Gap,
    /// A part of its sweep was done; it was sent again for the rest.
    SweepGoesOn,
    /// It was written by another version: it is to be kept apart.
    Foreign,
}

/// Why a batch was not applied; it stays on the queue.
#[derive(Debug, thiserror::Error)]
pub enum IndexerError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// Its partition's record or its job, whichever is named, changed again and again meanwhile.
    #[error("{0} was changed by others {CONFLICTS_MAX} times while a batch was applied")]
    Conflict(String),
}

impl Indexer {
    /// Applies one batch.
    ///
    /// # Errors
    /// When store or queue can't be used: nothing is lost, the batch is to be given again.
    pub async fn index(&self, batch: &IndexBatch) -> Result<Indexed, IndexerError> {
        if batch.version != VERSION {
            return Ok(Indexed::Foreign);
        }
        let indexed = self.judge_and_apply(batch).await?;
        // Asked after every batch: the one that went over the limit may have failed to end the job.
        if let Some(exceeded) = self.monitor.exceeded(&batch.job_id) {
            self.fail_job(&batch.job_id, &exceeded).await?;
        }
        Ok(indexed)
    }

    async fn judge_and_apply(&self, batch: &IndexBatch) -> Result<Indexed, IndexerError> {
        for _try in 0..CONFLICTS_MAX {
            let mut records = self.state.records(std::slice::from_ref(&batch.partition)).await?;
            let Some(Versioned { value: record, token }) = records.pop() else {
                return Ok(Indexed::Dropped);
            };
            let now = self.clock.now();
            let accepted = match judge(&record, batch) {
                Verdict::Drop => return Ok(Indexed::Dropped),
                Verdict::Gap => {
                    if self.store(token, gap(record, now)).await?.is_some() {
                        return Ok(Indexed::Gap);
                    }
                    None
                }
                Verdict::Claim => {
                    self.store(token, claim(record, &batch.attempt, now, &self.settings)).await?
                }
                Verdict::Accept => Some(Versioned { value: record, token }),
            };
            if let Some(accepted) = accepted
                && let Some(indexed) = self.apply(accepted, batch).await?
            {
                return Ok(indexed);
            }
        }
        Err(conflict(batch))
    }

    /// Content, sweep, discoveries, record, hand-out: in this order. None if the record changed meanwhile.
    async fn apply(
        &self,
        record: Versioned<PartitionRecord>,
        batch: &IndexBatch,
    ) -> Result<Option<Indexed>, IndexerError> {
        let mut applied = self.write(&record.value, batch).await?;
        self.make_visible(batch).await?;
        if let End::Done { position } = &batch.end
            && record.value.mode == Mode::Full
        {
            let scopes = position.scopes.without_doubt();
            let swept = self.sweep(&record.value, &scopes, &applied).await?;
            applied.counters.deleted += batch.swept + swept.deleted;
            if !swept.complete {
                let again = IndexBatch {
                    sweep_round: batch.sweep_round + 1,
                    swept: batch.swept + swept.deleted,
                    ..batch.clone()
                };
                self.index_queue.send(vec![outgoing(again)]).await?;
                return Ok(Some(Indexed::SweepGoesOn));
            }
        }
        self.discover(batch).await?;
        let next = advance(record.value, batch, &applied, self.clock.now(), &self.settings);
        let Some(Versioned { value: next, .. }) = self.store(record.token, next).await? else {
            return Ok(None);
        };
        self.observe(batch, &applied);
        if matches!(batch.end, End::Continue { .. }) {
            self.hand_out(batch, &next).await?;
        }
        Ok(Some(Indexed::Applied))
    }

    /// At the end of the directory's run: what was written until now becomes visible to the sweeps of all partitions
    /// that run after it in the job, and those are all others.
    async fn make_visible(&self, batch: &IndexBatch) -> Result<(), IndexerError> {
        if batch.partition.kind == Kind::Directory && matches!(batch.end, End::Done { .. }) {
            self.content.refresh_content().await?;
        }
        Ok(())
    }

    /// Writes the operations, each with the version that the record's next revision will be (R1).
    async fn write(
        &self,
        record: &PartitionRecord,
        batch: &IndexBatch,
    ) -> Result<Applied, IndexerError> {
        let version = record.revision + 1;
        let now = self.clock.now();
        let (writes, sizes): (Vec<Write>, Vec<u64>) =
            batch.operations.iter().map(|operation| write(record, operation, version, now)).unzip();
        let outcomes = self.content.write(writes).await?;
        let mut applied = Applied::default();
        let mut refused = Vec::new();
        for ((operation, outcome), bytes) in batch.operations.iter().zip(outcomes).zip(sizes) {
            match outcome {
                Written::Done | Written::Superseded => {
                    applied.written.push(operation.id().to_owned());
                    match operation {
                        Operation::Upsert { .. } => {
                            applied.counters.indexed += 1;
                            applied.counters.bytes += bytes;
                        }
                        Operation::Delete { .. } => applied.counters.deleted += 1,
                    }
                }
                Written::Refused { reason } => {
                    applied.counters.refused += 1;
                    refused.extend(self.refused(record, batch, operation, &reason));
                    applied.refused.push((operation.id().to_owned(), scope_of(operation), reason));
                }
            }
        }
        if !refused.is_empty() {
            self.content.keep_refused(refused).await?;
        }
        Ok(applied)
    }

    fn refused(
        &self,
        record: &PartitionRecord,
        batch: &IndexBatch,
        operation: &Operation,
        reason: &str,
    ) -> Option<RefusedDocument> {
        let now = self.clock.now();
        let (Write { source, .. }, _) = write(record, operation, record.revision + 1, now);
        Some(RefusedDocument {
            id: operation.id().to_owned(),
            partition: batch.partition.clone(),
            job_id: batch.job_id.clone(),
            reason: reason.to_owned(),
            at: now,
            source: source?,
        })
    }

    /// Sends the task of the segment that the record just began; if it is lost, the lease heals it.
    async fn hand_out(
        &self,
        batch: &IndexBatch,
        record: &PartitionRecord,
    ) -> Result<(), IndexerError> {
        let task = CrawlTask {
            version: VERSION,
            connector_id: batch.connector_id.clone(),
            job_id: batch.job_id.clone(),
            partition: batch.partition.clone(),
            epoch: record.epoch,
        };
        let wait = record.not_before.map(|moment| moment.duration_since(self.clock.now()));
        let delay =
            wait.and_then(|wait| Duration::try_from(wait).ok()).unwrap_or_default().min(DELAY_MAX);
        self.crawl_queue.send(vec![Outgoing { message: task, delay, fifo: None }]).await?;
        Ok(())
    }

    /// Replaces the record that has this token; none if somebody else changed it meanwhile.
    async fn store(
        &self,
        token: Token,
        value: PartitionRecord,
    ) -> Result<Option<Versioned<PartitionRecord>>, StoreError> {
        let stored = self.state.replace(vec![Versioned { value: value.clone(), token }]).await?;
        Ok(stored.into_iter().flatten().next().map(|token| Versioned { value, token }))
    }
}

fn conflict(batch: &IndexBatch) -> IndexerError {
    IndexerError::Conflict(format!("the record of {}", batch.partition))
}

/// The write of an operation, and how many bytes of JSON its document is.
fn write(
    record: &PartitionRecord,
    operation: &Operation,
    version: u64,
    now: Timestamp,
) -> (Write, u64) {
    let (source, bytes) = match operation {
        Operation::Upsert { scope, document } => {
            let (source, bytes) =
                bookkeeping::source(document, &record.partition, scope, version, now);
            (Some(source), bytes)
        }
        Operation::Delete { .. } => (None, 0),
    };
    (Write { id: operation.id().to_owned(), version, source }, bytes)
}

fn scope_of(operation: &Operation) -> Scope {
    match operation {
        Operation::Upsert { scope, .. } => scope.clone(),
        Operation::Delete { .. } => Scope::new(),
    }
}
