//! Sync jobs, kept as the records are.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sync::job::SyncJob;
use sync::port::store::{JobStore, StoreError, Versioned};

use super::{ElasticStore, held};
use crate::bulk::{Condition, Operation};
use crate::client::Repeat;
use crate::failure::Failure;
use crate::search::{Search, get};

const READING: &str = "reading sync jobs";

const WRITING: &str = "writing a sync job";

const WHAT: &str = "the sync job";

/// A job with what the listing asks for beside it.
#[derive(Debug, Serialize)]
struct Stored<'a> {
    connector_id: &'a str,
    id: &'a str,
    created_at: String,
    job: &'a SyncJob,
}

/// What is read of it.
#[derive(Debug, Deserialize)]
struct Read {
    job: SyncJob,
}

#[async_trait]
impl JobStore for ElasticStore {
    async fn create_job(&self, job: SyncJob) -> Result<bool, StoreError> {
        Ok(self.put(&job, Condition::Absent).await?)
    }

    async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError> {
        let ids = [self.id(id)];
        let found = get(&self.client, READING, &self.options.names.jobs, &ids).await?;
        Ok(found.first().map(|hit| hit.versioned(WHAT, job)).transpose()?)
    }

    async fn jobs(&self, limit: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError> {
        let query = json!({"bool": {"filter": [self.of_connector()]}});
        let sort = json!([{"created_at": "desc"}, {"id": "desc"}]);
        let search = Search::whole(READING, &self.options.names.jobs, query, sort);
        let found = search.run(&self.client, limit).await?;
        Ok(found.iter().map(|hit| hit.versioned(WHAT, job)).collect::<Result<_, _>>()?)
    }

    async fn replace_job(&self, job: Versioned<SyncJob>) -> Result<bool, StoreError> {
        Ok(self.put(&job.value, Condition::Unchanged(job.token)).await?)
    }
}

impl ElasticStore {
    /// Whether the condition held, and the job is stored.
    async fn put(&self, job: &SyncJob, condition: Condition) -> Result<bool, Failure> {
        let stored = Stored {
            connector_id: &self.options.connector_id,
            id: &job.id,
            created_at: job.created_at.to_string(),
            job,
        };
        let operation = Operation {
            index: &self.options.names.jobs,
            id: self.id(&job.id),
            condition,
            source: Some(stored),
        };
        let outcomes = self.bulk(WRITING, Repeat::IfNotDone, std::iter::once(operation)).await?;
        Ok(held(outcomes, WRITING)?.first().copied().unwrap_or(false))
    }
}

fn job(read: Read) -> SyncJob {
    read.job
}
