//! The schedule loop: a pass over each connector, several at once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt as _;
use lifecycle::pass::{Memory, Pass as ConnectorPass, Passed};
use std::sync::Arc;

use super::faults::Faults;
use super::mine::MyConnector;
use super::{SCHEDULE, Service, Shutdown};

/// What each connector's last pass left for the next one.
type Memories = Mutex<BTreeMap<String, Memory>>;

impl Service {
    pub(super) async fn schedule(&self, faults: &Faults, shutdown: &Shutdown) {
        let pass = self.pass();
        let memories = Memories::default();
        loop {
            let mine = self.note(faults, SCHEDULE, self.mine().await).unwrap_or_default();
            let passes =
                mine.iter().map(|connector| self.over(&pass, connector, &memories, faults));
            futures::stream::iter(passes)
                .buffer_unordered(self.settings.max_concurrent_scheduling_tasks)
                .collect::<()>()
                .await;
            if self.pause(self.settings.idling, shutdown).await {
                return;
            }
        }
    }

    pub(super) fn pass(&self) -> ConnectorPass {
        ConnectorPass {
            records: self.records.clone(),
            cloud: self.cloud.clone(),
            heartbeat: self.settings.heartbeat,
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
        }
    }

    async fn over(
        &self,
        pass: &ConnectorPass,
        connector: &MyConnector,
        memories: &Memories,
        faults: &Faults,
    ) {
        let mut memory = {
            let memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
            let memory = memories.get(&connector.id).cloned();
            memory.unwrap_or_else(|| Memory::starting_at(self.clock.now()))
        };
        let passed = pass.over(&connector.id, connector.service_type.as_deref(), &mut memory).await;
        match self.note(faults, SCHEDULE, passed) {
            Some(Passed::Connected { jobs }) => {
                self.telemetry.connector_status(&connector.id, "connected");
                for job in jobs {
                    tracing::info!(connector_id = connector.id, sync_job_id = job, "a sync is due");
                }
            }
            Some(Passed::Missing) => {
                tracing::warn!(connector_id = connector.id, "there is no such connector");
            }
            Some(Passed::Waiting) => {
                self.telemetry.connector_status(&connector.id, "needs_configuration");
            }
            Some(Passed::Failed(_)) => self.telemetry.connector_status(&connector.id, "error"),
            None => {}
        }
        let mut memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
        memories.insert(connector.id.clone(), memory);
    }
}
