//! The config file: where Graph is, where documents go, and one connector for each tenant.
//!
//! ```text
//! config.yml ──▶ yaml.rs ──▶ settings.rs ──▶ read.rs ──▶ Config
//!                a tree       dotted keys     what each   + warnings
//!                with places                  key wants     (keys.rs)
//! ```
//!
//! ```yaml
//! store.sqlite: teams.db
//! connectors:
//!   - connector_id: teams
//!     service_type: microsoft_teams
//!     configuration:
//!       tenant_id: 123a1b23-12a3-45b6-7c8d-fc931cfb448d
//!       client_id: ab123453-12a2-100a-1123-93fd09d67394
//!       secret_value: eyav1~12aBadIg6SL-STDfg102eBfCGkbKBq_Ddyu
//! ```
//!
//! Every fault of the file is reported at once, with its line, what is wanted and an example. A key that is
//! not known is a warning. No secret is ever printed.

mod yaml;
mod keys;
mod settings;
mod read;
mod draft;
mod finding;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use graph::{Credentials, GraphRoot, LoginRoot, SecretString};

pub use draft::Draft;
pub use finding::{Error, Finding, Position};
pub use read::read;

/// What the config file says.
#[derive(Debug, Clone)]
pub struct Config {
    /// `graph`: Microsoft's services.
    pub graph: GraphConfig,
    /// `store`: where documents and progress are kept.
    pub store: StoreConfig,
    /// `connectors`: one for each tenant; never empty, their ids differ.
    pub connectors: Vec<ConnectorConfig>,
}

/// Where Microsoft's services are; to be set for a national cloud or a stand-in.
#[derive(Debug, Clone)]
pub struct GraphConfig {
    /// `graph.root`, default `https://graph.microsoft.com`.
    pub root: GraphRoot,
    /// `graph.login_root`, default `https://login.microsoftonline.com`.
    pub login_root: LoginRoot,
}

/// Where documents and progress are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreConfig {
    /// `store.sqlite`: a database file, made by the first sync. A relative path starts at the current folder,
    /// not at the config file's.
    pub sqlite: PathBuf,
}

/// One tenant to sync.
#[derive(Debug, Clone)]
pub struct ConnectorConfig {
    /// `connector_id`: the operator's name for it.
    pub connector_id: String,
    /// `configuration`'s `tenant_id`, `client_id` and `secret_value`.
    pub credentials: Credentials,
    /// `configuration`'s `username` and `password`, if both are given. Elastic's connector signs in with them;
    /// this one signs in as an application and keeps them unused.
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
