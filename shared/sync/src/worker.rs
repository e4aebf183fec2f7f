//! Worker: a task becomes a segment of reading, and the segment becomes batches.
//!
//! A worker writes nothing but batches, so it can be killed, run twice or run late: the indexer tells which attempt
//! counts. It looks at the partition's record before it reads anything (R15), and takes position and cursor from it.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};
use documents::rule::Rules;
use graph::{Client, Disposition};
use jiff::Timestamp;

use crate::batch::Batches;
use crate::crawl::position::Position;
use crate::crawl::{Reading, Segment, Step, Stop};
use crate::message::{CrawlTask, End, IndexBatch, VERSION};
use crate::partition::{Kind, PartitionId};
use crate::port::queue::{Queue, QueueError};
use crate::port::store::{StateStore, StoreError};
use crate::record::{PartitionRecord, Status};
use crate::rules::JobRules;
use crate::users::UsersInScope;

/// How often in a row Graph may fail a segment before what it failed on is left out of the run.
const STALLS_MAX: u32 = 4;

/// Longest pause after a segment that Graph failed.
const STALL_WAIT_MAX: Duration = Duration::from_mins(1);

/// Reads partitions.
#[derive(Debug)]
pub struct Worker {
    /// Graph, as the connector's application.
    pub graph: Arc<Client>,
    /// To look at records.
    pub state: Arc<dyn StateStore>,
    /// Which documents a job wants.
    pub rules: JobRules,
    /// Whose chats are read.
    pub users: UsersInScope,
    /// Where batches go.
    pub index_queue: Arc<dyn Queue<IndexBatch>>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Draws attempt ids.
    pub random: Arc<Random>,
    /// How much a segment may read.
    pub budget: Budget,
    /// How far a mark is set back; the scheduler's.
    pub clock_skew: Duration,
}

/// How much a segment may read before it hands in what it has.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Time.
    pub time: Duration,
    /// Steps, about one request each.
    pub steps: u32,
    /// Bytes of documents: what a worker may be ahead of the indexer.
    pub bytes: usize,
}

impl Budget {
    /// For a process that runs all three roles by itself.
    pub fn of_one_process() -> Self {
        Self { time: Duration::from_secs(10), steps: 500, bytes: 1 << 20 }
    }
}

/// What became of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// Its segment was read and handed in.
    Ended,
    /// Its right to write is over, another attempt has it, or its job is gone: nothing was read.
    Superseded,
    /// It came before its time: it is to be given again then.
    Early(Timestamp),
    /// It was written by another version: it is to be kept apart.
    Foreign,
}

/// Why a task was not worked off; it comes again.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The index queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The state.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Worker {
    /// Reads one segment.
    ///
    /// # Errors
    /// When a queue or the store can't be used; what Graph does wrong is no error of the task.
    pub async fn work(&self, task: &CrawlTask) -> Result<Worked, WorkerError> {
        if task.version != VERSION {
            return Ok(Worked::Foreign);
        }
        let mut records = self.state.records(std::slice::from_ref(&task.partition)).await?;
        let Some(record) = records.pop().map(|record| record.value) else {
            return Ok(Worked::Superseded);
        };
        if record.epoch != task.epoch || record.status != Status::Running || record.owner.is_some()
        {
            return Ok(Worked::Superseded);
        }
        if let Some(moment) = record.not_before.filter(|moment| *moment > self.clock.now()) {
            return Ok(Worked::Early(moment));
        }
        match self.rules.of(&task.job_id).await? {
            Some(Ok(rules)) => self.read(task, record, &rules).await?,
            Some(Err(invalid)) => {
                let reason = format!("{invalid}; correct them, then ask for a new sync");
                self.batches(task).end(End::Failed { reason }).await?;
            }
            None => return Ok(Worked::Superseded),
        }
        Ok(Worked::Ended)
    }

    fn batches(&self, task: &CrawlTask) -> Batches<'_> {
        Batches::new(&*self.index_queue, task, self.random.id())
    }

    /// Reads until the run or the segment is over, then hands in what follows.
    async fn read(
        &self,
        task: &CrawlTask,
        record: PartitionRecord,
        rules: &Rules,
    ) -> Result<(), WorkerError> {
        let Position { mark, scopes, mut stalls, place } = record.position;
        let mut segment = Segment {
            graph: &self.graph,
            users: &self.users,
            job_id: &task.job_id,
            batches: self.batches(task),
            rules,
            mode: record.mode,
            behind: record.cursor.map(|cursor| cursor.behind).unwrap_or_default(),
            mark,
            scopes,
            clock: &*self.clock,
            clock_skew: self.clock_skew,
        };
        let Some(mut reading) = Reading::resume(record.subject, place) else {
            let reason =
                "its record's position is of another kind; the next full sync starts afresh";
            return Ok(segment.batches.end(End::Failed { reason: reason.to_owned() }).await?);
        };
        let over = self.steps(&task.partition, &mut reading, &mut segment, &mut stalls).await?;
        let Segment { batches, mark, scopes, .. } = segment;
        let position = || Box::new(Position { mark, scopes, stalls, place: reading.into_place() });
        let end = match over {
            Over::Segment { not_before } => End::Continue { position: position(), not_before },
            Over::Run => End::Done { position: position() },
            Over::Failed { reason } => End::Failed { reason },
        };
        Ok(batches.end(end).await?)
    }

    /// Steps until something is over.
    async fn steps(
        &self,
        partition: &PartitionId,
        reading: &mut Reading,
        segment: &mut Segment<'_>,
        stalls: &mut u32,
    ) -> Result<Over, WorkerError> {
        let over_at = self.clock.now().checked_add(self.budget.time).unwrap_or(Timestamp::MAX);
        for _step in 0..self.budget.steps {
            match reading.step(segment, &partition.graph_id).await {
                Ok(Step::More) => *stalls = 0,
                Ok(Step::Opened) => return Ok(Over::Segment { not_before: None }),
                Ok(Step::Done) => return Ok(Over::Run),
                Err(Stop::Graph(error)) => match self.after_error(&error, partition.kind, stalls) {
                    AfterError::Skip => reading.skip(segment, error.code(), error.chain()),
                    AfterError::End(over) => return Ok(over),
                },
                Err(Stop::Queue(error)) => return Err(error.into()),
                Err(Stop::Store(error)) => return Err(error.into()),
            }
            if self.clock.now() >= over_at || segment.batches.bytes_total() >= self.budget.bytes {
                break;
            }
        }
        Ok(Over::Segment { not_before: None })
    }

    /// What becomes of a reading that met an error; what may pass was tried again in place already.
    fn after_error(&self, error: &graph::Error, kind: Kind, stalls: &mut u32) -> AfterError {
        let failed = || AfterError::End(Over::Failed { reason: error.chain() });
        let wait = match error.disposition() {
            Disposition::Park | Disposition::Restart => return AfterError::Skip,
            Disposition::FailJob => return failed(),
            // Nobody's fault, however often.
            Disposition::Wait(wait) => wait,
            // Without the directory nobody knows what there is to read.
            Disposition::Retry if *stalls >= STALLS_MAX && kind == Kind::Directory => {
                return failed();
            }
            Disposition::Retry if *stalls >= STALLS_MAX => return AfterError::Skip,
            Disposition::Retry => {
                *stalls += 1;
                let doubled = Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(*stalls));
                self.random.jitter(doubled.min(STALL_WAIT_MAX))
            }
        };
        let not_before = self.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        AfterError::End(Over::Segment { not_before: Some(not_before) })
    }
}

/// Why reading stopped.
enum Over {
    /// The segment is over.
    Segment { not_before: Option<Timestamp> },
    /// All was read.
    Run,
    /// Somebody must act first.
    Failed { reason: String },
}

/// What becomes of a reading that met an error.
enum AfterError {
    /// Leave out what it failed on, and go on.
    Skip,
    /// Stop.
    End(Over),
}
