//! `service` and `monitoring`: how often the service looks, how much it does at once, what it tells.

use std::net::SocketAddr;
use std::time::Duration;

use super::MICROSOFT_TEAMS;
use super::finding::Findings;
use super::keys::{self, Key, service as key};
use super::settings::Settings;

/// `service`: how the service works.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceConfig {
    /// `idling`: between two looks at connectors and jobs.
    pub idling: Duration,
    /// `heartbeat`: between two signs of life in a connector's record.
    pub heartbeat: Duration,
    /// `preflight_max_attempts`: how often the protocol's indices are tried at the start.
    pub preflight_max_attempts: u64,
    /// `preflight_idle`: between two of these tries.
    pub preflight_idle: Duration,
    /// `max_errors`: more of them within `max_errors_span` end the process.
    pub max_errors: u64,
    /// `max_errors_span`.
    pub max_errors_span: Duration,
    /// `max_concurrent_content_syncs`.
    pub max_concurrent_content_syncs: usize,
    /// `max_concurrent_access_control_syncs`.
    pub max_concurrent_access_control_syncs: usize,
    /// `max_concurrent_scheduling_tasks`: connectors that are looked at together.
    pub max_concurrent_scheduling_tasks: usize,
    /// `job_cleanup_interval`: between two searches for jobs that nobody works at.
    pub job_cleanup_interval: Duration,
    /// `max_file_download_size`, in bytes.
    pub max_file_download_size: u64,
    /// `worker_mode`: connectors are found by their service type, too.
    pub worker: Option<WorkerMode>,
    /// `native_service_types`: Elastic-managed connectors of these types are taken, too. Empty, or
    /// [`MICROSOFT_TEAMS`] alone.
    pub native_service_types: Vec<String>,
}

/// `service.worker_mode`: every self-managed connector of these types is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerMode {
    /// `service.service_types`: [`MICROSOFT_TEAMS`] alone, since others have no program here.
    pub service_types: Vec<String>,
}

/// What the service logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogConfig {
    /// `service.log_level`, if it is given.
    pub level: Option<LogLevel>,
    /// `service.log_format`: one JSON object a line, with the field names of the Elastic Common Schema.
    pub ecs: bool,
}

/// How much is logged, in the words of Elastic's service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogLevel {
    /// Everything.
    Debug,
    /// What happens.
    Info,
    /// What should not have happened.
    #[value(alias = "warn")]
    Warning,
    /// What somebody must mend.
    Error,
    /// What ends the process.
    #[value(alias = "fatal")]
    Critical,
}

/// `monitoring`: what can be asked about the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonitoringConfig {
    /// `listen`: where `/health` and `/metrics` are served; nowhere, if it is left out.
    pub listen: Option<SocketAddr>,
}

impl ServiceConfig {
    /// Whether connectors are taken that the file doesn't list.
    pub fn finds_connectors(&self) -> bool {
        self.worker.is_some() || !self.native_service_types.is_empty()
    }
}

impl LogLevel {
    /// Its name for a filter of log lines; `critical` has none of its own and is `error`.
    pub fn filter(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Error | Self::Critical => "error",
        }
    }
}

pub(super) fn service(settings: &mut Settings, findings: &mut Findings) -> ServiceConfig {
    refuse_fips(settings, findings);
    ServiceConfig {
        idling: settings.seconds(&key::IDLING, findings),
        heartbeat: settings.seconds(&key::HEARTBEAT, findings),
        preflight_max_attempts: settings.whole(&key::PREFLIGHT_MAX_ATTEMPTS, findings),
        preflight_idle: settings.seconds(&key::PREFLIGHT_IDLE, findings),
        max_errors: settings.whole(&key::MAX_ERRORS, findings),
        max_errors_span: settings.seconds(&key::MAX_ERRORS_SPAN, findings),
        max_concurrent_content_syncs: settings.count(&key::MAX_CONCURRENT_CONTENT_SYNCS, findings),
        max_concurrent_access_control_syncs: settings
            .count(&key::MAX_CONCURRENT_ACCESS_CONTROL_SYNCS, findings),
        max_concurrent_scheduling_tasks: settings
            .count(&key::MAX_CONCURRENT_SCHEDULING_TASKS, findings),
        job_cleanup_interval: settings.seconds(&key::JOB_CLEANUP_INTERVAL, findings),
        max_file_download_size: settings.whole(&key::MAX_FILE_DOWNLOAD_SIZE, findings),
        worker: worker(settings, findings),
        native_service_types: service_types(settings, &key::NATIVE_SERVICE_TYPES, findings),
    }
}

/// Who asks for certified cryptography must not get another in silence.
fn refuse_fips(settings: &mut Settings, findings: &mut Findings) {
    let at = settings.place_of(key::FIPS_MODE.name);
    if settings.switch(&key::FIPS_MODE, findings) {
        let text = format!("`{}` is not there; leave it out", key::FIPS_MODE.name);
        findings.fault(at, text);
    }
}

fn worker(settings: &mut Settings, findings: &mut Findings) -> Option<WorkerMode> {
    let at = settings.place_of(key::WORKER_MODE.name);
    let is_worker = settings.switch(&key::WORKER_MODE, findings);
    let faults = findings.faults.len();
    let service_types = service_types(settings, &key::SERVICE_TYPES, findings);
    if is_worker && service_types.is_empty() && findings.faults.len() == faults {
        let wrong = format!("is empty, and `{}` is on", key::WORKER_MODE.name);
        findings.fault(at, key::SERVICE_TYPES.wanted(&wrong, ""));
    }
    is_worker.then_some(WorkerMode { service_types })
}

/// The types that are ours; others are left out with a warning.
fn service_types(settings: &mut Settings, key: &Key, findings: &mut Findings) -> Vec<String> {
    let mut types = Vec::new();
    for word in settings.words(key, findings) {
        if word.text == MICROSOFT_TEAMS {
            types = vec![word.text];
        } else if keys::nearest(&word.text, [MICROSOFT_TEAMS].into_iter()).is_some() {
            findings.fault(word.at, key.wanted("holds a mistyped one", ""));
        } else {
            let text = format!("a type in `{}` is not `{MICROSOFT_TEAMS}` and left out", key.name);
            findings.warn(word.at, text);
        }
    }
    types
}

pub(super) fn logging(settings: &mut Settings, findings: &mut Findings) -> LogConfig {
    let level = |text: &str| {
        let level = <LogLevel as clap::ValueEnum>::from_str(text, true);
        level.map_err(|_unknown| "is no level")
    };
    let format = |text: &str| match text.to_ascii_lowercase().as_str() {
        "text" => Ok(false),
        "ecs" => Ok(true),
        _ => Err("is neither"),
    };
    let is_given = settings.is_given(key::LOG_LEVEL.name);
    let level = settings.meaning(&key::LOG_LEVEL, level, findings);
    LogConfig {
        level: level.filter(|_| is_given),
        ecs: settings.meaning(&key::LOG_FORMAT, format, findings).unwrap_or_default(),
    }
}

pub(super) fn monitoring(settings: &mut Settings, findings: &mut Findings) -> MonitoringConfig {
    let address = |text: &str| text.parse().map_err(|_foreign| "is no address with a port");
    MonitoringConfig { listen: settings.meaning(&key::MONITORING_LISTEN, address, findings) }
}
