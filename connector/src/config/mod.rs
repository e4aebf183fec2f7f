//! The config file: where Graph is, where documents go, one connector for each tenant, and how the service works.
//!
//! ```text
//! environment ──────────┐
//! config.yml ──▶ yaml.rs ──▶ environment.rs ──▶ settings.rs ──▶ read.rs, target.rs, service.rs,  ──▶ Config
//!                a tree      ${NAME} filled     dotted keys     connectors.rs: what each          + warnings
//!                with places in, layers                         key means (keys/)
//! ```
//!
//! A config.yml of Elastic's connector service is one of ours: its keys, dotted or nested, have their meaning and
//! their defaults here. Beside them stand a few of our own.
//!
//! ```yaml
//! elasticsearch.host: https://es.example:9200
//! elasticsearch.api_key: ${ES_API_KEY}
//! connectors:
//!   - connector_id: teams
//!     service_type: microsoft_teams
//! ```
//!
//! Every fault is reported at once, with its line, what is wanted and an example. A key that is not known, or has
//! no effect here, is a warning. No secret is ever printed.

mod yaml;
mod environment;
mod keys;
mod settings;
mod values;
mod read;
mod target;
mod index_name;
mod service;
mod connectors;
mod draft;
mod finding;
#[cfg(test)]
mod tests;

use graph::{GraphRoot, LoginRoot};

pub use connectors::{ConnectorConfig, ConnectorSettings, Delegated};
pub use draft::{Draft, setting};
pub use environment::Environment;
pub use finding::{Error, Finding, Place, Position};
pub use index_name::is_index_name;
pub use read::{Listed, read};
pub use service::{LogConfig, LogLevel, MonitoringConfig, ServiceConfig, WorkerMode};
pub use target::{ElasticsearchConfig, Target};

/// The service type of Elastic's Microsoft Teams connector: the one that this program is.
pub const MICROSOFT_TEAMS: &str = "microsoft_teams";

/// What the config file and the environment say.
#[derive(Debug, Clone)]
pub struct Config {
    /// `graph`: Microsoft's services.
    pub graph: GraphConfig,
    /// `store` or `elasticsearch`: where documents and progress are kept.
    pub target: Target,
    /// `service`: how the service works.
    pub service: ServiceConfig,
    /// `connectors`: one for each tenant; their ids differ. Empty only if the service finds its connectors by their
    /// service type.
    pub connectors: Vec<ConnectorConfig>,
    /// `service.log_level` and `service.log_format`.
    pub logging: LogConfig,
    /// `monitoring`: what can be asked about the service.
    pub monitoring: MonitoringConfig,
}

/// Where Microsoft's services are; to be set for a national cloud or a stand-in.
#[derive(Debug, Clone)]
pub struct GraphConfig {
    /// `graph.root`, default `https://graph.microsoft.com`.
    pub root: GraphRoot,
    /// `graph.login_root`, default `https://login.microsoftonline.com`.
    pub login_root: LoginRoot,
}
