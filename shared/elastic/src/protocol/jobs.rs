//! Sync jobs: made by Kibana or a schedule, run by whoever serves their connector.

use elasticsearch::http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sync::port::store::{StoreError, Token};

use super::listing::{Listing, Order, RECORDS_MAX};
use super::{Record, Records};
use crate::client::Request;
use crate::failure::Failure;
use crate::names::segment;
use crate::update::{Update, Updated};

const READING: &str = "reading sync jobs";

const WRITING: &str = "writing a sync job";

const MAKING: &str = "making a sync job";

impl Records {
    /// A job, as its last write left it.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn job(&self, id: &str) -> Result<Option<Record>, StoreError> {
        Ok(self.jobs_listing().one(id).await?)
    }

    /// Makes a job: by API, which copies what the job needs from the connector, else directly from `direct`, the whole
    /// record. Gives its id.
    ///
    /// # Errors
    /// When the cluster can't be written, or the API refuses, such as for a connector without an index.
    pub async fn create_job(
        &self,
        connector_id: &str,
        job_type: &str,
        trigger: &str,
        direct: &Map<String, Value>,
    ) -> Result<String, StoreError> {
        let asked = json!({"id": connector_id, "job_type": job_type, "trigger_method": trigger});
        let path = "/_connector/_sync_job";
        // Made twice, it would run twice.
        let request = Request::json(MAKING, Method::Post, path, &asked).if_not_done();
        if let Some(answer) = self.api.ask(&self.client, &request).await? {
            return Ok(id_of(&answer)?);
        }
        let path = format!("/{}/_doc", self.jobs);
        let request = Request::json(MAKING, Method::Post, path, &Value::Object(direct.clone()))
            .with("require_alias", "true")
            .with("refresh", "true")
            .if_not_done();
        Ok(id_of(&self.client.send(&request).await?)?)
    }

    /// Sets these fields of a job; with `guard` only if its last write is that one.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn update_job(
        &self,
        id: &str,
        patch: &Map<String, Value>,
        guard: Option<Token>,
    ) -> Result<Updated, StoreError> {
        let update = Update { action: WRITING, alias: &self.jobs, id, patch, guard };
        Ok(update.run(&self.client).await?)
    }

    /// Tells that a job is alive, and its counts so far: `last_seen`, `indexed_document_count`,
    /// `indexed_document_volume` (MiB), `deleted_document_count`, maybe `metadata`. The API sets `last_seen` itself.
    ///
    /// # Errors
    /// When the cluster can't be written.
    pub async fn check_in_job(
        &self,
        id: &str,
        stats: &Map<String, Value>,
    ) -> Result<Updated, StoreError> {
        let mut asked = stats.clone();
        // Its first versions refuse it.
        asked.remove("last_seen");
        let path = format!("/_connector/_sync_job/{}/_stats", segment(id)?);
        let request = Request::json(WRITING, Method::Put, path, &Value::Object(asked));
        match self.by_api(&request).await? {
            Some(updated) => Ok(updated),
            None => self.update_job(id, stats, None).await,
        }
    }

    /// Jobs of these connectors and types that wait to be run, the oldest first. The search may lag: whoever takes one
    /// reads it again.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn waiting_jobs(
        &self,
        connector_ids: &[String],
        job_types: &[&str],
    ) -> Result<Vec<Record>, StoreError> {
        let query = all_of(&[
            json!({"terms": {"status": ["pending", "suspended"]}}),
            json!({"terms": {"connector.id": connector_ids}}),
            json!({"terms": {"job_type": job_types}}),
        ]);
        Ok(self.jobs_listing().matching(query, Order::Oldest, RECORDS_MAX).await?)
    }

    /// Jobs that run or are being cancelled, of these connectors or of every one, the oldest first. The search may lag.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn running_jobs(
        &self,
        connector_ids: Option<&[String]>,
    ) -> Result<Vec<Record>, StoreError> {
        let mut clauses = vec![json!({"terms": {"status": ["in_progress", "canceling"]}})];
        clauses.extend(connector_ids.map(|ids| json!({"terms": {"connector.id": ids}})));
        let query = all_of(&clauses);
        Ok(self.jobs_listing().matching(query, Order::Oldest, RECORDS_MAX).await?)
    }

    /// A connector's jobs of every kind, newest first, at most `limit`. The search may lag.
    ///
    /// # Errors
    /// When the cluster can't be read.
    pub async fn jobs_of(
        &self,
        connector_id: &str,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let query = all_of(&[json!({"term": {"connector.id": connector_id}})]);
        Ok(self.jobs_listing().matching(query, Order::Newest, limit).await?)
    }

    fn jobs_listing(&self) -> Listing<'_> {
        Listing { client: &self.client, alias: &self.jobs, action: READING }
    }
}

fn all_of(clauses: &[Value]) -> Value {
    json!({"bool": {"filter": clauses}})
}

/// The id of what was made: the API's `id`, a direct write's `_id`.
fn id_of(answer: &[u8]) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Made {
        #[serde(alias = "_id")]
        id: String,
    }
    let made: Made = serde_json::from_slice(answer)
        .map_err(|error| Failure::Foreign { action: MAKING, reason: error.to_string() })?;
    Ok(made.id)
}
