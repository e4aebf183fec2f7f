//! `status`: the connector, sync jobs, partitions, documents and issues.
//!
//! ```text
//! store.sqlite   ──▶ the file, read-only                              ──▶ status_of ──▶ report
//! elasticsearch  ──▶ the connector's record; the store, only to look  ──▶ status_of ──▶ report
//! ```

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use clock::{Random, SystemClock};
use elastic::{Auth, DocumentCounts, ElasticStore, Options};
use embedded::SqliteStore;
use embedded::sqlite::OpenError;
use protocol::Connector;
use sync::partition::Kind;
use sync::port::store::{JobStore, StateStore, StoreError};
use sync::summary::Summary;

use super::connector::cluster::records;
use super::output::tell;
use super::{Ending, Failure, StatusArguments, choose};
use crate::config::{ConnectorConfig, ElasticsearchConfig, Target};
use crate::report::{self, Partitions, Record, Status};

/// So many jobs are shown.
const JOBS: usize = 10;

/// Partitions that are read at once.
const PAGE: usize = 1_000;

/// Shows what is known of one connector; nothing is written.
///
/// # Errors
/// When the configuration, the file or the cluster cannot be used. What nobody made yet is an answer, too.
pub(super) async fn run(
    arguments: &StatusArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load(&arguments.file.config_file)?;
    let connector = choose::one(&config, &arguments.file)?;
    let status = match &config.target {
        Target::Sqlite(path) => in_file(path, &connector.connector_id).await?,
        Target::Elasticsearch(cluster) => in_cluster(cluster, connector).await?,
    };
    let text = if arguments.json {
        format!("{:#}\n", report::status_json(&status))
    } else {
        report::status(&status)
    };
    tell(out, &text)?;
    Ok(Ending::Completed)
}

async fn in_file(path: &Path, id: &str) -> Result<Status, Failure> {
    let status = Status { connector_id: id.to_owned(), ..Status::default() };
    let store = match SqliteStore::read_only(path, id) {
        Ok(store) => store,
        Err(OpenError::Missing { .. }) => return Ok(status),
        Err(error) => return Err(error.into()),
    };
    let by_type = store.counts().await?;
    let documents = DocumentCounts { total: by_type.values().sum(), by_type };
    Ok(status_of(&store, Status { documents: Some(documents), ..status }).await?)
}

async fn in_cluster(
    cluster: &ElasticsearchConfig,
    connector: &ConnectorConfig,
) -> Result<Status, Failure> {
    let id = connector.connector_id.as_str();
    let mut cluster = cluster.clone();
    // As the service goes there: a connector's own key serves for all, if there is nothing else.
    if let (Auth::None, Some(key)) = (&cluster.connection.auth, &connector.api_key) {
        cluster.connection.auth = Auth::ApiKey(key.clone());
    }
    let record = records(&cluster).await?.connector(id).await?;
    let record = record.map(|record| Connector::new(record.id, record.source));
    let index = match &record {
        Some(record) => record.index_name(),
        None => connector.index_name.as_deref(),
    };
    if let Some(key) = &connector.api_key {
        cluster.connection.auth = Auth::ApiKey(key.clone());
    }
    let options = Options {
        names: cluster.names.clone(),
        patience: cluster.patience,
        // Without a content index nothing is asked of it.
        ..Options::new(id, index.unwrap_or(&cluster.names.state))
    };
    let random = Arc::new(Random::from_system());
    let connection = &cluster.connection;
    let store = ElasticStore::look(connection, options, Arc::new(SystemClock), random).await?;
    let documents = match index {
        Some(_) => store.counts_by_type().await?,
        None => None,
    };
    let connector_id = id.to_owned();
    let record = record.map_or(Record::Missing, |record| Record::There(Box::new(record)));
    let status = Status { connector_id, record, documents, ..Status::default() };
    Ok(status_of(&store, status).await?)
}

/// Adds what the store knows of jobs and partitions.
async fn status_of<S>(store: &S, status: Status) -> Result<Status, StoreError>
where
    S: JobStore + StateStore,
{
    let jobs = store.jobs(JOBS).await?.into_iter().map(|job| job.value);
    let jobs: Vec<_> = jobs.collect();
    let begun = jobs.iter().find(|job| job.started_at.is_some());
    let begun = begun.map_or("", |job| job.id.as_str());
    Ok(Status {
        partitions: partitions(store, begun).await?,
        summary: Summary::of(store, begun).await?,
        jobs,
        ..status
    })
}

/// The partitions of one job, counted.
async fn partitions(
    store: &impl StateStore,
    job_id: &str,
) -> Result<BTreeMap<Kind, Partitions>, StoreError> {
    let mut counts: BTreeMap<Kind, Partitions> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store.list(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(counts);
        };
        after = Some(last.partition.clone());
        for record in page.iter().filter(|record| record.job_id == job_id) {
            counts.entry(record.partition.kind).or_default().count(record.status);
        }
    }
}
