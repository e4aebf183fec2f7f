//! One full sync of one tenant, in this process, with its progress shown.
//!
//! ```text
//! Fleet (scheduler, workers, indexers) ──▶ store, meter ──▶ Snapshot ──▶ Progress
//!          └──▶ the job at its end ──▶ Synced
//! ```

use std::convert::Infallible;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};
use embedded::{Fleet, FleetError, SqliteStore};
use graph::{Client, Usage};
use jiff::Timestamp;
use sync::job::{JobType, SyncJob};
use sync::port::store::{ContentStore as _, JobStore as _, StoreError};
use sync::summary::Summary;

use crate::progress::{Before, Progress, Snapshot};

/// A sync that is about to run.
#[derive(Debug)]
pub struct FullSync {
    /// Where it reads.
    pub client: Arc<Client>,
    /// Where it writes: the connector's part of a store that this process may write.
    pub store: SqliteStore,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// A sync that came to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Synced {
    /// The job, which is over.
    pub job: SyncJob,
    /// Whether an earlier process began it: `usage` and `elapsed` are of this one only.
    pub resumed: bool,
    /// What it came to.
    pub summary: Summary,
    /// The documents that are stored now.
    pub documents: u64,
    /// What was asked of Graph.
    pub usage: Usage,
    /// From the start to the end.
    pub elapsed: Duration,
}

/// Why a sync stopped before its end; the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The store can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing went on any more.
    #[error(transparent)]
    Fleet(#[from] FleetError),
}

/// Jobs among which the unfinished one is looked for.
const JOBS_SEEN: usize = 50;

/// How often progress is told.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

/// How often the store is summed up at most: it holds a record for each team, user and drive.
const SUMMED_EVERY: Duration = Duration::from_millis(500);

/// Of all the time, summing up takes this share at most: one in so many parts.
const SUMMING_SHARE: u32 = 20;

impl FullSync {
    /// Runs the full sync that isn't over, or a new one, to its end.
    ///
    /// # Errors
    /// When the store can't be used; what was done so far is kept. A job that fails is no error here.
    pub async fn run<W>(&self, progress: &Progress<W>) -> Result<Synced, SyncError>
    where
        W: Write + Send,
    {
        let began = self.clock.now();
        let earlier = self.open_job_summary().await?;
        let resumed = earlier.is_some();
        let before = earlier.map_or(Before::default(), |summary| Before {
            partitions_done: summary.at_rest,
            documents: summary.counters.indexed,
        });
        let fleet = Arc::new(Fleet::new(
            self.store.connector_id(),
            Arc::clone(&self.client),
            Arc::new(self.store.clone()),
            Arc::clone(&self.clock),
            Arc::new(Random::from_system()),
        ));
        let job = tokio::select! {
            job = fleet.run(JobType::Full) => job?,
            watched = self.watch(progress, began, before) => match watched? {},
        };
        let summary = Summary::of(&self.store, &job.id).await?;
        let elapsed = self.since(began);
        // Whoever looks at stderr may be gone; the sync came to its end all the same.
        progress.finish(&self.snapshot(&summary, elapsed, before)).unwrap_or_default();
        Ok(Synced {
            documents: self.store.count().await?,
            usage: self.client.meter().usage(),
            job,
            resumed,
            summary,
            elapsed,
        })
    }

    /// Shows the progress for as long as somebody sees it; never returns but when the store can't be read.
    async fn watch<W>(
        &self,
        progress: &Progress<W>,
        began: Timestamp,
        before: Before,
    ) -> Result<Infallible, SyncError>
    where
        W: Write + Send,
    {
        let mut summary = Summary::default();
        let mut sum_up_at = began;
        loop {
            let now = self.clock.now();
            if now >= sum_up_at {
                summary = self.open_job_summary().await?.unwrap_or(summary);
                let took = self.since(now);
                let pause = SUMMED_EVERY.max(took.saturating_mul(SUMMING_SHARE));
                sum_up_at = now.checked_add(pause).unwrap_or(Timestamp::MAX);
            }
            if progress.show(&self.snapshot(&summary, self.since(began), before)).is_err() {
                std::future::pending::<()>().await;
            }
            self.clock.sleep(SHOWN_EVERY).await;
        }
    }

    /// What the full sync that isn't over has come to so far.
    async fn open_job_summary(&self) -> Result<Option<Summary>, StoreError> {
        let jobs = self.store.jobs(JOBS_SEEN).await?;
        let mut jobs = jobs.into_iter().map(|job| job.value);
        let open = jobs.find(|job| job.job_type == JobType::Full && !job.status.is_over());
        match open {
            Some(job) => Summary::of(&self.store, &job.id).await.map(Some),
            None => Ok(None),
        }
    }

    fn snapshot(&self, summary: &Summary, elapsed: Duration, before: Before) -> Snapshot {
        Snapshot {
            partitions_done: summary.at_rest,
            partitions_known: summary.partitions,
            documents: summary.counters.indexed,
            requests: self.client.meter().usage().requests_total(),
            elapsed,
            before,
        }
    }

    fn since(&self, began: Timestamp) -> Duration {
        let elapsed = self.clock.now().duration_since(began);
        Duration::try_from(elapsed).unwrap_or_default()
    }
}
