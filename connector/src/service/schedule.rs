//! The schedule loop: a pass over each connector, several at once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt as _;
use lifecycle::pass::{Memory, Pass as ConnectorPass, Passed};
use std::sync::Arc;

use super::faults::{Faults, Streak};
use super::mine::MyConnector;
use super::{SCHEDULE, Service, Shutdown};

/// What each connector's last pass left for the next one.
type Memories = Mutex<BTreeMap<String, Remembered>>;

#[derive(Debug, Clone)]
struct Remembered {
    memory: Memory,
    /// How the pass ended: only what changes is told.
    passed: Option<Passed>,
}

impl Service {
    pub(super) async fn schedule(&self, faults: &Faults, shutdown: &Shutdown) {
        let pass = self.pass();
        let memories = Memories::default();
        let mut streak = Streak::default();
        loop {
            let mine = self.note(faults, SCHEDULE, self.mine().await);
            let found = mine.is_some();
            let mine = mine.unwrap_or_default();
            let passes =
                mine.iter().map(|connector| self.over(&pass, connector, &memories, faults));
            let each: Vec<bool> = futures::stream::iter(passes)
                .buffer_unordered(self.settings.max_concurrent_scheduling_tasks)
                .collect()
                .await;
            // One connector's trouble slows no other down.
            let succeeded = found && (each.is_empty() || each.contains(&true));
            if self.pause(streak.rest(succeeded, self.settings.idling), shutdown).await {
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

    /// A pass over one connector; true if it came to its end.
    async fn over(
        &self,
        pass: &ConnectorPass,
        connector: &MyConnector,
        memories: &Memories,
        faults: &Faults,
    ) -> bool {
        let mut remembered = {
            let memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
            let known = memories.get(&connector.id).cloned();
            let memory = || Memory::starting_at(self.clock.now());
            known.unwrap_or_else(|| Remembered { memory: memory(), passed: None })
        };
        let service_type = connector.service_type.as_deref();
        let passed = pass.over(&connector.id, service_type, &mut remembered.memory).await;
        let passed = self.note(faults, SCHEDULE, passed);
        let succeeded = passed.is_some();
        if let Some(passed) = passed {
            let changed = remembered.passed.as_ref() != Some(&passed);
            self.tell(&connector.id, &passed, changed);
            remembered.passed = Some(passed);
        }
        let mut memories = memories.lock().unwrap_or_else(PoisonError::into_inner);
        memories.insert(connector.id.clone(), remembered);
        succeeded
    }

    fn tell(&self, connector_id: &str, passed: &Passed, changed: bool) {
        let status = match passed {
            Passed::Connected { jobs } => {
                for job in jobs {
                    tracing::info!(connector_id, sync_job_id = job, "a sync is due");
                }
                "connected"
            }
            Passed::Waiting => "needs_configuration",
            Passed::Failed(_) => "error",
            Passed::Missing => {
                if changed {
                    tracing::warn!(connector_id, "there is no such connector");
                }
                return;
            }
        };
        self.telemetry.connector_status(connector_id, status);
        match passed {
            Passed::Failed(text) if changed => {
                tracing::error!(connector_id, "the connector can't be used: {text}");
            }
            Passed::Connected { .. } | Passed::Waiting if changed => {
                tracing::info!(connector_id, status, "the connector was looked at");
            }
            Passed::Failed(_) | Passed::Connected { .. } | Passed::Waiting | Passed::Missing => {}
        }
    }
}
