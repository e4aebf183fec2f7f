//! Which connectors this process handles: those of its config file, and those whose type it was told to take.

use elastic::Chosen;
use protocol::Connector;
use secrecy::SecretString;

use super::{Pass, Service};

/// The connectors that are handled in one pass.
#[derive(Debug, Default)]
pub(super) struct Mine(Vec<MyConnector>);

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct MyConnector {
    pub(super) id: String,
    /// Its type by the config file; none if it wasn't found there.
    pub(super) service_type: Option<String>,
    /// Its own key.
    pub(super) api_key: Option<SecretString>,
}

impl Mine {
    pub(super) fn ids(&self) -> Vec<String> {
        self.0.iter().map(|connector| connector.id.clone()).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &MyConnector> {
        self.0.iter()
    }
}

impl Service {
    /// The connectors to handle now.
    pub(super) async fn mine(&self) -> Pass<Mine> {
        let listed = self.listed.iter().map(|connector| MyConnector {
            id: connector.connector_id.clone(),
            service_type: Some(protocol::SERVICE_TYPE.to_owned()),
            api_key: connector.api_key.clone(),
        });
        let mut mine: Vec<MyConnector> = listed.collect();
        let worker = self.settings.worker.as_ref();
        let worker = worker.map(|worker| worker.service_types.clone()).unwrap_or_default();
        let groups = [(worker, false), (self.settings.native_service_types.clone(), true)];
        for (types, native) in groups {
            if types.is_empty() {
                continue;
            }
            let found = self.records.connectors(&Chosen::ServiceTypes { types, native }).await?;
            for record in found {
                if mine.iter().any(|connector| connector.id == record.id) {
                    continue;
                }
                let connector = Connector::new(record.id, record.source);
                let api_key = self.native_key(&connector).await?;
                mine.push(MyConnector {
                    id: connector.id().to_owned(),
                    service_type: None,
                    api_key,
                });
            }
        }
        Ok(Mine(mine))
    }

    /// The key that Kibana keeps for a managed connector, as a connector secret.
    async fn native_key(&self, connector: &Connector) -> Pass<Option<SecretString>> {
        match connector.api_key_secret_id().filter(|_| connector.is_native()) {
            Some(secret) => self.records.secret(secret).await,
            None => Ok(None),
        }
    }
}
