//! The way to the cluster's connector records.

use std::sync::Arc;

use clock::{Random, SystemClock};
use elastic::{Connection, Records, RecordsOptions};

use super::super::Failure;
use crate::config::ElasticsearchConfig;

/// Goes to the cluster with its own credentials.
///
/// # Errors
/// When it cannot be reached, or refuses.
pub(in crate::command) async fn records(cluster: &ElasticsearchConfig) -> Result<Records, Failure> {
    records_over(&cluster.connection, cluster).await
}

/// Goes to the cluster this way.
///
/// # Errors
/// When it cannot be reached, or refuses.
pub(in crate::command) async fn records_over(
    connection: &Connection,
    cluster: &ElasticsearchConfig,
) -> Result<Records, Failure> {
    let options = RecordsOptions {
        use_api: cluster.use_connectors_api,
        patience: cluster.patience,
        ..RecordsOptions::default()
    };
    let random = Arc::new(Random::from_system());
    Ok(Records::connect(connection, options, Arc::new(SystemClock), random).await?)
}
