//! The clean-up: jobs that nobody runs any more, and connectors that no job holds any more.

use std::collections::BTreeSet;
use std::sync::Arc;

use clock::Clock;
use elastic::{Record, Records, Updated};
use jiff::Timestamp;
use protocol::cleanup::{IDLE_TEXT, STUCK_TEXT, is_idle, is_stuck};
use protocol::{Connector, Job, JobEnd, JobStatus, JobType, SyncKind, job_patch, standing};
use sync::port::store::StoreError;

use crate::jobs::owner_of;

/// Frees what dead processes left behind.
#[derive(Debug)]
pub struct Cleanup {
    /// The two records' indices.
    pub records: Records,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Connectors that looked stuck in the pass before: those that still do are freed.
    pub suspects: BTreeSet<(String, SyncKind)>,
}

impl Cleanup {
    /// One pass; `mine` are the connectors that this process handles.
    ///
    /// # Errors
    /// When the cluster can't be used.
    pub async fn pass(&mut self, mine: &[String]) -> Result<(), StoreError> {
        self.records.refresh().await;
        let now = self.clock.now();
        for record in self.records.running_jobs(None).await? {
            self.job(record, mine, now).await?;
        }
        for connector_id in mine {
            self.connector(connector_id).await?;
        }
        Ok(())
    }

    /// Ends a job that is idle and either this process's to handle, or nobody's.
    async fn job(&self, found: Record, mine: &[String], now: Timestamp) -> Result<(), StoreError> {
        // A search may lag: what is decided is decided on the record as it is now.
        let Some(Record { id, source, token }) = self.records.job(&found.id).await? else {
            return Ok(());
        };
        let job = Job::new(id, source);
        if !is_idle(&job, now) {
            return Ok(());
        }
        let connector_id = job.connector_id().unwrap_or_default();
        let handled = mine.iter().any(|id| id == connector_id);
        // One that a process of this kind ran is taken over, and goes on.
        if handled && owner_of(&job).is_some() {
            return Ok(());
        }
        let orphaned = !handled && self.records.connector(connector_id).await?.is_none();
        if !handled && !orphaned {
            return Ok(());
        }
        let end = idle_end(&job);
        tracing::warn!(connector_id, sync_job_id = job.id(), orphaned, "{IDLE_TEXT}");
        let patch = job_patch::ended(&end, now);
        let ended = self.records.update_job(job.id(), &patch, Some(token)).await?;
        if ended == Updated::Done && handled {
            let patch = standing::after_job(&end, now);
            self.records.update_connector(connector_id, &patch, None).await?;
        }
        Ok(())
    }

    /// Frees a connector that says that it syncs while no job of it does, in two passes in a row.
    async fn connector(&mut self, connector_id: &str) -> Result<(), StoreError> {
        for kind in [SyncKind::Content, SyncKind::AccessControl] {
            let Some(Record { id, source, token }) = self.records.connector(connector_id).await?
            else {
                return Ok(());
            };
            let connector = Connector::new(id, source);
            let ids = [connector_id.to_owned()];
            let running = self.records.running_jobs(Some(&ids)).await?;
            let running: Vec<Job> =
                running.into_iter().map(|job| Job::new(job.id, job.source)).collect();
            let suspect = (connector_id.to_owned(), kind);
            if !is_stuck(&connector, kind, &running) {
                self.suspects.remove(&suspect);
            } else if self.suspects.remove(&suspect) {
                tracing::warn!(connector_id, "no job runs, but the connector says so: it is freed");
                let patch = standing::released(kind, STUCK_TEXT);
                self.records.update_connector(connector_id, &patch, Some(token)).await?;
            } else {
                self.suspects.insert(suspect);
            }
        }
        Ok(())
    }
}

/// The end of a job that was not seen for too long.
fn idle_end(job: &Job) -> JobEnd {
    JobEnd {
        job_type: job.job_type().unwrap_or(JobType::Full),
        status: JobStatus::Error,
        error: Some(IDLE_TEXT.to_owned()),
        counts: job.counts(),
        total: None,
        metadata: None,
        cursor: None,
    }
}
