//! `connectors`: one item for each tenant.

use graph::{Credentials, SecretString};

use super::finding::{Findings, Place};
use super::keys::{self, Key, connector as key};
use super::settings::{Given, Settings};
use super::target::{api_key, index_named};
use super::yaml::{Node, Value};
use super::{Listed, MICROSOFT_TEAMS, Target};

/// One tenant to sync.
#[derive(Debug, Clone)]
pub struct ConnectorConfig {
    /// `connector_id`: its id in Kibana, or the operator's name for it.
    pub connector_id: String,
    /// `api_key`, in its encoded form: the key with which its documents are written, if it has its own.
    pub api_key: Option<SecretString>,
    /// `index_name`: the content index of a connector that has still to be created. One that is there says itself.
    pub index_name: Option<String>,
    /// `configuration`; always there if documents go to `store.sqlite`, else the connector's record holds it.
    pub settings: Option<ConnectorSettings>,
}

impl ConnectorConfig {
    /// The content index of a connector that has still to be created: `index_name`, else `content-{connector_id}`.
    pub fn new_index(&self) -> String {
        let default = || format!("content-{}", self.connector_id.to_lowercase());
        self.index_name.clone().unwrap_or_else(default)
    }
}

/// `configuration`: how the connector signs in.
#[derive(Debug, Clone)]
pub struct ConnectorSettings {
    /// `tenant_id`, `client_id` and `secret_value`.
    pub credentials: Credentials,
    /// `username` and `password`, if both are given. Elastic's connector signs in with them; this one signs in as an
    /// application and keeps them unused.
    pub delegated: Option<Delegated>,
}

/// A user's name and password; neither shows in a `Debug` form.
#[derive(Debug, Clone)]
pub struct Delegated {
    /// `username`.
    pub username: SecretString,
    /// `password`.
    pub password: SecretString,
}

/// What Elastic's example files have where an operator's own value belongs.
const PLACE_HOLDER: &str = "changeme";

/// The connectors of the list; without a list the one of Elastic's old form.
pub(super) fn connectors(
    settings: &mut Settings,
    target: &Target,
    listed: Listed,
    findings: &mut Findings,
) -> Vec<ConnectorConfig> {
    let faults = findings.faults.len();
    let is_listed = settings.is_given(key::CONNECTORS.name);
    let (at, items) = settings.list(&key::CONNECTORS, findings).unwrap_or((Place::START, vec![]));
    let is_empty = items.is_empty();
    let mut connectors: Vec<ConnectorConfig> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let at = item.at.clone();
        let Some(connector) = item_of(index, item, target, findings) else { continue };
        if connectors.iter().any(|other| other.connector_id == connector.connector_id) {
            // Its id may come from the environment, so it isn't shown.
            let text = format!("connectors[{index}] has the `connector_id` of another one above");
            findings.fault(at, format!("{text}; give each its own"));
        }
        connectors.push(connector);
    }
    if is_empty {
        connectors.extend(single(settings, target, findings));
    } else {
        for key in [&key::CONNECTOR_ID, &key::SERVICE_TYPE] {
            settings.set_aside(
                key.name,
                "is not used here: there is a list of connectors",
                findings,
            );
        }
    }
    if connectors.is_empty() && listed == Listed::Needed && findings.faults.len() == faults {
        match (is_listed, is_empty) {
            (false, _) => settings.miss(&key::CONNECTORS, findings),
            (true, true) => findings.fault(at, key::CONNECTORS.wanted("is empty", "")),
            (true, false) => {
                let text = key::SERVICE_TYPE.wanted("fits no connector", " of any item");
                findings.fault(at, text);
            }
        }
    }
    connectors
}

/// Elastic's old form of a single connector: its id and type beside the other settings.
fn single(
    settings: &mut Settings,
    target: &Target,
    findings: &mut Findings,
) -> Option<ConnectorConfig> {
    let at = settings.place_of(key::CONNECTOR_ID.name);
    if ![&key::CONNECTOR_ID, &key::SERVICE_TYPE].iter().any(|key| settings.is_given(key.name)) {
        return None;
    }
    let connector_id = connector_id(settings, findings);
    let service = service(settings, findings);
    match target {
        Target::Elasticsearch(_) => {}
        Target::Sqlite(_) => {
            let wanted = key::CONNECTORS.wanted("is missing", "");
            findings.fault(at, format!("{wanted}; a connector beside it has no `configuration`"));
        }
    }
    matches!(service, Service::Teams).then_some(ConnectorConfig {
        connector_id: connector_id?.text,
        api_key: None,
        index_name: None,
        settings: None,
    })
}

/// One item of the list; nothing, if it has a fault or is not ours.
fn item_of(
    index: usize,
    Node { at, value }: Node,
    target: &Target,
    findings: &mut Findings,
) -> Option<ConnectorConfig> {
    let owner = format!(" of connectors[{index}]");
    let Value::Group(entries) = value else {
        findings.fault(at, key::CONNECTOR_ID.wanted("is missing", &owner));
        return None;
    };
    let mut settings = Settings::new(owner, keys::CONNECTOR, entries, findings);
    let connector = match service(&mut settings, findings) {
        Service::Teams => teams(&mut settings, target, findings),
        Service::Other => return None,
        Service::Unclear => {
            // Its other faults are worth knowing in the same run.
            drop(teams(&mut settings, target, findings));
            None
        }
    };
    settings.finish(findings);
    connector
}

/// What a connector is for.
enum Service {
    Teams,
    /// Another of Elastic's connectors, which has its own program.
    Other,
    /// Missing or mistyped: a fault.
    Unclear,
}

fn service(settings: &mut Settings, findings: &mut Findings) -> Service {
    let Some(Given { at, text: service_type, .. }) = settings.text(&key::SERVICE_TYPE, findings)
    else {
        return Service::Unclear;
    };
    if service_type == MICROSOFT_TEAMS {
        return Service::Teams;
    }
    let owner = &settings.owner;
    if service_type == PLACE_HOLDER {
        findings.fault(at, key::SERVICE_TYPE.wanted("is still `changeme`", owner));
        return Service::Unclear;
    }
    if keys::nearest(&service_type, [MICROSOFT_TEAMS].into_iter()).is_some() {
        findings.fault(at, key::SERVICE_TYPE.wanted("is mistyped", owner));
        return Service::Unclear;
    }
    let not_ours = format!("`service_type`{owner} is not `{MICROSOFT_TEAMS}`");
    findings.warn(at, format!("{not_ours}; this connector is left out"));
    Service::Other
}

fn connector_id(settings: &mut Settings, findings: &mut Findings) -> Option<Given> {
    let given = settings.text(&key::CONNECTOR_ID, findings)?;
    let is_bracketed = given.text.starts_with('<') && given.text.ends_with('>');
    if given.text == PLACE_HOLDER || is_bracketed {
        let wanted = key::CONNECTOR_ID.wanted("is still a place-holder", &settings.owner);
        findings.fault(given.at, wanted);
        return None;
    }
    Some(given)
}

fn teams(
    settings: &mut Settings,
    target: &Target,
    findings: &mut Findings,
) -> Option<ConnectorConfig> {
    let connector_id = connector_id(settings, findings);
    let api_key = settings.meaning(&key::CONNECTOR_API_KEY, api_key, findings);
    let index_name = settings.meaning(&key::INDEX_NAME, index_named, findings);
    let in_file = match target {
        Target::Sqlite(_) => true,
        Target::Elasticsearch(_) => {
            let mut keys = CONFIGURATION.iter().chain(&[&key::USERNAME, &key::PASSWORD]);
            keys.any(|key| settings.is_given(key.name))
        }
    };
    let configuration = if in_file { Some(configuration(settings, findings)?) } else { None };
    let connector_id = connector_id?;
    Some(ConnectorConfig {
        connector_id: connector_id.text,
        api_key: api_key.map(SecretString::from),
        index_name,
        settings: configuration,
    })
}

/// The fields that must be there if one of them is.
const CONFIGURATION: [&Key; 3] = [&key::CLIENT_ID, &key::SECRET_VALUE, &key::TENANT_ID];

fn configuration(settings: &mut Settings, findings: &mut Findings) -> Option<ConnectorSettings> {
    let [client_id, secret_value, tenant_id] =
        CONFIGURATION.map(|key| settings.text(key, findings));
    let delegated = delegated(settings, findings);
    Some(ConnectorSettings {
        credentials: Credentials {
            client_id: client_id?.text,
            secret_value: secret_value?.text.into(),
            tenant_id: tenant_id?.text,
        },
        delegated,
    })
}

fn delegated(settings: &mut Settings, findings: &mut Findings) -> Option<Delegated> {
    let username = settings.optional_text(&key::USERNAME, findings);
    let password = settings.optional_text(&key::PASSWORD, findings);
    match (username, password) {
        (Some(username), Some(password)) => {
            Some(Delegated { username: username.text.into(), password: password.text.into() })
        }
        (Some(username), None) => {
            findings
                .warn(username.at, "`configuration.username` is of no use without a `password`");
            None
        }
        (None, Some(password)) => {
            findings
                .warn(password.at, "`configuration.password` is of no use without a `username`");
            None
        }
        (None, None) => None,
    }
}
