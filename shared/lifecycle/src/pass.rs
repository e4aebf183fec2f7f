//! A scheduling pass over one connector: register, heartbeat, validate, ping, check the draft, schedule.
//!
//! Level-triggered: each pass looks at the record and does what is due, so one that is missed or ends in the middle
//! costs nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};
use elastic::{Record, Records, Updated};
use jiff::Timestamp;
use protocol::filtering::draft_validation;
use protocol::register::{Preparation, preparation};
use protocol::schedule::{Due, due, scheduled, unreadable_schedule};
use protocol::{Connector, JobType, TriggerMethod, configuration, job_patch, standing};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sync::port::store::StoreError;

use crate::source::Cloud;

/// How often a guarded change is decided anew when somebody else was faster. Elastic's service: 3.
const TRIES: u32 = 3;

/// The types of job that are scheduled: those that the declared features allow.
const SCHEDULED: [JobType; 1] = [JobType::Full];

/// What passes need.
#[derive(Debug, Clone)]
pub struct Pass {
    /// The two records' indices.
    pub records: Records,
    /// Where the tenant is.
    pub cloud: Cloud,
    /// The longest time between two heartbeats, `service.heartbeat`.
    pub heartbeat: Duration,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For pauses.
    pub random: Arc<Random>,
}

/// What one pass leaves for the next one over the same connector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// No pass was made yet: a heartbeat is due whatever the record says.
    first: bool,
    /// When each type of job was last looked at: fires before it are not caught up.
    last_checked: BTreeMap<String, Timestamp>,
    /// Since when there has been somebody to look.
    since: Timestamp,
}

impl Memory {
    /// Of somebody who begins now.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { first: true, last_checked: BTreeMap::new(), since: now }
    }
}

/// How a pass ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passed {
    /// There is no such connector, or it is deleted.
    Missing,
    /// It waits for somebody to fill in its configuration.
    Waiting,
    /// Something must be mended first; the record says so too.
    Failed(String),
    /// It is connected.
    Connected {
        /// Jobs that this pass made.
        jobs: Vec<String>,
    },
}

impl Pass {
    /// Does what is due for this connector; `service_type` is what the config file says it is, if it is named there.
    ///
    /// # Errors
    /// When the cluster can't be used; what was done so far stays done.
    pub async fn over(
        &self,
        connector_id: &str,
        service_type: Option<&str>,
        memory: &mut Memory,
    ) -> Result<Passed, StoreError> {
        let connector = match self.prepare(connector_id, service_type).await? {
            Prepared::Ready(connector) => connector,
            Prepared::Missing => return Ok(Passed::Missing),
            Prepared::Mismatch(text) => return self.fail(connector_id, text).await,
        };
        let now = self.clock.now();
        if memory.first || standing::heartbeat_due(&connector, now, self.heartbeat) {
            self.records.check_in(connector.id(), now).await?;
            memory.first = false;
        }
        if !standing::may_sync(&connector) {
            return Ok(Passed::Waiting);
        }
        if let Err(text) = self.examine(&connector).await {
            return self.fail(connector.id(), text).await;
        }
        self.check_draft(&connector).await?;
        if let Some(text) = unreadable_schedule(&connector) {
            return self.fail(connector.id(), text).await;
        }
        self.connect(&connector).await?;
        let mut jobs = Vec::new();
        for job_type in SCHEDULED {
            jobs.extend(self.schedule(connector.id(), job_type, memory).await?);
        }
        Ok(Passed::Connected { jobs })
    }

    /// Registers schema and features, as far as the record lacks them.
    async fn prepare(
        &self,
        connector_id: &str,
        service_type: Option<&str>,
    ) -> Result<Prepared, StoreError> {
        for _try in 0..TRIES {
            let Some(Record { id, source, token }) = self.records.connector(connector_id).await?
            else {
                return Ok(Prepared::Missing);
            };
            let connector = Connector::new(id, source);
            if connector.is_deleted() {
                return Ok(Prepared::Missing);
            }
            let service_type = service_type.unwrap_or(protocol::SERVICE_TYPE);
            let patch = match preparation(&connector, service_type) {
                Preparation::Nothing => return Ok(Prepared::Ready(connector)),
                Preparation::Mismatch { text } => return Ok(Prepared::Mismatch(text)),
                Preparation::Patch(patch) => patch,
            };
            tracing::info!(connector_id, "registering configuration schema and features");
            self.records.update_connector(connector_id, &patch, Some(token)).await?;
        }
        Err(StoreError::Unavailable(format!(
            "the record of connector {connector_id} changes too often to be prepared"
        )))
    }

    /// Whether its configuration is whole, and the source answers.
    async fn examine(&self, connector: &Connector) -> Result<(), String> {
        let values = configuration::values(connector.configuration());
        let values = values.map_err(|error| error.to_string())?;
        let ping = self.cloud.ping(&values, Arc::clone(&self.clock), Arc::clone(&self.random));
        ping.await.map_err(|error| error.to_string())
    }

    /// Judges a draft of sync rules that somebody has edited, and puts it in force if it is valid.
    async fn check_draft(&self, connector: &Connector) -> Result<(), StoreError> {
        let mut judged = draft_validation(connector);
        for _try in 0..TRIES {
            if judged.is_none() {
                return Ok(());
            }
            let Some(Record { id, source, token }) = self.records.connector(connector.id()).await?
            else {
                return Ok(());
            };
            judged = draft_validation(&Connector::new(id, source));
            let Some(draft) = &judged else {
                return Ok(());
            };
            let (validation, filtering) = (&draft.validation, &draft.filtering);
            let written =
                self.records.validated_draft(connector.id(), validation, filtering, token);
            match written.await? {
                Updated::Done | Updated::Missing => return Ok(()),
                Updated::Conflict => {}
            }
        }
        // Somebody edits it just now: the next pass looks again.
        Ok(())
    }

    /// Says that all is well, if the record doesn't say so yet.
    async fn connect(&self, connector: &Connector) -> Result<(), StoreError> {
        self.write(connector, &standing::connected()).await
    }

    async fn fail(&self, connector_id: &str, text: String) -> Result<Passed, StoreError> {
        if let Some(Record { id, source, .. }) = self.records.connector(connector_id).await? {
            self.write(&Connector::new(id, source), &standing::failed(&text)).await?;
        }
        Ok(Passed::Failed(text))
    }

    /// A patch that changes nothing isn't sent: each write makes every reader's token stale.
    async fn write(
        &self,
        connector: &Connector,
        patch: &Map<String, Value>,
    ) -> Result<(), StoreError> {
        let source = connector.source();
        if patch.iter().any(|(field, value)| source.get(field) != Some(value)) {
            self.records.update_connector(connector.id(), patch, None).await?;
        }
        Ok(())
    }

    /// Makes the job that is due; none if it isn't, or another instance made it.
    async fn schedule(
        &self,
        connector_id: &str,
        job_type: JobType,
        memory: &mut Memory,
    ) -> Result<Option<String>, StoreError> {
        let last_checked = *memory.last_checked.entry(job_type.to_string()).or_insert(memory.since);
        for _try in 0..TRIES {
            let Some(Record { id, source, token }) = self.records.connector(connector_id).await?
            else {
                return Ok(None);
            };
            let connector = Connector::new(id, source);
            let now = self.clock.now();
            let fire = match due(&connector, job_type, last_checked, now) {
                Due::Now { fire } => fire,
                Due::NotYet => {
                    memory.last_checked.insert(job_type.to_string(), now);
                    return Ok(None);
                }
                Due::Unreadable { text } => {
                    self.fail(connector_id, text).await?;
                    return Ok(None);
                }
            };
            let patch = scheduled(job_type, fire);
            match self.records.update_connector(connector_id, &patch, Some(token)).await? {
                Updated::Conflict => {}
                Updated::Missing => return Ok(None),
                Updated::Done => {
                    memory.last_checked.insert(job_type.to_string(), now);
                    return self.create_job(&connector, job_type).await;
                }
            }
        }
        // Somebody else writes the record just now: the fire is still due in the next pass.
        Ok(None)
    }

    /// Makes a scheduled job, unless one of its type waits already.
    async fn create_job(
        &self,
        connector: &Connector,
        job_type: JobType,
    ) -> Result<Option<String>, StoreError> {
        let ids = [connector.id().to_owned()];
        if connector.index_name().is_none()
            || !self.records.waiting_jobs(&ids, &[job_type.to_string().as_str()]).await?.is_empty()
        {
            return Ok(None);
        }
        let now = self.clock.now();
        let document = job_patch::pending(connector, job_type, TriggerMethod::Scheduled, now);
        let job_type = job_type.to_string();
        self.records.create_job(connector.id(), &job_type, "scheduled", &document).await.map(Some)
    }
}

/// A record that was looked at.
enum Prepared {
    Ready(Connector),
    Missing,
    Mismatch(String),
}
