//! The three roles driven by hand: one message at a time, with whatever can go wrong on the way.

use std::sync::Arc;
use std::time::Duration;

use clock::{Random, TestClock};
use embedded::MemoryQueue;
use sync::decide::Settings;
use sync::indexer::Indexer;
use sync::job::{JobStatus, JobType, SyncJob};
use sync::message::{CrawlTask, IndexBatch};
use sync::monitor::{ErrorMonitor, Thresholds};
use sync::port::queue::{Delivery, Queue as _};
use sync::port::store::Store;
use sync::rules::JobRules;
use sync::scheduler::{Scheduler, Tick};
use sync::users::UsersInScope;
use sync::worker::{Budget, Worker};

use crate::store::TestStore;
use crate::world::{CONNECTOR, World};

/// What goes wrong with one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// It is lost for good.
    Lost,
    /// It is worked off, but not acknowledged: it will come again.
    Twice,
    /// Whoever took it died before it did anything: it will come again.
    Died,
}

/// The roles over queues in memory and a clock that stands still until something waits for it.
pub(crate) struct Machine {
    pub(crate) scheduler: Scheduler,
    pub(crate) worker: Worker,
    pub(crate) indexer: Indexer,
    pub(crate) crawl_queue: Arc<MemoryQueue<CrawlTask>>,
    pub(crate) index_queue: Arc<MemoryQueue<IndexBatch>>,
    pub(crate) clock: Arc<TestClock>,
}

impl Machine {
    /// `steps`: how much a segment may read; a small number makes many segments.
    pub(crate) fn new(world: &World, store: &Arc<TestStore>, steps: u32) -> Self {
        Self::over(world, Arc::clone(store), steps)
    }

    /// Over any store.
    pub(crate) fn over<S: Store + 'static>(world: &World, store: Arc<S>, steps: u32) -> Self {
        let clock = Arc::new(TestClock::at("2026-01-01T00:00:00Z".parse().unwrap()));
        let options =
            embedded::queue::Options { visibility: Duration::from_mins(2), receives_max: u32::MAX };
        let crawl_queue = Arc::new(MemoryQueue::new(options, Arc::<TestClock>::clone(&clock)));
        let index_queue = Arc::new(MemoryQueue::new(options, Arc::<TestClock>::clone(&clock)));
        let settings = Settings { tries_max: 20, ..Settings::of_one_process() };
        let random = Arc::new(Random::seeded(7));
        let monitor = Arc::new(ErrorMonitor::new(Thresholds::default()));
        Self {
            scheduler: Scheduler {
                connector_id: CONNECTOR.to_owned(),
                state: Arc::<S>::clone(&store),
                jobs: Arc::<S>::clone(&store),
                crawl_queue: Arc::<MemoryQueue<_>>::clone(&crawl_queue),
                clock: Arc::<TestClock>::clone(&clock),
                random: Arc::clone(&random),
                settings,
                monitor: Arc::clone(&monitor),
                tasks_out_max: 8,
            },
            worker: Worker {
                graph: world.client(Arc::<TestClock>::clone(&clock)),
                state: Arc::<S>::clone(&store),
                rules: JobRules::new(Arc::<S>::clone(&store)),
                users: UsersInScope::new(Arc::<S>::clone(&store)),
                index_queue: Arc::<MemoryQueue<_>>::clone(&index_queue),
                clock: Arc::<TestClock>::clone(&clock),
                random,
                budget: Budget { time: Duration::from_hours(1), steps, bytes: usize::MAX },
                clock_skew: settings.clock_skew,
            },
            indexer: Indexer {
                state: Arc::<S>::clone(&store),
                content: Arc::<S>::clone(&store),
                jobs: store,
                crawl_queue: Arc::<MemoryQueue<_>>::clone(&crawl_queue),
                index_queue: Arc::<MemoryQueue<_>>::clone(&index_queue),
                monitor,
                clock: Arc::<TestClock>::clone(&clock),
                settings,
            },
            crawl_queue,
            index_queue,
            clock,
        }
    }

    /// Runs a full sync; `fault` says what goes wrong with each message in turn.
    pub(crate) async fn full_sync(&self, mut fault: impl FnMut() -> Fault) -> SyncJob {
        let job = self.scheduler.request_sync(JobType::Full).await.unwrap();
        loop {
            if let Some(over) = self.turn(&mut fault).await {
                assert_eq!(over.id, job.id);
                return over;
            }
        }
    }

    /// One tick, then every message that is there once.
    ///
    /// The tick sees all that is written: while a listing lags, this clock would run far ahead.
    pub(crate) async fn turn(&self, fault: &mut impl FnMut() -> Fault) -> Option<SyncJob> {
        self.scheduler.state.refresh().await.unwrap();
        if let Tick::Over(job) = self.scheduler.tick().await.unwrap() {
            return Some(job);
        }
        let tasks = self.crawl_queue.receive(100, Duration::ZERO).await.unwrap();
        let idle = tasks.is_empty();
        for task in tasks {
            self.crawl(&task, fault()).await;
        }
        let mut batches = 0;
        loop {
            let waiting = self.index_queue.receive(100, Duration::ZERO).await.unwrap();
            if waiting.is_empty() {
                break;
            }
            for batch in waiting {
                batches += 1;
                self.index(&batch, fault()).await;
            }
        }
        if idle && batches == 0 {
            self.clock.advance(Duration::from_secs(30));
        }
        None
    }

    async fn crawl(&self, task: &Delivery<CrawlTask>, fault: Fault) {
        match fault {
            Fault::None | Fault::Twice => {
                self.worker.work(&task.message).await.unwrap();
            }
            Fault::Lost | Fault::Died => {}
        }
        match fault {
            Fault::None | Fault::Lost => self.crawl_queue.acknowledge(&task.receipt).await.unwrap(),
            Fault::Twice | Fault::Died => {}
        }
    }

    async fn index(&self, batch: &Delivery<IndexBatch>, fault: Fault) {
        match fault {
            Fault::None | Fault::Twice => {
                if self.indexer.index(&batch.message).await.is_err() {
                    // The store was away: the batch stays on its queue.
                    return self.index_queue.release(&batch.receipt, Duration::ZERO).await.unwrap();
                }
            }
            Fault::Lost | Fault::Died => {}
        }
        match fault {
            Fault::None | Fault::Lost => {
                self.index_queue.acknowledge(&batch.receipt).await.unwrap();
            }
            Fault::Twice | Fault::Died => {}
        }
    }
}

/// Completed, whatever the way.
pub(crate) fn assert_completed(job: &SyncJob) {
    assert_eq!(job.status, JobStatus::Completed, "{job:?}");
}
