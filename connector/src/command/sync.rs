//! `sync`: the tenants of a config file, brought into the store one after the other.

use std::io::Write;
use std::sync::Arc;

use clock::{Clock, Random, SystemClock};
use embedded::{Fleet, SqliteFile};
use graph::SignInError;
use sync::job::JobType;
use sync::port::store::Stores;

use super::client::client;
use super::failure::FailedJob;
use super::interrupt::unless_interrupted;
use super::output::tell;
use super::{Ending, Failure, SyncArguments, choose};
use crate::config::{ConnectorConfig, GraphConfig};
use crate::progress::Progress;
use crate::watched::{Synced, Watched};
use crate::{process, report};

/// Runs a full sync of each connector that is chosen. One that fails doesn't keep the next from its turn.
///
/// # Errors
/// When the configuration or the store cannot be used, a job failed, or somebody stops it.
pub(super) async fn run<W>(
    arguments: &SyncArguments,
    progress: &Progress<W>,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure>
where
    W: Write + Send,
{
    if arguments.incremental {
        let what = "incremental syncs are not there yet";
        return Err(Failure::Usage(format!(
            "{what}; leave `--incremental` out: a full sync reads everything"
        )));
    }
    let config = choose::load(&arguments.file.config_file)?;
    let connectors = choose::all(&config, &arguments.file)?;
    let file = SqliteFile::open(choose::sqlite(&config)?)?;
    let next = "the next `sync` goes on where this one stopped";
    let mut endings = Endings::default();
    for connector in connectors {
        let work = one(&config.graph, connector, &file, progress);
        let synced = unless_interrupted(work, next).await?;
        tell(out, &report::job(&synced, process::usage(), None))?;
        endings.add(&synced);
    }
    endings.all_in_all(arguments.strict)
}

/// A full sync of one connector of a config file.
///
/// # Errors
/// When the store cannot be used. A job that failed is none here.
pub(super) async fn one<W>(
    graph: &GraphConfig,
    connector: &ConnectorConfig,
    file: &SqliteFile,
    progress: &Progress<W>,
) -> Result<Synced, Failure>
where
    W: Write + Send,
{
    let client = Arc::new(client(graph, connector)?);
    if let Err(error @ SignInError::Unavailable { .. }) = client.token().await {
        let id = &connector.connector_id;
        tracing::warn!("connector `{id}` cannot sign in yet; it is tried again: {error}");
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let stores = Stores::from(Arc::new(file.store(&connector.connector_id)));
    let fleet = Fleet::new(
        &connector.connector_id,
        Arc::clone(&client),
        stores.clone(),
        Arc::clone(&clock),
        Arc::new(Random::from_system()),
    );
    let job_id = fleet.request(JobType::Full).await?.id;
    let work = async { Arc::new(fleet).run_job(&job_id).await.map_err(Failure::from) };
    let work = Box::pin(work);
    Watched { job_id: job_id.clone(), client, stores, clock }.run(work, progress).await
}

/// How several syncs ended.
#[derive(Debug, Default)]
struct Endings {
    failed: Vec<FailedJob>,
    with_issues: bool,
}

impl Endings {
    fn add(&mut self, synced: &Synced) {
        self.failed.extend(FailedJob::of(&synced.job));
        self.with_issues |= synced.summary.issue_count > 0;
    }

    /// The ending of them all.
    ///
    /// # Errors
    /// When one failed.
    fn all_in_all(self, strict: bool) -> Result<Ending, Failure> {
        if !self.failed.is_empty() {
            return Err(Failure::Jobs(self.failed));
        }
        Ok(if self.with_issues && strict { Ending::WithIssues } else { Ending::Completed })
    }
}
