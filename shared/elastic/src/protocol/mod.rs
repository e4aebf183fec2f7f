//! The two indices of Elastic's connector protocol, in which Kibana and the connector meet: raw records, read and
//! written as they are. What a record means is the affair of whoever asks.
//!
//! ```text
//!  connectors.rs, jobs.rs ──▶ reads, and what decides something: guarded writes, always direct ──▶ the two aliases
//!                        └──▶ heartbeats, new jobs, counts, drafts ──▶ api.rs ──▶ `_connector`, where it is
//!                                                                       └──▶ else direct
//! ```

mod api;
mod connectors;
mod drafts;
mod jobs;
mod listing;

use std::fmt;
use std::sync::Arc;

use clock::{Clock, Random};
use elasticsearch::http::Method;
use serde_json::{Map, Value};
use sync::port::store::Token;

use crate::client::{Client, Request};
use crate::connection::{ConnectError, Connection};
use crate::engine::Engine;
use crate::index::{ensure_connectors, ensure_jobs};
use crate::names::{CONNECTORS, SYNC_JOBS};
use crate::patience::Patience;

use api::Api;

pub use connectors::Chosen;

/// How the two indices are used.
#[derive(Debug, Clone)]
pub struct RecordsOptions {
    /// Whether the `_connector` API is used where there is one: `elasticsearch.feature_use_connectors_api`.
    pub use_api: bool,
    /// How often a request is made again.
    pub patience: Patience,
    /// The alias of the connectors' records; the API knows the default one only.
    pub connectors: String,
    /// The alias of the sync jobs; the API knows the default one only.
    pub jobs: String,
}

impl Default for RecordsOptions {
    /// Elastic's names, by API where there is one.
    fn default() -> Self {
        Self {
            use_api: true,
            patience: Patience::default(),
            connectors: CONNECTORS.to_owned(),
            jobs: SYNC_JOBS.to_owned(),
        }
    }
}

/// A connector's record or a sync job, as it is stored.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// Its `_id`.
    pub id: String,
    /// Its fields. Elastic: connectors protocol; with secrets in clear.
    pub source: Map<String, Value>,
    /// Which of its writes it is.
    pub token: Token,
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its configuration holds secrets.
        let Self { id, token, source: _ } = self;
        formatter
            .debug_struct("Record")
            .field("id", id)
            .field("token", token)
            .finish_non_exhaustive()
    }
}

/// The connectors' records and the sync jobs of a cluster; its clones share the connections.
#[derive(Debug, Clone)]
pub struct Records {
    pub(crate) client: Client,
    pub(crate) engine: Arc<Engine>,
    api: Api,
    connectors: String,
    jobs: String,
}

impl Records {
    /// Goes to the cluster and asks what it is; makes nothing.
    ///
    /// # Errors
    /// When the connection can't be made as configured, or the cluster doesn't answer or refuses.
    pub async fn connect(
        connection: &Connection,
        options: RecordsOptions,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
    ) -> Result<Self, ConnectError> {
        let RecordsOptions { use_api, patience, connectors, jobs } = options;
        let client = Client::new(connection, patience, clock, random)?;
        let engine = Engine::ask(&client).await;
        let engine = engine?;
        Ok(Self { client, engine: Arc::new(engine), api: Api::new(use_api), connectors, jobs })
    }

    /// What the cluster says of itself.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Makes the indices that aren't there; those that are stay as they are. A server that refuses is taken to manage
    /// them itself.
    ///
    /// # Errors
    /// When the cluster doesn't answer.
    pub async fn prepare(&self) -> Result<(), ConnectError> {
        ensure_connectors(&self.client, &self.engine, &self.connectors).await?;
        ensure_jobs(&self.client, &self.engine, &self.jobs).await
    }

    /// Makes every write so far visible to the listings, if the cluster lets us: whoever acts on a listed record reads
    /// it again anyway.
    pub async fn refresh(&self) {
        let path = format!("/{},{}/_refresh", self.connectors, self.jobs);
        let request = Request::bare("making records visible", Method::Post, path);
        if let Err(failure) = self.client.send(&request).await {
            tracing::debug!(reason = %failure, "listings may lag");
        }
    }
}
