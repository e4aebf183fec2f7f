//! The three roles side by side in one process, over queues in memory and any store.
//!
//! ```text
//!          every second, and whenever few tasks are left
//! scheduler ───────────────▶ crawl queue ──▶ worker × N ──▶ index queue ──▶ indexer × M
//! ```
//!
//! A fleet may be dropped at any moment: whatever was under way is handed out again by the next one.

use std::fmt::Display;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clock::{Clock, Random};
use futures::future::{Either, select};
use graph::Client;
use jiff::Timestamp;
use sync::decide::Settings;
use sync::indexer::{Indexed, Indexer};
use sync::job::{JobType, SyncJob};
use sync::message::{CrawlTask, End, IndexBatch};
use sync::monitor::{ErrorMonitor, Thresholds};
use sync::port::queue::{Delivery, Queue as _, QueueError};
use sync::port::store::Stores;
use sync::rules::JobRules;
use sync::scheduler::{Scheduler, SchedulerError, Tick};
use sync::summary::Summary;
use sync::users::UsersInScope;
use sync::worker::{Budget, Worked, Worker};
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};

use crate::queue::{MemoryQueue, Options};

/// Partitions that are read at once. They mostly wait for Graph, so it is more than there are cores.
const WORKERS: usize = 16;

/// Tasks that are out at once: enough for the workers until the next tick.
const TASKS_OUT_MAX: usize = WORKERS * 8;

/// With fewer tasks in the queue, those under way among them, workers will soon be idle.
const TASKS_LOW: usize = WORKERS * 2;

/// Batches that are written at once. An indexer mostly waits for a store elsewhere; one in a single file takes them one
/// after the other all the same.
const INDEXERS: usize = 16;

/// Batches that wait to be written, of at most a segment's bytes each: with more no task is taken, so that a slow store
/// costs time and not memory.
const BATCHES_MAX: usize = 8;

/// A tick comes at least this often.
const TICK: Duration = Duration::from_secs(1);

/// And at most this often, however many partitions come to rest: one tick serves all of them.
const TICK_GAP: Duration = Duration::from_millis(50);

/// How long a receiver waits for a message before it asks again.
const POLL: Duration = Duration::from_secs(20);

/// Longer than the longest segment with its last request.
const CRAWL_VISIBILITY: Duration = Duration::from_mins(5);

/// Longer than the longest write.
const INDEX_VISIBILITY: Duration = Duration::from_mins(2);

/// A role that only fails for this long needs somebody's help, not patience.
const FAILURE_MAX: Duration = Duration::from_secs(30);

/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs the jobs of one connector.
#[derive(Debug)]
pub struct Fleet {
    scheduler: Scheduler,
    worker: Worker,
    indexer: Indexer,
    crawl_queue: Arc<MemoryQueue<CrawlTask>>,
    index_queue: Arc<MemoryQueue<IndexBatch>>,
    clock: Arc<dyn Clock>,
    /// A partition came to rest, and few tasks are left: others may be due.
    at_rest: Notify,
    /// A batch was written: there is room for more.
    written: Notify,
    scheduling: Health,
    crawling: Health,
    indexing: Health,
}

/// Why a fleet stopped; what it did so far is kept, and the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// The job can't be asked for.
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
    /// The job isn't there any more.
    #[error("job {job_id} is gone")]
    Gone {
        /// Which.
        job_id: String,
    },
    /// A role did nothing but fail for too long.
    #[error("nothing went on for {} s: {reason}", FAILURE_MAX.as_secs())]
    Stuck {
        /// How it failed last.
        reason: String,
    },
}

/// Whether a role gets on: since when it only fails, and how.
#[derive(Debug, Default)]
struct Health(Mutex<Option<Failing>>);

#[derive(Debug)]
struct Failing {
    since: Timestamp,
    reason: String,
}

impl Health {
    fn succeeded(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn failed(&self, error: &impl Display, now: Timestamp) {
        let mut failing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let since = failing.as_ref().map_or(now, |failing| failing.since);
        *failing = Some(Failing { since, reason: error.to_string() });
    }

    fn check(&self, now: Timestamp) -> Result<(), FleetError> {
        let failing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*failing {
            Some(Failing { since, reason })
                if now.duration_since(*since).unsigned_abs() > FAILURE_MAX =>
            {
                Err(FleetError::Stuck { reason: reason.clone() })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Fleet {
    /// A fleet over `store`, reading with `graph`; nothing runs yet.
    pub fn new(
        connector_id: &str,
        graph: Arc<Client>,
        store: impl Into<Stores>,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Self {
        let Stores { state, content, jobs } = store.into();
        let queue = |visibility| Options { visibility, receives_max: u32::MAX };
        let crawl_queue = Arc::new(MemoryQueue::new(queue(CRAWL_VISIBILITY), Arc::clone(&clock)));
        let index_queue = Arc::new(MemoryQueue::new(queue(INDEX_VISIBILITY), Arc::clone(&clock)));
        let settings = Settings::of_one_process();
        let monitor = Arc::new(ErrorMonitor::new(Thresholds::default()));
        let scheduler = Scheduler {
            connector_id: connector_id.to_owned(),
            state: Arc::clone(&state),
            jobs: Arc::clone(&jobs),
            crawl_queue: Arc::<MemoryQueue<_>>::clone(&crawl_queue),
            clock: Arc::clone(&clock),
            random: Arc::clone(&random),
            settings,
            monitor: Arc::clone(&monitor),
            tasks_out_max: TASKS_OUT_MAX,
        };
        let worker = Worker {
            graph,
            state: Arc::clone(&state),
            rules: JobRules::new(Arc::clone(&jobs)),
            users: UsersInScope::new(Arc::clone(&state)),
            index_queue: Arc::<MemoryQueue<_>>::clone(&index_queue),
            clock: Arc::clone(&clock),
            random,
            budget: Budget::of_one_process(),
            clock_skew: settings.clock_skew,
        };
        let indexer = Indexer {
            state,
            jobs,
            content,
            crawl_queue: Arc::<MemoryQueue<_>>::clone(&crawl_queue),
            index_queue: Arc::<MemoryQueue<_>>::clone(&index_queue),
            monitor,
            clock: Arc::clone(&clock),
            settings,
        };
        Self {
            scheduler,
            worker,
            indexer,
            crawl_queue,
            index_queue,
            clock,
            at_rest: Notify::new(),
            written: Notify::new(),
            scheduling: Health::default(),
            crawling: Health::default(),
            indexing: Health::default(),
        }
    }

    /// The same fleet, with other limits than Elastic's on refused documents.
    #[must_use]
    pub fn with_thresholds(mut self, thresholds: Thresholds) -> Self {
        let monitor = Arc::new(ErrorMonitor::new(thresholds));
        self.scheduler.monitor = Arc::clone(&monitor);
        self.indexer.monitor = monitor;
        self
    }

    /// Runs a job of this type to its end: the one that isn't over, or a new one.
    ///
    /// # Errors
    /// When the store can't be used, again and again; the job is kept, and a later call goes on with it.
    pub async fn run(self: Arc<Self>, job_type: JobType) -> Result<SyncJob, FleetError> {
        let job = self.request(job_type).await?;
        self.run_job(&job.id).await
    }

    /// The job of this type that isn't over, or a new one.
    ///
    /// # Errors
    /// When the store can't be used.
    pub async fn request(&self, job_type: JobType) -> Result<SyncJob, FleetError> {
        Ok(self.scheduler.request_sync(job_type).await?)
    }

    /// Runs this job, and no other, to its end; nobody else may be running it.
    ///
    /// # Errors
    /// When the job can't be begun, or the store can't be used, again and again; the job is kept, and a later call goes
    /// on with it.
    pub async fn run_job(self: Arc<Self>, job_id: &str) -> Result<SyncJob, FleetError> {
        self.scheduler.resume_after_restart(job_id).await?;
        let state = &*self.scheduler.state;
        let earlier = Summary::of(state, job_id).await.map_err(SchedulerError::from)?.counters;
        self.indexer.monitor.resume(job_id, earlier.refused);
        // Each loop is a task of its own, so that all cores work; they end with this call, however it ends.
        let mut roles = JoinSet::new();
        for _ in 0..WORKERS {
            let fleet = Arc::clone(&self);
            roles.spawn(async move { fleet.crawl().await });
        }
        for _ in 0..INDEXERS {
            let fleet = Arc::clone(&self);
            roles.spawn(async move { fleet.index().await });
        }
        match select(pin!(self.schedule(job_id)), pin!(roles.join_next())).await {
            Either::Left((ended, _)) => ended,
            // No loop ends by itself, save that its queue is gone.
            Either::Right((ended, _)) => Err(FleetError::Stuck { reason: reason_of(ended) }),
        }
    }

    /// Ticks until the job is over.
    async fn schedule(&self, job_id: &str) -> Result<SyncJob, FleetError> {
        loop {
            match self.scheduler.tick_job(job_id).await {
                Ok(Tick::Over(job)) => return Ok(job),
                Ok(Tick::Running(_)) => self.scheduling.succeeded(),
                Ok(Tick::Idle) => return Err(FleetError::Gone { job_id: job_id.to_owned() }),
                Err(error) => self.scheduling.failed(&error, self.clock.now()),
            }
            for role in [&self.scheduling, &self.crawling, &self.indexing] {
                role.check(self.clock.now())?;
            }
            self.clock.sleep(TICK_GAP).await;
            select(pin!(self.at_rest.notified()), self.clock.sleep(TICK)).await;
        }
    }

    /// Takes one task after the other.
    async fn crawl(&self) -> QueueError {
        loop {
            self.room().await;
            let tasks = match self.crawl_queue.receive(1, POLL).await {
                Ok(tasks) => tasks,
                Err(error) => return error,
            };
            for task in tasks {
                if let Err(error) = self.crawl_one(&task).await {
                    return error;
                }
            }
        }
    }

    /// Waits until few batches wait to be written.
    async fn room(&self) {
        while self.index_queue.depth() > BATCHES_MAX {
            select(pin!(self.written.notified()), self.clock.sleep(TICK_GAP)).await;
        }
    }

    async fn crawl_one(&self, task: &Delivery<CrawlTask>) -> Result<(), QueueError> {
        match self.worker.work(&task.message).await {
            Ok(Worked::Ended | Worked::Superseded | Worked::Foreign) => {
                self.crawling.succeeded();
                self.crawl_queue.acknowledge(&task.receipt).await
            }
            Ok(Worked::Early(at)) => {
                let wait = at.duration_since(self.clock.now());
                self.crawl_queue
                    .release(&task.receipt, Duration::try_from(wait).unwrap_or_default())
                    .await
            }
            Err(error) => {
                tracing::warn!(partition = %task.message.partition, %error, "a task was put back");
                self.crawling.failed(&error, self.clock.now());
                self.crawl_queue.release(&task.receipt, PAUSE).await
            }
        }
    }

    /// Applies one batch after the other.
    async fn index(&self) -> QueueError {
        loop {
            let batches = match self.index_queue.receive(1, POLL).await {
                Ok(batches) => batches,
                Err(error) => return error,
            };
            for batch in batches {
                if let Err(error) = self.index_one(&batch).await {
                    return error;
                }
                self.written.notify_waiters();
            }
        }
    }

    async fn index_one(&self, batch: &Delivery<IndexBatch>) -> Result<(), QueueError> {
        match self.indexer.index(&batch.message).await {
            Ok(indexed) => {
                self.indexing.succeeded();
                let may_free_others = indexed == Indexed::Gap || comes_to_rest(&batch.message);
                if may_free_others && self.crawl_queue.depth() < TASKS_LOW {
                    self.at_rest.notify_one();
                }
                self.index_queue.acknowledge(&batch.receipt).await
            }
            Err(error) => {
                tracing::warn!(partition = %batch.message.partition, %error, "a batch was put back");
                self.indexing.failed(&error, self.clock.now());
                self.index_queue.release(&batch.receipt, PAUSE).await
            }
        }
    }
}

fn comes_to_rest(batch: &IndexBatch) -> bool {
    match batch.end {
        End::None | End::Continue { .. } => false,
        End::Done { .. } | End::Failed { .. } => true,
    }
}

fn reason_of(ended: Option<Result<QueueError, JoinError>>) -> String {
    match ended {
        Some(Ok(error)) => error.to_string(),
        Some(Err(error)) => format!("a part of the program stopped: {error}"),
        None => "no part of the program runs".to_owned(),
    }
}
