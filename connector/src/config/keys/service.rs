//! `service.*` and what stands beside it: how often the service looks, how much it does at once, what it logs.
//! Elastic: connector service, config.yml; `log_format` and `monitoring` are ours.

use super::Key;

pub(in crate::config) const IDLING: Key = Key::seconds("service.idling", "30");
pub(in crate::config) const HEARTBEAT: Key = Key::seconds("service.heartbeat", "300");
pub(in crate::config) const PREFLIGHT_MAX_ATTEMPTS: Key =
    Key::whole("service.preflight_max_attempts", "10", ("tries", 1, 10_000));
pub(in crate::config) const PREFLIGHT_IDLE: Key = Key::seconds("service.preflight_idle", "30");
pub(in crate::config) const MAX_ERRORS: Key =
    Key::whole("service.max_errors", "20", ("errors", 0, 1_000_000));
pub(in crate::config) const MAX_ERRORS_SPAN: Key = Key::seconds("service.max_errors_span", "600");
pub(in crate::config) const MAX_CONCURRENT_CONTENT_SYNCS: Key =
    Key::whole("service.max_concurrent_content_syncs", "1", ("syncs", 1, 1_000));
pub(in crate::config) const MAX_CONCURRENT_ACCESS_CONTROL_SYNCS: Key =
    Key::whole("service.max_concurrent_access_control_syncs", "1", ("syncs", 1, 1_000));
pub(in crate::config) const MAX_CONCURRENT_SCHEDULING_TASKS: Key =
    Key::whole("service.max_concurrent_scheduling_tasks", "4", ("connectors", 1, 1_000));
pub(in crate::config) const JOB_CLEANUP_INTERVAL: Key =
    Key::seconds("service.job_cleanup_interval", "300");
pub(in crate::config) const MAX_FILE_DOWNLOAD_SIZE: Key =
    Key::whole("service.max_file_download_size", "10485760", ("bytes", 0, 10_737_418_240));
pub(in crate::config) const LOG_LEVEL: Key =
    Key::text("service.log_level", "DEBUG, INFO, WARNING, ERROR or CRITICAL", "INFO").or("INFO");
pub(in crate::config) const LOG_FORMAT: Key =
    Key::text("service.log_format", "`text` or `ecs`", "ecs").or("text");
pub(in crate::config) const WORKER_MODE: Key = Key::switch("service.worker_mode", "false");
pub(in crate::config) const SERVICE_TYPES: Key = Key::list(
    "service.service_types",
    "a list with `microsoft_teams` in it, of the connectors that worker mode takes",
    "[microsoft_teams]",
);
pub(in crate::config) const FIPS_MODE: Key = Key::switch("service.fips_mode", "false");
pub(in crate::config) const NATIVE_SERVICE_TYPES: Key = Key::list(
    "native_service_types",
    "a list with `microsoft_teams` in it, of the Elastic-managed connectors to take",
    "[microsoft_teams]",
);
pub(in crate::config) const MONITORING_LISTEN: Key = Key::text(
    "monitoring.listen",
    "the address and port at which /health and /metrics are served",
    "127.0.0.1:9091",
);

pub(super) const ALL: &[&Key] = &[
    &IDLING,
    &HEARTBEAT,
    &PREFLIGHT_MAX_ATTEMPTS,
    &PREFLIGHT_IDLE,
    &MAX_ERRORS,
    &MAX_ERRORS_SPAN,
    &MAX_CONCURRENT_CONTENT_SYNCS,
    &MAX_CONCURRENT_ACCESS_CONTROL_SYNCS,
    &MAX_CONCURRENT_SCHEDULING_TASKS,
    &JOB_CLEANUP_INTERVAL,
    &MAX_FILE_DOWNLOAD_SIZE,
    &LOG_LEVEL,
    &LOG_FORMAT,
    &WORKER_MODE,
    &SERVICE_TYPES,
    &FIPS_MODE,
    &NATIVE_SERVICE_TYPES,
    &MONITORING_LISTEN,
];

/// Elastic's settings that have no effect here, and why.
pub(super) const WITHOUT_EFFECT: &[(&str, &str)] = &[
    (
        "service.incremental_sync_interval_seconds",
        "has no effect: syncs go on from where the last one ended",
    ),
    ("extraction_service", "has no effect: file contents are not read"),
    ("sources", "has no effect: Microsoft Teams is the one source"),
    ("log_level", "has no effect here; it is `service.log_level`"),
    ("_force_allow_native", "has no effect: `native_service_types` is enough"),
];
