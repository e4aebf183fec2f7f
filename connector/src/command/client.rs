//! The Graph client of one connector of the config file.

use std::sync::Arc;

use clock::{Random, SystemClock};
use graph::{Client, Connection, Patience};

use super::Failure;
use crate::config::{ConnectorConfig, GraphConfig};

/// A client that signs in as `connector`; nothing is sent yet.
///
/// # Errors
/// When the file doesn't say how to sign in, or this machine's TLS cannot be set up.
pub(super) fn client(graph: &GraphConfig, connector: &ConnectorConfig) -> Result<Client, Failure> {
    let Some(settings) = &connector.settings else {
        let id = &connector.connector_id;
        return Err(Failure::Usage(format!("connector `{id}` has no `configuration` in the file")));
    };
    let connection = Connection {
        root: graph.root.clone(),
        login_root: graph.login_root.clone(),
        credentials: settings.credentials.clone(),
        patience: Patience::default(),
    };
    let random = Arc::new(Random::from_system());
    Client::new(connection, Arc::new(SystemClock), random)
        .map_err(|error| Failure::Machine(error.into()))
}
