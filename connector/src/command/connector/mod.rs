//! `connector`: connectors' records in a cluster, as Kibana shows them.
//!
//! ```text
//! create.rs   a record, an API key, and a config.yml with both      list.rs    all Teams connectors
//! show.rs     one record, secrets masked                            delete.rs  its end
//! ```

mod create;
mod list;
mod show;
mod delete;
pub(super) mod cluster;
pub(super) mod console;

use std::io::Write;

use elastic::{Chosen, Records};
use protocol::Connector;

use super::{ConfigFile, ConnectorArguments, ConnectorCommand, Ending, Failure, choose};
use crate::config::{Config, MICROSOFT_TEAMS};

/// Does what the command line says of connectors.
///
/// # Errors
/// When the configuration or the cluster cannot be used, or there is no such connector.
pub(super) async fn run(
    arguments: &ConnectorArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    match &arguments.command {
        ConnectorCommand::Create(create) => create::run(create, out).await,
        ConnectorCommand::List(list) => list::run(list, out).await,
        ConnectorCommand::Show(show) => show::run(show, out).await,
        ConnectorCommand::Delete(delete) => delete::run(delete, out).await,
    }
}

/// The id that `--connector` gives, whether the file lists it or not; without it, the only one of the file.
fn chosen(config: &Config, file: &ConfigFile) -> Result<String, Failure> {
    match &file.connector {
        Some(id) => Ok(id.clone()),
        None => Ok(choose::one(config, file)?.connector_id.clone()),
    }
}

/// Every Teams connector of the cluster, self-managed or not, by id.
async fn all(records: &Records) -> Result<Vec<Connector>, Failure> {
    let mut connectors = Vec::new();
    for native in [false, true] {
        let types = vec![MICROSOFT_TEAMS.to_owned()];
        let found = records.connectors(&Chosen::ServiceTypes { types, native }).await?;
        connectors.extend(found.into_iter().map(|record| Connector::new(record.id, record.source)));
    }
    connectors.sort_by(|one, other| one.id().cmp(other.id()));
    Ok(connectors)
}

fn not_there(id: &str) -> Failure {
    Failure::Missing(format!(
        "the cluster has no connector `{id}`; `teams-connector connector list` shows those that it has"
    ))
}
