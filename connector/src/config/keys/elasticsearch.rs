//! `elasticsearch.*`: where the cluster is, and how it is asked. Elastic: connector service, config.yml.
//!
//! Names and defaults are those of Elastic's connector service 9.5, save what stands below `teams`, which is ours.

use super::Key;

pub(in crate::config) const HOST: Key = Key::text(
    "elasticsearch.host",
    "the cluster's address, beginning with http:// or https://",
    "http://localhost:9200",
)
.or("http://localhost:9200");
pub(in crate::config) const CLOUD_ID: Key = Key::text(
    "elasticsearch.cloud_id",
    "the cloud id from the deployment's page, instead of `elasticsearch.host`",
    "teams:ZXUuZXhhbXBsZS5jb20kY2x1c3RlciRraWJhbmE=",
);
pub(in crate::config) const API_KEY: Key = Key::text(
    "elasticsearch.api_key",
    "an API key in its `encoded` form, one line of base64",
    "aWQ6YXBpX2tleQ==",
);
pub(in crate::config) const USERNAME: Key =
    Key::text("elasticsearch.username", "a user of the cluster", "elastic").or("elastic");
pub(in crate::config) const PASSWORD: Key =
    Key::text("elasticsearch.password", "that user's password", "changeme").or("changeme");

pub(in crate::config) const SSL: Key = Key::switch("elasticsearch.ssl", "true");
pub(in crate::config) const VERIFY_CERTS: Key = Key::switch("elasticsearch.verify_certs", "true");
pub(in crate::config) const CA_CERTS: Key = Key::text(
    "elasticsearch.ca_certs",
    "a file with the certificates of authorities to trust, in PEM form",
    "/config/ca.crt",
);
pub(in crate::config) const HEADERS: Key = Key::group(
    "elasticsearch.headers",
    "names and values of further headers, in ASCII",
    "{X-Tenant: teams}",
);

pub(in crate::config) const REQUEST_TIMEOUT: Key =
    Key::seconds("elasticsearch.request_timeout", "240");
pub(in crate::config) const MAX_RETRIES: Key =
    Key::whole("elasticsearch.max_retries", "5", ("further tries", 0, 100));
pub(in crate::config) const RETRY_INTERVAL: Key =
    Key::seconds("elasticsearch.retry_interval", "10");
pub(in crate::config) const MAX_WAIT_DURATION: Key =
    Key::seconds("elasticsearch.max_wait_duration", "240");
pub(in crate::config) const INITIAL_BACKOFF_DURATION: Key =
    Key::seconds("elasticsearch.initial_backoff_duration", "1");
pub(in crate::config) const BACKOFF_MULTIPLIER: Key =
    Key::decimal("elasticsearch.backoff_multiplier", "2", ("times", 1.0, 100.0));
pub(in crate::config) const FEATURE_USE_CONNECTORS_API: Key =
    Key::switch("elasticsearch.feature_use_connectors_api", "true");

pub(in crate::config) const CHUNK_SIZE: Key =
    Key::whole("elasticsearch.bulk.chunk_size", "1000", ("lines", 2, 100_000));
pub(in crate::config) const CHUNK_MAX_MEM_SIZE: Key =
    Key::whole("elasticsearch.bulk.chunk_max_mem_size", "3", ("MiB", 1, 100));
pub(in crate::config) const BULK_MAX_RETRIES: Key =
    Key::whole("elasticsearch.bulk.max_retries", "5", ("further tries", 0, 100));
pub(in crate::config) const BULK_RETRY_INTERVAL: Key =
    Key::seconds("elasticsearch.bulk.retry_interval", "10");

pub(in crate::config) const MONITOR_ENABLED: Key =
    Key::switch("elasticsearch.bulk.error_monitor.enabled", "true");
pub(in crate::config) const MAX_TOTAL_ERRORS: Key = Key::whole(
    "elasticsearch.bulk.error_monitor.max_total_errors",
    "1000",
    ("documents", 0, 1_000_000_000),
);
pub(in crate::config) const MAX_CONSECUTIVE_ERRORS: Key = Key::whole(
    "elasticsearch.bulk.error_monitor.max_consecutive_errors",
    "10",
    ("documents", 0, 1_000_000_000),
);
pub(in crate::config) const MAX_ERROR_RATE: Key = Key::decimal(
    "elasticsearch.bulk.error_monitor.max_error_rate",
    "0.15",
    ("refused documents for each one", 0.0, 1.0),
);
pub(in crate::config) const ERROR_WINDOW_SIZE: Key = Key::whole(
    "elasticsearch.bulk.error_monitor.error_window_size",
    "100",
    ("documents", 1, 100_000),
);

pub(in crate::config) const STATE_INDEX: Key = Key::text(
    "elasticsearch.teams.state_index",
    "a name in lower case, of letters, digits, `.`, `-` and `_`",
    "teams-connector-state",
)
.or(".elastic-connectors-teams-state-v1");
pub(in crate::config) const DEAD_LETTER_INDEX: Key = Key::text(
    "elasticsearch.teams.dead_letter_index",
    "a name in lower case, of letters, digits, `.`, `-` and `_`",
    "teams-connector-dead-letter",
)
.or(".elastic-connectors-teams-dead-letter-v1");

pub(super) const ALL: &[&Key] = &[
    &HOST,
    &CLOUD_ID,
    &API_KEY,
    &USERNAME,
    &PASSWORD,
    &SSL,
    &VERIFY_CERTS,
    &CA_CERTS,
    &HEADERS,
    &REQUEST_TIMEOUT,
    &MAX_RETRIES,
    &RETRY_INTERVAL,
    &MAX_WAIT_DURATION,
    &INITIAL_BACKOFF_DURATION,
    &BACKOFF_MULTIPLIER,
    &FEATURE_USE_CONNECTORS_API,
    &CHUNK_SIZE,
    &CHUNK_MAX_MEM_SIZE,
    &BULK_MAX_RETRIES,
    &BULK_RETRY_INTERVAL,
    &MONITOR_ENABLED,
    &MAX_TOTAL_ERRORS,
    &MAX_CONSECUTIVE_ERRORS,
    &MAX_ERROR_RATE,
    &ERROR_WINDOW_SIZE,
    &STATE_INDEX,
    &DEAD_LETTER_INDEX,
];

/// Elastic's settings that have no effect here, and why.
pub(super) const WITHOUT_EFFECT: &[(&str, &str)] = &[
    (
        "elasticsearch.retry_on_timeout",
        "has no effect: a request is made again whenever that does no harm",
    ),
    (
        "elasticsearch.log_level",
        "has no effect: the client logs as `service.log_level` or `--log` say",
    ),
    (
        "elasticsearch.bulk.queue_max_size",
        "has no effect: what waits to be written is bounded otherwise",
    ),
    (
        "elasticsearch.bulk.queue_max_mem_size",
        "has no effect: what waits to be written is bounded otherwise",
    ),
    (
        "elasticsearch.bulk.queue_refresh_timeout",
        "has no effect: a batch that cannot be written stays on its queue",
    ),
    ("elasticsearch.bulk.queue_refresh_interval", "has no effect: no queue is polled"),
    ("elasticsearch.bulk.max_concurrency", "has no effect: batches follow one another"),
    ("elasticsearch.bulk.concurrent_downloads", "has no effect: file contents are not read"),
    (
        "elasticsearch.bulk.max_text_document_size",
        "has no effect: large documents are sent alone, none is dropped",
    ),
    ("elasticsearch.bulk.display_every", "has no effect: counts are logged by time"),
    ("elasticsearch.bulk.enable_operations_logging", "has no effect: use `--log elastic=debug`"),
    (
        "elasticsearch.bulk.error_monitor.error_queue_size",
        "has no effect: every refused document is kept in the dead-letter index",
    ),
];
