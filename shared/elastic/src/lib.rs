//! The sync machine's store in Elasticsearch, Elastic Cloud Serverless or OpenSearch.
//!
//! ```text
//!  indexer ──▶ write ──▶ bulk: lines ─▶ chunks ─▶ send ─▶ judge each item ──▶ content index
//!  all     ──▶ records, create, replace ──▶ bulk, _mget, _search        ──▶ state index
//!  all     ──▶ jobs ──▶ _create, _update, _mget, _search                 ──▶ Elastic's sync jobs
//!  indexer ──▶ keep_refused ──▶ bulk                                     ──▶ dead-letter index
//!  status  ──▶ counts_by_type ──▶ _field_caps, _search                   ──▶ content index
//!  service ──▶ protocol ──▶ `_connector`, or _update, _mget, _search    ──▶ Elastic's connectors and sync jobs
//!                                  │
//!                                  ▼
//!                       client: retries, back-off ──▶ connection: the official crate's transport
//! ```
//!
//! - [`connection`]: where the cluster is, who asks, whom to trust.
//! - [`engine`]: which of the three it is; read once, and used only where they differ.
//! - [`names`]: what our indices are called.
//! - [`start_up`]: waiting for a cluster that starts.
//! - [`store`]: [`ElasticStore`], the port of [`sync`] over all this.
//! - [`protocol`]: [`Records`], the connectors and sync jobs that Kibana shows.
//! - [`privileges`]: what a key may do, and new keys.
//!
//! Only what every one of the three engines has is needed: `_bulk`, `_update`, `_search` with `search_after` over a
//! unique sorted field, `_mget`, `_refresh`, mappings and settings. No scripts, nothing by query, no point in time.

pub mod connection;
mod failure;
mod patience;
mod client;
pub mod engine;
pub mod names;
pub mod start_up;
mod index;
mod bulk;
mod search;
mod update;
pub mod store;
pub mod protocol;
pub mod privileges;

pub use bulk::Limits;
pub use connection::{Address, Auth, ConnectError, Connection, Verification};
pub use engine::{Engine, Flavour, Support};
pub use index::Language;
pub use names::Names;
pub use patience::Patience;
pub use privileges::{ApiKey, Privilege, Privileges};
pub use protocol::{Chosen, Record, Records, RecordsOptions};
pub use start_up::{StartUp, wait_for_cluster};
pub use store::{DocumentCounts, ElasticStore, Options, Pipeline};
pub use update::Updated;
