//! One job, run to its end in this process.
//!
//! ```text
//! claimed job ──▶ Fleet over the cluster's store ──▶ its end, in both records
//!                    │ every 10 s: how far it is (heartbeat)
//!                    └ every 5 s: is it still ours?
//! ```

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clock::{Clock, Random};
use embedded::{Fleet, FleetError};
use graph::Client;
use jiff::Timestamp;
use lifecycle::adopt::is_mine;
use lifecycle::jobs::ConnectorJobs;
use protocol::Job;
use sync::job::{JobStatus, JobType, SyncJob};
use sync::monitor::Thresholds;
use sync::port::store::{StoreError, Stores};
use sync::summary::Summary;

use super::Shutdown;
use crate::telemetry::Telemetry;
use crate::telemetry::meter::{GraphMeter, JobMeter};
use crate::telemetry::metrics::Counts;

/// How often the job's record says how far it is. Elastic's service: 10 s.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// How often the job's record is looked at. Elastic's service: 5 s.
const LOOK: Duration = Duration::from_secs(5);

/// Pause before a job goes on whose store couldn't be used.
const PAUSE: Duration = Duration::from_secs(5);

/// A fleet that lasted so long did more than fail: it gives up earlier.
const GOT_ON: Duration = Duration::from_mins(1);

/// A job whose store can't be used for so long fails.
const WAIT_MAX: Duration = Duration::from_mins(15);

/// A job that this process has claimed.
#[derive(Debug)]
pub struct Run {
    /// The job's id.
    pub job_id: String,
    /// What it reads.
    pub job_type: JobType,
    /// Both records.
    pub jobs: ConnectorJobs,
    /// The tenant.
    pub client: Arc<Client>,
    /// When refused documents fail the job.
    pub thresholds: Thresholds,
    /// What this process tells of itself.
    pub telemetry: Arc<Telemetry>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For pauses and names.
    pub random: Arc<Random>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// The job is over.
    Over(SyncJob),
    /// It can't be run before somebody acts: why.
    Refused(String),
    /// The process is to end: another one goes on.
    Suspended,
    /// The job isn't this process's any more, or is gone.
    Lost,
}

/// Why a fleet came back.
enum Driven {
    Over(SyncJob),
    Gone,
    /// Its store can't be used, for too long.
    Failed(String),
}

/// Why a run must stop.
enum Seen {
    /// The job is somebody else's, or gone.
    Lost,
    /// The connector is gone.
    NoConnector,
}

/// What a run adds to the metrics.
struct Meters {
    job: JobMeter,
    graph: GraphMeter,
}

/// What a run waits for now, for people.
type Waiting = Mutex<Option<String>>;

impl Run {
    /// Runs the job until it is over, the process is to end, or it is somebody else's.
    ///
    /// # Errors
    /// When its end can't be written.
    pub async fn to_its_end(&self, shutdown: &Shutdown) -> Result<Ended, StoreError> {
        let waiting = Waiting::default();
        let summary = Summary::of(&self.jobs.store, &self.job_id).await?;
        let mut meters = Meters {
            job: self.telemetry.job_started(
                &self.jobs.connector_id,
                self.job_type.name(),
                counts(&summary),
            ),
            graph: self.telemetry.graph_client(&self.jobs.connector_id),
        };
        let ended = self.run(&waiting, &mut meters, shutdown).await?;
        self.measure(&mut meters, &Summary::of(&self.jobs.store, &self.job_id).await?);
        let (status, took) = match &ended {
            Ended::Over(job) => (job.status.name(), self.since(job)),
            Ended::Suspended => (JobStatus::Suspended.name(), Duration::ZERO),
            Ended::Refused(_) | Ended::Lost => ("lost", Duration::ZERO),
        };
        meters.job.ended(status, self.clock.now(), took);
        Ok(ended)
    }

    async fn run(
        &self,
        waiting: &Waiting,
        meters: &mut Meters,
        shutdown: &Shutdown,
    ) -> Result<Ended, StoreError> {
        tokio::select! {
            driven = self.drive(waiting) => match driven {
                Driven::Over(job) => Ok(Ended::Over(job)),
                // It finds the record gone, and frees the connector.
                Driven::Gone => self.end(JobStatus::Error, None).await,
                Driven::Failed(text) => self.end(JobStatus::Error, Some(&text)).await,
            },
            seen = self.watch(waiting, meters) => match seen {
                Seen::Lost => Ok(Ended::Lost),
                Seen::NoConnector => {
                    self.end(JobStatus::Error, Some("the connector's record is gone")).await
                }
            },
            () = shutdown.requested() => self.end(JobStatus::Suspended, None).await,
        }
    }

    /// A fleet after the other, as long as the store can't be used: an engine that is away or full comes back.
    async fn drive(&self, waiting: &Waiting) -> Driven {
        let mut stuck_since: Option<Timestamp> = None;
        loop {
            let began = self.clock.now();
            let error = match Arc::new(self.fleet()).run_job(&self.job_id).await {
                Ok(job) => return Driven::Over(job),
                Err(FleetError::Gone { .. }) => return Driven::Gone,
                Err(error @ (FleetError::Scheduler(_) | FleetError::Stuck { .. })) => error,
            };
            let now = self.clock.now();
            // It got on in between: this is another failure.
            if elapsed(began, now) > GOT_ON {
                stuck_since = None;
            }
            let since = *stuck_since.get_or_insert(began);
            if elapsed(since, now) > WAIT_MAX {
                return Driven::Failed(format!("given up after {} s: {error}", WAIT_MAX.as_secs()));
            }
            tracing::warn!(sync_job_id = self.job_id, "the job waits: {error}");
            *waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
            self.clock.sleep(PAUSE).await;
        }
    }

    /// Where the job writes.
    pub fn stores(&self) -> Stores {
        Stores {
            state: Arc::new(self.jobs.store.clone()),
            content: Arc::new(self.jobs.store.clone()),
            jobs: Arc::new(self.jobs.clone()),
        }
    }

    fn fleet(&self) -> Fleet {
        Fleet::new(
            &self.jobs.connector_id,
            Arc::clone(&self.client),
            self.stores(),
            Arc::clone(&self.clock),
            Arc::clone(&self.random),
        )
        .with_thresholds(self.thresholds)
    }

    /// Tells how far the job is, and looks at its record; comes back when it must stop.
    async fn watch(&self, waiting: &Waiting, meters: &mut Meters) -> Seen {
        let mut told_at = self.clock.now();
        let mut told = None;
        loop {
            self.clock.sleep(LOOK).await;
            match self.look().await {
                Ok(None) => {}
                Ok(Some(seen)) => return seen,
                // The cluster is away: the fleet waits for it, too.
                Err(error) => tracing::debug!("the job's record can't be read now: {error}"),
            }
            let now = self.clock.now();
            if elapsed(told_at, now) < HEARTBEAT {
                continue;
            }
            let text = waiting.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match self.jobs.tell_progress(&self.job_id, text.as_deref()).await {
                Ok(summary) => {
                    told_at = now;
                    self.measure(meters, &summary);
                    let progress = (summary.at_rest, summary.counters);
                    if told.is_some_and(|told| told != progress) {
                        *waiting.lock().unwrap_or_else(PoisonError::into_inner) = None;
                    }
                    told = Some(progress);
                }
                Err(error) => tracing::warn!("how far the job is can't be told now: {error}"),
            }
        }
    }

    fn measure(&self, meters: &mut Meters, summary: &Summary) {
        meters.job.progress(&counts(summary));
        meters.graph.usage(self.client.meter().usage());
        self.telemetry.issues(&self.jobs.connector_id, summary.issue_count);
    }

    fn since(&self, job: &SyncJob) -> Duration {
        elapsed(job.started_at.unwrap_or(job.created_at), self.clock.now())
    }

    async fn look(&self) -> Result<Option<Seen>, StoreError> {
        let records = &self.jobs.records;
        if records.connector(&self.jobs.connector_id).await?.is_none() {
            return Ok(Some(Seen::NoConnector));
        }
        // A job that is gone is the fleet's to notice.
        let Some(record) = records.job(&self.job_id).await? else {
            return Ok(None);
        };
        let job = Job::new(record.id, record.source);
        Ok((!is_mine(&job, &self.jobs.owner)).then_some(Seen::Lost))
    }

    /// Writes the job's end, or its suspension.
    async fn end(&self, status: JobStatus, error: Option<&str>) -> Result<Ended, StoreError> {
        Ok(match self.jobs.finish(&self.job_id, status, error).await? {
            None => Ended::Lost,
            Some(job) if job.status == JobStatus::Suspended => Ended::Suspended,
            Some(job) => Ended::Over(job),
        })
    }
}

fn elapsed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}

fn counts(summary: &Summary) -> Counts {
    let counters = &summary.counters;
    Counts {
        indexed: counters.indexed,
        deleted: counters.deleted,
        refused: counters.refused,
        excluded: counters.excluded,
        bytes: counters.bytes,
    }
}
