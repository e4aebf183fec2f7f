//! A store that never takes certain documents, and now and then is not there at all or was changed meanwhile.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use sync::job::SyncJob;
use sync::partition::PartitionId;
use sync::port::store::{
    ContentStore, JobStore, RefusedDocument, Stale, StateStore, StoreError, Sweep, Token,
    Versioned, Write, Written,
};
use sync::record::PartitionRecord;

use crate::store::TestStore;

#[derive(Debug)]
pub(crate) struct Refusing {
    pub(crate) inner: Arc<TestStore>,
    /// Ids that are refused.
    pub(crate) refuses: Mutex<BTreeSet<String>>,
    /// Places that are refused, of all operations in the order in which they come.
    pub(crate) refuses_place: fn(usize) -> bool,
    pub(crate) operations: AtomicUsize,
    /// What was kept apart.
    pub(crate) kept: Mutex<Vec<RefusedDocument>>,
    /// Every how many writes the store isn't there, after it wrote; 0 for never.
    pub(crate) away_every: u32,
    pub(crate) writes: AtomicU32,
    /// How many changes of jobs come too late.
    pub(crate) conflicts: AtomicU32,
}

impl Refusing {
    pub(crate) fn over(inner: Arc<TestStore>, refuses: impl IntoIterator<Item = String>) -> Self {
        Self {
            inner,
            refuses: Mutex::new(refuses.into_iter().collect()),
            refuses_place: |_| false,
            operations: AtomicUsize::new(0),
            kept: Mutex::default(),
            away_every: 0,
            writes: AtomicU32::new(0),
            conflicts: AtomicU32::new(0),
        }
    }
}

#[async_trait]
impl ContentStore for Refusing {
    async fn write(&self, writes: Vec<Write>) -> Result<Vec<Written>, StoreError> {
        let ids = self.refuses.lock().unwrap().clone();
        let first = self.operations.fetch_add(writes.len(), Ordering::Relaxed);
        let mut refused = Vec::new();
        let mut taken = Vec::new();
        for (write, place) in writes.into_iter().zip(first..) {
            let named = ids.contains(&write.id) || (self.refuses_place)(place);
            refused.push(named && write.source.is_some());
            if refused.last() == Some(&false) {
                taken.push(write);
            }
        }
        let mut outcomes = self.inner.write(taken).await?.into_iter();
        let number = self.writes.fetch_add(1, Ordering::Relaxed) + 1;
        if self.away_every > 0 && number.is_multiple_of(self.away_every) {
            return Err(StoreError::Unavailable("it is away".to_owned()));
        }
        let outcome = |refused| {
            if refused {
                Written::Refused { reason: "it doesn't fit".to_owned() }
            } else {
                outcomes.next().unwrap()
            }
        };
        Ok(refused.into_iter().map(outcome).collect())
    }

    async fn keep_refused(&self, refused: Vec<RefusedDocument>) -> Result<(), StoreError> {
        self.kept.lock().unwrap().extend(refused.clone());
        self.inner.keep_refused(refused).await
    }

    async fn refresh_content(&self) -> Result<(), StoreError> {
        self.inner.refresh_content().await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.inner.count().await
    }

    async fn stale(
        &self,
        of: &Sweep,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Stale>, StoreError> {
        self.inner.stale(of, after, limit).await
    }
}

#[async_trait]
impl StateStore for Refusing {
    async fn records(
        &self,
        partitions: &[PartitionId],
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        self.inner.records(partitions).await
    }

    async fn create(&self, records: Vec<PartitionRecord>) -> Result<Vec<bool>, StoreError> {
        self.inner.create(records).await
    }

    async fn replace(
        &self,
        records: Vec<Versioned<PartitionRecord>>,
    ) -> Result<Vec<Option<Token>>, StoreError> {
        self.inner.replace(records).await
    }

    async fn refresh(&self) -> Result<(), StoreError> {
        self.inner.refresh().await
    }

    async fn of_other_jobs(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        self.inner.of_other_jobs(job, limit).await
    }

    async fn unfinished(
        &self,
        job: &str,
        limit: usize,
    ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
        self.inner.unfinished(job, limit).await
    }

    async fn list(
        &self,
        after: Option<&PartitionId>,
        limit: usize,
    ) -> Result<Vec<PartitionRecord>, StoreError> {
        self.inner.list(after, limit).await
    }
}

#[async_trait]
impl JobStore for Refusing {
    async fn create_job(&self, job: SyncJob) -> Result<bool, StoreError> {
        self.inner.create_job(job).await
    }

    async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError> {
        self.inner.job(id).await
    }

    async fn jobs(&self, limit: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError> {
        self.inner.jobs(limit).await
    }

    async fn replace_job(&self, job: Versioned<SyncJob>) -> Result<bool, StoreError> {
        let left = |conflicts: u32| conflicts.checked_sub(1);
        if self.conflicts.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok() {
            return Ok(false);
        }
        self.inner.replace_job(job).await
    }
}
