//! Scheduler: the tasks of what is due.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Scheduler, SchedulerError};
use crate::decide::finalise::has_failed;
use crate::decide::hand_out::{HandOut, give_up, hand_out, is_due};
use crate::issue::code;
use crate::job::SyncJob;
use crate::message::{CrawlTask, VERSION};
use crate::partition::PartitionId;
use crate::port::queue::Outgoing;
use crate::port::store::{StoreError, Versioned};
use crate::record::{PartitionRecord, Status};

impl Scheduler {
    /// Hands out what is due, oldest kinds first, as far as the workers can use it.
    ///
    /// A partition waits for the one that finds it, so that the names and owners that it needs are fresh.
    pub(super) async fn hand_out(
        &self,
        job: &SyncJob,
        unfinished: Vec<Versioned<PartitionRecord>>,
        mut waiting: BTreeSet<PartitionId>,
    ) -> Result<(), SchedulerError> {
        let now = self.clock.now();
        waiting.extend(unfinished.iter().map(|record| record.value.partition.clone()));
        let out = unfinished
            .iter()
            .filter(|record| is_out(&record.value) && !is_due(&record.value, now))
            .count();
        let due: Vec<_> = unfinished
            .into_iter()
            .filter(|record| is_due(&record.value, now))
            .filter(|record| {
                record.value.subject.found_by().is_none_or(|finder| !waiting.contains(&finder))
            })
            .take(self.tasks_out_max.saturating_sub(out))
            .collect();
        let failed = self.failed_finders(job, &due).await?;
        let handed_out = self
            .change(due, |record| {
                let finder = record.subject.found_by().filter(|finder| failed.contains(finder));
                Some(match finder {
                    Some(finder) => give_up(
                        record,
                        code::NOT_PLANNED,
                        format!("not read, because {finder} could not be read"),
                    ),
                    None => match hand_out(record, now, &self.settings) {
                        HandOut::Task(record) | HandOut::GaveUp(record) => record,
                    },
                })
            })
            .await?;
        let running = handed_out.into_iter().filter(|record| record.status == Status::Running);
        let tasks: Vec<_> = running.map(|record| self.task(record)).collect();
        if !tasks.is_empty() {
            self.crawl_queue.send(tasks).await?;
        }
        Ok(())
    }

    /// Those finders of the records whose own run failed in this job.
    async fn failed_finders(
        &self,
        job: &SyncJob,
        records: &[Versioned<PartitionRecord>],
    ) -> Result<BTreeSet<PartitionId>, StoreError> {
        let finders: BTreeSet<PartitionId> =
            records.iter().filter_map(|record| record.value.subject.found_by()).collect();
        let finders: Vec<PartitionId> = finders.into_iter().collect();
        let records = self.state.records(&finders).await?;
        let failed = records.into_iter().map(|record| record.value);
        Ok(failed
            .filter(|record| has_failed(record) && record.job_id == job.id)
            .map(|record| record.partition)
            .collect())
    }

    fn task(&self, record: PartitionRecord) -> Outgoing<CrawlTask> {
        let message = CrawlTask {
            version: VERSION,
            connector_id: self.connector_id.clone(),
            job_id: record.job_id,
            partition: record.partition,
            epoch: record.epoch,
        };
        Outgoing { message, delay: Duration::ZERO, fifo: None }
    }
}

fn is_out(record: &PartitionRecord) -> bool {
    record.status == Status::Running
}
