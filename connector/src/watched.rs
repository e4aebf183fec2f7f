//! One sync job with its progress shown, whoever runs it and wherever it is stored.
//!
//! ```text
//! work (a fleet, or the service's run) ──▶ store, meter ──▶ Snapshot ──▶ Progress
//!          └──▶ the job at its end ──▶ Synced
//! ```

use std::convert::Infallible;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use clock::Clock;
use graph::{Client, Usage};
use jiff::Timestamp;
use sync::job::SyncJob;
use sync::port::store::{StoreError, Stores};
use sync::summary::Summary;

use crate::progress::{Before, Progress, Snapshot};

/// A job that is about to run, or go on.
#[derive(Debug)]
pub struct Watched {
    /// The job's id.
    pub job_id: String,
    /// Where it reads.
    pub client: Arc<Client>,
    /// Where it writes.
    pub stores: Stores,
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

/// How often progress is told.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

/// How often the store is summed up at most: it holds a record for each team, user and drive.
const SUMMED_EVERY: Duration = Duration::from_millis(500);

/// Of all the time, summing up takes this share at most: one in so many parts.
const SUMMING_SHARE: u32 = 20;

impl Watched {
    /// Does the work, which is to run the job to its end, and shows how far it is.
    ///
    /// # Errors
    /// As the work, or when the store can't be read. A job that fails is no error here.
    pub async fn run<W, E>(
        &self,
        work: impl Future<Output = Result<SyncJob, E>>,
        progress: &Progress<W>,
    ) -> Result<Synced, E>
    where
        W: Write + Send,
        E: From<StoreError>,
    {
        let began = self.clock.now();
        let earlier = self.summary().await?;
        let resumed = earlier.partitions > 0;
        let before =
            Before { partitions_done: earlier.at_rest, documents: earlier.counters.indexed };
        let job = tokio::select! {
            job = work => job?,
            watched = self.watch(progress, began, before) => match watched? {},
        };
        let summary = self.summary().await?;
        let elapsed = self.since(began);
        // Whoever looks at stderr may be gone; the sync came to its end all the same.
        progress.finish(&self.snapshot(&summary, elapsed, before)).unwrap_or_default();
        self.stores.content.refresh_content().await?;
        Ok(Synced {
            documents: self.stores.content.count().await?,
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
    ) -> Result<Infallible, StoreError>
    where
        W: Write + Send,
    {
        let mut summary = Summary::default();
        let mut sum_up_at = began;
        loop {
            let now = self.clock.now();
            if now >= sum_up_at {
                summary = self.summary().await?;
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

    /// What the job has come to so far.
    async fn summary(&self) -> Result<Summary, StoreError> {
        Summary::of(&*self.stores.state, &self.job_id).await
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
