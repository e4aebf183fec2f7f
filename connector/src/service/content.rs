//! The content loop: takes jobs that wait, or whose process is gone, as far as there are free slots.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use elastic::{ElasticStore, Language, Pipeline};
use graph::Client;
use lifecycle::adopt::{adopt, is_abandoned};
use lifecycle::jobs::ConnectorJobs;
use lifecycle::source::SourceError;
use protocol::{Job, JobType};
use sync::job::{JobStatus, JobType as SyncType, SyncJob};
use sync::port::store::StoreError;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::cluster::Place;
use super::faults::{Faults, Streak};
use super::mine::{Mine, MyConnector};
use super::{CONTENT, Ended, Pass, Run, Service, Shutdown};

/// The types of job that this loop runs.
const JOB_TYPES: [&str; 2] = ["full", "incremental"];

/// The connectors for which a job runs here.
pub(super) type Busy = Mutex<BTreeSet<String>>;

/// A job that may be taken, and how.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) connector: MyConnector,
    pub(super) job: Job,
    /// It runs already; its process is gone.
    pub(super) abandoned: bool,
}

/// What became of a job that was to be taken.
#[derive(Debug)]
pub(super) enum Begun {
    /// It is this process's now.
    Run(Box<Run>),
    /// It can't be run before somebody acts, and is over.
    Ended(Ended),
    /// Somebody else has it.
    NotTaken,
}

impl Service {
    pub(super) async fn content(self: Arc<Self>, faults: &Faults, shutdown: &Shutdown) {
        let busy = Arc::new(Busy::default());
        let mut runs = JoinSet::new();
        let mut streak = Streak::default();
        loop {
            let candidates = self.note(faults, CONTENT, self.candidates(&busy).await);
            let rest = streak.rest(candidates.is_some(), self.settings.idling);
            for candidate in candidates.unwrap_or_default() {
                if runs.len() >= self.settings.max_concurrent_content_syncs {
                    break;
                }
                let (service, shutdown) = (Arc::clone(&self), shutdown.clone());
                let slot = Slot::take(&busy, &candidate.connector.id);
                // Its labels are wanted on errors too: whatever the level, the span must be there.
                let span = tracing::error_span!(
                    "sync",
                    connector_id = candidate.connector.id,
                    index_name = candidate.job.index_name(),
                    service_type = candidate.job.service_type(),
                    sync_job_id = candidate.job.id()
                );
                let run = async move {
                    let ended = service.take(candidate, &shutdown).await;
                    drop(slot);
                    ended.map_err(|error| error.to_string())
                };
                runs.spawn(run.instrument(span));
            }
            let pause = self.pause(rest, shutdown);
            tokio::select! {
                ended = pause => if ended { break },
                Some(ended) = runs.join_next() => {
                    let ended = ended.map_err(|error| error.to_string()).and_then(|ended| ended);
                    faults.note("a sync job", ended, self.clock.now());
                }
            }
        }
        // Each of them writes that it is suspended.
        while let Some(ended) = runs.join_next().await {
            let ended = ended.map_err(|error| error.to_string()).and_then(|ended| ended);
            faults.note("a sync job", ended, self.clock.now());
        }
    }

    /// For each connector without a job here the one that is its turn: one whose process is gone, else the oldest.
    pub(super) async fn candidates(&self, busy: &Busy) -> Pass<Vec<Candidate>> {
        let mine = self.mine().await?;
        let ids = mine.ids();
        let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
        let now = self.clock.now();
        for record in self.records.running_jobs(Some(&ids)).await? {
            let job = Job::new(record.id, record.source);
            // This process may have left one, too: its end couldn't be written.
            if is_abandoned(&job, now) {
                add(&mut found, &mine, job, true);
            }
        }
        for record in self.records.waiting_jobs(&ids, &JOB_TYPES).await? {
            let job = Job::new(record.id, record.source);
            add(&mut found, &mine, job, false);
        }
        let busy = busy.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // The oldest first, whichever connector it is of.
        let mut candidates: Vec<Candidate> =
            found.into_values().filter(|found| !busy.contains(&found.connector.id)).collect();
        candidates.sort_by_key(|candidate| candidate.job.created_at());
        Ok(candidates)
    }

    /// Takes a job, if it is still there to be taken, and runs it.
    async fn take(&self, candidate: Candidate, shutdown: &Shutdown) -> Result<(), StoreError> {
        let ended = match self.begin(&candidate).await? {
            Begun::Run(run) => run.to_its_end(shutdown).await?,
            Begun::Ended(ended) => ended,
            Begun::NotTaken => return Ok(()),
        };
        tell(&ended);
        Ok(())
    }

    /// Takes a job, if it is still there to be taken, and makes all that it needs to run.
    pub(super) async fn begin(&self, candidate: &Candidate) -> Result<Begun, StoreError> {
        let job_id = candidate.job.id();
        let store = match self.store_for(candidate).await? {
            Ok(store) => store,
            Err(reason) => {
                lifecycle::jobs::refuse(&self.records, job_id, &self.owner, &reason, &*self.clock)
                    .await?;
                tracing::error!("the sync job can't be run: {reason}");
                return Ok(Begun::Ended(Ended::Refused(reason)));
            }
        };
        let jobs = ConnectorJobs {
            store,
            records: self.records.clone(),
            connector_id: candidate.connector.id.clone(),
            owner: self.owner.clone(),
            clock: Arc::clone(&self.clock),
        };
        let taken = if candidate.abandoned {
            adopt(&self.records, job_id, &self.owner, self.clock.now()).await?
        } else {
            jobs.claim_by_id(job_id).await?
        };
        if !taken {
            return Ok(Begun::NotTaken);
        }
        tracing::info!(abandoned = candidate.abandoned, "the sync job was taken");
        match self.client_for(&candidate.job).await {
            Ok(client) => Ok(Begun::Run(Box::new(self.run_with(jobs, &candidate.job, client)))),
            Err(reason) => {
                let ended = jobs.finish(job_id, JobStatus::Error, Some(&reason)).await?;
                Ok(Begun::Ended(ended.map_or(Ended::Lost, Ended::Over)))
            }
        }
    }

    /// The store for a job, or why there can be none before somebody acts.
    async fn store_for(
        &self,
        candidate: &Candidate,
    ) -> Result<Result<ElasticStore, String>, StoreError> {
        let job = &candidate.job;
        let Some(index) = job.index_name() else {
            return Ok(Err("the connector has no index: give it one, then sync again".to_owned()));
        };
        let service_type = job.service_type().unwrap_or(protocol::SERVICE_TYPE);
        if service_type != protocol::SERVICE_TYPE {
            return Ok(Err(format!(
                "the job is of a connector of type {service_type}, and this service runs {} only",
                protocol::SERVICE_TYPE
            )));
        }
        let language = job.language().map(|code| (code, Language::from_code(code)));
        if let Some((code, None)) = language {
            return Ok(Err(format!("there is no analysis for the connector's language `{code}`")));
        }
        let pipeline = job.pipeline();
        let place = Place {
            connector_id: candidate.connector.id.clone(),
            index: index.to_owned(),
            language: language.and_then(|(_, language)| language),
            pipeline: Some(Pipeline {
                name: pipeline.name,
                extract_binary_content: pipeline.extract_binary_content,
                reduce_whitespace: pipeline.reduce_whitespace,
                run_ml_inference: pipeline.run_ml_inference,
            }),
            api_key: candidate.connector.api_key.clone(),
        };
        match self.cluster.store(&place).await {
            Ok(store) => Ok(Ok(store)),
            Err(error) if error.may_pass() => Err(StoreError::Unavailable(error.to_string())),
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    /// A client that reads the tenant of a job's configuration, or why there can be none before somebody acts.
    async fn client_for(&self, job: &Job) -> Result<Client, String> {
        if job.job_type() == Some(JobType::Incremental) {
            return Err("incremental syncs are not there yet: run a full sync".to_owned());
        }
        let values = protocol::configuration::values(job.configuration())
            .map_err(|error| error.to_string())?;
        let (clock, random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        let client =
            self.cloud.client(&values, clock, random).map_err(|error| error.to_string())?;
        match client.token().await.map_err(SourceError::from) {
            Err(error) if !error.may_pass() => Err(error.to_string()),
            // What may pass is tried again by whoever reads.
            Ok(_) | Err(_) => Ok(client),
        }
    }

    fn run_with(&self, jobs: ConnectorJobs, job: &Job, client: Client) -> Run {
        Run {
            job_id: job.id().to_owned(),
            job_type: SyncType::Full,
            jobs,
            client: Arc::new(client),
            thresholds: self.cluster.config.error_monitor,
            telemetry: Arc::clone(&self.telemetry),
            clock: Arc::clone(&self.clock),
            random: Arc::clone(&self.random),
        }
    }
}

/// A connector's mark among the busy ones, for as long as its job runs.
#[derive(Debug)]
struct Slot {
    busy: Arc<Busy>,
    id: String,
}

impl Slot {
    fn take(busy: &Arc<Busy>, id: &str) -> Self {
        busy.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned());
        Self { busy: Arc::clone(busy), id: id.to_owned() }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

fn add(found: &mut BTreeMap<String, Candidate>, mine: &Mine, job: Job, abandoned: bool) {
    let Some(id) = job.connector_id() else {
        return;
    };
    let Some(connector) = mine.iter().find(|connector| connector.id == id) else {
        return;
    };
    let connector = connector.clone();
    found.entry(id.to_owned()).or_insert(Candidate { connector, job, abandoned });
}

fn tell(ended: &Ended) {
    match ended {
        Ended::Over(SyncJob { status, error: Some(error), .. }) => {
            tracing::error!(status = status.name(), "the sync job ended: {error}");
        }
        Ended::Over(SyncJob { status, error: None, .. }) => {
            tracing::info!(status = status.name(), "the sync job ended");
        }
        Ended::Refused(_) => {}
        Ended::Suspended => tracing::info!("the sync job is suspended"),
        Ended::Lost => tracing::warn!("the sync job isn't this process's any more"),
    }
}
