//! The cluster's half of `check`: what a connector finds there, and the requests that mend what it doesn't.

use elastic::{Engine, Flavour, Privilege, Privileges, Support};
use graph::Credentials;
use protocol::Connector;
use protocol::configuration::{AuthMethod, values};

use super::super::connector::{cluster, console};
use super::super::{Ending, Failure};
use crate::config::{ConnectorConfig, ConnectorSettings, ElasticsearchConfig, MICROSOFT_TEAMS};

/// What a connector finds in its cluster.
#[derive(Debug)]
pub(super) struct Seen {
    address: String,
    engine: Engine,
    connector_id: String,
    record: Record,
    /// The index that its documents go to: as its record says, else the config file, else an example.
    index: String,
    privileges: Privileges,
}

/// A connector's record.
#[derive(Debug)]
enum Record {
    There(Connector),
    Absent,
    /// None is there yet, and a sync makes it of what the config file says.
    Described,
    /// Why it can't be read.
    Unreadable(String),
}

/// An index in a request that somebody still has to fill in.
const SOME_INDEX: &str = "my-index";

impl Seen {
    /// Asks the cluster; nothing is written.
    ///
    /// # Errors
    /// When it doesn't answer, or doesn't know who asks.
    pub(super) async fn look(
        config: &ElasticsearchConfig,
        connector: &ConnectorConfig,
    ) -> Result<Self, Failure> {
        let records = cluster::records(config).await?;
        let id = &connector.connector_id;
        let record = match records.connector(id).await {
            Ok(Some(record)) => Record::There(Connector::new(record.id, record.source)),
            Ok(None) if connector.settings.is_some() => Record::Described,
            Ok(None) => Record::Absent,
            Err(error) => Record::Unreadable(error.to_string()),
        };
        let index = record.there().and_then(Connector::index_name);
        let index = match index.or(connector.index_name.as_deref()) {
            Some(index) => index.to_owned(),
            None if matches!(record, Record::Described) => connector.new_index(),
            None => SOME_INDEX.to_owned(),
        };
        let mut privileges = records.privileges(&index).await?;
        if let Some(key) = &connector.api_key {
            let mut connection = config.connection.clone();
            connection.auth = elastic::Auth::ApiKey(key.clone());
            let own = cluster::records_over(&connection, config).await?;
            privileges = shared(privileges, own.privileges(&index).await?, &index);
        }
        Ok(Self {
            address: config.connection.address.to_string(),
            engine: records.engine().clone(),
            connector_id: id.clone(),
            record,
            index,
            privileges,
        })
    }

    /// How the connector signs in: as the config file says, else as its record does.
    ///
    /// # Errors
    /// Why that isn't known.
    pub(super) fn settings(
        &self,
        connector: &ConnectorConfig,
    ) -> Result<ConnectorSettings, String> {
        if let Some(settings) = &connector.settings {
            return Ok(settings.clone());
        }
        let record = self.record.there().ok_or("its configuration cannot be read")?;
        if record.configuration().is_empty() {
            let how = "`teams-connector run` registers it, then it is filled in in Kibana";
            return Err(format!("the connector has no configuration yet; {how}"));
        }
        let values = values(record.configuration()).map_err(|error| error.to_string())?;
        match values.auth_method {
            AuthMethod::Secret { secret_value } => Ok(ConnectorSettings {
                credentials: Credentials {
                    tenant_id: values.tenant_id,
                    client_id: values.client_id,
                    secret_value,
                },
                delegated: None,
            }),
            AuthMethod::Certificate { .. } => Err("it is by certificate".to_owned()),
        }
    }

    /// What was seen, in lines; each thing that is missing with the request that mends it.
    pub(super) fn text(&self) -> String {
        let missing = self.missing().into_iter().map(|text| format!("missing: {text}"));
        let lines: Vec<String> = self.found().into_iter().chain(missing).collect();
        lines.join("\n") + "\n"
    }

    fn found(&self) -> Vec<String> {
        let Engine { flavour, version } = &self.engine;
        let mut found = vec![format!("cluster {}: {} {version}", self.address, flavour.name())];
        if let Support::Doubtful(why) = self.engine.support() {
            found.push(format!("take care: {why}"));
        }
        match &self.record {
            Record::There(record) => {
                let error = record.error().map_or_else(String::new, |error| format!(" ({error})"));
                found.push(format!("connector `{}`: {}{error}", record.id(), record.status()));
                found.extend(record.index_name().map(|index| format!("content index: {index}")));
            }
            Record::Described => found.push(format!(
                "connector `{}`: not there yet; `teams-connector sync` makes it as the config file describes it",
                self.connector_id
            )),
            Record::Absent | Record::Unreadable(_) => {}
        }
        match &self.privileges {
            Privileges::NoSecurity => {
                found.push("privileges: the cluster has no security that can be asked".to_owned());
            }
            Privileges::Asked(asked) => {
                let granted = asked.iter().filter(|privilege| privilege.granted);
                found.extend(granted.map(|it| format!("granted: {} on {}", it.privilege, it.on)));
            }
        }
        found
    }

    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        if let Support::None(why) = self.engine.support() {
            missing.push(why);
        }
        missing.extend(self.missing_of_record());
        if let Privileges::Asked(asked) = &self.privileges {
            let refused = asked.iter().filter(|privilege| !privilege.granted);
            missing.extend(refused.map(|it| format!("{} on {}", it.privilege, it.on)));
            if asked.iter().any(|privilege| !privilege.granted) {
                let request = console::api_key(&self.connector_id, &self.index);
                let what = "a key with all of these; its `encoded` belongs into config.yml";
                missing.push(format!("{what}:\n{request}"));
            }
        }
        missing
    }

    fn missing_of_record(&self) -> Vec<String> {
        let Self { connector_id: id, index, .. } = self;
        let record = match &self.record {
            Record::There(record) => record,
            Record::Described => return Vec::new(),
            Record::Absent if self.engine.flavour == Flavour::OpenSearch => {
                let how =
                    format!("`teams-connector connector create --connector {id} --index {index}`");
                return vec![format!("connector `{id}`; {how} makes it")];
            }
            Record::Absent => {
                return vec![format!("connector `{id}`:\n{}", console::connector(id, index))];
            }
            Record::Unreadable(why) => return vec![format!("a readable connector `{id}`: {why}")],
        };
        let mut missing = Vec::new();
        if let Some(other) = record.service_type().filter(|service| *service != MICROSOFT_TEAMS) {
            missing.push(format!(
                "a connector of the type `{MICROSOFT_TEAMS}`: `{id}` is of the type `{other}`"
            ));
        }
        if record.index_name().is_none() {
            let request = match self.engine.flavour {
                Flavour::OpenSearch => console::index_name_directly(id, index),
                Flavour::Elasticsearch | Flavour::Serverless => console::index_name(id, index),
            };
            missing.push(format!("its content index:\n{request}"));
        }
        missing
    }

    /// Whether the connector can work there.
    ///
    /// # Errors
    /// When something is missing.
    pub(super) fn verdict(&self) -> Result<Ending, Failure> {
        if self.missing().is_empty() {
            return Ok(Ending::Completed);
        }
        let id = &self.connector_id;
        Err(Failure::Missing(format!(
            "connector `{id}` lacks what is called missing above; the requests are for Kibana's Dev Tools"
        )))
    }
}

impl Record {
    fn there(&self) -> Option<&Connector> {
        match self {
            Self::There(connector) => Some(connector),
            Self::Absent | Self::Described | Self::Unreadable(_) => None,
        }
    }
}

/// A connector's own key writes its documents, the credentials of the file do everything else.
fn shared(of_file: Privileges, own: Privileges, index: &str) -> Privileges {
    let (Privileges::Asked(of_file), Privileges::Asked(own)) = (of_file, own) else {
        return Privileges::NoSecurity;
    };
    let indices = [index.to_owned(), console::acl_index(index)];
    let is_content = |privilege: &Privilege| indices.contains(&privilege.on);
    let rest = of_file.into_iter().filter(|privilege| !is_content(privilege));
    Privileges::Asked(rest.chain(own.into_iter().filter(is_content)).collect())
}

#[cfg(test)]
mod tests {
    use graph::ExposeSecret as _;
    use serde_json::{Value, json};

    use super::*;

    fn privilege(on: &str, granted: bool) -> Privilege {
        Privilege { on: on.to_owned(), privilege: "read", granted }
    }

    fn seen(record: Record, privileges: Privileges) -> Seen {
        Seen {
            address: "http://es:9200/".to_owned(),
            engine: Engine { flavour: Flavour::Elasticsearch, version: "9.5.3".to_owned() },
            connector_id: "c1".to_owned(),
            record,
            index: "teams".to_owned(),
            privileges,
        }
    }

    fn record(source: Value) -> Record {
        Record::There(Connector::new("c1", serde_json::from_value(source).unwrap()))
    }

    fn good() -> Value {
        json!({"status": "connected", "service_type": "microsoft_teams", "index_name": "teams"})
    }

    #[test]
    fn a_cluster_with_all_that_is_needed_is_well() {
        let seen = seen(record(good()), Privileges::Asked(vec![privilege("teams", true)]));
        assert_eq!(
            seen.text(),
            "cluster http://es:9200/: Elasticsearch 9.5.3\nconnector `c1`: connected\ncontent index: teams\n\
             granted: read on teams\n"
        );
        assert_eq!(seen.verdict().unwrap(), Ending::Completed);
    }

    #[test]
    fn a_connector_that_a_sync_will_make_is_not_missing() {
        let seen = seen(Record::Described, Privileges::NoSecurity);
        assert!(seen.text().contains("`c1`: not there yet; `teams-connector sync` makes it"));
        assert_eq!(seen.verdict().unwrap(), Ending::Completed);
    }

    #[test]
    fn each_thing_that_is_missing_comes_with_the_request_that_mends_it() {
        let refused =
            || Privileges::Asked(vec![privilege("teams", true), privilege("cluster", false)]);
        let unnamed = json!({"service_type": "microsoft_teams"});
        for (record, privileges, parts) in [
            (
                Record::Absent,
                Privileges::NoSecurity,
                &["missing: connector `c1`:\nPUT _connector/c1\n{"][..],
            ),
            (
                record(unnamed),
                Privileges::NoSecurity,
                &["missing: its content index:\nPUT _connector/c1/_index_name\n{"],
            ),
            (
                record(good()),
                refused(),
                &[
                    "granted: read on teams",
                    "missing: read on cluster",
                    "config.yml:\nPOST /_security/api_key\n{",
                ],
            ),
            (
                Record::Unreadable("403".to_owned()),
                refused(),
                &["missing: a readable connector `c1`: 403"],
            ),
            (
                record(json!({"service_type": "mongodb", "index_name": "x"})),
                Privileges::NoSecurity,
                &["`c1` is of the type `mongodb`"],
            ),
        ] {
            let seen = seen(record, privileges);
            for part in parts {
                assert!(seen.text().contains(part), "{part}\n{}", seen.text());
            }
            assert_eq!(seen.verdict().unwrap_err().status(), 1);
        }
    }

    #[test]
    fn a_cluster_without_the_connector_api_is_mended_without_it() {
        for (record, part) in [
            (
                Record::Absent,
                "missing: connector `c1`; `teams-connector connector create --connector c1",
            ),
            (
                record(json!({})),
                "missing: its content index:\nPOST .elastic-connectors/_update/c1\n{",
            ),
        ] {
            let mut seen = seen(record, Privileges::NoSecurity);
            seen.engine = Engine { flavour: Flavour::OpenSearch, version: "3.8.0".to_owned() };
            assert!(seen.text().contains(part), "{}", seen.text());
        }
    }

    #[test]
    fn an_engine_that_is_too_old_is_missing_something_and_an_untried_one_is_not() {
        let mut seen = seen(record(good()), Privileges::NoSecurity);
        seen.engine.version = "10.0.0".to_owned();
        assert!(seen.text().contains("take care: ") && seen.verdict().is_ok(), "{}", seen.text());
        seen.engine.version = "6.8.0".to_owned();
        assert!(seen.text().contains("missing: ") && seen.verdict().is_err(), "{}", seen.text());
    }

    #[test]
    fn a_connectors_own_key_counts_for_its_own_indices() {
        let on = ["cluster", "teams", ".search-acl-filter-teams", ".elastic-connectors*"];
        let all = |granted| Privileges::Asked(on.map(|on| privilege(on, granted)).to_vec());
        let Privileges::Asked(shared) = shared(all(false), all(true), "teams") else {
            panic!("no privileges");
        };
        let granted: Vec<_> =
            shared.iter().filter(|it| it.granted).map(|it| it.on.as_str()).collect();
        assert_eq!((shared.len(), granted), (4, vec!["teams", ".search-acl-filter-teams"]));
    }

    #[test]
    fn who_signs_in_is_told_by_the_file_then_by_the_record() {
        let connector = ConnectorConfig {
            connector_id: "c1".to_owned(),
            api_key: None,
            index_name: None,
            settings: None,
        };
        let mut source = good();
        let settings = |source: &Value| {
            seen(record(source.clone()), Privileges::NoSecurity).settings(&connector)
        };
        assert!(settings(&source).unwrap_err().contains("no configuration yet"));
        source["configuration"] = json!({
            "tenant_id": {"value": "t"}, "client_id": {"value": "c"}, "auth_method": {"value": "secret"},
            "secret_value": {"value": "hunter2"},
        });
        let credentials = settings(&source).unwrap().credentials;
        assert_eq!(credentials.secret_value.expose_secret(), "hunter2");
        source["configuration"]["client_id"]["value"] = "".into();
        let why = settings(&source).unwrap_err();
        assert!(why.contains("Client ID") && !why.contains("hunter2"), "{why}");
    }
}
