//! Indexer: what a full run didn't meet in scopes that it read to their end is deleted.

use std::collections::BTreeSet;

use super::{Indexer, IndexerError};
use crate::decide::advance::Applied;
use crate::partition::Scope;
use crate::port::store::{Sweep, Write, Written};
use crate::record::PartitionRecord;

/// Deletions of one handling of a batch; a sweep of more goes on with the batch sent again.
const DELETES_MAX: usize = 5_000;

/// Documents that a sweep looks up and deletes at once.
const PAGE: usize = 500;

/// What one handling of a batch swept.
pub(super) struct Swept {
    /// Documents deleted.
    pub(super) deleted: u64,
    /// Whether nothing is left.
    pub(super) complete: bool,
}

impl Indexer {
    /// Deletes what the run didn't meet in scopes that it read to their end.
    ///
    /// Refused documents are spared: the source has them, the store doesn't take their newest form (R9).
    ///
    /// What was written before the job is visible since the directory's run ended, before any other could (see
    /// [`Indexer::make_visible`]): so a search that finds nothing is right. One that finds something may not have seen
    /// that the run has met it, and is asked again after a refresh. A first sync needs no refresh but one.
    pub(super) async fn sweep(
        &self,
        record: &PartitionRecord,
        scopes: &BTreeSet<Scope>,
        applied: &Applied,
    ) -> Result<Swept, IndexerError> {
        let spared: BTreeSet<&str> = record
            .retry
            .iter()
            .filter(|(_, refused)| refused.version >= record.run)
            .map(|(id, _)| id.as_str())
            .chain(applied.refused.iter().map(|(id, _, _)| id.as_str()))
            .collect();
        let sweep = Sweep {
            partition: record.partition.clone(),
            before: record.run,
            is_first: record.first_job_id == record.job_id,
        };
        let mut after: Option<String> = None;
        let mut swept = Swept { deleted: 0, complete: false };
        let mut writes_total = 0;
        let mut refreshed = false;
        loop {
            let stale = self.content.stale(&sweep, after.as_deref(), PAGE).await?;
            if !refreshed && !stale.is_empty() {
                self.content.refresh_content().await?;
                refreshed = true;
                continue;
            }
            let last_page = stale.len() < PAGE;
            after = stale.last().map(|stale| stale.id.clone());
            let doomed = stale.into_iter().filter(|stale| scopes.contains(&stale.scope));
            let writes: Vec<Write> = doomed
                .filter(|stale| !spared.contains(stale.id.as_str()))
                .map(|stale| Write { id: stale.id, version: record.revision + 1, source: None })
                .collect();
            writes_total += writes.len();
            if !writes.is_empty() {
                let outcomes = self.content.write(writes).await?;
                let done = outcomes.iter().filter(|outcome| **outcome == Written::Done).count();
                swept.deleted += u64::try_from(done).unwrap_or_default();
            }
            swept.complete = last_page;
            if last_page || writes_total >= DELETES_MAX {
                return Ok(swept);
            }
        }
    }
}
