//! The store port: where documents, the state of partitions and jobs live.
//!
//! One store serves one connector. Its three parts are three traits, because the three roles need different ones:
//! the worker reads state, the indexer writes content and state, the scheduler jobs and state.

#[cfg(feature = "contract")]
pub mod contract;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::job::SyncJob;
use crate::partition::{PartitionId, Scope};
use crate::record::PartitionRecord;

/// All three parts.
pub trait Store: StateStore + ContentStore + JobStore {}

impl<S: StateStore + ContentStore + JobStore> Store for S {}

/// The three parts of one connector's store; they may be three things.
#[derive(Debug, Clone)]
pub struct Stores {
    /// The state of partitions.
    pub state: Arc<dyn StateStore>,
    /// The documents.
    pub content: Arc<dyn ContentStore>,
    /// Sync jobs.
    pub jobs: Arc<dyn JobStore>,
}

impl<S: Store + 'static> From<Arc<S>> for Stores {
    fn from(store: Arc<S>) -> Self {
        Self { state: Arc::<S>::clone(&store), content: Arc::<S>::clone(&store), jobs: store }
    }
}

/// A stored thing and which of its writes it is, for compare-and-set.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The thing.
    pub value: T,
    /// Which write. Elastic: `_seq_no`, `_primary_term`.
    pub token: Token,
}

/// Names one write of one record; only its store knows what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Elastic: `_seq_no`.
    pub seq_no: u64,
    /// Elastic: `_primary_term`.
    pub primary_term: u64,
}

/// The state of partitions; reading one record sees every write before it, a listing may lag until a refresh.
#[async_trait]
pub trait StateStore: Send + Sync + std::fmt::Debug {
    /// The records of these partitions; those that don't exist are left out, the order is free.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn records(
        &self,
        partitions: &[PartitionId],
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError>;

    /// Stores new records; tells for each whether it was new. One that exists is left as it is.
    ///
    /// # Errors
    /// When the store can't be written; some may have been.
    async fn create(&self, records: Vec<PartitionRecord>) -> Result<Vec<bool>, StoreError>;

    /// Replaces records whose stored form still is the one with this token; gives for each the token of its new form,
    /// or none if somebody else changed it meanwhile.
    ///
    /// # Errors
    /// When the store can't be written; some may have been.
    async fn replace(
        &self,
        records: Vec<Versioned<PartitionRecord>>,
    ) -> Result<Vec<Option<Token>>, StoreError>;

    /// Makes every write so far visible to the listings below.
    ///
    /// # Errors
    /// When the store can't do so.
    async fn refresh(&self) -> Result<(), StoreError>;

    /// Records of any other job than this, in the order of their kinds, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn of_other_jobs(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError>;

    /// Records of this job that aren't at rest, in the order of their kinds, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn unfinished(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError>;

    /// All records in the order of their kinds and ids, `limit` at a time, from the one after `after`.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn list(
        &self,
        after: Option<&PartitionId>,
        limit: usize,
    ) -> Result<Vec<PartitionRecord>, StoreError>;
}

/// One change of the content index, with its external version: it takes effect only if no higher one was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// The document's id.
    pub id: String,
    /// The external version (`external_gte`: an equal one overwrites). Elastic: index API, versioning.
    pub version: u64,
    /// The document with its `_sync` bookkeeping, or none to delete it.
    pub source: Option<Map<String, Value>>,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is stored and survives a crash.
    Done,
    /// A newer write is there: nothing was changed, and nothing need be.
    Superseded,
    /// The store will never take this document.
    Refused {
        /// Why.
        reason: String,
    },
}

/// The documents.
#[async_trait]
pub trait ContentStore: Send + Sync + std::fmt::Debug {
    /// Makes the changes, at most one for each id; tells what became of each. A deletion of what isn't there is done.
    ///
    /// A deleted document's version is remembered for longer than any write can be late.
    ///
    /// # Errors
    /// When the store can't be written now; some changes may have been made, and making them again is safe.
    async fn write(&self, writes: Vec<Write>) -> Result<Vec<Written>, StoreError>;

    /// Keeps a refused document apart, with its reason, for people to look at (the dead-letter index).
    ///
    /// # Errors
    /// When the store can't be written.
    async fn keep_refused(&self, refused: Vec<RefusedDocument>) -> Result<(), StoreError>;

    /// Makes every write so far visible to [`ContentStore::stale`].
    ///
    /// # Errors
    /// When the store can't do so.
    async fn refresh_content(&self) -> Result<(), StoreError>;

    /// How many documents the index holds; what was written since the last refresh may be missing.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn count(&self) -> Result<u64, StoreError>;

    /// Documents of this partition whose `_sync.version` is lower than `before`, at most `limit` of them, sorted by
    /// id; ids up to and with `after` are passed over. Most sweeps find none, so one question serves all scopes.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn stale(
        &self,
        of: &Sweep,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Stale>, StoreError>;
}

/// What a sweep looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// The partition.
    pub partition: PartitionId,
    /// The run's first version: what was last written before it wasn't met by the run.
    pub before: u64,
    /// Whether no earlier job is known to have read the partition: a store that knows that it held nothing when the job
    /// began need not look.
    pub is_first: bool,
}

/// A document that a run didn't meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Its id.
    pub id: String,
    /// Its scope, `_sync.scope`.
    pub scope: Scope,
}

/// A document that the store refused.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedDocument {
    /// Its id.
    pub id: String,
    /// Its partition.
    pub partition: PartitionId,
    /// The sync job that met it.
    pub job_id: String,
    /// What the store said.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// The document.
    pub source: Map<String, Value>,
}

/// Sync jobs.
#[async_trait]
pub trait JobStore: Send + Sync + std::fmt::Debug {
    /// Stores a new job; false if one of this id exists.
    ///
    /// # Errors
    /// When the store can't be written.
    async fn create_job(&self, job: SyncJob) -> Result<bool, StoreError>;

    /// A job by its id.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError>;

    /// Jobs of the connector, newest first.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn jobs(&self, limit: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError>;

    /// Replaces a job, if its stored form still is the one with this token.
    ///
    /// # Errors
    /// When the store can't be written.
    async fn replace_job(&self, job: Versioned<SyncJob>) -> Result<bool, StoreError>;
}

/// Why a store didn't do as it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// It can't be reached, is busy, locked or full: nothing is lost, and it may pass.
    #[error("the store can't be used now: {0}")]
    Unavailable(String),
    /// What it holds isn't what this code writes.
    #[error(
        "the store holds {what} that this version can't read: {reason}; a newer version may have written it"
    )]
    Unreadable {
        /// Which record.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
}
