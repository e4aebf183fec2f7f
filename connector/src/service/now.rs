//! A sync that somebody asks for on the command line: the same way as the loops', once and at once.

use graph::Credentials;
use lifecycle::pass::{Memory, Passed};
use protocol::{Connector, Job, JobType, NewConnector, TriggerMethod, job_patch};
use sync::port::store::StoreError;

use super::content::{Begun, Busy, Candidate};
use super::mine::MyConnector;
use super::{Ended, Run, Service};
use crate::config::{ConnectorConfig, ConnectorSettings};

/// Why no sync can be begun now.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// The cluster can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something must be done first.
    #[error("{0}")]
    Refused(String),
}

impl Service {
    /// Begins a full sync of this connector: the job that waits or whose process is gone, or a new one.
    ///
    /// # Errors
    /// When the connector can't sync, or a job of it runs elsewhere.
    pub async fn begin_now(&self, connector: &ConnectorConfig) -> Result<Box<Run>, NotBegun> {
        let id = &connector.connector_id;
        if self.records.connector(id).await?.is_none() {
            self.create(connector).await?;
        }
        let mut memory = Memory::starting_at(self.clock.now());
        match self.pass().over(id, Some(protocol::SERVICE_TYPE), &mut memory).await? {
            Passed::Connected { .. } => {}
            Passed::Failed(text) => return Err(NotBegun::Refused(text)),
            Passed::Waiting => {
                return Err(NotBegun::Refused(format!(
                    "connector {id} waits for its configuration: fill it in on its page in Kibana"
                )));
            }
            Passed::Missing => {
                return Err(NotBegun::Refused(format!("connector {id} is deleted")));
            }
        }
        let candidate = self.candidate_now(connector).await?;
        match self.begin(&candidate).await? {
            Begun::Run(run) => Ok(run),
            Begun::Ended(Ended::Over(job)) => {
                Err(NotBegun::Refused(job.error.unwrap_or_else(|| "the job is over".to_owned())))
            }
            Begun::Ended(Ended::Refused(reason)) => Err(NotBegun::Refused(reason)),
            Begun::Ended(Ended::Suspended | Ended::Lost) | Begun::NotTaken => {
                Err(NotBegun::Refused(format!(
                    "a sync of connector {id} runs elsewhere; wait for its end, or cancel it"
                )))
            }
        }
    }

    /// Makes the connector that the config file describes; the next pass finds it configured.
    async fn create(&self, connector: &ConnectorConfig) -> Result<(), NotBegun> {
        let id = &connector.connector_id;
        let Some(ConnectorSettings { credentials, .. }) = &connector.settings else {
            return Err(NotBegun::Refused(format!(
                "there is no connector {id}: make it in Kibana or with `connector create`, or give its \
                 `configuration` in the config file"
            )));
        };
        let index_name = connector.new_index();
        let new = NewConnector { name: id, index_name: &index_name, language: None };
        self.records.create_connector(id, &new.asked(), &new.record(self.clock.now())).await?;
        // It registers the schema, without which there is nothing to fill in.
        let mut memory = Memory::starting_at(self.clock.now());
        self.pass().over(id, Some(protocol::SERVICE_TYPE), &mut memory).await?;
        let Credentials { tenant_id, client_id, secret_value } = credentials;
        let patch = protocol::created::configured(tenant_id, client_id, secret_value);
        self.records.update_connector(id, &patch, None).await?;
        Ok(())
    }

    async fn candidate_now(&self, connector: &ConnectorConfig) -> Result<Candidate, StoreError> {
        let id = connector.connector_id.as_str();
        self.records.refresh().await;
        let found = self.candidates(&Busy::default()).await?;
        if let Some(found) = found.into_iter().find(|found| found.connector.id == id) {
            return Ok(found);
        }
        let mine = MyConnector {
            id: id.to_owned(),
            service_type: Some(protocol::SERVICE_TYPE.to_owned()),
            api_key: connector.api_key.clone(),
        };
        let missing = || StoreError::Unavailable(format!("the record of connector {id} is gone"));
        let record = self.records.connector(id).await?.ok_or_else(missing)?;
        let (record, now) = (Connector::new(record.id, record.source), self.clock.now());
        let document = job_patch::pending(&record, JobType::Full, TriggerMethod::OnDemand, now);
        let job_id = self.records.create_job(id, "full", "on_demand", &document).await?;
        let gone = || StoreError::Unavailable(format!("the record of job {job_id} is gone"));
        let job = self.records.job(&job_id).await?.ok_or_else(gone)?;
        let job = Job::new(job.id, job.source);
        Ok(Candidate { connector: mine, job, abandoned: false })
    }
}
