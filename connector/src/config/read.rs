//! From the file to a [`Config`]: what each key means, and every fault at once.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use graph::{AddressError, Credentials, GraphRoot, LoginRoot};

use super::finding::{Error, Finding, Findings, Position};
use super::keys::{self, Key};
use super::settings::Settings;
use super::yaml::{self, Node, Value};
use super::{Config, ConnectorConfig, Delegated, GraphConfig, StoreConfig};

/// A config file of a thousand connectors is far smaller.
const BYTES_MAX: u64 = 1 << 20;

/// The one kind of connector that this program is.
pub(super) const MICROSOFT_TEAMS: &str = "microsoft_teams";

/// Reads a config file; the warnings are for the operator's eyes.
///
/// # Errors
/// When the file cannot be read, or what it says cannot be used; all its faults are told at once.
pub fn read(path: &Path) -> Result<(Config, Vec<Finding>), Error> {
    let text = text(path)?;
    let mut findings = Findings::default();
    let config = config(&text, &mut findings);
    findings.faults.sort_by_key(|fault| fault.at);
    findings.warnings.sort_by_key(|warning| warning.at);
    let Findings { faults, warnings } = findings;
    match config {
        Some(config) if faults.is_empty() => Ok((config, warnings)),
        Some(_) | None => Err(Error::Faulty { path: path.to_owned(), faults, warnings }),
    }
}

fn text(path: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    let mut capped = file.take(BYTES_MAX + 1);
    let length = capped.read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(length).is_ok_and(|length| length > BYTES_MAX) {
        return Err(Error::TooLarge { path: path.to_owned(), bytes_max: BYTES_MAX });
    }
    let text =
        String::from_utf8(bytes).map_err(|_bytes| Error::NotText { path: path.to_owned() })?;
    // Some editors start a file with a byte-order mark; it is no part of the first key.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The configuration, or nothing and at least one fault.
fn config(text: &str, findings: &mut Findings) -> Option<Config> {
    let root = match yaml::parse(text) {
        Ok(Some(Node { value, at })) => match value {
            Value::Group(entries) => entries,
            Value::Nothing => return empty(findings),
            Value::Text(_) | Value::List(_) => {
                let example = keys::STORE_SQLITE.example;
                findings
                    .fault(at, format!("the file must hold keys and values, such as `{example}`"));
                return None;
            }
        },
        Ok(None) => return empty(findings),
        Err(fault) => {
            findings.faults.push(fault);
            return None;
        }
    };
    let mut settings = Settings::new(String::new(), keys::FILE, root, findings);
    let graph = graph(&mut settings, findings);
    let sqlite = settings.text(&keys::STORE_SQLITE, findings);
    let connectors = connectors(&mut settings, findings);
    settings.finish(findings);
    Some(Config {
        graph: graph?,
        store: StoreConfig { sqlite: PathBuf::from(sqlite?.1) },
        connectors: connectors?,
    })
}

fn empty(findings: &mut Findings) -> Option<Config> {
    let Key { example, .. } = keys::CONNECTORS;
    let store = keys::STORE_SQLITE.example;
    findings.fault(
        Position::START,
        format!("the file is empty; it wants at least `{store}` and `{example}`"),
    );
    None
}

fn graph(settings: &mut Settings, findings: &mut Findings) -> Option<GraphConfig> {
    let root = address(
        settings,
        &keys::GRAPH_ROOT,
        ("https://graph.microsoft.com", GraphRoot::parse),
        findings,
    );
    let login_root = address(
        settings,
        &keys::GRAPH_LOGIN_ROOT,
        ("https://login.microsoftonline.com", LoginRoot::parse),
        findings,
    );
    Some(GraphConfig { root: root?, login_root: login_root? })
}

/// An address, or its default if it is left out.
fn address<A>(
    settings: &mut Settings,
    key: &Key,
    (default, parse): (&str, impl Fn(&str) -> Result<A, AddressError>),
    findings: &mut Findings,
) -> Option<A> {
    let faults = findings.faults.len();
    let (at, text) = match settings.optional_text(key, findings) {
        Some(given) => given,
        None if findings.faults.len() == faults => (Position::START, default.to_owned()),
        None => return None,
    };
    parse(&text).map_err(|error| findings.fault(at, format!("`{}`: {error}", key.name))).ok()
}

fn connectors(settings: &mut Settings, findings: &mut Findings) -> Option<Vec<ConnectorConfig>> {
    let (at, items) = settings.list(&keys::CONNECTORS, findings)?;
    let faults = findings.faults.len();
    let mut connectors: Vec<ConnectorConfig> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let (at, connector) = connector(index, item, findings);
        let Some(connector) = connector else { continue };
        let id = &connector.connector_id;
        if connectors.iter().any(|other| other.connector_id == *id) {
            findings.fault(
                at,
                format!("two connectors have the connector_id `{id}`; give each its own"),
            );
        }
        connectors.push(connector);
    }
    if connectors.is_empty() && findings.faults.len() == faults {
        findings.fault(at, keys::SERVICE_TYPE.wanted("fits no connector", " of any item"));
    }
    Some(connectors)
}

/// One item of the list; nothing, if it has a fault or is not ours.
fn connector(
    index: usize,
    Node { at, value }: Node,
    findings: &mut Findings,
) -> (Position, Option<ConnectorConfig>) {
    let Value::Group(entries) = value else {
        let text = keys::CONNECTOR_ID.wanted("is missing", &owner(index));
        findings.fault(at, text);
        return (at, None);
    };
    let mut settings = Settings::new(owner(index), keys::CONNECTOR, entries, findings);
    let connector = match service(&mut settings, findings) {
        Service::Teams => teams(&mut settings, findings),
        Service::Other => return (at, None),
        Service::Unclear => {
            // Its other faults are worth knowing in the same run.
            drop(teams(&mut settings, findings));
            None
        }
    };
    settings.finish(findings);
    (at, connector)
}

fn owner(index: usize) -> String {
    format!(" of connectors[{index}]")
}

/// What an item of the list is for.
enum Service {
    Teams,
    /// Another of Elastic's connectors, which has its own program.
    Other,
    /// Missing or mistyped: a fault.
    Unclear,
}

fn service(settings: &mut Settings, findings: &mut Findings) -> Service {
    let Some((at, service_type)) = settings.text(&keys::SERVICE_TYPE, findings) else {
        return Service::Unclear;
    };
    if service_type == MICROSOFT_TEAMS {
        return Service::Teams;
    }
    if keys::nearest(&service_type, [MICROSOFT_TEAMS].into_iter()).is_some() {
        findings.fault(at, keys::SERVICE_TYPE.wanted("is mistyped", &settings.owner));
        return Service::Unclear;
    }
    findings.warn(
        at,
        format!(
            "`service_type`{} is not `{MICROSOFT_TEAMS}`; this connector is left out",
            settings.owner
        ),
    );
    Service::Other
}

fn teams(settings: &mut Settings, findings: &mut Findings) -> Option<ConnectorConfig> {
    let connector_id = settings.text(&keys::CONNECTOR_ID, findings);
    let client_id = settings.text(&keys::CLIENT_ID, findings);
    let secret_value = settings.text(&keys::SECRET_VALUE, findings);
    let tenant_id = settings.text(&keys::TENANT_ID, findings);
    let delegated = delegated(settings, findings);
    Some(ConnectorConfig {
        connector_id: connector_id?.1,
        credentials: Credentials {
            client_id: client_id?.1,
            secret_value: secret_value?.1.into(),
            tenant_id: tenant_id?.1,
        },
        delegated,
    })
}

fn delegated(settings: &mut Settings, findings: &mut Findings) -> Option<Delegated> {
    let username = settings.optional_text(&keys::USERNAME, findings);
    let password = settings.optional_text(&keys::PASSWORD, findings);
    match (username, password) {
        (Some((_, username)), Some((_, password))) => {
            Some(Delegated { username: username.into(), password: password.into() })
        }
        (Some((at, _)), None) => {
            findings.warn(at, "`configuration.username` is of no use without a `password`");
            None
        }
        (None, Some((at, _))) => {
            findings.warn(at, "`configuration.password` is of no use without a `username`");
            None
        }
        (None, None) => None,
    }
}
