//! `connector create`: a connector's record, an API key for it, and a config.yml with both.

use std::io::{self, Write};

use clock::{Clock as _, SystemClock};
use elastic::{Address, ApiKey, Connection, Privileges, Records};
use graph::ExposeSecret as _;
use protocol::NewConnector;
use serde_json::Map;

use super::super::output::tell;
use super::super::{CreateArguments, Ending, Failure, choose};
use super::{all, cluster, console};
use crate::config::{MICROSOFT_TEAMS, setting};

/// Creates the connector and, where the cluster has security, its API key.
///
/// # Errors
/// When the configuration or the cluster cannot be used, the connector is there already, or the key cannot be made.
pub(super) async fn run(
    arguments: &CreateArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load_cluster(&arguments.config_file)?;
    let cluster = choose::cluster(&config)?;
    let records = cluster::records(cluster).await?;
    records.prepare().await?;
    let CreateArguments { connector: id, index, .. } = arguments;
    if let Some(other) = all(&records).await?.iter().find(|it| it.index_name() == Some(index)) {
        let other = other.id();
        return Err(Failure::Usage(format!(
            "connector `{other}` has the content index {index}; give --index another name"
        )));
    }
    let new = NewConnector {
        name: &arguments.name,
        index_name: index,
        language: arguments.language.as_deref(),
    };
    if !records.create_connector(id, &new.asked(), &new.record(SystemClock.now())).await? {
        return Err(Failure::Usage(format!(
            "there is a connector `{id}` already; `teams-connector connector show` shows it"
        )));
    }
    let made = api_key(&records, arguments).await;
    let key = made.as_ref().ok().and_then(Option::as_ref);
    tell(out, &config_yml(arguments, &cluster.connection, key))?;
    made.map(|_key| Ending::Completed)
}

/// A key for the connector, noted in its record; none where the cluster has no security.
async fn api_key(
    records: &Records,
    CreateArguments { connector: id, index, .. }: &CreateArguments,
) -> Result<Option<ApiKey>, Failure> {
    match records.privileges(index).await? {
        Privileges::NoSecurity => return Ok(None),
        Privileges::Asked(_) => {}
    }
    let key = match records.create_api_key(id, index).await {
        Ok(key) => key,
        Err(error) => {
            writeln!(io::stderr(), "{}", console::api_key(id, index))?;
            return Err(Failure::Missing(format!(
                "connector `{id}` is created, its API key is not: {error}; the request above makes one in Kibana's \
                 Dev Tools"
            )));
        }
    };
    let patch = Map::from_iter([("api_key_id".to_owned(), key.id.clone().into())]);
    records.update_connector(id, &patch, None).await?;
    Ok(Some(key))
}

/// A config.yml for the connector; the one place where a secret is printed, because it is asked for.
fn config_yml(
    arguments: &CreateArguments,
    connection: &Connection,
    key: Option<&ApiKey>,
) -> String {
    let CreateArguments { connector: id, index, .. } = arguments;
    let address = match &connection.address {
        address @ Address::Url(_) => setting(0, "elasticsearch.host", &address.to_string()),
        Address::CloudId(cloud_id) => setting(0, "elasticsearch.cloud_id", cloud_id),
    };
    let mut lines = vec![
        format!("# Connector {id} is created, for the content index {index}. This is a config.yml for"),
        "# `teams-connector run`; further settings of the cluster, such as elasticsearch.ca_certs, belong here, too."
            .to_owned(),
        address,
    ];
    if let Some(key) = key {
        lines.push(setting(0, "elasticsearch.api_key", key.encoded.expose_secret()));
    }
    lines.push("connectors:\n  -".to_owned());
    lines.push(setting(4, "connector_id", id));
    lines.push(setting(4, "service_type", MICROSOFT_TEAMS));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use elastic::Auth;

    use super::*;
    use crate::config::{self, Environment, Listed, Target};

    fn arguments() -> CreateArguments {
        CreateArguments {
            config_file: "config.yml".into(),
            connector: "my \"teams\"".to_owned(),
            name: "Company chat".to_owned(),
            index: "teams".to_owned(),
            language: None,
        }
    }

    #[test]
    fn what_is_printed_is_a_config_with_the_key() {
        let connection =
            Connection::new(Address::Url("https://ann:pw@es:9200".to_owned()), Auth::None);
        let key = ApiKey { id: "k".to_owned(), encoded: "aWQ6a2V5".into() };
        let text = config_yml(&arguments(), &connection, Some(&key));
        assert!(!text.contains("pw"), "{text}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.yml");
        std::fs::write(&file, text).unwrap();
        let (config, warnings) =
            config::read(&file, &Environment::default(), Listed::Needed).unwrap();
        assert_eq!(warnings, []);
        assert_eq!(config.connectors[0].connector_id, "my \"teams\"");
        let Target::Elasticsearch(cluster) = config.target else { panic!("no cluster") };
        assert_eq!(cluster.connection.address.to_string(), "https://es:9200/");
        assert!(
            matches!(cluster.connection.auth, Auth::ApiKey(key) if key.expose_secret() == "aWQ6a2V5")
        );
    }
}
