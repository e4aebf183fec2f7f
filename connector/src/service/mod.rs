//! `teams-connector run`: the connector service, one process for any number of connectors.
//!
//! ```text
//!              every `service.idling`                        every `service.job_cleanup_interval`
//!  schedule ──▶ lifecycle::pass over each connector      cleanup ──▶ lifecycle::cleanup
//!  content  ──▶ jobs that wait, or whose process is gone ──▶ run.rs: one job to its end, a task of its own
//! ```
//!
//! Nothing is kept in memory that the two records and the state index don't hold: any instance can go on from there.

mod shutdown;
mod faults;
mod cluster;
mod mine;
mod schedule;
mod content;
mod now;
mod run;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Random};
use elastic::{ConnectError, Records};
use lifecycle::cleanup::Cleanup;
use lifecycle::owner::Owner;
use lifecycle::source::Cloud;
use sync::port::store::StoreError;

pub use cluster::Cluster;
pub use now::NotBegun;
pub use run::{Ended, Run};
pub use shutdown::{Shutdown, Switch};

use self::faults::{Faults, Streak};
use crate::config::{ConnectorConfig, ServiceConfig};
use crate::telemetry::Telemetry;

/// The loop of scheduling passes.
const SCHEDULE: &str = "schedule";

/// The loop that takes content jobs.
const CONTENT: &str = "content";

/// The clean-up's loop.
const CLEAN_UP: &str = "clean_up";

/// A loop that succeeded this long ago is alive, however short `service.idling` is.
const ALIVE: Duration = Duration::from_mins(2);

/// The connector service.
#[derive(Debug)]
pub struct Service {
    /// Its settings.
    pub settings: ServiceConfig,
    /// The connectors of the config file.
    pub listed: Vec<ConnectorConfig>,
    /// Where everything is written.
    pub cluster: Cluster,
    /// Where tenants are.
    pub cloud: Cloud,
    /// The two records' indices.
    pub records: Records,
    /// This process.
    pub owner: Owner,
    /// What it tells of itself.
    pub telemetry: Arc<Telemetry>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// For pauses and names.
    pub random: Arc<Random>,
}

/// Why the service ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The cluster can't be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// It did nothing but fail.
    #[error("more than {max} failures in {} s; the last: {last}", span.as_secs())]
    TooManyFailures {
        /// `service.max_errors`.
        max: u64,
        /// `service.max_errors_span`.
        span: Duration,
        /// The last one.
        last: String,
    },
}

impl Service {
    /// Runs until somebody wants it to end; the jobs that run then are suspended.
    ///
    /// # Errors
    /// When it can't begin, or fails too often.
    pub async fn run(self, shutdown: Shutdown) -> Result<(), ServiceError> {
        self.preflight(&shutdown).await?;
        for name in [SCHEDULE, CONTENT] {
            self.telemetry.watch(name, self.settings.idling.saturating_mul(10).max(ALIVE));
        }
        let service = Arc::new(self);
        let faults = Faults::new(service.settings.max_errors, service.settings.max_errors_span);
        tokio::select! {
            ((), (), ()) = async {
                tokio::join!(
                    service.schedule(&faults, &shutdown),
                    Arc::clone(&service).content(&faults, &shutdown),
                    service.clean_up(&faults, &shutdown),
                )
            } => Ok(()),
            last = faults.too_many() => Err(ServiceError::TooManyFailures {
                max: service.settings.max_errors,
                span: service.settings.max_errors_span,
                last,
            }),
        }
    }

    /// Makes the protocol's indices, as often as it takes.
    async fn preflight(&self, shutdown: &Shutdown) -> Result<(), ServiceError> {
        let mut attempt = 1;
        loop {
            match self.records.prepare().await {
                Ok(()) => return Ok(()),
                Err(error) if attempt >= self.settings.preflight_max_attempts => {
                    return Err(error.into());
                }
                Err(error) => tracing::warn!(attempt, "the cluster can't be used yet: {error}"),
            }
            attempt += 1;
            if self.pause(self.settings.preflight_idle, shutdown).await {
                return Ok(());
            }
        }
    }

    async fn clean_up(&self, faults: &Faults, shutdown: &Shutdown) {
        let (records, clock) = (self.records.clone(), Arc::clone(&self.clock));
        let mut cleanup = Cleanup { records, clock, suspects: BTreeSet::new() };
        let mut streak = Streak::default();
        let mut rest = self.settings.job_cleanup_interval;
        while !self.pause(rest, shutdown).await {
            let passed = async {
                let mine = self.mine().await?;
                cleanup.pass(&mine.ids()).await
            };
            let succeeded = self.note(faults, CLEAN_UP, passed.await).is_some();
            rest = streak.rest(succeeded, self.settings.job_cleanup_interval);
        }
    }

    /// Takes note of how a loop's pass ended; gives what it brought.
    fn note<T>(&self, faults: &Faults, name: &'static str, passed: Pass<T>) -> Option<T> {
        match &passed {
            Ok(_) => self.telemetry.pass_succeeded(name),
            Err(error) => self.telemetry.pass_failed(name, error),
        }
        faults.note(name, passed, self.clock.now())
    }

    /// Waits; true if the service is to end.
    async fn pause(&self, pause: Duration, shutdown: &Shutdown) -> bool {
        tokio::select! {
            () = self.clock.sleep(pause) => false,
            () = shutdown.requested() => true,
        }
    }
}

/// What a loop's pass came to.
type Pass<T> = Result<T, StoreError>;
