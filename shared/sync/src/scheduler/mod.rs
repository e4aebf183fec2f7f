//! Scheduler: one level-triggered step that does what is due.
//!
//! Each tick looks at the store and goes on from there, so a tick that is missed, or dies in the middle, costs
//! nothing. Every line of it is one compare-and-set; one that fails is left to the next tick.
//!
//! ```text
//! begin a job ──▶ plan, enlist ──▶ tasks.rs: hand out what is due ──▶ finalise            cancel
//! ```

mod tasks;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clock::{Clock, Random};

use crate::decide::finalise::{Standing, fail, finalise, has_failed, is_over};
use crate::decide::hand_out::after_restart;
use crate::decide::{Settings, cancel, enlist};
use crate::job::{JobStatus, JobType, SyncJob};
use crate::message::CrawlTask;
use crate::monitor::ErrorMonitor;
use crate::partition::{Discovered, PartitionId, Subject};
use crate::port::queue::{Queue, QueueError};
use crate::port::store::{JobStore, StateStore, StoreError, Versioned};
use crate::record::PartitionRecord;

/// Records that one tick changes for a job's beginning or end; the next tick sees the next ones.
const RECORDS_A_TICK: usize = 1_000;

/// Unfinished records that a tick looks at: several times as many as can be out, and so few that a tick stays cheap.
/// Whatever a record waits for comes before it in the order of kinds, so it is looked at too.
const UNFINISHED_A_TICK: usize = 400;

/// Jobs that are looked at for one that isn't over.
const JOBS_A_TICK: usize = 50;

/// Decides what is due.
#[derive(Debug)]
pub struct Scheduler {
    /// The connector.
    pub connector_id: String,
    /// Records of partitions.
    pub state: Arc<dyn StateStore>,
    /// Sync jobs.
    pub jobs: Arc<dyn JobStore>,
    /// Where tasks go.
    pub crawl_queue: Arc<dyn Queue<CrawlTask>>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids of jobs.
    pub random: Arc<Random>,
    /// What decisions depend on.
    pub settings: Settings,
    /// What the indexers of this process saw; on its own it never fails a job.
    pub monitor: Arc<ErrorMonitor>,
    /// Tasks that may be out at once: as many as the workers can use within a lease.
    pub tasks_out_max: usize,
}

/// What a tick led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Tick {
    /// There is no job to run.
    Idle,
    /// A job is running.
    Running(SyncJob),
    /// A job came to its end in this tick.
    Over(SyncJob),
}

/// Why a tick ended early; the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum SchedulerError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The crawl queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl Scheduler {
    /// Asks for a sync: the job of this type that isn't over, or a new one.
    ///
    /// # Errors
    /// When the store can't be used.
    pub async fn request_sync(&self, job_type: JobType) -> Result<SyncJob, SchedulerError> {
        // A listing that lags shows as open what is over, and hides what was just asked for.
        self.state.refresh().await?;
        let jobs = self.jobs.jobs(JOBS_A_TICK).await?;
        let open = jobs
            .into_iter()
            .map(|job| job.value)
            .find(|job| job.job_type == job_type && !job.status.is_over());
        if let Some(job) = open {
            return Ok(job);
        }
        let job = SyncJob {
            id: self.random.id(),
            connector_id: self.connector_id.clone(),
            job_type,
            status: JobStatus::Pending,
            created_at: self.clock.now(),
            started_at: None,
            completed_at: None,
            cancelation_requested_at: None,
            error: None,
            filtering: None,
        };
        self.jobs.create_job(job.clone()).await?;
        Ok(job)
    }

    /// Asks for a job to be cancelled; false if it is over, or none has this id.
    ///
    /// # Errors
    /// When the store can't be used.
    pub async fn request_cancel(&self, job_id: &str) -> Result<bool, SchedulerError> {
        while let Some(Versioned { value: job, token }) = self.jobs.job(job_id).await? {
            if job.status.is_over() {
                return Ok(false);
            }
            let requested = Some(job.cancelation_requested_at.unwrap_or_else(|| self.clock.now()));
            let value = SyncJob {
                status: JobStatus::Canceling,
                cancelation_requested_at: requested,
                ..job
            };
            if self.jobs.replace_job(Versioned { value, token }).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// After the process that ran a job ended, and it is certain that no other runs it: hands out at once what was
    /// out, and doesn't count it as a try.
    ///
    /// # Errors
    /// When the store can't be used.
    pub async fn resume_after_restart(&self, job_id: &str) -> Result<(), SchedulerError> {
        let now = self.clock.now();
        self.state.refresh().await?;
        let records = self.state.unfinished(job_id, usize::MAX).await?;
        self.change(records, |record| after_restart(record, now)).await?;
        Ok(())
    }

    /// Does what is due.
    ///
    /// # Errors
    /// When store or queue can't be used; what was done so far stays done.
    pub async fn tick(&self) -> Result<Tick, SchedulerError> {
        let jobs = self.jobs.jobs(JOBS_A_TICK).await?;
        let Some(job) = current(&jobs) else {
            return self.idle(jobs.first().map(|job| &job.value)).await;
        };
        self.step(job.clone()).await
    }

    /// Does what is due for one job; [`Tick::Over`] once nothing of it is left to do.
    ///
    /// # Errors
    /// When store or queue can't be used; what was done so far stays done.
    pub async fn tick_job(&self, job_id: &str) -> Result<Tick, SchedulerError> {
        match self.jobs.job(job_id).await? {
            Some(job) => self.step(job).await,
            None => Ok(Tick::Idle),
        }
    }

    async fn step(&self, job: Versioned<SyncJob>) -> Result<Tick, SchedulerError> {
        match job.value.status {
            JobStatus::Pending | JobStatus::Suspended => self.begin(job).await,
            JobStatus::Canceling => self.cancel(job).await,
            JobStatus::InProgress => self.advance(job).await,
            // Somebody else ended it.
            JobStatus::Canceled | JobStatus::Completed | JobStatus::Error => {
                self.settle(&job.value).await.map(|()| Tick::Over(job.value))
            }
        }
    }

    async fn idle(&self, newest: Option<&SyncJob>) -> Result<Tick, SchedulerError> {
        if let Some(job) = newest {
            self.settle(job).await?;
        }
        Ok(Tick::Idle)
    }

    /// Late enlistments of a job that is over come to rest.
    async fn settle(&self, job: &SyncJob) -> Result<(), SchedulerError> {
        let late = self.state.unfinished(&job.id, RECORDS_A_TICK).await?;
        self.change(late, cancel::cancel).await?;
        Ok(())
    }

    async fn begin(&self, job: Versioned<SyncJob>) -> Result<Tick, SchedulerError> {
        let started_at = Some(job.value.started_at.unwrap_or_else(|| self.clock.now()));
        let value = SyncJob { status: JobStatus::InProgress, started_at, ..job.value.clone() };
        if self.jobs.replace_job(Versioned { value: value.clone(), token: job.token }).await? {
            return self.plan(&value).await.map(|()| Tick::Running(value));
        }
        // Somebody else begins it, or asked to cancel it: the next tick sees which.
        Ok(Tick::Running(job.value))
    }

    /// The job is marked already: its partitions come to rest, then it is over.
    async fn cancel(&self, job: Versioned<SyncJob>) -> Result<Tick, SchedulerError> {
        self.state.refresh().await?;
        let open = self.state.unfinished(&job.value.id, RECORDS_A_TICK).await?;
        if !open.is_empty() {
            self.change(open, cancel::cancel).await?;
            return Ok(Tick::Running(job.value));
        }
        let value = SyncJob {
            status: JobStatus::Canceled,
            completed_at: Some(self.clock.now()),
            ..job.value
        };
        self.end(Versioned { value, token: job.token }).await
    }

    async fn advance(&self, job: Versioned<SyncJob>) -> Result<Tick, SchedulerError> {
        self.plan(&job.value).await?;
        // A listing that lags shows as due what is out, and hides what was found.
        self.state.refresh().await?;
        let others = self.state.of_other_jobs(&job.value.id, RECORDS_A_TICK).await?;
        let (now, settings) = (self.clock.now(), self.settings);
        let waiting: BTreeSet<PartitionId> =
            others.iter().map(|record| record.value.partition.clone()).collect();
        self.change(others, |record| Some(enlist::enlist(record, &job.value, now, &settings)))
            .await?;
        let unfinished = self.state.unfinished(&job.value.id, UNFINISHED_A_TICK).await?;
        if !unfinished.is_empty() {
            self.hand_out(&job.value, unfinished, waiting).await?;
        } else if waiting.is_empty() && self.all_at_rest(&job.value).await? {
            let value = self.ended(job.value).await?;
            return self.end(Versioned { value, token: job.token }).await;
        }
        Ok(Tick::Running(job.value))
    }

    /// Planning is the directory's record: its run finds all the others.
    async fn plan(&self, job: &SyncJob) -> Result<(), SchedulerError> {
        let directory = PartitionId::directory();
        if self.state.records(std::slice::from_ref(&directory)).await?.is_empty() {
            let found = Discovered { partition: directory, subject: Subject::Directory };
            let record = enlist::first(found, job, self.clock.now(), &self.settings);
            self.state.create(vec![record]).await?;
        }
        Ok(())
    }

    /// Whether nothing of the job is left to wait for, after a refresh (R13).
    async fn all_at_rest(&self, job: &SyncJob) -> Result<bool, StoreError> {
        self.state.refresh().await?;
        let directory = self.state.records(&[PartitionId::directory()]).await?;
        let standing = Standing {
            directory: directory.first().map(|record| &record.value),
            unfinished: !self.state.unfinished(&job.id, 1).await?.is_empty(),
            others: !self.state.of_other_jobs(&job.id, 1).await?.is_empty(),
        };
        Ok(is_over(job, &standing))
    }

    /// The job as it is to be at its end.
    async fn ended(&self, job: SyncJob) -> Result<SyncJob, StoreError> {
        let now = self.clock.now();
        // The last batch may have been the one too many.
        if let Some(exceeded) = self.monitor.exceeded(&job.id) {
            return Ok(fail(job, exceeded.to_string(), now));
        }
        let failed = self.failed(&job).await?;
        Ok(finalise(job, &failed, now))
    }

    async fn failed(&self, job: &SyncJob) -> Result<Vec<PartitionRecord>, StoreError> {
        let mut failed = Vec::new();
        let mut after = None;
        loop {
            let page = self.state.list(after.as_ref(), RECORDS_A_TICK).await?;
            let Some(last) = page.last() else {
                return Ok(failed);
            };
            after = Some(last.partition.clone());
            failed.extend(
                page.into_iter().filter(|record| record.job_id == job.id && has_failed(record)),
            );
        }
    }

    async fn end(&self, job: Versioned<SyncJob>) -> Result<Tick, SchedulerError> {
        let value = job.value.clone();
        if self.jobs.replace_job(job).await? {
            return Ok(Tick::Over(value));
        }
        // Somebody asked to cancel it meanwhile: the next tick sees that.
        Ok(Tick::Running(value))
    }

    /// Changes records by compare-and-set; gives those that were stored.
    async fn change(
        &self,
        records: Vec<Versioned<PartitionRecord>>,
        change: impl Fn(PartitionRecord) -> Option<PartitionRecord>,
    ) -> Result<Vec<PartitionRecord>, StoreError> {
        let changed = records.into_iter().filter_map(|Versioned { value, token }| {
            change(value).map(|value| Versioned { value, token })
        });
        let changed: Vec<Versioned<PartitionRecord>> = changed.collect();
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let stored = self.state.replace(changed.clone()).await?;
        let kept = changed.into_iter().zip(stored).filter(|(_, stored)| stored.is_some());
        Ok(kept.map(|(record, _)| record.value).collect())
    }
}

/// The job to work on: the one that runs, else the oldest that waits.
fn current(jobs: &[Versioned<SyncJob>]) -> Option<&Versioned<SyncJob>> {
    let by_status: BTreeMap<bool, &Versioned<SyncJob>> = jobs
        .iter()
        .filter(|job| !job.value.status.is_over())
        // Newest first: of equals the last, and so the oldest, stays.
        .map(|job| (job.value.status.is_waiting(), job))
        .collect();
    by_status.into_values().next()
}
