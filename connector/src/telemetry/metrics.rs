//! The metrics by name, and what changes each.
//!
//! Counters count what this process did: they begin at nothing when it starts, as Prometheus expects.

use std::time::Duration;

use jiff::Timestamp;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

/// What a job did up to a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents written.
    pub indexed: u64,
    /// Documents deleted.
    pub deleted: u64,
    /// Documents that the store refused.
    pub refused: u64,
    /// Documents that sync rules kept out.
    pub excluded: u64,
    /// Bytes of the documents written.
    pub bytes: u64,
}

/// The states of a connector's record. Elastic: connector protocol, connector status.
const CONNECTOR_STATUSES: [&str; 5] =
    ["created", "needs_configuration", "configured", "connected", "error"];

/// Every metric of the service.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    loops: OfLoops,
    connectors: OfConnectors,
    jobs: OfJobs,
    documents: OfDocuments,
    graph: OfGraph,
}

#[derive(Debug)]
struct OfLoops {
    succeeded: Family<LoopLabels, Gauge>,
    failed: Family<LoopLabels, Counter>,
}

#[derive(Debug)]
struct OfConnectors {
    status: Family<StatusLabels, Gauge>,
    issues: Family<ConnectorLabels, Gauge>,
}

#[derive(Debug)]
struct OfJobs {
    running: Family<JobLabels, Gauge>,
    ended: Family<EndLabels, Counter>,
    ended_at: Family<EndLabels, Gauge>,
    duration: Family<JobLabels, Gauge<f64, std::sync::atomic::AtomicU64>>,
}

#[derive(Debug)]
struct OfDocuments {
    indexed: Family<ConnectorLabels, Counter>,
    deleted: Family<ConnectorLabels, Counter>,
    refused: Family<ConnectorLabels, Counter>,
    excluded: Family<ConnectorLabels, Counter>,
    bytes: Family<ConnectorLabels, Counter>,
}

#[derive(Debug)]
struct OfGraph {
    requests: Family<ClassLabels, Counter>,
    throttled: Family<ConnectorLabels, Counter>,
    received: Family<ConnectorLabels, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LoopLabels {
    r#loop: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectorLabels {
    connector_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StatusLabels {
    connector_id: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ClassLabels {
    connector_id: String,
    class: &'static str,
}

/// The labels of a connector's jobs of one type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct JobLabels {
    pub(super) connector_id: String,
    pub(super) job_type: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndLabels {
    connector_id: String,
    job_type: &'static str,
    status: &'static str,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("teams_connector");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The version that runs", build);
        Self {
            loops: OfLoops::registered(&mut registry),
            connectors: OfConnectors::registered(&mut registry),
            jobs: OfJobs::registered(&mut registry),
            documents: OfDocuments::registered(&mut registry),
            graph: OfGraph::registered(&mut registry),
            registry,
        }
    }

    /// All of them in the `OpenMetrics` text format.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Nothing but the writer fails here, and a string takes everything.
        text::encode(&mut text, &self.registry).unwrap_or_default();
        text
    }

    pub(super) fn pass_succeeded(&self, r#loop: &'static str, now: Timestamp) {
        self.loops.succeeded.get_or_create(&LoopLabels { r#loop }).set(now.as_second());
    }

    pub(super) fn pass_failed(&self, r#loop: &'static str) {
        self.loops.failed.get_or_create(&LoopLabels { r#loop }).inc();
    }

    pub(super) fn connector_status(&self, connector_id: &str, now: &str) {
        for status in CONNECTOR_STATUSES {
            let labels = StatusLabels { connector_id: connector_id.to_owned(), status };
            self.connectors.status.get_or_create(&labels).set(i64::from(status == now));
        }
    }

    pub(super) fn issues(&self, connector_id: &str, issues: u64) {
        let issues = i64::try_from(issues).unwrap_or(i64::MAX);
        self.connectors.issues.get_or_create(&of(connector_id)).set(issues);
    }

    pub(super) fn job_started(&self, labels: &JobLabels) {
        self.jobs.running.get_or_create(labels).inc();
    }

    pub(super) fn job_left(&self, labels: &JobLabels) {
        self.jobs.running.get_or_create(labels).dec();
    }

    pub(super) fn job_ended(&self, job: &JobLabels, status: &'static str, now: Timestamp) {
        let (connector_id, job_type) = (job.connector_id.clone(), job.job_type);
        let labels = EndLabels { connector_id, job_type, status };
        self.jobs.ended.get_or_create(&labels).inc();
        self.jobs.ended_at.get_or_create(&labels).set(now.as_second());
    }

    pub(super) fn job_took(&self, labels: &JobLabels, duration: Duration) {
        self.jobs.duration.get_or_create(labels).set(duration.as_secs_f64());
    }

    pub(super) fn count(&self, connector_id: &str, more: &Counts) {
        let (labels, documents) = (of(connector_id), &self.documents);
        documents.indexed.get_or_create(&labels).inc_by(more.indexed);
        documents.deleted.get_or_create(&labels).inc_by(more.deleted);
        documents.refused.get_or_create(&labels).inc_by(more.refused);
        documents.excluded.get_or_create(&labels).inc_by(more.excluded);
        documents.bytes.get_or_create(&labels).inc_by(more.bytes);
    }

    pub(super) fn graph_requests(&self, connector_id: &str, class: &'static str, more: u64) {
        let labels = ClassLabels { connector_id: connector_id.to_owned(), class };
        self.graph.requests.get_or_create(&labels).inc_by(more);
    }

    pub(super) fn graph_answers(&self, connector_id: &str, throttled: u64, bytes: u64) {
        let labels = of(connector_id);
        self.graph.throttled.get_or_create(&labels).inc_by(throttled);
        self.graph.received.get_or_create(&labels).inc_by(bytes);
    }
}

fn of(connector_id: &str) -> ConnectorLabels {
    ConnectorLabels { connector_id: connector_id.to_owned() }
}

/// A new metric that the registry shows; counters get `_total` behind their name.
fn registered<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

impl OfLoops {
    fn registered(to: &mut Registry) -> Self {
        Self {
            succeeded: registered(
                to,
                "pass_succeeded_timestamp_seconds",
                "When the last pass of a loop succeeded, Unix time",
            ),
            failed: registered(to, "passes_failed", "Passes of a loop that broke off"),
        }
    }
}

impl OfConnectors {
    fn registered(to: &mut Registry) -> Self {
        Self {
            status: registered(to, "connector_status", "1 for the status of the connector, else 0"),
            issues: registered(to, "issues", "Issues of the last job"),
        }
    }
}

impl OfJobs {
    fn registered(to: &mut Registry) -> Self {
        Self {
            running: registered(to, "jobs_running", "Sync jobs that run in this process"),
            ended: registered(to, "jobs_ended", "Sync jobs that ended, by how"),
            ended_at: registered(
                to,
                "job_ended_timestamp_seconds",
                "When a job last ended so, Unix time",
            ),
            duration: registered(to, "job_duration_seconds", "How long the last job took"),
        }
    }
}

impl OfDocuments {
    fn registered(to: &mut Registry) -> Self {
        Self {
            indexed: registered(to, "documents_indexed", "Documents written"),
            deleted: registered(to, "documents_deleted", "Documents deleted"),
            refused: registered(to, "documents_refused", "Documents that the store refused"),
            excluded: registered(to, "documents_excluded", "Documents that sync rules kept out"),
            bytes: registered(to, "documents_indexed_bytes", "Bytes of the documents written"),
        }
    }
}

impl OfGraph {
    fn registered(to: &mut Registry) -> Self {
        Self {
            requests: registered(to, "graph_requests", "Requests sent to Graph, by class"),
            throttled: registered(to, "graph_throttled", "Answers by which Graph asked to wait"),
            received: registered(to, "graph_received_bytes", "Bytes of bodies received from Graph"),
        }
    }
}
