//! Indexer: partitions that a run found get their records.

use std::collections::BTreeMap;

use super::{CONFLICTS_MAX, Indexer, IndexerError, conflict};
use crate::decide::enlist;
use crate::job::SyncJob;
use crate::message::IndexBatch;
use crate::partition::{Discovered, PartitionId};
use crate::port::store::Versioned;

impl Indexer {
    /// Records what the batch found, before the batch's own state (R12).
    pub(super) async fn discover(&self, batch: &IndexBatch) -> Result<(), IndexerError> {
        if batch.discovered.is_empty() {
            return Ok(());
        }
        let job = self.jobs.job(&batch.job_id).await?;
        let Some(job) = job.map(|job| job.value).filter(|job| !job.status.is_over()) else {
            return Ok(());
        };
        let mut found: BTreeMap<PartitionId, Discovered> = BTreeMap::new();
        for one in &batch.discovered {
            let merged = match found.remove(&one.partition) {
                Some(known) => known.subject.merged(one.subject.clone()),
                None => one.subject.clone(),
            };
            found.insert(
                one.partition.clone(),
                Discovered { partition: one.partition.clone(), subject: merged },
            );
        }
        for _try in 0..CONFLICTS_MAX {
            found = self.record(found, &job).await?;
            if found.is_empty() {
                return Ok(());
            }
        }
        Err(conflict(batch))
    }

    /// Creates or changes the records of what was found; gives back those that somebody else changed meanwhile.
    async fn record(
        &self,
        mut found: BTreeMap<PartitionId, Discovered>,
        job: &SyncJob,
    ) -> Result<BTreeMap<PartitionId, Discovered>, IndexerError> {
        let (now, settings) = (self.clock.now(), &self.settings);
        let ids: Vec<PartitionId> = found.keys().cloned().collect();
        let mut changed = Vec::new();
        let mut conflicts = BTreeMap::new();
        for known in self.state.records(&ids).await? {
            let Some(one) = found.remove(&known.value.partition) else {
                continue;
            };
            if let Some(value) = enlist::rediscovered(known.value, one.clone(), job, now, settings)
            {
                changed.push((Versioned { value, token: known.token }, one));
            }
        }
        let (records, ones): (Vec<_>, Vec<_>) = changed.into_iter().unzip();
        if !records.is_empty() {
            let stored = self.state.replace(records).await?;
            let lost = ones.into_iter().zip(stored).filter(|(_, stored)| stored.is_none());
            conflicts.extend(lost.map(|(one, _)| (one.partition.clone(), one)));
        }
        if !found.is_empty() {
            let ones: Vec<Discovered> = found.into_values().collect();
            let new =
                ones.iter().map(|one| enlist::first(one.clone(), job, now, settings)).collect();
            let created = self.state.create(new).await?;
            let lost = ones.into_iter().zip(created).filter(|(_, created)| !created);
            conflicts.extend(lost.map(|(one, _)| (one.partition.clone(), one)));
        }
        Ok(conflicts)
    }
}
