//! A tenant, the engine behind a proxy, and services on them.

use serde_json::Value;

use super::connector::Connector;
use super::engine::{Documents, Engine};
use super::proxy::Proxy;
use super::service::{Service, Settings};
use super::tenant::Tenant;

/// Where a test plays.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) engine: Engine,
    /// Between the services and the engine.
    pub(crate) proxy: Proxy,
    pub(crate) tenant: Tenant,
}

impl Stage {
    pub(crate) async fn of(tenant: Tenant) -> Self {
        Self::on(Engine::with_protocol_indices().await, tenant).await
    }

    /// The same on an engine that may lack the protocol's indices.
    pub(crate) async fn on(engine: Engine, tenant: Tenant) -> Self {
        let proxy = Proxy::before(&engine.url).await;
        Self { engine, proxy, tenant }
    }

    /// A new connector, not yet configured.
    pub(crate) async fn connector(&self, word: &str) -> Connector {
        Connector::create(&self.engine, word).await
    }

    pub(crate) fn service(&self, connectors: &[&Connector]) -> Service {
        self.service_with(connectors, &[])
    }

    pub(crate) fn service_with(&self, connectors: &[&Connector], more: Settings<'_>) -> Service {
        Service::start((&self.proxy.url, &self.tenant.proxy.url), connectors, more)
    }

    /// Waits until the connector is registered, saves the tenant's values, and waits until it is connected.
    pub(crate) async fn connects(&self, connector: &Connector) -> Value {
        connector.reaches("needs_configuration").await;
        connector.configure(&self.tenant.values()).await;
        connector.reaches("connected").await
    }

    /// A new connector that a new service has connected.
    pub(crate) async fn connected(&self, word: &str) -> (Connector, Service) {
        self.connected_with(word, &[]).await
    }

    pub(crate) async fn connected_with(
        &self,
        word: &str,
        more: Settings<'_>,
    ) -> (Connector, Service) {
        let connector = self.connector(word).await;
        let service = self.service_with(&[&connector], more);
        self.connects(&connector).await;
        (connector, service)
    }

    pub(crate) async fn indexed(&self, connector: &Connector) -> Documents {
        self.engine.documents(&connector.index).await
    }

    /// Fails unless the content index is the truth, except for documents that `spared` names.
    pub(crate) async fn assert_truth(&self, connector: &Connector, spared: &[&str]) {
        let (truth, indexed) = (self.tenant.truth(), self.indexed(connector).await);
        let expected = truth.iter().filter(|(id, _)| !spared.contains(&id.as_str()));
        let mut differences = Vec::new();
        for (id, expected) in expected.clone() {
            let Some(document) = indexed.get(id) else {
                differences.push(format!("{id} is missing"));
                continue;
            };
            let wrong =
                expected.iter().filter(|(field, value)| document.get(*field) != Some(value));
            differences.extend(wrong.map(|(field, value)| {
                format!("{id}: {field} is {:?}, not {value}", document.get(field))
            }));
        }
        let wanted: std::collections::BTreeSet<&String> = expected.map(|(id, _)| id).collect();
        let extra = indexed.keys().filter(|id| !wanted.contains(id));
        differences.extend(extra.map(|id| format!("{id} is too much")));
        let shown = differences.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(differences.is_empty(), "{} differences:\n{shown}", differences.len());
    }
}
