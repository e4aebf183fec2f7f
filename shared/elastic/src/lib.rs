//! The sync machine's store in Elasticsearch, Elastic Cloud Serverless or OpenSearch.
//!
//! ```text
//!  indexer ──▶ write ──▶ bulk: lines ─▶ chunks ─▶ send ─▶ judge each item ──▶ content index
//!  all     ──▶ records, create, replace, jobs ──▶ bulk, _mget, _search  ──▶ state and jobs indices
//!  indexer ──▶ keep_refused ──▶ bulk                                     ──▶ dead-letter index
//!                                  │
//!                                  ▼
//!                       client: retries, back-off ──▶ connection: the official crate's transport
//! ```
//!
//! - [`connection`]: where the cluster is, who asks, whom to trust.
//! - [`engine`]: which of the three it is; read once, and used only where they differ.
//! - [`names`]: what our indices are called.
//! - [`store`]: [`ElasticStore`], the port of [`sync`] over all this.
//!
//! Only what every one of the three engines has is used: `_bulk`, `_search` with `search_after` over a unique sorted
//! field, `_mget`, `_refresh`, mappings and settings. No scripts, nothing by query, no point in time.

pub mod connection;
mod failure;
mod patience;
mod client;
pub mod engine;
pub mod names;
mod index;
mod bulk;
mod search;
pub mod store;

pub use bulk::Limits;
pub use connection::{Address, Auth, ConnectError, Connection, Verification};
pub use engine::{Engine, Flavour};
pub use index::Language;
pub use names::Names;
pub use patience::Patience;
pub use store::{ElasticStore, Options};
