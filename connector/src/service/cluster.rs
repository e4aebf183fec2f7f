//! The way to the cluster: with the service's own credentials, or with a connector's.

use std::sync::Arc;

use clock::{Clock, Random};
use elastic::{
    Auth, ConnectError, ElasticStore, Language, Options, Pipeline, Records, RecordsOptions,
};
use secrecy::SecretString;

use crate::config::ElasticsearchConfig;

/// A cluster, and how it is used.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// What the config file says of it.
    pub config: ElasticsearchConfig,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For pauses.
    pub random: Arc<Random>,
}

/// One connector's place in the cluster.
#[derive(Debug, Clone)]
pub struct Place {
    /// The connector.
    pub connector_id: String,
    /// Its content index.
    pub index: String,
    /// The language of its text.
    pub language: Option<Language>,
    /// The pipeline that its documents pass.
    pub pipeline: Option<Pipeline>,
    /// Its own key, for content and state.
    pub api_key: Option<SecretString>,
}

impl Cluster {
    /// The two records' indices, once the cluster answers.
    ///
    /// # Errors
    /// When it doesn't in time, or refuses.
    pub async fn records(&self) -> Result<Records, ConnectError> {
        let connection = &self.config.connection;
        let (clock, random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        elastic::wait_for_cluster(
            connection,
            self.config.start_up,
            Arc::clone(&clock),
            Arc::clone(&random),
        )
        .await?;
        let options = RecordsOptions {
            use_api: self.config.use_connectors_api,
            patience: self.config.patience,
            ..RecordsOptions::default()
        };
        Records::connect(connection, options, clock, random).await
    }

    /// The store of one connector; its content index is made if it isn't there.
    ///
    /// # Errors
    /// When the cluster can't be used, or the index not.
    pub async fn store(&self, place: &Place) -> Result<ElasticStore, ConnectError> {
        let mut connection = self.config.connection.clone();
        if let Some(key) = &place.api_key {
            connection.auth = Auth::ApiKey(key.clone());
        }
        let options = Options {
            language: place.language,
            names: self.config.names.clone(),
            limits: self.config.limits,
            patience: self.config.bulk_patience,
            pipeline: place.pipeline.clone(),
            ..Options::new(place.connector_id.as_str(), place.index.as_str())
        };
        let (clock, random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        ElasticStore::connect(&connection, options, clock, random).await
    }
}
