//! Indexer: a job of which the store refuses too many documents ends.
//!
//! Only the job is changed here. Its partitions come to rest in the scheduler's next tick, as those of any job that is
//! over do, and with that the right to write ends (R14). Until then batches that are under way are applied as usual.

use std::collections::BTreeMap;

use super::{CONFLICTS_MAX, Indexer, IndexerError};
use crate::decide::advance::Applied;
use crate::decide::finalise;
use crate::message::IndexBatch;
use crate::monitor::{Exceeded, Outcome};
use crate::port::store::Versioned;

impl Indexer {
    /// Tells the monitor what became of each operation of a batch.
    pub(super) fn observe(&self, batch: &IndexBatch, applied: &Applied) {
        let refused: BTreeMap<&str, &str> =
            applied.refused.iter().map(|(id, _, reason)| (id.as_str(), reason.as_str())).collect();
        let outcomes = batch.operations.iter().map(|operation| {
            let document = operation.id();
            let reason = refused.get(document);
            reason.map_or(Outcome::Taken, |reason| Outcome::Refused { document, reason })
        });
        self.monitor.observe(&batch.job_id, outcomes);
    }

    /// Ends the job as an error, unless it is over.
    pub(super) async fn fail_job(
        &self,
        job_id: &str,
        exceeded: &Exceeded,
    ) -> Result<(), IndexerError> {
        for _try in 0..CONFLICTS_MAX {
            let Some(Versioned { value: job, token }) = self.jobs.job(job_id).await? else {
                return Ok(());
            };
            if job.status.is_over() {
                return Ok(());
            }
            let value = finalise::fail(job, exceeded.to_string(), self.clock.now());
            if self.jobs.replace_job(Versioned { value, token }).await? {
                return Ok(());
            }
        }
        Err(IndexerError::Conflict(format!("job {job_id}")))
    }
}
