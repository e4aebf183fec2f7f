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
use super::run::{on_signals, service};
use super::{Ending, Failure, SyncArguments, choose};
use crate::config::{ConnectorConfig, GraphConfig, Target};
use crate::progress::Progress;
use crate::service::{Ended, Service, Shutdown};
use crate::telemetry::Telemetry;
use crate::watched::{Synced, Watched};
use crate::{process, report};

/// What a sync that was stopped leads to.
const NEXT: &str = "the next `sync` goes on where this one stopped";

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
    let mut endings = Endings::default();
    match &config.target {
        Target::Sqlite(path) => {
            let file = SqliteFile::open(path)?;
            for connector in connectors {
                let work = one(&config.graph, connector, &file, progress);
                endings.add(&unless_interrupted(work, NEXT).await?, out)?;
            }
        }
        Target::Elasticsearch(_) => {
            let telemetry = Arc::new(Telemetry::new(Arc::new(SystemClock)));
            let (service, shutdown) = (service(config.clone(), telemetry).await?, on_signals()?);
            service.records.prepare().await?;
            for connector in connectors {
                let work = one_on_cluster(&service, connector, &shutdown, progress);
                endings.add(&Box::pin(work).await?, out)?;
            }
        }
    }
    endings.all_in_all(arguments.strict)
}

/// A full sync of one connector of a cluster, by its record there.
///
/// # Errors
/// When the cluster cannot be used, the connector cannot sync, or somebody stops it.
async fn one_on_cluster<W>(
    service: &Service,
    connector: &ConnectorConfig,
    shutdown: &Shutdown,
    progress: &Progress<W>,
) -> Result<Synced, Failure>
where
    W: Write + Send,
{
    let run = service.begin_now(connector).await?;
    let watched = Watched {
        job_id: run.job_id.clone(),
        client: Arc::clone(&run.client),
        stores: run.stores(),
        clock: Arc::clone(&run.clock),
    };
    let work = async {
        match run.to_its_end(shutdown).await? {
            Ended::Over(job) => Ok(job),
            Ended::Suspended => Err(Failure::Interrupted { next: NEXT }),
            Ended::Refused(reason) => Err(Failure::Missing(reason)),
            Ended::Lost => Err(Failure::Missing(
                "the sync job was taken over by another process, or deleted".to_owned(),
            )),
        }
    };
    watched.run(Box::pin(work), progress).await
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
    fn add(&mut self, synced: &Synced, out: &mut (impl Write + Send)) -> Result<(), Failure> {
        tell(out, &report::job(synced, process::usage(), None))?;
        self.failed.extend(FailedJob::of(&synced.job));
        self.with_issues |= synced.summary.issue_count > 0;
        Ok(())
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
