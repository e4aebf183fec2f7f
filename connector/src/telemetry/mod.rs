//! What a running service tells of itself: log lines, its health, and its metrics.
//!
//! ```text
//! tracing events ──▶ logs.rs ──▶ text, or ecs.rs: one JSON line an event     stderr
//!
//! loops ─────────────────────▶ health.rs ──┐
//!                                          ├──▶ listener.rs                  monitoring.listen
//! jobs, Graph ─▶ meter.rs ──▶ metrics.rs ──┘    GET /health, GET /metrics
//! ```
//!
//! `docs/monitoring.md` names every field and every metric. Nothing here ever decides what the service does.

pub mod logs;
pub mod ecs;
pub mod health;
pub mod metrics;
pub mod meter;
pub mod listener;

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use clock::Clock;

use crate::telemetry::health::{Health, Loops};
use crate::telemetry::meter::{GraphMeter, JobMeter};
use crate::telemetry::metrics::{Counts, JobLabels, Metrics};

/// What the service updates and the listener shows; shared by reference.
#[derive(Debug)]
pub struct Telemetry {
    clock: Arc<dyn Clock>,
    loops: Loops,
    metrics: Arc<Metrics>,
}

impl Telemetry {
    /// Nothing has happened yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, loops: Loops::default(), metrics: Arc::new(Metrics::new()) }
    }

    /// From now on the service is healthy only while passes of the loop `name` succeed at least once in every
    /// `within`.
    pub fn watch(&self, name: &'static str, within: Duration) {
        self.loops.watch(name, within, self.clock.now());
    }

    /// A pass of a loop reached its end.
    pub fn pass_succeeded(&self, name: &'static str) {
        let now = self.clock.now();
        self.loops.succeeded(name, now);
        self.metrics.pass_succeeded(name, now);
    }

    /// A pass of a loop broke off; the error's text is shown by `/health`.
    pub fn pass_failed(&self, name: &'static str, error: &impl Display) {
        self.loops.failed(name, error);
        self.metrics.pass_failed(name);
    }

    /// A connector's record says `status`, in Elastic's words (`connected`, `error`, …).
    pub fn connector_status(&self, connector_id: &str, status: &str) {
        self.metrics.connector_status(connector_id, status);
    }

    /// So many issues are known of the connector's last job.
    pub fn issues(&self, connector_id: &str, issues: u64) {
        self.metrics.issues(connector_id, issues);
    }

    /// A job begins to run in this process, or goes on after `so_far`: what it did before is not counted again.
    /// `job_type` is Elastic's word (`full`, `incremental`, `access_control`).
    pub fn job_started(
        &self,
        connector_id: &str,
        job_type: &'static str,
        so_far: Counts,
    ) -> JobMeter {
        let labels = JobLabels { connector_id: connector_id.to_owned(), job_type };
        JobMeter::start(Arc::clone(&self.metrics), labels, so_far)
    }

    /// A client begins to ask Graph for a connector; one for each [`graph::Meter`].
    pub fn graph_client(&self, connector_id: &str) -> GraphMeter {
        GraphMeter::new(Arc::clone(&self.metrics), connector_id)
    }

    /// Whether every watched loop is alive.
    pub fn health(&self) -> Health {
        self.loops.health(self.clock.now())
    }

    /// Every metric, in the `OpenMetrics` text format that Prometheus reads.
    pub fn metrics(&self) -> String {
        self.metrics.text()
    }
}
