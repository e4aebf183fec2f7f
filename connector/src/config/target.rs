//! `store` and `elasticsearch`: where documents and progress are kept.

use std::path::{Path, PathBuf};

use elastic::{Address, Auth, Connection, Limits, Names, Patience, StartUp, Verification};
use sync::monitor::Thresholds;
use url::Url;

use super::finding::{Findings, Place};
use super::is_index_name;
use super::keys::{self, Key, elasticsearch as key};
use super::read::limited;
use super::settings::{Given, Settings};

/// Where documents and progress are kept.
#[derive(Debug, Clone)]
pub enum Target {
    /// `store.sqlite`: a database file, made by the first sync. A relative path starts at the current folder, not at
    /// the config file's.
    Sqlite(PathBuf),
    /// `elasticsearch`: a cluster. It is the target whenever `store.sqlite` isn't given.
    Elasticsearch(Box<ElasticsearchConfig>),
}

/// `elasticsearch`: a cluster, and how it is asked.
#[derive(Debug, Clone)]
pub struct ElasticsearchConfig {
    /// The way to the cluster, with the credentials for all but what a connector has its own for.
    pub connection: Connection,
    /// `bulk.chunk_size`, `bulk.chunk_max_mem_size`.
    pub limits: Limits,
    /// `max_retries`, `retry_interval`: of requests other than bulks.
    pub patience: Patience,
    /// `bulk.max_retries`, `bulk.retry_interval`: of bulks.
    pub bulk_patience: Patience,
    /// `max_wait_duration`, `initial_backoff_duration`, `backoff_multiplier`: how long the service waits for the cluster
    /// when it starts.
    pub start_up: StartUp,
    /// `feature_use_connectors_api`: whether the connector APIs are tried before their indices are used directly.
    pub use_connectors_api: bool,
    /// `bulk.error_monitor`: when refused documents end a job.
    pub error_monitor: Thresholds,
    /// `teams.state_index`, `teams.dead_letter_index`, for clusters that refuse names beginning with a dot.
    pub names: Names,
}

/// Largest file of certificates that is read; all public authorities together are smaller.
const CA_CERTS_BYTES_MAX: u64 = 4 << 20;

pub(super) fn target(settings: &mut Settings, findings: &mut Findings) -> Target {
    if settings.is_given(keys::STORE_SQLITE.name) {
        let path = settings.text(&keys::STORE_SQLITE, findings);
        let reason = "is not used: documents go to `store.sqlite`";
        settings.set_aside("elasticsearch", reason, findings);
        return Target::Sqlite(path.map_or_else(PathBuf::new, |path| path.text.into()));
    }
    if !settings.is_given("elasticsearch") && findings.faults.is_empty() {
        let text = format!(
            "neither `{}` nor `elasticsearch` is given: documents go to `{}`",
            keys::STORE_SQLITE.name,
            key::HOST.default.unwrap_or_default()
        );
        findings.warn(settings.at.clone(), text);
    }
    Target::Elasticsearch(Box::new(elasticsearch(settings, findings)))
}

fn elasticsearch(settings: &mut Settings, findings: &mut Findings) -> ElasticsearchConfig {
    ElasticsearchConfig {
        connection: connection(settings, findings),
        limits: Limits {
            chunk_size: settings.count(&key::CHUNK_SIZE, findings),
            chunk_bytes: settings.count(&key::CHUNK_MAX_MEM_SIZE, findings) << 20,
        },
        patience: patience(settings, [&key::MAX_RETRIES, &key::RETRY_INTERVAL], findings),
        bulk_patience: patience(
            settings,
            [&key::BULK_MAX_RETRIES, &key::BULK_RETRY_INTERVAL],
            findings,
        ),
        start_up: StartUp {
            max_wait: settings.seconds(&key::MAX_WAIT_DURATION, findings),
            initial_backoff: settings.seconds(&key::INITIAL_BACKOFF_DURATION, findings),
            multiplier: settings.decimal(&key::BACKOFF_MULTIPLIER, findings),
        },
        use_connectors_api: settings.switch(&key::FEATURE_USE_CONNECTORS_API, findings),
        error_monitor: error_monitor(settings, findings),
        names: Names {
            state: index_name(settings, &key::STATE_INDEX, findings),
            dead_letter: index_name(settings, &key::DEAD_LETTER_INDEX, findings),
            ..Names::default()
        },
    }
}

fn patience(
    settings: &mut Settings,
    [max_retries, retry_interval]: [&Key; 2],
    findings: &mut Findings,
) -> Patience {
    let max_retries = settings.whole(max_retries, findings);
    Patience {
        max_retries: u32::try_from(max_retries).unwrap_or(u32::MAX),
        retry_interval: settings.seconds(retry_interval, findings),
    }
}

fn error_monitor(settings: &mut Settings, findings: &mut Findings) -> Thresholds {
    let window = settings.whole(&key::ERROR_WINDOW_SIZE, findings);
    Thresholds {
        enabled: settings.switch(&key::MONITOR_ENABLED, findings),
        max_total_errors: settings.whole(&key::MAX_TOTAL_ERRORS, findings),
        max_consecutive_errors: settings.whole(&key::MAX_CONSECUTIVE_ERRORS, findings),
        max_error_rate: settings.decimal(&key::MAX_ERROR_RATE, findings),
        error_window_size: u32::try_from(window).unwrap_or(u32::MAX),
    }
}

fn index_name(settings: &mut Settings, key: &Key, findings: &mut Findings) -> String {
    settings.meaning(key, index_named, findings).unwrap_or_default()
}

/// A name that an index can have.
pub(super) fn index_named(text: &str) -> Result<String, &'static str> {
    is_index_name(text).then(|| text.to_owned()).ok_or("is no name that an index can have")
}

fn connection(settings: &mut Settings, findings: &mut Findings) -> Connection {
    let address = address(settings, findings);
    let headers = headers(settings, findings);
    let auth = auth(settings, &address, &headers, findings);
    Connection {
        verification: verification(settings, findings),
        request_timeout: settings.seconds(&key::REQUEST_TIMEOUT, findings),
        headers: headers.into_iter().map(|(name, value)| (name, value.into())).collect(),
        ..Connection::new(address, auth)
    }
}

fn address(settings: &mut Settings, findings: &mut Findings) -> Address {
    if let Some(cloud_id) = settings.optional_text(&key::CLOUD_ID, findings) {
        if settings.is_given(key::HOST.name) {
            let text = key::CLOUD_ID.wanted("stands beside `elasticsearch.host`", "");
            findings.fault(cloud_id.at, format!("{text}; keep one of them"));
        }
        settings.set_aside(key::HOST.name, "is not used", &mut Findings::default());
        return Address::CloudId(cloud_id.text);
    }
    let url = |text: &str| {
        let url = Url::parse(text).map_err(|_foreign| "is no address")?;
        let is_http = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        is_http.then(|| text.to_owned()).ok_or("is no address of a web server")
    };
    Address::Url(settings.meaning(&key::HOST, url, findings).unwrap_or_default())
}

/// The API key, else the user; without either Elastic's default user, unless address or headers already say who asks.
fn auth(
    settings: &mut Settings,
    address: &Address,
    headers: &[(String, String)],
    findings: &mut Findings,
) -> Auth {
    let api_key = settings.meaning(&key::API_KEY, api_key, findings);
    let username = settings.optional_text(&key::USERNAME, findings);
    let password = settings.optional_text(&key::PASSWORD, findings);
    if let Some(api_key) = api_key {
        if let Some(user) = username.or(password) {
            let text = "`elasticsearch.username` and `password` are not used: there is an `elasticsearch.api_key`";
            findings.warn(user.at, text);
        }
        return Auth::ApiKey(api_key.into());
    }
    let is_told = username.is_some() || password.is_some();
    if !is_told && (holds_user(address) || has_authorization(headers)) {
        return Auth::None;
    }
    if let (Some(user), None) = (&username, &password) {
        let missing = key::PASSWORD.wanted("is missing", "");
        findings.fault(user.at.clone(), missing);
    }
    let given = |given: Option<Given>, key: Key| match given {
        Some(given) => given.text,
        None => key.default.unwrap_or_default().to_owned(),
    };
    Auth::Basic {
        username: given(username, key::USERNAME),
        password: given(password, key::PASSWORD).into(),
    }
}

/// An API key in its encoded form: one word, and no `id:api_key` nor a place-holder such as `<API_KEY>`.
pub(super) fn api_key(text: &str) -> Result<String, &'static str> {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b":<>".contains(&byte);
    text.bytes().all(fits).then(|| text.to_owned()).ok_or("is no encoded API key")
}

fn holds_user(address: &Address) -> bool {
    match address {
        Address::Url(url) => Url::parse(url).is_ok_and(|url| !url.username().is_empty()),
        Address::CloudId(_) => false,
    }
}

fn has_authorization(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"))
}

fn headers(settings: &mut Settings, findings: &mut Findings) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (name, Given { at, text, .. }) in settings.group(&key::HEADERS, findings) {
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let of_value = |byte: u8| byte.is_ascii_graphic() || byte == b' ' || byte == b'\t';
        if !name.is_empty() && name.bytes().all(of_name) && text.bytes().all(of_value) {
            headers.push((name, text));
        } else {
            let wrong = "holds a name or a value that no header can have";
            findings.fault(at, key::HEADERS.wanted(wrong, ""));
        }
    }
    headers
}

fn verification(settings: &mut Settings, findings: &mut Findings) -> Verification {
    let tls = settings.switch(&key::SSL, findings);
    let verify = settings.switch(&key::VERIFY_CERTS, findings);
    let ca_certs = settings.optional_text(&key::CA_CERTS, findings);
    match (tls, verify, ca_certs) {
        (true, true, Some(Given { at, text, .. })) => authorities(&text, at, findings),
        (true, true, None) | (false, _, None) => Verification::Public,
        (true, false, None) => Verification::None,
        (tls, _, Some(Given { at, .. })) => {
            let switch = if tls { key::VERIFY_CERTS.name } else { key::SSL.name };
            findings.warn(at, format!("`{}` is not used: `{switch}` is off", key::CA_CERTS.name));
            if tls { Verification::None } else { Verification::Public }
        }
    }
}

fn authorities(path: &str, at: Place, findings: &mut Findings) -> Verification {
    let wrong = match limited(Path::new(path), CA_CERTS_BYTES_MAX) {
        Ok(Some(pem)) if holds_certificate(&pem) => return Verification::Authorities(pem),
        Ok(Some(_)) => "names a file without a certificate".to_owned(),
        Ok(None) => format!("names a file of more than {CA_CERTS_BYTES_MAX} bytes"),
        Err(error) => format!("cannot be read ({})", error.kind()),
    };
    findings.fault(at, key::CA_CERTS.wanted(&wrong, ""));
    Verification::Public
}

fn holds_certificate(pem: &[u8]) -> bool {
    let begin = b"-----BEGIN CERTIFICATE-----";
    pem.windows(begin.len()).any(|window| window == begin)
}
