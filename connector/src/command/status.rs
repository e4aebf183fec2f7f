//! `status`: sync jobs, partitions, documents and issues.

use std::collections::BTreeMap;
use std::io::Write;

use embedded::SqliteStore;
use embedded::sqlite::OpenError;
use sync::partition::Kind;
use sync::port::store::{JobStore as _, StateStore as _, StoreError};
use sync::summary::Summary;

use super::output::tell;
use super::{Ending, Failure, StatusArguments, choose};
use crate::report::{self, Partitions, Status};

/// So many jobs are shown.
const JOBS: usize = 10;

/// Partitions that are read at once.
const PAGE: usize = 1_000;

/// Shows what the store knows of one connector.
///
/// # Errors
/// When the configuration or the store cannot be used; a store that no sync made yet is an answer, too.
pub(super) async fn run(
    arguments: &StatusArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load(&arguments.file.config_file)?;
    let connector = choose::one(&config, &arguments.file)?;
    let id = &connector.connector_id;
    let status = match SqliteStore::read_only(choose::sqlite(&config)?, id) {
        Ok(store) => status_of(&store).await?,
        Err(OpenError::Missing { .. }) => Status { connector_id: id.clone(), ..Status::default() },
        Err(error) => return Err(error.into()),
    };
    let text = if arguments.json {
        format!("{:#}\n", report::status_json(&status))
    } else {
        report::status(&status)
    };
    tell(out, &text)?;
    Ok(Ending::Completed)
}

async fn status_of(store: &SqliteStore) -> Result<Status, StoreError> {
    let jobs = store.jobs(JOBS).await?.into_iter().map(|job| job.value);
    let jobs: Vec<_> = jobs.collect();
    let newest = jobs.first().map_or("", |job| job.id.as_str());
    Ok(Status {
        connector_id: store.connector_id().to_owned(),
        partitions: partitions(store, newest).await?,
        documents: store.counts().await?,
        summary: Summary::of(store, newest).await?,
        jobs,
    })
}

/// The partitions of one job, counted.
async fn partitions(
    store: &SqliteStore,
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
